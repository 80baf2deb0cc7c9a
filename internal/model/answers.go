package model

import (
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
)

// fact looks for something that is there or not.
func fact(is func(*Design) bool) func(*Design) Answer {
	return func(d *Design) Answer {
		if is(d) {
			return Answer{Facts: 1}
		}
		return Answer{}
	}
}

// every looks for a fact on each of some things; without such things the
// question stands open.
func every[T any](things func(*Design) []named[T], has func(*T) bool) func(*Design) Answer {
	return func(d *Design) (a Answer) {
		for _, t := range things(d) {
			if has(t.item) {
				a.Facts++
			} else {
				a.Missing = append(a.Missing, t.name)
			}
		}
		return a
	}
}

// named is a thing with its name.
type named[T any] struct {
	name string
	item *T
}

// which lists the things of a section that a question is about.
func which[T any](m *Map[T], about func(*T) bool) []named[T] {
	var out []named[T]
	for name, item := range m.All() {
		if about == nil || about(item) {
			out = append(out, named[T]{name, item})
		}
	}
	return out
}

func actorsOf(d *Design) []named[Actor]          { return which(&d.Actors, nil) }
func journeysOf(d *Design) []named[Journey]      { return which(&d.Journeys, nil) }
func functionalOf(d *Design) []named[Functional] { return which(&d.Requirements.Functional, nil) }
func entitiesOf(d *Design) []named[Entity]       { return which(&d.Data, nil) }
func flowsOf(d *Design) []named[Flow]            { return which(&d.Flows, nil) }
func failuresOf(d *Design) []named[Failure]      { return which(&d.Failures, nil) }
func decisionsOf(d *Design) []named[Decision]    { return which(&d.Decisions, nil) }
func componentsOf(d *Design) []named[Component]  { return which(&d.Components, nil) }

// startersOf are the actors who start flows by a rate per user.
func startersOf(d *Design) []named[Actor] {
	return which(&d.Actors, func(a *Actor) bool {
		for _, f := range d.Flows.All() {
			if f.By.Text == a.Name && f.Rate == nil && f.Arrivals == nil && f.Users == nil {
				return true
			}
		}
		return false
	})
}

// startedFlowsOf are the flows that answer somebody.
func startedFlowsOf(d *Design) []named[Flow] {
	return which(&d.Flows, func(f *Flow) bool { return f.Consumes == nil && f.Every == nil })
}

func endpointsOf(d *Design) []named[Endpoint] {
	if d.API == nil {
		return nil
	}
	return which(&d.API.Endpoints, nil)
}

// writesOf are the endpoints that create something.
func writesOf(d *Design) []named[Endpoint] {
	if d.API == nil {
		return nil
	}
	return which(&d.API.Endpoints, func(e *Endpoint) bool { return len(e.Route) > 5 && e.Route[:5] == "POST " })
}

// listsOf are the endpoints that answer with a list.
func listsOf(d *Design) []named[Endpoint] {
	if d.API == nil {
		return nil
	}
	return which(&d.API.Endpoints, func(e *Endpoint) bool {
		for _, n := range e.Response.All() {
			if len(n.Value) > 0 && n.Value[0] == '[' || len(n.Items) > 0 {
				return true
			}
		}
		return false
	})
}

func kindsOf(kinds ...string) func(*Design) []named[Component] {
	return func(d *Design) []named[Component] {
		return which(&d.Components, func(c *Component) bool { return slices.Contains(kinds, c.Kind) })
	}
}

// builtOf are the components that are made of some technology.
func builtOf(d *Design) []named[Component] {
	return which(&d.Components, func(c *Component) bool {
		return c.Behaviour.Class != catalog.Client && c.Behaviour.Class != catalog.Desk && c.Behaviour.Class != catalog.Network
	})
}

// machinesOf are the components that run on machines of one's own choice.
func machinesOf(d *Design) []named[Component] {
	return which(&d.Components, func(c *Component) bool {
		switch c.Behaviour.Class {
		case catalog.Compute, catalog.Cache, catalog.Store:
			return !c.managed() && c.Kind != "function"
		}
		return false
	})
}

