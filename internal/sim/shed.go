package sim

import "github.com/loadpath/loadpath/internal/stats"

// shedding is when a component refuses to protect itself. Each replica decides
// for itself; only processor use is that of all.
type shedding struct {
	queue, inFlight int32   // refuses when so many wait or are in progress; 0 for never
	cpu             float64 // refuses above this utilisation; 0 for never
	below           uint8   // only classes below this are refused
	codel, adaptive bool
	target          int64 // codel: acceptable wait in nanoseconds
	interval        int64 // codel: how long it may be above
	first, replicas int32 // its guards, one per replica
}

// guard is what a replica that sheds load remembers.
type guard struct {
	codel    codel
	adaptive gradient
}

// meter measures utilisation in the manner of a load average: the past counts
// less the longer ago it is.
type meter struct {
	at            int64
	busy, present int64 // integrals when it was read last
	level         float64
}

// meterMemory is the time constant of a meter, in nanoseconds: what was a
// second ago counts 1/e.
const meterMemory = 1e9

// openGuards makes what the components that shed load remember.
func (w *world) openGuards() {
	n := int32(0)
	for i := range w.p.sheds {
		n = max(n, w.p.sheds[i].first+w.p.sheds[i].replicas)
	}
	w.guards = make([]guard, n)
	w.meters = make([]meter, len(w.p.sheds))
	for i := range w.guards {
		w.guards[i].adaptive = gradient{limit: firstLimit, next: firstProbe}
	}
}

// sheds tells whether a replica turns away a call that the door let in.
func (w *world) sheds(f *frame, r *replica, c *component) bool {
	if c.pooled && r.inFlight+r.waiting >= c.connections {
		return true
	}
	if c.shed < 0 {
		return false
	}
	s := &w.p.sheds[c.shed]
	g := w.guardOf(s, c, f.rep)
	if s.codel && !w.mustWait(r, c) && (f.work == 0 || r.canWork()) {
		g.codel.waits(0, w.now, s)
	}
	switch {
	case f.class >= s.below:
		return false
	case s.queue > 0 && r.waiting+r.atCore >= s.queue, s.inFlight > 0 && r.inFlight >= s.inFlight:
		return true
	case s.cpu > 0 && w.utilization(c.shed, r.comp) > s.cpu:
		return true
	}
	return s.adaptive && g.adaptive.refuses(r.inFlight+r.waiting, w.now)
}

// guardOf returns what a replica remembers.
func (w *world) guardOf(s *shedding, c *component, at int32) *guard {
	return &w.guards[s.first+at-c.first]
}

// utilization reads the meter of a component that sheds load: of its cores, or
// of its slots where cores are unlimited.
func (w *world) utilization(shed, comp int32) float64 {
	m, t, c := &w.meters[shed], &w.stations[comp].tally, &w.comps[comp]
	busy, all := &t.busy, c.cores
	if all == unlimited {
		busy, all = &t.held, c.slots
	}
	b, p := busy.area(w.now), t.present.area(w.now)
	if dt := w.now - m.at; dt > 0 && p > m.present && all < unlimited {
		mean := float64(b-m.busy) / float64(float64(p-m.present)*float64(all))
		m.level = mean + float64((m.level-mean)*stats.Exp(-float64(dt)/meterMemory))
		m.at, m.busy, m.present = w.now, b, p
	}
	return m.level
}

// begins tells whether a call that comes out of the queue for a core has done
// nothing yet: slots are unlimited, so this is the queue it came to.
func (w *world) begins(f *frame, c *component) bool {
	return c.slots == unlimited && f.flags&isBranch == 0 && f.pc == w.sites[f.site].entry
}

// dropsWaited tells whether a call that comes out of a queue has waited so long that
// its replica drops it, and drops it then.
func (w *world) dropsWaited(i uint32, c *component) bool {
	if c.shed < 0 {
		return false
	}
	s, f := &w.p.sheds[c.shed], &w.frames[i]
	if !s.codel || !w.guardOf(s, c, f.rep).codel.waits(f.waited, w.now, s) || f.class >= s.below {
		return false
	}
	w.stations[w.replicas[f.rep].comp].tally.counts.refused++
	w.endCall(i, refused)
	return true
}
