package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// years ahead that are written.
const years = 5

// horizon is how far ahead growth is looked at, in years.
const horizon = 30

// growth returns how many times as often every source runs after so many years.
// It compounds once a year, and a consumer grows with what it consumes.
func (w *world) growth(year int) []float64 {
	if w.notes != nil {
		for _, s := range w.p.sources {
			w.value(s.growth) // it is kept from one who asks to the next
		}
	}
	if w.grown == nil {
		w.grown = make([][]float64, horizon+1)
	}
	if w.grown[year] == nil {
		factors := make([]float64, len(w.p.sources))
		of, compounded := (*unit.Quantity)(nil), 1.0 // most sources grow alike
		for _, i := range w.p.upstream {
			s := w.p.sources[i]
			switch {
			case s.queue >= 0:
				factors[i] = w.consumerGrowth(s, factors)
			case s.growth == of:
				factors[i] = compounded
			default:
				of, compounded = s.growth, w.compound(s.growth, float64(year))
				factors[i] = compounded
			}
		}
		w.grown[year] = factors
	}
	return w.grown[year]
}

// consumerGrowth is that of the messages it takes.
func (w *world) consumerGrowth(s *source, factors []float64) float64 {
	sum, total := 0.0, 0.0
	for _, n := range w.p.parts[s.queue].feeds {
		if n.source == s.index {
			continue
		}
		weight := w.rates[mean][n.source] * w.calls[n.id]
		sum += weight * factors[n.source]
		total += weight
	}
	if total == 0 {
		return 1
	}
	return sum / total
}

// compound is (1 + g)^year.
func (w *world) compound(q *unit.Quantity, year float64) float64 {
	if q == nil {
		return 1
	}
	return stats.Pow(1+w.value(q)*secondsPerYear, year)
}

// grownLoad is the load of a part after some years over the present one.
func (w *world) grownLoad(part int, l level, year int) float64 {
	pt, factors, sum := w.p.parts[part], w.growth(year), 0.0
	if w.stations[part].arrivals == 0 {
		return 1
	}
	for k, d := range pt.demand {
		sum += w.rates[l][pt.source[k]] * factors[pt.source[k]] * w.demands[d].calls
	}
	return sum / w.stations[part].arrivals
}

// yearOfBreak is the first year, from 0 for now, in which the load asked for
// exceeds what a part carries; NaN when it does not within the horizon.
func (w *world) yearOfBreak(part int) float64 {
	c := w.capacity(part)
	if math.IsInf(c.factor, 1) {
		return math.NaN()
	}
	if w.grownLoad(part, now, horizon) < c.factor {
		return math.NaN()
	}
	year := 0
	for w.grownLoad(part, now, year) < c.factor {
		year++
	}
	return float64(year)
}

// objects returns how many objects of an entity live at the end of a year:
// those made within the time it is kept, the rate of making them growing by
// steps from year to year; or the fixed number, grown.
func (w *world) objects(e *model.Entity, year float64) float64 {
	growth := w.p.growthOf[e]
	if e.Count != nil && e.New == nil && e.Of.Text == "" {
		return w.value(e.Count) * w.compound(growth, year)
	}
	perYear := w.made(e) * secondsPerYear
	kept := w.or(e.Keep, math.Inf(1)) / secondsPerYear
	total := 0.0
	if e.Count != nil {
		total = w.value(e.Count)
	}
	for y := 0.0; y < year; y++ {
		// The part of year y, from y to y+1, that is not older than kept.
		share := min(y+1, year) - max(y, year-kept)
		if share > 0 {
			total += perYear * w.compound(growth, y) * share
		}
	}
	return total
}

// made is how many objects of an entity come a second, at the mean load.
func (w *world) made(e *model.Entity) float64 {
	if i, ok := w.p.sourceOf[e.Of.Text]; ok && e.New == nil {
		return w.rates[mean][i]
	}
	return w.value(e.New) * w.p.opt.LoadScale
}
