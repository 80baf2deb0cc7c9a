package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// decisions writes step 16: every choice with its options measured on the same
// load, what was given up, what the audit found and what was accepted, and who
// signs.
func decisions(p *paper) {
	for name, d := range p.d.Decisions.All() {
		p.decision(name, d)
	}
	if p.cites != nil && len(p.s.Choices) > 0 {
		p.para(block.Plain("Numbers of an option are from a review of its variant under the same load and seed; ").Mono("loadpath doc --variant NAME").Plain(" shows how they come about."))
	}
	p.findings("Findings", p.toActOn(), len(p.s.Findings))
	p.accepted()
	p.signOff()
}

func (p *paper) decision(name string, d *model.Decision) {
	p.heading(strings.ReplaceAll(name, "-", " "))
	var f facts
	chosen := block.Mono(d.Chosen.Text)
	if o := d.Options.Get(d.Chosen.Text); o != nil && o.Text != "" {
		chosen = chosen.Plain(": " + o.Text)
	}
	if d.Chosen.Text != "" {
		f.add("Chosen", chosen)
	}
	f.plain("Because", d.Because)
	f.plain("Gives up", d.GivesUp)
	f.plain("Trades", strings.Join(d.Trades, "; "))
	f.plain("Status", strings.TrimPrefix(d.Status+", "+d.Date, ", "))
	p.facts(f)
	if choices := p.s.ChoicesOf(d); len(choices) > 0 {
		p.add(comparison(choices).table())
		if slices.ContainsFunc(choices[0].Requirements, func(r *study.Requirement) bool { return r.Metric == "throughput" }) {
			p.say("A throughput takes a run at its own load; it is measured for the design itself only.")
		}
		return
	}
	g := columns("option", "variant", "in a word")
	for option, o := range d.Options.All() {
		g.row(block.Mono(option), code(o.Variant.Text), orDash(o.Text))
	}
	p.table("", g)
}

// comparison sets the options side by side: a row for each requirement, then
// cost, parts and what gives way first.
func comparison(choices []study.Choice) *grid {
	g := &grid{columns: []block.Column{{Title: "measured on the same load"}, {Title: "limit", Number: true}}}
	for _, c := range choices {
		title := c.Option
		if c.Chosen {
			title += " (chosen)"
		}
		g.columns = append(g.columns, block.Column{Title: title, Number: true})
	}
	for _, r := range choices[0].Requirements {
		cells := []block.Text{block.Mono(r.Name).Plain(" " + r.Describe()), block.Plain(limitOf(r))}
		for _, c := range choices {
			cells = append(cells, verdictOn(c, r))
		}
		g.row(cells...)
	}
	each := func(label string, text func(study.Choice) string) {
		cells := []block.Text{block.Plain(label), nil}
		for _, c := range choices {
			cells = append(cells, orDash(text(c)))
		}
		g.row(cells...)
	}
	if !slices.ContainsFunc(choices[0].Requirements, func(r *study.Requirement) bool { return r.Metric == "cost" }) {
		each("cost a month", func(c study.Choice) string { return monthlyCost(c.Cost) })
	}
	each("components", func(c study.Choice) string { return fmt.Sprint(c.Components) })
	each("breaks first", func(c study.Choice) string {
		if c.Saturates == nil {
			return ""
		}
		return fmt.Sprintf("%s at %s", c.Saturates.Component, unit.Format(c.Saturates.Factor, unit.KindFactor))
	})
	return g
}

func monthlyCost(c study.Cost) string {
	if c.Month == nil {
		return "not known"
	}
	return share(dollars, c.Month.Value, c.Month.Low, c.Month.High)
}

// verdictOn is what an option reaches of a requirement: the simulated number
// where there is one.
func verdictOn(c study.Choice, of *study.Requirement) block.Text {
	i := slices.IndexFunc(c.Requirements, func(r *study.Requirement) bool { return r.Name == of.Name && r.Metric == of.Metric })
	if i < 0 {
		return orDash("")
	}
	return reached(c.Requirements[i])
}

// reached is the number of a requirement, the simulated one where there is one,
// with its verdict.
func reached(r *study.Requirement) block.Text {
	t := r.Simulate
	if !t.Heard || t.Why != "" {
		t = r.Estimate
	}
	text := testimony(r, t)
	if t.Heard && t.Why == "" {
		text = share(r.Format, t.Value, t.Low, t.High)
	}
	return block.Plain(text+" ").Chip(Tone(r.Verdict), string(r.Verdict))
}

// accepted lists the findings that somebody answers for.
func (p *paper) accepted() {
	g := columns("accepted finding", "at", "why", "by", "until")
	for _, f := range p.s.Findings {
		if w := f.Waived; w != nil {
			g.row(block.Mono(f.Check.Code), code(f.At), orDash(w.Reason), orDash(w.Owner.Text), orDash(w.Until))
		}
	}
	p.table("Accepted", g)
	if len(p.s.Findings) == 0 && p.s.Simulation != nil {
		p.say("None of %d checks found anything.", len(audit.Checks))
	}
}

// signOff is who must approve which step.
func (p *paper) signOff() {
	g := columns("stakeholder", "role", "step", "state", "signed")
	for name, who := range p.d.Stakeholders.All() {
		for _, key := range who.Approves {
			for _, step := range p.s.Steps {
				if step.Step.Key == key {
					g.row(block.Mono(name), orDash(who.Role), block.Link(step.Step.Title, "#"+key), stateChip(step.State), p.signature(key, name))
				}
			}
		}
	}
	p.table("Sign-off", g)
}

// signature is what a stakeholder said of a step: when it was signed, and what
// has changed since.
func (p *paper) signature(step, stakeholder string) block.Text {
	for _, a := range p.s.Approvals[step] {
		switch {
		case a.Stakeholder != stakeholder:
		case a.State == study.Signed:
			return block.Chip(look.Good, a.Date)
		case a.State == study.Dropped:
			var changes []string
			for _, c := range a.Changes {
				changes = append(changes, c.String())
			}
			return block.Chip(look.Bad, a.Date+", since then changed").Plain(" " + strings.Join(atMost(changes, 3), "; "))
		}
	}
	return block.Chip(look.Unknown, "not yet")
}
