package stats

import (
	"math"
	"testing"
)

var lawsForTest = []Law{
	{Kind: Const, A: 3},
	{Kind: Exponential, A: 2},
	{Kind: Uniform, A: 1, B: 4},
	{Kind: Normal, A: 10, B: 2},
	{Kind: Normal, A: 1, B: 2},
	{Kind: Lognormal, A: 5, B: 1},
	{Kind: Gamma, A: 10, B: 0.5},
	{Kind: Gamma, A: 10, B: 2},
	{Kind: Erlang, A: 10, B: 4},
	{Kind: Hyperexp, A: 10, B: 3},
	{Kind: Pareto, A: 3, B: 4.5},
	{Kind: Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{2, 5, 20}},
	{Kind: Geometric, A: 1.7},
}

func TestDrawsHaveTheMeanAndVariationOfTheirLaw(t *testing.T) {
	const n = 400000
	for _, l := range lawsForTest {
		r := NewStream(7, 0, l.String(), "moments")
		s := l.Compile()
		sum, squares, fourths := 0.0, 0.0, 0.0
		mean, scv := l.Mean(), l.SCV()
		for range n {
			d := s.Draw(&r) - mean
			sum += d
			squares += d * d
			fourths += d * d * d * d
		}
		variance := scv * mean * mean
		if limit := 4.5*math.Sqrt(variance/n) + 1e-12; math.Abs(sum/n) > limit {
			t.Errorf("%v: mean of draws is %g away from Mean() = %g, want at most %g", l, sum/n, mean, limit)
		}
		limit := 4.5*math.Sqrt(max(0, fourths/n-variance*variance)/n) + 1e-12
		if math.Abs(squares/n-variance) > limit {
			t.Errorf("%v: variance of draws = %g, want %g within %g", l, squares/n, variance, limit)
		}
	}
}

func TestDrawsFallBelowQuantilesAsOftenAsTheirProbability(t *testing.T) {
	const n = 200000
	points := []float64{0.001, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999}
	for _, l := range lawsForTest {
		if l.Kind == Const {
			continue
		}
		r := NewStream(8, 0, l.String(), "quantiles")
		below := make([]float64, len(points))
		edges := make([]float64, len(points))
		for i, p := range points {
			edges[i] = l.Quantile(p)
		}
		for range n {
			x := l.Draw(&r)
			for i := range points {
				if x <= edges[i] {
					below[i]++
				}
			}
		}
		for i, p := range points {
			want := l.CDF(edges[i])
			if limit := 4.5 * math.Sqrt(want*(1-want)/n); math.Abs(below[i]/n-want) > limit+1e-9 {
				t.Errorf("%v: share at or below the %g quantile = %g, want %g within %g", l, p, below[i]/n, want, limit)
			}
		}
	}
}

func TestQuantileInvertsCDF(t *testing.T) {
	for _, l := range lawsForTest {
		if l.Kind == Const || l.Kind == Geometric {
			continue
		}
		for _, p := range []float64{1e-6, 0.01, 0.3, 0.5, 0.9, 0.99, 0.9999} {
			if got := l.CDF(l.Quantile(p)); math.Abs(got-p) > 1e-12*math.Max(1, 1/l.SCV()) {
				t.Errorf("%v: CDF(Quantile(%g)) = %g", l, p, got)
			}
		}
	}
}

func TestMomentsMeetTheirClosedForms(t *testing.T) {
	tests := []struct {
		law       Law
		mean, scv float64
	}{
		{Law{Kind: Uniform, A: 1, B: 3}, 2, 1.0 / 12},
		{Law{Kind: Normal, A: 10, B: 2}, 10, 0.04},
		{Law{Kind: Normal, A: 0, B: 1}, math.Sqrt(2 / math.Pi), math.Pi/2 - 1}, // half-normal
		{Law{Kind: Pareto, A: 3, B: 4}, 3, 1.0 / 8},
		{Law{Kind: Pareto, A: 3, B: 2}, 3, math.Inf(1)},
		{Law{Kind: Erlang, A: 5, B: 4}, 5, 0.25},
		{Law{Kind: Geometric, A: 1}, 1, 2},
		{Law{Kind: Geometric, A: 0}, 0, 0},
		{Law{Kind: Quantiles, P: []float64{0, 1}, X: []float64{1, math.E}}, math.E - 1, (math.E*math.E-1)/2/(math.E-1)/(math.E-1) - 1},
		{Law{Kind: Quantiles, P: []float64{0.5}, X: []float64{7}}, 7, 0},
		{Law{Kind: Quantiles, P: []float64{0.5, 0.9}, X: []float64{7, 7}}, 7, 0},
	}
	for _, tt := range tests {
		if got := tt.law.Mean(); math.Abs(got-tt.mean) > 2e-6*tt.mean {
			t.Errorf("%v: Mean() = %v, want %v", tt.law, got, tt.mean)
		}
		if got := tt.law.SCV(); got != tt.scv && math.Abs(got/tt.scv-1) > 3e-5 {
			t.Errorf("%v: SCV() = %v, want %v", tt.law, got, tt.scv)
		}
	}
}

