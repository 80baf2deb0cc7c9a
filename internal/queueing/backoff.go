package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// Jitter says how a retry delay is drawn.
type Jitter uint8

// With b the base, f the factor, n = 0 for the first retry, and d = b f^n:
const (
	NoJitter           Jitter = iota // min(cap, d)
	FullJitter                       // uniform in 0..min(cap, d)
	EqualJitter                      // half of min(cap, d), and up to as much again
	AdditiveJitter                   // min(cap, d + uniform in 0..b)
	DecorrelatedJitter               // min(cap, uniform in b..3 times the last delay), the first last delay being b
)

// Backoff is how long a caller waits before its retries. Brooker, "Exponential
// backoff and jitter", AWS Architecture Blog 2015, names the jitters.
type Backoff struct {
	Base   float64 // seconds
	Factor float64 // 2 doubles each time
	Cap    float64 // seconds; 0 for none
	Jitter Jitter
}

// Delay returns the delay of retry n, 0 for the first, without jitter.
func (b Backoff) Delay(n int) float64 {
	return min(b.limit(), b.Base*stats.Pow(b.Factor, float64(n)))
}

func (b Backoff) limit() float64 {
	if b.Cap <= 0 {
		return math.Inf(1)
	}
	return b.Cap
}

// Means returns the mean delays before the first so many retries.
func (b Backoff) Means(retries int) []float64 {
	if b.Jitter == DecorrelatedJitter {
		return b.decorrelatedMeans(retries)
	}
	means := make([]float64, retries)
	for n := range means {
		means[n] = b.mean(n)
	}
	return means
}

func (b Backoff) mean(n int) float64 {
	switch b.Jitter {
	case FullJitter:
		return b.Delay(n) / 2
	case EqualJitter:
		return b.Delay(n) * 3 / 4
	case AdditiveJitter:
		d := b.Base * stats.Pow(b.Factor, float64(n))
		return cappedUniformMean(d, d+b.Base, b.limit())
	}
	return b.Delay(n)
}

// Sum returns the mean of all delays together when every retry is made.
func (b Backoff) Sum(retries int) float64 {
	sum := 0.0
	for _, m := range b.Means(retries) {
		sum += m
	}
	return sum
}

// Longest returns the greatest sum of delays that can be drawn: what a timeout
// over all attempts has to allow for.
func (b Backoff) Longest(retries int) float64 {
	sum, last := 0.0, b.Base
	for n := range retries {
		switch b.Jitter {
		case AdditiveJitter:
			last = min(b.limit(), b.Base*stats.Pow(b.Factor, float64(n))+b.Base)
		case DecorrelatedJitter:
			last = min(b.limit(), 3*last)
		default:
			last = b.Delay(n)
		}
		sum += last
	}
	return sum
}

// cappedUniformMean returns the mean of min(limit, U), U uniform in lo..hi.
func cappedUniformMean(lo, hi, limit float64) float64 {
	switch {
	case limit >= hi:
		return (lo + hi) / 2
	case limit <= lo:
		return limit
	}
	below := (limit - lo) / (hi - lo)
	return below*(lo+limit)/2 + (1-below)*limit
}

// decorrelatedMeans carries the law of the last delay from retry to retry as
// 512 equally likely values; without a cap the mean is (b + 3 m)/2, exactly.
func (b Backoff) decorrelatedMeans(retries int) []float64 {
	means := make([]float64, retries)
	if b.Cap <= 0 {
		last := b.Base
		for n := range means {
			last = (b.Base + 3*last) / 2
			means[n] = last
		}
		return means
	}
	last := []float64{min(b.Base, b.Cap)}
	for n := range means {
		for _, v := range last {
			means[n] += cappedUniformMean(b.Base, 3*v, b.Cap) / float64(len(last))
		}
		last = b.nextDecorrelated(last)
	}
	return means
}

// nextDecorrelated returns the quantiles, at the middles of 512 equal shares,
// of min(cap, uniform in b..3v) for v drawn from last.
func (b Backoff) nextDecorrelated(last []float64) []float64 {
	cdf := func(x float64) float64 {
		if x >= b.Cap {
			return 1
		}
		sum := 0.0
		for _, v := range last {
			if width := 3*v - b.Base; width > 0 {
				sum += max(0, min(1, (x-b.Base)/width))
			}
		}
		return sum / float64(len(last))
	}
	const points, grid = 512, 2048
	next := make([]float64, 0, points)
	step := (b.Cap - b.Base) / grid
	lower := 0.0
	for i := 1; i <= grid && len(next) < points; i++ {
		x := b.Base + float64(i)*step
		upper := cdf(x)
		for len(next) < points {
			p := (float64(len(next)) + 0.5) / points
			if p > upper {
				break
			}
			place := 1.0
			if i < grid { // the last cell ends in the jump at the cap
				place = (p - lower) / (upper - lower)
			}
			next = append(next, x-step+place*step)
		}
		lower = upper
	}
	return next
}
