package queueing

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

func exponentialTail(mean float64) func(t float64) float64 {
	return func(t float64) float64 { return math.Exp(-t / mean) }
}

func TestForkJoinFormulasAgree(t *testing.T) {
	near(t, "one branch", ForkJoin(1, 0.5, 1), 2, 1e-12)
	near(t, "one branch, Varki", ForkJoinVarki(1, 0.5, 1), 2, 1e-12)
	near(t, "two branches", ForkJoin(2, 0.5, 1), ForkJoin2(0.5, 1), 1e-12)
	for n := 2; n <= 32; n++ {
		for _, rho := range []float64{0.1, 0.5, 0.9} {
			near(t, "Varki against Nelson and Tantawi", ForkJoinVarki(n, rho, 1), ForkJoin(n, rho, 1), 0.1)
			if ForkJoin(n, rho, 1) < ForkJoin(n-1, rho, 1) {
				t.Errorf("%d branches answer sooner than %d", n, n-1)
			}
		}
	}
}

func TestForkJoinOfEightMeetsASimulation(t *testing.T) {
	const n, branches, rho = 500_000, 8, 0.7
	r := stats.NewStream(61, 0, "fork", "t")
	var waits [branches]float64
	sum := 0.0
	for range n {
		gap, longest := r.Exp()/rho, 0.0
		for i := range waits {
			response := waits[i] + r.Exp()
			longest = max(longest, response)
			waits[i] = max(0, response-gap)
		}
		sum += longest / n
	}
	near(t, "mean response", ForkJoin(branches, rho, 1), sum, 0.05)
}

func TestJoinsOfExponentialsAreHarmonic(t *testing.T) {
	tails := make([]func(float64) float64, 10)
	for i := range tails {
		tails[i] = exponentialTail(3)
	}
	near(t, "all", JoinMean(10, tails, 9), 3*HarmonicNumber(10), 1e-6)
	near(t, "the first", JoinMean(1, tails, 1), 0.3, 1e-6)
	near(t, "seven of ten", JoinMean(7, tails, 3), 3*(HarmonicNumber(10)-HarmonicNumber(3)), 1e-6)
	two := []func(float64) float64{exponentialTail(1), exponentialTail(2)}
	near(t, "unlike branches", JoinMean(2, two, 3), 1+2-1/(1+0.5), 1e-6)
	near(t, "nothing to wait for", HarmonicNumber(0), 0, 0)
}

func TestJoinsWaitLongerForMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		above := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 12).Draw(t, "above")
		last := 0.0
		for need := 1; need <= len(above); need++ {
			w := JoinAbove(need, above)
			if w < last-1e-12 || w > 1 {
				t.Errorf("waiting for %d of %v: %g after %g", need, above, w, last)
			}
			last = w
		}
		all := 1.0
		for _, a := range above {
			all *= 1 - a
		}
		if math.Abs(last-(1-all)) > 1e-12 {
			t.Errorf("waiting for all of %v: %g, want %g", above, last, 1-all)
		}
	})
}

func TestHypoexponentialMeetsItsClosedForms(t *testing.T) {
	for _, x := range []float64{0.1, 2, 6, 30, 100} {
		near(t, "alike: Erlang", HypoexponentialAbove([]float64{2, 2, 0, 2}, x), math.Exp(-x/2)*(1+x/2+x*x/8), 1e-9)
		// (a e^{-x/a} - b e^{-x/b}) / (a - b)
		want := (5*math.Exp(-x/5) - 0.5*math.Exp(-x/0.5)) / 4.5
		near(t, "two rates", HypoexponentialAbove([]float64{5, 0.5}, x), want, 1e-9)
	}
	near(t, "nothing", HypoexponentialAbove(nil, 1), 0, 0)
	near(t, "at once", HypoexponentialAbove([]float64{1, 2}, 0), 1, 1e-12)
}

func TestChoicesMeetTheirLimits(t *testing.T) {
	random := PowerOfChoices{0.8, 1}
	near(t, "random is M/M/1", random.ResponseQuantile(0.99), NewMMc(0.8, 1, 1).ResponseQuantile(0.99), 1e-9)
	near(t, "idle", PowerOfChoices{0, 2}.MeanResponse(), 1, 0)
	near(t, "deep queues", PowerOfChoices{0.99, 5}.AtLeast(100), 0, 0)
	rapid.Check(t, func(t *rapid.T) {
		rho := rapid.Float64Range(0.01, 0.999).Draw(t, "rho")
		d := rapid.IntRange(1, 6).Draw(t, "d")
		few, many := PowerOfChoices{rho, d}, PowerOfChoices{rho, d + 1}
		if many.MeanResponse() > few.MeanResponse()*(1+1e-12) || few.AtLeast(2) > few.AtLeast(1) {
			t.Errorf("at %g, %d choices take %g, %d take %g", rho, d, few.MeanResponse(), d+1, many.MeanResponse())
		}
	})
}
