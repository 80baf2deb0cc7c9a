package model

import (
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
)

// thing is a kind of named thing that a reference may mean.
type thing struct {
	kind    string // the word of a ref tag
	article string // "a component"
	section string // where such things stand; "" for those that are no section
}

// things are all kinds of thing with a name. A ref tag lists the kinds that its
// place asks for; path, store, queue, link, pair and replica are references to
// components with more in them.
var things = []thing{
	{"actor", "an actor", "actors"},
	{"journey", "a journey", "journeys"},
	{"entity", "an entity under data", "data"},
	{"boundary", "a boundary", "boundaries"},
	{"component", "a component", "components"},
	{"flow", "a flow", "flows"},
	{"load", "a load scenario", "load"},
	{"failure", "a failure", "failures"},
	{"slo", "an objective under slos", "observe.slos"},
	{"alert", "an alert", "observe.alerts"},
	{"variant", "a variant", "variants"},
	{"stakeholder", "a stakeholder", "stakeholders"},
	{"step", "a step of the process", ""},
	{"field", "a field", ""},
}

func thingOf(kind string) thing {
	i := slices.IndexFunc(things, func(t thing) bool { return t.kind == kind })
	return things[i]
}

// names is the index of everything that a reference may mean.
type names struct {
	spans   map[string]map[string]diag.Span // kind, name, place
	order   map[string][]string             // kind, names in file order
	removed map[string]map[string]bool      // kind, names that a variant took away
}

func (n *names) add(kind, name string, span diag.Span) {
	if n.spans[kind] == nil {
		n.spans[kind] = map[string]diag.Span{}
	}
	if _, ok := n.spans[kind][name]; ok {
		return
	}
	n.spans[kind][name] = span
	n.order[kind] = append(n.order[kind], name)
}

func (n *names) has(kind, name string) bool { _, ok := n.spans[kind][name]; return ok }

// gone tells whether a variant removed the thing.
func (n *names) gone(kind, name string) bool { return n.removed[kind][name] }

// indexNames collects the names of a design. What base has and d has not was
// removed by a variant.
func indexNames(d, base *Design) *names {
	n := &names{spans: map[string]map[string]diag.Span{}, order: map[string][]string{}, removed: map[string]map[string]bool{}}
	d.eachName(n.add)
	if base != nil {
		base.eachName(func(kind, name string, _ diag.Span) {
			if n.has(kind, name) {
				return
			}
			if n.removed[kind] == nil {
				n.removed[kind] = map[string]bool{}
			}
			n.removed[kind][name] = true
		})
	}
	return n
}

// eachName visits every name with its kind, in file order within a kind.
func (d *Design) eachName(visit func(kind, name string, span diag.Span)) {
	visitAll("actor", &d.Actors, visit)
	visitAll("journey", &d.Journeys, visit)
	visitAll("entity", &d.Data, visit)
	visitAll("boundary", &d.Boundaries, visit)
	visitAll("component", &d.Components, visit)
	visitAll("flow", &d.Flows, visit)
	visitAll("load", &d.Load, visit)
	visitAll("failure", &d.Failures, visit)
	visitAll("variant", &d.Variants, visit)
	visitAll("stakeholder", &d.Stakeholders, visit)
	if d.Observe != nil {
		visitAll("slo", &d.Observe.SLOs, visit)
		visitAll("alert", &d.Observe.Alerts, visit)
	}
	for _, name := range []string{"mean", "peak"} {
		visit("load", name, diag.Span{})
	}
	visit("variant", "base", diag.Span{})
	for _, s := range ProcessSteps {
		visit("step", s.Key, diag.Span{})
	}
	for _, e := range d.Data.All() {
		for name, f := range e.Fields.All() {
			visit("field", name, f.Span)
		}
	}
}

// visitAll visits the names of one section; *T must embed Entry.
func visitAll[T any, P interface {
	*T
	place() diag.Span
}](kind string, m *Map[T], visit func(string, string, diag.Span)) {
	for name, item := range m.All() {
		visit(kind, name, P(item).place())
	}
}

func (e *Entry) place() diag.Span { return e.Span }
