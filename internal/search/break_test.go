package search

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/sim"
)

// edges is a trial that holds below one load, breaks above another and is
// unsure between them. Its ratio passes 1 in the middle.
func edges(holds, breaks float64, made *int) func(context.Context, float64) (Trial, error) {
	return func(_ context.Context, scale float64) (Trial, error) {
		*made++
		t := Trial{Scale: scale, Verdict: sim.Unsure, Ratio: math.Pow(scale/math.Sqrt(holds*breaks), 3)}
		switch {
		case scale <= holds:
			t.Verdict = sim.Met
		case scale >= breaks:
			t.Verdict = sim.Broken
		}
		return t, nil
	}
}

func TestBreakingLoadLiesBetweenWhatHoldsAndWhatBreaks(t *testing.T) {
	for _, tt := range []struct{ guess, holds, breaks float64 }{
		{1, 3, 3}, {3, 3, 3}, {1, 0.2, 0.2}, {1, 900, 900}, {5, 1.99, 2.01}, {2, 1.8, 2.3}, {0, 1e-3, 1.1e-3}, {1, 1, 1},
	} {
		made := 0
		b, err := Break(context.Background(), edges(tt.holds, tt.breaks, &made), BreakOptions{Guess: tt.guess})
		if err != nil {
			t.Fatal(err)
		}
		if b.Low > tt.holds || b.High < tt.breaks || b.Low < tt.holds/1.0101 || b.High > tt.breaks*1.0101 {
			t.Errorf("guess %g: [%g, %g], want just outside of [%g, %g]", tt.guess, b.Low, b.High, tt.holds, tt.breaks)
		}
		if truth := math.Sqrt(tt.holds * tt.breaks); math.Abs(b.Value/truth-1) > 0.006 {
			t.Errorf("guess %g: breaks at %g, want %g", tt.guess, b.Value, truth)
		}
		if made > 30 || made != len(b.Trials) {
			t.Errorf("guess %g: %d trials, %d kept; want at most 30 and all", tt.guess, made, len(b.Trials))
		}
	}
}

func TestWhatNeverBreaksOrNeverHoldsIsSaid(t *testing.T) {
	made := 0
	b, _ := Break(context.Background(), edges(1e9, 1e9, &made), BreakOptions{})
	if !b.Holds() || b.Fails() || !math.IsNaN(b.Value) || made > 12 {
		t.Errorf("never breaks: %+v after %d trials", b, made)
	}
	b, _ = Break(context.Background(), edges(1e-9, 1e-9, &made), BreakOptions{})
	if b.Holds() || !b.Fails() || !math.IsNaN(b.Value) {
		t.Errorf("never holds: %+v", b)
	}
	b, _ = Break(context.Background(), edges(1e-9, 1e9, &made), BreakOptions{})
	if !b.Holds() || !b.Fails() {
		t.Errorf("always unsure: %+v", b)
	}
}

func TestProgressNeverPassesOne(t *testing.T) {
	made, last := 0, 0.0
	_, err := Break(context.Background(), edges(7, 8, &made), BreakOptions{Progress: func(x float64) { last = x }})
	if err != nil || last < 0.9 || last > 1 {
		t.Errorf("the last progress is %g, want nearly 1", last)
	}
}

func TestInterruptedSearchKeepsItsBracket(t *testing.T) {
	made := 0
	try := edges(3, 3, &made)
	stop := errors.New("stop")
	b, err := Break(context.Background(), func(ctx context.Context, scale float64) (Trial, error) {
		if made == 8 {
			return Trial{}, stop
		}
		return try(ctx, scale)
	}, BreakOptions{})
	if !errors.Is(err, stop) || b.Low == 0 || b.Low > 3 || b.High < 3 {
		t.Errorf("%v, %+v; want what was known by then", err, b)
	}
}
