package sim

import "slices"

// station is what changes about a component while it runs.
type station struct {
	tally    stationTally
	active   []int32 // replicas that callers may pick
	turn     uint32  // of round robin
	pulling  int32   // calls on their way that have a slot promised
	blind    int32   // faults because of which its control loops see nothing
	shut     int32   // reasons for which all of it refuses
	nameless int32   // faults that keep its name empty
	frozen   frozenNames
	seen     []int32 // load of each replica at the last look; nil when pickers see the present
}

// replica is what changes about one copy of a component.
type replica struct {
	c        *component
	t        *stationTally
	comp     int32
	slots    int32 // free
	cores    int32 // free
	inFlight int32 // slots held
	waiting  int32 // for a slot
	atCore   int32 // for a core
	state    replicaState
	active   bool // callers may pick it
	present  bool // it is there, whether it serves or not
	out      bool // it is there and does not serve
	capped   bool // it crashed because of a limit
	barred   bars
	slow     float64 // factor on work
	slotLine list    // who waits for a slot; where priority counts they are in world.queues
	coreLine list
	holds    int32  // faults and breakdowns that keep it from serving
	round    uint32 // voids its start events
	running  list   // of those who have a core, where they can be preempted
	share    sharer

	busy   level // cores, where an autoscaler or who preempts asks
	since  int64 // when it last began to serve
	scaler int32 // that decides about it, -1
}

// replicaState says whether a replica serves.
type replicaState uint8

const (
	up replicaState = iota
	paused
	down
	starting
	off
)

// longAgo is when a replica came that was there before the run began.
const longAgo = -1 << 62

// openStations makes all stations with the replicas they start with.
func (w *world) openStations() {
	for i := range w.p.components {
		c := &w.comps[i]
		st := &w.stations[i]
		st.active = make([]int32, 0, c.count)
		for _, from := range c.piles {
			st.tally.piles = append(st.tally.piles, pile{from: int64(from)})
		}
		st.tally.watch(0)
		for k := range c.count {
			r := &w.replicas[c.first+k]
			*r = replica{c: c, t: &st.tally, comp: int32(i), slots: c.slots, cores: c.cores, state: off, slow: 1, since: longAgo, scaler: -1}
		}
		for _, d := range c.places {
			for k := range d.count {
				w.replicas[d.first+k].scaler = d.scaler
				if k < d.start {
					w.activate(d.first + k)
				}
			}
		}
		w.openLooks(i)
	}
}

// activate lets callers pick a replica.
func (w *world) activate(at int32) {
	r := &w.replicas[at]
	st := &w.stations[r.comp]
	r.state = up
	r.active, r.present = true, true
	st.active = append(st.active, at)
	st.tally.present.up(w.now)
	if r.scaler >= 0 {
		w.scalers[r.scaler].running.up(w.now)
	}
	w.scheduleBreak(at)
	w.standing(at)
}

// retire takes a replica from those that callers may pick; what it has, it
// finishes.
func (w *world) retire(at int32) {
	r := &w.replicas[at]
	st := &w.stations[r.comp]
	if r.active {
		k := slices.Index(st.active, at)
		st.active = slices.Delete(st.active, k, k+1)
	}
	r.active, r.present = false, false
	st.tally.present.down(w.now)
	if r.scaler >= 0 {
		w.scalers[r.scaler].running.down(w.now)
	}
	w.standing(at)
}

// mustWait tells whether a replica has no slot for another request now.
func (w *world) mustWait(r *replica, c *component) bool {
	return r.slots <= 0 || c.sharesCores() && !r.canWork()
}

// canWork tells whether a core is free and the replica not paused.
func (r *replica) canWork() bool { return r.cores > 0 && r.state == up }

// room returns how many may wait in the queue that a replica keeps: its own,
// or that of all replicas.
func (c *component) room(active []int32) int32 {
	if c.balance == sharedQueue && c.queue < unlimited {
		return c.queue * int32(len(active))
	}
	return c.queue
}

// sharesCores tells whether one queue for all replicas waits for cores,
// because slots are unlimited.
func (c *component) sharesCores() bool {
	return c.balance == sharedQueue && c.slots == unlimited
}

// refuse sends a call back that was not let in.
func (w *world) refuse(i uint32, how outcome) {
	f := &w.frames[i]
	at, rep, parent, tok := f.site, f.rep, f.parent, f.parentTok
	t := &w.stations[w.sites[at].callee].tally
	t.counts.refused++
	t.stays += w.now - f.arrived // of one who waited for its turn
	if f.flags&isWhole != 0 {
		w.finished++
		w.flows[f.flow].end(w.now, w.now-f.arrived, how, w.timeline)
	}
	w.release(i)
	if parent != 0 {
		w.sendBack(at, rep, parent, tok, how)
	}
}

// enter gives a call its slot and lets it begin.
func (w *world) enter(i uint32, f *frame, r *replica) {
	r.slots--
	r.inFlight++
	r.t.held.up(w.now)
	f.flags |= hasSlot
	switch {
	case r.c.special&(atEntry|atQueue) != 0:
		if r.c.special&atEntry == 0 || w.warm(i, r.c.pool) {
			w.begin(i, f)
		}
	case f.flags&hasWork == 0 || f.work <= 0:
		w.resume(i)
	case r.state != up:
		w.beginWork(i, f)
	case r.cores > 0: // as beginWork has it
		f.flags &^= hasWork
		w.startWork(i, f, r)
	default:
		f.flags &^= hasWork
		w.awaitCore(i, f, r)
	}
}

