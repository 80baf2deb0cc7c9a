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
