package unit

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

// guess is a lognormal input with 90% of its weight within a factor of its
// mean either way.
func guess(value, factor float64, input string) Number {
	return uncertain(value, math.Log(factor)/z90, input)
}

// monteCarlo returns the 2.5% and 97.5% points of f over draws of lognormal
// inputs with these means and factors.
func monteCarlo(means, factors []float64, f func(x []float64) float64) (low, high float64) {
	const draws = 200_000
	stream := stats.NewStream(1, 0, "unit", "monte carlo")
	results := make([]float64, draws)
	x := make([]float64, len(means))
	for i := range results {
		for j, m := range means {
			sigma := math.Log(factors[j]) / z90
			x[j] = m * math.Exp(sigma*stream.Normal()-sigma*sigma/2)
		}
		results[i] = f(x)
	}
	slices.Sort(results)
	return results[draws/40], results[draws-draws/40]
}

func TestIntervalsAgreeWithMonteCarlo(t *testing.T) {
	means, factors := []float64{100, 5, 20}, []float64{2, 1.3, 1.5}
	a, b, c := guess(100, 2, "a"), guess(5, 1.3, "b"), guess(20, 1.5, "c")
	for _, tt := range []struct {
		name      string
		number    Number
		f         func(x []float64) float64
		tolerance float64 // of the width of the interval
	}{
		{"product", a.Mul(b).Mul(c), func(x []float64) float64 { return x[0] * x[1] * x[2] }, 0.02},
		{"quotient", a.Div(b), func(x []float64) float64 { return x[0] / x[1] }, 0.02},
		{"inverse", Exact(1).Div(a), func(x []float64) float64 { return 1 / x[0] }, 0.02},
		{"sum", a.Add(b).Add(c), func(x []float64) float64 { return x[0] + x[1] + x[2] }, 0.05},
		{"sum of like", guess(100, 2, "a").Add(b.Scale(20)), func(x []float64) float64 { return x[0] + 20*x[1] }, 0.05},
		{"shared quotient", a.Mul(b).Div(a.Mul(c)), func(x []float64) float64 { return x[1] / x[2] }, 0.02},
		{"share of a sum", a.Div(a.Add(c)), func(x []float64) float64 { return x[0] / (x[0] + x[2]) }, 0.1},
		{"difference with a shared input", a.Mul(c).Sub(a.Mul(b)), func(x []float64) float64 { return x[0]*x[2] - x[0]*x[1] }, 0.1},
		{"rounded up", a.Div(b).Ceil(), func(x []float64) float64 { return math.Ceil(x[0] / x[1]) }, 0.1},
	} {
		low, high := tt.number.Interval95()
		if strings.HasPrefix(tt.name, "share") {
			low, high = tt.number.RatioInterval95()
		}
		wantLow, wantHigh := monteCarlo(means, factors, tt.f)
		slack := tt.tolerance * (wantHigh - wantLow)
		if math.Abs(low-wantLow) > slack || math.Abs(high-wantHigh) > slack {
			t.Errorf("%s: %g..%g, Monte Carlo says %g..%g", tt.name, low, high, wantLow, wantHigh)
		}
	}
}

func TestANumberOverItselfIsSure(t *testing.T) {
	a := guess(100, 2, "a")
	if n := a.Div(a); n.Value != 1 || len(n.Moves) != 0 {
		t.Errorf("a/a = %+v", n)
	}
	if n := a.Sub(a); n.Value != 0 || len(n.Moves) != 0 {
		t.Errorf("a-a = %+v", n)
	}
	if low, high := a.Mul(guess(1, 2, "b")).Div(a).Interval95(); high/low > 2.5*2.5 || high/low < 4 {
		t.Errorf("a*b/a spans %g..%g, want the factor of b alone", low, high)
	}
}

func TestExactNumbersHaveNoWidth(t *testing.T) {
	n := Exact(3).Mul(Exact(4)).Add(Exact(1)).Ceil()
	if low, high := n.Interval95(); n.Value != 13 || low != 13 || high != 13 || n.Moves != nil {
		t.Errorf("exact arithmetic: %+v in %g..%g", n, low, high)
	}
}

func TestGuessNeedsAnInterval(t *testing.T) {
	if n := Guess(3, 2, 5, "x"); len(n.Moves) != 1 || n.Moves[0].Input != "x" {
		t.Errorf("Guess(3, 2, 5) = %+v", n)
	}
	for _, n := range []Number{Guess(3, 0, 0, "x"), Guess(3, 3, 3, "x"), Guess(0, 1, 2, "x")} {
		if len(n.Moves) != 0 {
			t.Errorf("a guess without width moves: %+v", n)
		}
	}
}

func TestNegativeNumbersMirrorPositiveOnes(t *testing.T) {
	a := guess(100, 2, "a")
	low, high := a.Interval95()
	minusHigh, minusLow := a.Scale(-1).Interval95()
	if minusHigh != -high || minusLow != -low {
		t.Errorf("-a spans %g..%g, a %g..%g", minusHigh, minusLow, low, high)
	}
}

func TestNumbersThatMayCrossZeroAreNormal(t *testing.T) {
	n := Number{Value: 1, Moves: []Move{{"a", 3, -3}, {"b", 4, -4}}}
	low, high := n.Interval95()
	if math.Abs(low-(1-5*1.959964)) > 1e-5 || math.Abs(high-(1+5*1.959964)) > 1e-5 {
		t.Errorf("interval %g..%g, want 1 +- 1.96 x 5", low, high)
	}
}