// begin lets a call that has its slot do its first step.
func (w *world) begin(i uint32, f *frame) {
	if f.flags&hasWork != 0 && f.work > 0 {
		w.beginWork(i, f) // it takes its core, or its place in the queue, before the next comes
		return
	}
	w.resume(i)
}

// leave takes a call out of its replica: out of the statistics and out of its
// slot, which goes to whoever is next.
func (w *world) leave(i uint32, f *frame) {
	at := f.rep
	if f.flags&isRoot != 0 || at < 0 {
		return
	}
	r := &w.replicas[at]
	t := r.t
	t.stays += w.now - f.arrived
	if !t.messages {
		t.counts.left++
		if f.flags&delayed != 0 {
			t.wasDelayed(f.waited)
		}
	}
	if f.flags&hasSlot == 0 {
		return
	}
	f.flags &^= hasSlot
	arrived := f.arrived
	t.held.down(w.now)
	r.slots++
	r.inFlight--
	rare := r.c.special & (atEntry | atQueue | atLeave)
	if rare&atEntry != 0 {
		w.idles(r.c.pool)
	}
	if r.waiting > 0 || rare&atQueue != 0 && r.c.balance == sharedQueue {
		w.admitNext(at)
	}
	if rare&atLeave != 0 {
		w.left(i, at, arrived)
	}
}

// queueForSlot lets a call wait for a slot.
func (w *world) queueForSlot(i uint32) {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	c := &w.comps[r.comp]
	f.state = forSlot
	r.waiting++
	t := &w.stations[r.comp].tally
	w.startWaiting(f, t, &t.queued)
	w.append(w.slotQueue(f), i)
	if c.maxWait >= 0 {
		w.agenda.add(w.now+w.draw(c.maxWait), evMaxWait, 0, i, f.token)
	}
}

// admitNext gives free slots of a replica to those who wait for one.
func (w *world) admitNext(at int32) {
	r := &w.replicas[at]
	c := &w.comps[r.comp]
	from := at
	if c.balance == sharedQueue {
		from = c.first
	}
	for w.replicas[from].waiting > 0 && r.state == up && (r.active || c.balance != sharedQueue) && !w.mustWait(r, c) {
		i := w.nextForSlot(from)
		f := &w.frames[i]
		w.remove(w.slotQueue(f), i)
		w.replicas[from].waiting--
		t := &w.stations[r.comp].tally
		w.stopWaiting(f, t, &t.queued)
		f.rep = at
		f.token++ // no longer to be refused for waiting
		if f.deadline <= w.now {
			w.endCall(i, timedOut) // its caller has gone
			continue
		}
		if c.special&atTurn != 0 && w.dropsWaited(i, c) {
			continue
		}
		w.enter(i, f, r)
	}
}

// startWaiting and stopWaiting keep the account of a frame that waits at one
// of the levels of a station: for a slot or for a core.
func (w *world) startWaiting(f *frame, t *stationTally, at *level) {
	f.flags |= delayed
	f.waited -= w.now
	at.up(w.now)
	t.watch(w.now)
}

func (w *world) stopWaiting(f *frame, t *stationTally, at *level) {
	f.waited += w.now
	at.down(w.now)
	t.watch(w.now)
}

// giveUpWaiting refuses a call that has waited as long as the station allows.
func (w *world) giveUpWaiting(i uint32) {
	w.leaveQueue(i)
	w.stations[w.sites[w.frames[i].site].callee].tally.counts.refused++
	w.endCall(i, refused)
}

// leaveQueue takes a frame out of the queue it waits in.
func (w *world) leaveQueue(i uint32) {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	t := &w.stations[r.comp].tally
	if f.state == forSlot {
		r.waiting--
		w.remove(w.slotQueue(f), i)
		w.stopWaiting(f, t, &t.queued)
	} else {
		r.atCore--
		w.remove(w.coreQueue(f), i)
		w.stopWaiting(f, t, &t.atCore)
	}
	f.state = waiting
}

// slotQueue and coreQueue return the queue a frame belongs in. Where priority
// counts there is one for each class.
func (w *world) slotQueue(f *frame) *list {
	r := &w.replicas[f.rep]
	if r.c.discipline.byClass() {
		return &w.queues[2*int(f.rep)*w.p.classes+int(f.class)]
	}
	return &r.slotLine
}

func (w *world) coreQueue(f *frame) *list {
	r := &w.replicas[f.rep]
	if r.c.discipline.byClass() {
		return &w.queues[(2*int(f.rep)+1)*w.p.classes+int(f.class)]
	}
	return &r.coreLine
}

// byClass tells whether the priority of a request counts.
func (d discipline) byClass() bool { return d == priority || d == preemptive }

// nextForSlot and nextForCore return who is served next in a replica where
// somebody waits.
func (w *world) nextForSlot(at int32) uint32 {
	r := &w.replicas[at]
	switch {
	case r.c.discipline == lifo:
		return r.slotLine.tail
	case r.c.discipline.byClass():
		return w.highest(2 * int(at))
	}
	return r.slotLine.head
}

func (w *world) nextForCore(at int32) uint32 {
	r := &w.replicas[at]
	switch {
	case r.c.discipline == lifo:
		return r.coreLine.tail
	case r.c.discipline.byClass():
		return w.highest(2*int(at) + 1)
	}
	return r.coreLine.head
}

// highest returns the first of the highest class that waits in a set of queues.
func (w *world) highest(set int) uint32 {
	q := w.queues[set*w.p.classes:][:w.p.classes]
	for class := len(q) - 1; class > 0; class-- {
		if q[class].head != 0 {
			return q[class].head
		}
	}
	return q[0].head
}
