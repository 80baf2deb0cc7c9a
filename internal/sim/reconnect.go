package sim

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/stats"
)

// dropConn ends a connection against its will. Where the flow says how, the
// client comes back. One that is being made loses its place, which its request
// finds out at its end.
func (w *world) dropConn(k uint32) {
	c := &w.conns[k]
	w.letGo(k)
	if c.state == isHeld {
		c.left, c.back = c.until-w.now, true
		w.away(k)
	}
}

// away lets a client wait before it tries to come back, unless it gives up or
// the run is over.
func (w *world) away(k uint32) {
	c := &w.conns[k]
	s := &w.p.holds[c.hold]
	c.token++
	c.state = isAway
	if s.reconnect < 0 || w.closing || w.over() {
		w.goodbye(k)
		return
	}
	r := &w.p.retries[s.reconnect]
	c.tries++
	if r.max < unlimited && int32(c.tries) > r.max || r.chance < 1 && w.streams[r.stream].Float64() >= r.chance {
		w.goodbye(k)
		return
	}
	f := frame{tries: c.tries, work: c.backoff}
	d := w.backoff(&f, r)
	c.tries, c.backoff = f.tries, f.work
	w.agenda.add(w.now+d, evReconnect, 0, k, c.token)
}

// comesBack lets a client make its connection anew: a further request of its
// flow.
func (w *world) comesBack(k, token uint32) bool {
	c := &w.conns[k]
	switch {
	case c.token != token:
		return false
	case w.closing || w.over():
		w.goodbye(k)
		return true
	}
	c.state = inTheMaking
	i := w.start(c.source, w.p.holds[c.hold].flow, c.user)
	for int(i) >= len(w.connOf) {
		w.connOf = append(w.connOf, 0)
	}
	w.connOf[i] = k
	w.frames[i].flags |= connects
	w.run(i)
	return true
}

// dropAllAt drops the connections of a replica.
func (w *world) dropAllAt(at int32) {
	if len(w.held) == 0 {
		return
	}
	for k := w.held[at].first; k != 0; {
		next := w.conns[k].next
		w.dropConn(k)
		k = next
	}
}

// drain gives the connections of a replica away that is about to leave, spread
// over its time to do so.
func (w *world) drain(at int32) {
	if len(w.held) == 0 {
		return
	}
	c := &w.comps[w.replicas[at].comp]
	if c.drain <= 0 {
		w.dropAllAt(at)
		return
	}
	for k := w.held[at].first; k != 0; k = w.conns[k].next {
		d := int64(float64(c.drain) * w.streams[c.drainStream].Float64())
		w.agenda.add(w.now+d, evDrain, 0, k, w.conns[k].token)
	}
}

// drained drops a connection whose replica gives it away.
func (w *world) drained(k, token uint32) bool {
	if w.conns[k].token != token || w.conns[k].rep < 0 {
		return false
	}
	w.dropConn(k)
	return true
}

// closeHolds ends all connections at the end of what is measured.
func (w *world) closeHolds() {
	for k := range w.conns {
		if w.conns[k].state >= isHeld {
			w.goodbye(uint32(k))
		}
	}
}

// pickHeld picks the replica that keeps the connection of the request a call
// belongs to, and the next in turn for a call without one.
func (w *world) pickHeld(f *frame, st *station) int32 {
	at := w.heldReplica(f)
	if at < 0 && len(st.active) > 0 {
		st.turn++
		at = st.active[st.turn%uint32(len(st.active))]
	}
	return at
}

// heldReplica returns the replica that keeps the connection of the request a
// call belongs to, -1 when there is none.
func (w *world) heldReplica(f *frame) int32 {
	for f.parent != 0 {
		i := f.parent
		if w.frames[i].token != f.parentTok {
			return -1
		}
		f = &w.frames[i]
		if f.flags&connects != 0 {
			return w.conns[w.connOf[i]].rep
		}
	}
	return -1
}

// residuals returns a draw of what is left of the time of a connection that is
// held at a random moment: long ones are met more often, each at a uniform
// point. An exponential time has no memory; of any other law a thousand draws
// stand for it. Cox, Renewal Theory, 1962, §5.
func (w *world) residuals(s *holdSpec) func() int64 {
	uniform := &w.streams[s.stream]
	if w.p.laws[s.life].kind == stats.Exponential {
		return func() int64 { return w.draw(s.life) }
	}
	sums := make([]float64, 1000)
	sum := 0.0
	for i := range sums {
		sum += float64(w.draw(s.life))
		sums[i] = sum
	}
	return func() int64 {
		u := float64(sum * uniform.Float64())
		i, _ := slices.BinarySearch(sums, u)
		i = min(i, len(sums)-1)
		length := sums[i]
		if i > 0 {
			length -= sums[i-1]
		}
		return int64(math.Max(0, float64(length*uniform.Float64())))
	}
}
