// Package sim is the discrete-event simulator: it compiles a design to a flat
// program and runs it, request by request, until its numbers are known. It is
// the second witness beside package estimate, which it never sees. What is
// measured has an interval or a reason why there is none; the same design and
// seed give the same bytes on every machine.
//
// A reader may start here and follow the main line: Compile (compile.go) makes
// a Program, Run steps through one world for each replication (world.go), a
// world runs frames (exec.go, call.go, fork.go) in stations (station.go,
// core.go) at the times of its agenda (event.go), and measure.go reads the
// result from batches of events.
package sim

import (
	"context"
	"fmt"
	"math"
	"sync"
)

// RunOptions say how a program is run.
type RunOptions struct {
	Seed      uint64
	Precision float64 // relative half-width at which a run has settled; 0 is 1%
	MaxEvents uint64  // at which an unsettled run stops; 0 is 200 million
	MaxLive   int     // requests, calls, branches and messages at the same time; 0 is 5 million
	Timeline  bool    // a row a second, of the first three hours
	History   bool    // what a part of the run can be asked about, of as long
	Progress  func(Progress)
	Begin     *Begin // of a run of a given length: what is in the caches at its start; may be nil

	// Enough ends a run of a given length when it says so. It is asked behind
	// each second of the history; requests are then not followed to their end,
	// and what is read of the whole run is read from few batches.
	Enough func(*History) bool
}

// Progress is how far a run has come. It is told between stretches of events,
// from one goroutine.
type Progress struct {
	Events, MaxEvents uint64
	Seconds           float64 // simulated
	Length            float64 // seconds to simulate, 0 when it runs until settled
	Precision         float64 // reached so far; +Inf when not known yet
}

const (
	defaultPrecision = 0.01
	defaultMaxEvents = 200_000_000
	defaultMaxLive   = 5_000_000
	replications     = 2 // of a run that settles; they share the work of the cores
	steadyBatch      = 2000
	shortBatch       = 64
	coarseBatch      = 1 << 16 // where nobody asks for intervals
	preciseChecks    = 2       // the second after half as long again: stopping at the first would favour runs whose luck looks precise
	growthChecks     = 4       // the run more than doubles in that time
)

// Run simulates a program. Without a length it runs until the mean latency of
// every flow, and every percentile that a requirement names, is known to the
// precision; with one it measures all of it and follows requests to their end.
// It stops early when the context is done, and then returns what it has with
// the context's error.
func Run(ctx context.Context, p *Program, o RunOptions) (*Result, error) {
	if p.slice != nil && p.slice.other != nil {
		return runSlice(ctx, p, o)
	}
	if o.Precision == 0 {
		o.Precision = defaultPrecision
	}
	switch {
	case o.MaxEvents > 0:
	case p.slice != nil && p.slice.k > 1:
		o.MaxEvents = sliceEvents
	default:
		o.MaxEvents = defaultMaxEvents
	}
	if o.MaxLive == 0 {
		o.MaxLive = defaultMaxLive
	}
	r := &runner{p: p, o: o}
	n := 1
	if p.length == 0 {
		n = replications
	}
	var rates []float64
	if p.length == 0 || o.Begin == nil {
		rates = pilot(p, o.Seed)
	}
	for k := range n {
		w := newWorld(p, o.Seed, k)
		if rates != nil {
			w.fillCaches(rates)
		} else {
			o.Begin.fill(w)
		}
		w.timeline = (o.Timeline || o.History) && k == 0
		size := uint64(shortBatch)
		switch {
		case p.length == 0:
			size = steadyBatch
		case o.Enough != nil:
			size = coarseBatch
		}
		r.reps = append(r.reps, &replication{w: w, batches: newBatches(w, size), maxLive: o.MaxLive / n, maxEvents: (o.MaxEvents + uint64(n) - 1) / uint64(n)})
	}
	r.reps[0].rowed = o.Timeline
	if o.History {
		r.reps[0].history = &History{p: p}
	}
	if p.length > 0 {
		r.measure(ctx)
	} else {
		r.settle(ctx)
	}
	for _, rep := range r.reps {
		if err := rep.w.check(); err != nil {
			panic("sim: " + err.Error())
		}
	}
	result := r.result()
	result.Interrupted = ctx.Err() != nil
	return result, ctx.Err()
}

