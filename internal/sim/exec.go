package sim

import "math"

// run carries a frame on from its op until it must wait or is done.
func (w *world) run(i uint32) {
	f := &w.frames[i]
	if f.rep >= 0 && w.replicas[f.rep].state == paused && w.ops[f.pc].kind != opWork {
		f.state = frozen
		return
	}
	for {
		o := &w.ops[f.pc]
		switch o.kind {
		case opEnd:
			if f.flags&(isBranch|isRoot) == 0 {
				w.endCall(i, okay)
			} else {
				w.end(i, okay)
			}
			return
		case opWork:
			if w.work(i, o.a) {
				return
			}
			f.pc++
		case opWait:
			d := w.draw(o.a)
			if d > 0 {
				f.state = waiting
				w.agenda.add(w.now+d, evWake, 0, i, f.token)
				return
			}
			f.pc++
		case opCall:
			w.call(i, f, o.a)
			return
		case opJump:
			f.pc = o.a
		case opChoose:
			f.pc = w.choose(o)
		case opRepeat:
			f.loop = int32(min(w.draw(o.a), math.MaxInt32))
			f.pc++
			if f.loop <= 0 {
				f.pc = o.b
			}
		case opAgain:
			f.loop--
			if f.loop > 0 {
				f.pc = o.a
			} else {
				f.pc++
			}
		case opFork:
			if w.fork(i, o.a) {
				return
			}
			f = &w.frames[i]
			f.pc++
		case opSaga:
			w.startSaga(i, o.a)
			return
		case opDid:
			f.loop++
			f.pc++
		case opRaise:
			w.end(i, f.raise)
			return
		case opEnqueue:
			switch w.enqueue(i, o.a) {
			case turnedAway:
				w.end(i, refused)
				return
			case mustBlock:
				return
			}
			f = &w.frames[i]
			f.pc++
		case opConnect:
			if !w.connect(i, o.a) {
				return
			}
			f = &w.frames[i]
			f.pc++
		case opHold:
			w.holdConnection(i)
			f.pc++
		case opGate:
			if how := w.enters(o.a); how != okay {
				w.end(i, how)
				return
			}
			f.pc++
		case opGive:
			w.giveMessages(f, o.a)
			f.pc++
		case opDigest:
			if !w.digest(i) {
				w.end(i, errored)
				return
			}
			f.pc++
		case opRespond:
			w.respond(i)
			f = &w.frames[i]
			f.pc++
		case opFail:
			if w.streams[o.c].Float64() < w.p.chances[o.a].upTo {
				w.end(i, errored)
				return
			}
			f.pc++
		case opLimit:
			if w.limit(i, o.a) {
				return
			}
			f.pc++
		case opChecked:
			w.checked(int32(f.key), o.a != 0)
			f = &w.frames[i]
			f.pc++
		case opLeased:
			w.leased(f.rep, o.a != 0)
			f = &w.frames[i]
			f.pc++
		case opMiss:
			f.flags |= missed
			f.pc++
		case opIfHit:
			hit := f.flags&missed == 0
			f.flags &^= missed
			f.pc++
			if hit {
				f.pc = o.a
			}
		case opFetch:
			w.startFetch(i, o.a)
			return
		case opFlush:
			w.startFlush(i, o.a)
			f = &w.frames[i]
			f.pc++
		case opShip, opAsk, opAwait, opSees:
			if w.copyOp(i, o) {
				return
			}
			f = &w.frames[i]
			f.pc++
		default:
			w.keyOp(f, o)
			f.pc++
		}
	}
}

// choose draws a branch and returns where it begins.
func (w *world) choose(o *op) int32 {
	u := w.streams[o.c].Float64()
	branches := w.p.chances[o.a : o.a+o.b]
	for i := range branches {
		if u < branches[i].upTo {
			return branches[i].to
		}
	}
	return branches[len(branches)-1].to
}

// end finishes a frame with an outcome and tells whoever waits for it.
func (w *world) end(i uint32, how outcome) {
	f := &w.frames[i]
	switch f.flags & (isBranch | isRoot) {
	case 0:
		w.endCall(i, how)
	case isRoot:
		w.endRequest(i, how)
	default:
		w.endBranch(i, how)
	}
}

