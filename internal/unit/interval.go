package unit

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// Interval95 returns the bounds between which the value lies with 95% chance,
// given that its inputs are independent.
//
// A number that stays above 0 whichever input moves is taken as lognormal: the
// spreads of its logarithm add as variances. That is exact for products and
// quotients of lognormal inputs, and for sums it matches their mean (Fenton
// 1960). Any other number is taken as normal. The interval always holds Value.
func (n Number) Interval95() (low, high float64) {
	switch {
	case len(n.Moves) == 0:
		return n.Value, n.Value
	case n.keepsSign() && n.Value < 0:
		low, high = n.negative().lognormal95()
		return -high, -low
	case n.keepsSign():
		return n.lognormal95()
	}
	return n.normal95()
}

// RatioInterval95 is Interval95 for a ratio from 0 to 1. Above one half the
// spread is that of what is missing to 1, so that 99.99% +- something never
// passes 100%.
func (n Number) RatioInterval95() (low, high float64) {
	if n.Value <= 0.5 || n.Value > 1 {
		low, high = n.Interval95()
	} else {
		low, high = n.complement().Interval95()
		low, high = 1-high, 1-low
	}
	return min(max(low, 0), 1), min(max(high, 0), 1)
}

// keepsSign tells whether no single input takes the value to 0 or beyond.
func (n Number) keepsSign() bool {
	for _, m := range n.Moves {
		if !(n.Value*(n.Value+m.Up) > 0 && n.Value*(n.Value+m.Down) > 0) {
			return false
		}
	}
	return true
}

// lognormal95 adds up the logarithms. Each input's median is below its mean by
// half the variance of its logarithm, so the result's median lies below Value
// for inputs that push it up and above Value for those that push it down.
func (n Number) lognormal95() (low, high float64) {
	shift, variance := 0.0, 0.0
	for _, m := range n.Moves {
		up, down := stats.Log1p(m.Up/n.Value), stats.Log1p(m.Down/n.Value)
		sd := spread(up, down)
		variance += float64(sd * sd)
		shift += float64((up-down)/2*sd) / 2
	}
	reach := float64(z95 * math.Sqrt(variance))
	low = n.Value * stats.Exp(-shift-reach)
	high = n.Value * stats.Exp(-shift+reach)
	return min(low, n.Value), max(high, n.Value)
}

func (n Number) normal95() (low, high float64) {
	variance := 0.0
	for _, m := range n.Moves {
		sd := spread(m.Up, m.Down)
		variance += float64(sd * sd)
	}
	reach := float64(z95 * math.Sqrt(variance))
	return n.Value - reach, n.Value + reach
}

// spread is the standard deviation that two moves of one standard deviation
// tell of: half of what lies between them, or their mean where both go the
// same way.
func spread(up, down float64) float64 { return (math.Abs(up) + math.Abs(down)) / 2 }

func (n Number) negative() Number {
	return n.Map(func(v float64) float64 { return -v })
}

func (n Number) complement() Number {
	return n.Map(func(v float64) float64 { return 1 - v })
}
