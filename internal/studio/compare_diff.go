package studio

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// differingView is what is different between two designs, the later of which
// may be the file at hand.
func differingView(d *study.Diff, atHand bool, open []string) *Differing {
	left, right := d.Studies[0], d.Studies[1]
	out := &Differing{
		Left: d.Names[0], Right: d.Names[1], Same: d.Same(), Says: report.DiffSentence(d), Moved: movedParts(d), Parts: partChanges(d, atHand),
		Verdicts: verdictTurns(left, right), Numbers: numberTurns(d), NewFindings: findingTexts(d.New), GoneFindings: findingTexts(d.Gone), Unsigned: list(d.Steps),
	}
	p := uniteStudies(d)
	out.Picture = p.picture(open)
	out.Boxes, out.Arrows = p.changes(&out.Picture)
	out.Components = componentViews(right)
	for _, c := range componentViews(left) {
		if p.onlyLeft["c:"+c.Name] {
			out.Components = append(out.Components, c)
		}
	}
	out.Cost, out.Costs = moneyTurns(left, right, p.now)
	return out
}

// partChanges are the things that came, went or say something else.
func partChanges(d *study.Diff, atHand bool) []PartChange {
	out := []PartChange{}
	for _, r := range d.Renames {
		out = append(out, PartChange{Section: r.Section, Name: r.After, Change: "renamed", Facts: []string{"was " + r.Before}})
	}
	for _, p := range d.Parts {
		change := PartChange{Section: p.Section, Name: p.Name, Change: p.Change, Facts: []string{}}
		for _, f := range p.Facts {
			change.Facts = append(change.Facts, f.String())
		}
		if atHand {
			change.Place = partPlace(d.Studies[1].Design, p.Section, p.Name)
		}
		out = append(out, change)
	}
	return out
}

// partPlace is where a thing of a section stands.
func partPlace(d *model.Design, section, name string) Place {
	node := d.Root
	for _, key := range strings.Split(section, ".") {
		node = node.Get(key)
	}
	if name != "" {
		node = node.Get(name)
	}
	if node == nil {
		return Place{}
	}
	return placeOf(d, node.Span)
}

// movedParts are the components of both sides with the figures that differ.
func movedParts(d *study.Diff) []MovedPart {
	out := []MovedPart{}
	was := map[string]string{}
	for _, r := range d.Renames {
		if r.Section == "components" {
			was[r.After] = r.Before
		}
	}
	for name := range d.Studies[1].Design.Components.All() {
		before := cmp.Or(was[name], name)
		if !d.Studies[0].Design.Components.Has(before) {
			continue
		}
		earlier := figures(d.Studies[0], before)
		var turned []Figure
		for _, f := range figures(d.Studies[1], name) {
			i := slices.IndexFunc(earlier, func(e Figure) bool { return e.Name == f.Name })
			if i >= 0 && earlier[i].Text != f.Text {
				turned = append(turned, Figure{f.Name, fromTo(earlier[i].Text, f.Text), f.Full})
			}
		}
		if len(turned) > 0 {
			out = append(out, MovedPart{name, turned})
		}
	}
	return out
}

// fromTo writes two values with a unit that both have once: "8.5 → 8.38 ms".
func fromTo(before, after string) string {
	number, unit := strings.LastIndexAny(before, "0123456789")+1, strings.LastIndexAny(after, "0123456789")+1
	if before[number:] == after[unit:] {
		before = before[:number]
	}
	return before + " → " + after
}

// verdictTurns are the requirements of both sides, those of the right one
// first.
func verdictTurns(left, right *study.Study) []VerdictTurn {
	out := []VerdictTurn{}
	find := func(s *study.Study, q *study.Requirement) *study.Requirement {
		i := slices.IndexFunc(s.Requirements, func(r *study.Requirement) bool { return r.Name == q.Name && r.Metric == q.Metric })
		if i < 0 {
			return nil
		}
		return s.Requirements[i]
	}
	say := func(r *study.Requirement) (text, verdict string) {
		if r == nil {
			return "not required", ""
		}
		w := witness(r, r.Estimate)
		return cmp.Or(w.Text, "not known"), string(r.Verdict)
	}
	add := func(a, b *study.Requirement) {
		q := cmp.Or(b, a)
		t := VerdictTurn{About: q.Describe(), Demand: q.Demand()}
		t.Left, t.LeftVerdict = say(a)
		t.Right, t.RightVerdict = say(b)
		if a != nil && b != nil && a.Demand() != b.Demand() {
			t.Demand = a.Demand() + " → " + b.Demand()
		}
		out = append(out, t)
	}
	for _, b := range right.Requirements {
		add(find(left, b), b)
	}
	for _, a := range left.Requirements {
		if find(right, a) == nil {
			add(a, nil)
		}
	}
	return out
}

// numberTurns are the numbers that people ask for first and that changed.
func numberTurns(d *study.Diff) []NumberTurn {
	out := []NumberTurn{}
	for _, n := range d.Numbers {
		if n.Key() {
			out = append(out, NumberTurn{n.ID, unit.Format(n.Before.Value, n.Kind), unit.Format(n.After.Value, n.Kind), n.Share})
		}
	}
	return out
}

func findingTexts(all []audit.Finding) []string {
	out := []string{}
	for _, f := range all {
		out = append(out, fmt.Sprintf("%s (%s)", f.Check.Title, f.At))
	}
	return out
}

// moneyTurns is what the whole and each component cost a month on both sides;
// now names what the left one has as the right one does.
func moneyTurns(left, right *study.Study, now func(string) string) (whole MoneyTurn, parts []MoneyTurn) {
	total := 0.0
	var money [2]map[string]float64
	for i, s := range []*study.Study{left, right} {
		money[i] = map[string]float64{}
		if s.Cost.Month != nil {
			money[i][""] = s.Cost.Month.Value
			total = max(total, s.Cost.Month.Value)
		}
		for _, c := range s.Cost.Components {
			name := c.Component
			if i == 0 {
				name = strings.TrimPrefix(now("c:"+name), "c:")
			}
			money[i][name] = c.Value
		}
	}
	turn := func(name string) MoneyTurn {
		t := MoneyTurn{Component: name}
		a, before := money[0][name]
		b, after := money[1][name]
		if before {
			t.Left = unit.Format(a, unit.KindMoney)
		}
		if after {
			t.Right = unit.Format(b, unit.KindMoney)
		}
		if total > 0 {
			t.Share = (b - a) / total
		}
		if math.Abs(b-a) >= 0.005 {
			t.Change = plus(b-a, unit.KindMoney)
		}
		return t
	}
	parts = []MoneyTurn{}
	for _, s := range []*study.Study{right, left} {
		for _, c := range s.Cost.Components {
			name := c.Component
			if s == left {
				name = strings.TrimPrefix(now("c:"+name), "c:")
			}
			if !slices.ContainsFunc(parts, func(t MoneyTurn) bool { return t.Component == name }) {
				parts = append(parts, turn(name))
			}
		}
	}
	slices.SortStableFunc(parts, func(a, b MoneyTurn) int { return cmp.Compare(math.Abs(b.Share), math.Abs(a.Share)) })
	return turn(""), parts
}
