package draw

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// scale maps values to pixels along an axis.
type scale struct {
	low, high float64 // values at the ends
	from, to  float64 // their pixels
	log       bool
	ticks     []float64
}

// at returns the pixel of a value.
func (s scale) at(v float64) float64 {
	low, high := s.low, s.high
	if s.log {
		v, low, high = log10(math.Max(v, s.low)), log10(low), log10(high)
	}
	return s.from + float64((v-low)/(high-low)*(s.to-s.from)) // no fused multiply-add: the same bytes everywhere
}

// linear spans low to high, widened to whole ticks, of which there are about
// n.
func linear(low, high float64, n int, kind unit.Kind, from, to int) scale {
	if high <= low {
		high = low + math.Max(1e-9, math.Abs(low))
	}
	size := shownIn(kind)
	low, high = low/size, high/size
	step := niceStep((high-low)/float64(n), kind)
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	s := scale{low: first * step * size, high: last * step * size, from: float64(from), to: float64(to)}
	for i := first; i <= last; i++ {
		s.ticks = append(s.ticks, clean(i*step)*size)
	}
	return s
}

// logarithmic spans low to high, widened to 1, 2 or 5 times a power of ten.
func logarithmic(low, high float64, from, to int) scale {
	var marks []float64
	for e := int(math.Floor(log10(low))) - 1; e <= int(math.Ceil(log10(high)))+1; e++ {
		for _, m := range []float64{1, 2, 5} {
			marks = append(marks, clean(m*math.Pow10(e)))
		}
	}
	first := max(0, slices.IndexFunc(marks, func(m float64) bool { return m > low*(1+1e-9) })-1)
	last := slices.IndexFunc(marks, func(m float64) bool { return m >= high*(1-1e-9) })
	last = max(last, first+1)
	s := scale{low: marks[first], high: marks[last], from: float64(from), to: float64(to), log: true, ticks: marks[first : last+1]}
	if len(s.ticks) > 7 { // powers of ten alone
		s.ticks = slices.DeleteFunc(slices.Clone(s.ticks), func(m float64) bool {
			l := log10(m)
			return math.Abs(l-math.Round(l)) > 1e-6
		})
	}
	return s
}

// shownIn returns the unit, in base units, in which a kind is read, where that
// is not a power of ten of the base unit.
func shownIn(kind unit.Kind) float64 {
	switch kind {
	case unit.KindMoneyRate:
		return 12. / (365 * 86400) // a month
	case unit.KindGrowth:
		return 0.01 / (365 * 86400) // a percent a year
	}
	return 1
}

// timeSteps are the steps a clock is read by, in seconds.
var timeSteps = []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 3 * 3600, 6 * 3600, 12 * 3600,
	86400, 2 * 86400, 7 * 86400, 14 * 86400, 30 * 86400, 91 * 86400, 182 * 86400, 365 * 86400}

// niceStep rounds a step up to 1, 2, 2.5 or 5 times a power of ten, or to what
// a clock shows.
func niceStep(step float64, kind unit.Kind) float64 {
	if kind == unit.KindTime && step > 0.5 {
		for _, t := range timeSteps {
			if t >= step*(1-1e-9) {
				return t
			}
		}
	}
	power := math.Pow10(int(math.Floor(log10(step))))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if float64(m*power) >= step*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// clean drops the dust that multiplying leaves: 0.30000000000000004.
func clean(v float64) float64 {
	if v == 0 {
		return 0
	}
	digits := math.Pow10(12 - int(math.Ceil(log10(math.Abs(v)))))
	if math.IsInf(digits, 0) || digits == 0 {
		return v
	}
	return math.Round(v*digits) / digits
}

// log10 is the decimal logarithm, the same on every machine.
func log10(v float64) float64 { return stats.Log(v) / math.Ln10 }

// number is a value that can be drawn.
func number(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
