package sim

import (
	"fmt"
	"math"
)

// stormRisk is what retries make of the load of a component that stalls.
type stormRisk struct {
	k     int
	base  float64 // calls a second that are first attempts
	worst float64 // when all time out and are made again
	mu    float64 // that it can do
	retry int32   // of the call that repeats most
}

// storms are the components that a stall would leave overloaded for good. With
// a queue that is served in order and callers who leave it without a word, the
// work of those who gave up keeps those who follow waiting beyond their timeout
// too. So the load after a stall is all attempts, and it comes back only where
// that is below what the component can do (Bronson et al., "Metastable Failures
// in Distributed Systems", HotOS 2021).
func (e *evidence) storms() []stormRisk {
	var all []stormRisk
	for k := range e.p.components {
		mu, _, ok := e.does(k)
		base, worst := e.t.calls[k], e.t.worst[k]
		if !ok || base >= mu || worst <= mu || e.sheltered(k, mu) {
			continue
		}
		s := stormRisk{k: k, base: base, worst: worst, mu: mu, retry: -1}
		for i := range e.p.sites {
			at := &e.p.sites[i]
			if at.callee == int32(k) && e.p.attempts(at) > 1 && (s.retry < 0 || e.p.retries[at.retry].max > e.p.retries[s.retry].max) {
				s.retry = at.retry
			}
		}
		all = append(all, s)
	}
	return all
}

// sheltered tells whether something at a component takes dead work away, or
// keeps it from piling up: an order that serves the newest first, a bound on
// the wait, shedding, or a queue that is worked off within a timeout, by two
// deviations of exponential work.
func (e *evidence) sheltered(k int, mu float64) bool {
	c := &e.p.components[k]
	if c.discipline == lifo || c.maxWait >= 0 || c.shed >= 0 || c.limit >= 0 {
		return true
	}
	if c.queue == unlimited {
		return false
	}
	shortest := math.Inf(1)
	for i := range e.p.sites {
		if s := &e.p.sites[i]; s.callee == int32(k) {
			if t, ok := e.p.patience(s); ok {
				shortest = min(shortest, t)
			}
		}
	}
	queue := float64(c.queue)
	return queue+2*math.Sqrt(queue) < mu/e.replicas(k)*shortest
}

// ragingStorm names a storm that the run is in: far more attempts than first
// attempts, and the answers come too late.
func ragingStorm(e *evidence) []Mechanism {
	var out []Mechanism
	for _, s := range e.storms() {
		n := e.component(s.k).Arrivals
		if !s.rages(n) {
			continue
		}
		name := e.p.components[s.k].name
		out = append(out, Mechanism{
			Component: name,
			Text:      fmt.Sprintf("Retries make %s out of %s at %s, which does %s; %s", perSecond(n.Value), perSecond(s.base), name, perSecond(s.mu), e.wayOut(s)),
			Figures:   s.figures(n.Value),
		})
	}
	return out
}

// rages tells whether so many arrivals are a storm: more than the component can
// do, and nearer to the worst than to first attempts alone.
func (s *stormRisk) rages(arrivals Number) bool {
	return arrivals.Known() && arrivals.Value > s.mu && arrivals.Value > (s.base+s.worst)/2
}

// stormAhead warns of a storm that an outage would begin.
func stormAhead(e *evidence) []Mechanism {
	var out []Mechanism
	for _, s := range e.storms() {
		if s.rages(e.component(s.k).Arrivals) {
			continue
		}
		name := e.p.components[s.k].name
		text := fmt.Sprintf("Retries make %s out of %s at %s, which does %s; %s", perSecond(s.worst), perSecond(s.base), name, perSecond(s.mu), e.wayOut(s))
		if s.worst >= endless*s.base/2 {
			text = fmt.Sprintf("Retries without a limit leave %s, which does %s, under no load a way back after an outage.", name, perSecond(s.mu))
		}
		out = append(out, Mechanism{Component: name, Text: text, Figures: s.figures(s.worst)})
	}
	return out
}

func (s *stormRisk) figures(attempts float64) map[string]float64 {
	return map[string]float64{"first_attempts": s.base, "attempts": attempts, "capacity": s.mu, "recovers_below": s.mu * s.base / s.worst}
}

// wayOut says under which load a component comes back, and what would lift
// that above the present load: fewer retries, or a budget where even one is too
// many.
func (e *evidence) wayOut(s stormRisk) string {
	text := fmt.Sprintf("after an outage it comes back only under %s", perSecond(s.mu*s.base/s.worst))
	if s.retry < 0 {
		return text + "."
	}
	r := &e.p.retries[s.retry]
	above := s.worst / s.base / (1 + float64(r.max)) // what callers further up make of it
	fewer := int(math.Ceil(s.mu/s.base/above)) - 2
	switch {
	case r.chance < 1 || r.max == unlimited:
		return text + "."
	case fewer >= 1 && fewer < int(r.max):
		return fmt.Sprintf("%s; %s instead of %s %s that to %s.", text, counted(fewer, "retry"), inWords(int(r.max)), lifts(fewer), perSecond(s.mu/above/float64(1+fewer)))
	}
	if room := s.mu/s.base/above - 1; room > 0.01 {
		budget := roundDown(0.95 * room)
		return fmt.Sprintf("%s; a retry budget of %s lifts that to %s.", text, percentOf(budget), perSecond(s.mu/above/(1+budget)))
	}
	return text + "; no retries would leave it next to none to spare."
}

// lifts is the verb behind so many retries.
func lifts(n int) string {
	if n == 1 {
		return "lifts"
	}
	return "lift"
}

// patience returns the mean timeout of the attempts of a call, in seconds.
func (p *Program) patience(s *site) (seconds float64, ok bool) {
	switch {
	case s.lane >= 0:
		return float64(p.lanes[s.lane-1]) / 1e9, true
	case s.timeout >= 0:
		return p.meanTime(s.timeout), true
	case s.deadline >= 0:
		return p.meanTime(s.deadline), true
	}
	return 0, false
}
