// Package search looks for the load, the fault or the size at which a design
// changes its verdict. It decides what to try next; what a trial is, and what
// it costs, is the caller's.
package search

import (
	"context"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/stats"
)

// Trial is what one load has shown.
type Trial struct {
	Scale   float64     // of the load
	Verdict sim.Verdict // of what is looked for; unknown counts as unsure
	Ratio   float64     // of the value to its limit, over 1 when broken; NaN when not known
}

// BreakOptions say where to look.
type BreakOptions struct {
	Guess     float64 // scale near which it may break; 0 is 1
	Most      float64 // beyond which it is not looked for; 0 is 10,000
	Least     float64 // below which it is not looked for; 0 is 1/10,000
	Tolerance float64 // relative width at which an edge is known; 0 is 1%
	Progress  func(share float64)
}

// Breaking is where something breaks.
type Breaking struct {
	Value float64 // scale at which it breaks; NaN when it was not found
	Low   float64 // the largest at which it was seen to hold; 0 when at none
	High  float64 // the smallest at which it was seen broken; +Inf when at none
	// Trials are all that were made, in order of their scale.
	Trials []Trial
}

// Holds tells whether it was not seen to break at all, Fails whether it was
// not seen to hold.
func (b *Breaking) Holds() bool { return math.IsInf(b.High, 1) }
func (b *Breaking) Fails() bool { return b.Low == 0 }

// Break finds the load at which something breaks that holds below and breaks
// above: by steps until one load holds and one breaks, then by halving the
// distance, on a logarithmic scale. A trial counts only when its whole interval
// lies on one side of the limit. Those that are unsure stay between the ends,
// whose two edges are then halved by themselves, so the interval is as wide as
// what the trials leave open. Its error is that of a trial; what was found by
// then is beside it.
func Break(ctx context.Context, try func(ctx context.Context, scale float64) (Trial, error), o BreakOptions) (*Breaking, error) {
	s := &searcher{try: try, o: o.withDefaults()}
	err := s.bracket(ctx)
	for err == nil && s.low > 0 && s.high < math.Inf(1) {
		next, wide := s.widest()
		if !wide {
			break
		}
		err = s.look(ctx, next)
	}
	slices.SortFunc(s.trials, func(a, b Trial) int {
		if a.Scale < b.Scale {
			return -1
		}
		return 1
	})
	return &Breaking{Value: s.value(), Low: s.low, High: s.high, Trials: s.trials}, err
}

func (o BreakOptions) withDefaults() BreakOptions {
	or := func(x *float64, other float64) {
		if !(*x > 0) || math.IsInf(*x, 1) {
			*x = other
		}
	}
	or(&o.Guess, 1)
	or(&o.Most, 1e4)
	or(&o.Least, 1e-4)
	or(&o.Tolerance, 0.01)
	if o.Progress == nil {
		o.Progress = func(float64) {}
	}
	return o
}

// searcher is a search under way.
type searcher struct {
	try    func(context.Context, float64) (Trial, error)
	o      BreakOptions
	trials []Trial

	low, high        float64 // holds, breaks
	unsure, unsureTo float64 // the lowest and the highest between them that are neither; 0 for none
}

// bracket steps out from the guess until something holds and something breaks.
func (s *searcher) bracket(ctx context.Context) error {
	s.high = math.Inf(1)
	for scale, step := s.o.Guess, 1.3; s.low == 0 && scale >= s.o.Least; scale, step = scale/step, step*step {
		if err := s.look(ctx, scale); err != nil {
			return err
		}
	}
	for scale, step := max(s.low, s.unsureTo, s.o.Guess)*1.3, 1.3; math.IsInf(s.high, 1) && s.low > 0 && scale <= s.o.Most; scale, step = scale*step, step*step {
		if err := s.look(ctx, scale); err != nil {
			return err
		}
	}
	return nil
}

// look makes one trial.
func (s *searcher) look(ctx context.Context, scale float64) error {
	t, err := s.try(ctx, scale)
	if err != nil {
		return err
	}
	s.trials = append(s.trials, t)
	switch t.Verdict {
	case sim.Met:
		s.low = max(s.low, scale)
	case sim.Broken:
		s.high = min(s.high, scale)
	default:
		if s.unsure == 0 {
			s.unsure, s.unsureTo = scale, scale
		}
		s.unsure, s.unsureTo = min(s.unsure, scale), max(s.unsureTo, scale)
	}
	if s.unsure <= s.low || s.unsureTo >= s.high {
		s.forget()
	}
	s.o.Progress(s.share())
	return nil
}

// forget drops what was unsure outside of what is still open.
func (s *searcher) forget() {
	s.unsure, s.unsureTo = 0, 0
	for _, t := range s.trials {
		if t.Verdict == sim.Met || t.Verdict == sim.Broken || t.Scale <= s.low || t.Scale >= s.high {
			continue
		}
		if s.unsure == 0 {
			s.unsure = t.Scale
		}
		s.unsure, s.unsureTo = min(s.unsure, t.Scale), max(s.unsureTo, t.Scale)
	}
}

// widest returns the middle of the wider edge: that between what holds and what
// is unsure, or that between what is unsure and what breaks. wide is false when
// both are narrow enough.
func (s *searcher) widest() (middle float64, wide bool) {
	a, b := s.low, s.high
	if s.unsure > 0 {
		b = s.unsure
		if s.high/s.unsureTo > s.unsure/s.low {
			a, b = s.unsureTo, s.high
		}
	}
	return math.Sqrt(a * b), b/a > 1+s.o.Tolerance
}

// share is how much of the halving is done.
func (s *searcher) share() float64 {
	if s.low == 0 || math.IsInf(s.high, 1) {
		return float64(len(s.trials)) / float64(len(s.trials)+12)
	}
	left := 0.0
	edge := func(a, b float64) { left += max(0, math.Log2(math.Log(b/a)/math.Log(1+s.o.Tolerance))) }
	if s.unsure > 0 {
		edge(s.low, s.unsure)
		edge(s.unsureTo, s.high)
	} else {
		edge(s.low, s.high)
	}
	n := float64(len(s.trials))
	return n / (n + left)
}

// value is where the ratio to the limit passes 1 between the trials, by a
// straight line between the two neighbours on logarithmic scales; the middle of
// the ends where the ratio is not known.
func (s *searcher) value() float64 {
	if s.low == 0 || math.IsInf(s.high, 1) {
		return math.NaN()
	}
	under, over := Trial{}, Trial{Scale: math.Inf(1)}
	for _, t := range s.trials {
		switch {
		case math.IsNaN(t.Ratio) || t.Ratio <= 0 || t.Scale < s.low || t.Scale > s.high:
		case t.Ratio <= 1 && t.Scale > under.Scale:
			under = t
		case t.Ratio > 1 && t.Scale < over.Scale:
			over = t
		}
	}
	if under.Scale == 0 || math.IsInf(over.Scale, 1) || over.Scale <= under.Scale {
		return math.Sqrt(s.low * s.high)
	}
	from, to := stats.Log(under.Ratio), stats.Log(over.Ratio)
	return float64(under.Scale * stats.Pow(over.Scale/under.Scale, -from/(to-from)))
}
