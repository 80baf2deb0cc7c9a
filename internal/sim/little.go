package sim

import "fmt"

// check holds a world to its books: requests in = answered + in progress, calls
// in = refused + gone + there, and Little's law in the form that holds exactly
// over any stretch: the integral of the number there is the sum of the stays.
// A difference is a bug of this package.
func (w *world) check() error {
	inFlight := make([]int64, len(w.flows))
	present := make([]int64, len(w.stations))
	stays := make([]int64, len(w.stations))
	live := 0
	for i := 1; i < len(w.frames); i++ {
		f := &w.frames[i]
		if f.state == idle {
			continue
		}
		live++
		if f.flags&(isWhole|answered) == isWhole {
			inFlight[f.flow]++
		}
		switch {
		case f.flags&isRoot != 0:
			if f.flags&answered == 0 {
				inFlight[f.flow]++
			}
		case f.flags&isBranch == 0 && f.state != onTheWay:
			c := w.replicas[f.rep].comp
			present[c]++
			stays[c] += w.now - f.arrived
		}
	}
	w.countMessages(present, stays)
	w.countParcels(present, stays)
	if live != w.live {
		return fmt.Errorf("%d frames are in use, but %d are counted", live, w.live)
	}
	for k := range w.flows {
		t := &w.flows[k]
		if t.inFlight.n != inFlight[k] || t.counts.offered != t.counts.ended()+uint64(t.inFlight.n) {
			return fmt.Errorf("flow %s: %d began, %d ended, %d are in progress and %d counted", w.p.flows[k].name, t.counts.offered, t.counts.ended(), inFlight[k], t.inFlight.n)
		}
	}
	for k := range w.stations {
		t := &w.stations[k].tally
		name := w.comps[k].name
		if t.inside() != present[k] {
			return fmt.Errorf("component %s: %d are there, but %d are counted", name, present[k], t.inside())
		}
		got, want := t.areas(w.now).inside, t.stays+stays[k]
		if got != want {
			return fmt.Errorf("component %s: Little's law fails: %d request nanoseconds by number, %d by stay", name, got, want)
		}
	}
	return nil
}
