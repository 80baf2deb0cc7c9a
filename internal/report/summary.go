package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// summary is the whole design on one page: what it is, whether it holds, what
// breaks first, what it costs, what it rests on and what is missing.
func summary(s *study.Study, cites *citations) []block.Block {
	p := &paper{s: s, d: s.Design, section: "summary", cites: cites}
	p.add(block.Callout{Tone: Tone(s.Verdict), Title: s.VerdictSentence()})
	p.purpose()
	p.requirements()
	p.limits()
	p.assumptions(3)
	p.findings("What a reviewer would ask first", p.toActOn(), 3)
	p.openSteps()
	return p.blocks
}

// purpose says what the system is, in the words of the design.
func (p *paper) purpose() {
	var f facts
	if why := p.d.Why; why != nil {
		f.plain("Problem", why.Problem)
		f.plain("End state", why.Outcome)
	}
	made := []string{counted(p.d.Components.Len(), "component"), counted(p.d.Flows.Len(), "flow")}
	if n := p.d.Data.Len(); n > 0 {
		made = append(made, counted(n, "kind")+" of data")
	}
	f.plain("Made of", joined(made))
	p.facts(f)
}

// requirements has a row for each limit: what each witness says of it, and the
// verdict of both. Intervals stand in step 4.
func (p *paper) requirements() {
	p.heading("Requirements")
	if len(p.s.Requirements) == 0 {
		p.para(block.Plain("None: nothing says what must hold. Type ").Mono("requirements: {quality: {fast: {flow: NAME, p99: 200ms}}}").Plain("."))
		return
	}
	p.add(p.requirementTable(func(r *study.Requirement, t study.Testimony) string {
		return share(r.Format, t.Value, t.Low, t.High)
	}).table())
}

// requirementTable has a row for each limit: both witnesses, verdict, margin.
func (p *paper) requirementTable(number func(*study.Requirement, study.Testimony) string) *grid {
	g := columns("requirement", "of", "#limit", "#closed form", "#simulated", "verdict", "#margin")
	for _, r := range p.s.Requirements {
		estimated := heard(r.Estimate, r.Simulate, func() block.Text { return p.cite(p.derivedFrom(r), number(r, r.Estimate)) })
		simulated := block.Plain("not run")
		if p.s.Simulation != nil {
			simulated = heard(r.Simulate, r.Estimate, func() block.Text { return p.simulatedBy(number(r, r.Simulate)) })
		}
		g.row(block.Mono(r.Name), block.Plain(r.Describe()), block.Plain(limitOf(r)), estimated, simulated,
			block.Chip(Tone(r.Verdict), string(r.Verdict)), block.Plain(marginOf(r)))
	}
	return g
}

// derivedFrom names the number that the closed form of a requirement is. A
// throughput is the flow's rate times the headroom of what is full first.
func (p *paper) derivedFrom(r *study.Requirement) string {
	if x := p.s.Saturates; r.Metric == "throughput" && x != nil {
		return "components." + x.Component + ".headroom"
	}
	return r.QuantityID()
}

// heard writes what a witness says, behind the mark of its verdict, or that the
// other one is alone.
func heard(t, other study.Testimony, number func() block.Text) block.Text {
	switch {
	case !t.Heard && other.Heard:
		return block.Plain("one witness")
	case !t.Heard:
		return orDash("")
	}
	mark := block.Sign(Tone(t.Verdict), string(t.Verdict)).Plain(" ")
	if t.Why != "" {
		return mark.Plain(string(t.Verdict))
	}
	return mark.Add(number())
}

func marginOf(r *study.Requirement) string {
	if r.Margin == nil {
		return dash
	}
	return percent(*r.Margin)
}

