package sim

// call begins the call that a frame's op names: all its attempts together.
func (w *world) call(i uint32, f *frame, at int32) {
	s := &w.sites[at]
	if s.plain {
		w.tries[at].calls++
		f.callBy = maxTime
		f.token++
		w.send(i, at, s)
		return
	}
	if f.flags&connected != 0 {
		f.flags &^= connected
		if s.hedge >= 0 {
			w.armHedge(i, s)
		}
		w.send(i, at, s)
		return
	}
	f.callBy = maxTime
	f.tries = 0
	f.work = 0
	if s.deadline >= 0 {
		f.callBy = w.now + w.draw(s.deadline)
	}
	if s.inherit {
		f.callBy = min(f.callBy, f.deadline)
	}
	e := w.edgeOf(f, s)
	if s.retry >= 0 && e.budget >= 0 {
		w.budgets[e.budget].first(w.now)
	}
	w.try(i, f, at, s, e)
}

// attempt makes the next attempt of the call in progress, if there is time.
func (w *world) attempt(i uint32) {
	f := &w.frames[i]
	if w.now >= f.callBy {
		w.callFailed(i, timedOut)
		return
	}
	at := w.ops[f.pc].a
	s := &w.sites[at]
	w.tries[at].retries++
	w.try(i, f, at, s, w.edgeOf(f, s))
}

// try makes an attempt, as far as the caller's own limits let it.
func (w *world) try(i uint32, f *frame, at int32, s *site, e *edgeState) {
	f.token++
	f.state = waiting
	f.child = 0
	f.tries++
	w.tries[at].calls++
	if s.breaker && !w.breakers[e.breaker].allow(f, w.now) {
		w.attemptFailed(i, circuitOpen)
		return
	}
	if s.special&atAttempt != 0 && !w.mayAttempt(i, s, e) {
		return
	}
	if s.lane >= 0 && f.callBy == maxTime { // as armTimeout has it
		f.patience = w.agenda.addLane(s.lane, w.now, evTimeout, 0, i, f.token)
	} else {
		w.armTimeout(i, f, s)
	}
	e.inUse++
	w.send(i, at, s)
}

// armTimeout sets the timer of an attempt: its timeout, or what is left of the
// call's deadline when that is shorter.
func (w *world) armTimeout(i uint32, f *frame, s *site) {
	if s.lane >= 0 {
		if at := w.now + w.agenda.lanes[s.lane].delay; at <= f.callBy {
			f.patience = at
			w.agenda.addLane(s.lane, w.now, evTimeout, 0, i, f.token)
			return
		}
	} else if s.timeout >= 0 {
		if at := w.now + w.draw(s.timeout); at <= f.callBy {
			f.patience = at
			w.agenda.add(at, evTimeout, 0, i, f.token)
			return
		}
	}
	f.patience = f.callBy
	if f.callBy < maxTime {
		w.agenda.add(max(f.callBy, w.now), evTimeout, 0, i, f.token)
	}
}

// send makes the frame of an attempt and puts it on its way to the callee.
// Pointers to frames are void afterwards.
func (w *world) send(i uint32, at int32, s *site) {
	c := w.newFrame()
	f, p := &w.frames[c], &w.frames[i]
	p.state = waiting
	p.child = c
	f.parent, f.parentTok = i, p.token
	f.site, f.pc, f.rep = at, s.entry, -1
	f.flow, f.class = p.flow, p.class
	if s.class >= 0 {
		f.class = uint8(s.class)
	}
	f.key, f.keyOf = p.key, p.keyOf
	if s.inherit {
		f.deadline = p.patience // the caller says how long it waits for this attempt
	} else if s.deadline >= 0 {
		f.deadline = p.callBy
	}
	f.state = onTheWay
	if s.special&atWay != 0 {
		w.departs(i, c, s)
		return
	}
	switch {
	case s.netLane >= 0:
		w.agenda.addLane(s.netLane, w.now, evArrive, 0, c, f.token)
	case s.net >= 0:
		w.agenda.add(w.now+w.draw(s.net), evArrive, 0, c, f.token)
	default:
		w.arrive(c, f, atCallee)
	}
}

// answer takes the answer of an attempt, if the caller still waits for it.
func (w *world) answer(i, tok uint32, how outcome) {
	if f := &w.frames[i]; f.token == tok && w.accept(i, f, how) {
		w.resume(i)
	}
}

// accept takes the answer that a caller waits for. It reports whether the
// caller goes on at once.
func (w *world) accept(i uint32, f *frame, how outcome) bool {
	o := &w.ops[f.pc]
	s := &w.sites[o.a]
	if !s.plain {
		if s.special&atAttempt != 0 {
			if s.hedge >= 0 && w.hedgeAnswered(i, how) {
				return false
			}
			if tok := f.token; f.child != 0 {
				w.giveBack(i, f, s)
				if f = &w.frames[i]; f.token != tok {
					return false // who was let in instead has had it cancelled
				}
			}
		}
		e := w.edgeOf(f, s)
		if f.child != 0 {
			e.inUse-- // as giveBack has it
		}
		if s.breaker && how <= keyMissed {
			if b := &w.breakers[e.breaker]; !b.isSound(f) {
				b.record(w, f, w.now, false)
			}
		}
	}
	f.child = 0
	if how > keyMissed {
		w.attemptFailed(i, how)
		return false
	}
	f.token++
	f.pc = next(f.pc, o, how)
	return true
}

// next returns where a call goes on after an answer.
func next(pc int32, o *op, how outcome) int32 {
	if how == keyMissed && o.b > 0 {
		return o.b
	}
	return pc + 1
}

