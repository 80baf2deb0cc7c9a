package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// MMc is an M/M/c queue: Poisson arrivals, exponential service, one line, first
// come first served. Make one with NewMMc.
type MMc struct {
	Lambda  float64 // arrivals per second
	Mu      float64 // services per second of one server
	Servers int
	PWait   float64 // probability that an arrival waits: Erlang C
}

// NewMMc returns the queue with its waiting probability computed.
func NewMMc(lambda, mu float64, servers int) MMc {
	return MMc{lambda, mu, servers, ErlangC(servers, lambda/mu)}
}

// Utilisation returns the share of time a server is busy, λ/(cμ); above 1 the
// queue has no steady state.
func (q MMc) Utilisation() float64 { return q.Lambda / (float64(q.Servers) * q.Mu) }

// spare returns cμ - λ, the rate at which a line shortens.
func (q MMc) spare() float64 { return float64(q.Servers)*q.Mu - q.Lambda }

// MeanWait returns the mean time in line over all arrivals.
func (q MMc) MeanWait() float64 {
	if q.spare() <= 0 {
		return math.Inf(1)
	}
	return q.PWait / q.spare()
}

// MeanResponse returns the mean time from arrival to departure.
func (q MMc) MeanResponse() float64 { return q.MeanWait() + 1/q.Mu }

// MeanQueue returns the mean number in line.
func (q MMc) MeanQueue() float64 { return q.Lambda * q.MeanWait() }

// MeanInSystem returns the mean number in line and in service.
func (q MMc) MeanInSystem() float64 { return q.Lambda * q.MeanResponse() }

// QueueAtLeast returns the share of time with n or more waiting, n >= 1.
func (q MMc) QueueAtLeast(n int) float64 {
	if q.spare() <= 0 {
		return 1
	}
	return q.PWait * stats.Pow(q.Utilisation(), float64(n))
}

// WaitAbove returns the probability to wait longer than t. The wait of those
// who wait is exponential with rate cμ - λ: Kleinrock 1975, §3.5.
func (q MMc) WaitAbove(t float64) float64 {
	if q.spare() <= 0 {
		return 1
	}
	return q.PWait * stats.Exp(-q.spare()*t)
}

// WaitQuantile returns the wait that a share p of the arrivals does not exceed.
func (q MMc) WaitQuantile(p float64) float64 {
	switch {
	case q.spare() <= 0:
		return math.Inf(1)
	case 1-p >= q.PWait:
		return 0
	}
	return stats.Log(q.PWait/(1-p)) / q.spare()
}

// ResponseAbove returns the probability that the response takes longer than t:
// service alone for those who do not wait, else wait and service, which is a
// sum of two exponentials.
func (q MMc) ResponseAbove(t float64) float64 {
	theta := q.spare()
	if theta <= 0 {
		return 1
	}
	served := stats.Exp(-q.Mu * t)
	// (θ e^{-μt} - μ e^{-θt}) / (θ - μ), written so that θ = μ is no trouble.
	d := (theta - q.Mu) * t
	ramp := 1.0
	if d != 0 {
		ramp = -stats.Expm1(-d) / d
	}
	return served * (1 - q.PWait + q.PWait*(1+q.Mu*t*ramp))
}

// ResponseQuantile returns the response time that a share p of the arrivals
// does not exceed.
func (q MMc) ResponseQuantile(p float64) float64 {
	if q.spare() <= 0 {
		return math.Inf(1)
	}
	return quantileOf(q.ResponseAbove, p, q.MeanResponse())
}

// quantileOf returns the t >= 0 at which a falling tail above(t) reaches 1-p;
// scale is a guess of its size, and 0 where there is nothing to wait for.
func quantileOf(above func(t float64) float64, p, scale float64) float64 {
	target := 1 - p
	if scale <= 0 || above(0) <= target {
		return 0
	}
	lo, hi := 0.0, scale
	for above(hi) > target {
		if hi > 1e300 {
			return math.Inf(1)
		}
		lo, hi = hi, 2*hi
	}
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if above(mid) > target {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + (hi-lo)/2
}