// intervalPlot draws the requirements of which a witness has a number.
func intervalPlot(all []*study.Requirement) draw.IntervalPlot {
	plot := draw.IntervalPlot{Title: "Requirements and what the two witnesses say of them"}
	for _, r := range all {
		row := draw.Requirement{Label: r.Name, Unit: r.Kind, Limit: r.Limit, AtLeast: r.AtLeast, Tone: Tone(r.Verdict), Verdict: string(r.Verdict)}
		for _, w := range []struct {
			name string
			t    study.Testimony
		}{{"closed form", r.Estimate}, {"simulated", r.Simulate}} {
			if w.t.Heard && w.t.Why == "" && !math.IsInf(w.t.Value, 0) {
				row.Witnesses = append(row.Witnesses, draw.Witness{Name: w.name, Value: r.Shown(w.t.Value), Low: r.Shown(w.t.Low), High: r.Shown(w.t.High)})
			}
		}
		if len(row.Witnesses) > 0 {
			plot.Rows = append(plot.Rows, row)
		}
	}
	return plot
}

// limits says what breaks first, how available it is and what it costs.
func (p *paper) limits() {
	p.heading("Limits")
	var f facts
	f.add("Breaks first", p.saturation())
	f.plain("Growth", strings.Join(p.s.Growth[:min(3, len(p.s.Growth))], "; "))
	f.add("Availability", p.availability())
	f.add("Worst faults", p.worstFaults())
	f.add("Cost", p.cost())
	p.facts(f)
}

func (p *paper) saturation() block.Text {
	x := p.s.Saturates
	if x == nil {
		return block.Plain("nothing has a limit: give components ").Mono("cores").Plain(", ").Mono("slots").Plain(" or a ").Mono("runs-on")
	}
	return block.Mono(x.Component).Plain(" at ").Add(p.cite("components."+x.Component+".headroom", unit.Format(x.Factor, unit.KindFactor))).
		Plain(" this load; its " + x.Resource + " are ").Add(p.cite(x.Busy(), unit.Format(x.Utilization, unit.KindRatio))).Plain(" busy now")
}

// availability names the flows that are down most, as many as a summary holds.
func (p *paper) availability() block.Text {
	const most = 4
	flows := slices.Clone(p.s.Availability)
	slices.SortStableFunc(flows, func(a, b study.Availability) int { return -cmp.Compare(a.Downtime, b.Downtime) })
	var t block.Text
	for i, a := range flows[:min(most, len(flows))] {
		if i > 0 {
			t = t.Plain("; ")
		}
		id := "flows." + a.Flow + "."
		t = t.Mono(a.Flow).Plain(" ").Add(p.cite(id+"availability", nines(a.Value))).Plain(", ").
			Add(p.cite(id+"downtime", unit.Format(a.Downtime, unit.KindTime))).Plain(" down a year")
	}
	if rest := len(flows) - most; rest > 0 {
		t = t.Plain(fmt.Sprintf("; %s less than that", counted(rest, "flow")))
	}
	return t
}

func (p *paper) worstFaults() block.Text {
	var t block.Text
	for i, f := range p.s.SingleFaults[:min(3, len(p.s.SingleFaults))] {
		if i > 0 {
			t = t.Plain("; ")
		}
		t = t.Mono(f.Component).Plain(fmt.Sprintf(" stops %s (%s a year)", few(f.Flows), unit.Format(f.Downtime, unit.KindTime)))
	}
	return t
}

func (p *paper) cost() block.Text {
	c := p.s.Cost
	switch {
	case c.Month == nil:
		return block.Plain("not known: " + c.Why)
	case c.Month.Value == 0 && c.Why != "":
		return block.Plain("not known: nothing that is priced is used, and " + c.Why + " has no price")
	}
	t := p.cite("cost.month", withInterval(dollars, c.Month.Value, c.Month.Low, c.Month.High)).Plain(" a month (one witness)")
	for i, part := range c.Components[:min(3, len(c.Components))] {
		t = t.Plain([]string{"; most of it ", ", ", ", "}[i]).Mono(part.Component).Plain(" ").Add(p.cite("cost.components."+part.Component, dollars(part.Value)))
	}
	if c.Why != "" {
		t = t.Plain("; without a price, and not in it: " + c.Why)
	}
	return t
}

