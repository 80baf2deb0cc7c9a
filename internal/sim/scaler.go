package sim

import "math"

// scaler is an autoscaler: of a component, or of its replicas in one region.
type scaler struct {
	component    int32
	first, count int32 // the replicas it may run
	min, max     int32
	what         scaleBy
	target       float64
	every        int64
	cooldown     int64
}

type scaleBy uint8

const (
	scaleCPU scaleBy = iota
	scaleInFlight
	scaleQueue
	scaleConnections
)

// scalerState is what an autoscaler remembers.
type scalerState struct {
	changed  int64 // when it last changed something, -1 for never
	busy     int64 // integral of busy cores at the last look
	present  int64 // and of replicas
	starting int32
	running  level // replicas that callers may pick
}

// openScalers schedules the first look of every autoscaler.
func (w *world) openScalers() {
	for k := range w.p.scalers {
		w.scalers[k].changed = -1
		w.agenda.add(w.p.scalers[k].every, evScale, 0, uint32(k), 0)
	}
}

// scale lets an autoscaler look, and act unless it has acted a short while ago.
func (w *world) scale(ref uint32) bool {
	if w.closing {
		return false
	}
	s, st := &w.p.scalers[ref], &w.scalers[ref]
	w.agenda.add(w.now+s.every, evScale, 0, ref, 0)
	if w.stations[s.component].blind > 0 {
		return true
	}
	have := int32(st.running.n) + st.starting
	want := min(max(w.wanted(s, st, have), s.min), s.max)
	if want == have || st.changed >= 0 && w.now-st.changed < s.cooldown {
		return true
	}
	st.changed = w.now
	for ; have < want; have++ {
		w.startReplica(s)
	}
	for ; have > want; have-- {
		w.stopReplica(s)
	}
	return true
}

// wanted returns how many replicas would meet the target now. Replicas that are
// starting count among those there are.
func (w *world) wanted(s *scaler, st *scalerState, have int32) int32 {
	c := &w.comps[s.component]
	inFlight, waiting, connections, busy := 0.0, 0.0, 0.0, int64(0)
	for at := s.first; at < s.first+s.count; at++ {
		r := &w.replicas[at]
		inFlight += float64(r.inFlight)
		waiting += float64(r.waiting + r.atCore)
		busy += r.busy.area(w.now)
		if len(w.held) > 0 {
			connections += float64(w.held[at].n)
		}
	}
	present := st.running.area(w.now)
	used, time := float64(busy-st.busy), float64(present-st.present)
	st.busy, st.present = busy, present
	level := 0.0
	switch s.what {
	case scaleInFlight:
		level = inFlight
	case scaleQueue:
		level = waiting
	case scaleConnections:
		level = connections
	case scaleCPU:
		if time > 0 {
			level = used / float64(time*c.capacity()) * float64(have)
		}
	}
	return int32(math.Ceil(min(level/s.target, math.MaxInt32) - 1e-9))
}

// capacity returns the processor time a replica has in a second. Where cores
// are unlimited it is 1, so that utilisation counts those at work.
func (c *component) capacity() float64 {
	if c.cores == unlimited {
		return 1
	}
	return float64(c.cores)
}

// startReplica starts a replica that is off. Where all others still finish what
// they had, one of them is called back.
func (w *world) startReplica(s *scaler) {
	spare := int32(-1)
	for at := s.first; at < s.first+s.count; at++ {
		r := &w.replicas[at]
		switch {
		case r.present || r.state == starting || r.state == down:
		case r.inFlight+r.waiting > 0:
			spare = at
		default:
			w.boot(at)
			return
		}
	}
	if spare >= 0 {
		w.replicas[spare].round++ // it need not be empty by then
		w.activate(spare)
	}
}

// stopReplica takes one replica away: one that is still starting, or else the
// last to have come, which finishes what it has, for as long as it may.
func (w *world) stopReplica(s *scaler) {
	last := int32(-1)
	for at := s.first; at < s.first+s.count; at++ {
		switch r := &w.replicas[at]; {
		case r.state == starting:
			w.stopStarting(at)
			return
		case r.present:
			last = at // also one that no caller picks now
		}
	}
	for _, at := range w.stations[s.component].active {
		if at >= s.first && at < s.first+s.count {
			last = at
		}
	}
	if last < 0 {
		return
	}
	w.retire(last)
	w.drain(last)
	if c := &w.comps[s.component]; c.drain > 0 {
		r := &w.replicas[last]
		r.round++
		w.agenda.add(w.now+c.drain, evCutOff, 0, uint32(last), r.round)
	}
}

// cutOff ends a replica that was taken away and has had its time: what it has
// not finished is lost.
func (w *world) cutOff(ref, round uint32) bool {
	r := &w.replicas[ref]
	if r.round != round || r.present {
		return false
	}
	w.loseAll(int32(ref))
	return true
}
