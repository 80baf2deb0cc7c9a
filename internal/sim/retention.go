package sim

// windows are stretches of time whose messages are taken together, once each
// has ended and late messages have had their time.
type windows struct {
	every, late int64 // nanoseconds; every 0 for none
}

// published tells what became of a message that a frame hands over.
type published uint8

const (
	takenIn published = iota
	turnedAway
	mustBlock // the publisher waits for room, holding what it has
)

// enqueue puts the message of a frame into a queue, as far as there is room.
func (w *world) enqueue(i uint32, q int32) published {
	s := &w.p.queues[q]
	for {
		g := w.full(q)
		if g < 0 {
			break
		}
		switch s.whenFull {
		case refuseWhenFull:
			w.stations[s.component].tally.counts.refused++
			return turnedAway
		case blockWhenFull:
			f := &w.frames[i]
			f.state = waiting
			st := &w.queueStates[q]
			st.blocked = append(st.blocked, handle{i, f.token})
			return mustBlock
		}
		w.pushOut(uint32(g))
	}
	f := &w.frames[i]
	w.publish(q, message{at: w.now, key: f.key, keyOf: f.keyOf, poisoned: w.poisons(q)})
	return takenIn
}

// full returns the first group of a queue that has no room, -1 when all have.
func (w *world) full(q int32) int {
	s := &w.p.queues[q]
	if s.bound == unlimited {
		return -1
	}
	for g, end := w.groupsOf(q); g < end; g++ {
		if w.groups[g].n >= int(s.bound) {
			return int(g)
		}
	}
	return -1
}

// roomMade lets publishers go on that wait for room, the longest first.
func (w *world) roomMade(q int32) {
	st := &w.queueStates[q]
	for len(st.blocked) > 0 && w.full(q) < 0 {
		h := st.blocked[0]
		st.blocked = append(st.blocked[:0], st.blocked[1:]...)
		f := &w.frames[h.frame]
		if f.token != h.token {
			continue // it gave up
		}
		f.token++
		f.pc++
		key, keyOf := f.key, f.keyOf
		w.resume(h.frame)
		w.publish(q, message{at: w.now, key: key, keyOf: keyOf, poisoned: w.poisons(q)})
	}
}

// pushOut drops the oldest message of a group.
func (w *world) pushOut(ref uint32) {
	g := &w.groups[ref]
	oldest := int32(-1)
	for at := range g.parts {
		p := &g.parts[at]
		w.purge(g, p)
		if p.n > 0 && (oldest < 0 || w.messages[p.head].at < w.messages[g.parts[oldest].head].at) {
			oldest = int32(at)
		}
	}
	if oldest < 0 {
		return
	}
	w.countsOf(g).pushed++
	w.discard(g, oldest)
}

// discard drops the first message of a part.
func (w *world) discard(g *group, at int32) {
	k := w.removeFirst(g, &g.parts[at])
	m := &w.messages[k]
	w.waitsNoMore(g, m)
	if m.owner != 0 {
		w.lostOne(m.owner)
	}
	w.forget(k)
}

// watchExpiry schedules the moment at which a message that was published at a
// time has been kept for long enough, unless an older one is watched.
func (w *world) watchExpiry(ref uint32, at int64) {
	g := &w.groups[ref]
	expires := max(at+w.p.queues[g.queue].keep, w.now)
	if g.expires == 0 || expires < g.expires {
		g.expires = expires
		w.agenda.add(expires, evExpire, 0, ref, 0)
	}
}

// expire drops the messages of a group that have been kept for long enough, and
// watches the oldest that is left. It reports false when an older one was
// watched in the meantime.
func (w *world) expire(ref uint32) bool {
	g := &w.groups[ref]
	if g.expires != w.now {
		return false
	}
	keep := w.p.queues[g.queue].keep
	g.expires = 0
	oldest := int64(maxTime)
	for at := range g.parts {
		p := &g.parts[at]
		for w.purge(g, p); p.n > 0 && w.messages[p.head].at+keep <= w.now; w.purge(g, p) {
			w.countsOf(g).outdated++
			w.discard(g, int32(at))
		}
		if p.n > 0 {
			oldest = min(oldest, w.messages[p.head].at)
		}
	}
	if oldest < maxTime {
		w.watchExpiry(ref, oldest)
	}
	w.roomMade(g.queue)
	return true
}

// closeWindow sets from when on a message may be taken: the end of its window
// and the time for late ones.
func (w *world) closeWindow(ref, k uint32) {
	g := &w.groups[ref]
	if g.windows.every == 0 {
		return
	}
	w.messages[k].ready = (w.now/g.windows.every+1)*g.windows.every + g.windows.late
	if !g.opening {
		g.opening = true
		w.agenda.add(w.messages[k].ready, evWindow, 0, ref, 0)
	}
}

// windowClosed hands out the messages of a window, and waits for the next.
func (w *world) windowClosed(ref uint32) {
	g := &w.groups[ref]
	g.opening = false
	next := int64(maxTime)
	for at := range g.parts {
		for k, n := g.parts[at].head, g.parts[at].n; n > 0; k, n = w.messages[k].next, n-1 {
			if ready := w.messages[k].ready; ready > w.now {
				next = min(next, ready)
				break
			}
		}
	}
	if next < maxTime {
		g.opening = true
		w.agenda.add(next, evWindow, 0, ref, 0)
	}
	w.dispatch(ref)
}
