package studio

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// state answers the file as it is now; open names boundaries that are not to be
// folded.
func (s *Studio) state(w http.ResponseWriter, r *http.Request) {
	answer(w, s.stateOf(s.file.current(), r.URL.Query()["open"]))
}

func (s *Studio) stateOf(v *version, open []string) State {
	state := State{File: s.file.name, Revision: v.revision, Content: v.content, Text: string(v.text), Missing: v.missing, Stale: v.stale, Problems: problemsOf(v.doc, v.problems)}
	if v.study != nil {
		state.Design = designView(v.study, open)
	}
	return state
}

// problemsOf are diagnostics as the page shows them; those of an included file
// stand where the design file names it.
func problemsOf(doc *syntax.Document, problems diag.List) []Problem {
	out := []Problem{}
	main := mainOf(doc)
	for _, p := range problems {
		q := Problem{
			Severity: p.Severity.String(), Code: p.Code, Message: p.Message, Help: p.Help, Fix: []Edit{},
			Place: placeFrom(main.Name, p.Span.File(), p.Span.Position().Line),
		}
		span := p.Span
		if span.File() != main.Name {
			span = includeOf(doc, span.File())
		}
		q.Start, q.End = units(main.Text, span.Start), units(main.Text, span.End)
		for _, e := range p.Fix {
			if e.Span.File() == main.Name && p.Span.File() == main.Name {
				q.Fix = append(q.Fix, Edit{units(main.Text, e.Span.Start), units(main.Text, e.Span.End), e.New})
			}
		}
		out = append(out, q)
	}
	return out
}

// endOfLine is where a span ends, or its first line does.
func endOfLine(span diag.Span) int {
	first, _, _ := strings.Cut(span.Text(), "\n")
	return span.Start + len(strings.TrimRight(first, "\r"))
}

// units counts the UTF-16 units before a byte: a browser counts texts in them.
func units(text []byte, offset int) int {
	n := 0
	for i := 0; i < min(offset, len(text)); {
		r, size := utf8.DecodeRune(text[i:])
		if r >= 0x10000 {
			n++
		}
		n++
		i += size
	}
	return n
}

// unitsBefore counts the UTF-16 units before every byte and the end: units for
// many places of a long text.
func unitsBefore(text []byte) []int {
	out := make([]int, len(text)+1)
	n := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		for range size {
			out[i] = n
			i++
		}
		n++
		if r >= 0x10000 {
			n++
		}
	}
	out[len(text)] = n
	return out
}

// bytesAt is the byte after so many UTF-16 units: units backwards.
func bytesAt(text []byte, units int) int {
	at := 0
	for at < len(text) && units > 0 {
		r, size := utf8.DecodeRune(text[at:])
		if r >= 0x10000 {
			units--
		}
		units--
		at += size
	}
	return at
}

// designView is what a page shows of a study.
func designView(s *study.Study, open []string) *Design {
	d := s.Design
	return &Design{
		System: d.System, Title: s.Title(), Summary: d.Summary,
		Load: s.Options.Load, Loads: append([]string{"mean", "peak"}, d.Load.Names()...), Variants: list(d.Variants.Names()),
		Steps: stepViews(s), Verdict: string(s.Verdict), Requirements: requirementViews(s),
		Picture: pictureOf(s, open), Components: componentViews(s), Links: linkViews(s), Flows: flowViews(s), Failures: failureViews(d),
		Findings: findingViews(s), Cost: costView(s), Status: statusOf(s),
	}
}

func stepViews(s *study.Study) []Step {
	out := []Step{}
	for i := range s.Steps {
		state := &s.Steps[i]
		step := Step{
			Number: state.Step.Number, Key: state.Step.Key, Title: state.Step.Title, State: string(state.State), Answered: state.Answered,
			Open: openedViews(s.Design, state), Approvals: approvalViews(s, state),
		}
		out = append(out, step)
	}
	return out
}

func requirementViews(s *study.Study) []Requirement {
	out := []Requirement{}
	for _, r := range s.Requirements {
		out = append(out, Requirement{
			Name: r.Name, About: r.Describe(), Demand: r.Demand(), Verdict: string(r.Verdict), Margin: r.Margin,
			Number: r.QuantityID(), Place: placeOf(s.Design, r.Span), Estimate: witness(r, r.Estimate), Simulate: witness(r, r.Simulate), Disagree: r.Disagree(), Note: r.Note,
		})
	}
	return out
}

