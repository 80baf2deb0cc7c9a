package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// percentiles that are written of every latency, and some of the response and
// the wait of parts.
var percentiles = [...]struct {
	name     string
	p        float64
	response bool
	wait     bool
}{{"p50", 0.5, true, true}, {"p75", 0.75, false, false}, {"p90", 0.9, false, false}, {"p95", 0.95, false, true}, {"p99", 0.99, true, true}, {"p999", 0.999, false, false}}

// readings are the percentiles of a law, once they are asked for, and how
// steeply the logarithm of what is above falls there.
type readings struct {
	t     [len(percentiles)]float64
	slope [len(percentiles)]float64
}

// at returns percentile k of a law.
func (r *readings) at(law *mixture, k int) float64 {
	if r.t[k] != 0 || law.n == 0 {
		return r.t[k]
	}
	t := law.quantile(percentiles[k].p)
	r.t[k] = t
	near := t * 1.001
	here, there := 1-law.cdf(t), 1-law.cdf(near)
	if here > there && there > 0 {
		r.slope[k] = (stats.Log(there) - stats.Log(here)) / (near - t)
	}
	return t
}

// from returns percentile k of a law near another one. Where the tail is
// straight a step along it is enough; else it is searched for.
// A small change goes with the mean.
func (r *readings) from(base *readings, law, of *mixture, k int) float64 {
	switch {
	case r.t[k] != 0 || law.n == 0:
		return r.t[k]
	case *law == *of:
		r.t[k] = base.t[k]
		return r.t[k]
	}
	if ratio := law.mean() / of.mean(); math.Abs(ratio-1) < 0.02 {
		r.t[k] = base.t[k] * ratio
		return r.t[k]
	}
	p, t, slope := percentiles[k].p, base.t[k], base.slope[k]
	if slope < 0 {
		if here := 1 - law.cdf(t); here > 0 {
			next := t + (stats.Log(1-p)-stats.Log(here))/slope
			if math.Abs(next-t) < 0.05*t {
				r.t[k] = next
				return next
			}
		}
	}
	r.t[k] = law.quantileNear(p, t)
	return r.t[k]
}
