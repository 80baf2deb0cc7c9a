package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// Attempts returns how many attempts a request makes on average, and the
// probability that one of them works, when each fails independently with
// probability p and is retried at most `retries` times: a geometric sum.
func Attempts(p float64, retries int) (mean, success float64) {
	if p >= 1 {
		return float64(retries) + 1, 0
	}
	failed := stats.Pow(p, float64(retries)+1)
	return (1 - failed) / (1 - p), 1 - failed
}

// AmplificationLimit returns by how much retries multiply the load at the
// bottom of a chain of callers that each retry up to r times, when everything
// fails: (1+r)^layers.
func AmplificationLimit(retries, layers int) float64 {
	return stats.Pow(1+float64(retries), float64(layers))
}

// Feedback is an M/M/1 queue whose customers come back at once with a fixed
// probability when they leave. Jackson 1957, with a loop.
type Feedback struct {
	Lambda, Mu float64 // new arrivals and services per second
	PRetry     float64
}

// EffectiveRate returns the arrivals per second, those that came back included.
func (q Feedback) EffectiveRate() float64 { return q.Lambda / (1 - q.PRetry) }

// Utilisation returns the share of time the server is busy.
func (q Feedback) Utilisation() float64 { return q.EffectiveRate() / q.Mu }

// MeanAttempts returns how often a customer is served.
func (q Feedback) MeanAttempts() float64 { return 1 / (1 - q.PRetry) }

// MeanResponse returns the mean time from first arrival to last departure.
func (q Feedback) MeanResponse() float64 {
	rho := q.Utilisation()
	if rho >= 1 {
		return math.Inf(1)
	}
	return rho / (1 - rho) / q.Lambda
}

// RetryLoad returns the attempts per second at a station offered lambda
// requests per second, each retried up to `retries` times, where an attempt
// fails with probability fail(attempts per second), which must not fall. The
// load must agree with the failures that it causes itself:
//
//	x = lambda (1 + f + f² + ... + f^retries),  f = fail(x)
//
// low is the least such load, which an idle system reaches. high is the
// greatest, in which it stays after a disturbance that brought it there. Where
// they differ the system is metastable: Bronson et al., "Metastable failures
// in distributed systems", HotOS 2021.
func RetryLoad(lambda float64, retries int, fail func(rate float64) float64) (low, high float64) {
	next := func(x float64) float64 {
		mean, _ := Attempts(min(1, fail(x)), retries)
		return lambda * mean
	}
	return settle(lambda, next), settle(lambda*(1+float64(retries)), next)
}

// settle iterates a rising map from x, which lies below its image or above it,
// to the first fixed point on that side. The steps all go one way, so none is
// jumped over; close to a tangent they are many and the last is taken.
func settle(x float64, next func(float64) float64) float64 {
	for range 5000 {
		y := next(x)
		if math.Abs(y-x) <= 1e-13*math.Abs(y) {
			return y
		}
		x = y
	}
	return x
}

// TimeoutFailure returns a failure probability for RetryLoad: that a response
// at c exponential servers takes longer than the timeout. Attempts that timed
// out are served to the end all the same.
func TimeoutFailure(mu float64, servers int, timeout float64) func(rate float64) float64 {
	return func(rate float64) float64 { return NewMMc(rate, mu, servers).ResponseAbove(timeout) }
}

// RefusalFailure returns a failure probability for RetryLoad: that c
// exponential servers with room for so many in all refuse.
func RefusalFailure(mu float64, servers, room int) func(rate float64) float64 {
	return func(rate float64) float64 { return NewMMcK(rate, mu, servers, room).Reject }
}

// Retrial is an M/M/1 queue without a waiting room: who finds the server busy
// tries again for ever, each after exponential pauses. Falin and Templeton
// 1997, §1.2.
type Retrial struct {
	Lambda, Mu float64 // per second
	RetryRate  float64 // retries per second of one that waits
}

// PBusy returns the share of time the server is busy.
func (q Retrial) PBusy() float64 { return min(1, q.Lambda/q.Mu) }

// MeanOrbit returns the mean number of those between two tries.
func (q Retrial) MeanOrbit() float64 {
	rho := q.Lambda / q.Mu
	if rho >= 1 {
		return math.Inf(1)
	}
	return rho * (q.Lambda + rho*q.RetryRate) / ((1 - rho) * q.RetryRate)
}

// RetriesPerSecond returns the retries per second of all.
func (q Retrial) RetriesPerSecond() float64 { return q.MeanOrbit() * q.RetryRate }

// Breakdowns is an M/M/1 queue whose server fails and is repaired at
// exponential rates, idle or busy, and then resumes where it stood. White and
// Christie 1958; Avi-Itzhak and Naor 1963.
type Breakdowns struct {
	Lambda, Mu           float64 // per second
	FailRate, RepairRate float64 // per second
}

// Availability returns the share of time the server is up.
func (q Breakdowns) Availability() float64 { return q.RepairRate / (q.RepairRate + q.FailRate) }

// MeanInSystem returns the mean number waiting and in service.
func (q Breakdowns) MeanInSystem() float64 {
	rho := q.Lambda / q.Mu / q.Availability()
	if rho >= 1 {
		return math.Inf(1)
	}
	pileUp := q.Lambda * q.FailRate / (q.RepairRate * (q.RepairRate + q.FailRate))
	return (rho + pileUp) / (1 - rho)
}

// MeanResponse returns the mean time from arrival to departure.
func (q Breakdowns) MeanResponse() float64 { return q.MeanInSystem() / q.Lambda }