// assumptions are the guesses that the verdicts rest on, the weightiest first.
func (p *paper) assumptions(most int) {
	g := columns("guess", "as written", "from", "moves", "#by")
	for _, a := range p.s.Assumptions[:min(most, len(p.s.Assumptions))] {
		m := a.Moves[0]
		moves := block.Mono(m.Requirement)
		if m.Flips {
			moves = moves.Plain(" ").Chip(look.Unsure, "may change the verdict")
		}
		g.row(p.input(a.Input), orDash(a.Text), orDash(a.Source), moves, block.Plain(moved(m.Down, m.Up)))
	}
	p.table("What the verdicts rest on", g)
}

// toActOn are the findings that nobody accepted.
func (p *paper) toActOn() []audit.Finding {
	var out []audit.Finding
	for _, f := range p.s.Findings {
		if f.Waived == nil {
			out = append(out, f)
		}
	}
	return out
}

// findings lists findings, the worst first, at most so many.
func (p *paper) findings(heading string, all []audit.Finding, most int) {
	g := columns("finding", "seen", "what to type", "line")
	for _, f := range all[:min(most, len(all))] {
		g.row(findingChip(f), block.Plain(f.Evidence).Plain(" ").Mono(f.Check.Code), block.Mono(oneLine(f.Fix)), block.Plain(fmt.Sprint(f.Span.Position().Line)))
	}
	if !p.table(heading, g) {
		return
	}
	if rest := len(all) - most; rest > 0 {
		p.para(block.Plain(fmt.Sprintf("%d more stand under ", rest)).Link("the last step", "#decide").Plain("."))
	}
}

// oneLine writes what to type on one line: nested keys in braces.
func oneLine(fix string) string {
	lines := strings.Split(strings.TrimRight(fix, "\n"), "\n")
	var b strings.Builder
	for i, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case i == len(lines)-1:
			b.WriteString(line + strings.Repeat("}", i))
		case strings.HasSuffix(line, ":") && strings.HasPrefix(lines[i+1], strings.Repeat("  ", i+1)):
			b.WriteString(line + " {")
		default:
			return strings.Join(strings.Fields(fix), " ")
		}
	}
	return b.String()
}

func findingChip(f audit.Finding) block.Text {
	switch {
	case f.Verdict == audit.Unknown:
		return block.Chip(look.Unknown, "unknown")
	case audit.Rank(f.Severity) >= audit.Rank(audit.High):
		return block.Chip(look.Bad, string(f.Severity))
	}
	return block.Chip(look.Unsure, string(f.Severity))
}

// input names what is read, so that it leads to where.
func (p *paper) input(path string) block.Text {
	if p.cites == nil || p.s.Sheet.Read(path) == nil {
		return block.Mono(path)
	}
	p.want(path)
	return block.Link(path, "#"+readAt(path))
}

// openSteps says which steps still ask something that is required, and where
// all that is open stands.
func (p *paper) openSteps() {
	done, asked, waived := 0, block.Text(nil), 0
	for _, step := range p.s.Steps {
		if !slices.ContainsFunc(step.Open, func(q model.OpenQuestion) bool { return q.Required }) {
			done++
			continue
		}
		if len(asked) > 0 {
			asked = asked.Plain(", ")
		}
		asked = asked.Link(step.Step.Title, "#"+step.Step.Key)
	}
	for _, f := range p.s.Findings {
		if f.Waived != nil {
			waived++
		}
	}
	p.heading("Open questions")
	t := block.Plain(fmt.Sprintf("%d of %d steps answer everything that is required", done, len(p.s.Steps)))
	if done == len(p.s.Steps) {
		t = block.Plain(fmt.Sprintf("Every required question of the %s is answered", counted(done, "step")))
	}
	if len(asked) > 0 {
		t = t.Plain("; not yet: ").Add(asked)
	}
	t = t.Plain(". ")
	if waived > 0 {
		t = t.Plain(fmt.Sprintf("%s accepted by somebody who answers for it. ", map[bool]string{true: "One finding is", false: counted(waived, "finding") + " are"}[waived == 1]))
	}
	p.para(t.Link("All of it in one place", "#"+openSection).Plain("."))
}
