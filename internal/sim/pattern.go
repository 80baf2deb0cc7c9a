package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

// Patterns: how the load of an actor moves over a day, a week or a year. A run
// at the mean load that is at least so long follows it: a factor whose mean is 1
// and whose largest value is the peak. The run begins at midnight, as schedules
// do; the load is the highest in the middle of the afternoon.

// period is how long a pattern takes to come back, and which part of it has
// passed when the load is the highest.
type period struct {
	length float64 // seconds
	top    float64
}

var periods = map[string]period{
	"diurnal":  {86400, 16.0 / 24},
	"weekly":   {7 * 86400, 2.5 / 7}, // a Wednesday, of a week from Monday on
	"seasonal": {365 * 86400, 11.5 / 12},
}

// patternSteps is how many corners a period has.
const patternSteps = 48

// pattern returns the factor over time of the load of a flow's actor; nil when
// it is 1.
func (c *compiler) pattern(f *model.Flow, start model.FlowStart, level string) []knot {
	actor := c.d.Actors.Get(f.By.Text)
	if actor == nil || level != "mean" {
		return nil
	}
	p, known := periods[actor.Pattern]
	peak := start.Peak.Value
	if !known || peak <= 1 || float64(c.p.length) < p.length*1e9 {
		return nil
	}
	var knots []knot
	shape := patternShape(peak)
	step := p.length / patternSteps
	for k := 0; ; k++ {
		at := ns(float64(k) * step)
		knots = append(knots, knot{at, shape(float64(k)/patternSteps - p.top)})
		if at >= c.p.length {
			return knots
		}
	}
}

// patternShape returns the factor at a part of a period after its highest point:
// a bell over its mean, exp(-k (2d)^2) at a distance of d periods. k is found by
// bisection, so that the highest factor is the peak.
func patternShape(peak float64) func(part float64) float64 {
	low, high := 0.0, 1e3
	for range 60 {
		if k := (low + high) / 2; 1/meanOfBell(k) < peak {
			low = k
		} else {
			high = k
		}
	}
	k, mean := low, meanOfBell(low)
	return func(part float64) float64 { return bell(k, part) / mean }
}

func bell(k, part float64) float64 {
	_, d := math.Modf(part)
	if d = math.Abs(d); d > 0.5 {
		d = 1 - d
	}
	return stats.Exp(-k * float64(4*d*d))
}

// meanOfBell is its mean over a period, by the corners.
func meanOfBell(k float64) float64 {
	sum := 0.0
	for i := range patternSteps {
		sum += bell(k, float64(i)/patternSteps)
	}
	return sum / patternSteps
}

// product multiplies two factors over time, corner by corner.
func product(a, b []knot) []knot {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	return multiplied([][]knot{a, b})
}
