package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Diff writes on the screen what is different between two designs.
func Diff(w io.Writer, d *study.Diff, p Palette) {
	fmt.Fprintf(w, "%s%s%s\n%s%s%s\n\n", p.Bold, wrap(diffTitle(d), screenWidth, "  "), p.Reset, p.Dim, wrap(diffCircumstances(d), screenWidth, ""), p.Reset)
	onScreen(w, p, diffBlocks(d, func(title string, body []block.Block, _ bool) []block.Block {
		return append([]block.Block{block.Heading{Text: block.Plain(title)}}, body...)
	}))
}

// DiffMarkdown writes the same as GitHub Flavored Markdown for a comment on a
// pull request: the verdicts that changed first, everything long folded. Its
// errors are those of w.
func DiffMarkdown(w io.Writer, d *study.Diff) error {
	blocks := []block.Block{block.Heading{Text: block.Plain(diffTitle(d))}}
	blocks = append(blocks, diffBlocks(d, func(title string, body []block.Block, folded bool) []block.Block {
		if folded {
			return []block.Block{block.Details{Summary: block.Plain(title), Body: body}}
		}
		return body
	})...)
	blocks = append(blocks, block.Paragraph{Text: block.Plain(diffCircumstances(d) + ".")})
	_, err := io.WriteString(w, block.Markdown(blocks, ""))
	return err
}

func diffTitle(d *study.Diff) string { return d.Title + ": " + d.Names[0] + " → " + d.Names[1] }

// diffCircumstances says under which load the numbers hold, and who says them.
func diffCircumstances(d *study.Diff) string {
	switch c := d.Simulated; {
	case c == nil:
		return upperFirst(d.Studies[1].Options.Load) + " load, closed forms alone; --simulate hears the simulator too"
	case c.Interrupted:
		return upperFirst(Circumstances(c)) + ", interrupted: of the replications that both have finished"
	default:
		return upperFirst(Circumstances(c))
	}
}

// diffBlocks is the difference as blocks. part puts a title over some of them;
// those that only some readers want to see are folded where that can be.
func diffBlocks(d *study.Diff, part func(title string, body []block.Block, folded bool) []block.Block) []block.Block {
	out := []block.Block{block.Paragraph{Text: block.Strong(DiffSentence(d))}}
	add := func(title string, folded bool, body ...block.Block) { out = append(out, part(title, body, folded)...) }
	if len(d.Verdicts) > 0 {
		add("Verdicts", false, verdictTable(d))
	}
	if t := consequences(d); len(t.Rows) > 0 {
		add("What follows", false, t)
	}
	if rows := apartInRuns(d); len(rows) > 0 {
		add("Simulated, beyond the interval of the difference", false, comparedRows(d.Simulated, rows))
	}
	if len(d.Parts)+len(d.Renames) > 0 {
		add("What changed in the design: "+partCounts(d), true, partList(d))
	}
	if len(d.New)+len(d.Gone) > 0 {
		add(fmt.Sprintf("Findings: %d new, %d gone", len(d.New), len(d.Gone)), true, findingChanges(d))
	}
	if len(d.Numbers) > 0 {
		add(differing(len(d.Numbers)), true, numberChanges(d)...)
	}
	if steps := toSignAgain(d); len(steps) > 0 {
		add("To be signed again", false, block.Paragraph{Text: block.Plain("Approvals of these steps hold no longer, as their facts changed: ").Add(codes(steps)).Plain(".")})
	}
	return out
}

func differing(n int) string {
	if n == 1 {
		return "1 number differs beyond its interval"
	}
	return counted(n, "number") + " differ beyond their intervals"
}

// DiffSentence says what a reviewer wants to know first.
func DiffSentence(d *study.Diff) string {
	if d.Same() {
		return "Nothing changed but layout, comments or order."
	}
	var parts []string
	for _, turned := range []struct{ how, text string }{
		{"worse", " newly broken"}, {"better", " mended"}, {"less sure", " less sure"}, {"surer", " surer"}, {"new", " more"}, {"gone", " less"},
	} {
		n := 0
		for _, v := range d.Verdicts {
			if turn(v).String() == turned.how {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, counted(n, "requirement")+turned.text)
		}
	}
	if len(d.Verdicts) == 0 && d.Kept > 0 {
		parts = append(parts, fmt.Sprintf("none of %s changed", counted(d.Kept, "verdict")))
	}
	if text := costChange(d); text != "" {
		parts = append(parts, "cost "+text)
	}
	if n := len(d.New); n > 0 {
		parts = append(parts, counted(n, "new finding"))
	}
	if len(parts) == 0 {
		parts = append(parts, "the design changed, and no verdict, cost or finding with it")
	}
	return upperFirst(strings.Join(parts, "; ")) + "."
}

