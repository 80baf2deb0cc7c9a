// Package estimate computes a design's numbers in closed form: traffic,
// storage, memory, bandwidth, capacity, latency, cost and growth, each with its
// formula, its inputs and its interval. It knows no time and no randomness;
// package sim does. Availability is left to package reliability.
package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Options say for which load to estimate.
type Options struct {
	Load      string  // mean, peak or a scenario of the design; "" is peak
	LoadScale float64 // multiplies every rate and every number of users; 0 is 1
	Points    bool    // values without their intervals, which take most of the time
}

// Estimate computes every number of a checked design that has a closed form.
func Estimate(d *model.Design, opt Options) *Sheet {
	return Compile(d, opt).Sheet()
}

// Study is a design compiled once, to be estimated again and again as inputs
// are moved: the sliders of a screen, the steps of a search.
type Study struct {
	p       *plan
	point   *world    // at the values of the file
	kept    *writer   // entries of an earlier sheet
	regime  string    // in which they hold
	scratch [2]beside // worlds to move inputs in
}

// Compile prepares a checked design.
func Compile(d *model.Design, opt Options) *Study { return &Study{p: compile(d, opt)} }

// Sheet estimates everything, with intervals unless points were asked for.
func (s *Study) Sheet() *Sheet { return s.sheet(nil, !s.p.opt.Points) }

// Scaled is the same design at another multiple of its load.
func (s *Study) Scaled(scale float64) *Study {
	p := *s.p
	p.opt.LoadScale = scale
	return &Study{p: &p}
}

// With estimates with some inputs at other values, by their paths in base
// units, and without intervals.
func (s *Study) With(values map[string]float64) *Sheet { return s.sheet(values, false) }

func (s *Study) sheet(values map[string]float64, intervals bool) *Sheet {
	p := s.p
	w := s.world(values)
	b := s.writer(w)
	var rests *inputSet
	if intervals {
		rests = b.inputs()
	}
	out := &Sheet{
		Quantities: b.numbers(rests), Load: p.opt.Load, LoadScale: p.opt.LoadScale,
		index: b.index, leaves: b.leaves, design: p.design, world: w,
	}
	if intervals {
		s.moves(b, rests, out.Quantities)
	}
	out.saturates(b)
	return out
}

// world solves the design at its point values, or beside them.
func (s *Study) world(values map[string]float64) *world {
	if s.point == nil {
		s.point = newWorld(s.p)
		s.point.solve()
		s.point.percentiles()
	}
	if values == nil {
		return s.point
	}
	w := s.point.moved("", false)
	for path, value := range values {
		w.set = append(w.set, setting{path, value})
	}
	w.solve()
	return w
}

// writer returns the entries for a world: those of the sheet before, as long as
// the same parts are full and the same calls fail, for what they say is the
// same then.
func (s *Study) writer(w *world) *writer {
	regime := w.regime()
	if s.kept != nil && s.regime == regime {
		b := *s.kept
		b.w = w
		return &b
	}
	b := &writer{p: s.p, w: w, leaves: map[string]*unit.Quantity{}}
	b.everything()
	b.index = make(map[string]int, len(b.entries))
	for i := range b.entries {
		b.index[b.entries[i].id] = i
	}
	s.kept, s.regime = b, regime
	return b
}

// regime tells worlds apart whose formulas or reasons differ.
func (w *world) regime() string {
	var out []byte
	flag := func(on bool) {
		if on {
			out = append(out, '1')
		} else {
			out = append(out, '0')
		}
	}
	for i := range w.stations {
		st := &w.stations[i]
		flag(st.stable())
		flag(st.refused > 0)
		flag(st.orbit)
		flag(st.core.mean > 0)
		flag(st.slot.mean > 0)
		flag(st.arrivals > 0)
		flag(math.IsNaN(w.yearOfBreak(i)))
	}
	for i := range w.flows {
		for _, p := range w.flows[i].fail {
			flag(p > 0)
		}
		flag(w.swings(i))
		out = append(out, byte('0'+w.flows[i].answer.n))
	}
	first, _ := w.firstToGive()
	return string(append(out, byte(first), byte(first>>8)))
}
