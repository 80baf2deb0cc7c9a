package report

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
)

// architecture writes step 8: the parts in their boundaries, what they are
// made of, and how the contexts hang together.
func architecture(p *paper) {
	if p.d.Components.Len() == 0 {
		return
	}
	p.figure("context", p.view("context", nil).SVG, "Context of "+p.s.Title(), "The system between those who use it and the services of others.")
	p.figure("containers", p.view("containers", nil).SVG, "Components of "+p.s.Title(),
		fmt.Sprintf("Parts in their boundaries, with calls a second at %s load. A broken line is work that nobody waits for.", p.s.Options.Load))
	p.figure("deployment", p.view("deployment", nil).SVG, "Deployment of "+p.s.Title(), "What runs where: each part in every place where it has replicas, and how many stand in each zone.")
	p.parts()
	p.coupling()
}

// titled is a thing's title, or its name.
func titled(title, name string) string {
	if title != "" {
		return title
	}
	return name
}

// parts lists the components boundary by boundary, those outside of all last.
func (p *paper) parts() {
	g := columns("in", "component", "kind", "built with", "runs on", "#replicas", "#zones", "stores", "owner")
	row := func(in string, c *model.Component) {
		zones := ""
		if q := p.d.ZonesOf(c); q != nil {
			zones = q.String()
		}
		stored := codes(refs(c.Stores))
		if c.Of.Text != "" {
			stored = block.Plain("copies of ").Mono(c.Of.Text)
		}
		g.row(code(in), block.Mono(c.Name), orDash(c.Kind), code(c.Tech), code(c.RunsOn), p.value("components."+c.Name+".replicas"), orDash(zones), stored, orDash(c.Owner))
	}
	for boundary := range p.d.Boundaries.All() {
		for _, c := range p.d.Components.All() {
			if c.PrimaryIn() == boundary {
				row(boundary, c)
			}
		}
	}
	for _, c := range p.d.Components.All() {
		if !p.d.Boundaries.Has(c.PrimaryIn()) {
			row("", c)
		}
	}
	p.table("Parts", g)
}

func (p *paper) coupling() {
	g := columns("context", "calls", "#waiting for the answer", "#not waiting")
	for _, c := range p.d.Couplings() {
		g.row(block.Mono(c.From), block.Mono(c.To), block.Plain(fmt.Sprint(c.Synchronous)), block.Plain(fmt.Sprint(c.Async)))
	}
	p.table("Coupling between contexts", g)
}