// endCall finishes a call inside a component: the answer leaves, and then the
// slot is free.
func (w *world) endCall(i uint32, how outcome) {
	f := &w.frames[i]
	if how == okay && f.flags&missed != 0 {
		how = keyMissed
	}
	if f.flags&answered == 0 {
		w.reply(f, how)
		f = &w.frames[i]
	}
	w.leave(i, f)
	w.release(i)
}

// reply sends the answer of a call to its caller, once. Pointers to frames are
// void afterwards.
func (w *world) reply(f *frame, how outcome) {
	if f.flags&answered != 0 {
		return
	}
	f.flags |= answered
	took := w.now - f.arrived
	if how != refused && f.rep >= 0 {
		w.replicas[f.rep].t.answers.Record(took)
	}
	switch s := &w.sites[f.site]; {
	case f.parent != 0 && s.netLane >= 0 && s.special&atWay == 0:
		w.agenda.addLane(s.netLane, w.now, evReply, how, f.parent, f.parentTok)
	case f.parent != 0:
		w.sendBack(f.site, f.rep, f.parent, f.parentTok, how)
	case f.flags&isWhole != 0:
		w.finished++
		w.flows[f.flow].end(w.now, took, how, w.timeline)
	case s.route == routeCopy:
		w.copyAnswered(f, how)
	}
}

// sendBack carries an answer over the network to the caller, from the replica
// that it leaves.
func (w *world) sendBack(at, from int32, to, tok uint32, how outcome) {
	s := &w.sites[at]
	switch {
	case s.special&atWay != 0:
		w.answerHome(at, from, to, tok, how)
	case s.netLane >= 0:
		w.agenda.addLane(s.netLane, w.now, evReply, how, to, tok)
	case s.net >= 0:
		w.agenda.add(w.now+w.draw(s.net), evReply, how, to, tok)
	case s.plain && how <= keyMissed:
		if f := &w.frames[to]; f.token == tok {
			f.token++
			f.child = 0
			f.pc = next(f.pc, &w.ops[f.pc], how)
			w.resume(to)
		}
	default:
		w.answer(to, tok, how)
	}
}

// respond sends the answer of the call or request that a frame belongs to, and
// lets it go on behind the answer.
func (w *world) respond(i uint32) {
	for w.frames[i].flags&isBranch != 0 {
		f := &w.frames[i]
		if f.parent == 0 || w.frames[f.parent].token != f.parentTok {
			return
		}
		i = f.parent
	}
	if w.frames[i].flags&isRoot != 0 {
		w.answerRequest(i, okay)
		return
	}
	w.reply(&w.frames[i], okay)
}

// cancel stops a frame and everything it waits for: its callers have gone and
// asked that such work be stopped.
func (w *world) cancel(i uint32) {
	f := &w.frames[i]
	if f.flags&cancelled != 0 {
		return // it has led to this
	}
	f.flags |= cancelled
	if f.flags&isBranch != 0 {
		w.unlink(i)
	}
	switch f.state {
	case forSlot, forCore:
		w.leaveQueue(i)
	case forTurn:
		w.leaveTurn(f)
	case forStart:
		t := &w.stations[w.replicas[f.rep].comp].tally
		w.stopWaiting(f, t, &t.atCore)
	case forPool:
		w.leavePool(i)
	case working:
		if f.rep >= 0 {
			w.freeCore(i, f)
		}
	case sharing:
		w.leaveSharing(i)
	case waiting:
		w.cancelBelow(i)
	case onTheWay:
		w.release(i)
		return
	}
	f = &w.frames[i]
	if f.flags&(connected|probing) != 0 {
		w.abandonCall(f)
	}
	if f.flags&isBranch == 0 {
		w.leave(i, f)
		w.release(i)
		return
	}
	gone := *f
	w.release(i)
	if gone.parent == 0 {
		w.errandOver(&gone, dropped)
	}
}

// cancelBelow stops what a waiting frame waits for: branches always, a call
// when it says so.
func (w *world) cancelBelow(i uint32) {
	f := &w.frames[i]
	switch o := &w.ops[f.pc]; o.kind {
	case opAwait:
		w.abandon(f)
	case opFetch:
		w.leaveFetch(i)
	case opFork, opSaga, opBoot:
		w.cancelBranches(i)
	case opCall:
		s := &w.sites[o.a]
		child := f.child
		w.endAttempt(i)
		f = &w.frames[i]
		if s.cancel && child != 0 && w.frames[child].parent == i && w.frames[child].parentTok == f.token {
			f.token++
			w.cancel(child)
		}
	}
}