func TestRatiosStayBetweenZeroAndOne(t *testing.T) {
	loss := guess(0.0001, 2, "loss")
	up := Exact(1).Sub(loss)
	low, high := up.RatioInterval95()
	lossLow, lossHigh := loss.Interval95()
	if math.Abs(1-high-lossLow) > 1e-12 || math.Abs(1-low-lossHigh) > 1e-12 {
		t.Errorf("99.99%% spans %g..%g, want what is missing to span %g..%g", low, high, lossLow, lossHigh)
	}
	for _, n := range []Number{guess(0.4, 5, "a"), guess(0.95, 2, "a"), guess(1.5, 2, "a"), Exact(1)} {
		low, high := n.RatioInterval95()
		if low < 0 || high > 1 || low > high {
			t.Errorf("ratio %g spans %g..%g", n.Value, low, high)
		}
	}
}

func TestKinksShowTheirRealSteps(t *testing.T) {
	n := Number{Value: 2.5, Moves: []Move{{"a", 0.2, -0.2}, {"b", 0.7, -0.4}}}
	want := Number{Value: 3, Moves: []Move{{"b", 1, 0}}}
	if diff := cmp.Diff(want, n.Ceil()); diff != "" {
		t.Error(diff)
	}
	floor := n.Max(Exact(2.4))
	if diff := cmp.Diff([]Move{{"a", 0.2, -0.1}, {"b", 0.7, -0.1}}, floor.Moves, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	valley := n.Sub(Exact(2.5)).Map(math.Abs).Add(Exact(10))
	if low, high := valley.Interval95(); low > 10-0.5 || high < 10+0.5 {
		t.Errorf("10 + |n - 2.5| spans %g..%g, although every input moves it", low, high)
	}
}

func TestCeilForgivesRoundingErrors(t *testing.T) {
	tenth := 0.1
	for v, want := range map[float64]float64{3: 3, (tenth + 2*tenth) * 10: 3, 3.0000001: 4, 2.5: 3, -2.5: -2, 0: 0} {
		if got := Ceil(v); got != want {
			t.Errorf("Ceil(%g) = %g, want %g", v, got, want)
		}
	}
}

// numbers draws numbers that share some of their inputs.
func numbers(t *rapid.T) []Number {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Number {
		n := Exact(rapid.Float64Range(0.1, 1000).Draw(t, "value"))
		for i := range 5 {
			if rapid.Bool().Draw(t, "moved") {
				n = n.Mul(guess(1, rapid.Float64Range(1.01, 3).Draw(t, "factor"), "input"+strconv.Itoa(i)))
			}
		}
		return n
	}), 2, 5).Draw(t, "numbers")
}

func TestCombineAndArithmeticAgree(t *testing.T) {
	approx := cmpopts.EquateApprox(1e-9, 1e-9)
	rapid.Check(t, func(t *rapid.T) {
		in := numbers(t)
		a, b := in[0], in[1]
		for name, pair := range map[string][2]Number{
			"a+b":      {a.Add(b), Combine(func(x []float64) float64 { return x[0] + x[1] }, a, b)},
			"a-b":      {a.Sub(b), Combine(func(x []float64) float64 { return x[0] - x[1] }, a, b)},
			"a*b":      {a.Mul(b), Combine(func(x []float64) float64 { return x[0] * x[1] }, a, b)},
			"a/b":      {a.Div(b), Combine(func(x []float64) float64 { return x[0] / x[1] }, a, b)},
			"min":      {a.Min(b), Combine(func(x []float64) float64 { return min(x[0], x[1]) }, a, b)},
			"max":      {a.Max(b), Combine(func(x []float64) float64 { return max(x[0], x[1]) }, a, b)},
			"3a":       {a.Scale(3), Combine(func(x []float64) float64 { return 3 * x[0] }, a)},
			"nothing":  {Exact(7), Combine(func(x []float64) float64 { return 7 }, in...)},
			"two ways": {a.Mul(b).Add(b.Mul(a)), a.Mul(b).Scale(2)},
		} {
			if diff := cmp.Diff(pair[0], pair[1], approx, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s:\n%s", name, diff)
			}
		}
	})
}

func TestMovesStaySortedAndIntervalsHoldTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := numbers(t)
		n := Combine(func(x []float64) float64 {
			sum := 0.0
			for i, v := range x {
				sum += v / x[(i+1)%len(x)]
			}
			return sum
		}, in...)
		if !slices.IsSortedFunc(n.Moves, func(a, b Move) int {
			if a.Input < b.Input {
				return -1
			}
			return 1
		}) {
			t.Fatalf("moves out of order or twice: %v", n.Moves)
		}
		low, high := n.Interval95()
		if !(low <= n.Value && n.Value <= high) {
			t.Fatalf("%g is not within %g..%g", n.Value, low, high)
		}
	})
}

func BenchmarkMul(b *testing.B) {
	x, y := Exact(3), Exact(4)
	for i := range 8 {
		x = x.Mul(guess(1, 1.3, "assume.input"+strconv.Itoa(i)))
		y = y.Mul(guess(1, 1.3, "assume.input"+strconv.Itoa(i+4)))
	}
	b.ReportAllocs()
	for b.Loop() {
		x.Mul(y)
	}
}

func BenchmarkCombine(b *testing.B) {
	x, y := Exact(3), Exact(4)
	for i := range 8 {
		x = x.Mul(guess(1, 1.3, "assume.input"+strconv.Itoa(i)))
		y = y.Mul(guess(1, 1.3, "assume.input"+strconv.Itoa(i+4)))
	}
	b.ReportAllocs()
	for b.Loop() {
		Combine(func(x []float64) float64 { return x[0]*x[1] + x[2] }, x, y, x)
	}
}