// managed tells whether a cloud runs it without machines to choose.
func (c *Component) managed() bool {
	if c.Built == "managed" {
		return true
	}
	if c.Technology == nil || c.Technology.Provider() == "" || c.RunsOn != "" {
		return false
	}
	return c.Catalogue("availability") != nil
}

// recordsOf are the components where entities live.
func recordsOf(d *Design) []named[Component] {
	return which(&d.Components, func(c *Component) bool { return c.Behaviour.Class == catalog.Store && c.StoreOfRecord() })
}

func queuesOf(d *Design) []named[Component] {
	return which(&d.Components, func(c *Component) bool {
		return c.Behaviour.Class == catalog.Queue || c.Behaviour.Class == catalog.Stream
	})
}

// consumedOf are the queues and streams that some flow consumes.
func consumedOf(d *Design) []named[Component] {
	consumed := map[string]bool{}
	for _, f := range d.Flows.All() {
		if f.Consumes != nil {
			consumed[f.Consumes.Head()] = true
		}
	}
	return which(&d.Components, func(c *Component) bool { return consumed[c.Name] })
}

func why(has func(*Alternative) bool) func(*Design) Answer {
	return every(func(d *Design) []named[Alternative] {
		if d.Why == nil {
			return nil
		}
		return which(&d.Why.Alternatives, nil)
	}, has)
}

func limit(has func(*Quality) bool) func(*Design) Answer {
	return func(d *Design) (a Answer) {
		for _, q := range d.Requirements.Quality.All() {
			if has(q) {
				a.Facts++
			}
		}
		return a
	}
}

func api(has func(*API) bool) func(*Design) Answer {
	return fact(func(d *Design) bool { return d.API != nil && has(d.API) })
}

func observe(has func(*Observe) bool) func(*Design) Answer {
	return fact(func(d *Design) bool { return d.Observe != nil && has(d.Observe) })
}

func deliver(has func(*Deliver) bool) func(*Design) Answer {
	return fact(func(d *Design) bool { return d.Deliver != nil && has(d.Deliver) })
}

func secure(has func(*Secure) bool) func(*Design) Answer {
	return fact(func(d *Design) bool { return d.Secure != nil && has(d.Secure) })
}

// lookWants: an actor says what it wants, or starts a flow or journey.
func lookWants(d *Design) Answer {
	return every(actorsOf, func(a *Actor) bool {
		if len(a.Wants) > 0 {
			return true
		}
		for _, f := range d.Flows.All() {
			if f.By.Text == a.Name {
				return true
			}
		}
		return false
	})(d)
}

// lookLatency: every flow that answers an actor has a limit on its latency.
func lookLatency(d *Design) Answer {
	return every(func(d *Design) []named[Flow] {
		return which(&d.Flows, func(f *Flow) bool { return d.Actors.Has(f.By.Text) })
	}, func(f *Flow) bool {
		for _, q := range d.Requirements.Quality.All() {
			if q.Flow.Text == f.Name && (q.Mean != nil || q.P50 != nil || q.P75 != nil || q.P90 != nil || q.P95 != nil || q.P99 != nil || q.P999 != nil) {
				return true
			}
		}
		return false
	})(d)
}

// lookPeak: an actor who starts flows, or each of those flows, has a peak.
func lookPeak(d *Design) Answer {
	return every(startersOf, func(a *Actor) bool {
		if a.Peak != nil {
			return true
		}
		for _, f := range d.Flows.All() {
			if f.By.Text == a.Name && f.Peak == nil {
				return false
			}
		}
		return true
	})(d)
}

// lookSources: every assumption says where it is from.
func lookSources(d *Design) (a Answer) {
	for name, q := range d.Assume.All() {
		if q.Source != "" {
			a.Facts++
		} else {
			a.Missing = append(a.Missing, name)
		}
	}
	return a
}

// lookStored: every entity lives in some component.
func lookStored(d *Design) Answer {
	return every(entitiesOf, func(e *Entity) bool { return len(d.StoresOf(e.Name)) > 0 })(d)
}