// timeout ends an attempt that has taken too long. Its work goes on, unless it
// is to be cancelled.
func (w *world) timeout(i uint32) {
	f := &w.frames[i]
	if o := &w.ops[f.pc]; o.kind == opFork {
		w.forkTimeout(i)
		return
	}
	s := &w.sites[w.ops[f.pc].a]
	child, tok := f.child, f.token
	switch {
	case f.state == forPool:
		w.leavePool(i)
	case f.flags&connected != 0: // paused before it could use it
		w.loseConnection(f)
	default:
		w.endAttempt(i)
	}
	f = &w.frames[i]
	if f.token != tok {
		return // who was let in instead has had it cancelled
	}
	f.token++
	if s.cancel && child != 0 && w.frames[child].parent == i && w.frames[child].parentTok == tok {
		w.cancel(child)
	}
	if w.frames[i].token == tok+1 {
		w.attemptFailed(i, timedOut)
	}
}

// attemptFailed decides what follows a failed attempt: another one, or the end
// of the call.
func (w *world) attemptFailed(i uint32, how outcome) {
	f := &w.frames[i]
	if f.flags&cancelled != 0 {
		return // it is being stopped, which has led to this
	}
	f.token++
	at := w.ops[f.pc].a
	s := &w.sites[at]
	w.tries[at].failed++
	if w.watch != nil {
		w.watch.failed(i, how)
	}
	if s.breaker && how != circuitOpen {
		w.breakers[w.edgeOf(f, s).breaker].record(w, f, w.now, true)
	}
	if s.retry < 0 || w.now >= f.callBy || !w.mayRetry(f, s, how) {
		w.callFailed(i, how)
		return
	}
	d := w.backoff(f, &w.p.retries[s.retry])
	if d == 0 {
		w.attempt(i)
		return
	}
	f.state = waiting
	f.child = 0
	w.agenda.add(min(w.now+d, f.callBy), evRetry, 0, i, f.token)
}

// callFailed does what the caller does after the last try.
func (w *world) callFailed(i uint32, how outcome) {
	f := &w.frames[i]
	o := &w.ops[f.pc]
	s := &w.sites[o.a]
	switch s.onError {
	case failOnError:
		w.end(i, how)
		return
	case continueOnError:
		f.pc++
	case deleteOnError:
		w.dropKey(f, s.drop)
		f.pc = next(f.pc, o, keyMissed)
	case missOnError:
		f.pc = next(f.pc, o, keyMissed)
	case stepsOnError:
		f.pc = o.c
	}
	w.resume(i)
}

// edgeState is what one replica of a caller keeps about a callee.
type edgeState struct {
	inUse   int32 // calls in progress, or connections in use
	budget  int32 // -1
	breaker int32 // -1
	name    known // what is known of the callee's name
	queue   list  // callers that wait for a connection
}

// openEdges makes the states of all edges.
func (w *world) openEdges() {
	for i := range w.p.edges {
		e := &w.p.edges[i]
		for range e.count {
			s := edgeState{budget: -1, breaker: -1}
			if e.budget < maxBudget {
				s.budget = int32(len(w.budgets))
				w.budgets = append(w.budgets, budget{ratio: e.budget})
			}
			if e.breaker >= 0 {
				s.breaker = int32(len(w.breakers))
				w.breakers = append(w.breakers, newBreaker(&w.p.breakers[e.breaker]))
			}
			w.edges = append(w.edges, s)
		}
	}
}

// edgeOf returns what the replica of a caller keeps about the callee of a site.
func (w *world) edgeOf(f *frame, s *site) *edgeState { return &w.edges[s.state+f.rep] }

// endAttempt ends an attempt at its caller.
func (w *world) endAttempt(i uint32) {
	f := &w.frames[i]
	if f.state == forPool || f.child == 0 {
		return
	}
	if s := &w.sites[w.ops[f.pc].a]; s.plain {
		f.child = 0
	} else {
		w.giveBack(i, f, s)
	}
}

// giveBack gives back what an attempt holds at the caller, and lets the next
// one that waits for a connection go.
func (w *world) giveBack(i uint32, f *frame, s *site) {
	last := f.child
	f.child = 0
	e := w.edgeOf(f, s)
	e.inUse--
	if s.hedge >= 0 {
		w.endHedge(i, last, s, e)
	}
	if s.pool > 0 {
		w.nextInPool(s, e)
	}
}

// nextInPool lets callers go that wait for a connection, as many as are free.
func (w *world) nextInPool(s *site, e *edgeState) {
	for e.queue.head != 0 && e.inUse < s.pool {
		next := e.queue.head
		w.remove(&e.queue, next)
		e.inUse++
		w.frames[next].flags |= connected
		w.resume(next) // and not now: whoever gave it back is in the middle of something
	}
}

// abandonCall gives back what a caller holds that goes before it has used it.
func (w *world) abandonCall(f *frame) {
	s := &w.sites[w.ops[f.pc].a]
	if f.flags&probing != 0 {
		w.breakers[w.edgeOf(f, s).breaker].forget(f)
	}
	if f.flags&connected != 0 {
		w.loseConnection(f)
	}
}

// loseConnection gives back the connection that a caller got and has not used.
func (w *world) loseConnection(f *frame) {
	s := &w.sites[w.ops[f.pc].a]
	e := w.edgeOf(f, s)
	f.flags &^= connected
	e.inUse--
	w.nextInPool(s, e)
}

// leavePool takes a caller out of the queue for a connection.
func (w *world) leavePool(i uint32) {
	f := &w.frames[i]
	e := w.edgeOf(f, &w.sites[w.ops[f.pc].a])
	w.remove(&e.queue, i)
	f.state = waiting
}
