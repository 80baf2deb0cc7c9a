// Package estimate computes a design's numbers in closed form: traffic,
// storage, memory, bandwidth, capacity, latency, cost and growth, each with its
// formula, its inputs and its interval. It knows no time and no randomness;
// package sim does. Availability is left to package reliability.
package estimate

import (
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Options say for which load to estimate.
type Options struct {
	Load      string  // mean, peak or a scenario of the design; "" is peak
	LoadScale float64 // multiplies every rate and every number of users; 0 is 1
}

// Estimate computes every number of a checked design that has a closed form.
func Estimate(d *model.Design, opt Options) *Sheet {
	return Compile(d, opt).Sheet()
}

// Study is a design compiled once, to be estimated again and again as inputs
// are moved: the sliders of a screen, the steps of a search.
type Study struct{ p *plan }

// Compile prepares a checked design.
func Compile(d *model.Design, opt Options) *Study { return &Study{compile(d, opt)} }

// Sheet estimates everything with intervals.
func (s *Study) Sheet() *Sheet { return s.sheet(nil, true) }

// With estimates with some inputs at other values, by their paths in base
// units, and without intervals.
func (s *Study) With(values map[string]float64) *Sheet { return s.sheet(values, false) }

func (s *Study) sheet(values map[string]float64, intervals bool) *Sheet {
	p := s.p
	w := newWorld(p)
	w.set = values
	w.solve()
	b := &writer{p: p, w: w, leaves: map[string]*unit.Quantity{}}
	b.everything()
	var moved []*world
	if intervals {
		moved = w.around(b.inputs())
	}
	out := &Sheet{
		Quantities: b.numbers(moved), Load: p.opt.Load, LoadScale: p.opt.LoadScale,
		index: make(map[string]int, len(b.entries)), leaves: b.leaves, design: p.design, world: w,
	}
	for i := range out.Quantities {
		out.index[out.Quantities[i].ID] = i
	}
	out.saturates(b)
	return out
}

// inputs returns the uncertain inputs behind all leaves, sorted.
func (b *writer) inputs() []string {
	var names []string
	for _, q := range b.leaves {
		for _, m := range q.Moves {
			names = append(names, m.Input)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// around solves two worlds for each input, with it one standard deviation up
// and down. They do not depend on each other, so two are solved at a time.
func (w *world) around(inputs []string) []*world {
	out := make([]*world, 2*len(inputs))
	var wait sync.WaitGroup
	for half := range 2 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i, name := range inputs {
				m := w.moved(name, half == 0)
				m.solve()
				out[2*i+half] = m
			}
		}()
	}
	wait.Wait()
	return out
}
