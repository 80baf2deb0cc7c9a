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
	scale  *search.Scale
	how    search.BenchOptions
	calm   *sim.Result
}

// NewStand runs a design undisturbed for so many seconds. The error is that of
// Chaos.
func NewStand(ctx context.Context, d *model.Design, seconds float64, opt Options) (*Stand, error) {
	opt = opt.withDefaults()
	s := &Stand{design: d, how: benchOf(opt.Load, seconds, opt)}
	var err error
	if s.scale, err = search.ChooseScale(ctx, d, s.how); err != nil {
		return nil, err
	}
	bench, err := search.NewBench(ctx, d, s.scale, s.how)
	if err != nil {
		return nil, err
	}
	s.calm = bench.Calm()
	return s, nil
}

// Break runs faults, written as under inject in the file, with the same random
// numbers as undisturbed. A fault that the design cannot have is Unfit.
func (s *Stand) Break(ctx context.Context, inject string, progress func(Progress)) (*ScenarioResult, error) {
	faults, problems := s.design.ReadFaults(inject)
	if problems.HasErrors() {
		return nil, Unfit{Problems: problems}
	}
	scenario, err := search.RunAlone(ctx, s.design, s.scale, s.how, faults, func(p sim.Progress) {
		progress(Progress{Done: math.Min(1, p.Seconds/s.how.Length), Events: p.Events})
	})
	if err != nil {
		return nil, err
	}
	scenario.Calm = s.calm
	r := scenarioResult("", scenario, scenario.Judge())
	r.Slice, r.Script = sliceOf(s.scale), faults
	for i := range faults {
		r.Faults = append(r.Faults, faults[i].Text())
	}
	return &r, nil
}
