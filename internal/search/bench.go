package search

import (
	"cmp"
	"context"
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

	o     BenchOptions
	calm  *sim.Result
	begin sim.Begin

	mu   sync.Mutex
	long *sim.Result // the undisturbed run of the longest script, which few need; nil until then
}

// BenchOptions say under which load, how long and how exactly failures are
// tried.
type BenchOptions struct {
	Load      string  // mean, peak (when empty) or a scenario
	LoadScale float64 // multiplies the load; 0 is 1
	Seed      uint64
	Slice     float64 // part of the load to run; 0 for the part that is cheap, 1 for the whole
	Cheap     float64 // events a simulated second that are cheap
	Relative  bool    // a part may be slower than the design when limits and timeouts are taken in proportion (slower.go)
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
	b.calm, err = b.run(ctx, nil, o.Usual, sim.RunOptions{})
	return b, err
}

// calmFor returns the undisturbed run that a script of a length is held against.
func (b *Bench) calmFor(ctx context.Context, length float64) (*sim.Result, error) {
	if length <= b.o.Usual {
		return b.calm, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.long != nil {
		return b.long, nil
	}
	long, err := b.run(ctx, nil, b.o.Length, sim.RunOptions{})
	if err != nil {
		return nil, err // it is the caller's context that ended: the next may have another
	}
	b.long = long
	return long, nil
}

// run simulates a script of faults, or nothing, for so many seconds, or until
// enough of it has been seen.
func (b *Bench) run(ctx context.Context, inject []model.Fault, length float64, how sim.RunOptions) (*sim.Result, error) {
	how.Begin = &b.begin
	return run(ctx, b.Design, b.Scale, b.o, inject, length, how)
}

func run(ctx context.Context, d *model.Design, scale *Scale, o BenchOptions, inject []model.Fault, length float64, how sim.RunOptions) (*sim.Result, error) {
	program, problems := sim.Compile(d, sim.Options{Load: o.Load, LoadScale: o.LoadScale, For: length, Faults: inject, Slice: scale.slice, Miniature: scale.Miniature, Slower: scale.slower})
	if problems.HasErrors() {
		return nil, Unfit{problems}
	}
	how.Seed, how.MaxLive, how.Timeline, how.History = o.Seed, o.MaxLive, o.Rows, true
	how.MaxEvents = cmp.Or(how.MaxEvents, o.MaxEvents, mostEvents)
	r, err := sim.Run(ctx, program.Alone(), how)
	if err != nil {
		return nil, err // it is not whole
	}
	return r, nil
}

// mostEvents bounds one run, which is followed to its end: some ten minutes.
const mostEvents = 1_000_000_000

// Calm is the undisturbed run.
func (b *Bench) Calm() *sim.Result { return b.calm }

// Disturb runs a script of faults as long as the longest, beside the undisturbed
// run.
func (b *Bench) Disturb(ctx context.Context, inject []model.Fault, progress func(sim.Progress)) (*Scenario, error) {
	calm, err := b.calmFor(ctx, b.o.Length)
	if err != nil {
		return nil, err
	}
	disturbed, err := b.run(ctx, inject, b.o.Length, sim.RunOptions{Progress: progress})
	if err != nil {
		return nil, err
	}
	return &Scenario{Design: b.Design, Scale: b.Scale, Inject: inject, Calm: calm, Disturbed: disturbed, Length: b.o.Length}, nil
}

// RunAlone runs a script of faults; what it is like undisturbed is for the
// caller to add.
func RunAlone(ctx context.Context, d *model.Design, scale *Scale, o BenchOptions, inject []model.Fault, progress func(sim.Progress)) (*Scenario, error) {
	disturbed, err := run(ctx, d, scale, o, inject, o.Length, sim.RunOptions{Progress: progress})
	if err != nil {
		return nil, err
	}
	return &Scenario{Design: d, Scale: scale, Inject: inject, Disturbed: disturbed, Length: o.Length}, nil
}
