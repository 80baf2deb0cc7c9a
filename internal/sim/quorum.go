package sim

// ask has further copies of a set answer a read, beside the one that a frame is
// in, so that as many answer as the quorum of readers says. It reports false
// when too few of them are up.
func (w *world) ask(i uint32, o *op) bool {
	f := &w.frames[i]
	k, set := w.setOf(f.rep)
	spec := &w.p.sets[set.spec]
	own := f.rep - set.first
	asked, n := uint32(0), int32(0)
	for ; n < spec.read-1; n++ {
		one := w.nextToAsk(set, spec, own, asked)
		if one < 0 {
			break
		}
		asked |= 1 << one
	}
	f.left, f.need = 0, int32(asked)
	if n < spec.read-1 {
		return false
	}
	if n == 0 {
		return true
	}
	v := w.newVersion()
	r := &w.versions[v]
	r.vote, r.at, r.set, r.site, r.data = true, maxTime, k, o.b, -1
	r.origin, r.flow, r.class = own, f.flow, f.class
	r.open, r.need = n, n
	f.left, f.bear = int32(v), r.round
	for one := range spec.copies {
		if asked>>one&1 == 0 {
			continue
		}
		if d := w.wayOfCopies(spec, own, one); d > 0 {
			w.agenda.add(w.now+d, evApply, 0, v, uint32(one))
		} else {
			w.apply(v, uint32(one))
		}
	}
	return true
}

// nextToAsk returns the nearest copy that a reader has not asked yet, -1 when
// there is none.
func (w *world) nextToAsk(set *replicaSet, spec *setSpec, own int32, asked uint32) int32 {
	best, least := int32(-1), 0.0
	for step := int32(1); step < spec.copies; step++ {
		one := (own + step) % spec.copies
		if asked>>one&1 == 1 || !w.serves(set.first+one) || set.apart(own, one) {
			continue
		}
		far := 0.0
		if spec.far != nil && spec.far[own*spec.copies+one] >= 0 {
			far = w.p.meanTime(spec.far[own*spec.copies+one])
		}
		if best < 0 || far < least {
			best, least = one, far
		}
	}
	return best
}

// pickInSet returns the copy that a call goes to: the primary for what only it
// answers, any that serves for a quorum, else one of those that readers use,
// unless it is behind by more than readers of the entity are promised.
func (w *world) pickInSet(f *frame, s *site, c *component) int32 {
	spec := &w.p.sets[c.set]
	k := spec.first
	if c.shards > 1 {
		k += int32(w.keyHash(f, s, c) % uint64(c.shards))
	}
	set := &w.sets[k]
	at := set.first + w.primaryOf(k, &w.stations[s.callee])
	switch {
	case spec.mode == quorum:
		return w.nextVoter(set, spec, at)
	case s.route == routePrimary:
		return w.eitherPrimary(set, spec, at)
	case s.route == routeAny && c.shards <= 1 && set.out == 0:
		at = w.pickAny(f, s, c, &w.stations[s.callee])
	default:
		at = w.nextReader(set, spec, s.route == routeReplica, at)
	}
	if w.takenOut(at, &w.stations[s.callee]) {
		return -1
	}
	if spec.tracked && s.data >= 0 && w.p.data[s.data].promise != unpromised && !w.mayRead(f, s.data, k, at-set.first) {
		return set.first + set.primary
	}
	return at
}

// nextVoter returns the next copy that serves, other when none does.
func (w *world) nextVoter(set *replicaSet, spec *setSpec, other int32) int32 {
	if w.ranks != nil {
		return w.nearerCopy(set, spec, w.voters(set, spec), other)
	}
	for range spec.copies {
		set.turn++
		if at := set.first + int32(set.turn%uint32(spec.copies)); w.serves(at) && !w.takenOut(at, &w.stations[spec.component]) {
			return at
		}
	}
	return other
}

// nextReader returns the next copy that readers use, other when there is none.
func (w *world) nextReader(set *replicaSet, spec *setSpec, notPrimary bool, other int32) int32 {
	if w.ranks != nil {
		mask := w.listedCopies(set, spec) &^ set.out
		if notPrimary {
			mask &^= 1 << set.primary
		}
		return w.nearerCopy(set, spec, mask, other)
	}
	for range spec.copies {
		set.turn++
		one := int32(set.turn % uint32(spec.copies))
		if set.out>>one&1 == 0 && !(notPrimary && one == set.primary) && !w.takenOut(set.first+one, &w.stations[spec.component]) {
			return set.first + one
		}
	}
	return other
}

// takenOut tells whether a check keeps callers from a replica, as far as they
// know.
func (w *world) takenOut(at int32, st *station) bool {
	return w.replicas[at].barred&barredByHealth != 0 && st.frozen.faults == 0
}

// listedCopies returns the copies of a set that no check has taken out, a bit
// for each; voters those of them that take part.
func (w *world) listedCopies(set *replicaSet, spec *setSpec) uint32 {
	mask := uint32(0)
	for one := range spec.copies {
		if !w.takenOut(set.first+one, &w.stations[spec.component]) {
			mask |= 1 << one
		}
	}
	return mask
}

func (w *world) voters(set *replicaSet, spec *setSpec) uint32 {
	mask := w.listedCopies(set, spec)
	for one := range spec.copies {
		if !w.serves(set.first + one) {
			mask &^= 1 << one
		}
	}
	return mask
}
