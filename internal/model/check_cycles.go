package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// cycles finds operations that call themselves, which never ends, and
// components that wait for each other in a circle, which can stand still.
func (c *checker) cycles() {
	c.recursion()
	c.sizes()
	c.circles()
}

// sizes reports flows that stand for more steps than can be walked.
func (c *checker) sizes() {
	memo := map[*Operation]float64{}
	var size func([]*Step) float64
	size = func(list []*Step) (total float64) {
		for _, s := range list {
			total++
			for _, inner := range s.inner() {
				total += size(inner)
			}
			callee := c.d.Components.Get(s.Target.Head())
			if s.Verb != VerbCall || callee == nil {
				continue
			}
			if op := callee.Operations.Get(s.Target.Tail()); op != nil {
				if _, known := memo[op]; !known {
					memo[op] = 0 // recursion is reported by itself
					memo[op] = size(op.Steps)
				}
				total += memo[op]
			}
		}
		return total
	}
	for name, f := range c.d.Flows.All() {
		if n := size(f.Steps); n > maxVisits {
			c.errorf(f.Span, "too-many-steps", "let operations call each other less often", "flow %q stands for %.3g steps once its operations are written out; %d can be worked with", name, n, maxVisits)
		}
	}
}

// recursion follows the calls of operations from each to each.
func (c *checker) recursion() {
	graph := newDigraph()
	for name, component := range c.d.Components.All() {
		for op, o := range component.Operations.All() {
			from := name + "." + op
			eachIn(o.Steps, func(s *Step) {
				for _, hop := range s.Path {
					if s.Verb == VerbCall && hop.Tail() != "" {
						graph.add(from, hop.Text, hop.Span)
					}
				}
			})
		}
	}
	for _, cycle := range graph.cycles() {
		c.errorf(cycle.at, "recursion", "end it: let one of them do the work itself", "operation %q calls itself without end: %s", cycle.names[0], cycle.String())
	}
}

// circles follows the calls that somebody waits for from component to component.
func (c *checker) circles() {
	graph := newDigraph()
	for _, e := range c.d.Calls() {
		if !e.Async && e.Caller != e.Callee && c.d.Components.Has(e.Caller) {
			graph.add(e.Caller, e.Callee, e.Span)
		}
	}
	for _, cycle := range graph.cycles() {
		recursive := func(d diag.Diagnostic) bool { return d.Code == "recursion" && d.Span == cycle.at }
		if slices.ContainsFunc(c.problems, recursive) {
			continue
		}
		c.warnf(cycle.at, "call-cycle", "let one of them publish a message, or wait: false", "components wait for each other in a circle, and can all stand still when their slots are taken: %s", cycle.String())
	}
}

// digraph is names that point at names, each arrow with its place.
type digraph struct {
	order []string
	next  map[string][]arrow
}

type arrow struct {
	to   string
	span diag.Span
}

func newDigraph() *digraph { return &digraph{next: map[string][]arrow{}} }

func (g *digraph) add(from, to string, span diag.Span) {
	if _, ok := g.next[from]; !ok {
		g.order = append(g.order, from)
	}
	if !slices.ContainsFunc(g.next[from], func(a arrow) bool { return a.to == to }) {
		g.next[from] = append(g.next[from], arrow{to, span})
	}
}

// cycle is a way around: names in order, and the arrow that closes it.
type cycle struct {
	names []string
	at    diag.Span
}

// String returns "a -> b -> a".
func (c cycle) String() string {
	return strings.Join(append(slices.Clone(c.names), c.names[0]), " -> ")
}

// cycles returns one way around for each group of names that reach each other,
// found by walking in depth and closing at a name on the way.
func (g *digraph) cycles() []cycle {
	var found []cycle
	done := map[string]bool{}
	var trail []string
	taken := map[string]bool{} // names that are on a reported way
	var walk func(string)
	walk = func(name string) {
		trail = append(trail, name)
		for _, a := range g.next[name] {
			if at := slices.Index(trail, a.to); at >= 0 {
				way := slices.Clone(trail[at:])
				if !slices.ContainsFunc(way, func(n string) bool { return taken[n] }) {
					for _, n := range way {
						taken[n] = true
					}
					found = append(found, cycle{way, a.span})
				}
				continue
			}
			if !done[a.to] {
				walk(a.to)
			}
		}
		trail = trail[:len(trail)-1]
		done[name] = true
	}
	for _, name := range g.order {
		if !done[name] {
			walk(name)
		}
	}
	return found
}

// Edge is that one component, or actor, calls another.
type Edge struct {
	Caller, Callee string
	Verb           Verb
	Async          bool      // nobody waits for it
	Span           diag.Span // of the name in the step
	Flows          []string  // that make the call
}

// String returns "api -> cache".
func (e Edge) String() string { return fmt.Sprintf("%s -> %s", e.Caller, e.Callee) }
