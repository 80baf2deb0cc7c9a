package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// world is everything that is computed from a design under one assumption
// about its uncertain inputs: all at their point values, or one of them moved
// by one standard deviation.
type world struct {
	p     *plan
	move  string // the input that is moved; "" for the point values
	up    bool
	notes *inputSet // of what the values that are read rest on; nil when nobody asks

	rates     [3][]float64 // runs a second of each source, by level
	batch     []float64    // messages that a run of each source takes
	calls     []float64    // arrivals at the callee of each node, per run of its source
	results   []result     // of each node that is a visit
	demands   []demand     // per run of the source
	stations  []station    // of each part
	caches    []cacheState
	flows     []flowState
	touched   *touched    // what the moved input can change
	dirty     []bool      // parts that differ from the base
	base      *world      // the point values that this one moves away from; nil for itself
	grown     [][]float64 // growth of each source by year, once it is asked for
	carried   []capacity  // of each part, once it is asked for
	forks     []forked    // of each node that is a fork
	shift     float64     // by how much calls fail otherwise than was assumed
	rounds    int         // of the fixed point
	driven    []float64   // runs a second of each source that a fixed number of users makes
	responses []float64   // of flows whose users meet others than the average; 0 else
	met       []float64   // mean number at each part by mean value analysis; 0 where load is open
}

// level is a load to compute rates for.
type level int

const (
	mean level = iota
	peak
	now // the load that was asked for
)

// demand is what one run of a source asks of one part.
type demand struct {
	calls    float64 // arrivals, retries included
	admitted float64 // that are not refused
	primary  float64 // calls that only a primary copy answers
	bursts   float64 // times that work waits for a core
	busy     float64 // seconds of work
	busy2    float64 // sum of the squares of the bursts, in means
	in, out  float64 // bytes
	messages float64 // published to it
	follow   float64 // seconds of work that copies do behind the primary
}

// result is what a caller sees of a visit, retries and fallbacks included.
type result struct {
	answer   mixture // given that it is ok
	fail     failure
	lost     float64 // share of calls whose failure counts as a miss
	failed   float64 // share of calls that fail before a fallback is tried
	attempts float64 // per call
	refused  float64 // share of attempts
	kept     float64 // share of attempts that a bulkhead keeps back
	hold     moments // of a slot, from admission to the last step
	inside   mixture // from admission to the answer

	failInside failure
}

// cause is why a call fails.
type cause int

const (
	timeout cause = iota
	refused
	open
	failedItself
	causes
)

var causeNames = [causes]string{"timeout", "refused", "open", "error"}

// failure is the chance of each cause.
type failure [causes]float64

func (f failure) total() float64 {
	sum := 0.0
	for _, p := range f {
		sum += p
	}
	return min(sum, 1)
}

func (f failure) scaled(by float64) failure {
	for i := range f {
		f[i] *= by
	}
	return f
}

func (f failure) plus(o failure) failure {
	for i := range f {
		f[i] += o[i]
	}
	return f
}

// value returns a quantity as it stands in this world; nil is 0.
func (w *world) value(q *unit.Quantity) float64 {
	if q == nil {
		return 0
	}
	return w.number(q.Number)
}

// number returns a computed number as it stands in this world.
func (w *world) number(n unit.Number) float64 {
	if len(n.Moves) == 0 {
		return n.Value
	}
	if w.notes != nil {
		w.notes.add(n)
	}
	if w.move == "" {
		return n.Value
	}
	for i := range n.Moves {
		if n.Moves[i].Input == w.move {
			if w.up {
				return n.Value + n.Moves[i].Up
			}
			return n.Value + n.Moves[i].Down
		}
	}
	return n.Value
}

// or returns a quantity, or another value when it is absent.
func (w *world) or(q *unit.Quantity, other float64) float64 {
	if q == nil {
		return other
	}
	if q.Unlimited {
		return math.Inf(1)
	}
	return w.value(q)
}

// time returns a time with its law.
func (w *world) time(t timed) mixture {
	if t.q == nil {
		return mixture{}
	}
	v := w.value(t.q)
	if v == t.mean || t.mean == 0 {
		return t.base
	}
	return t.base.scaled(v / t.mean)
}

