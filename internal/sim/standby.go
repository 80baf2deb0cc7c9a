package sim

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// standbySpec is how the replicas of a component that keeps no copies take over
// from each other: all serve, and one that is down is left out after the time of
// the failover, or one serves while the others stand by. What serves as one is a
// replica, or where they stand in several places all replicas of one place.
type standbySpec struct {
	component int32
	one       bool
	places    bool // they take over place by place
	failover  failover
}

// standby is who serves now.
type standby struct {
	active int32    // replica that serves, or one of the place that does
	moved  int64    // when another last took over
	round  []uint32 // of each replica: voids its failover events
}

// together tells whether two replicas of a component serve as one.
func (w *world) together(spec *standbySpec, a, b int32) bool {
	return a == b || spec.places && w.p.placeOf[a] == w.p.placeOf[b]
}

// standbys compiles failovers of components that are no replicated stores.
func (c *compiler) standbys() {
	for name, m := range c.d.Components.All() {
		k := c.comps[name]
		comp := &c.p.components[k]
		if m.Failover == nil && m.Active != "one" || !standsBy(m) || comp.scales() || comp.count < 2 {
			continue
		}
		comp.standby = int32(len(c.p.standbys))
		c.p.standbys = append(c.p.standbys, standbySpec{component: k, one: m.Active == "one", places: m.Active == "one" && len(comp.places) > 1, failover: c.failover(m)})
	}
}

// standsBy tells whether the replicas of a component can take over from each
// other as a whole.
func standsBy(m *model.Component) bool {
	switch m.Behaviour.Class {
	case catalog.Store, catalog.Cache, catalog.Queue, catalog.Stream:
		return false
	}
	return model.CellsOf(m) == 1 && !scalesByItself(m.Replicas)
}

// scalesByItself tells whether an autoscaler decides about some replicas.
func scalesByItself(r *model.Replicas) bool {
	return r.Auto() || r != nil && anyOf(&r.ByRegion, func(one *model.Replicas) bool { return one.Auto() })
}

// openStandbys lets the first replica serve where only one does.
func (w *world) openStandbys() {
	w.standbys = make([]standby, len(w.p.standbys))
	for k := range w.p.standbys {
		spec := &w.p.standbys[k]
		c := &w.comps[spec.component]
		w.standbys[k] = standby{active: c.first, round: make([]uint32, c.count)}
		for at := c.first; spec.one && at < c.first+c.count; at++ {
			if !w.together(spec, c.first, at) {
				w.bar(at, barredByStandby)
			}
		}
	}
}

// memberDown notes that a replica does not answer any more, and has the
// failover begin.
func (w *world) memberDown(at int32, c *component) {
	spec, s := &w.p.standbys[c.standby], &w.standbys[c.standby]
	s.round[at-c.first]++
	if !spec.failover.on || spec.one && (!w.together(spec, at, s.active) || w.anyOfUp(spec, c, at)) {
		return
	}
	d := int64(0)
	if spec.failover.time >= 0 {
		d = w.draw(spec.failover.time)
	}
	w.agenda.add(w.now+d, evStandby, 0, uint32(at), s.round[at-c.first])
}

// memberUp notes that a replica answers again. Where all serve it does so too;
// one that others have taken over from stands by.
func (w *world) memberUp(at int32, c *component) {
	spec, s := &w.p.standbys[c.standby], &w.standbys[c.standby]
	for k := range s.round {
		if w.together(spec, at, c.first+int32(k)) {
			s.round[k]++
		}
	}
	if !spec.one {
		w.unbar(at, barredByStandby)
	}
}

// takeOver leaves a replica out that has been down long enough, and lets another
// serve where only one does. It reports false when the replica is back.
func (w *world) takeOver(ref, round uint32) bool {
	at := int32(ref)
	c := w.replicas[at].c
	spec, s := &w.p.standbys[c.standby], &w.standbys[c.standby]
	if s.round[at-c.first] != round {
		return false
	}
	next := w.firstUp(spec, c, at)
	switch fo := &spec.failover; {
	case spec.one && next < 0, !w.mayMove(fo, spec.component):
		if w.closing {
			return false // nobody will come up any more
		}
		w.agenda.add(w.now+askAgain, evStandby, 0, ref, round)
		return true
	case s.moved > 0 && w.now < s.moved+fo.hold:
		w.agenda.add(s.moved+fo.hold, evStandby, 0, ref, round)
		return true
	case w.streams[fo.stream].Float64() >= fo.coverage:
		return true
	}
	w.serveInstead(c, at, next)
	return true
}

// serveInstead bars those that serve together with one replica, and where only
// one serves lets those with another.
func (w *world) serveInstead(c *component, at, next int32) {
	spec, s := &w.p.standbys[c.standby], &w.standbys[c.standby]
	s.moved = w.now
	for other := c.first; other < c.first+c.count; other++ {
		switch {
		case w.together(spec, other, at):
			w.bar(other, barredByStandby)
		case spec.one && w.together(spec, other, next):
			w.unbar(other, barredByStandby)
		}
	}
	if spec.one {
		s.active = next
	}
}

// anyOfUp tells whether one of those that serve together with a replica is up.
func (w *world) anyOfUp(spec *standbySpec, c *component, at int32) bool {
	for other := c.first; other < c.first+c.count; other++ {
		if w.together(spec, other, at) && w.replicas[other].present && w.replicas[other].state == up {
			return true
		}
	}
	return false
}

// firstUp returns the first replica of a component that is up and does not
// serve together with one that is not; -1 when there is none, or when it stands
// where the failover does not go.
func (w *world) firstUp(spec *standbySpec, c *component, but int32) int32 {
	for at := c.first; at < c.first+c.count; at++ {
		if !w.together(spec, at, but) && w.replicas[at].present && w.replicas[at].state == up && w.within(&spec.failover, c, but, at) {
			return at
		}
	}
	return -1
}
