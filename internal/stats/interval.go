package stats

import (
	"math"
	"sync/atomic"
)

// Interval is an estimate with its two-sided 95% confidence interval. Where
// the data say nothing of one side, that side is infinite.
type Interval struct {
	Value, Low, High float64
}

// Relative returns the larger side of the interval over the value: the
// relative precision that a stopping rule asks for. It is +Inf when a side is
// unknown, and 0 for a value known to be 0.
func (i Interval) Relative() float64 {
	half := max(i.High-i.Value, i.Value-i.Low)
	if half == 0 {
		return 0
	}
	if math.IsNaN(half) {
		return math.Inf(1)
	}
	return half / math.Abs(i.Value)
}

// Contains tells whether x lies in the interval.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Overlaps tells whether the two intervals share a point.
func (i Interval) Overlaps(other Interval) bool {
	return i.Low <= other.High && other.Low <= i.High
}

// Scaled returns the interval in another unit; factor must be positive.
func (i Interval) Scaled(factor float64) Interval {
	return Interval{float64(i.Value * factor), float64(i.Low * factor), float64(i.High * factor)}
}

func around(value, half float64) Interval {
	return Interval{value, value - half, value + half}
}

func unbounded(value float64) Interval {
	return Interval{value, math.Inf(-1), math.Inf(1)}
}

// student95 returns the factor of a 95% interval with df degrees of freedom.
func student95(df uint64) float64 {
	if df >= uint64(len(students95)) {
		return StudentQuantile(0.975, float64(df))
	}
	kept := &students95[df]
	if bits := kept.Load(); bits != 0 {
		return math.Float64frombits(bits)
	}
	t := StudentQuantile(0.975, float64(df))
	kept.Store(math.Float64bits(t))
	return t
}

// students95 are the factors that were asked for before, as bits; 0 for not yet.
// Each takes some fifty incomplete beta functions, and every result many factors.
var students95 [256]atomic.Uint64

// MeanInterval returns the mean of independent values with its interval.
func MeanInterval(values []float64) Interval {
	var a Accumulator
	for _, v := range values {
		a.Add(v)
	}
	return a.Interval()
}

// PairedDifference returns the mean of a[i] - b[i] with its interval. Variants
// run on common random numbers are compared so: what luck they share cancels
// (Law 2015, §11.2). The slices are equally long.
func PairedDifference(a, b []float64) Interval {
	var diff Accumulator
	for i := range a {
		diff.Add(a[i] - b[i])
	}
	return diff.Interval()
}

// Proportion returns the share of n independent trials that hit, with its
// interval: Wilson's, and where none or all hit the rule of three, 3/n on the
// one side there is (Hanley and Lippman-Hand 1983). Without trials the share is
// NaN in 0..1.
func Proportion(hits, n uint64) Interval {
	p := float64(hits) / float64(n)
	if n == 0 {
		return Interval{p, 0, 1}
	}
	low, high := oneSided(p, float64(n))
	if 0 < hits && hits < n {
		low, high = wilson(p, float64(n), NormalQuantile(0.975))
	}
	return Interval{p, low, high}
}

// ChanceOfAtLeast returns how likely at least so many hits are among n
// independent trials that each hit with probability p.
func ChanceOfAtLeast(hits, n uint64, p float64) float64 {
	switch {
	case hits == 0:
		return 1
	case hits > n || p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	// P(Bin(n, p) >= k) = I_p(k, n-k+1).
	return betaI(float64(hits), float64(n-hits)+1, p)
}

// OrderRanks returns the ranks, from 1 to n, between whose values the quantile
// p of an independent sample of size n lies with at least 95% confidence,
// whatever its law. A rank is 0, or n+1, where the sample is too small to
// bound that side.
//
// The count below the quantile is binomial: David and Nagaraja 2003, §7.1.
func OrderRanks(n uint64, p float64) (low, high uint64) {
	// P(Bin(n, p) <= k) = I_{1-p}(n-k, k+1).
	atMost := func(k uint64) float64 {
		if k >= n {
			return 1
		}
		return betaI(float64(n-k), float64(k)+1, 1-p)
	}
	// low is the greatest rank l with P(Bin <= l-1) <= 2.5%, high the least
	// rank h with P(Bin >= h) <= 2.5%.
	low = firstWhere(n, func(k uint64) bool { return atMost(k) > 0.025 })
	high = firstWhere(n, func(k uint64) bool { return atMost(k) >= 0.975 }) + 1
	return low, min(high, n+1)
}

// firstWhere returns the least k in 0..n where the monotone test holds, or n.
func firstWhere(n uint64, test func(uint64) bool) uint64 {
	lo, hi := uint64(0), n
	for lo < hi {
		if mid := lo + (hi-lo)/2; test(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// QuantileInterval returns the quantile p of independent recorded values with
// its interval by order statistics.
func (h *Histogram) QuantileInterval(p float64) Interval {
	i := unbounded(h.Quantile(p))
	low, high := OrderRanks(h.n, p)
	if low >= 1 {
		i.Low = h.AtRank(low)
	}
	if high <= h.n {
		i.High = h.AtRank(high)
	}
	return i
}