// pilot measures how often each cache is asked, in gets per nanosecond, in a
// short run in which every get hits. The ages of what a cache holds at the
// start follow from it.
func pilot(p *Program, seed uint64) []float64 {
	rates := make([]float64, len(p.components))
	aging := false
	for i := range p.caches {
		aging = aging || p.caches[i].life > 0
	}
	if !aging {
		return rates
	}
	w := newWorld(p.withoutContents(), seed, 0)
	for w.events < 50_000 && w.live < 50_000 && w.step() {
	}
	for i := range rates {
		if w.now > 0 {
			rates[i] = float64(w.stations[i].tally.counts.lookups) / float64(w.now)
		}
	}
	return rates
}

// withoutContents returns the program with caches in which every get hits, and
// without an end.
func (p *Program) withoutContents() *Program {
	trial := *p
	trial.length, trial.acts = 0, nil
	trial.caches = make([]cacheSpec, len(p.caches))
	for i := range trial.caches {
		trial.caches[i] = p.caches[i]
		trial.caches[i].policy, trial.caches[i].hit = fixedHit, 1
	}
	return &trial
}

// runner runs the replications of a program.
type runner struct {
	p       *Program
	o       RunOptions
	reps    []*replication
	cut     int // leading batches of each replication that are warm-up
	settled bool
	why     string
	growing []growth
}

// replication is one world with what is read from it.
type replication struct {
	w         *world
	batches   *batches
	maxLive   int
	maxEvents uint64
	rowed     bool // rows are kept
	rows      []Row
	rowAt     int64 // when the current second of the timeline began
	rowSeen   seen
	history   *History // nil unless it is asked for
	ended     bool     // nothing will happen any more
	full      bool     // it holds more than it may
}

// settle runs until the precision is reached, or will not be.
func (r *runner) settle(ctx context.Context) {
	grew, precise := 0, 0 // checks in a row at which something grew, and at which nothing was missing
	r.advance(ctx, mostBatches*3/8)
	for {
		precision := r.precision()
		r.report(precision)
		r.growing = r.growth()
		if precise++; len(r.growing) > 0 || precision > r.o.Precision {
			precise = 0
		}
		switch {
		case ctx.Err() != nil:
			r.why = "interrupted"
			return
		case r.any(func(rep *replication) bool { return rep.full }):
			r.stopFull()
			return
		case len(r.growing) > 0 && grew >= growthChecks:
			r.why = r.growthWhy("")
			return
		case r.any(func(rep *replication) bool { return rep.ended }):
			r.settled = len(r.growing) == 0
			r.why = "nothing happens any more"
			return
		case precise >= preciseChecks:
			r.settled = true
			return
		case r.events() >= r.o.MaxEvents:
			r.why = r.growthWhy(fmt.Sprintf("the precision of %.3g%% was not reached in %d events", 100*r.o.Precision, r.events()))
			return
		case r.any((*replication).late):
			r.why = r.growthWhy(fmt.Sprintf("the precision of %.3g%% was not reached in 73 years", 100*r.o.Precision))
			return
		}
		grew++
		if len(r.growing) == 0 {
			grew = 0
		}
		n := len(r.reps[0].batches.list)
		if n >= mostBatches {
			for _, rep := range r.reps {
				rep.batches.halve()
			}
			n /= 2
		}
		if precise > 0 {
			r.advance(ctx, n+n/2)
		} else {
			r.advance(ctx, n+mostBatches/4)
		}
	}
}

func (r *runner) any(test func(*replication) bool) bool {
	for _, rep := range r.reps {
		if test(rep) {
			return true
		}
	}
	return false
}

func (r *runner) events() uint64 {
	n := uint64(0)
	for _, rep := range r.reps {
		n += rep.w.events
	}
	return n
}

// advance brings every replication to a number of batches, side by side.
func (r *runner) advance(ctx context.Context, target int) {
	var wait sync.WaitGroup
	for _, rep := range r.reps {
		wait.Go(func() { rep.advance(ctx, target) })
	}
	wait.Wait()
}

// late tells whether the clock, which ends after 292 years, has gone a quarter
// of its way.
func (rep *replication) late() bool { return rep.w.now >= maxTime/4 }

