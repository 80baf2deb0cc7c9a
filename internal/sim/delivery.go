package sim

import "math"

// run is one delivery: the messages that one run of a consuming flow works on.
// Its number stands in the frame of the run. It outlives the frame as long as
// its messages may still come back or be acknowledged late.
type run struct {
	group    uint32
	consumer int32
	first    uint32 // its messages, through their peer; 0 when it has none any more
	n        int32
	token    uint32 // moves on when the run is freed
	since    int64  // when its messages became visible again
	waiting  int32  // of those, how many nobody has taken again
	next     uint32 // of a free run the next free one
	state    runState
	hides    bool // an event is on the agenda at which its messages become visible
	poisoned bool // it holds a message that cannot be processed
	acked    bool // acknowledged after its messages had become visible again
}

// runState is where a run stands.
type runState uint8

const (
	freeRun   runState = iota
	runWorks           // it works, and nobody else sees its messages
	failedRun          // it has failed, and its messages are still invisible
	lateRun            // it works on messages that have become visible again
	endedRun           // it was too late; its messages are somebody else's or nobody's
)

// dispatch hands messages of a group to consumers that can take them.
func (w *world) dispatch(ref uint32) {
	for w.groups[ref].n > 0 {
		g := &w.groups[ref]
		at := w.freeConsumer(g)
		if at < 0 {
			return
		}
		part := w.nextPart(ref, &g.consumers[at])
		if part < 0 {
			return
		}
		w.deliver(ref, int32(at), part)
	}
}

// freeConsumer returns the next consumer of a group that can begin a run, -1
// when there is none.
func (w *world) freeConsumer(g *group) int {
	if !w.serving(w.p.queues[g.queue].component) {
		return -1 // nobody can ask the broker
	}
	for range g.consumers {
		g.turn = (g.turn + 1) % len(g.consumers)
		c := &g.consumers[g.turn]
		if g.takers[g.turn].halted > 0 {
			continue
		}
		if c.component < 0 || w.hasFreeSlot(c.component) {
			return g.turn
		}
	}
	return -1
}

// serving tells whether a replica of a component is up.
func (w *world) serving(comp int32) bool {
	for _, at := range w.stations[comp].active {
		if w.replicas[at].state == up {
			return true
		}
	}
	return false
}

// hasFreeSlot tells whether a component that pulls messages has a slot that is
// not promised to a message on its way.
func (w *world) hasFreeSlot(comp int32) bool {
	st := &w.stations[comp]
	if w.comps[comp].conditional && !w.mayFetch(comp) {
		return false
	}
	free := -st.pulling
	for _, at := range st.active {
		if r := &w.replicas[at]; r.state == up && r.slots > 0 {
			if free += r.slots; free > 0 || free < -unlimited/2 {
				return true
			}
		}
	}
	return false
}

// deliver begins a run on the messages of a part, and where a batch may hold
// several keys on those of further parts.
func (w *world) deliver(ref uint32, consumer, part int32) {
	i := w.newRun()
	g := &w.groups[ref]
	c := &g.consumers[consumer]
	r := &w.runs[i]
	r.group, r.consumer, r.state = ref, consumer, runWorks
	s := &w.p.queues[g.queue]
	for part >= 0 {
		had := r.n
		w.collect(g, &g.parts[part], i, c.batch, s)
		g.parts[part].busy = s.serial() && r.n > had
		g.runnable.list(g.parts, part)
		if !s.keyed || r.n >= c.batch || r.n == had || g.n == 0 {
			break
		}
		part = w.nextPart(ref, c)
	}
	g.takers[consumer].running++
	if c.component >= 0 {
		w.stations[c.component].pulling++
	}
	if s.visibility >= 0 {
		r.hides = true
		w.agenda.add(w.now+w.draw(s.visibility), evVisible, 0, i, r.token)
	}
	first := &w.messages[r.first]
	at, key, keyOf := first.at, first.key, first.keyOf
	begun := w.start(c.source, w.p.sources[c.source].flow, int64(i))
	f := &w.frames[begun]
	f.arrived, f.key, f.keyOf = at, key, keyOf
	w.resume(begun)
	w.roomMade(g.queue)
}

