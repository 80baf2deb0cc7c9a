package sim

import "github.com/loadpath/loadpath/internal/model"

// Verbs that fail calls where they arrive: errors, and admit at a component.

// compileErrors names what fails: replicas of components, calls of a link, or
// requests of a flow.
func compileErrors(c *compiler, m actSource, a *act) {
	a.rate = model.Or(m.Rate, 0)
	for _, ref := range m.Targets {
		switch {
		case c.d.Flows.Has(ref.Text):
			a.flows = append(a.flows, c.flowIndex(ref.Text))
		case c.linkNamed(ref.Text):
			a.sites = append(a.sites, c.sitesOf(ref.Text)...)
		}
	}
	c.hits(m, a)
	c.failAtReplicas(a)
}

// failAtReplicas marks the components of which replicas may fail calls.
func (c *compiler) failAtReplicas(a *act) {
	mark := func(s *component) {
		if s.gate == noGate {
			s.gate = doorOnly
		}
	}
	for _, at := range a.replicas {
		mark(c.componentAt(at))
	}
	for _, k := range a.primary {
		mark(&c.p.components[k])
	}
}

// setErrors: so many calls fail, without work.
func setErrors(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	by := float64(a.rate * (to - from))
	for _, at := range w.acts[ref].hit {
		w.fail(at, by)
	}
	for _, k := range a.flows {
		w.gates[w.p.flows[k].gate].errors += by
	}
	for _, h := range a.sites {
		w.roads[h.road].errors += by
	}
}

// fail lets a share of the calls to a replica fail.
func (w *world) fail(at int32, by float64) { w.failing[at] += by }

// strikesAtDoor tells whether a fault fails a call as it comes to a replica.
func (w *world) strikesAtDoor(at int32) bool {
	if len(w.failing) == 0 {
		return false
	}
	p := w.failing[at]
	return p > 1e-12 && w.streams[w.p.mishaps].Float64() < p
}

// failAtDoor ends a call with an error before it has done anything.
func (w *world) failAtDoor(i uint32) {
	w.stations[w.sites[w.frames[i].site].callee].tally.counts.refused-- // it is no refusal
	w.refuse(i, errored)
}
