package sim

// group is the messages of a queue that wait for one set of consumers: all
// consumers of a queue share one, each consumer of a stream has its own.
type group struct {
	queue     int32
	consumers []consumer
	running   []int32 // runs in progress of each consumer
	turn      int
	buf       []message // ring, a power of two
	head, n   int
	again     []message // to be given again, in the order of their time
	lingering bool
}

// message is what was published.
type message struct {
	at    int64
	key   uint64
	keyOf uint8
	tries uint16
}

// openGroups makes the groups of all queues.
func (w *world) openGroups() {
	for q := range w.p.queues {
		s := &w.p.queues[q]
		if len(s.consumers) == 0 {
			continue
		}
		if !s.broadcast {
			w.addGroup(int32(q), s.consumers)
			continue
		}
		for i := range s.consumers {
			w.addGroup(int32(q), s.consumers[i:i+1])
		}
	}
}

func (w *world) addGroup(q int32, consumers []consumer) {
	w.stations[w.p.queues[q].component].tally.messages = true
	w.groups = append(w.groups, group{queue: q, consumers: consumers, running: make([]int32, len(consumers)), buf: make([]message, 64)})
}

// enqueue puts the message of a frame into a queue. It reports false when the
// queue is full and refuses.
func (w *world) enqueue(i uint32, q int32) bool {
	f := &w.frames[i]
	s := &w.p.queues[q]
	for g := range w.groups {
		if gr := &w.groups[g]; gr.queue == q && int32(gr.n) >= s.bound {
			if s.whenFull == refuseWhenFull {
				w.stations[s.component].tally.counts.refused++
				return false
			}
			w.take(gr)
		}
	}
	m := message{at: w.now, key: f.key, keyOf: f.keyOf}
	for g := range w.groups {
		if w.groups[g].queue == q {
			w.put(&w.groups[g], m)
			w.dispatch(uint32(g), false)
		}
	}
	return true
}

// put adds a message to a group.
func (w *world) put(g *group, m message) {
	if g.n == len(g.buf) {
		grown := make([]message, 2*len(g.buf))
		k := copy(grown, g.buf[g.head:])
		copy(grown[k:], g.buf[:g.head])
		g.buf, g.head = grown, 0
	}
	g.buf[(g.head+g.n)&(len(g.buf)-1)] = m
	g.n++
	t := &w.stations[w.p.queues[g.queue].component].tally
	t.queued.up(w.now)
	t.watch(w.now)
	t.before += w.now - m.at
}

// take removes the oldest message of a group.
func (w *world) take(g *group) message {
	m := g.buf[g.head]
	g.head = (g.head + 1) & (len(g.buf) - 1)
	g.n--
	t := &w.stations[w.p.queues[g.queue].component].tally
	t.queued.down(w.now)
	t.watch(w.now)
	t.counts.left++
	if w.now > m.at {
		t.counts.delayed++
	}
	t.waits.Record(w.now - m.at)
	t.stays += w.now - m.at
	return m
}

// dispatch hands messages of a group to consumers that have a free slot. A
// batch that is not full waits for more unless that has been long enough.
func (w *world) dispatch(ref uint32, enough bool) {
	g := &w.groups[ref]
	if enough {
		g.lingering = false
	}
	for g.n > 0 {
		at := w.freeConsumer(g)
		if at < 0 {
			return
		}
		c := &g.consumers[at]
		if c.linger > 0 && int32(g.n) < c.batch && !enough {
			if !g.lingering {
				g.lingering = true
				w.agenda.add(w.now+c.linger, evLinger, 0, ref, 0)
			}
			return
		}
		n := min(int32(g.n), c.batch)
		m := w.take(g)
		for range n - 1 {
			w.take(g)
		}
		g.running[at]++
		if c.component >= 0 {
			w.stations[c.component].pulling++
		}
		i := w.start(c.source, w.p.sources[c.source].flow, int64(ref)<<16|int64(at))
		f := &w.frames[i]
		f.arrived = m.at
		f.key, f.keyOf = m.key, m.keyOf
		f.left, f.need = n, int32(m.tries)
		w.resume(i)
	}
}

// freeConsumer returns the next consumer of a group that can begin a run, -1
// when there is none.
func (w *world) freeConsumer(g *group) int {
	parts := w.p.queues[g.queue].parts
	for range g.consumers {
		g.turn = (g.turn + 1) % len(g.consumers)
		c := &g.consumers[g.turn]
		if parts > 0 && g.running[g.turn] >= parts {
			continue
		}
		if c.component < 0 {
			return g.turn
		}
		st := &w.stations[c.component]
		free := -st.pulling
		for _, at := range st.active {
			if r := &w.replicas[at]; r.state == up {
				free = min(free+max(r.slots, 0), unlimited/2)
			}
		}
		if free > 0 {
			return g.turn
		}
	}
	return -1
}

// slotFreed hands messages to a component that has a free slot again.
func (w *world) slotFreed(comp int32) {
	for g := range w.groups {
		for i := range w.groups[g].consumers {
			if w.groups[g].consumers[i].component == comp {
				w.dispatch(uint32(g), false)
				break
			}
		}
	}
}

// consumed acknowledges the messages of a run, or has them given again.
func (w *world) consumed(f *frame, how outcome) {
	g := &w.groups[f.waited>>16]
	g.running[f.waited&0xffff]--
	s := &w.p.queues[g.queue]
	if how != okay {
		tries := uint16(f.need + 1)
		for range f.left {
			w.giveAgain(uint32(f.waited>>16), s, message{at: f.arrived, key: f.key, keyOf: f.keyOf, tries: tries})
		}
	}
	w.dispatch(uint32(f.waited>>16), false)
}

// giveAgain lets a failed message become visible again, or buries it after its
// last delivery.
func (w *world) giveAgain(ref uint32, s *queueSpec, m message) {
	switch {
	case s.deliveries > 0 && int32(m.tries) < s.deliveries:
		d := int64(0)
		if s.visibility >= 0 {
			d = w.draw(s.visibility)
		}
		w.groups[ref].again = append(w.groups[ref].again, m)
		w.agenda.add(w.now+d, evRedeliver, 0, ref, 0)
	case s.dead >= 0:
		m.tries = 0
		for g := range w.groups {
			if w.groups[g].queue == s.dead {
				w.put(&w.groups[g], m)
				w.dispatch(uint32(g), false)
			}
		}
	}
}

// redeliver puts the message that has been invisible longest back.
func (w *world) redeliver(ref uint32) {
	g := &w.groups[ref]
	m := g.again[0]
	g.again = append(g.again[:0], g.again[1:]...)
	w.put(g, m)
	w.dispatch(ref, false)
}
