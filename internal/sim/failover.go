package sim

// failover is how another copy of a set takes over when its primary is down.
type failover struct {
	on       bool
	time     int32 // law, -1 for at once
	by       int32 // component that carries it out, -1
	byHand   bool  // a person does, who must see it
	inRegion bool  // only to another zone of the region
	coverage float64
	stream   int32
	hold     int64 // nanoseconds before it may move again
}

// askAgain is how often a failover is tried that cannot be carried out yet.
const askAgain = 1e9

// wentDown and cameUp tell whoever has to know that a replica does not answer
// any more, or does again.
func (w *world) wentDown(at int32) {
	switch c := w.replicas[at].c; {
	case c.set >= 0:
		w.copyDown(at)
	case c.standby >= 0:
		w.memberDown(at, c)
	}
}

func (w *world) cameUp(at int32) {
	switch c := w.replicas[at].c; {
	case c.set >= 0:
		w.copyUp(at)
	case c.standby >= 0:
		w.memberUp(at, c)
	}
}

// copyDown notes that a replica does not answer any more, and has the failover
// begin.
func (w *world) copyDown(at int32) {
	k, set := w.setOf(at)
	fo := &w.p.sets[set.spec].failover
	one := at - set.first
	set.downAt[one] = w.now
	if one == set.primary {
		w.strike(set)
	}
	if !fo.on {
		return
	}
	d := int64(0)
	if fo.time >= 0 {
		d = w.draw(fo.time)
	}
	set.round[one]++
	w.agenda.add(w.now+d, evFailover, 0, uint32(k), set.round[one]<<5|uint32(one))
}

// strike notes that the primary of all entities in a set was hit.
func (w *world) strike(set *replicaSet) {
	for _, d := range w.comps[w.p.sets[set.spec].component].data {
		w.data[d].struck = true
	}
}

// copyUp notes that a replica answers again: it has caught up with what it
// missed, and sends what it could not.
func (w *world) copyUp(at int32) {
	k, set := w.setOf(at)
	one := at - set.first
	set.round[one]++
	set.out &^= 1 << one
	for v := range w.versions {
		if n := &w.versions[v]; n.set == k && n.open > 0 && n.at <= w.now {
			n.has |= 1 << one
		}
	}
	w.tellHeld(k)
}

// tellHeld sends what copies could not be told and now can.
func (w *world) tellHeld(k int32) {
	set := &w.sets[k]
	spec := &w.p.sets[set.spec]
	for v := uint32(1); v < uint32(len(w.versions)); v++ {
		n := &w.versions[v]
		if n.set != k || n.held == 0 || n.void || !w.serves(set.first+n.origin) {
			continue
		}
		send := uint32(0)
		for one := range spec.copies {
			if n.held>>one&1 == 1 && !set.apart(n.origin, one) {
				send |= 1 << one
				n.open++
			}
		}
		n.held &^= send
		w.tell(v, send, spec, set.lag)
	}
}

// failOver takes a copy that has been down long enough out of what readers use,
// and lets another take over when it was the primary. It reports false when the
// copy is back.
func (w *world) failOver(ref, tok uint32) bool {
	set := &w.sets[ref]
	one := int32(tok & 31)
	if set.round[one] != tok>>5 {
		return false
	}
	if one != set.primary {
		set.out |= 1 << one
		return true
	}
	fo := &w.p.sets[set.spec].failover
	next := w.freshest(int32(ref))
	switch {
	case next < 0, !w.mayMove(fo, w.p.sets[set.spec].component):
		if w.closing {
			return false // nobody will come up any more
		}
		w.agenda.add(w.now+askAgain, evFailover, 0, ref, tok)
		return true
	case set.moved > 0 && w.now < set.moved+fo.hold:
		w.agenda.add(set.moved+fo.hold, evFailover, 0, ref, tok)
		return true
	}
	set.round[one]++ // it succeeds or not, once
	if w.streams[fo.stream].Float64() < fo.coverage {
		set.out |= 1 << one
		w.promote(int32(ref), next)
	}
	return true
}

// mayMove tells whether who carries a failover out can do so: a component that
// is up, or a person, unless nobody sees the component.
func (w *world) mayMove(fo *failover, component int32) bool {
	return (fo.by < 0 || w.anyUp(fo.by)) && !(fo.byHand && w.stations[component].blind > 0)
}

// within tells whether a failover goes from one replica of a component to
// another: across zones only inside the region.
func (w *world) within(fo *failover, c *component, from, to int32) bool {
	return !fo.inRegion || c.places[w.p.placeOf[from]].region == c.places[w.p.placeOf[to]].region
}

// anyUp tells whether some replica of a component serves.
func (w *world) anyUp(comp int32) bool {
	c := &w.comps[comp]
	for at := c.first; at < c.first+c.count; at++ {
		if w.replicas[at].state == up {
			return true
		}
	}
	return false
}

// freshest returns the copy that lacks the fewest writes of those that serve,
// -1 when none does.
func (w *world) freshest(k int32) int32 {
	set := &w.sets[k]
	fo, c := &w.p.sets[set.spec].failover, w.replicas[set.first].c
	best, least := int32(-1), 0
	for one := range w.p.sets[set.spec].copies {
		if one == set.primary || w.replicas[set.first+one].state != up || w.replicas[set.first+one].barred&barredByHealth != 0 || !w.within(fo, c, set.first+set.primary, set.first+one) {
			continue
		}
		lacks := 0
		for v := range w.versions {
			if w.lacks(&w.versions[v], k, one) {
				lacks++
			}
		}
		if best < 0 || lacks < least {
			best, least = one, lacks
		}
	}
	return best
}

// lacks tells whether a copy does not have an acknowledged write.
func (w *world) lacks(n *version, k, one int32) bool {
	return n.set == k && !n.vote && !n.void && n.at <= w.now && n.has>>one&1 == 0 && (n.open > 0 || n.held != 0)
}

// promote makes a copy the primary. What it has not seen is lost.
func (w *world) promote(k, next int32) {
	set := &w.sets[k]
	for v := range w.versions {
		if n := &w.versions[v]; w.lacks(n, k, next) {
			w.lose(n.data, set.downAt[set.primary]-n.at)
			w.voidVersion(uint32(v))
		}
	}
	set.primary, set.moved = next, w.now
}

// voidVersion makes a version void: nobody has it, and nobody misses it.
func (w *world) voidVersion(v uint32) {
	n := &w.versions[v]
	n.void, n.held = true, 0
	if n.open == 0 && n.need == 0 {
		w.freeVersionOf(v)
	}
}
