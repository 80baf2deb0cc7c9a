package model

import (
	"cmp"
	"slices"
)

// Calls returns every pair of caller and callee over all flows, in the order
// they are met, each once; it is Async when nobody waits in any flow. Callers
// of outermost steps are actors or the component in by.
func (d *Design) Calls() []Edge {
	var edges []Edge
	at := map[[2]string]int{}
	add := func(v Visit, flow string) {
		if v.Callee == nil || v.Caller == "" {
			return
		}
		pair := [2]string{v.Caller, v.Callee.Name}
		i, ok := at[pair]
		if !ok {
			i = len(edges)
			at[pair] = i
			edges = append(edges, Edge{Caller: v.Caller, Callee: v.Callee.Name, Verb: v.Step.Verb, Async: true, Span: v.Step.Path[v.Hop].Span})
		}
		e := &edges[i]
		e.Async = e.Async && (v.Async || v.Step.Verb == VerbPublish)
		if flow != "" && !slices.Contains(e.Flows, flow) {
			e.Flows = append(e.Flows, flow)
		}
	}
	for name, f := range d.Flows.All() {
		d.Walk(f, func(v Visit) { add(v, name) })
	}
	for name, c := range d.Components.All() {
		for _, op := range c.Operations.All() {
			d.WalkOperation(c, op, func(v Visit) { add(v, "") })
		}
		if c.Start != nil {
			start := &Operation{Entry: Entry{Name: name}, Steps: c.Start.Calls}
			d.WalkOperation(c, start, func(v Visit) { add(v, "") })
		}
	}
	return edges
}

// Callers returns who calls a component, in the order of Calls.
func (d *Design) Callers(component string) []string {
	var names []string
	for _, e := range d.Calls() {
		if e.Callee == component {
			names = append(names, e.Caller)
		}
	}
	return names
}

// Callees returns whom a component or actor calls, in the order of Calls.
func (d *Design) Callees(caller string) []string {
	var names []string
	for _, e := range d.Calls() {
		if e.Caller == caller {
			names = append(names, e.Callee)
		}
	}
	return names
}

// ComponentsOf returns the components that a flow meets, in the order they are
// met: the one it is by and the queue it consumes first. With synchronous only
// those that an answer waits for.
func (d *Design) ComponentsOf(f *Flow, synchronous bool) []*Component {
	var out []*Component
	add := func(c *Component) {
		if c != nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	_, by := d.Starter(f)
	add(by)
	if f.Consumes != nil {
		add(d.Components.Get(f.Consumes.Head()))
	}
	d.Walk(f, func(v Visit) {
		if !synchronous || !v.Async {
			add(v.Callee)
		}
	})
	return out
}

// Reach returns every component that a component waits for, directly or
// through others, in the order of the file; itself not.
func (d *Design) Reach(component string) []string {
	edges := d.Calls()
	reached := map[string]bool{}
	var follow func(string)
	follow = func(name string) {
		for _, e := range edges {
			if e.Caller == name && !e.Async && !reached[e.Callee] {
				reached[e.Callee] = true
				follow(e.Callee)
			}
		}
	}
	follow(component)
	var names []string
	for name := range d.Components.All() {
		if reached[name] && name != component {
			names = append(names, name)
		}
	}
	return names
}

// FlowsThrough returns the flows that meet a component, in file order.
func (d *Design) FlowsThrough(component string) []string {
	var names []string
	for name, f := range d.Flows.All() {
		if slices.ContainsFunc(d.ComponentsOf(f, false), func(c *Component) bool { return c.Name == component }) {
			names = append(names, name)
		}
	}
	return names
}

// Crossing is a call that leaves one boundary for another.
type Crossing struct {
	Edge
	From, To string // innermost boundaries; "" is outside all of them
	Trust    [2]string
}

// Crossings returns the calls between components, or an actor and a component,
// that stand in different boundaries.
func (d *Design) Crossings() []Crossing {
	var out []Crossing
	for _, e := range d.Calls() {
		x := Crossing{Edge: e}
		if c := d.Components.Get(e.Caller); c != nil {
			x.From = c.PrimaryIn()
		}
		if c := d.Components.Get(e.Callee); c != nil {
			x.To = c.PrimaryIn()
		}
		if x.From == x.To {
			continue
		}
		x.Trust = [2]string{d.TrustOf(x.From), d.TrustOf(x.To)}
		out = append(out, x)
	}
	return out
}

// Coupling is how many different calls go from one bounded context to another.
type Coupling struct {
	From, To    string
	Synchronous int
	Async       int
}

// Couplings counts the calls between bounded contexts, most first.
func (d *Design) Couplings() []Coupling {
	var out []Coupling
	for _, e := range d.Calls() {
		from, to := d.Components.Get(e.Caller), d.Components.Get(e.Callee)
		if from == nil || to == nil {
			continue
		}
		a, b := d.ContextOf(from.PrimaryIn()), d.ContextOf(to.PrimaryIn())
		if a == b || a == "" || b == "" {
			continue
		}
		i := slices.IndexFunc(out, func(c Coupling) bool { return c.From == a && c.To == b })
		if i < 0 {
			i = len(out)
			out = append(out, Coupling{From: a, To: b})
		}
		if e.Async {
			out[i].Async++
		} else {
			out[i].Synchronous++
		}
	}
	slices.SortStableFunc(out, func(x, y Coupling) int {
		return cmp.Compare(y.Synchronous+y.Async, x.Synchronous+x.Async)
	})
	return out
}
