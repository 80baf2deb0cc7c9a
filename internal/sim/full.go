package sim

import "fmt"

// holding returns how much a world holds: requests, calls, branches, messages
// that wait, and connections. It is what a run is bounded by, because it is what takes
// memory.
func (w *world) holding() int {
	n := w.live + w.invisible + max(0, len(w.conns)-1)
	for g := range w.groups {
		n += w.groups[g].n
	}
	return n
}

// stopFull says why a run that holds more than it may has stopped: where most
// of what it holds is, and which queue has grown. One that fills up too fast
// for a trend to show counts as growing when most of what is there waits.
func (r *runner) stopFull() {
	var full *replication
	for _, rep := range r.reps {
		if rep.full {
			full = rep
		}
	}
	w, at := full.w, 0
	for k := range w.stations {
		if w.stations[k].tally.inside() > w.stations[at].tally.inside() {
			at = k
		}
	}
	r.why = fmt.Sprintf("the limit of %d requests, calls and messages in progress was passed", r.o.MaxLive)
	if len(r.reps) > 1 {
		r.why = fmt.Sprintf("the limit of %d requests, calls and messages in progress was passed in one of %d replications, which may hold %d each", r.o.MaxLive, len(r.reps), full.maxLive)
	}
	if len(w.stations) > 0 {
		t := &w.stations[at].tally
		r.why += fmt.Sprintf(": %d were at %s", t.inside(), w.comps[at].name)
		if len(r.growing) == 0 && 2*t.waiting() > t.inside() {
			r.growing = []growth{full.filling(at)}
		}
	}
	if grows := r.growthWhy(""); grows != "" {
		r.why += "; " + grows
	}
}

// filling is the growth of a station since the last time at which it held next
// to nothing: the line from the first batch behind that time up to now.
func (rep *replication) filling(station int) growth {
	now, inside := float64(rep.w.now)/1e9, float64(rep.w.stations[station].tally.inside())
	end, middle, level := 0.0, 0.0, 0.0
	empty := true
	for i := range rep.batches.list {
		b := &rep.batches.list[i]
		span := float64(b.span) / 1e9
		end += span
		held := float64(b.stations[station].area.inside) / 1e9 / span
		switch {
		case b.span == 0:
		case held < inside/20:
			empty, middle, level = true, end, 0
		case empty:
			empty, middle, level = false, end-span/2, held
		}
	}
	rate := (inside - level) / max(now-middle, 1e-9)
	return growth{name: rep.w.comps[station].name, rate: rate, from: max(0, middle-level/rate)}
}
