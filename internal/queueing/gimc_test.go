package queueing

import (
	"math"
	"testing"
)

func TestExponentialGapsMakeMMc(t *testing.T) {
	for _, servers := range []int{1, 2, 4, 7, 16} {
		for _, rho := range []float64{0.1, 0.5, 0.75, 0.95} {
			lambda := rho * float64(servers)
			got := NewGIMc(1/lambda, 1, servers, func(s float64) float64 { return lambda / (lambda + s) })
			want := NewMMc(lambda, 1, servers)
			if d := ErlangC(servers, lambda); math.Abs(got.Delayed-d) > 1e-6*d {
				t.Errorf("%d servers at %g: delayed %g, want %g", servers, rho, got.Delayed, d)
			}
			if math.Abs(got.MeanWait-want.MeanWait()) > 1e-6*want.MeanWait() {
				t.Errorf("%d servers at %g: wait %g, want %g", servers, rho, got.MeanWait, want.MeanWait())
			}
		}
	}
}

func TestOneServerMakesGIM1(t *testing.T) {
	gaps := func(s float64) float64 { return math.Exp(-1.25 * s) }
	got, want := NewGIMc(1.25, 1, 1, gaps), NewGIM1(1.25, 1, gaps)
	if math.Abs(got.Delayed-want.Sigma) > 1e-9 || math.Abs(got.MeanWait-want.MeanWait()) > 1e-9 {
		t.Errorf("%+v, want %g and %g", got, want.Sigma, want.MeanWait())
	}
}

// Regular gaps at low load: two servers of which the first is nearly always free.
func TestRegularArrivalsRarelyFindAllServersBusy(t *testing.T) {
	even := NewGIMc(1, 1, 2, func(s float64) float64 { return math.Exp(-s) })
	if random := ErlangC(2, 1); even.Delayed >= random || even.Delayed <= 0 {
		t.Errorf("delayed %g, want less than %g of Poisson arrivals", even.Delayed, random)
	}
}
