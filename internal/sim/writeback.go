package sim

// flushSpec is how a cache that acknowledges writes from memory brings them to
// the store behind it.
type flushSpec struct {
	data int32   // entity, -1
	body []int32 // where its write to the store begins, and where it does after a failure
}

// flush is one acknowledged write that the store does not have yet.
type flush struct {
	spec int32
	at   int64
	next uint32 // of a free one the next free one
}

// flushState is all flushes of a world.
type flushState struct {
	flushes   []flush // 0 is never used
	freeFlush uint32
}

func (w *world) openFlushes() {
	if len(w.p.flushes) > 0 {
		w.flushes = make([]flush, 1, 64)
	}
}

// startFlush begins to bring the write of a frame to the store behind its
// cache.
func (w *world) startFlush(i uint32, at int32) {
	n := w.freeFlush
	if n != 0 {
		w.freeFlush = w.flushes[n].next
	} else {
		w.flushes = append(w.flushes, flush{})
		n = uint32(len(w.flushes) - 1)
	}
	w.flushes[n] = flush{spec: at, at: w.now}
	w.sendErrand(flushErrand, n, i, w.p.flushes[at].body[:1])
}

// flushed ends a flush, or begins it again when the store did not take it. What
// had not reached the store when its cache crashed is lost.
func (w *world) flushed(n uint32, errand *frame, how outcome) {
	fl := &w.flushes[n]
	spec := &w.p.flushes[fl.spec]
	switch {
	case how == dropped:
		w.lose(spec.data, w.now-fl.at)
	case how > keyMissed && !w.closing:
		w.againErrand(flushErrand, n, errand, spec.body[1:])
		return
	}
	fl.next = w.freeFlush
	w.freeFlush = n
}

// strikeCache notes that a cache has crashed that alone had some writes. One
// that is the store of record loses all it had.
func (w *world) strikeCache(at int32, c *component) {
	if len(c.data) == 0 {
		return
	}
	for _, d := range c.data {
		w.data[d].struck = true
	}
	if c.record {
		part := &w.caches[c.cache+at-c.first]
		n := uint64(part.n)
		if part.full {
			n = w.p.keys[part.spec.keys].law.N / uint64(part.spec.parts)
		}
		t := &w.data[c.data[0]]
		t.lost += n
		t.lostFor = max(t.lostFor, w.now)
	}
}
