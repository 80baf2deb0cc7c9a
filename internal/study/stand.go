package study

import (
	"context"
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/sim"
)

// Stand is a design under a load, ready to be broken: which part of it is run
// and what that does undisturbed are known, so that each break takes one run.
// It may be used by several goroutines at once.
type Stand struct {
	design *model.Design
	length float64 // seconds
	bench  *search.Bench
}

// NewStand runs a design undisturbed for so many seconds. The error is that of
// Chaos.
func NewStand(ctx context.Context, d *model.Design, seconds float64, opt Options) (*Stand, error) {
	opt = opt.withDefaults()
	how := benchOf(opt.Load, seconds, opt)
	scale, err := search.ChooseScale(ctx, d, how)
	if err != nil {
		return nil, err
	}
	bench, err := search.NewBench(ctx, d, scale, how)
	if err != nil {
		return nil, err
	}
	return &Stand{d, seconds, bench}, nil
}

// Break runs faults, written as under inject in the file, with the same random
// numbers as undisturbed. A fault that the design cannot have is Unfit.
func (s *Stand) Break(ctx context.Context, inject string, progress func(Progress)) (*ScenarioResult, error) {
	faults, problems := s.design.ReadFaults(inject)
	if problems.HasErrors() {
		return nil, Unfit{Problems: problems}
	}
	scenario, err := s.bench.Disturb(ctx, faults, func(p sim.Progress) {
		progress(Progress{Done: math.Min(1, p.Seconds/s.length), Events: p.Events})
	})
	if err != nil {
		return nil, err
	}
	r := scenarioResult("", scenario, scenario.Judge())
	r.Slice, r.Script = sliceOf(s.bench.Scale), faults
	for i := range faults {
		r.Faults = append(r.Faults, faults[i].Text())
	}
	return &r, nil
}
