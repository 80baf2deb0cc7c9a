package unit

import "github.com/loadpath/loadpath/internal/stats"

// Sure is how sure the writer is of a value.
type Sure uint8

// High, medium and low mean 10%, 30% and 100% either way.
const (
	SureUnsaid Sure = iota
	SureHigh
	SureMedium
	SureLow
)

// ParseSure reads "high", "medium" or "low".
func ParseSure(text string) (Sure, *Problem) {
	for s := SureHigh; s <= SureLow; s++ {
		if text == s.String() {
			return s, nil
		}
	}
	return SureUnsaid, problem("bad-sure", 0, len(text), quote(text)+" does not say how sure a value is",
		"write high (10% either way), medium (30%) or low (100%)")
}

// String returns the word of the design file; "" when nothing was said.
func (s Sure) String() string { return [...]string{"", "high", "medium", "low"}[s] }

// factor returns f such that the 90% interval is value/f .. value*f.
func (s Sure) factor() float64 { return [...]float64{1, 1.1, 1.3, 2}[s] }

// z90 and z95 are the normal quantiles that leave 5% and 2.5% above them.
const (
	z90 = 1.6448536269514722
	z95 = 1.959963984540054
)

// sigma returns the standard deviation of the logarithm of the value.
func (s Sure) sigma() float64 { return stats.Log(s.factor()) / z90 }

// logSD returns the standard deviation of the logarithm of a lognormal with
// these 5% and 95% points.
func logSD(low, high float64) float64 { return stats.Log(high/low) / (2 * z90) }

// uncertain returns a number with the given mean that moves with one lognormal
// input; sigma is the standard deviation of the input's logarithm.
func uncertain(mean, sigma float64, input string) Number {
	if sigma == 0 || mean == 0 {
		return Exact(mean)
	}
	return Number{Value: mean, Moves: []Move{{
		Input: input,
		Up:    float64(mean*stats.Exp(sigma)) - mean,
		Down:  float64(mean*stats.Exp(-sigma)) - mean,
	}}}
}

// capped limits how far the number goes: no move takes it above most.
func (n Number) capped(most float64) Number {
	for i := range n.Moves {
		n.Moves[i].Up = min(n.Moves[i].Up, most-n.Value)
	}
	return n
}
