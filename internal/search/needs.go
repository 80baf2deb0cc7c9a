package search

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// graph answers what a part of a design cannot do without. An edge has a reason,
// so that a path can be read.
type graph map[string][]edge

type edge struct {
	to  string
	why string // "to start", "to serve", "to be found"
}

func (g graph) add(from, to, why string) {
	if from == to || slices.ContainsFunc(g[from], func(e edge) bool { return e.to == to }) {
		return
	}
	g[from] = append(g[from], edge{to, why})
}

// serving is what each component cannot serve without: what its own calls wait
// for and have no way around, what it is said to need, and its lease.
func serving(d *model.Design) graph {
	g := graph{}
	for name, c := range d.Components.All() {
		if c.Needs != nil {
			for other := range c.Needs.Others.All() {
				g.add(name, other, "to serve")
			}
		}
		if c.Lease != nil && c.Lease.From.Text != "" {
			g.add(name, c.Lease.From.Head(), "for its lease")
		}
		for _, op := range c.Operations.All() {
			needed(d, func(visit func(model.Visit)) { d.WalkOperation(c, op, visit) }, func(v model.Visit) {
				g.add(v.Caller, v.Callee.Name, "to answer")
			})
		}
	}
	for _, f := range d.Flows.All() {
		needed(d, func(visit func(model.Visit)) { d.Walk(f, visit) }, func(v model.Visit) {
			if d.Components.Has(v.Caller) {
				g.add(v.Caller, v.Callee.Name, "to answer")
			}
		})
	}
	return g
}

// starting is what each component cannot come back without: what it is said to
// need, its lease, who carries out its failover, and whoever its calls while
// starting wait for, with what those need to answer them.
func starting(d *model.Design) graph {
	g := graph{}
	for name, c := range d.Components.All() {
		if c.Lease != nil && c.Lease.From.Text != "" {
			g.add(name, c.Lease.From.Head(), "for its lease")
		}
		if c.Needs != nil {
			for other := range c.Needs.Others.All() {
				g.add(name, other, "to serve")
			}
		}
		if c.Failover != nil && c.Failover.By.Text != "" {
			g.add(name, c.Failover.By.Text, "to fail over")
		}
		if c.Start == nil {
			continue
		}
		for _, ref := range c.Start.Needs {
			g.add(name, ref.Text, "to start")
		}
		op := &model.Operation{Entry: model.Entry{Name: name}, Steps: c.Start.Calls}
		needed(d, func(visit func(model.Visit)) { d.WalkOperation(c, op, visit) }, func(v model.Visit) {
			g.add(name, v.Callee.Name, "to start")
		})
	}
	return g
}

// needed visits the calls of a walk that must succeed: somebody waits for the
// answer, and neither the call nor one around it has a way to go on without.
// What a miss does must succeed where the key is not there.
func needed(d *model.Design, walk func(func(model.Visit)), visit func(model.Visit)) {
	around, ofKey := -1, false // depth of the call around that can do without; it asks for a key
	walk(func(v model.Visit) {
		if around >= 0 && v.Depth > around && !(ofKey && v.Miss) {
			return
		}
		around = -1
		switch {
		case v.Callee == nil:
		case v.Async, v.Fallback, forgives(d, v):
			around, ofKey = v.Depth, v.Step.Verb != model.VerbCall && !v.Async && !v.Fallback
		default:
			visit(v)
		}
	})
}

// forgives tells whether the caller goes on when the call fails.
func forgives(d *model.Design, v model.Visit) bool {
	o := d.Policy(v.Caller, v.Callee.Name, v.Step).OnError
	return o != nil && (o.Do == "continue" || o.Do == "miss" || o.Do == "delete" || len(o.Steps) > 0)
}

// path returns the shortest way from one component to another, both ends
// included; nil when there is none.
func (g graph) path(from, to string) []string {
	before := map[string]string{from: from}
	line := []string{from}
	for len(line) > 0 {
		at := line[0]
		line = line[1:]
		for _, e := range g[at] {
			if _, seen := before[e.to]; seen && e.to != to {
				continue
			}
			if e.to == to {
				way := []string{to}
				for ; at != from; at = before[at] {
					way = append(way, at)
				}
				way = append(way, from)
				slices.Reverse(way)
				return way
			}
			before[e.to] = at
			line = append(line, e.to)
		}
	}
	return nil
}

// why returns the reason of an edge.
func (g graph) why(from, to string) string {
	i := slices.IndexFunc(g[from], func(e edge) bool { return e.to == to })
	return g[from][i].why
}

// reach returns everything on some way from the given components, themselves
// included, in no order.
func (g graph) reach(from ...string) map[string]bool {
	seen := map[string]bool{}
	line := slices.Clone(from)
	for len(line) > 0 {
		at := line[0]
		line = line[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		for _, e := range g[at] {
			line = append(line, e.to)
		}
	}
	return seen
}
