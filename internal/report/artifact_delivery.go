package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// delivery writes step 14: how a change reaches users, how many a bad one
// hits, and what capacity is left while it goes out.
func delivery(p *paper) {
	deliver := p.d.Deliver
	if deliver == nil {
		return
	}
	var f facts
	f.plain("Pipeline", strings.Join(deliver.Pipeline, " → "))
	f.plain("Tests", strings.Join(deliver.Tests, ", "))
	f.plain("Strategy", deliver.Strategy)
	f.plain("Rollback", deliver.Rollback)
	f.plain("Feature flags", yesNo(deliver.Flags))
	f.plain("Releases", written(deliver.Frequency))
	p.facts(f)
	p.canary(deliver)
	p.capacityLeft()
	p.migrations(deliver)
}

// canary says how many runs a bad release reaches by the end of each step.
func (p *paper) canary(d *model.Deliver) {
	if len(d.Steps) == 0 {
		return
	}
	rate := 0.0
	for name, f := range p.d.Flows.All() {
		q := p.known("flows." + name + ".rate.mean")
		if q != nil && p.d.StartOf(f).Kind != model.StartOnMessage {
			rate += q.Value
		}
	}
	g := columns("step", "#of the traffic", "#begins after", "#watched for", "#runs on the new release by its end")
	at, hit := 0.0, 0.0
	for i, step := range d.Steps {
		bake := 0.0
		if d.Bake != nil && i < len(d.Steps)-1 {
			bake = d.Bake.Value
		}
		hit += step.Value * rate * bake
		watched, runs := orDash(""), orDash("all from here on")
		if bake > 0 {
			watched, runs = block.Plain(unit.Format(bake, unit.KindTime)), block.Plain(unit.Format(hit, unit.KindCount))
		}
		g.row(block.Plain(fmt.Sprint(i+1)), block.Plain(step.String()), block.Plain(unit.Format(at, unit.KindTime)), watched, runs)
		at += bake
	}
	p.table("Canary", g)
	p.say("Runs = share x mean rate of all flows from outside (%s) x time, added up over the steps. A fault that shows within the first step reaches %s of the traffic; a release takes %s.",
		unit.Format(rate, unit.KindRate), d.Steps[0].String(), unit.Format(at, unit.KindTime))
}

// capacityLeft says how full each part is while one of its replicas is
// replaced: utilisation x n / (n - 1).
func (p *paper) capacityLeft() {
	g := columns("component", "#replicas", "#busy now", "#busy with one out", "verdict")
	for name := range p.d.Components.All() {
		rho, n := p.known("components."+name+".utilization"), p.known("components."+name+".replicas")
		if rho == nil || n == nil || rho.Value == 0 {
			continue
		}
		cells := []block.Text{block.Mono(name), p.value(n.ID), p.value(rho.ID)}
		if n.Value < 2 {
			g.row(append(cells, orDash(""), block.Chip(look.Bad, "nothing is left"))...)
			continue
		}
		left := rho.Value * n.Value / (n.Value - 1)
		verdict := block.Chip(look.Good, "carries it")
		if left >= 1 {
			verdict = block.Chip(look.Bad, "overloaded")
		} else if left > sizingTarget {
			verdict = block.Chip(look.Unsure, "tight")
		}
		g.row(append(cells, block.Plain(unit.Format(min(left, 1), unit.KindRatio)), verdict)...)
	}
	if p.table("Capacity left during a rollout", g) {
		p.say("At %s load, one replica at a time: busy x n / (n - 1). Tight is over 70%%.", p.s.Options.Load)
	}
}

func (p *paper) migrations(d *model.Deliver) {
	g := columns("migration", "data", "steps in order")
	for name, m := range d.Migrations.All() {
		g.row(block.Mono(name), code(m.Data.Text), orDash(strings.Join(m.Steps, " → ")))
	}
	p.table("Migrations", g)
}