// costChange is by how much the design costs more: "+12%"; "" when it does not.
func costChange(d *study.Diff) string {
	for _, n := range d.Numbers {
		if n.ID == "cost.month" {
			return changeOf(n)
		}
	}
	return ""
}

func verdictTable(d *study.Diff) block.Table {
	t := block.Table{Columns: []block.Column{{Title: "requirement"}, {Title: "limit", Number: true}, {Title: "before", Number: true}, {Title: "after", Number: true}, {Title: ""}}}
	for _, v := range d.Verdicts {
		r, before, after := v.After, block.Plain("not required"), block.Plain("no longer required")
		if r == nil {
			r = v.Before
		}
		limit := limitOf(r)
		if v.Before != nil {
			before = reached(v.Before)
			if was := limitOf(v.Before); was != limit {
				limit = was + " → " + limit
			}
		}
		if v.After != nil {
			after = reached(v.After)
		}
		t.Rows = append(t.Rows, []block.Text{block.Mono(r.Name).Plain(": " + r.Describe()), block.Plain(limit), before, after, turn(v)})
	}
	return t
}

// turn says which way a verdict went.
func turn(v study.VerdictChange) block.Text {
	switch {
	case v.Worse:
		return block.Chip(look.Bad, "worse")
	case v.Better:
		return block.Chip(look.Good, "better")
	case v.Before == nil:
		return block.Plain("new")
	case v.After == nil:
		return block.Plain("gone")
	case v.Before.Verdict == model.Met:
		return block.Plain("less sure")
	case v.After.Verdict == model.Met:
		return block.Plain("surer")
	}
	return orDash("")
}

// consequences are what else a reviewer asks at once: cost, what is full first,
// and what is still open; only where they differ.
func consequences(d *study.Diff) block.Table {
	t := block.Table{Columns: []block.Column{{Title: ""}, {Title: "before", Number: true}, {Title: "after", Number: true}, {Title: "change", Number: true}}}
	a, b := d.Studies[0], d.Studies[1]
	row := func(what, before, after, change string) {
		if before != after {
			t.Rows = append(t.Rows, []block.Text{block.Plain(what), block.Plain(before), block.Plain(after), orDash(change)})
		}
	}
	row("cost a month", monthlyCost(a.Cost), monthlyCost(b.Cost), costChange(d))
	row("full first", fullFirst(a.Saturates), fullFirst(b.Saturates), "")
	row("steps complete", completeSteps(a), completeSteps(b), "")
	return t
}

func fullFirst(x *study.Saturation) string {
	if x == nil {
		return "nothing has a limit"
	}
	return fmt.Sprintf("%s at %s this load", x.Component, study.Times(x.Factor))
}

func completeSteps(s *study.Study) string {
	done := 0
	for _, step := range s.Steps {
		if step.State == model.Complete || step.State == model.Approved {
			done++
		}
	}
	return fmt.Sprintf("%d of %d", done, len(s.Steps))
}

// apartInRuns are the simulated numbers whose paired difference excludes zero.
func apartInRuns(d *study.Diff) []study.Row {
	if d.Simulated == nil {
		return nil
	}
	var rows []study.Row
	for _, row := range d.Simulated.Rows {
		if row.Winner != "" && !row.OneWitness {
			row.Name, row.Limit = "", nil // all in one table, with or without a limit
			rows = append(rows, row)
		}
	}
	return rows
}

// partWords name one thing of a section.
var partWords = map[string]string{
	"components": "component", "flows": "flow", "requirements.quality": "quality requirement", "requirements.functional": "functional requirement", "data": "entity",
	"links": "link", "api.endpoints": "endpoint", "boundaries": "boundary", "actors": "actor", "journeys": "journey", "assume": "guess", "growth": "growth rate", "load": "load",
	"failures": "failure", "variants": "variant", "decisions": "decision", "stakeholders": "stakeholder",
}

func partWord(section string) string { return cmp.Or(partWords[section], "section") }

