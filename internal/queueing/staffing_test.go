package queueing

import (
	"testing"

	"pgregory.net/rapid"
)

func TestStaffingFindsTheFewestServers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0.01, 500).Draw(t, "erlangs")
		target := rapid.Float64Range(0.001, 0.9).Draw(t, "target")
		c := ServersForWaitProbability(a, target)
		if ErlangC(c, a) > target || c > 1 && float64(c-1) > a && ErlangC(c-1, a) <= target {
			t.Errorf("%d servers wait %g, one fewer %g, target %g", c, ErlangC(c, a), ErlangC(c-1, a), target)
		}
		c = ServersForLoss(a, target)
		if ErlangB(c, a) > target || c > 1 && ErlangB(c-1, a) <= target {
			t.Errorf("%d servers lose %g, one fewer %g, target %g", c, ErlangB(c, a), ErlangB(c-1, a), target)
		}
		c = ServersForUtilisation(a, target)
		if a/float64(c) > target*(1+1e-9) || c > 1 && a/float64(c-1) < target*(1-1e-9) {
			t.Errorf("%d servers for %g erlangs at %g", c, a, target)
		}
		c = ServersForResponse(a, 1, 0.99, 6)
		if NewMMc(a, 1, c).ResponseAbove(6) > 0.01*(1+1e-9) || c > 1 && NewMMc(a, 1, c-1).ResponseAbove(6) <= 0.01 {
			t.Errorf("%d servers for %g erlangs answer above 6 in %g", c, a, NewMMc(a, 1, c).ResponseAbove(6))
		}
	})
}

func TestStaffingAtItsLimits(t *testing.T) {
	for _, tt := range []struct {
		what      string
		got, want int
	}{
		{"exactly full", ServersForUtilisation(7, 0.7), 10},
		{"a last digit over", ServersForUtilisation(2.1, 0.7), 3},
		{"idle", ServersForUtilisation(0, 0.7), 1},
		{"service alone is too slow", ServersForResponse(10, 1, 0.99, 1), 0},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %d servers, want %d", tt.what, tt.got, tt.want)
		}
	}
}

func TestSquareRootStaffingComesWithinTwo(t *testing.T) {
	for _, a := range []float64{1, 10, 100, 1000, 50000} {
		for _, target := range []float64{0.05, 0.2, 0.5, 0.8} {
			exact := ServersForWaitProbability(a, target)
			if got := SquareRootStaffing(a, target); got < exact-2 || got > exact+2 {
				t.Errorf("%g erlangs, wait %g: %d servers, exactly %d", a, target, got, exact)
			}
		}
	}
}
