package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/safe"
)

// picture is a design as drawing tools want it: who there is, where it stands
// and who calls whom. All its texts are single lines, not yet escaped.
type picture struct {
	title   string
	top     *group // everything; it has no name
	calls   []call
	leftOut []string
}

// drawingLacks is what no picture shows.
const drawingLacks = "timeouts, retries and other policies of calls; places of a component beside its primary one; boundaries with nothing in them"

// group is a boundary with what stands in it.
type group struct {
	id, title, note string
	groups          []*group
	parts           []part
}

// part is an actor or a component.
type part struct {
	id, title, note string
	name            string // in the design
	element         string // in C4: Person, Container, ContainerDb, ContainerQueue, System_Ext
	shape           string // as the catalogue of kinds has it
}

// call is an arrow.
type call struct {
	from, to, label string
	async           bool // nobody waits
}

// Ids are letters, digits and underscores, which every format takes unquoted.
// The prefix keeps them from the words of the formats, and an actor from a
// component of the same name.
func actorID(name string) string     { return "actor_" + underscored(name) }
func componentID(name string) string { return "part_" + underscored(name) }
func boundaryID(name string) string  { return "in_" + underscored(name) }

func underscored(name string) string { return strings.ReplaceAll(name, "-", "_") }

// pictureOf draws a design. Policies of calls and the copies in other regions
// have no place in it and are listed.
func pictureOf(d *model.Design) *picture {
	p := &picture{title: titled(d.Title, d.System)}
	p.top = p.groupOf(d, "")
	for name, a := range d.Actors.All() {
		p.top.parts = append(p.top.parts, part{id: actorID(name), name: name, title: name, note: cmp.Or(a.Kind, "actor"), element: "Person", shape: "person"})
	}
	for name, c := range d.Components.All() {
		if len(c.In) > 1 {
			p.leftOut = append(p.leftOut, fmt.Sprintf("%s in %s: it is drawn once, in %s", name, others(c), c.PrimaryIn()))
		}
	}
	p.addCalls(d)
	return p
}

// groupOf gathers what stands directly in a boundary; "" is outside all. A
// boundary without anything in it is not drawn.
func (p *picture) groupOf(d *model.Design, name string) *group {
	g := &group{}
	if b := d.Boundaries.Get(name); b != nil {
		g.id, g.title, g.note = boundaryID(name), titled(b.Title, name), boundaryNote(b)
	}
	for inner, b := range d.Boundaries.All() {
		if b.In.Text != name {
			continue
		}
		child := p.groupOf(d, inner)
		if len(child.groups)+len(child.parts) == 0 {
			p.leftOut = append(p.leftOut, fmt.Sprintf("boundary %s: nothing stands in it", inner))
			continue
		}
		g.groups = append(g.groups, child)
	}
	for inner, c := range d.Components.All() {
		if c.PrimaryIn() != name {
			continue
		}
		g.parts = append(g.parts, part{
			id:      componentID(inner),
			name:    inner,
			title:   titled(c.Title, inner),
			note:    strings.Trim(c.Kind+", "+c.Tech, ", "),
			element: cmp.Or(c.Behaviour.C4, "Container"),
			shape:   c.Behaviour.Shape,
		})
	}
	return g
}

func boundaryNote(b *model.Boundary) string {
	var words []string
	if b.Region != nil && *b.Region {
		words = append(words, "region")
	}
	if b.Trust != "" {
		words = append(words, b.Trust)
	}
	return strings.Join(words, ", ")
}

// others names the places of a component beside its primary one.
func others(c *model.Component) string {
	var names []string
	for _, in := range c.In {
		if in.Text != c.PrimaryIn() {
			names = append(names, in.Text)
		}
	}
	return strings.Join(names, " and ")
}

// addCalls draws an arrow for each pair of caller and callee, one from each
// queue to who consumes it, and one to its dead letters.
func (p *picture) addCalls(d *model.Design) {
	said := wordings{}
	for _, f := range d.Flows.All() {
		said.of(d, f)
	}
	for _, e := range d.Calls() {
		w := said[[2]string{e.Caller, e.Callee}]
		if w == nil {
			w = &wording{verbs: []string{string(e.Verb)}}
		}
		p.calls = append(p.calls, call{from: p.idOf(d, e.Caller), to: componentID(e.Callee), label: strings.Join(w.verbs, ", "), async: e.Async})
		p.leftOut = append(p.leftOut, w.unsaid(e.String())...)
	}
	for name, f := range d.Flows.All() {
		by, component := d.Starter(f)
		switch {
		case f.Consumes == nil || !d.Components.Has(f.Consumes.Head()):
		case component == nil:
			p.leftOut = append(p.leftOut, fmt.Sprintf("flow %s: nobody is named who consumes %s", name, f.Consumes.Head()))
		default:
			c := call{from: componentID(f.Consumes.Head()), to: componentID(by), label: "messages", async: true}
			if !slices.Contains(p.calls, c) {
				p.calls = append(p.calls, c)
			}
		}
	}
	for name, c := range d.Components.All() {
		if d.Components.Has(c.DeadLetter.Head()) {
			p.calls = append(p.calls, call{from: componentID(name), to: componentID(c.DeadLetter.Head()), label: "dead letters", async: true})
		}
	}
}

// wording is what is said of the calls between two.
type wording struct{ verbs, policies []string }

// wordings are those of each pair of caller and callee.
type wordings map[[2]string]*wording

// of adds the calls of a flow.
func (said wordings) of(d *model.Design, f *model.Flow) {
	d.Walk(f, func(v model.Visit) {
		if v.Callee == nil || v.Caller == "" {
			return
		}
		pair := [2]string{v.Caller, v.Callee.Name}
		if said[pair] == nil {
			said[pair] = &wording{}
		}
		said[pair].add(d, v)
	})
}

func (w *wording) add(d *model.Design, v model.Visit) {
	once := func(list *[]string, word string, there bool) {
		if there && !slices.Contains(*list, word) {
			*list = append(*list, word)
		}
	}
	once(&w.verbs, string(v.Step.Verb), true)
	if !v.Last() {
		return
	}
	o := d.Policy(v.Caller, v.Callee.Name, v.Step)
	once(&w.policies, "timeout", o.Timeout != nil)
	once(&w.policies, "retry", o.Retry != nil)
	once(&w.policies, "breaker", o.Breaker != nil)
	once(&w.policies, "bulkhead", o.Bulkhead != nil)
	once(&w.policies, "hedge", o.Hedge != nil)
	once(&w.policies, "pool", o.Pool != nil)
	once(&w.policies, "on-error", o.OnError != nil)
}

// unsaid is the line of a call whose policies are not shown.
func (w *wording) unsaid(call string) []string {
	if len(w.policies) == 0 {
		return nil
	}
	return []string{call + ": " + strings.Join(w.policies, ", ")}
}

// idOf is the id of a caller: a component, or the actor outside.
func (p *picture) idOf(d *model.Design, caller string) string {
	if d.Components.Has(caller) {
		return componentID(caller)
	}
	return actorID(caller)
}

// walk meets every group from the outside in, and its parts before the groups
// in it; depth is 0 for what stands outside of all.
func (g *group) walk(depth int, open func(*group, int), each func(part, int), closed func(*group, int)) {
	for _, p := range g.parts {
		each(p, depth)
	}
	for _, inner := range g.groups {
		open(inner, depth)
		inner.walk(depth+1, open, each, closed)
		closed(inner, depth)
	}
}

// titled is the name as people say it, on one line, or else the name.
func titled(title, name string) string {
	return cmp.Or(strings.TrimSpace(safe.Line(title)), name)
}
