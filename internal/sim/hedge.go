package sim

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// Hedged calls: when an attempt has no answer after a while, a second one goes
// out beside it. The first good answer ends both, and an attempt has failed
// when both have. Dean and Barroso, "The Tail at Scale", Communications of the
// ACM 56(2), 2013.
//
// Both share what the attempt has: its timeout, its breaker and its budget. The
// second takes a connection of its own and a place in the bulkhead, and is left
// out where none is free. While it may go out, a caller's next holds its first
// call once the second is due, and prev is 1 as long as both are out.

// hedge is when a second call is made.
type hedge struct {
	name       string
	lane       int32   // of a constant time; -1
	percentile float64 // or of the latencies seen so far
}

// hedgeState follows a percentile of the latencies of one caller and callee,
// all replicas of the caller together. The first answers are looked at one
// after the other; the largest of 1/(1-p) of them is the first estimate.
// Afterwards every call moves it: up by a small factor when the time passes
// without an answer, down when an answer comes before, in the ratio that lets
// the share 1-p pass. It needs to know no more than that, so answers that are
// never seen, because they lost or were cancelled, do not bend it. Yazidi and
// Hammer, "Multiplicative Update Methods for Incremental Quantile Estimation",
// IEEE Transactions on Cybernetics 49(3), 2019.
type hedgeState struct {
	after  float64 // nanoseconds, as estimated
	seen   int32   // answers of the first estimate; hedgeReady when it is there
	sample handle  // the call that is looked at for it
	sentAt int64
}

const (
	hedgeReady = -1
	hedgeGain  = 0.01 // by which a miss moves the estimate: a standard deviation of some 4% at p95 of an exponential law
)

// hedge compiles when a second call is made.
func (c *compiler) hedge(m *model.Hedge, name string, slower float64) int32 {
	h := hedge{name: name, lane: -1, percentile: m.After.Percentile}
	if m.After.Time != nil {
		h.lane = c.lane(stats.Law{Kind: stats.Const, A: m.After.Time.Value * slower})
	}
	for i := range c.p.hedges {
		if c.p.hedges[i] == h {
			return int32(i)
		}
	}
	c.p.hedges = append(c.p.hedges, h)
	return int32(len(c.p.hedges) - 1)
}

// openHedges makes the states of all hedges.
func (w *world) openHedges() { w.hedges = make([]hedgeState, len(w.p.hedges)) }

// armHedge sets the timer of the second call of an attempt that goes out now.
func (w *world) armHedge(i uint32, s *site) {
	f := &w.frames[i]
	f.next, f.prev = 0, 0
	if h := &w.p.hedges[s.hedge]; h.lane >= 0 {
		w.agenda.addLane(h.lane, w.now, evHedge, 0, i, f.token)
		return
	}
	st := &w.hedges[s.hedge]
	if st.seen == hedgeReady {
		w.agenda.add(w.now+int64(st.after+0.5), evHedge, 0, i, f.token)
		return
	}
	if w.frames[st.sample.frame].token != st.sample.token || st.sample.frame == 0 {
		st.sample, st.sentAt = handle{i, f.token}, w.now
	}
}

// sendHedge makes the second call of an attempt, if the caller's own limits
// let it.
func (w *world) sendHedge(i uint32) {
	f := &w.frames[i]
	s := &w.sites[w.ops[f.pc].a]
	h := &w.p.hedges[s.hedge]
	if h.lane < 0 {
		w.hedges[s.hedge].after *= 1 + float64(hedgeGain*h.percentile)
	}
	f.next = f.child
	e := w.edgeOf(f, s)
	switch {
	case s.breaker && w.breakers[e.breaker].state != closedBreaker:
		return
	case s.bulkhead > 0 && e.inUse >= s.bulkhead, s.pool > 0 && e.inUse >= s.pool:
		return
	}
	f.prev = 1
	e.inUse++
	at := w.ops[f.pc].a
	w.tries[at].calls++
	w.send(i, at, s)
}

// hedgeAnswered takes an answer to an attempt that may be hedged. It reports
// whether the caller must wait for the other call.
func (w *world) hedgeAnswered(i uint32, how outcome) bool {
	f := &w.frames[i]
	s := &w.sites[w.ops[f.pc].a]
	if how <= keyMissed {
		w.learn(i, s)
		return false
	}
	if f.prev == 0 {
		return false
	}
	f.prev = 0
	e := w.edgeOf(f, s)
	e.inUse--
	if s.pool > 0 {
		w.nextInPool(s, e)
	}
	return true
}

// learn moves the estimate of a percentile by an answer to the first call.
func (w *world) learn(i uint32, s *site) {
	h, st, f := &w.p.hedges[s.hedge], &w.hedges[s.hedge], &w.frames[i]
	switch {
	case h.lane >= 0 || f.next != 0:
		return
	case st.seen == hedgeReady:
		st.after = max(1, st.after*(1-float64(hedgeGain*(1-h.percentile))))
		return
	case st.sample != handle{i, f.token}:
		return
	}
	st.after = max(st.after, float64(w.now-st.sentAt), 1)
	st.sample = handle{}
	if st.seen++; float64(st.seen)*(1-h.percentile) > 1-1e-9 {
		st.seen = hedgeReady
	}
}

// endHedge gives back what a second call held at the caller, and stops what
// nobody waits for any more where that is asked for. What has answered is
// about to go by itself.
func (w *world) endHedge(i, last uint32, s *site, e *edgeState) {
	f := &w.frames[i]
	first, tok := f.next, f.token
	e.inUse -= int32(f.prev)
	f.next, f.prev = 0, 0
	if !s.cancel || first == 0 {
		return
	}
	for _, call := range [2]uint32{first, last} {
		if c := &w.frames[call]; c.parent == i && c.parentTok == tok && c.flags&(isBranch|answered) == 0 {
			w.cancel(call)
		}
	}
}
