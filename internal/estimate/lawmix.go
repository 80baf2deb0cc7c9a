package estimate

import (
	"math"
	"slices"
	"sync"

	"github.com/loadpath/loadpath/internal/stats"
)

// bands are the shares of draws between which a law without a gamma shape is
// cut; their edges lie away from the percentiles that are asked for, and the
// last keeps the tail apart.
var bands = [...]float64{0, 0.35, 0.65, 0.85, 0.97, 0.995, 1}

// mixtureOf returns a law of the language as a mixture. Constants,
// exponentials, gammas, Erlangs and hyperexponentials are exact; the others
// are cut into bands of their quantiles, each with its own mean and variance.
func mixtureOf(l stats.Law) mixture {
	mean := l.Mean()
	if mean == 0 {
		return mixture{}
	}
	switch l.Kind {
	case stats.Const:
		return constant(mean)
	case stats.Exponential:
		return gammaOf(mean, 1)
	case stats.Gamma, stats.Erlang:
		return gammaOf(mean, l.SCV())
	case stats.Hyperexp:
		c2 := l.B * l.B
		p := 0.5 * (1 + math.Sqrt((c2-1)/(c2+1)))
		return mix(p, gammaOf(mean/(2*p), 1), gammaOf(mean/(2*(1-p)), 1))
	}
	quantile := l.Quantile
	if l.Kind == stats.Lognormal && l.B > 0 {
		quantile = func(p float64) float64 { return l.AtDeviate(deviates()[p]) }
	}
	m := banded(quantile, mean)
	m.exact = exactLaw{on: true, law: &l, factor: 1}
	return m
}

// banded cuts a law, given by its quantiles, into bands, and scales them so
// that the mean is met.
func banded(quantile func(p float64) float64, mean float64) mixture {
	var m mixture
	for i := range len(bands) - 1 {
		from, to := bands[i], bands[i+1]
		first, second := 0.0, 0.0
		for k := range bandPoints {
			// Points crowd towards the upper end, where a tail grows fast.
			u0, u1 := bandPoint(k), bandPoint(k+1)
			x := quantile(from + (to-from)*towardsEnd((u0+u1)/2))
			w := towardsEnd(u1) - towardsEnd(u0)
			first += w * x
			second += w * x * x
		}
		// A band is a gamma law that begins where the band does.
		least := min(quantile(from), first)
		m.b[m.n] = branch{p: to - from, shift: least, mean: first - least, variance: max(0, second-first*first)}
		m.n++
	}
	return m.scaled(mean / m.mean())
}

// bandPoints is at how many points a band is looked at.
const bandPoints = 32

// bandPoint is where the k-th piece of a band begins, from 0 to 1.
func bandPoint(k int) float64 { return 1 - float64(bandPoints-k)/bandPoints }

// deviates are the quantiles of the standard normal law at which banded asks: the
// same for every lognormal law, and most of the work of cutting one.
var deviates = sync.OnceValue(func() map[float64]float64 {
	out := map[float64]float64{}
	banded(func(p float64) float64 {
		out[p] = stats.NormalQuantile(p)
		return p
	}, 1)
	return out
})

// towardsEnd maps 0..1 to itself with half of the points in the last eighth.
func towardsEnd(u float64) float64 { return 1 - (1-u)*(1-u)*(1-u) }

// scaled returns the law of the time multiplied by a factor.
func (m mixture) scaled(by float64) mixture {
	for i := range m.n {
		m.b[i].shift *= by
		m.b[i].mean *= by
		m.b[i].variance *= by * by
	}
	m.exact.shift *= by
	m.exact.m1 *= by
	m.exact.m2 *= by
	m.exact.factor *= by
	return m
}

// fromCDF returns the law with this distribution function, by its moments on a
// grid and in bands. It serves the k-th answer of parallel branches, whose law
// is known only as a function. upper is a time above which next to nothing is.
func fromCDF(cdf func(t float64) float64, upper float64) mixture {
	const points = 128
	var (
		m            mixture
		p, first     float64
		second, last float64
		begins       float64 // of the band
		band         = 1
	)
	at := 0.0
	flush := func() {
		if p <= 0 {
			return
		}
		mean := first / p
		m.b[m.n] = branch{p: p, shift: begins, mean: mean - begins, variance: max(0, second/p-mean*mean)}
		m.n++
		p, first, second, begins = 0, 0, 0, at
	}
	for i := 1; i <= points; i++ {
		// A square grid is fine near 0 and wide in the tail.
		u := float64(i) / points
		t := upper * u * u
		f := cdf(t)
		if i == points {
			f = 1
		}
		mass := f - last
		middle, width := (at+t)/2, t-at
		p += mass
		first += mass * middle
		second += mass * (middle*middle + width*width/12)
		at, last = t, f
		for band < len(bands)-1 && f >= bands[band] {
			flush()
			band++
		}
	}
	flush()
	return m
}

// kth returns the law of the k-th answer among independent branches: k = 1 is
// the first, k = len the last.
func kth(k int, branches []mixture) mixture {
	if len(branches) == 1 {
		return branches[0]
	}
	if at, ok := constants(branches); ok {
		return constant(at[k-1])
	}
	upper := 0.0
	for _, b := range branches {
		upper = max(upper, b.quantile(1-1e-5/float64(len(branches))))
	}
	cdfs := make([]float64, len(branches))
	return fromCDF(func(t float64) float64 {
		for i := range branches {
			cdfs[i] = branches[i].cdf(t)
		}
		return atLeast(k, cdfs)
	}, upper*1.05)
}

// constants returns branches that take one time each for sure, sorted.
func constants(branches []mixture) ([]float64, bool) {
	at := make([]float64, len(branches))
	for i := range branches {
		if branches[i].variance() > 0 {
			return nil, false
		}
		at[i] = branches[i].mean()
	}
	slices.Sort(at)
	return at, true
}

// kthOf returns the law of the k-th answer among n branches of one law.
func kthOf(k, n int, branch mixture) mixture {
	if n == 1 || branch.variance() == 0 {
		return branch
	}
	upper := branch.quantile(1 - 1e-5/float64(n))
	return fromCDF(func(t float64) float64 {
		f := branch.cdf(t)
		if k == n {
			return stats.Pow(f, float64(n))
		}
		cdfs := make([]float64, n)
		for i := range cdfs {
			cdfs[i] = f
		}
		return atLeast(k, cdfs)
	}, upper*1.05)
}

// atLeast returns the chance that at least k of independent events happen.
func atLeast(k int, p []float64) float64 {
	if k == len(p) {
		all := 1.0
		for _, x := range p {
			all *= x
		}
		return all
	}
	// chance[j] is that of j events so far; k stands for k and more.
	chance := make([]float64, k+1)
	chance[0] = 1
	for _, x := range p {
		for j := k; j >= 1; j-- {
			stay := chance[j]
			if j < k {
				stay *= 1 - x
			}
			chance[j] = stay + chance[j-1]*x
		}
		chance[0] *= 1 - x
	}
	return chance[k]
}
