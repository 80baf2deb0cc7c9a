package estimate

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/stats"
)

// mixture is the law of a time, as a mixture of shifted gamma laws: what most
// requests take, and beside it the few that miss, wait or try again. Sums keep
// mean and variance of every branch and take its law as gamma again; a
// percentile is read from the mixture, never from its mean and variance alone.
// Seconds. The zero mixture is 0 for sure.
type mixture struct {
	n     int
	b     [maxBranches]branch
	exact exactLaw
}

// maxBranches bounds a mixture; beyond it the neighbours that matter least are
// merged by their moments.
const maxBranches = 6

// branch is shift + gamma(mean, variance), taken with probability p.
type branch struct{ p, shift, mean, variance float64 }

func (b branch) center() float64 { return b.shift + b.mean }

// exactLaw is the law itself, behind a shift, as long as nothing but a constant
// has been added: two exponentials with signed weights, which is the response
// of an M/M/c queue, or a law of the language times a factor.
type exactLaw struct {
	on     bool
	shift  float64
	p1, m1 float64
	p2, m2 float64
	law    *stats.Law
	factor float64
}

// cdf returns the probability of at most t.
func (e *exactLaw) cdf(t float64) float64 {
	x := t - e.shift
	switch {
	case x < 0:
		return 0
	case e.law != nil:
		return e.law.CDF(x / e.factor)
	}
	return 1 - e.p1*stats.Exp(-x/e.m1) - e.p2*stats.Exp(-x/e.m2)
}

// constant returns x for sure.
func constant(x float64) mixture { return single(branch{p: 1, shift: x}) }

// gammaOf returns a gamma law by its mean and squared coefficient of variation.
func gammaOf(mean, scv float64) mixture {
	return single(branch{p: 1, mean: mean, variance: mean * mean * scv})
}

func single(b branch) mixture {
	m := mixture{n: 1}
	m.b[0] = b
	return m
}

// branches returns the parts; a zero mixture is the constant 0.
func (m *mixture) branches() []branch {
	if m.n == 0 {
		m.n, m.b[0] = 1, branch{p: 1}
	}
	return m.b[:m.n]
}

// mean returns the mean of the law.
func (m *mixture) mean() float64 {
	sum := 0.0
	for _, b := range m.b[:m.n] {
		sum += b.p * b.center()
	}
	return sum
}

// variance returns the variance of the law.
func (m *mixture) variance() float64 {
	mean, sum := m.mean(), 0.0
	for _, b := range m.b[:m.n] {
		d := b.center() - mean
		sum += b.p * (b.variance + d*d)
	}
	return sum
}

// plus returns the law of the sum of two independent times.
func (m mixture) plus(o mixture) mixture {
	switch {
	case m.n == 0:
		return o
	case o.n == 0:
		return m
	case o.n == 1 && o.b[0].variance == 0:
		return m.shifted(o.b[0].center())
	case m.n == 1 && m.b[0].variance == 0:
		return o.shifted(m.b[0].center())
	}
	var all [maxBranches * maxBranches]branch
	n := 0
	for _, x := range m.b[:m.n] {
		for _, y := range o.b[:o.n] {
			all[n] = branch{x.p * y.p, x.shift + y.shift, x.mean + y.mean, x.variance + y.variance}
			n++
		}
	}
	return reduce(all[:n])
}

func (m mixture) shifted(by float64) mixture {
	for i := range m.n {
		m.b[i].shift += by
	}
	m.exact.shift += by
	return m
}

// times returns the law of the sum of k independent times, k from 0 up; the
// fraction of k is the chance of one more.
func (m mixture) times(k float64) mixture {
	whole := math.Floor(k)
	sum := single(branch{p: 1, shift: whole * m.least(), mean: whole * (m.mean() - m.least()), variance: whole * m.variance()})
	switch {
	case whole <= 4:
		sum = mixture{}
		for range int(whole) {
			sum = sum.plus(m)
		}
	}
	if k > whole {
		sum = mix(k-whole, sum.plus(m), sum)
	}
	return sum
}

