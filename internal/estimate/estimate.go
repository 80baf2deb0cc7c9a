// Package estimate computes a design's numbers in closed form: traffic,
// storage, memory, bandwidth, capacity, latency, cost and growth, each with its
// formula, its inputs and its interval. It knows no time and no randomness;
// package sim does. Availability is left to package reliability.
package estimate

import "github.com/loadpath/loadpath/internal/model"

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

// Study is a design compiled once, to be estimated under several loads.
type Study struct {
	p     *plan
	point *world // at the values of the file
}

// Compile prepares a checked design.
func Compile(d *model.Design, opt Options) *Study { return &Study{p: compile(d, opt)} }

// Scaled is the same design at another multiple of its load.
func (s *Study) Scaled(scale float64) *Study {
	p := *s.p
	p.opt.LoadScale = scale
	return &Study{p: &p}
}

// Sheet estimates everything, with intervals unless points were asked for.
func (s *Study) Sheet() *Sheet {
	w := s.world()
	b := newWriter(w)
	out := &Sheet{Load: s.p.opt.Load, LoadScale: s.p.opt.LoadScale, leaves: b.leaves, design: s.p.design, world: w}
	if s.p.opt.Points {
		out.later = &deferred{b: b, sections: make([][]entry, b.p.sections())}
	} else {
		b.everything()
		inputs := b.inputs()
		out.hold(b.numbers(inputs))
		b.moves(inputs, out.quantities)
	}
	out.saturates(w)
	return out
}

// world solves the design at its point values.
func (s *Study) world() *world {
	if s.point == nil {
		s.point = newWorld(s.p)
		s.point.solve()
	}
	return s.point
}
