package report

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
)

// functional writes step 3: what the system must do, what serves each of it,
// and what nothing serves or nobody asked for.
func functional(p *paper) {
	r := p.d.Requirements
	asked := map[string]bool{}
	var unserved []string
	g := columns("requirement", "what it must do", "flows", "endpoints")
	for name, f := range r.Functional.All() {
		for _, flow := range f.Flows {
			asked[flow.Text] = true
		}
		flows := codes(refs(f.Flows))
		if len(f.Flows) == 0 {
			unserved = append(unserved, name)
			flows = block.Chip(look.Bad, "none")
		}
		g.row(block.Mono(name), orDash(f.Text), flows, codes(p.endpointsOf(refs(f.Flows))))
	}
	p.table("In the first release", g)
	p.list("Comes later:", r.Later)
	p.list("Out of scope:", r.OutOfScope)
	if len(unserved) > 0 {
		p.add(block.Callout{Tone: look.Bad, Title: "No flow serves " + joined(unserved)})
	}
	if unasked := p.unasked(asked); r.Functional.Len() > 0 && len(unasked) > 0 {
		p.para(block.Plain("Flows that no requirement asks for: ").Add(codes(unasked)).Plain("."))
	}
	p.integrations()
}

// endpointsOf returns the endpoints that start one of some flows.
func (p *paper) endpointsOf(flows []string) []string {
	if p.d.API == nil {
		return nil
	}
	var names []string
	for name, e := range p.d.API.Endpoints.All() {
		if slices.Contains(flows, e.Flow.Text) {
			names = append(names, name)
		}
	}
	return names
}

func (p *paper) unasked(asked map[string]bool) []string {
	var names []string
	for name := range p.d.Flows.All() {
		if !asked[name] {
			names = append(names, name)
		}
	}
	return names
}

// integrations lists the third parties that the system stands on.
func (p *paper) integrations() {
	g := columns("integrates with", "for", "called by")
	for name, c := range p.d.Components.All() {
		if !outside(c) {
			continue
		}
		g.row(block.Mono(name), orDash(c.Doc), codes(p.d.Callers(name)))
	}
	p.table("Integrations", g)
}

// outside tells whether a component is somebody else's.
func outside(c *model.Component) bool { return c.Kind == "third-party" || c.Kind == "partner" }
