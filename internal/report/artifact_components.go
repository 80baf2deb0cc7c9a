package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// architecture writes step 8: the parts in their boundaries, what they are
// made of, and how the contexts hang together.
func architecture(p *paper) {
	if p.d.Components.Len() == 0 {
		return
	}
	picture := p.containers()
	p.figure("containers", picture.SVG(), picture.Title,
		fmt.Sprintf("Parts in their boundaries, with calls a second at %s load. A broken line is work that nobody waits for.", p.s.Options.Load))
	p.parts()
	p.coupling()
}

// containers is the diagram of all parts and calls. Actors and components may
// share a name, so their nodes carry a prefix.
func (p *paper) containers() draw.Diagram {
	picture := draw.Diagram{Title: "Components of " + p.s.Title()}
	for name, b := range p.d.Boundaries.All() {
		group := draw.Group{ID: name, Name: titled(b.Title, name), Note: boundaryNote(b)}
		if p.d.Boundaries.Has(b.In.Text) {
			group.Parent = b.In.Text
		}
		picture.Groups = append(picture.Groups, group)
	}
	called := map[string]bool{}
	for _, e := range p.d.Calls() {
		from := p.node(e.Caller)
		if from == "" {
			continue
		}
		called[from] = true
		picture.Edges = append(picture.Edges, draw.Edge{From: from, To: "c:" + e.Callee, Label: p.edgeLabel(e), Later: e.Async})
	}
	picture.Edges = append(picture.Edges, p.deliveries()...)
	for name, a := range p.d.Actors.All() {
		if called["a:"+name] {
			picture.Nodes = append(picture.Nodes, draw.Node{ID: "a:" + name, Name: name, Kind: a.Kind, Outside: true})
		}
	}
	for name, c := range p.d.Components.All() {
		node := draw.Node{ID: "c:" + name, Name: titled(c.Title, name), Kind: c.Kind, Notes: p.nodeNotes(c), Outside: outside(c)}
		if p.d.Boundaries.Has(c.PrimaryIn()) {
			node.Group = c.PrimaryIn()
		}
		if x := p.s.Saturates; x != nil && x.Component == name {
			node.Tone, node.Mark = fullness(x.Factor), "full first, at "+unit.Format(x.Factor, unit.KindFactor)
		}
		picture.Nodes = append(picture.Nodes, node)
	}
	return picture
}

// fullness is how urgent it is that a part is full at so many times the load.
func fullness(factor float64) look.Tone {
	switch {
	case factor <= 1:
		return look.Bad
	case factor < 2:
		return look.Unsure
	}
	return look.Note
}

// deliveries are the edges from queues to those who take their messages, and
// to where messages go that cannot be processed.
func (p *paper) deliveries() []draw.Edge {
	var edges []draw.Edge
	for name, f := range p.d.Flows.All() {
		_, worker := p.d.Starter(f)
		if f.Consumes == nil || worker == nil || !p.d.Components.Has(f.Consumes.Head()) {
			continue
		}
		label := ""
		if rate := p.known("flows." + name + ".offered"); rate != nil {
			label = rate.Text()
		}
		edges = append(edges, draw.Edge{From: "c:" + f.Consumes.Head(), To: "c:" + worker.Name, Label: label, Later: true})
	}
	for name, c := range p.d.Components.All() {
		if p.d.Components.Has(c.DeadLetter.Head()) {
			edges = append(edges, draw.Edge{From: "c:" + name, To: "c:" + c.DeadLetter.Head(), Label: "dead letters", Later: true})
		}
	}
	return edges
}

// node is the diagram's name for a caller, or "" when it stands for nobody.
func (p *paper) node(name string) string {
	switch {
	case p.d.Components.Has(name):
		return "c:" + name
	case p.d.Actors.Has(name):
		return "a:" + name
	}
	return ""
}

func (p *paper) nodeNotes(c *model.Component) []string {
	made := c.Kind
	if c.Tech != "" {
		made += " · " + c.Tech
	}
	notes := []string{made}
	if n := p.known("components." + c.Name + ".replicas"); n != nil && n.Value > 1 {
		notes = append(notes, unit.Format(n.Value, unit.KindCount)+" replicas")
	}
	return notes
}

func (p *paper) edgeLabel(e model.Edge) string {
	if q := p.known("links." + e.Caller + "." + e.Callee + ".rate"); q != nil {
		return q.Text()
	}
	return ""
}

func boundaryNote(b *model.Boundary) string {
	var notes []string
	if b.Trust != "" {
		notes = append(notes, b.Trust)
	}
	if b.Zones != nil {
		notes = append(notes, b.Zones.String()+" zones")
	}
	return strings.Join(notes, ", ")
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
