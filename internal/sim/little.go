package sim

import (
	"fmt"
	"math"
)

// check holds a world to its books: requests in = answered + in progress, calls
// in = refused + gone + there, and Little's law in the form that holds exactly
// over any stretch: the integral of the number there is the sum of the stays.
// A difference is a bug of this package.
func (w *world) check() error {
	inFlight := make([]int64, len(w.flows))
	present := make([]int64, len(w.stations))
	stays := make([]float64, len(w.stations))
	live := 0
	for i := 1; i < len(w.frames); i++ {
		f := &w.frames[i]
		if f.state == idle {
			continue
		}
		live++
		switch {
		case f.flags&isRoot != 0:
			if f.flags&answered == 0 {
				inFlight[f.flow]++
			}
		case f.flags&isBranch == 0 && f.state != onTheWay:
			c := w.replicas[f.rep].comp
			present[c]++
			stays[c] += float64(w.now - f.arrived)
		}
	}
	for g := range w.groups {
		gr := &w.groups[g]
		c := w.p.queues[gr.queue].component
		for k := range gr.n {
			present[c]++
			stays[c] += float64(w.now - gr.buf[(gr.head+k)&(len(gr.buf)-1)].at)
		}
	}
	if live != w.live {
		return fmt.Errorf("%d frames are in use, but %d are counted", live, w.live)
	}
	for k := range w.flows {
		t := &w.flows[k]
		if t.inFlight != inFlight[k] || t.counts.offered != t.counts.ended()+uint64(t.inFlight) {
			return fmt.Errorf("flow %s: %d began, %d ended, %d are in progress and %d counted", w.p.flows[k].name, t.counts.offered, t.counts.ended(), inFlight[k], t.inFlight)
		}
	}
	for k := range w.stations {
		t := &w.stations[k].tally
		t.touch(w.now)
		name := w.comps[k].name
		if int64(t.inside) != present[k] {
			return fmt.Errorf("component %s: %d are there, but %d are counted", name, present[k], t.inside)
		}
		want := t.stays + stays[k] - t.before
		if math.Abs(t.area.inside-want) > 1e-9*math.Max(math.Abs(want), 1)+float64(w.events) {
			return fmt.Errorf("component %s: Little's law fails: %g request seconds by number, %g by stay", name, t.area.inside/1e9, want/1e9)
		}
	}
	return nil
}
