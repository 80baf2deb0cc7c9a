package sim

// special says in which rare ways a component or a call differs from a plain
// one. The code that all calls pass tests a bit once and leaves the rest to a
// function that stands beside the feature, so what a design does not use costs
// one test. A feature hooks in by setting its bit in one of the two functions
// below, and by a line in the function named behind the bit.
type special uint16

const (
	// Of a component.
	atDoor  special = 1 << iota // more than slots and queue decides who comes in: world.door, and world.stopsAtDoor once its replica is known
	atPick                      // not every replica will do; of a call too: world.pickCopy
	atWork                      // how long work takes changes: world.stretched
	atEntry                     // who has a slot may have to wait still: world.warm, and world.idles when it leaves
	atCore                      // it is known who has a core: world.coreTaken, world.coreFreed
	atLeave                     // somebody is told when one leaves: world.left
	atTurn                      // who has waited may be dropped when the turn comes: world.dropsWaited
	atQueue                     // its queues are not simply one for each replica, first in first out: world.begin, world.coreQueue, world.admitNext

	// Of a call.
	atWay     // its messages go through a network, or faults may hit them on their way: world.depart and world.answerHome
	atAttempt // more than the breaker decides whether it is made now: world.mayAttempt
)

// specialities returns how a component differs.
func (c *component) specialities() special {
	s := special(0)
	if c.limit >= 0 || c.gate != noGate || c.shed >= 0 || c.fills || c.pooled || c.conditional {
		s |= atDoor
	}
	if c.shards > 1 || c.cells > 1 || c.cache >= 0 && c.balance == hashed || c.set >= 0 || c.freezes {
		s |= atPick
	}
	if c.slowdown.on || c.stretch != 1 || c.startup >= 0 {
		s |= atWork
	}
	if c.consumes || c.shed >= 0 {
		s |= atLeave
	}
	if c.pool >= 0 {
		s |= atEntry
	}
	if c.discipline == preemptive || c.scales() {
		s |= atCore
	}
	if c.shed >= 0 {
		s |= atTurn
	}
	if c.discipline != fifo || c.balance == sharedQueue || c.maxWait >= 0 {
		s |= atQueue
	}
	return s
}

// specialities returns how a call differs.
func (s *site) specialities() special {
	out := special(0)
	if s.route != routeAny || s.near >= 0 {
		out |= atPick
	}
	if s.faulty || s.via.link >= 0 || s.near >= 0 {
		out |= atWay
	}
	if s.pool > 0 || s.bulkhead > 0 || s.hedge >= 0 || s.name >= 0 {
		out |= atAttempt
	}
	return out
}

// finish marks what is special, once all components and calls are known.
func (a *assembler) finish() *Program {
	for i := range a.p.components {
		c := &a.p.components[i]
		c.special = c.specialities()
		c.contended = c.slots < unlimited || c.cores < unlimited || c.special&atDoor != 0
	}
	for i := range a.p.sites {
		s := &a.p.sites[i]
		s.special = s.specialities()
		if c := &a.p.components[s.callee]; c.count == 1 && s.near < 0 && (s.route == routePrimary || s.route == routeReplica) {
			s.special &^= atPick // while it is there; see world.pick
		}
		e := &a.p.edges[s.edge]
		s.state = e.first + 1 // a caller outside has replica -1
		if e.caller >= 0 {
			s.state = e.first - a.p.components[e.caller].first
		}
		s.plain = s.timeout < 0 && s.lane < 0 && s.retry < 0 && s.deadline < 0 && s.special&atAttempt == 0 && !s.breaker && !s.inherit
	}
	a.p.wholes()
	return a.p
}

// door tells whether what guards a component lets a call in now. It refuses
// the call, or lets it wait for its turn, when not.
func (w *world) door(i uint32, s *site, c *component) bool {
	switch {
	case s.route == routeThis:
		return true
	case w.stations[s.callee].shut > 0, c.fills && s.writes && w.filled[s.callee] > 0:
		w.refuse(i, refused)
		return false
	case c.gate >= 0 && w.enters(c.gate) != okay:
		w.refuse(i, refused)
		return false
	case c.limit < 0:
		return true
	}
	delay, ok := w.limited(c.limit, i)
	switch {
	case !ok:
		w.refuse(i, refused)
	case delay > 0:
		w.queueForTurn(i, c, delay)
	default:
		return true
	}
	return false
}

// left tells others that a call has left a replica, and when it had come.
func (w *world) left(i uint32, at int32, arrived int64) {
	r := &w.replicas[at]
	c := &w.comps[r.comp]
	if c.shed >= 0 {
		w.guardOf(&w.p.sheds[c.shed], c, at).adaptive.leaves(arrived, w.now, r.inFlight+r.waiting)
	}
	if c.consumes && !w.willAcknowledge(i) {
		w.slotFreed(r.comp)
	}
}

// coreTaken and coreFreed keep the account of who works in a replica.
func (w *world) coreTaken(i uint32, r *replica, c *component) {
	r.busy.up(w.now)
	if c.discipline == preemptive {
		w.append(&r.running, i)
	}
}

func (w *world) coreFreed(i uint32, r *replica, c *component) {
	r.busy.down(w.now)
	if c.discipline == preemptive {
		w.remove(&r.running, i)
	}
}

// mayAttempt tells whether the caller's own limits let an attempt go now. It
// fails the attempt, or lets it wait for a connection, when not.
func (w *world) mayAttempt(i uint32, s *site, e *edgeState) bool {
	switch {
	case s.name >= 0 && !w.resolves(s, e):
		w.attemptFailed(i, noTarget)
	case s.bulkhead > 0 && e.inUse >= s.bulkhead:
		w.attemptFailed(i, refused)
	case s.pool > 0 && e.inUse >= s.pool:
		f := &w.frames[i]
		w.armTimeout(i, f, s)
		f.state = forPool
		w.append(&e.queue, i)
	default:
		if s.hedge >= 0 {
			w.armHedge(i, s)
		}
		return true
	}
	return false
}