// least returns the smallest shift: no draw is below it.
func (m *mixture) least() float64 {
	least := math.Inf(1)
	for _, b := range m.b[:m.n] {
		least = min(least, b.shift)
	}
	if m.n == 0 {
		return 0
	}
	return least
}

// mix returns the law that is a with probability p and o otherwise.
func mix(p float64, a, o mixture) mixture {
	switch {
	case p <= 0:
		return o
	case p >= 1:
		return a
	}
	var all [2 * maxBranches]branch
	n := 0
	for _, b := range a.branches() {
		b.p *= p
		all[n] = b
		n++
	}
	for _, b := range o.branches() {
		b.p *= 1 - p
		all[n] = b
		n++
	}
	return reduce(all[:n])
}

// reduce merges neighbours until the branches fit. The pair whose merging
// moves least variance inside goes first, so rare long branches survive.
func reduce(all []branch) mixture {
	var m mixture
	kept := all[:0]
	for _, b := range all {
		if b.p > 0 {
			kept = append(kept, b)
		}
	}
	if len(kept) > maxBranches {
		slices.SortFunc(kept, func(a, b branch) int {
			switch d := a.center() - b.center(); {
			case d < 0:
				return -1
			case d > 0:
				return 1
			}
			return 0
		})
	}
	if len(kept) > maxBranches {
		kept = mergeNeighbours(kept)
	}
	m.n = copy(m.b[:], kept)
	return m
}

// mergeNeighbours merges sorted branches, the cheapest pair first, until they
// fit. Only the costs beside a merged pair change.
func mergeNeighbours(kept []branch) []branch {
	var all [maxBranches * maxBranches]float64
	costs := all[:len(kept)-1] // of merging each with the next
	for i := range costs {
		costs[i] = mergeCost(&kept[i], &kept[i+1])
	}
	for len(kept) > maxBranches {
		best, least := 0, math.Inf(1)
		for i, c := range costs {
			if c < least {
				best, least = i, c
			}
		}
		kept[best] = merged(kept[best], kept[best+1])
		kept = append(kept[:best+1], kept[best+2:]...)
		costs = append(costs[:best], costs[best+1:]...)
		if best > 0 {
			costs[best-1] = mergeCost(&kept[best-1], &kept[best])
		}
		if best < len(costs) {
			costs[best] = mergeCost(&kept[best], &kept[best+1])
		}
	}
	return kept
}

func mergeCost(a, b *branch) float64 {
	d := b.center() - a.center()
	spread := a.variance + b.variance
	return a.p * b.p / (a.p + b.p) * (d*d + math.Abs(a.variance-b.variance) + 1e-3*spread)
}

// merged returns one branch with the moments of two.
func merged(a, b branch) branch {
	p := a.p + b.p
	wa, wb := a.p/p, b.p/p
	shift := min(a.shift, b.shift)
	center := wa*a.center() + wb*b.center()
	da, db := a.center()-center, b.center()-center
	return branch{p, shift, center - shift, wa*(a.variance+da*da) + wb*(b.variance+db*db)}
}

// cdf returns the probability of at most t.
func (m *mixture) cdf(t float64) float64 {
	if m.exact.on {
		return m.exact.cdf(t)
	}
	sum := 0.0
	for _, b := range m.b[:m.n] {
		sum += b.p * b.cdf(t)
	}
	return sum
}

func (b branch) cdf(t float64) float64 {
	x := t - b.shift
	switch {
	case b.variance <= 0 || b.mean <= 0:
		if x >= b.mean-1e-12*(b.shift+b.mean) {
			return 1
		}
		return 0
	case x <= 0:
		return 0
	}
	if b.isExponential() {
		return -stats.Expm1(-x / b.mean)
	}
	cv2 := b.variance / (b.mean * b.mean)
	if cv2 < 1./40 {
		// Wilson and Hilferty 1931; off by less than 1e-4 here.
		return stats.NormalCDF((math.Cbrt(x/b.mean) - (1 - cv2/9)) / math.Sqrt(cv2/9))
	}
	return stats.Law{Kind: stats.Gamma, A: b.mean, B: math.Sqrt(cv2)}.CDF(x)
}

