package queueing

import "math"

// Overload is a load beyond capacity for a while, seen as a fluid: what comes
// in above capacity piles up, and drains when the load falls. Newell 1982, §2.
type Overload struct {
	Rate     float64 // arrivals per second while it lasts
	Duration float64 // seconds
	After    float64 // arrivals per second afterwards
	Capacity float64 // departures per second while there is a backlog
}

// MaxBacklog returns the backlog when the overload ends.
func (o Overload) MaxBacklog() float64 { return max(0, o.Rate-o.Capacity) * o.Duration }

// DrainTime returns how long the backlog takes to vanish after the overload,
// +Inf when the load afterwards leaves nothing to spare.
func (o Overload) DrainTime() float64 {
	backlog := o.MaxBacklog()
	switch {
	case backlog == 0:
		return 0
	case o.After >= o.Capacity:
		return math.Inf(1)
	}
	return backlog / (o.Capacity - o.After)
}

// MaxWait returns the longest wait: that of who arrives last in the overload,
// or later when the load afterwards still exceeds capacity.
func (o Overload) MaxWait() float64 {
	if o.MaxBacklog() > 0 && o.After > o.Capacity {
		return math.Inf(1)
	}
	return o.MaxBacklog() / o.Capacity
}

// TokenBucket limits a rate: it holds up to Burst tokens, starts full and
// refills continuously; each request takes one or is rejected.
type TokenBucket struct {
	Rate  float64 // tokens per second
	Burst float64 // tokens
}

// Accepted returns how many of n requests, one every gap seconds, are let
// through.
func (b TokenBucket) Accepted(gap float64, n int) int {
	tokens, accepted := b.Burst, 0
	for range n {
		if tokens > 1-1e-9 { // a refill of ten tenths is one token
			tokens--
			accepted++
		}
		tokens = min(b.Burst, tokens+b.Rate*gap)
	}
	return accepted
}

// AcceptedShare returns the share of steady arrivals at the given rate that a
// long run lets through.
func (b TokenBucket) AcceptedShare(rate float64) float64 {
	return min(1, b.Rate/rate)
}

// BurstTime returns how long a full bucket lets a steady rate pass untouched,
// +Inf when the rate does not exceed the refill.
func (b TokenBucket) BurstTime(rate float64) float64 {
	if rate <= b.Rate {
		return math.Inf(1)
	}
	return b.Burst / (rate - b.Rate)
}
