package intake

import "github.com/loadpath/loadpath/internal/diag"

// mostSteps bounds what flows made of a drawing repeat of each other. Beyond
// it a flow has only the calls that no flow has yet.
const mostSteps = 4000

// drawing is the calls of a draft as a graph, from which flows are made.
type drawing struct {
	next    map[string][]*arrow
	callers map[string]int
	kinds   map[string]string // of components by id
	written int               // steps so far
}

// arrow is a call and whether a flow makes it.
type arrow struct {
	Call
	covered bool
}

// flowsOf makes flows of calls without order, so that each call is made by at
// least one of them: a flow for each call of an actor, for each consumer of a
// queue, and for each component that calls others and that nobody calls. In a
// flow each component does all it does once.
func flowsOf(d *Draft, kinds map[string]string) []*flow {
	g := &drawing{next: map[string][]*arrow{}, callers: map[string]int{}, kinds: kinds}
	var all []*arrow
	for _, c := range d.Calls {
		a := &arrow{Call: c}
		all = append(all, a)
		g.next[c.From] = append(g.next[c.From], a)
		if c.From != c.To {
			g.callers[c.To]++
		}
	}
	var flows []*flow
	for _, actor := range d.Actors {
		for _, a := range g.next[actor.ID] {
			flows = append(flows, g.flow(actor.ID, a.At, a))
		}
	}
	for _, a := range all {
		if g.consumed(a) {
			flows = append(flows, g.consumer(a))
		}
	}
	for _, c := range d.Components {
		switch uncalled := g.callers[c.ID] == 0 && !broker(kinds[c.ID]) && len(g.next[c.ID]) > 0; {
		case len(c.Starts) > 0:
			f := g.flow(c.ID, c.At, g.next[c.ID]...)
			f.Settings = c.Starts
			flows = append(flows, f)
		case uncalled:
			flows = append(flows, g.flow(c.ID, c.At, g.next[c.ID]...))
		}
	}
	for _, a := range all { // in circles that nobody from outside calls
		if !a.covered {
			flows = append(flows, g.flow(a.From, a.At, g.next[a.From]...))
		}
	}
	return flows
}

// flow is one that makes calls of who starts it: a single one of an actor, or
// all of a component.
func (g *drawing) flow(by string, at diag.Span, calls ...*arrow) *flow {
	f := &flow{Flow: Flow{By: by, At: at}, ends: []string{by}}
	if len(calls) == 1 {
		f.ends = append(f.ends, calls[0].To)
	}
	f.steps = g.steps(calls, map[string]bool{by: true}, 1)
	return f
}

// consumer is the flow of one that consumes a queue.
func (g *drawing) consumer(a *arrow) *flow {
	a.covered = true
	f := &flow{Flow: Flow{By: a.To, Consumes: a.From, At: a.At}, ends: []string{a.To, a.From}}
	f.steps = g.steps(g.next[a.To], map[string]bool{a.To: true}, 1)
	return f
}

// consumed tells whether an arrow says that the callee takes messages from the
// caller.
func (g *drawing) consumed(a *arrow) bool { return broker(g.kinds[a.From]) && !broker(g.kinds[a.To]) }

// steps are calls with what the callees do for them.
func (g *drawing) steps(calls []*arrow, visited map[string]bool, depth int) []*step {
	var list []*step
	for _, a := range calls {
		if g.consumed(a) || a.covered && g.written > mostSteps {
			continue
		}
		a.covered = true
		g.written++
		s := &step{Step: Step{From: a.From, To: a.To, Label: a.Label, Async: a.Async, At: a.At}}
		if !visited[a.To] && !broker(g.kinds[a.To]) && depth < deepest {
			visited[a.To] = true
			s.inner = g.steps(g.next[a.To], visited, depth+1)
		}
		list = append(list, s)
	}
	return list
}
