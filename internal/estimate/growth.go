package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// years ahead that are written.
const years = 5

// grown returns how many times a source runs as often after so many years:
// growth compounds once a year, and a consumer grows with what it consumes.
func (w *world) grown(s *source, year float64) float64 {
	switch s.start.Kind {
	case model.StartOnMessage:
		if s.queue < 0 {
			return 1
		}
		sum, total := 0.0, 0.0
		for _, n := range w.p.parts[s.queue].feeds {
			if n.source == s.index {
				continue
			}
			weight := w.rates[mean][n.source] * w.calls[n.id]
			sum += weight * w.grown(w.p.sources[n.source], year)
			total += weight
		}
		if total == 0 {
			return 1
		}
		return sum / total
	}
	return w.compound(w.p.design.GrowthOf(s.name), year)
}

// compound is (1 + g)^year.
func (w *world) compound(q *unit.Quantity, year float64) float64 {
	if q == nil {
		return 1
	}
	return math.Pow(1+w.value(q)*secondsPerYear, year)
}

// ratesIn returns the rates of all sources after some years.
func (w *world) ratesIn(l level, year float64) []float64 {
	out := make([]float64, len(w.rates[l]))
	for i, s := range w.p.sources {
		out[i] = w.rates[l][i] * w.grown(s, year)
	}
	return out
}

// yearOfBreak is the first year, from 0 for now, in which the load asked for
// exceeds what a part carries; NaN when it does not in 30 years.
func (w *world) yearOfBreak(part int) float64 {
	c := w.capacity(part)
	if math.IsInf(c.factor, 1) {
		return math.NaN()
	}
	for year := 0.0; year <= 30; year++ {
		if w.relative(part, w.ratesIn(now, year)) >= c.factor {
			return year
		}
	}
	return math.NaN()
}

// objects returns how many objects of an entity live at the end of a year:
// those made within the time it is kept, the rate of making them growing by
// steps from year to year; or the fixed number, grown.
func (w *world) objects(e *model.Entity, year float64) float64 {
	growth := w.p.design.GrowthOf(e.Name)
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
