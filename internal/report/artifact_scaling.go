package report

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// scaling writes step 11: how full every part is, what gives way first and at
// which load, and what growth does to it.
func scaling(p *paper) {
	if p.d.Components.Len() == 0 {
		return
	}
	p.para(block.Plain("Breaks first: ").Add(p.saturation()).Plain("."))
	p.list("", p.s.Growth)
	if chart := p.headroom(); len(chart.Bars) > 0 {
		p.figure("utilisation", chart.SVG(), chart.Title, fmt.Sprintf("Share of its cores or slots that each part uses at %s load. Sizing aims at 70%% at the peak.", p.s.Options.Load))
	}
	p.capacities()
	p.growthTable()
	p.caches()
	p.levers()
	p.utilisationOverTime()
}

// sizingTarget is the utilisation that sizing aims at when the design says
// nothing else (a default of the language).
const sizingTarget = 0.7

func (p *paper) headroom() draw.BarChart {
	chart := draw.BarChart{Title: "Utilisation of each component", Unit: unit.KindRatio, Limits: []draw.Limit{{Value: 1, Label: "full"}}}
	for name := range p.d.Components.All() {
		q := p.known("components." + name + ".utilization")
		if q == nil || q.Value == 0 {
			continue
		}
		low, high := q.Interval95()
		bar := draw.Bar{Label: name, Parts: []draw.Part{{Name: "utilisation", Value: q.Value}}, Low: low, High: high, Tone: look.Good}
		switch {
		case q.Value >= 0.999:
			bar.Tone = look.Bad
		case q.Value > sizingTarget:
			bar.Tone = look.Unsure
		}
		chart.Bars = append(chart.Bars, bar)
	}
	return chart
}

func (p *paper) capacities() {
	g := columns("component", "#replicas", "#utilisation, closed form", "#simulated", "#carries at most", "#headroom", "#replicas needed")
	var ids []string
	for name := range p.d.Components.All() {
		id := "components." + name + "."
		if p.known(id+"headroom") == nil {
			continue
		}
		simulated := orDash("")
		if p.s.Simulation != nil {
			if r := p.s.Simulation.Components[name]; r != nil {
				simulated = p.simulatedBy(brief(r.Utilization, unit.KindRatio))
			}
		}
		g.row(block.Mono(name), p.value(id+"replicas"), p.about(id+"utilization"), simulated, p.value(id+"capacity"), p.value(id+"headroom"), p.value(id+"replicas.needed"))
		ids = append(ids, id+"utilization", id+"capacity", id+"headroom", id+"replicas.needed")
	}
	if p.table("Capacity and headroom", g) {
		p.derivations(ids...)
	}
}

// growthTable shows nodes, storage and cost, year by year.
func (p *paper) growthTable() {
	if p.d.Growth.Len() == 0 {
		return
	}
	g := columns("what grows", "#now", "#year 1", "#year 2", "#year 3", "#year 4", "#year 5")
	var ids []string
	row := func(label block.Text, now, prefix string) {
		last, first := p.known(prefix+".year5"), p.known(now)
		if last == nil || first != nil && first.Text() == last.Text() {
			return
		}
		cells := []block.Text{label, p.value(now)}
		for year := 1; year <= 5; year++ {
			id := fmt.Sprintf("%s.year%d", prefix, year)
			cells = append(cells, p.value(id))
			ids = append(ids, id)
		}
		g.row(cells...)
	}
	for name := range p.d.Components.All() {
		if p.known("components."+name+".replicas.needed") != nil {
			row(block.Plain("replicas of ").Mono(name), "components."+name+".replicas.needed", "components."+name+".replicas")
		}
	}
	for name := range p.d.Data.All() {
		row(block.Plain("storage of ").Mono(name), "", "data."+name+".storage")
	}
	row(block.Plain("cost"), "cost.month", "cost")
	if p.table("Growth", g) {
		p.say("Replicas are those needed to stay under 70%% at the peak; growth compounds once a year. What stays as it is for five years is left out.")
		p.derivations(ids...)
	}
}

func (p *paper) caches() {
	g := columns("cache", "of", "#hit ratio, closed form", "#simulated", "#memory needed", "#memory", "policy", "lives", "formula")
	for name, c := range p.d.Components.All() {
		q := p.s.Sheet.Get("components." + name + ".hit_ratio")
		if q == nil {
			continue
		}
		simulated := orDash("")
		if p.s.Simulation != nil {
			if r := p.s.Simulation.Components[name]; r != nil && r.HitRatio != nil {
				simulated = p.simulatedBy(seen(*r.HitRatio, unit.KindRatio))
			}
		}
		g.row(block.Mono(name), code(c.Of.Text), p.number(q.ID), simulated, p.value("components."+name+".memory.needed"), orDash(written(c.Memory)), orDash(c.Policy), orDash(written(c.TTL)), p.formula(q))
	}
	p.table("Caches", g)
}

// levers lists what the design has to grow by: autoscalers, shards, replicas
// that answer reads.
func (p *paper) levers() {
	g := columns("component", "scales by", "how")
	for name, c := range p.d.Components.All() {
		if r := c.Replicas; r.Auto() {
			how := fmt.Sprintf("%s to %s", written(r.Min), written(r.Max))
			if t := r.Target; t != nil {
				for _, target := range []struct {
					what string
					q    *unit.Quantity
				}{{"cpu", t.CPU}, {"in flight", t.InFlight}, {"queue", t.Queue}, {"connections", t.Connections}} {
					if target.q != nil {
						how += ", aiming at " + target.what + " " + target.q.String()
					}
				}
			}
			g.row(block.Mono(name), block.Plain("itself"), block.Plain(how))
		}
		if c.Shards != nil {
			g.row(block.Mono(name), block.Plain("shards"), block.Plain(shards(c)))
		}
		if c.ReadsFrom != "" && c.ReadsFrom != "primary" {
			g.row(block.Mono(name), block.Plain("replicas that answer reads"), block.Plain(c.ReadsFrom+"; "+replication(c)))
		}
	}
	p.table("Levers", g)
}
