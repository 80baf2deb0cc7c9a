package sim

// stage is how far a call has come on its way into its callee.
type stage uint8

const (
	atCallee   stage = iota // it has just got there
	contending              // it was there before the end of the instant
	atReplicas              // the door has let it pass
)

// arrive brings a call into its callee, from the stage that it has reached: to
// a replica, and there into a slot, into the queue, or back. Where requests
// compete it waits for the end of the instant if anything else happens in it.
// Its first work is drawn when it gets to the door.
func (w *world) arrive(i uint32, f *frame, from stage) {
	s := &w.sites[f.site]
	c := &w.comps[s.callee]
	st := &w.stations[s.callee]
	if from == atCallee {
		st.tally.counts.arrivals++
		if c.contended && (len(w.contend) > 0 || len(w.ready) > 0 || w.agenda.nextAt() == w.now) {
			f.state = onTheWay
			w.contend = append(w.contend, handle{i, f.token})
			return
		}
	}
	if from != atReplicas {
		f.arrived = w.now
		f.token++ // it is no longer on the way
		if o := &w.ops[f.pc]; o.kind == opWork {
			f.work = w.draw(o.a)
			f.flags |= hasWork
		}
		if s.route == routePull {
			st.pulling--
		}
		if c.special&atDoor != 0 && !w.door(i, s, c) {
			return
		}
	}
	if len(st.active) == 1 && (s.special|c.special)&atPick == 0 {
		f.rep = st.active[0]
	} else if f.rep = w.pick(f, s, c, st); f.rep < 0 {
		w.refuse(i, noTarget)
		return
	}
	r := &w.replicas[f.rep]
	switch {
	case r.state >= down:
		w.refuse(i, refused)
	case c.special&atDoor != 0 && w.stopsAtDoor(i, s, c):
	case r.slots <= 0 || c.special&atQueue != 0 && c.sharesCores() && !r.canWork():
		if c.balance == sharedQueue {
			f.rep = c.first // keeps the queue of all
			r = &w.replicas[f.rep]
		}
		if r.waiting >= c.room(st.active) {
			w.refuse(i, refused)
			return
		}
		w.queueForSlot(i)
	case r.atCore >= c.queue && c.slots == unlimited && !r.canWork() && f.work > 0 && w.waitsForCore(r, c, f.class):
		w.refuse(i, refused)
	default:
		w.enter(i, f, r)
	}
}

// stopsAtDoor tells whether a call does not get into the replica that was
// picked for it, because that does not serve, sheds load or lets it fail.
func (w *world) stopsAtDoor(i uint32, s *site, c *component) bool {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	switch {
	case s.route != routeThis && (w.turnsAway(f.rep, r, c) || w.sheds(f, r, c)):
		w.refuse(i, refused)
	case c.gate != noGate && w.strikesAtDoor(f.rep):
		w.failAtDoor(i)
	default:
		return false
	}
	return true
}
