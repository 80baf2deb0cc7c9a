package sim

// pick chooses the replica for a call; -1 when there is none.
func (w *world) pick(f *frame, s *site, c *component, st *station) int32 {
	switch {
	case (s.special|c.special)&atPick != 0 || s.route != routeAny:
		return w.pickCopy(f, s, c)
	case c.balance == choices && len(st.active) > 1:
		return w.pickOfSome(st, c)
	}
	return w.pickAny(f, s, c, st)
}

// pickAny chooses among all replicas by the balance of their component.
func (w *world) pickAny(f *frame, s *site, c *component, st *station) int32 {
	n := uint32(len(st.active))
	if n <= 1 {
		if n == 0 {
			return -1
		}
		return st.active[0]
	}
	switch c.balance {
	case random:
		return st.active[w.streams[c.pick].Below(uint64(n))]
	case leastInFlight:
		return w.pickLeast(st, c)
	case choices:
		return w.pickOfSome(st, c)
	case hashed:
		return w.pickHashed(w.keyHash(f, s, c), st, c)
	case sharedQueue:
		return w.pickFree(st, c, w.anyServing(st))
	}
	st.turn++
	return st.active[st.turn%n]
}

// pickLeast returns the replica with the least in slots and queue; ties are
// drawn.
func (w *world) pickLeast(st *station, c *component) int32 {
	best, least, ties := int32(-1), int32(unlimited), uint64(0)
	for _, at := range st.active {
		switch n := w.load(at, st); {
		case n < least:
			best, least, ties = at, n, 1
		case n == least:
			if ties++; w.streams[c.pick].Below(ties) == 0 {
				best = at
			}
		}
	}
	return best
}

// pickOfSome draws some different replicas and returns the least loaded of
// them, the first drawn when they are equal. Mitzenmacher, "The Power of Two
// Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001.
func (w *world) pickOfSome(st *station, c *component) int32 {
	active, stream := st.active, &w.streams[c.pick]
	best, least := int32(-1), int32(unlimited)
	// A partial shuffle: the first places hold the drawn replicas.
	for d := range min(int(c.choices), len(active)) {
		j := d + int(stream.Below(uint64(len(active)-d)))
		at := active[j]
		active[j] = active[d]
		active[d] = at
		if load := w.load(at, st); load < least {
			best, least = at, load
		}
	}
	return best
}

// load returns what a picker sees of a replica: slots held and waiting, now or
// at its last look.
func (w *world) load(at int32, st *station) int32 {
	r := &w.replicas[at]
	if st.seen != nil {
		return st.seen[at-r.c.first]
	}
	return r.inFlight + r.waiting
}

// pickFree returns the next replica that can serve at once, other when there
// is none.
func (w *world) pickFree(st *station, c *component, other int32) int32 {
	n := uint32(len(st.active))
	for range n {
		st.turn++
		at := st.active[st.turn%n]
		if r := &w.replicas[at]; r.state == up && !w.mustWait(r, c) {
			return at
		}
	}
	return other
}

// anyServing returns a replica that is not down, the first when all are. Who
// waits for it is kept at the first replica of the component.
func (w *world) anyServing(st *station) int32 {
	for _, at := range st.active {
		if w.replicas[at].state < down {
			return at
		}
	}
	return st.active[0]
}

// pickCopy chooses among the copies of a store, or the part of a cache: by
// shard first, then the primary or another copy.
func (w *world) pickCopy(f *frame, s *site, c *component) int32 {
	st := &w.stations[s.callee]
	if s.near >= 0 && w.ranks == nil {
		return w.aimed(f, st)
	}
	switch {
	case s.route == routeThis || s.route == routeOwn:
		return int32(f.key)
	case s.route == routePull && len(st.active) == 0:
		return -1
	case s.route == routePull:
		return w.pickFree(st, c, st.active[0])
	}
	if s.route == routeHeld {
		return w.pickHeld(f, st)
	}
	if st.frozen.faults > 0 {
		return w.pickKnown(f, s, c, st)
	}
	return w.pickListed(f, s, c, st)
}

// pickListed does so among those that callers may pick.
func (w *world) pickListed(f *frame, s *site, c *component, st *station) int32 {
	if c.set >= 0 {
		return w.pickInSet(f, s, c)
	}
	if c.cells > 1 {
		return w.pickInCell(f, s, c)
	}
	if c.shards <= 1 && s.route == routeAny {
		return w.pickAny(f, s, c, st)
	}
	copies := c.count / c.shards
	from := c.first
	if c.shards > 1 {
		from += int32(w.keyHash(f, s, c)%uint64(c.shards)) * copies
	}
	switch {
	case s.route == routePrimary || copies == 1:
		copies = 1
	case s.route == routeReplica:
		from++
		copies--
	}
	for range copies {
		if copies > 1 {
			st.turn++
		}
		if at := from + int32(st.turn%uint32(copies)); !w.takenOut(at, st) {
			return at
		}
	}
	return -1
}