// advance runs one replication until it has a number of batches.
func (rep *replication) advance(ctx context.Context, target int) {
	for len(rep.batches.list) < target && rep.w.events < rep.maxEvents && !rep.ended && !rep.full && !rep.late() && ctx.Err() == nil {
		for rep.w.events < rep.batches.next && !rep.ended {
			rep.ended = !rep.steps(rep.batches.next)
		}
		rep.batches.cut()
		rep.full = rep.w.holding() > rep.maxLive
	}
}

// steps carries out steps up to a number of events; just one where a timeline is
// kept.
func (rep *replication) steps(until uint64) bool {
	if rep.w.timeline {
		return rep.step()
	}
	return rep.w.steps(until)
}

// step carries out one step and keeps the timeline.
func (rep *replication) step() bool {
	if !rep.w.timeline || len(rep.w.contend) > 0 { // this instant is not over
		return rep.w.step()
	}
	for at := rep.w.agenda.nextAt(); at < maxTime && at >= rep.rowAt+1e9; {
		rep.row()
	}
	return rep.w.step()
}

// stretch carries out what comes before a time, until so many events have acted
// or a second of the timeline has ended; at least one step.
func (rep *replication) stretch(until uint64, before int64) {
	w, second := rep.w, rep.rowAt
	rep.step()
	if rep.rowAt > second {
		return
	}
	if w.timeline {
		before = min(before, second+1e9)
	}
	for w.events < until && (len(w.contend) > 0 || w.agenda.nextAt() < before) {
		w.step()
	}
}

// What retries without end at something that stays down has no end: requests
// are followed for an hour behind the length of a run, and on as long as little
// happens, as in a job that takes longer.
const (
	followed       = 3600e9 // nanoseconds
	followedEvents = 100_000
)

// measure runs the whole length, and then until all requests have their end.
func (r *runner) measure(ctx context.Context) {
	rep := r.reps[0]
	w, b := rep.w, rep.batches
	reported, atLast, endless, enough := uint64(0), uint64(0), false, false
	for ctx.Err() == nil {
		at := w.agenda.nextAt()
		if !b.over && len(w.contend) == 0 && at >= r.p.length {
			for w.timeline && rep.rowAt < r.p.length {
				rep.row()
			}
			w.now = r.p.length
			b.cut()
			b.over = true
			w.closing = true
			atLast = w.events
			w.closeHolds()
			w.letBackgroundRest()
		}
		endless = b.over && at > r.p.length+followed && at < maxTime && w.events-atLast > followedEvents
		if at == maxTime && len(w.contend) == 0 || b.over && w.idle() || w.events >= r.o.MaxEvents || rep.full || endless {
			break
		}
		seconds := rep.history.kept()
		if b.over {
			rep.step()
		} else {
			rep.stretch(min(b.next, r.o.MaxEvents), r.p.length)
		}
		if r.o.Enough != nil && rep.history.kept() > seconds && !b.over {
			if enough = r.o.Enough(rep.history); enough {
				break
			}
		}
		if w.events < b.next {
			continue
		}
		b.cut()
		if len(b.list) >= mostBatches {
			b.halve()
		}
		rep.full = w.holding() > rep.maxLive
		if w.events-reported > 1e6 {
			reported = w.events
			r.report(math.Inf(1))
		}
	}
	b.cut()
	ended := enough || w.live == 0 || w.onlyBackground()
	r.settled = ctx.Err() == nil && !rep.full && w.events < r.o.MaxEvents && ended
	switch {
	case ctx.Err() != nil:
		r.why = "interrupted"
	case rep.full:
		r.growing = r.growth()
		r.stopFull()
	case !ended && endless:
		r.why = fmt.Sprintf("%d requests and calls still try an hour after the last request began", w.live)
	case !ended && w.events < r.o.MaxEvents:
		r.why = fmt.Sprintf("%d requests and calls wait for each other for ever", w.live)
	case !r.settled:
		r.why = fmt.Sprintf("it was stopped after %d events", w.events)
	}
}

// idle tells whether all requests and all messages have their end.
func (w *world) idle() bool {
	return (w.live == 0 || w.mayOnlyBeBackground()) && len(w.contend) == 0 && w.messagesRest()
}

// report tells the caller how far the run is.
func (r *runner) report(precision float64) {
	if r.o.Progress == nil {
		return
	}
	r.o.Progress(Progress{
		Events: r.events(), MaxEvents: r.o.MaxEvents, Seconds: float64(r.reps[0].w.now) / 1e9,
		Length: float64(r.p.length) / 1e9, Precision: precision,
	})
}
