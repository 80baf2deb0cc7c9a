// Package breakdown simulates how parts break and are repaired over thousands
// of years, and measures how long and how often a system of them is down. It is
// the second witness of availability: it knows mean times and who takes over
// from whom, and no formula of package reliability.
//
// Breakdowns and repairs are exponential, so the system jumps between states,
// and a stay counts with its mean (discrete-time conversion: Hordijk, Iglehart,
// Schassberger 1976). States near to failure are split into several trials that
// go on apart (split.go), so that also a system that is down for a second a
// century is seen to be so.
package breakdown

import "github.com/loadpath/loadpath/internal/stats"

// System is parts, what takes several of them down at once, and what must be
// up. Times are in seconds.
type System struct {
	Causes []Cause
	Parts  []Part
	Needs  Node
}

// Cause is something that several parts stand on: a zone, a region, a release.
type Cause struct {
	MTTF, MTTR float64
}

// Part is copies of one thing of which some must be up.
type Part struct {
	Sites      []Site
	Under      []int // causes that take all of it down, by number
	Needed     int   // copies that must be up
	MTTF, MTTR float64
	Crews      int     // copies repaired at the same time; 0 for all
	Idle       float64 // how much a copy that is not needed fails: 1 hot, 0 cold

	// Primary tells that one copy serves and another takes over when it fails.
	// With the chance Coverage that takes Takeover; else it waits until the copy
	// that failed is repaired.
	Primary  bool
	Coverage float64
	Takeover float64

	// Leader is the number of the first part of those that take over together
	// when they lose a place: the shards of one store. Their sites are alike.
	Leader int
}

// Site is copies of a part in one place.
type Site struct {
	Cause  int // that takes them down, by number; -1 for none
	Copies int
}

// Node says what must be up: a part, or at least Need of the nodes in it.
type Node struct {
	Part int // by number, where Of is empty
	Of   []Node
	Need int
}

// Options bound a run.
type Options struct {
	Seed  uint64
	Name  string // of the stream of random numbers
	Jumps int    // breakdowns, repairs and takeovers simulated, about; 0 is 200,000
}

// Result is what a run has seen.
type Result struct {
	Down    stats.Interval // share of time
	Outages stats.Interval // per second
	Years   float64        // simulated, those of split trials counted with their weight
	Seen    int            // outages that were seen, in all trials
}

// fewestOutages is how many must have been seen to speak of an interval.
const fewestOutages = 30

// Settled tells whether enough was seen for the intervals to be trusted.
func (r Result) Settled() bool { return r.Seen >= fewestOutages }

const (
	defaultJumps   = 200_000
	batches        = 20
	secondsPerYear = 365 * 86400
)

// Run simulates a system. The same options give the same result.
func Run(s *System, o Options) Result {
	if o.Jumps <= 0 {
		o.Jumps = defaultJumps
	}
	r := &run{world: newWorld(s), stream: stats.NewStream(o.Seed, 0, o.Name, "breakdowns"), most: patience * o.Jumps}
	if r.world.start.total == 0 {
		return Result{}
	}
	first := r.plan(o.Jumps / batches)
	down, outages, time := make([]float64, batches), make([]float64, batches), make([]float64, batches)
	at := r.world.start.clone()
	out := Result{}
	for b := range batches {
		r.tally = tally{}
		r.left = first
		r.trial(at, 0)
		down[b], outages[b], time[b] = r.tally.down, r.tally.outages, r.tally.time
		out.Years += r.tally.time / secondsPerYear
		out.Seen += r.tally.seen
	}
	if r.spent > r.most {
		return Result{} // splitting got out of hand: nothing is said
	}
	out.Down, out.Outages = stats.RatioInterval(down, time), stats.RatioInterval(outages, time)
	return out
}
