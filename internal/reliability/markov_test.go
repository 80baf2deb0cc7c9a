package reliability

import (
	"math"
	"testing"
)

const hour = 3600.0

func meets(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Abs(want) {
		t.Errorf("%s: %.12g, want %.12g", what, got, want)
	}
}

// TestPrimaryAndStandby holds the chain of a primary with one hot standby to
// its exact solution: failures every 1000 h, repairs of 2 h, 30 s to take over,
// 30 min by hand where that fails. Solved in rational arithmetic.
func TestPrimaryAndStandby(t *testing.T) {
	for _, tt := range []struct{ coverage, unavailable float64 }{{1, 1.6267995640177168e-05}, {0.99, 2.116489068333962e-05}} {
		p := takeover{copies: 2, failure: 1 / (1000 * hour), repair: 1 / (2 * hour), coverage: tt.coverage, time: 30, manual: 1800, crews: 1}
		meets(t, "unavailability", p.standing().down, tt.unavailable)
	}
}

// TestAFleetWithCrewsForAllIsBinomial compares the chain with the closed form
// of independent replicas, and with a single one.
func TestAFleetWithCrewsForAllIsBinomial(t *testing.T) {
	f := fleet{replicas: 2, needed: 1, failure: 1 / (1000 * hour), repair: 1 / (2 * hour), crews: math.Inf(1), idle: 1}
	meets(t, "1 of 2", f.standing().down, 3.9840478723192335e-06)
	f = fleet{replicas: 6, needed: 4, failure: 0.01, repair: 0.99, crews: math.Inf(1), idle: 1}
	meets(t, "4 of 6", f.standing().down, 1.955359e-05)
	f = fleet{replicas: 1, needed: 1, failure: 1 / (1000 * hour), repair: 1 / (2 * hour), crews: 1, idle: 1}
	meets(t, "one", f.standing().down, 0.001996007984031936)
}

// TestOneCrewIsSlowerThanTwo is the two-unit system with one crew: with
// r = λ/μ it is down for 2r² of 1 + 2r + 2r².
func TestOneCrewIsSlowerThanTwo(t *testing.T) {
	r := 2.0 / 1000
	f := fleet{replicas: 2, needed: 1, failure: 1 / (1000 * hour), repair: 1 / (2 * hour), crews: 1, idle: 1}
	meets(t, "one crew", f.standing().down, 2*r*r/(1+2*r+2*r*r))
	f.idle = 0 // cold: the standby does not fail, so r² of 1 + r + r²
	meets(t, "cold standby", f.standing().down, r*r/(1+r+r*r))
}

// TestTimeToLoseAllCopies is three copies, disks that last 20,000 h and six
// hours to make a new copy, each lost copy by itself.
func TestTimeToLoseAllCopies(t *testing.T) {
	lambda, mu := 1/20000.0, 1/6.0
	got := births([]float64{3 * lambda, 2 * lambda, lambda}, []float64{0, mu, 2 * mu})
	meets(t, "hours until all are lost", got, 74151888518.51852)
}

// TestSteadyStateKeepsSmallNumbers gives a chain with rates twelve orders
// apart.
func TestSteadyStateKeepsSmallNumbers(t *testing.T) {
	c := chain{{0, 1e-9}, {1e3, 0}}
	meets(t, "rare state", c.steady()[1], 1e-12/(1+1e-12))
}