// meanTime returns the mean of a time.
func (w *world) meanTime(t timed) float64 {
	law := w.time(t)
	return law.mean()
}

// bytes returns the mean of a size.
func (w *world) bytes(b model.Bytes) float64 {
	return w.value(b.Size) * w.or(b.Times, 1)
}

// newWorld returns an empty world.
func newWorld(p *plan) *world {
	w := &world{
		p:         p,
		batch:     make([]float64, len(p.sources)),
		calls:     make([]float64, len(p.nodes)),
		results:   make([]result, len(p.nodes)),
		demands:   make([]demand, p.demands),
		stations:  make([]station, len(p.parts)),
		caches:    make([]cacheState, len(p.caches)),
		flows:     make([]flowState, len(p.sources)),
		forks:     make([]forked, p.forks),
		driven:    make([]float64, len(p.sources)),
		responses: make([]float64, len(p.sources)),
		met:       make([]float64, len(p.parts)),
		dirty:     make([]bool, len(p.parts)),
		carried:   make([]capacity, len(p.parts)),
	}
	for l := range w.rates {
		w.rates[l] = make([]float64, len(p.sources))
	}
	for i := range w.results {
		w.results[i].attempts = 1
	}
	for i := range w.batch {
		w.batch[i] = 1
	}
	return w
}

// moved returns a world beside this one in which an input has moved. It starts
// from this one's fixed point.
func (w *world) moved(input string, up bool) *world {
	m := newWorld(w.p)
	m.moveFrom(w, input, up)
	return m
}

// moveFrom makes this world one beside another, whatever it was before.
func (m *world) moveFrom(w *world, input string, up bool) {
	m.move, m.up, m.base = input, up, w
	m.touched, m.grown = nil, nil
	clear(m.carried)
	copy(m.forks, w.forks)
	copy(m.results, w.results)
	copy(m.batch, w.batch)
	copy(m.caches, w.caches)
	copy(m.driven, w.driven)
	copy(m.stations, w.stations)
	for i := range m.flows {
		m.flows[i] = flowState{last: w.flows[i].last, average: w.flows[i].average}
	}
	for l := range w.rates {
		copy(m.rates[l], w.rates[l])
	}
}

// maxRounds bounds the fixed point of rates, waits and failures.
const maxRounds = 60

// solve computes the world: how often each part is visited, how long that
// takes, how often it fails and is tried again, until that agrees.
func (w *world) solve() {
	for w.rounds = 1; w.rounds <= maxRounds; w.rounds++ {
		w.ask()
		w.shift = 0
		for i := range w.flows {
			w.flows[i].swing = 0
		}
		for i := range w.stations {
			w.arrive(i)
		}
		for _, i := range w.p.order {
			w.dirty[i] = !w.untouched(i)
			if w.dirty[i] {
				w.serve(i)
			}
		}
		w.answers()
		if w.settled() {
			return
		}
	}
}

// ask computes how often everything is asked for, given how often it fails:
// visit ratios, rates, and hit ratios, on which the visit ratios depend.
func (w *world) ask() {
	for range 20 {
		w.spread()
		w.users()
		w.flowRates()
		if !w.hitRatios() {
			return
		}
	}
}

// swings tells whether a flow's failures have not settled.
func (w *world) swings(flow int) bool { return w.rounds > maxRounds && w.flows[flow].swing > 1e-4 }

// settled tells whether another round would change nothing: calls fail as often
// as was assumed, and where times decide how much is asked for, so do they.
func (w *world) settled() bool {
	tolerance := 1e-7
	if w.base != nil {
		tolerance = 1e-5 // a change needs fewer digits than a value
	}
	if w.base != nil && w.rounds >= maxRounds/4 {
		return true // nor is it worth as many rounds
	}
	worst := w.shift
	if !w.p.timed {
		return worst < tolerance
	}
	for i := range w.flows {
		f := &w.flows[i]
		value := f.answer.mean() + f.fail.total() + w.rates[now][i]
		worst = max(worst, math.Abs(value-f.last)/max(math.Abs(value), 1e-300))
		f.last = value
	}
	return w.rounds > 1 && worst < tolerance
}