func witness(r *study.Requirement, t study.Testimony) Witness {
	w := Witness{Heard: t.Heard, Verdict: string(t.Verdict), Why: t.Why}
	if t.Heard && t.Why == "" && finite(t.Value) {
		w.Value, w.Text, w.Low, w.High = &t.Value, r.Format(t.Value), r.Format(t.Low), r.Format(t.High)
	}
	return w
}

func flowViews(s *study.Study) []Flow {
	out := []Flow{}
	calls := s.Design.Calls()
	for name := range s.Design.Flows.All() {
		flow := Flow{Name: name, Title: name, Rate: value(s, "flows."+name+".offered"), Parts: []string{}}
		for _, e := range calls {
			if slices.Contains(e.Flows, name) {
				for _, part := range []string{e.Caller, e.Callee} {
					if s.Design.Components.Has(part) && !slices.Contains(flow.Parts, part) {
						flow.Parts = append(flow.Parts, part)
					}
				}
			}
		}
		out = append(out, flow)
	}
	return out
}

func failureViews(d *model.Design) []Failure {
	out := []Failure{}
	for name, f := range d.Failures.All() {
		out = append(out, Failure{name, f.Text})
	}
	return out
}

func findingViews(s *study.Study) []Finding {
	out := []Finding{}
	main := mainOf(s.Design.Doc)
	before := unitsBefore(main.Text)
	for _, f := range s.Findings {
		v := Finding{
			Check: f.Check.Code, Title: f.Check.Title, Severity: string(f.Severity), Verdict: string(f.Verdict), At: f.At,
			Place: placeOf(s.Design, f.Span), Evidence: f.Evidence, Fix: f.Fix, Written: writable(s.Design, f.Fix),
		}
		if f.Waived != nil {
			v.Waived = f.Waived.Reason
		}
		if f.Span.Source == main {
			v.Start, v.End = before[f.Span.Start], before[endOfLine(f.Span)]
		}
		out = append(out, v)
	}
	return out
}

func costView(s *study.Study) Cost {
	c := Cost{Why: s.Cost.Why, Components: []CostPart{}}
	if s.Cost.Month == nil {
		return c
	}
	c.Month = money(s.Cost.Month.Value)
	if s.Cost.Per1000 != nil {
		c.Per1000 = unit.Format(s.Cost.Per1000.Value, unit.KindMoney)
	}
	for _, p := range s.Cost.Components {
		c.Components = append(c.Components, CostPart{p.Component, money(p.Value), p.Value / s.Cost.Month.Value})
	}
	return c
}

// statusOf is the line at the foot of the page.
func statusOf(s *study.Study) Status {
	st := Status{Cost: "not known"}
	var worst *study.Requirement
	for _, r := range s.Requirements {
		if r.Margin != nil && (worst == nil || *r.Margin < *worst.Margin) {
			worst = r
		}
	}
	if worst != nil {
		st.Worst = fmt.Sprintf("%s: %s, %s", worst.Name, worst.Verdict, margin(*worst.Margin))
	}
	if x := s.Saturates; x != nil {
		st.Saturates = fmt.Sprintf("%s at %s load", x.Component, study.Times(x.Factor))
	}
	if s.Cost.Month != nil {
		st.Cost = money(s.Cost.Month.Value) + "/month"
	}
	for _, f := range s.Findings {
		if f.Waived == nil {
			st.Open++
		}
	}
	return st
}

func margin(m float64) string {
	if m < 0 {
		return fmt.Sprintf("%.0f%% over", -100*m)
	}
	return fmt.Sprintf("%.0f%% to spare", 100*m)
}

// money is an amount a month.
func money(v float64) string {
	return strings.TrimSuffix(unit.Format(v/secondsAMonth, unit.KindMoneyRate), "/month")
}

// value is a number of the sheet, or nil.
func value(s *study.Study, id string) *float64 {
	if q := s.Sheet.Get(id); q != nil && q.Why == "" && finite(q.Value) {
		v := q.Value
		return &v
	}
	return nil
}

// text is a number of the sheet as it is shown, or "".
func text(s *study.Study, id string) string {
	if q := s.Sheet.Get(id); q != nil && q.Why == "" {
		return q.Text()
	}
	return ""
}

func finite(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }

// list makes an empty list of a missing one.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
