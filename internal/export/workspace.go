package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// workspace is a design in the terms of the C4 model (c4model.com): people and
// other systems around one system, the containers it consists of, what is said
// between them in each flow, and where the containers run. Its texts are single
// lines, not yet escaped; no two names of elements are the same.
type workspace struct {
	name, title, summary string
	elements             []*element // actors and then components, as the picture has them
	relations            []relationship
	tales                []tale
	world                *place // all places where containers run
	leftOut              []string

	byPicture map[string]*element // by the ids of the picture
	names     map[string]bool     // that are taken
}

// role is what an element is in C4.
type role uint8

const (
	person    role = iota
	outside        // a system around ours
	container      // a part of ours
)

// element is an actor or a component.
type element struct {
	id         string // the name in the design, which DSLs take as an identifier
	name       string // as people say it
	doc        string
	technology string // kind and technology; for an actor its kind
	role       role
	external   bool
	tag        string           // Database, Queue; "" for all others
	boundaries []boundary       // around it, the outermost first
	component  *model.Component // nil for an actor
	pictureID  string           // whose letters every format takes unquoted
}

// boundary is one around an element.
type boundary struct{ id, title, note string }

// relationship is an arrow between two elements.
type relationship struct {
	from, to        *element
	label, protocol string
	async           bool
}

// workspaceOf tells a design in terms of C4.
func workspaceOf(s *study.Study) *workspace {
	d := s.Design
	p := pictureOf(d)
	w := &workspace{
		name: d.System, title: p.title, summary: oneLineOf(d.Summary),
		byPicture: map[string]*element{}, names: map[string]bool{p.title: true},
	}
	w.addElements(d, p)
	for _, c := range p.calls {
		r := relationship{from: w.byPicture[c.from], to: w.byPicture[c.to], label: c.label, async: c.async}
		r.protocol = oneLineOf(d.LinkOf(r.from.id, r.to.id).Protocol)
		w.relations = append(w.relations, r)
	}
	for _, line := range p.leftOut {
		if !strings.Contains(line, "it is drawn once") { // every place has its instances
			w.leftOut = append(w.leftOut, line)
		}
	}
	for name := range d.Flows.All() {
		w.addTale(s, name)
	}
	w.deploy(d)
	return w
}

// systemID is an identifier of our system; its underscore keeps it from those of
// components.
func (w *workspace) systemID() string { return "system_" + w.name }

// addElements lists everyone in the order of the picture: actors first.
func (w *workspace) addElements(d *model.Design, p *picture) {
	var around []boundary
	p.top.walk(0, func(g *group, _ int) {
		around = append(around, boundary{g.id, g.title, g.note})
	}, func(part part, _ int) {
		e := &element{pictureID: part.id, technology: part.note, boundaries: slices.Clone(around)}
		if part.id == actorID(part.name) {
			e.actor(d, part.name)
		} else {
			e.part(d.Components.Get(part.name), part.element)
		}
		e.name = w.unique(part.title, e.id)
		w.elements = append(w.elements, e)
		w.byPicture[part.id] = e
	}, func(*group, int) {
		around = around[:len(around)-1]
	})
	slices.SortStableFunc(w.elements, func(a, b *element) int { return int(a.role) - int(b.role) })
}

// actor fills in an actor: a program is a system of its own.
func (e *element) actor(d *model.Design, name string) {
	a := d.Actors.Get(name)
	e.id, e.role = name, person
	e.external = a.External != nil && *a.External
	if a.Kind == "program" {
		e.role, e.external = outside, true
	}
	if d.Components.Has(name) || name == "this" { // a word of the DSL
		e.id = "actor_" + name
	}
	e.doc = oneLineOf(strings.Join(a.Wants, ", "))
}

// part fills in a component.
func (e *element) part(c *model.Component, c4 string) {
	e.id, e.component, e.doc = c.Name, c, oneLineOf(c.Doc)
	if c.Name == "this" {
		e.id = "this_"
	}
	e.role = container
	switch c4 {
	case "Person":
		e.role = person
	case "System_Ext":
		e.role, e.external = outside, true
	case "ContainerDb":
		e.tag = "Database"
	case "ContainerQueue":
		e.tag = "Queue"
	}
}

// level is one thing directly inside a boundary: an element, or a further
// boundary with the elements in it.
type level struct {
	element *element // nil for a boundary
	boundary
	elements []*element
}

// inside lists what stands directly inside boundaries, the first met first; all
// the elements stand in those boundaries.
func inside(around []boundary, all []*element) []level {
	var out []level
	at := map[string]int{}
	for _, e := range all {
		if len(e.boundaries) == len(around) {
			out = append(out, level{element: e})
			continue
		}
		next := e.boundaries[len(around)]
		i, ok := at[next.id]
		if !ok {
			i = len(out)
			at[next.id] = i
			out = append(out, level{boundary: next})
		}
		out[i].elements = append(out[i].elements, e)
	}
	return out
}

// unique is a name that nobody has yet: C4 tools take two elements of one name
// for one.
func (w *workspace) unique(title, id string) string {
	name := title
	for n := 2; w.names[name]; n++ {
		name = title + " (" + id + ")"
		if n > 2 {
			name = fmt.Sprintf("%s (%s %d)", title, id, n)
		}
	}
	w.names[name] = true
	return name
}

// of lists the elements of a role.
func (w *workspace) of(r role) []*element {
	var out []*element
	for _, e := range w.elements {
		if e.role == r {
			out = append(out, e)
		}
	}
	return out
}

// related tells whether there is an arrow from one to the other.
func (w *workspace) related(from, to *element) bool {
	return slices.ContainsFunc(w.relations, func(r relationship) bool { return r.from == from && r.to == to })
}