func TestQuantilesMeetKnownValues(t *testing.T) {
	tests := []struct {
		law  Law
		p    float64
		want float64
	}{
		{Law{Kind: Exponential, A: 2}, 0.99, 2 * math.Log(100)},
		{Law{Kind: Normal, A: 10, B: 2}, 0.975, 10 + 2*1.959963984540054},
		{Law{Kind: Lognormal, A: 1, B: 1}, 0.5, math.Sqrt(0.5)},
		{Law{Kind: Gamma, A: 10, B: math.Sqrt(0.2)}, 0.95, 18.307038053275143}, // chi-squared with 10 degrees
		{Law{Kind: Erlang, A: 10, B: 5}, 0.95, 18.307038053275143},
		{Law{Kind: Pareto, A: 3, B: 2}, 0.75, 3},
		{Law{Kind: Geometric, A: 1}, 0.5, 0},
		{Law{Kind: Geometric, A: 1}, 0.76, 2},
		{Law{Kind: Const, A: 4}, 0.3, 4},
		{Law{Kind: Uniform, A: 1, B: 3}, 0.25, 1.5},
		{Law{Kind: Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{2, 5, 20}}, 0.9, 5},
		{Law{Kind: Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{2, 5, 20}}, 0.7, math.Sqrt(10)},
		{Law{Kind: Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{2, 5, 20}}, 0, 0.8}, // as far below 2 as 5 is above
		{Law{Kind: Quantiles, P: []float64{0.5, 0.9}, X: []float64{2, 8}}, 1, 8 * math.Sqrt2},
		{Law{Kind: Hyperexp, A: 10, B: 3}, 1, math.Inf(1)},
	}
	for _, tt := range tests {
		if got := tt.law.Quantile(tt.p); got != tt.want && math.Abs(got/tt.want-1) > 1e-6 {
			t.Errorf("%v: Quantile(%g) = %v, want %v", tt.law, tt.p, got, tt.want)
		}
	}
}

func TestNormalFunctionsMeetPackageMath(t *testing.T) {
	for x := -37.0; x <= 8; x += 0.37 {
		want := 0.5 * math.Erfc(-x/math.Sqrt2)
		if got := NormalCDF(x); math.Abs(got/want-1) > 2e-13 {
			t.Errorf("NormalCDF(%g) = %v, want %v", x, got, want)
		}
	}
	for _, p := range []float64{1e-300, 1e-20, 0.001, 0.02425, 0.3, 0.5, 0.7, 0.999999} {
		if got := NormalCDF(NormalQuantile(p)); math.Abs(got/p-1) > 1e-12 {
			t.Errorf("NormalCDF(NormalQuantile(%g)) = %v", p, got)
		}
	}
	if !math.IsInf(NormalQuantile(0), -1) || !math.IsInf(NormalQuantile(1), 1) {
		t.Error("the ends of the normal law are not infinite")
	}
	for _, x := range []float64{1e-9, 0.5, 1, 3.7, 11.99, 12, 170, 1e6} {
		want, _ := math.Lgamma(x)
		if got := LogGamma(x); math.Abs(got-want) > 4e-14*math.Max(1, math.Abs(want)) {
			t.Errorf("LogGamma(%g) = %v, want %v", x, got, want)
		}
	}
}

func TestCDFRisesFromZeroToOne(t *testing.T) {
	for _, l := range lawsForTest {
		if l.CDF(-1) != 0 || l.CDF(math.NaN()) != 0 {
			t.Errorf("%v: CDF(-1) = %g", l, l.CDF(-1))
		}
		last := 0.0
		for x := 0.0; x < 1e4; x = 1.1*x + 0.01 {
			c := l.CDF(x)
			if c < last-1e-15 || c > 1 {
				t.Errorf("%v: CDF(%g) = %g after %g", l, x, c, last)
			}
			last = c
		}
		if last < 1-1e-9 {
			t.Errorf("%v: CDF(10000) = %g", l, last)
		}
	}
}

