package sim

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// standbySpec is how the replicas of a component that keeps no copies take over
// from each other: all serve, and one that is down is left out after the time of
// the failover, or one serves while the others stand by.
type standbySpec struct {
	component int32
	one       bool
	failover  failover
}

// standby is who serves now.
type standby struct {
	active int32    // replica, where only one serves
	moved  int64    // when another last took over
	round  []uint32 // of each replica: voids its failover events
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
		c.p.standbys = append(c.p.standbys, standbySpec{component: k, one: m.Active == "one", failover: c.failover(m)})
	}
}

// standsBy tells whether the replicas of a component can take over from each
// other as a whole.
func standsBy(m *model.Component) bool {
	switch m.Behaviour.Class {
	case catalog.Store, catalog.Cache, catalog.Queue, catalog.Stream:
		return false
	}
	return model.CellsOf(m) == 1 && !m.Replicas.Auto()
}

// openStandbys lets the first replica serve where only one does.
func (w *world) openStandbys() {
	w.standbys = make([]standby, len(w.p.standbys))
	for k := range w.p.standbys {
		spec := &w.p.standbys[k]
		c := &w.comps[spec.component]
		w.standbys[k] = standby{active: c.first, round: make([]uint32, c.count)}
		for at := c.first + 1; spec.one && at < c.first+c.count; at++ {
			w.bar(at, barredByStandby)
		}
	}
}

// memberDown notes that a replica does not answer any more, and has the
// failover begin.
func (w *world) memberDown(at int32, c *component) {
	spec, s := &w.p.standbys[c.standby], &w.standbys[c.standby]
	s.round[at-c.first]++
	if !spec.failover.on || spec.one && at != s.active {
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
	s.round[at-c.first]++
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
	next := w.firstUp(c, at)
	switch fo := &spec.failover; {
	case spec.one && next < 0, fo.by >= 0 && !w.anyUp(fo.by):
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
	s.moved = w.now
	w.bar(at, barredByStandby)
	if spec.one {
		s.active = next
		w.unbar(next, barredByStandby)
	}
	return true
}

// firstUp returns the first replica of a component that is up, other than one
// that is not; -1 when there is none.
func (w *world) firstUp(c *component, but int32) int32 {
	for at := c.first; at < c.first+c.count; at++ {
		if at != but && w.replicas[at].present && w.replicas[at].state == up {
			return at
		}
	}
	return -1
}
