// Package queueing holds the closed forms and network solvers of the textbooks:
// Erlang's formulas, M/G/1, finite and priority queues, closed and layered
// networks, caches, retries, backoff and staffing. It knows no design and no
// randomness: package estimate brings the numbers, package sim is the witness.
//
// Times are in seconds and rates per second throughout; any other unit does as
// well when it is the same everywhere. A mean that does not exist, because the
// queue grows without end, is +Inf.
package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// ErlangB returns the probability that an arrival finds all c servers of an
// M/G/c/c system busy and is lost, offered a = λ/μ erlangs. It holds for every
// law of service with that mean. Erlang 1917; Harchol-Balter 2013, §15.
//
// It takes some 10 sqrt(a) + c - a steps, so a million servers are quick.
func ErlangB(c int, a float64) float64 {
	return 1 / inverseErlangB(c, a)
}

// inverseErlangB returns 1/B(c, a) by I(n) = 1 + n/a I(n-1), I(0) = 1: the sum
// of all state probabilities over that of the full state. The formula with
// a^c/c! would overflow.
func inverseErlangB(c int, a float64) float64 {
	if a <= 0 {
		if c <= 0 {
			return 1
		}
		return math.Inf(1)
	}
	// Far below a the terms are I(n) ≈ 1/(1 - n/a), and an error there shrinks
	// by n/a at every step: by exp(-50) when the start lies 10 deviations low.
	n, inverse := 0, 1.0
	if start := min(c, int(a-10*math.Sqrt(a))); start > 100 {
		n, inverse = start, 1/(1-float64(start)/a)
	}
	for n < c && inverse < 1e300 {
		n++
		inverse = 1 + float64(n)/a*inverse
	}
	if n < c {
		return math.Inf(1)
	}
	return inverse
}

// ErlangC returns the probability that an arrival waits in an M/M/c queue
// offered a = λ/μ erlangs; 1 when a >= c. Harchol-Balter 2013, §14.
func ErlangC(c int, a float64) float64 {
	if a >= float64(c) {
		return 1
	}
	b := ErlangB(c, a)
	return b / (1 - a/float64(c)*(1-b))
}

// poissonAbove returns P(N > n) for a Poisson law with the given mean.
func poissonAbove(n int, mean float64) float64 {
	if n < 0 {
		return 1
	}
	gamma := stats.Law{Kind: stats.Gamma, A: float64(n + 1), B: 1 / math.Sqrt(float64(n+1))}
	return gamma.CDF(mean)
}
