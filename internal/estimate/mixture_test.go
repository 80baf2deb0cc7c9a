package estimate

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

// Laws without a gamma shape keep their mean and, within some percent, their
// percentiles.
func TestLawsKeepTheirPercentilesAsMixtures(t *testing.T) {
	for _, law := range []stats.Law{
		{Kind: stats.Const, A: 2}, {Kind: stats.Exponential, A: 2}, {Kind: stats.Erlang, A: 2, B: 4}, {Kind: stats.Gamma, A: 2, B: 0.5},
		{Kind: stats.Hyperexp, A: 2, B: 3}, {Kind: stats.Lognormal, A: 2, B: 1}, {Kind: stats.Lognormal, A: 2, B: 2}, {Kind: stats.Uniform, A: 1, B: 3},
		{Kind: stats.Normal, A: 2, B: 0.4}, {Kind: stats.Pareto, A: 2, B: 2.5},
		{Kind: stats.Quantiles, P: []float64{0.5, 0.9, 0.99}, X: []float64{1, 5, 20}},
	} {
		m := mixtureOf(law)
		near(t, law.String()+" mean", m.mean(), law.Mean(), 1e-9)
		exact := m.exact
		for _, p := range []float64{0.5, 0.9, 0.95, 0.99} {
			near(t, law.String()+" quantile", m.quantile(p), law.Quantile(p), 1e-4)
			// In a sum only the bands are left.
			m.exact.on = false
			near(t, law.String()+" banded quantile", m.quantile(p), law.Quantile(p), 0.16)
			m.exact = exact
		}
	}
}

func TestSumsOfIndependentTimesAddMeansAndVariances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someMixture(t, "a"), someMixture(t, "b")
		sum := a.plus(b)
		if d := sum.mean() - a.mean() - b.mean(); math.Abs(d) > 1e-9*sum.mean() {
			t.Errorf("mean %g, want %g", sum.mean(), a.mean()+b.mean())
		}
		if d := sum.variance() - a.variance() - b.variance(); math.Abs(d) > 1e-6*sum.variance() {
			t.Errorf("variance %g, want %g", sum.variance(), a.variance()+b.variance())
		}
	})
}

func someMixture(t *rapid.T, name string) mixture {
	parts := rapid.IntRange(1, 4).Draw(t, name)
	m := mixture{}
	total := 0.0
	for i := range parts {
		b := branch{p: rapid.Float64Range(0.01, 1).Draw(t, "p"), shift: rapid.Float64Range(0, 1).Draw(t, "shift"), mean: rapid.Float64Range(0.1, 10).Draw(t, "mean")}
		b.variance = b.mean * b.mean * rapid.Float64Range(0.1, 3).Draw(t, "scv")
		m.b[i] = b
		total += b.p
	}
	m.n = parts
	for i := range parts {
		m.b[i].p /= total
	}
	return m
}

// A law that is steeper than any line where it begins leaves a share between a
// time and the next number: what is held is that the share lies at that time.
func TestQuantileInvertsTheDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := someMixture(t, "m")
		p := rapid.Float64Range(0.01, 0.999).Draw(t, "p")
		holds := func(q float64, how string) {
			if low, high := m.cdf(q*(1-1e-9)), m.cdf(q*(1+1e-9)); p < low-1e-5 || p > high+1e-5 {
				t.Errorf("around quantile(%g) = %g%s F goes from %g to %g", p, q, how, low, high)
			}
		}
		q := m.quantile(p)
		holds(q, "")
		holds(m.quantileNear(p, 1.3*q), " from a guess")
	})
}

func TestCutLawsSplitTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := someMixture(t, "m")
		at := m.quantile(rapid.Float64Range(0.05, 0.99).Draw(t, "p"))
		share, low := m.below(at)
		if low.mean() > at || math.Abs(share-m.cdf(at)) > 1e-9 {
			t.Errorf("below %g: share %g of %g, mean %g", at, share, m.cdf(at), low.mean())
		}
	})
	share, law := gammaOf(1, 1).below(1)
	near(t, "exponential below its mean", share, 1-math.Exp(-1), 1e-12)
	near(t, "its mean there", law.mean(), (1-2*math.Exp(-1))/(1-math.Exp(-1)), 1e-9)
}

func TestTheLastOfManyExponentialsIsHarmonic(t *testing.T) {
	for _, n := range []int{2, 10, 100} {
		m := kthOf(n, n, gammaOf(1, 1))
		want := 0.0
		for k := 1; k <= n; k++ {
			want += 1 / float64(k)
		}
		near(t, "mean", m.mean(), want, 0.002)
		near(t, "p99", m.quantile(0.99), -math.Log(1-math.Pow(0.99, 1/float64(n))), 0.02)
	}
	first := kth(1, []mixture{gammaOf(1, 1), gammaOf(1, 1), gammaOf(1, 1)})
	near(t, "first of three", first.mean(), 1.0/3, 0.01)
	second := kth(2, []mixture{gammaOf(1, 1), gammaOf(1, 1), gammaOf(1, 1)})
	near(t, "second of three", second.mean(), 1.0/3+1.0/2, 0.01)
}

func TestRepeatedTimesAddUp(t *testing.T) {
	m := gammaOf(2, 0.5)
	for _, k := range []float64{0, 1, 2.5, 4, 7, 30} {
		sum := m.times(k)
		near(t, "mean of so many", sum.mean(), 2*k, 1e-9)
	}
}

func TestALognormalLawIsCutWhereItsQuantilesAre(t *testing.T) {
	for _, cv := range []float64{0.1, 1, 4} {
		l := stats.Law{Kind: stats.Lognormal, A: 3e-3, B: cv}
		got, want := mixtureOf(l), banded(l.Quantile, l.Mean())
		if got.n != want.n || got.b != want.b {
			t.Errorf("cv %g: bands %v, by its quantiles %v", cv, got.b, want.b)
		}
	}
}