// collect moves messages of a part into a run, in their order, until the batch
// is full. Messages of another window are another batch.
func (w *world) collect(g *group, p *part, i uint32, batch int32, s *queueSpec) {
	r := &w.runs[i]
	last := r.first
	for last != 0 && w.messages[last].peer != 0 {
		last = w.messages[last].peer
	}
	p.lingers = 0
	for r.n < batch {
		w.purge(g, p)
		if p.n == 0 || w.messages[p.head].ready > w.now || g.windows.every > 0 && last != 0 && w.messages[p.head].ready != w.messages[last].ready {
			return
		}
		k := w.removeFirst(g, p)
		m := &w.messages[k]
		w.waitsNoMore(g, m)
		w.countDelivery(g, m)
		if m.owner != 0 {
			w.lostOne(m.owner)
		}
		m.owner, m.ownerTok, m.peer = i, r.token, 0
		r.poisoned = r.poisoned || m.poisoned
		if last == 0 {
			r.first = k
		} else {
			w.messages[last].peer = k
		}
		last = k
		r.n++
	}
}

// countDelivery counts one more delivery of a message. It is a duplicate when
// the one before went on, or had ended, after the message was visible again.
func (w *world) countDelivery(g *group, m *message) {
	counts := w.countsOf(g)
	counts.taken++
	if m.tries > 0 {
		counts.again++
	}
	if m.owner != 0 && w.runs[m.owner].state != failedRun {
		counts.doubled++
	}
	if m.tries < math.MaxUint16 {
		m.tries++
	}
}

// lostOne takes a message that is no longer waiting off the account of the late
// run that had it before.
func (w *world) lostOne(i uint32) {
	r := &w.runs[i]
	r.waiting--
	if r.waiting == 0 && r.state == endedRun {
		w.freeRun(i)
	}
}

// messagesFlow hands out messages after a replica has come up: those that it
// can take, and if it is a queue's those that wait there.
func (w *world) messagesFlow(comp int32) {
	w.slotFreed(comp)
	if q := w.kept[comp]; q >= 0 {
		for g, end := w.groupsOf(q); g < end; g++ {
			w.dispatch(g)
		}
	}
}

// willAcknowledge tells whether a call that leaves is the work of a run, which
// will be acknowledged in this instant: only then is the next message taken.
func (w *world) willAcknowledge(i uint32) bool {
	f := &w.frames[i]
	if w.sites[f.site].route != routePull || f.parent == 0 {
		return false
	}
	p := &w.frames[f.parent]
	return p.state == ready && p.flags&(isRoot|answered) == isRoot
}

// slotFreed hands messages to a component that has a free slot again.
func (w *world) slotFreed(comp int32) {
	for _, g := range w.pulls[comp] {
		w.dispatch(g)
	}
}

// consumed ends a run: its messages are acknowledged, or given again.
//
// An acknowledgement that comes after the messages became visible again counts
// only for those that nobody has received since, as with the receipt handles of
// Amazon SQS (API reference, DeleteMessage).
func (w *world) consumed(f *frame, how outcome) {
	i := uint32(f.waited)
	r := &w.runs[i]
	ref := r.group
	consumer := r.consumer
	w.groups[ref].takers[consumer].running--
	switch {
	case r.state == runWorks && how == okay:
		w.acknowledge(i)
	case r.state == runWorks && r.hides:
		r.state = failedRun // they become visible in their time
		w.invisible++
	case r.state == runWorks:
		w.giveAgain(i)
	case how == okay:
		w.acknowledgeLate(i)
	default:
		w.endLate(i)
	}
	w.dispatch(ref)
	if c := w.groups[ref].consumers[consumer].component; c >= 0 {
		w.slotFreed(c)
	}
}

// acknowledge ends the messages of a run that has done its work in time.
func (w *world) acknowledge(i uint32) {
	r := &w.runs[i]
	g := &w.groups[r.group]
	w.countsOf(g).done += uint64(r.n)
	for k := r.first; k != 0; {
		m := &w.messages[k]
		w.freePart(g, m.part)
		peer := m.peer
		w.forget(k)
		k = peer
	}
	w.freeRun(i)
}

// freePart lets the next messages of a part be taken.
func (w *world) freePart(g *group, at int32) {
	g.parts[at].busy = false
	g.runnable.list(g.parts, at)
}

