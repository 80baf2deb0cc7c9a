package sim

import "math"

// part is what is consumed in order: all messages of an unordered queue, those
// of one partition, or those of one key. Where order is kept it hands nothing
// out while messages of it are in progress.
type part struct {
	head, tail uint32 // messages
	n          int32  // of them, those included that were acknowledged late
	next       int32  // behind it in the list of runnable parts
	listed     bool   // it is in that list
	busy       bool   // messages of it are in progress
	lingers    int64  // until when its batch may fill, 0 while none does
}

// mostLanes bounds the parts of a queue that is ordered by key. Where there are
// more keys, some share a part.
const mostLanes = 1 << 16

// lanes returns how many parts a queue has.
func (s *queueSpec) lanes() int {
	switch {
	case s.parts > 0:
		return int(s.parts)
	case s.keyed:
		return int(min(s.keyCount, mostLanes))
	}
	return 1
}

// serial tells whether a part has messages of one run in progress at most.
func (s *queueSpec) serial() bool { return s.parts > 0 || s.keyed }

// laneFor returns the part that a message belongs to: that of its key where the
// queue is ordered by one, and the next in turn otherwise.
func (w *world) laneFor(q int32, m *message) int32 {
	s := &w.p.queues[q]
	lanes := uint64(s.lanes())
	if lanes == 1 {
		return 0
	}
	if !s.ordered {
		st := &w.queueStates[q]
		st.turn++
		return int32(uint64(st.turn-1) % lanes)
	}
	key := w.orderKey(s, m)
	if s.keyed && s.keyCount <= mostLanes {
		return int32((key - 1) % lanes) // keys count from 1
	}
	return int32(mix(key) % lanes)
}

// orderKey returns the key that a message is ordered by. One that carries none
// has it drawn; where nothing is known of the keys all are different.
func (w *world) orderKey(s *queueSpec, m *message) uint64 {
	if s.keys < 0 {
		return w.streams[s.stream].Uint64()
	}
	k := &w.p.keys[s.keys]
	if m.keyOf != k.entity {
		m.key, m.keyOf = k.sampler.Draw(&w.streams[k.stream]), k.entity
	}
	return m.key
}

// putLast adds a message behind all others of its part, putFirst before them.
func (w *world) putLast(ref, k uint32) {
	g := &w.groups[ref]
	p := &g.parts[w.messages[k].part]
	w.messages[k].next = 0
	if p.n == 0 {
		p.head = k
	} else {
		w.messages[p.tail].next = k
	}
	p.tail = k
	w.wasPut(g, w.messages[k].part)
}

func (w *world) putFirst(ref, k uint32) {
	g := &w.groups[ref]
	p := &g.parts[w.messages[k].part]
	w.messages[k].next = p.head
	if p.n == 0 {
		p.tail = k
		w.messages[k].next = 0
	}
	p.head = k
	w.wasPut(g, w.messages[k].part)
}

func (w *world) wasPut(g *group, at int32) {
	g.parts[at].n++
	w.waitsNow(g)
	g.runnable.list(g.parts, at)
}

// removeFirst takes the first message out of a part.
func (w *world) removeFirst(g *group, p *part) uint32 {
	k := p.head
	p.head = w.messages[k].next
	p.n--
	return k
}

// purge drops the messages at the head of a part that were acknowledged late.
func (w *world) purge(g *group, p *part) {
	for p.n > 0 {
		m := &w.messages[p.head]
		r := &w.runs[m.owner]
		if m.owner == 0 || r.token != m.ownerTok || !r.acked {
			return
		}
		owner := m.owner
		w.forget(w.removeFirst(g, p))
		w.lostOne(owner)
	}
}

// nextPart takes the first runnable part out of the list whose messages a
// consumer may take now, -1 when there is none.
func (w *world) nextPart(ref uint32, c *consumer) int32 {
	g := &w.groups[ref]
	before := int32(-1)
	for at := g.runnable.first; at >= 0; at = g.parts[at].next {
		p := &g.parts[at]
		w.purge(g, p)
		if p.n == 0 || !w.mayTake(ref, at, c) {
			if p.n == 0 {
				g.runnable.unlist(g.parts, at, before)
				continue
			}
			before = at
			continue
		}
		g.runnable.unlist(g.parts, at, before)
		return at
	}
	return -1
}

// mayTake tells whether the messages of a part may be handed out: their window
// is closed, and the batch is full or has waited long enough.
func (w *world) mayTake(ref uint32, at int32, c *consumer) bool {
	g := &w.groups[ref]
	p := &g.parts[at]
	if w.messages[p.head].ready > w.now {
		return false
	}
	have := p.n
	if w.p.queues[g.queue].keyed {
		have = int32(min(g.n, math.MaxInt32)) // a batch may hold several keys
	}
	if c.linger == 0 || have >= c.batch || g.windows.every > 0 {
		return true
	}
	if p.lingers == 0 {
		p.lingers = w.now + c.linger
		w.agenda.add(p.lingers, evLinger, 0, ref, 0)
	}
	return w.now >= p.lingers
}

// laneList is a list of parts through their next.
type laneList struct{ first, last int32 }

var emptyLanes = laneList{-1, -1}

// list appends a part that has messages and is not busy, unless it is there.
func (l *laneList) list(parts []part, at int32) {
	p := &parts[at]
	if p.listed || p.busy || p.n == 0 {
		return
	}
	p.listed, p.next = true, -1
	if l.first < 0 {
		l.first = at
	} else {
		parts[l.last].next = at
	}
	l.last = at
}

// unlist takes out the part behind before, which is -1 for the first.
func (l *laneList) unlist(parts []part, at, before int32) {
	next := parts[at].next
	if before < 0 {
		l.first = next
	} else {
		parts[before].next = next
	}
	if l.last == at {
		l.last = before
	}
	parts[at].listed = false
}