// quantile returns the time that a share p of the draws does not exceed.
func (m mixture) quantile(p float64) float64 { return m.quantileNear(p, 0) }

// quantileNear searches near a guess, 0 for none, on the logarithm of what is
// above, which is nearly straight in the tail. It keeps a bracket.
func (m *mixture) quantileNear(p, guess float64) float64 {
	if m.n == 0 {
		return 0
	}
	if m.n == 1 {
		b := m.b[0]
		if b.variance <= 0 {
			return b.center()
		}
		if b.isExponential() {
			return b.shift - b.mean*stats.Log1p(-p)
		}
	}
	target := stats.Log(1 - p)
	above := func(t float64) float64 { return stats.Log(max(1-m.cdf(t), 1e-300)) - target }
	least := m.least()
	low, high := least, m.mean()
	fLow := -target
	if guess > low {
		high = guess
	}
	fHigh := above(high)
	for i := 0; fHigh > 0 && i < 200; i++ {
		low, fLow = high, fHigh
		step := high - least + 1e-12
		if guess > 0 {
			step *= 0.02 * float64(int(1)<<min(i, 20))
		}
		high += step
		fHigh = above(high)
	}
	if guess > 0 && low == least {
		// The guess was too high; try close below before the whole range.
		t := high - 0.02*(high-least)
		if f := above(t); f > 0 {
			low, fLow = t, f
		} else {
			high, fHigh = t, f
		}
	}
	side := 0
	for range 100 {
		if high-low <= 1e-10*high {
			break
		}
		// Regula falsi, halving the value of an end that stays (Illinois).
		t := high - fHigh*(high-low)/(fHigh-fLow)
		if !(t > low && t < high) {
			t = (low + high) / 2
		}
		f := above(t)
		switch {
		case math.Abs(f) < 1e-7:
			return t
		case f > 0:
			low, fLow = t, f
			if side == 1 {
				fHigh /= 2
			}
			side = 1
		default:
			high, fHigh = t, f
			if side == -1 {
				fLow /= 2
			}
			side = -1
		}
	}
	return (low + high) / 2
}

// isExponential tells whether the branch is a shifted exponential law.
func (b branch) isExponential() bool {
	return math.Abs(b.variance-b.mean*b.mean) < 1e-9*b.variance
}

// below splits the law at t: the share of draws that are at most t, and their
// law. Moments of a cut gamma law: Johnson, Kotz and Balakrishnan 1994, §17.
func (m mixture) below(t float64) (float64, mixture) {
	var all [maxBranches]branch
	n, share := 0, 0.0
	for _, b := range m.branches() {
		p := b.cdf(t)
		if p <= 0 {
			continue
		}
		cut := b.cut(t, p)
		share += cut.p
		all[n] = cut
		n++
	}
	if share <= 0 {
		return 0, constant(t)
	}
	if share > 1-1e-12 {
		return 1, m
	}
	for i := range n {
		all[i].p /= share
	}
	return share, reduce(all[:n])
}

// cut returns the branch given that it is at most t, which has probability p.
func (b branch) cut(t, p float64) branch {
	out := branch{p: b.p * p, shift: b.shift, mean: b.mean, variance: b.variance}
	if b.variance <= 0 || p >= 1 {
		return out
	}
	x := t - b.shift
	shape := b.mean * b.mean / b.variance
	scale := b.variance / b.mean
	first := b.mean * gammaCDF(shape+1, x/scale) / p
	second := shape * (shape + 1) * scale * scale * gammaCDF(shape+2, x/scale) / p
	out.mean, out.variance = first, max(0, second-first*first)
	return out
}

// gammaCDF is the gamma law of a shape and scale 1.
func gammaCDF(shape, x float64) float64 {
	return stats.Law{Kind: stats.Gamma, A: shape, B: 1 / math.Sqrt(shape)}.CDF(x)
}
