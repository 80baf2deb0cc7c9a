package sim

// hold pauses a replica: what waits keeps waiting, what works stops where it
// is.
func (w *world) hold(at int32) {
	r := &w.replicas[at]
	w.advanceShare(r)
	r.holds++
	if r.state != up {
		return
	}
	r.state = paused
	for i := range w.frames {
		if f := &w.frames[i]; f.rep == at && f.state == working {
			w.suspend(uint32(i))
		}
	}
	w.scheduleShare(at)
	w.wentDown(at)
	w.standing(at)
}

// crash stops a replica: what is in it is lost, and it refuses what comes.
func (w *world) crash(at int32) {
	r := &w.replicas[at]
	c := &w.comps[r.comp]
	r.holds++
	switch {
	case r.state == off:
		return
	case r.state == starting && !r.present:
		w.stopStarting(at)
		return
	}
	r.state = down
	r.round++
	w.loseAll(at)
	if c.cache >= 0 {
		w.strikeCache(at, c)
		w.caches[c.cache+at-c.first].clear()
	}
	w.dropAllAt(at)
	w.wentDown(at)
	if c.pool >= 0 {
		w.chill(c.pool)
	}
	w.standing(at)
}

// loseAll ends with an error everything that is in a replica, but what runs in
// the background of one that is up.
func (w *world) loseAll(at int32) {
	r := &w.replicas[at]
	c := &w.comps[r.comp]
	for i := range w.frames {
		f := &w.frames[i]
		if f.rep != at || f.state == idle || f.flags&isRoot != 0 || f.state == forTurn || f.state == forSlot && c.balance == sharedQueue {
			continue
		}
		if f.site == inBackground && r.state < down {
			continue
		}
		if f.flags&isBranch == 0 {
			w.reply(f, errored)
		}
		w.cancel(uint32(i))
	}
}

// restore ends one hold or crash of a replica. When it was the last, a replica
// that was paused goes on, and one that crashed starts; one that was taken away
// meanwhile stays away.
func (w *world) restore(at int32) {
	r := &w.replicas[at]
	if r.holds--; r.holds > 0 {
		return
	}
	switch {
	case r.state == down && !r.present:
		r.state = off
	case r.state == down && w.comps[r.comp].startup >= 0 && w.comps[r.comp].pool < 0:
		w.boot(at)
	case r.state == down || r.state == paused:
		w.revive(at)
	}
}

// revive lets a replica serve again.
func (w *world) revive(at int32) {
	r := &w.replicas[at]
	w.advanceShare(r)
	r.state = up
	for i := range w.frames {
		if f := &w.frames[i]; f.rep == at && f.state == frozen {
			w.resume(uint32(i))
		}
	}
	w.standing(at)
	w.workNext(at)
	w.admitNext(at)
	w.scheduleShare(at)
	w.cameUp(at)
	w.messagesFlow(r.comp)
}

// slow multiplies the time that work takes in a replica from now on, for work
// in progress too.
func (w *world) slow(at int32, by float64) {
	r := &w.replicas[at]
	w.advanceShare(r)
	r.slow *= by
	for i := range w.frames {
		f := &w.frames[i]
		if f.rep != at || f.state != working {
			continue
		}
		f.token++
		f.work = w.now + span(float64(float64(f.work-w.now)*by)+0.5)
		w.agenda.add(f.work, evWorkDone, 0, uint32(i), f.token)
	}
	w.scheduleShare(at)
}

// scheduleBreak schedules the next breakdown of a replica.
func (w *world) scheduleBreak(at int32) {
	if b := &w.comps[w.replicas[at].comp].breaks; b.mttf >= 0 {
		w.agenda.add(w.now+w.draw(b.mttf), evBreak, 0, uint32(at), 0)
	}
}

// breakDown breaks a replica, unless it has left in the meantime.
func (w *world) breakDown(ref uint32) bool {
	at := int32(ref)
	r := &w.replicas[at]
	if !r.present {
		return false
	}
	b := &w.comps[r.comp].breaks
	if b.resume {
		w.hold(at)
	} else {
		w.crash(at)
	}
	w.agenda.add(w.now+w.draw(b.mttr), evRepair, 0, ref, 0)
	return true
}

// repair ends a breakdown. Its mean time is until the replica serves, so it
// does not start on top of that.
func (w *world) repair(ref uint32) {
	if r := &w.replicas[ref]; r.holds == 1 && r.present && r.state == down {
		r.holds = 0
		w.revive(int32(ref))
	} else {
		w.restore(int32(ref))
	}
	w.scheduleBreak(int32(ref))
}
