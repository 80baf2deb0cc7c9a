package sim

import (
	"math"
	"sort"
)

// sourceState is where a source stands.
type sourceState struct {
	next  float64 // time of the next arrival in nanoseconds, not rounded, so that rounding does not add up
	gap   float64 // mean nanoseconds between arrivals, before any factor; 0 for none
	at    int     // in recorded times
	tick  int64   // of a schedule: the next one
	steps []int32 // of each user of a journey in order

	// Where faults change the load, act_load.go:
	round   uint32 // voids the event of an arrival that has moved
	surges  surges
	missing float64 // of an open source that is halted: what was still missing to its next arrival
	present []bool  // users who are there
	limited bool    // only users below limit are
	limit   int64
}

// openSources schedules the first arrival of every source.
func (w *world) openSources() {
	w.sources = make([]sourceState, len(w.p.sources))
	for i := range w.p.sources {
		s, st := &w.p.sources[i], &w.sources[i]
		if rate := s.rate * w.p.loadScale; rate > 0 {
			st.gap = 1e9 / rate
		}
		switch s.kind {
		case closed:
			users := int(math.Round(float64(s.users) * w.p.loadScale))
			if len(s.order) > 0 {
				st.steps = make([]int32, users)
			}
			for u := range users {
				w.think(uint32(i), int64(u))
			}
		case schedule:
			st.tick = s.at
			w.agenda.add(s.at, evSource, 0, uint32(i), 0)
		case recorded:
			w.scheduleRecorded(uint32(i))
		case messages:
		default:
			if st.gap > 0 {
				w.scheduleArrival(uint32(i), s, st)
			}
		}
	}
}

// sourceEvent brings in one request and schedules the next.
func (w *world) sourceEvent(ref, round uint32) bool {
	s, st := &w.p.sources[ref], &w.sources[ref]
	if w.over() || st.round != round {
		return false
	}
	switch s.kind {
	case schedule:
		w.tick(ref, round)
		return true
	case recorded:
		w.scheduleRecorded(ref)
		for range w.surgedTo(st) - 1 {
			w.run(w.start(int32(ref), s.flow, 0))
		}
		if st.surges.halts > 0 {
			return false
		}
	default:
		w.scheduleArrival(ref, s, st)
	}
	if s.whole >= 0 {
		w.startWhole(s)
	} else {
		w.run(w.start(int32(ref), s.flow, 0))
	}
	return true
}

// over tells whether the time in which requests begin has passed.
func (w *world) over() bool { return w.p.length > 0 && w.now >= w.p.length }

// start makes the frame of a request, which the caller lets run.
func (w *world) start(src, flow int32, user int64) uint32 {
	i := w.newFrame()
	f := &w.frames[i]
	fl := &w.p.flows[flow]
	f.flags = isRoot | fl.flags
	f.rep, f.site = -1, src
	f.pc, f.flow, f.class = fl.entry, uint16(flow), fl.class
	f.arrived, f.waited = w.now, user
	if fl.crowd.actor != 0 {
		w.nameUser(i, &fl.crowd)
	}
	w.flows[flow].begin(w.now)
	return i
}

// scheduleArrival schedules the next arrival of an open source.
func (w *world) scheduleArrival(ref uint32, s *source, st *sourceState) {
	gap := 1.0
	switch s.kind {
	case constant:
	case poisson:
		gap = w.streams[s.stream].Exp()
	default:
		gap = s.gap.Draw(&w.streams[s.stream])
	}
	if st.surges != (surges{}) {
		gap /= st.times() // it is not halted, for it has just arrived
	}
	if len(s.factor) == 0 {
		st.next += float64(gap * st.gap)
	} else {
		st.next = after(s.factor, st.next, gap*st.gap)
	}
	w.scheduleNext(ref, st)
}

// scheduleNext puts the next arrival of an open source on the agenda.
func (w *world) scheduleNext(ref uint32, st *sourceState) {
	if st.next < horizon {
		w.agenda.add(int64(st.next+0.5), evSource, 0, ref, st.round)
	}
}

// after returns the time at which the integral of a factor since t reaches
// need, +Inf when it never does. Between two knots the factor is linear, so
// that is the root of a quadratic.
func after(knots []knot, t, need float64) float64 {
	for i := firstAfter(knots, t); i <= len(knots); i++ {
		to := math.Inf(1)
		a, slope := 0.0, 0.0
		switch {
		case i == 0:
			to, a = float64(knots[0].at), knots[0].factor
		case i == len(knots):
			a = knots[i-1].factor
		default:
			from := float64(knots[i-1].at)
			to = float64(knots[i].at)
			if to > from {
				slope = (knots[i].factor - knots[i-1].factor) / (to - from)
			}
			a = knots[i-1].factor + float64(slope*(max(t, from)-from))
		}
		if t >= to {
			continue
		}
		span := to - t
		whole := math.Inf(1)
		if !math.IsInf(span, 1) {
			whole = float64(a*span) + float64(slope*span*span/2)
		} else if a == 0 {
			return math.Inf(1)
		}
		if whole >= need {
			if slope == 0 {
				return t + need/a
			}
			// Stable form of the root: no cancellation when the slope is small.
			return t + 2*need/(a+math.Sqrt(math.Max(0, float64(a*a)+float64(2*slope*need))))
		}
		need -= whole
		t = to
	}
	return math.Inf(1)
}

// firstAfter returns the first corner behind a time.
func firstAfter(knots []knot, t float64) int {
	return sort.Search(len(knots), func(i int) bool { return float64(knots[i].at) > t })
}

// scheduleRecorded schedules the next of the recorded arrivals.
func (w *world) scheduleRecorded(ref uint32) {
	s, st := &w.p.sources[ref], &w.sources[ref]
	if st.at < len(s.times) {
		w.agenda.add(s.times[st.at], evSource, 0, ref, st.round)
		st.at++
	}
}

// think lets a user think before the next run.
func (w *world) think(ref uint32, user int64) {
	s := &w.p.sources[ref]
	at := w.now
	if s.think >= 0 {
		at += w.draw(s.think)
	}
	w.agenda.add(at, evUser, 0, ref, uint32(user))
}

// userStarts begins the next run of a user who has thought.
func (w *world) userStarts(ref uint32, user int64) bool {
	if w.over() {
		return false
	}
	s := &w.p.sources[ref]
	if st := &w.sources[ref]; st.limited && user >= st.limit {
		st.present[user] = false // until the load comes back
		return false
	}
	flow := s.flow
	switch {
	case len(s.mix) > 0:
		u := w.streams[s.stream].Float64()
		k := 0
		for k < len(s.mix)-1 && u >= s.mix[k].upTo {
			k++
		}
		flow = s.mix[k].flow
	case len(s.order) > 0:
		step := &w.sources[ref].steps[user]
		flow = s.order[int(*step)%len(s.order)]
		*step++
	}
	w.run(w.start(int32(ref), flow, user))
	return true
}

// sourceAnswered lets a source know that a request has its answer.
func (w *world) sourceAnswered(f *frame, how outcome) {
	switch s := &w.p.sources[f.site]; s.kind {
	case closed:
		if w.p.flows[f.flow].hold >= 0 {
			return // the user thinks when the connection ends
		}
		ref, user := uint32(f.site), f.waited
		if w.now == f.arrived && s.think < 0 {
			// A run that takes no time and no thought must not stop the clock.
			w.agenda.add(w.now+1000, evUser, 0, ref, uint32(user))
			return
		}
		w.think(ref, user)
	case messages:
		w.consumed(f, how)
	}
}
