package report

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
)

// personas writes step 2: who calls the system, what they want, their journeys
// and which of them starts which flow.
func personas(p *paper) {
	p.actors()
	p.journeys()
	p.matrix()
}

func (p *paper) actors() {
	g := columns("actor", "is", "wants to", "#in total", "#a day", "#peak", "pattern")
	for name, a := range p.d.Actors.All() {
		g.row(block.Mono(name), orDash(actorKind(a)), orDash(strings.Join(a.Wants, "; ")),
			p.fact(a.Total), p.fact(a.Daily), p.fact(a.Peak), orDash(a.Pattern))
	}
	p.table("Personas", g)
}

func actorKind(a *model.Actor) string {
	kind := map[string]string{"human": "a person", "program": "a program"}[a.Kind]
	switch {
	case a.External == nil:
		return kind
	case *a.External:
		return strings.TrimPrefix(kind+", outside", ", ")
	}
	return strings.TrimPrefix(kind+", inside", ", ")
}

func (p *paper) journeys() {
	g := columns("journey", "by", "goes through", "#at once", "edge cases")
	for name, j := range p.d.Journeys.All() {
		way := strings.Join(refs(j.Flows), ", then ")
		if way == "" {
			var parts []string
			for flow, share := range j.Mix.All() {
				parts = append(parts, share.String()+" "+flow)
			}
			way = strings.Join(parts, ", ")
		}
		g.row(block.Mono(name), code(j.By.Text), orDash(way), orDash(written(j.Users)), orDash(strings.Join(j.EdgeCases, "; ")))
	}
	p.table("Journeys", g)
}

// matrix marks who starts which flow, and in which journeys they meet it.
func (p *paper) matrix() {
	if p.d.Actors.Len() == 0 || p.d.Flows.Len() == 0 {
		return
	}
	g := &grid{columns: []block.Column{{Title: "flow"}}}
	for name := range p.d.Actors.All() {
		g.columns = append(g.columns, block.Column{Title: name})
	}
	g.columns = append(g.columns, block.Column{Title: "started by a part"})
	for name, f := range p.d.Flows.All() {
		cells := []block.Text{block.Mono(name)}
		for actor := range p.d.Actors.All() {
			cell := orDash("")
			if f.By.Text == actor {
				cell = block.Chip(look.Good, "starts it")
			} else if meets := p.meetsIn(actor, name); len(meets) > 0 {
				cell = block.Plain("in ").Add(codes(meets))
			}
			cells = append(cells, cell)
		}
		_, part := p.d.Starter(f)
		if part == nil {
			part = &model.Component{}
		}
		g.row(append(cells, code(part.Name))...)
	}
	p.table("Who starts what", g)
}

// meetsIn returns the journeys in which an actor goes through a flow.
func (p *paper) meetsIn(actor, flow string) []string {
	var names []string
	for name, j := range p.d.Journeys.All() {
		if j.By.Text == actor && (slices.Contains(refs(j.Flows), flow) || j.Mix.Has(flow)) {
			names = append(names, name)
		}
	}
	return names
}
