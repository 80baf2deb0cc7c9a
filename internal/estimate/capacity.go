package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/unit"
)

// targetUtilization is what replicas are sized for.
const targetUtilization = 0.7

// capacity is the load that a part can carry, and what bounds it.
type capacity struct {
	factor   float64 // times the present load; +Inf without a limit
	rate     float64 // arrivals a second
	resource string  // cores, slots, workers, or the figure of a limit
	limit    *unit.Quantity
}

// capacity returns the load at which a part has no more to give: the least of
// what its cores, its slots and the limits of its technology carry.
func (w *world) capacity(part int) capacity {
	if w.notes != nil {
		return w.carries(part) // whoever asks rests on what it rests on
	}
	if known := &w.carried[part]; known.factor == 0 {
		*known = w.carries(part)
	}
	return w.carried[part]
}

func (w *world) carries(part int) capacity {
	pt, s := w.p.parts[part], &w.stations[part]
	c := capacity{factor: math.Inf(1), rate: math.Inf(1)}
	if s.arrivals == 0 {
		return c
	}
	through := 1 - s.refused
	tighten := func(factor float64, resource string, limit *unit.Quantity) {
		if factor < c.factor {
			c.factor, c.resource, c.limit = factor, resource, limit
		}
	}
	if !math.IsInf(s.cores, 1) && s.busy > 0 {
		if s.slots < s.coreCount() { // some cores are never busy
			tighten(s.serving*s.slots*through/s.busy, "slots", pt.can.Slots)
		} else {
			tighten(s.serving*s.coreCount()*through/s.busy, "cores", pt.can.Cores)
		}
	}
	if !math.IsInf(s.slots, 1) && s.held > 0 {
		tighten(s.serving*s.slots/(s.arrivals*w.heldAlone(part)), "slots", pt.can.Slots)
	}
	for _, n := range pt.pulls {
		if src := w.p.sources[n]; src.queue >= 0 && src.run != nil {
			if workers := w.workers(src); !math.IsInf(workers, 1) && s.held > 0 {
				tighten(workers/(s.arrivals*w.heldAlone(part)), "workers", pt.can.Slots)
			}
		}
	}
	if l := pt.c.RateLimit; l != nil && l.Rate != nil && l.Per.Text == "" {
		tighten(w.value(l.Rate)/s.arrivals, "rate limit", l.Rate)
	}
	if q := w.p.limits[part]; q != nil {
		tighten(w.value(q)/s.arrivals, "limit of its technology", q)
	}
	c.rate = s.arrivals * c.factor
	return c
}

// heldAlone is how long a slot is held apart from waiting for a core.
func (w *world) heldAlone(part int) float64 {
	s := &w.stations[part]
	if s.arrivals == 0 || !s.core.stable() {
		return s.held
	}
	admitted := s.arrivals * (1 - s.refused)
	return max(s.held-s.bursts/max(admitted, 1e-300)*s.core.mean, 0.01*s.held)
}

// needed is how many replicas carry a load, by factor of the present one, with
// their cores and slots at the target utilisation.
func (w *world) needed(part int, factor float64) float64 {
	s := &w.stations[part]
	need := 0.0
	if !math.IsInf(s.cores, 1) {
		need = max(need, s.busy*factor/(s.coreCount()*targetUtilization))
	}
	if !math.IsInf(s.slots, 1) {
		need = max(need, s.arrivals*factor*w.heldAlone(part)/(s.slots*targetUtilization))
	}
	return max(1, unit.Ceil(need))
}

// load is the arrivals a second at a part under rates of the sources.
func (w *world) load(part int, rates []float64) float64 {
	pt, sum := w.p.parts[part], 0.0
	for k, d := range pt.demand {
		sum += rates[pt.source[k]] * w.demands[d].calls
	}
	return sum
}

// relative is a load of a part over the present one; 1 when there is none.
func (w *world) relative(part int, rates []float64) float64 {
	if w.stations[part].arrivals == 0 {
		return 1
	}
	return w.load(part, rates) / w.stations[part].arrivals
}

// firstToGive is the part whose capacity is reached first as all load grows.
func (w *world) firstToGive() (part int, c capacity) {
	part, c = -1, capacity{factor: math.Inf(1)}
	for i := range w.stations {
		if here := w.capacity(i); here.factor < c.factor {
			part, c = i, here
		}
	}
	return part, c
}

// saturates names what gives way first.
func (s *Sheet) saturates(w *world) {
	part, c := w.firstToGive()
	if part < 0 {
		return
	}
	s.Saturates = Saturation{Component: w.p.parts[part].c.Name, Resource: c.resource, Factor: unit.Exact(c.factor)}
	if q := s.Get("saturates.factor"); q != nil {
		s.Saturates.Factor = q.Number
	}
}
