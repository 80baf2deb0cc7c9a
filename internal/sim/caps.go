package sim

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Hard limits of a replica: threads, connections, descriptors, memory, disk.
// What is used is said, often by a formula on the number of replicas there are;
// threads, connections and descriptors of which nothing is said are used by
// requests, one each. A replica over a limit refuses what comes, or crashes and
// stays down until it would be within it again.

// resource is what a limit is about.
type resource uint8

const (
	threadUse resource = iota
	connectionUse
	descriptorUse
	memoryUse
	diskUse
	resources
)

// capOf is one limit of the replicas of a component.
type capOf struct {
	what    resource
	max     float64
	use     []float64 // by how many replicas there are; nil when requests use it
	crashes bool
}

// caps compiles the limits of a component.
func (c *compiler) caps(m *model.Component) {
	comp := &c.p.components[c.comps[m.Name]]
	for what, limit := range [resources]*model.Limit{m.Limits.Threads, m.Limits.Connections, m.Limits.Descriptors, m.Limits.Memory, m.Limits.Disk} {
		if limit == nil || limit.Max == nil {
			continue
		}
		k := capOf{what: resource(what), max: limit.Max.Value, crashes: m.Limits.Over == "crash"}
		if limit.Use != nil || k.what >= memoryUse {
			k.use = c.useOf(limit.Use, int(comp.count))
		}
		comp.caps = append(comp.caps, k)
	}
}

// useOf works out what is used with any number of replicas.
func (c *compiler) useOf(q *unit.Quantity, most int) []float64 {
	use := make([]float64, most+1)
	for n := range use {
		use[n] = c.d.Evaluate(q, float64(n))
	}
	return use
}

// openCaps looks at all limits when the run begins.
func (w *world) openCaps() {
	for i := range w.comps {
		if len(w.comps[i].caps) > 0 {
			w.checkCaps(int32(i))
		}
	}
}

// checkCaps looks at the limits of all replicas of a component that do not
// hang on requests.
func (w *world) checkCaps(comp int32) {
	c := &w.comps[comp]
	for at := c.first; at < c.first+c.count; at++ {
		r := &w.replicas[at]
		if !r.present {
			continue
		}
		over, crashes := false, false
		for i := range c.caps {
			k := &c.caps[i]
			if k.use != nil && w.used(k, at, r) > k.max {
				over, crashes = true, crashes || k.crashes
			}
		}
		if over == (r.barred&barredByLimit != 0) {
			continue
		}
		if !over {
			w.unbar(at, barredByLimit)
			if r.capped {
				w.bootLater(at)
			}
			continue
		}
		w.bar(at, barredByLimit)
		if crashes {
			r.capped = true
			w.crash(at)
		}
	}
}

// used returns how much of a resource a replica uses.
func (w *world) used(k *capOf, at int32, r *replica) float64 {
	n := float64(r.inFlight + r.waiting)
	if k.use != nil {
		n = k.use[w.stations[r.comp].tally.present.n]
	}
	if w.usedUp != nil {
		n += w.usedUp[at][k.what]
	}
	return n
}

// atCap tells whether a replica is at a limit of what requests use, and whether
// one more would crash it.
func (w *world) atCap(at int32, r *replica, c *component) (over, crashes bool) {
	for i := range c.caps {
		if k := &c.caps[i]; k.use == nil && w.used(k, at, r)+1 > k.max {
			return true, k.crashes
		}
	}
	return false, false
}

// capTurnsAway tells whether a replica refuses a call because of its limits. One
// that crashes on that loses all it has and starts again.
func (w *world) capTurnsAway(at int32, r *replica, c *component) bool {
	over, crashes := w.atCap(at, r, c)
	if crashes && !r.capped {
		r.capped = true
		w.agenda.add(w.now, evCapped, 0, uint32(at), 0) // not now: the call is on its way in
	}
	return over
}
