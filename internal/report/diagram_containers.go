package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// drawContainers is every part in its boundaries, and every call.
func drawContainers(k *sketch) draw.Picture {
	d := k.containers()
	k.addNameless(&d, func(name string) string { return "c:" + name })
	return k.finish(d)
}

// addNameless adds the callers of flows that nobody is named for.
func (k *sketch) addNameless(d *draw.Diagram, id func(component string) string) {
	for name, f := range k.d.Flows.All() {
		if !k.fromNobody(f) {
			continue
		}
		if !slices.ContainsFunc(d.Nodes, func(n draw.Node) bool { return n.ID == callersID }) {
			d.Nodes = append([]draw.Node{callersNode}, d.Nodes...)
		}
		label := ""
		if q := k.known("flows." + name + ".offered"); q != nil {
			label = q.Text()
		}
		for _, to := range k.entries(f) {
			d.Edges = append(d.Edges, draw.Edge{From: callersID, To: id(to), Label: label})
		}
	}
}

// entries are the components that the outermost steps of a flow call.
func (k *sketch) entries(f *model.Flow) []string {
	var names []string
	k.d.Walk(f, func(v model.Visit) {
		if v.Callee != nil && v.Caller == "" {
			names = appendNew(names, v.Callee.Name)
		}
	})
	return names
}

// containers is the diagram of all parts and calls. Actors and components may
// share a name, so their nodes carry a prefix.
func (p *paper) containers() draw.Diagram {
	picture := draw.Diagram{}
	used := map[string]bool{}
	for _, c := range p.d.Components.All() {
		p.around(c.PrimaryIn(), used)
	}
	picture.Groups = p.groups(used)
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
			picture.Nodes = append(picture.Nodes, actorNode(a))
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

// actorNode is somebody who calls from outside.
func actorNode(a *model.Actor) draw.Node {
	return draw.Node{ID: "a:" + a.Name, Name: a.Name, Kind: cmp.Or(a.Kind, "human"), Notes: actorNotes(a), Outside: a.External == nil || *a.External}
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
	notes := made(c)
	if n := p.known("components." + c.Name + ".replicas"); n != nil && n.Value > 1 {
		notes = append(notes, unit.Format(n.Value, unit.KindCount)+" replicas")
	}
	if len(c.In) > 1 {
		notes = append(notes, fmt.Sprintf("in %d places", len(c.In)))
	}
	return notes
}

func (p *paper) edgeLabel(e model.Edge) string {
	if q := p.known("links." + e.Caller + "." + e.Callee + ".rate"); q != nil {
		return q.Text()
	}
	return ""
}

// boundarySign is the icon of a boundary: a region or a zone of trust.
func boundarySign(b *model.Boundary) string {
	switch {
	case b.Region != nil && *b.Region:
		return "dns" // a globe
	case b.Trust == "private" || b.Trust == "restricted":
		return "lock"
	}
	return ""
}

func boundaryNote(b *model.Boundary) string {
	var notes []string
	if b.Region != nil && *b.Region {
		notes = append(notes, "region")
	}
	if b.Trust != "" {
		notes = append(notes, b.Trust)
	}
	if b.Zones != nil {
		notes = append(notes, b.Zones.String()+" zones")
	}
	return strings.Join(notes, ", ")
}