// partCounts counts what changed: "2 components, 1 flow".
func partCounts(d *study.Diff) string {
	var words []string
	count := map[string]int{}
	add := func(section string) {
		word := partWord(section)
		if count[word] == 0 {
			words = append(words, word)
		}
		count[word]++
	}
	for _, p := range d.Parts {
		add(p.Section)
	}
	for _, r := range d.Renames {
		if !changedToo(d, r) {
			add(r.Section)
		}
	}
	for i, word := range words {
		words[i] = counted(count[word], word)
	}
	return strings.Join(words, ", ")
}

// changedToo tells whether what is called otherwise also says something else.
func changedToo(d *study.Diff, r study.Rename) bool {
	for _, p := range d.Parts {
		if p.Section == r.Section && p.Name == r.After {
			return true
		}
	}
	return false
}

// mostParts and mostFacts are what a reviewer reads one by one.
const (
	mostParts   = 40
	mostFacts   = 5
	mostNumbers = 30
)

func partList(d *study.Diff) block.List {
	var l block.List
	for _, r := range d.Renames {
		l.Items = append(l.Items, block.Plain(partWord(r.Section)+" ").Mono(r.Before).Plain(" is now called ").Mono(r.After))
	}
	for _, p := range d.Parts {
		if len(l.Items) == mostParts {
			l.Items = append(l.Items, block.Plain(fmt.Sprintf("and %d more", len(d.Parts)+len(d.Renames)-mostParts)))
			break
		}
		l.Items = append(l.Items, partItem(p))
	}
	return l
}

func partItem(p study.PartChange) block.Text {
	t := block.Mono(p.Section)
	if p.Name != "" {
		t = block.Plain(partWord(p.Section) + " ").Mono(p.Name)
	}
	switch {
	case p.Change == "changed":
		var facts []string
		for _, f := range p.Facts {
			facts = append(facts, f.String())
		}
		return t.Plain(": " + strings.Join(atMost(facts, mostFacts), "; "))
	case p.Kind != "":
		return t.Plain(" " + p.Change + " (" + p.Kind + ")")
	}
	return t.Plain(" " + p.Change)
}

func findingChanges(d *study.Diff) block.List {
	var l block.List
	for _, f := range d.New {
		l.Items = append(l.Items, block.Plain("new, ").Add(findingChip(f)).Plain(": ").Mono(f.Check.Code).Plain(", "+f.Evidence+" ("+f.Span.String()+")"))
	}
	for _, f := range d.Gone {
		l.Items = append(l.Items, block.Plain("gone: ").Mono(f.Check.Code).Plain(", "+f.Evidence))
	}
	return l
}

// numberChanges shows the numbers that people ask for first; the others are
// counted.
func numberChanges(d *study.Diff) []block.Block {
	t := block.Table{Columns: []block.Column{{Title: "number"}, {Title: "before", Number: true}, {Title: "after", Number: true}, {Title: "change", Number: true}}}
	for _, n := range d.Numbers {
		if !n.Key() || len(t.Rows) == mostNumbers {
			continue
		}
		format := func(m study.Measure) block.Text { return block.Plain(plusMinus(m.Value, m.Low, m.High, n.Kind)) }
		t.Rows = append(t.Rows, []block.Text{block.Mono(n.ID), format(n.Before), format(n.After), orDash(changeOf(n))})
	}
	rest := len(d.Numbers) - len(t.Rows)
	if rest == 0 {
		return []block.Block{t}
	}
	note := block.Paragraph{Text: block.Plain(counted(rest, "other number") + ", with these, in --format json.")}
	if len(t.Rows) == 0 {
		return []block.Block{note}
	}
	return []block.Block{t, note}
}

// changeOf writes a change as a share, or as a factor when it is large.
func changeOf(n study.NumberChange) string {
	if n.Share == nil {
		return ""
	}
	factor := 1 + *n.Share
	switch {
	case n.Kind == unit.KindRatio:
		return fmt.Sprintf("%+.3g points", (n.After.Value-n.Before.Value)*100)
	case factor >= 3:
		return unit.Format(factor, unit.KindFactor)
	case math.Abs(*n.Share) < 0.01:
		return fmt.Sprintf("%+.2g%%", *n.Share*100)
	}
	return fmt.Sprintf("%+.0f%%", *n.Share*100)
}

// toSignAgain are the steps whose facts changed and that somebody signs.
func toSignAgain(d *study.Diff) []string {
	var out []string
	for _, key := range d.Steps {
		if step := d.Studies[1].Step(key); step != nil && len(step.Approvers) > 0 {
			out = append(out, key)
		}
	}
	return out
}
