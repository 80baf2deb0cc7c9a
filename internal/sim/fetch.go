package sim

// fetchSpec is what is done after a miss where it is not simply done by whoever
// missed: all who miss the same key at the same time share it, or an old entry
// serves when it fails.
type fetchSpec struct {
	component int32
	body      []int32 // where the steps begin
	shared    bool
	grace     int64 // nanoseconds for which an entry serves beyond its life, 0 for never
}

// fetch is one of them in progress: an errand, and the frames that wait for it.
type fetch struct {
	spec    int32
	key     uint64
	waiters list
	next    uint32 // in its chain; of a free one the next free one
}

// fetchState is all fetches of a world.
type fetchState struct {
	fetches   []fetch // 0 is never used
	freeFetch uint32
	fetching  []uint32 // first fetch of each chain
}

const fetchChains = 1 << 10

func (w *world) openFetches() {
	if len(w.p.fetches) > 0 {
		w.fetches = make([]fetch, 1, 64)
		w.fetching = make([]uint32, fetchChains)
	}
}

// fetchChain returns where the fetches of a key begin, among those of others.
func (w *world) fetchChain(component int32, key uint64) *uint32 {
	return &w.fetching[mix(key^uint64(component)<<40)%fetchChains]
}

// startFetch lets a frame wait for the fetch of its key: one that is in
// progress, or a new one that runs beside it.
func (w *world) startFetch(i uint32, at int32) {
	spec := &w.p.fetches[at]
	key := w.frames[i].key
	n := uint32(0)
	if spec.shared {
		n = w.fetchOf(spec.component, key)
	}
	if n == 0 {
		n = w.newFetch(at, key)
		w.runFetch(n, i)
	}
	f := &w.frames[i]
	f.state, f.child, f.left = waiting, 0, int32(n)
	w.append(&w.fetches[n].waiters, i)
}

// fetchOf returns the fetch of a key that is in progress, 0 when there is none.
func (w *world) fetchOf(component int32, key uint64) uint32 {
	n := *w.fetchChain(component, key)
	for n != 0 && (w.fetches[n].key != key || w.p.fetches[w.fetches[n].spec].component != component) {
		n = w.fetches[n].next
	}
	return n
}

// newFetch takes a fetch from the slab; one that is shared can be found.
func (w *world) newFetch(at int32, key uint64) uint32 {
	n := w.freeFetch
	if n != 0 {
		w.freeFetch = w.fetches[n].next
	} else {
		w.fetches = append(w.fetches, fetch{})
		n = uint32(len(w.fetches) - 1)
	}
	w.fetches[n] = fetch{spec: at, key: key}
	if spec := &w.p.fetches[at]; spec.shared {
		first := w.fetchChain(spec.component, key)
		w.fetches[n].next, *first = *first, n
	}
	return n
}

// runFetch runs the steps of a fetch in the replica of a frame.
func (w *world) runFetch(n, i uint32) {
	w.sendErrand(fetchErrand, n, i, w.p.fetches[w.fetches[n].spec].body)
}

// fetched lets those who wait for a fetch go on, or fail as it did. Where the
// replica that ran it has crashed, another that waits runs it again.
func (w *world) fetched(n uint32, how outcome) {
	if how == dropped {
		if i := w.survivor(&w.fetches[n].waiters); i != 0 {
			w.runFetch(n, i)
			return
		}
		how = errored
	}
	f := &w.fetches[n]
	spec := &w.p.fetches[f.spec]
	if spec.shared {
		at := w.fetchChain(spec.component, f.key)
		for *at != n {
			at = &w.fetches[*at].next
		}
		*at = f.next
	}
	if how > keyMissed && spec.grace > 0 && w.oldEntry(spec, f.key) {
		how = okay
	}
	for w.fetches[n].waiters.head != 0 {
		i := w.fetches[n].waiters.head
		w.remove(&w.fetches[n].waiters, i)
		if how > keyMissed {
			w.end(i, how)
			continue
		}
		w.frames[i].pc++
		w.resume(i)
	}
	w.fetches[n].next = w.freeFetch
	w.freeFetch = n
}

// survivor returns a frame of a list whose replica has not crashed, 0 when
// there is none.
func (w *world) survivor(l *list) uint32 {
	for i := l.head; i != 0; i = w.frames[i].next {
		if at := w.frames[i].rep; at < 0 || w.serves(at) {
			return i
		}
	}
	return 0
}

// leaveFetch takes a frame out of those who wait for a fetch.
func (w *world) leaveFetch(i uint32) {
	w.remove(&w.fetches[w.frames[i].left].waiters, i)
}

// oldEntry tells whether some part of a cache that is up still has an entry
// whose life is over, but not for too long.
func (w *world) oldEntry(spec *fetchSpec, key uint64) bool {
	c := &w.comps[spec.component]
	keys := &w.p.keys[w.p.caches[c.cache].keys]
	for k := range c.count {
		part := &w.caches[c.cache+k]
		if w.serves(c.first+k) && part.hasOld(uint32(key), w.now+part.ahead, spec.grace, keys) {
			return true
		}
	}
	return false
}
