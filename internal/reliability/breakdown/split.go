package breakdown

import "github.com/loadpath/loadpath/internal/stats"

// run is a simulation with splitting, as RESTART does it: a trial that comes
// nearer to failure goes on as several, each with its share of the weight; all
// but one of them end when they are back where they were split. The weight of a
// trial so follows from its level alone. Villén-Altamirano: "RESTART: a method
// for accelerating rare event simulations", 1991.
type run struct {
	world  *world
	stream stats.Stream
	into   []int     // trials that one becomes when it reaches each level
	weight []float64 // of a trial at each level
	left   int       // jumps of the first trial still to make
	spent  int       // jumps of all trials so far
	most   int       // at which it gives up
	free   []*state  // of trials that have ended
	tally  tally
}

// tally is what trials have seen.
type tally struct {
	time, down, outages float64
	seen                int
	jumps               int   // of all trials
	reached             []int // trials that have come up to each level
}

const (
	mostLevels = 8
	mostSplits = 1000
	patience   = 4 // times the jumps that were asked for, at which it gives up
)

// plan finds by trial how many trials one should become at each level: as many
// as it takes for one of them to come a level further. It returns how many jumps
// the first trial may make for all trials together to make so many.
func (r *run) plan(jumps int) int {
	levels := min(r.world.start.distance, mostLevels)
	r.into = make([]int, levels+1)
	r.weight = make([]float64, levels+1)
	for i := range r.into {
		r.into[i], r.weight[i] = 1, 1
	}
	pilot := max(jumps*batches/4/max(levels, 1), 1000)
	first := pilot // jumps of the first trial that make about so many of all
	for level := 1; level < levels; level++ {
		first = r.pilot(first, pilot)
		here, further := r.tally.reached[level], r.tally.reached[level+1]
		switch {
		case here == 0: // not even this level was seen
			return r.pilot(first, jumps)
		case further > 0:
			r.into[level] = min(max(here/further, 1), mostSplits)
		default: // how rare it is was not seen: rarer than the step before
			r.into[level] = min(max(here, 2*r.into[level-1]), mostSplits)
		}
		for i := level; i <= levels; i++ {
			r.weight[i] = r.weight[i-1] / float64(r.into[i])
		}
		first = max(first/r.into[level], 1)
	}
	return r.pilot(first, jumps)
}

// pilot runs a first trial for so many jumps, and returns how many it may make
// for all trials to make so many as are wanted.
func (r *run) pilot(first, wanted int) int {
	r.tally = tally{reached: make([]int, len(r.into))}
	r.left = first
	r.trial(r.clone(r.world.start), 0)
	return max(int(float64(wanted)*float64(first)/float64(max(r.tally.jumps, 1))), 1)
}

// clone copies a state into one that is no longer used.
func (r *run) clone(s *state) *state {
	n := len(r.free)
	if n == 0 {
		return s.clone()
	}
	twin := r.free[n-1]
	r.free = r.free[:n-1]
	twin.set(s)
	return twin
}

// level is how much nearer to failure a state is than the whole system.
func (r *run) level(s *state) int {
	return min(max(r.world.start.distance-s.distance, 0), len(r.into)-1)
}

// trial follows a state until it falls below the level at which it was born.
// The first trial, born at level 0, makes the jumps that are left.
func (r *run) trial(s *state, born int) {
	level := r.level(s)
	for born > 0 || r.left > 0 {
		if born == 0 {
			r.left--
		}
		if r.spent++; r.spent > r.most {
			return
		}
		r.tally.jumps++
		stay := r.weight[level] / s.total
		r.tally.time += stay
		if s.failed() {
			r.tally.down += stay
		}
		failed := s.failed()
		r.world.jump(s, &r.stream)
		if s.failed() && !failed {
			r.tally.outages += r.weight[level]
			r.tally.seen++
		}
		now := r.level(s)
		if now < born {
			return
		}
		for level < now {
			level++
			r.enter(s, level)
		}
		level = now
	}
}

// enter splits a trial that has reached a level.
func (r *run) enter(s *state, level int) {
	if r.tally.reached != nil {
		r.tally.reached[level]++
	}
	for range r.into[level] - 1 {
		twin := r.clone(s)
		for further := level + 1; further <= r.level(twin); further++ {
			r.enter(twin, further)
		}
		r.trial(twin, level)
		r.free = append(r.free, twin)
	}
}
