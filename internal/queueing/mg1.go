package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// MG1 is an M/G/1 queue, first come first served.
type MG1 struct {
	Lambda float64 // arrivals per second
	Mean   float64 // of the service time
	SCV    float64 // squared coefficient of variation of the service time
	// Third is the third moment of the service time. Where it is 0, that of
	// the gamma law with Mean and SCV stands for it.
	Third float64
}

// Utilisation returns the share of time the server is busy.
func (q MG1) Utilisation() float64 { return q.Lambda * q.Mean }

// MeanWait returns the mean time in line: Pollaczek 1930, Khinchine 1932.
func (q MG1) MeanWait() float64 {
	rho := q.Utilisation()
	if rho >= 1 {
		return math.Inf(1)
	}
	return rho * q.Mean * (1 + q.SCV) / 2 / (1 - rho)
}

// MeanResponse returns the mean time from arrival to departure.
func (q MG1) MeanResponse() float64 { return q.MeanWait() + q.Mean }

// MeanQueue returns the mean number in line.
func (q MG1) MeanQueue() float64 { return q.Lambda * q.MeanWait() }

// WaitSecondMoment returns E[W²] = 2 E[W]² + λ E[S³] / (3 (1-ρ)): Takács 1962.
func (q MG1) WaitSecondMoment() float64 {
	rho := q.Utilisation()
	if rho >= 1 {
		return math.Inf(1)
	}
	third := q.Third
	if third == 0 {
		third = q.Mean * q.Mean * q.Mean * (1 + q.SCV) * (1 + 2*q.SCV)
	}
	w := q.MeanWait()
	return 2*w*w + q.Lambda*third/(3*(1-rho))
}

// waiting returns the law of the wait of those who wait: a gamma law with its
// first two moments, which is exact for exponential service.
func (q MG1) waiting() stats.Law {
	rho := q.Utilisation()
	mean := q.MeanWait() / rho
	second := q.WaitSecondMoment() / rho
	return stats.Law{Kind: stats.Gamma, A: mean, B: math.Sqrt(max(0, second/(mean*mean)-1))}
}

// WaitAbove returns about the probability to wait longer than t.
func (q MG1) WaitAbove(t float64) float64 {
	rho := q.Utilisation()
	switch {
	case rho >= 1:
		return 1
	case rho == 0 || q.Mean == 0:
		return 0
	}
	return rho * (1 - q.waiting().CDF(t))
}

// WaitQuantile returns about the wait that a share p of the arrivals does not
// exceed.
func (q MG1) WaitQuantile(p float64) float64 {
	rho := q.Utilisation()
	switch {
	case rho >= 1:
		return math.Inf(1)
	case 1-p >= rho:
		return 0
	}
	return q.waiting().Quantile(1 - (1-p)/rho)
}

// PSResponse returns the mean response of a request that needs the given
// service time at one processor-sharing server with utilisation rho. Over all
// requests give their mean service time: it holds for every law of service.
// Kleinrock 1976, §4.4.
func PSResponse(service, rho float64) float64 {
	if rho >= 1 {
		return math.Inf(1)
	}
	return service / (1 - rho)
}

// GIM1 is a GI/M/1 queue: any law of gaps between arrivals, exponential
// service. Its response is exponential with rate μ(1-σ): Kleinrock 1975, §6.4.
type GIM1 struct {
	Mu    float64
	Sigma float64 // probability that an arrival waits
}

// NewGIM1 returns the queue whose gaps have the given mean and Laplace-Stieltjes
// transform E[exp(-s A)]. Sigma is the root of σ = transform(μ(1-σ)) below 1, or
// 1 when there is none.
func NewGIM1(meanGap, mu float64, transform func(s float64) float64) GIM1 {
	if meanGap*mu <= 1 {
		return GIM1{mu, 1}
	}
	// transform(μ(1-σ)) - σ is convex, positive at 0 and 0 at 1 with a rise, so
	// the iteration from 0 climbs to the root; bisection gets there faster.
	lo, hi := 0.0, 1.0
	for range 100 {
		mid := (lo + hi) / 2
		if mid == lo || mid == hi {
			break
		}
		if transform(mu*(1-mid)) > mid {
			lo = mid
		} else {
			hi = mid
		}
	}
	return GIM1{mu, lo}
}

// NewDM1 returns the queue with constant gaps.
func NewDM1(gap, mu float64) GIM1 {
	return NewGIM1(gap, mu, func(s float64) float64 { return stats.Exp(-s * gap) })
}

// MeanResponse returns the mean time from arrival to departure.
func (q GIM1) MeanResponse() float64 {
	if q.Sigma >= 1 {
		return math.Inf(1)
	}
	return 1 / (q.Mu * (1 - q.Sigma))
}

// MeanWait returns the mean time in line.
func (q GIM1) MeanWait() float64 { return q.Sigma * q.MeanResponse() }
