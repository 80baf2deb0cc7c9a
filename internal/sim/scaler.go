package sim

import "math"

// scalerState is what an autoscaler remembers.
type scalerState struct {
	changed  int64 // when it last changed something
	busy     int64 // integral of busy cores at the last look
	present  int64 // and of replicas
	starting int32
}

// scale lets the autoscaler of a component look, and act unless it has acted a
// short while ago.
func (w *world) scale(ref uint32) bool {
	if w.closing {
		return false
	}
	c := &w.comps[ref]
	st := &w.stations[ref]
	w.agenda.add(w.now+c.scaler.every, evScale, 0, ref, 0)
	if st.blind > 0 {
		return true
	}
	have := int32(len(st.active)) + st.scaler.starting
	want := min(max(w.wanted(c, st, have), c.scaler.min), c.scaler.max)
	if want == have || st.scaler.changed > 0 && w.now-st.scaler.changed < c.scaler.cooldown {
		return true
	}
	st.scaler.changed = w.now
	for ; have < want; have++ {
		w.startReplica(c, st)
	}
	for ; have > want; have-- {
		w.stopReplica(c, st)
	}
	return true
}

// wanted returns how many replicas would meet the target now.
func (w *world) wanted(c *component, st *station, have int32) int32 {
	t := &st.tally
	area := t.areas(w.now)
	busy, present := float64(area.busy-st.scaler.busy), float64(area.present-st.scaler.present)
	st.scaler.busy, st.scaler.present = area.busy, area.present
	level := 0.0
	switch c.scaler.what {
	case scaleInFlight:
		level = float64(t.held.n)
	case scaleQueue:
		level = float64(t.waiting())
	case scaleConnections:
		level = float64(w.heldNow(c))
	case scaleCPU:
		if present > 0 {
			level = busy / float64(present*c.capacity()) * float64(have)
		}
	}
	return int32(math.Ceil(level/c.scaler.target - 1e-9))
}

// capacity returns the processor time a replica has in a second. Where cores
// are unlimited it is 1, so that utilisation counts those at work.
func (c *component) capacity() float64 {
	if c.cores == unlimited {
		return 1
	}
	return float64(c.cores)
}

// startReplica begins to start a replica that is off.
func (w *world) startReplica(c *component, st *station) {
	for at := c.first; at < c.first+c.count; at++ {
		r := &w.replicas[at]
		if r.present || r.state == starting {
			continue
		}
		r.state = starting
		r.round++
		st.scaler.starting++
		d := int64(0)
		if c.scaler.start >= 0 {
			d = w.draw(c.scaler.start)
		}
		w.agenda.add(w.now+d, evStarted, 0, uint32(at), r.round)
		return
	}
}

// started lets callers pick a replica that has started.
func (w *world) started(ref, round uint32) bool {
	r := &w.replicas[ref]
	if r.round != round || r.state != starting {
		return false
	}
	w.stations[r.comp].scaler.starting--
	w.activate(int32(ref))
	if w.comps[r.comp].balance == sharedQueue {
		w.admitNext(int32(ref))
	}
	w.messagesFlow(r.comp)
	return true
}

// stopReplica takes one replica away: one that is still starting, or else the
// last to have come, which finishes what it has.
func (w *world) stopReplica(c *component, st *station) {
	for at := c.first + c.count - 1; at >= c.first; at-- {
		if r := &w.replicas[at]; r.state == starting {
			r.state = off
			r.round++
			st.scaler.starting--
			return
		}
	}
	last := len(st.active) - 1
	at := st.active[last]
	r := &w.replicas[at]
	st.active = st.active[:last]
	r.active, r.present = false, false
	st.tally.present.down(w.now)
	w.drain(at)
	w.standing(at)
}