// acknowledgeLate ends those messages of a late run that still wait. They leave
// their part when they come to its head.
func (w *world) acknowledgeLate(i uint32) {
	r := &w.runs[i]
	g := &w.groups[r.group]
	t := &w.stations[w.p.queues[g.queue].component].tally
	t.queued.add(w.now, -int64(r.waiting))
	t.watch(w.now)
	t.stays += int64(r.waiting) * (w.now - r.since)
	g.n -= int(r.waiting)
	w.countsOf(g).done += uint64(r.waiting)
	r.acked = true
	w.endLate(i)
	w.roomMade(g.queue)
}

// endLate ends a run whose messages had become visible again.
func (w *world) endLate(i uint32) {
	r := &w.runs[i]
	r.state = endedRun
	if r.waiting == 0 {
		w.freeRun(i)
	}
}

// visible makes the messages of a run visible again, because it has failed or
// works for too long.
func (w *world) visible(i, token uint32) bool {
	r := &w.runs[i]
	if r.token != token {
		return false
	}
	ref := r.group
	w.giveAgain(i)
	w.dispatch(ref)
	return true
}

// giveAgain puts the messages of a run back at the head of their parts, so that
// order is kept, or gives them up after their last delivery.
func (w *world) giveAgain(i uint32) {
	r := &w.runs[i]
	ref := r.group
	g := &w.groups[ref]
	s := &w.p.queues[g.queue]
	working := r.hides && r.state == runWorks
	if r.state == failedRun {
		w.invisible--
	}
	r.hides, r.since = false, w.now
	// From the last to the first, so that the first is the first again.
	list := w.peers[:0]
	for k := r.first; k != 0; k = w.messages[k].peer {
		list = append(list, k)
	}
	w.peers = list
	r.first = 0
	for n := len(list) - 1; n >= 0; n-- {
		k := list[n]
		m := &w.messages[k]
		g.parts[m.part].busy = false
		if !w.mayComeAgain(s, m) {
			g.runnable.list(g.parts, m.part)
			w.bury(g, s, k)
			continue
		}
		m.since, m.ready = w.now, w.now
		if s.keep > 0 {
			w.watchExpiry(ref, m.at)
		}
		if !working {
			m.owner = 0
		} else {
			w.runs[i].waiting++
		}
		w.putFirst(ref, k)
	}
	if working {
		w.runs[i].state = lateRun
	} else {
		w.freeRun(i)
	}
}

// mayComeAgain tells whether a message is given again. A queue that says
// neither for how long a message is invisible nor how often it is delivered
// gives none again. After the end only those that will be given up are.
func (w *world) mayComeAgain(s *queueSpec, m *message) bool {
	if s.deliveries > 0 {
		return int32(m.tries) < s.deliveries
	}
	return s.visibility >= 0 && !w.closing
}

// bury sends a message to the dead letters, or gives it up where there are
// none.
func (w *world) bury(g *group, s *queueSpec, k uint32) {
	counts := w.countsOf(g)
	letter := w.messages[k]
	w.forget(k)
	if s.dead < 0 {
		counts.givenUp++
		return
	}
	counts.buried++
	w.stations[w.p.queues[s.dead].component].tally.counts.arrivals++
	if w.full(s.dead) >= 0 {
		w.countsOf(g).givenUp++
		return
	}
	w.publish(s.dead, message{at: letter.at, key: letter.key, keyOf: letter.keyOf, poisoned: letter.poisoned})
}

// newRun takes a run from the slab, freeRun gives it back.
func (w *world) newRun() uint32 {
	i := w.freeRuns
	if i == 0 {
		w.runs = append(w.runs, run{})
		return uint32(len(w.runs) - 1)
	}
	r := &w.runs[i]
	w.freeRuns = r.next
	*r = run{token: r.token}
	return i
}

func (w *world) freeRun(i uint32) {
	r := &w.runs[i]
	*r = run{token: r.token + 1, next: w.freeRuns}
	w.freeRuns = i
}

// giveMessages sets what the broker works to give the messages of the run that
// a call belongs to: a drawn time for each.
func (w *world) giveMessages(f *frame, law int32) {
	n := int32(1)
	for at := f; at.parent != 0 && w.frames[at.parent].token == at.parentTok; {
		if at = &w.frames[at.parent]; at.flags&isRoot != 0 {
			n = w.runs[at.waited].n
			break
		}
	}
	f.work = 0
	for range n {
		f.work += w.draw(law)
	}
	f.flags |= hasWork
}