func TestScalingALawScalesItsDraws(t *testing.T) {
	for _, l := range lawsForTest {
		scaled := l.Scaled(4)
		if got, want := scaled.Mean(), 4*l.Mean(); math.Abs(got/want-1) > 1e-14 {
			t.Errorf("%v: mean after scaling = %g, want %g", l, got, want)
		}
		if l.Kind == Geometric {
			continue // stays a law of whole counts
		}
		a, b := NewStream(1, 0, "scale", "t"), NewStream(1, 0, "scale", "t")
		for range 100 {
			x, y := l.Draw(&a), scaled.Draw(&b)
			if math.Abs(y/x/4-1) > 1e-14 {
				t.Fatalf("%v: draw %g became %g, want four times as much", l, x, y)
			}
		}
	}
	gone := Law{Kind: Quantiles, P: []float64{0.5, 0.9}, X: []float64{2, 5}}.Scaled(0)
	if gone.Mean() != 0 || gone.Quantile(0.99) != 0 {
		t.Errorf("a law scaled by 0 has mean %g", gone.Mean())
	}
}

func TestCompiledAndPlainDrawsAgree(t *testing.T) {
	for _, l := range lawsForTest {
		a, b := NewStream(2, 0, "same", "t"), NewStream(2, 0, "same", "t")
		s := l.Compile()
		for range 1000 {
			if x, y := l.Draw(&a), s.Draw(&b); x != y {
				t.Fatalf("%v: Law.Draw gives %v, Sampler.Draw %v", l, x, y)
			}
		}
		r := NewStream(2, 0, "alloc", "t")
		if n := testing.AllocsPerRun(100, func() { s.Draw(&r) }); n != 0 {
			t.Errorf("%v: a compiled draw allocates %g times", l, n)
		}
	}
}

func TestDegenerateLawsAreConstants(t *testing.T) {
	r := NewStream(3, 0, "const", "t")
	for _, l := range []Law{
		{Kind: Exponential}, {Kind: Uniform, A: 2, B: 2}, {Kind: Normal, A: 3}, {Kind: Lognormal, A: 3}, {Kind: Lognormal, B: 1},
		{Kind: Gamma, A: 3}, {Kind: Erlang, B: 3}, {Kind: Hyperexp, B: 2}, {Kind: Pareto, B: 2}, {Kind: Geometric},
		{Kind: Quantiles, P: []float64{0.5}, X: []float64{4}},
	} {
		if err := l.Validate(); err != nil {
			t.Errorf("%v: %v", l, err)
		}
		if x := l.Draw(&r); x != l.Mean() || l.Quantile(0.9) != x || l.SCV() != 0 || l.CDF(x) != 1 {
			t.Errorf("%v: draw = %g, mean = %g, p90 = %g", l, x, l.Mean(), l.Quantile(0.9))
		}
	}
}

func TestValidateSaysWhatIsWrong(t *testing.T) {
	tests := []struct {
		law  Law
		want string
	}{
		{Law{Kind: Geometric + 1}, "unknown law 11"},
		{Law{Kind: Const, A: -1}, "a law cannot have a negative mean or bound"},
		{Law{Kind: Const, A: math.NaN()}, "a law needs finite numbers"},
		{Law{Kind: Uniform, A: 2, B: 1}, "the bounds of a uniform law must ascend"},
		{Law{Kind: Normal, A: 2, B: -1}, "sd cannot be negative"},
		{Law{Kind: Gamma, A: 2, B: -1}, "cv cannot be negative"},
		{Law{Kind: Erlang, A: 2, B: 1.5}, "k must be a whole number, 1 or more"},
		{Law{Kind: Hyperexp, A: 2, B: 0.5}, "a hyperexponential law needs cv >= 1; use gamma or erlang below"},
		{Law{Kind: Pareto, A: 2, B: 1}, "alpha must exceed 1, or the law has no mean"},
		{Law{Kind: Quantiles}, "quantiles need at least one point, each a probability and a value"},
		{Law{Kind: Quantiles, P: []float64{1.5}, X: []float64{1}}, "the probability of a quantile lies between 0 and 1"},
		{Law{Kind: Quantiles, P: []float64{0.5}, X: []float64{0}}, "the value of a quantile must be positive"},
		{Law{Kind: Quantiles, P: []float64{0.5, 0.5}, X: []float64{1, 2}}, "the probabilities of quantiles must ascend"},
		{Law{Kind: Quantiles, P: []float64{0.5, 0.6}, X: []float64{2, 1}}, "the values of quantiles must not fall"},
	}
	for _, tt := range tests {
		if err := tt.law.Validate(); err == nil || err.Error() != tt.want {
			t.Errorf("%+v: %v, want %q", tt.law, err, tt.want)
		}
	}
	for _, l := range lawsForTest {
		if err := l.Validate(); err != nil {
			t.Errorf("%v: %v", l, err)
		}
	}
}
