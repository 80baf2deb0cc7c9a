package sim

// startup is what a replica needs from the decision to full effect.
type startup struct {
	time, work int32   // laws, -1
	needs      []int32 // components that must be up
	calls      int32   // op at which its calls begin, 0 for none
	warm       int64   // nanoseconds until it works at full speed
}

const (
	// startPause is how long a start waits that lacks what it needs, or whose
	// calls failed, before it tries again.
	startPause = 1e9
	// coldSpeed is the speed of a replica that has just started, where it warms
	// up: the smallest weight of Envoy's slow start mode by default.
	coldSpeed = 0.1
)

// boot begins the start of a replica: it does not serve until started says so.
func (w *world) boot(at int32) {
	r := &w.replicas[at]
	r.state = starting
	r.round++
	if r.scaler >= 0 && !r.present {
		w.scalers[r.scaler].starting++
	}
	d := int64(0)
	if c := &w.comps[r.comp]; c.startup >= 0 {
		s := &w.p.startups[c.startup]
		if s.time >= 0 {
			d = w.draw(s.time)
		}
		if s.work >= 0 {
			d += w.stretched(w.draw(s.work), r, c)
		}
	}
	w.agenda.add(w.now+d, evStarted, 0, uint32(at), r.round)
	w.standing(at)
}

// started goes on with a start when its time is over: it waits for what it
// needs, then makes its calls, then serves. It reports false when the start was
// given up in the meantime.
func (w *world) started(ref, round uint32) bool {
	at := int32(ref)
	r := &w.replicas[at]
	if r.round != round || r.state != starting {
		return false
	}
	c := &w.comps[r.comp]
	if c.startup < 0 {
		w.serve(at)
		return true
	}
	s := &w.p.startups[c.startup]
	for _, other := range s.needs {
		if !w.isUp(other) {
			w.agenda.add(w.now+startPause, evStarted, 0, ref, round)
			return true
		}
	}
	if s.calls == 0 {
		w.serve(at)
		return true
	}
	w.startCalls(at, s)
	return true
}

// isUp tells whether a component has a replica that serves.
func (w *world) isUp(comp int32) bool {
	for _, at := range w.stations[comp].active {
		if w.replicas[at].state == up {
			return true
		}
	}
	return false
}

// startCalls makes the calls of a start, in a frame of the replica that belongs
// to no request. Its op is opBoot, its only branch the calls.
func (w *world) startCalls(at int32, s *startup) {
	i := w.newFrame()
	f := &w.frames[i]
	f.flags, f.state = isBranch, waiting
	f.site, f.rep, f.pc = inBackground, at, s.calls
	w.branch(i, &fork{bodies: []int32{s.calls + 1}}, 0, i)
}

// startCalled goes on when the calls of a start have their end. If they failed
// they are made again after a pause, as long as requests begin.
func (w *world) startCalled(i uint32, how outcome) {
	at := w.frames[i].rep
	w.release(i)
	switch {
	case how <= keyMissed:
		w.serve(at)
		return
	case w.closing:
		return
	}
	w.agenda.add(w.now+startPause, evStarted, 0, uint32(at), w.replicas[at].round)
}

// serve ends a start: callers may pick the replica, which warms up from now.
func (w *world) serve(at int32) {
	r := &w.replicas[at]
	r.since = w.now
	if r.present {
		w.revive(at)
		w.restarted(at)
		w.goOn()
		return
	}
	if r.scaler >= 0 {
		w.scalers[r.scaler].starting--
	}
	w.activate(at)
	if w.comps[r.comp].balance == sharedQueue {
		w.admitNext(at)
	}
	w.messagesFlow(r.comp)
}

// stopStarting gives the start of a replica up. One that only restarts is no
// longer there then.
func (w *world) stopStarting(at int32) {
	r := &w.replicas[at]
	switch {
	case r.present:
		w.retire(at)
	case r.scaler >= 0:
		w.scalers[r.scaler].starting--
	}
	r.state = off
	w.loseAll(at)
	r.round++
}

// coldness returns by how much a replica that warms up stretches work: its
// speed is its age as a share of the time it takes.
func (s *startup) coldness(age int64) float64 {
	if age >= s.warm {
		return 1
	}
	return 1 / max(coldSpeed, float64(age)/float64(s.warm))
}
