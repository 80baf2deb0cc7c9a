package search

import (
	"context"
	"math"
	"sync"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Bench is where a design is put to one failure after the other: a part of it
// that is cheap to run (scale.go), and what that does undisturbed. It may be
// used by several goroutines at once.
type Bench struct {
	Design *model.Design
	Scale  *Scale

	o    BenchOptions
	calm *sim.Result

	once sync.Once // for the undisturbed run of the longest script, which few need
	long *sim.Result
	err  error
}

// BenchOptions say under which load, how long and how exactly failures are
// tried.
type BenchOptions struct {
	Load      string  // mean, peak (when empty) or a scenario
	LoadScale float64 // multiplies the load; 0 is 1
	Seed      uint64
	Slice     float64 // part of the load to run; 0 for the part that is cheap, 1 for the whole
	Cheap     float64 // events a simulated second that are cheap
	Length    float64 // seconds of the longest script
	Usual     float64 // seconds of the scripts that are run first; 0 for the longest
	MaxEvents uint64  // at which one run stops; 0 for the simulator's own bound
	MaxLive   int
	Rows      bool // keep the timelines too
}

// Unfit is a design that cannot be simulated, with the places that say why.
type Unfit struct{ Problems diag.List }

func (u Unfit) Error() string {
	for _, p := range u.Problems {
		if p.Severity == diag.Error {
			return "it cannot be simulated: " + p.Message
		}
	}
	return "it cannot be simulated"
}

// NewBench runs a part of a design undisturbed. The error is Unfit, or the
// context's.
func NewBench(ctx context.Context, d *model.Design, scale *Scale, o BenchOptions) (*Bench, error) {
	if o.Usual == 0 {
		o.Usual = o.Length
	}
	b := &Bench{Design: d, Scale: scale, o: o}
	var err error
	b.calm, err = b.run(ctx, nil, o.Usual)
	return b, err
}

// calmFor returns the undisturbed run that a script of a length is held against.
func (b *Bench) calmFor(ctx context.Context, length float64) (*sim.Result, error) {
	if length <= b.o.Usual {
		return b.calm, nil
	}
	b.once.Do(func() { b.long, b.err = b.run(ctx, nil, b.o.Length) })
	return b.long, b.err
}

// run simulates a script of faults, or nothing, for so many seconds.
func (b *Bench) run(ctx context.Context, inject []model.Fault, length float64) (*sim.Result, error) {
	return run(ctx, b.Design, b.Scale, b.o, inject, length, nil)
}

func run(ctx context.Context, d *model.Design, scale *Scale, o BenchOptions, inject []model.Fault, length float64, progress func(sim.Progress)) (*sim.Result, error) {
	program, problems := sim.Compile(d, sim.Options{Load: o.Load, LoadScale: o.LoadScale, For: length, Faults: inject, Slice: scale.slice, Miniature: scale.Miniature})
	if problems.HasErrors() {
		return nil, Unfit{problems}
	}
	if o.MaxEvents == 0 {
		o.MaxEvents = mostEvents
	}
	r, err := sim.Run(ctx, program.Alone(), sim.RunOptions{Seed: o.Seed, MaxEvents: o.MaxEvents, MaxLive: o.MaxLive, Timeline: true, History: true, Progress: progress})
	if err != nil {
		return nil, err
	}
	if !o.Rows {
		r.Timeline = nil // the history says the same
	}
	return r, nil
}

// mostEvents bounds one run, which is followed to its end: some ten minutes.
const mostEvents = 1_000_000_000

// Calm is the undisturbed run.
func (b *Bench) Calm() *sim.Result { return b.calm }

// RunAlone runs a script of faults; what it is like undisturbed is for the
// caller to add.
func RunAlone(ctx context.Context, d *model.Design, scale *Scale, o BenchOptions, inject []model.Fault, progress func(sim.Progress)) (*Scenario, error) {
	disturbed, err := run(ctx, d, scale, o, inject, o.Length, progress)
	if err != nil {
		return nil, err
	}
	return &Scenario{Design: d, Inject: inject, Disturbed: disturbed, Length: o.Length}, nil
}

func (b *Bench) scenario(ctx context.Context, inject []model.Fault, length float64) (*Scenario, error) {
	length = math.Min(length, b.o.Length)
	calm, err := b.calmFor(ctx, length)
	if err != nil {
		return nil, err
	}
	disturbed, err := b.run(ctx, inject, length)
	if err != nil {
		return nil, err
	}
	return &Scenario{Design: b.Design, Inject: inject, Disturbed: disturbed, Calm: calm, Length: length}, nil
}

// Seconds that a script goes on behind its last fault before it is looked at,
// and how long what has not come back by then is watched beyond its promise.
const (
	firstLook = 60
	lastLook  = 30
)

// Try runs faults beside the undisturbed design and judges how it comes
// through. What is still broken a minute after they end is run again until what
// was promised has passed.
func (b *Bench) Try(ctx context.Context, inject []model.Fault) (*Scenario, *Outcome, error) {
	start, end := spanOf(inject)
	last := end
	if math.IsInf(end, 1) {
		last = start
	}
	s, err := b.scenario(ctx, inject, last+firstLook)
	if err != nil {
		return nil, nil, err
	}
	out := s.Judge()
	if math.IsInf(end, 1) || !s.brokenAtEnd() {
		return s, out, nil
	}
	if s, err = b.scenario(ctx, inject, end+promised+lastLook); err != nil {
		return nil, nil, err
	}
	return s, s.Judge(), nil
}

// spanOf returns when the first fault begins and the last one is over, in
// seconds; +Inf when one does not end by itself.
func spanOf(inject []model.Fault) (start, end float64) {
	start, end = math.Inf(1), 0
	for i := range inject {
		f := &inject[i]
		from, to := model.Or(f.At, 0), math.Inf(1)
		switch t, isTime := f.UntilTime(); {
		case f.For != nil:
			to = from + f.For.Value
		case isTime:
			to = t.Value
		case f.Momentary():
			to = from
		}
		start, end = min(start, from), max(end, to)
	}
	return start, end
}

// brokenAtEnd tells whether a requirement of some flow does not hold when the
// run ends.
func (s *Scenario) brokenAtEnd() bool {
	for _, f := range s.flows {
		if f.brokenFor() > 0 && f.recovered() >= float64(s.seconds) {
			return true
		}
	}
	return false
}