// lookConsumers: every queue that is no dead-letter queue is consumed.
func lookConsumers(d *Design) Answer {
	consumed := consumedOf(d)
	return every(queuesOf, func(c *Component) bool {
		for _, other := range d.Components.All() {
			if other.DeadLetter.Text == c.Name {
				return true
			}
		}
		return slices.ContainsFunc(consumed, func(n named[Component]) bool { return n.item == c })
	})(d)
}

// lookTimeouts: every call between components that somebody waits for has a
// timeout.
func lookTimeouts(d *Design) (a Answer) {
	own := d.stepsWithTimeout()
	for _, e := range d.Calls() {
		if e.Async || !d.Components.Has(e.Caller) {
			continue
		}
		o := d.Policy(e.Caller, e.Callee, nil)
		if o.Timeout != nil || o.Deadline != nil || own[[2]string{e.Caller, e.Callee}] {
			a.Facts++
		} else {
			a.Missing = append(a.Missing, e.Caller+"."+e.Callee)
		}
	}
	return a
}

// stepsWithTimeout are the calls, by caller and callee, of which a step has a
// timeout of its own.
func (d *Design) stepsWithTimeout() map[[2]string]bool {
	found := map[[2]string]bool{}
	for _, f := range d.Flows.All() {
		d.Walk(f, func(v Visit) {
			if v.Callee != nil && v.Last() && v.Step.Timeout != nil {
				found[[2]string{v.Caller, v.Callee.Name}] = true
			}
		})
	}
	return found
}

// StoresOf returns the components where an entity lives, in file order.
func (d *Design) StoresOf(entity string) []*Component {
	var out []*Component
	for _, c := range d.Components.All() {
		if slices.ContainsFunc(c.Stores, func(r Ref) bool { return r.Text == entity }) {
			out = append(out, c)
		}
	}
	return out
}

func (d *Design) anyComponent(is func(*Component) bool) bool {
	for _, c := range d.Components.All() {
		if is(c) {
			return true
		}
	}
	return false
}

func isExternal(c *Component) bool {
	return c.Behaviour.Class == catalog.External || c.Kind == "partner"
}

// hasVerb tells whether any written step has the verb.
func (d *Design) hasVerb(verb Verb) bool {
	found := false
	d.everyStep(func(s *Step) { found = found || s.Verb == verb })
	return found
}

// everyStep meets every written step of flows, operations and links.
func (d *Design) everyStep(visit func(*Step)) {
	for _, f := range d.Flows.All() {
		eachIn(f.Steps, visit)
	}
	for _, c := range d.Components.All() {
		for _, op := range c.Operations.All() {
			eachIn(op.Steps, visit)
		}
	}
	for _, l := range d.Links.All() {
		if l.OnError != nil {
			eachIn(l.OnError.Steps, visit)
		}
	}
}

// touchesStore tells whether a step reads or writes a store.
func (d *Design) touchesStore() bool {
	found := false
	d.everyStep(func(s *Step) {
		if c := d.Components.Get(s.Target.Head()); c != nil && c.Behaviour.KeepsData() && s.Verb != VerbPublish {
			found = true
		}
	})
	return found
}

// leavesRequestPath tells whether a step hands work over that nobody waits for.
func (d *Design) leavesRequestPath() bool {
	found := false
	d.everyStep(func(s *Step) {
		if s.Verb == VerbPublish || s.Verb == VerbRespond || s.Wait != nil && s.Wait.Nobody {
			found = true
		}
	})
	return found
}

// hasRetry tells whether any call is tried again.
func (d *Design) hasRetry() bool {
	return d.anyPolicy(func(o CallOptions) bool { return o.Retry != nil })
}

// hasGuard tells whether any call has a breaker, a bulkhead or a fallback.
func (d *Design) hasGuard() bool {
	return d.anyPolicy(func(o CallOptions) bool { return o.Breaker != nil || o.Bulkhead != nil || o.OnError != nil })
}

func (d *Design) anyPolicy(is func(CallOptions) bool) bool {
	for _, l := range d.Links.All() {
		if is(l.CallOptions) {
			return true
		}
	}
	found := false
	d.everyStep(func(s *Step) { found = found || is(s.CallOptions) })
	return found
}
