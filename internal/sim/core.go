package sim

// work takes a frame through its processor time. It reports whether the frame
// must wait for that; work of no length needs no core.
func (w *world) work(i uint32, l int32) bool {
	f := &w.frames[i]
	if f.flags&hasWork == 0 {
		f.work = w.draw(l)
	}
	if f.work <= 0 {
		f.flags &^= hasWork
		return false
	}
	w.beginWork(i, f)
	return true
}

// beginWork lets a frame that has work to do have a core, or wait for one.
func (w *world) beginWork(i uint32, f *frame) {
	f.flags &^= hasWork
	if f.rep < 0 {
		f.state = working
		w.agenda.add(w.now+f.work, evWorkDone, 0, i, f.token)
		return
	}
	r := &w.replicas[f.rep]
	switch {
	case r.c.discipline == processorSharing:
		w.share(i)
	case r.canWork() || r.state == up && r.c.discipline == preemptive && w.preempt(r, f.class):
		w.startWork(i, f, r)
	case r.state == starting: // its own start takes no turns
		f.state = waiting
		w.agenda.add(w.now+w.stretched(f.work, r, r.c), evWake, 0, i, f.token)
	default:
		w.awaitCore(i, f, r)
	}
}

// awaitCore puts a frame into the queue for a core.
func (w *world) awaitCore(i uint32, f *frame, r *replica) {
	r.atCore++
	f.state = forCore
	w.startWaiting(f, r.t, &r.t.atCore)
	if r.c.special&atQueue == 0 {
		w.append(&r.coreLine, i)
		return
	}
	w.append(w.coreQueue(f), i)
	if r.c.maxWait >= 0 && w.begins(f, r.c) {
		w.agenda.add(w.now+w.draw(r.c.maxWait), evMaxWait, 0, i, f.token)
	}
}

// waitsForCore tells whether a request of a priority would wait in a replica
// whose cores are all taken: not where cores are shared, nor who takes one from
// a less important one.
func (w *world) waitsForCore(r *replica, c *component, class uint8) bool {
	if c.discipline == preemptive {
		for i := r.running.head; i != 0; i = w.frames[i].next {
			if w.frames[i].class < class {
				return false
			}
		}
	}
	return c.discipline != processorSharing
}

// startWork gives a frame a core.
func (w *world) startWork(i uint32, f *frame, r *replica) {
	r.cores--
	r.t.busy.up(w.now)
	f.state = working
	if r.c.special&atWork != 0 || r.slow != 1 {
		f.work = w.stretched(f.work, r, r.c)
	}
	f.work += w.now
	w.agenda.add(f.work, evWorkDone, 0, i, f.token)
	if r.c.special&atCore != 0 {
		w.coreTaken(i, r, r.c)
	}
}

// stretched returns how long work takes in a replica as it is now.
func (w *world) stretched(work int64, r *replica, c *component) int64 {
	by := c.stretch * r.slow
	if c.slowdown.on || c.startup >= 0 {
		by *= w.strain(r, c)
	}
	if by == 1 {
		return work
	}
	return span(float64(float64(work)*by) + 0.5)
}

// strain returns by how much more work is stretched where that changes: by what
// goes on at once, and while a replica is not warm yet.
func (w *world) strain(r *replica, c *component) float64 {
	by := 1.0
	if c.slowdown.on {
		by = c.slowdown.factor(r.inFlight, int32(len(w.stations[r.comp].active)))
	}
	if c.startup >= 0 {
		by *= w.p.startups[c.startup].coldness(w.now - r.since)
	}
	return by
}

// factor returns by how much work is stretched when so many are in progress.
// Gunther, "A Simple Capacity Model for Massively Parallel Transaction
// Systems", 1993.
func (s *slowdown) factor(inFlight, replicas int32) float64 {
	n := float64(inFlight)
	if s.replicas {
		n = float64(replicas)
	}
	return 1 + float64(s.serial*(n-1)) + float64(s.cross*n*(n-1))
}

// workDone ends the work of a frame, which then goes on, and gives its core to
// the next.
func (w *world) workDone(i uint32, f *frame) {
	f.token++
	f.pc++
	f.state = ready
	if f.rep >= 0 {
		w.freeCore(i, f)
	}
}

// freeCore takes the core of a frame and gives it to whoever is next.
func (w *world) freeCore(i uint32, f *frame) {
	r := &w.replicas[f.rep]
	w.takeCore(i, r)
	if r.atCore > 0 || r.c.special&atQueue != 0 && r.c.sharesCores() {
		w.workNext(f.rep)
	}
}

// takeCore takes the core of a frame.
func (w *world) takeCore(i uint32, r *replica) {
	r.cores++
	r.t.busy.down(w.now)
	if r.c.special&atCore != 0 {
		w.coreFreed(i, r, r.c)
	}
}

// workNext gives free cores of a replica to those who wait for one.
func (w *world) workNext(at int32) {
	r := &w.replicas[at]
	c := r.c
	for r.atCore > 0 && r.canWork() {
		i, queue := r.coreLine.head, &r.coreLine
		if c.special&atQueue != 0 {
			i = w.nextForCore(at)
			queue = w.coreQueue(&w.frames[i])
		}
		f := &w.frames[i]
		w.remove(queue, i)
		r.atCore--
		w.stopWaiting(f, r.t, &r.t.atCore)
		if f.deadline <= w.now && f.flags&isBranch == 0 {
			w.endCall(i, timedOut) // its caller has gone
			continue
		}
		if c.special&(atTurn|atQueue) != 0 {
			if c.special&atTurn != 0 && w.begins(f, c) && w.dropsWaited(i, c) {
				continue
			}
			if c.maxWait >= 0 {
				f.token++ // no longer to be refused for waiting
			}
		}
		w.startWork(i, f, r)
	}
	if c.special&atQueue != 0 && c.sharesCores() {
		w.admitNext(at)
	}
}

// preempt takes a core from the least important frame below a priority, the
// last of those to have begun. It reports whether there was one.
func (w *world) preempt(r *replica, above uint8) bool {
	victim := uint32(0)
	for i := r.running.head; i != 0; i = w.frames[i].next {
		if class := w.frames[i].class; class < above && (victim == 0 || class <= w.frames[victim].class) {
			victim = i
		}
	}
	if victim == 0 {
		return false
	}
	w.suspend(victim)
	return true
}

// suspend takes the core of a working frame, which will go on where it was as
// the first of its priority.
func (w *world) suspend(i uint32) {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	left := float64(f.work-w.now) / float64(max(w.stretched(1e6, r, &w.comps[r.comp]), 1)) * 1e6
	f.work = int64(left)
	f.token++
	w.takeCore(i, r)
	r.atCore++
	f.state = forCore
	w.startWaiting(f, r.t, &r.t.atCore)
	w.prepend(w.coreQueue(f), i)
}
