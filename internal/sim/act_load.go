package sim

import "math"

// Verbs about load: surge and halt, which change how much arrives, and admit,
// which lets only so much of it in.

// setLoad: so many times the load; 0 times for halt, which also keeps consumers
// from taking messages.
func setLoad(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	times := func(level float64) float64 { return 1 + float64((a.by-1)*level) }
	for _, k := range a.flows {
		w.flowLoad(k, times(from), times(to), onOff(from, to))
	}
}

// flowLoad changes how much of a flow arrives by the ratio of two factors, and
// halts its consumption with a factor of 0.
func (w *world) flowLoad(flow int32, from, to float64, halts int32) {
	for i := range w.p.sources {
		s := &w.p.sources[i]
		if s.flow != flow && !s.bears(flow) {
			continue
		}
		switch {
		case s.kind != messages:
			w.surge(uint32(i), from, to)
		case from == 0 || to == 0:
			w.haltConsumer(int32(i), halts)
		}
	}
}

// bears tells whether a journey brings requests of a flow in.
func (s *source) bears(flow int32) bool {
	for i := range s.mix {
		if s.mix[i].flow == flow {
			return true
		}
	}
	for _, k := range s.order {
		if k == flow {
			return true
		}
	}
	return false
}

// haltConsumer adds to the faults that keep a consumer from taking messages.
func (w *world) haltConsumer(source, by int32) {
	for g := range w.groups {
		for i := range w.groups[g].consumers {
			if w.groups[g].consumers[i].source == source {
				w.groups[g].takers[i].halted += by
				w.dispatch(uint32(g))
			}
		}
	}
}

// surge multiplies what a source brings in from now on.
func (w *world) surge(ref uint32, from, to float64) {
	s, st := &w.p.sources[ref], &w.sources[ref]
	before := st.times()
	st.surges = adjusted(st.surges, from, to)
	now := st.times()
	switch s.kind {
	case closed:
		w.resizeUsers(ref)
	case poisson, constant, bursty:
		w.rescale(ref, before, now)
	}
}

// surges are the factors of the faults in force on one source: their product,
// and how many of them are 0.
type surges struct {
	product float64 // less 1, so that none is 0
	halts   int32
}

// times returns by how much a source is multiplied.
func (st *sourceState) times() float64 {
	if st.surges.halts > 0 {
		return 0
	}
	return 1 + st.surges.product
}

// surgedTo returns how many runs take the place of one: the factor of a source,
// with its fraction as a probability.
func (w *world) surgedTo(st *sourceState) int32 {
	if st.surges == (surges{}) {
		return 1
	}
	whole, part := math.Modf(st.times())
	if part > 0 && w.streams[w.p.mishaps].Float64() < part {
		whole++
	}
	return int32(whole)
}

// adjusted replaces one factor by another.
func adjusted(s surges, from, to float64) surges {
	p := 1 + s.product
	if from == 0 {
		s.halts--
	} else {
		p /= from
	}
	if to == 0 {
		s.halts++
	} else {
		p *= to
	}
	if s.product = p - 1; math.Abs(s.product) < 1e-12 {
		s.product = 0
	}
	return s
}

// rescale moves the next arrival of an open source, so that what was still
// missing to it goes on at the new pace.
func (w *world) rescale(ref uint32, from, to float64) {
	s, st := &w.p.sources[ref], &w.sources[ref]
	if st.gap == 0 || from == to {
		return
	}
	if from > 0 {
		st.missing = float64(integral(s.factor, float64(w.now), st.next) * from)
	}
	st.round++
	if to == 0 {
		return
	}
	st.next = after(s.flat(), float64(w.now), st.missing/to)
	w.scheduleNext(ref, st)
}

// flat returns the factor of a source over time, 1 when it has none.
func (s *source) flat() []knot {
	if len(s.factor) == 0 {
		return []knot{{0, 1}}
	}
	return s.factor
}

// integral returns the integral of a factor between two times.
func integral(knots []knot, from, to float64) float64 {
	if len(knots) == 0 || to <= from {
		return max(to-from, 0)
	}
	sum, t := 0.0, from
	for i := firstAfter(knots, from); i <= len(knots) && t < to; i++ {
		end, a, slope := to, knots[max(i-1, 0)].factor, 0.0
		if i < len(knots) {
			end = min(to, float64(knots[i].at))
			if i > 0 && knots[i].at > knots[i-1].at {
				slope = (knots[i].factor - knots[i-1].factor) / float64(knots[i].at-knots[i-1].at)
				a += float64(slope * (t - float64(knots[i-1].at)))
			}
		}
		if end <= t {
			continue
		}
		span := end - t
		sum += float64(a*span) + float64(slope*span*span/2)
		t = end
	}
	return sum
}

// resizeUsers lets users of a closed load join, or leave when they would begin
// their next run.
func (w *world) resizeUsers(ref uint32) {
	s, st := &w.p.sources[ref], &w.sources[ref]
	want := int(math.Round(float64(float64(s.users)*w.p.loadScale) * st.times()))
	if st.present == nil {
		st.present = make([]bool, int(math.Round(float64(s.users)*w.p.loadScale)))
		for u := range st.present {
			st.present[u] = true
		}
	}
	st.limited, st.limit = true, int64(want)
	for u := range want {
		if u >= len(st.present) {
			st.present = append(st.present, false)
			if len(s.order) > 0 {
				st.steps = append(st.steps, 0)
			}
		}
		if !st.present[u] {
			st.present[u] = true
			w.think(ref, int64(u))
		}
	}
}

// noGate is a component before which no fault stands, doorOnly one whose calls
// a fault fails at a replica.
const (
	noGate   = -1
	doorOnly = -2
)

// gateState is what decides whether requests of a flow, or calls of a component,
// are let in while faults say so.
type gateState struct {
	errors float64 // share that fails
	shut   float64 // share that is turned away
	rate   float64 // a second that is let in, 0 for any
	fullAt float64 // of the bucket of that rate, of one
}

// setAdmit: only so much is let in, as a share or as a rate; what is turned
// away is refused. At its end the rest comes back over the ramp.
func setAdmit(w *world, ref uint32, from, to float64) {
	a := &w.p.acts[ref]
	for _, k := range a.flows {
		w.gates[w.p.flows[k].gate].admit(a, from, to)
	}
	for _, k := range a.comps {
		w.gates[w.p.components[k].gate].admit(a, from, to)
	}
}

func (g *gateState) admit(a *act, from, to float64) {
	if a.rate == 0 { // a share
		g.shut += float64((1 - a.by) * (to - from))
		return
	}
	// A rate comes back in proportion: at level x it lets rate/x in.
	g.rate = 0
	if to > 0 {
		g.rate = a.rate / to
	}
}

// enters tells whether a gate lets something in, and else how it fails.
func (w *world) enters(gate int32) outcome {
	if len(w.gates) == 0 {
		return okay
	}
	g := &w.gates[gate]
	u := &w.streams[w.p.mishaps]
	switch {
	case g.shut > 1e-12 && u.Float64() < g.shut:
		return refused
	case g.rate > 0 && !g.take(float64(w.now)):
		return refused
	case g.errors > 1e-12 && u.Float64() < g.errors:
		return errored
	}
	return okay
}

// take takes a token of a bucket of one.
func (g *gateState) take(now float64) bool {
	if g.fullAt > now {
		return false
	}
	g.fullAt = max(g.fullAt, now) + 1e9/g.rate
	return true
}
