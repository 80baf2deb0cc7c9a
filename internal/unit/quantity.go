// Package unit holds quantities: what a person writes ("5k/s", "2ms..8ms",
// "= reader * 5/day"), its value in base units, its dimension, how sure it is
// and where it comes from. Every quantity is parsed from raw text and prints
// back in the form it had.
package unit

import (
	"math"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/stats"
)

// Quantity is a value of the design file.
type Quantity struct {
	Number    // point value in base units (seconds, bytes, currency) and what moves it
	Dim       Dim
	Kind      Kind      // what its key asks for, or, where that is open, how it was written; decides how it is shown
	Text      string    // as written, without the wrapping {value: ...}
	Span      diag.Span // where
	Path      string    // of the key in the file, "assume.opens"; names the quantity in derivations
	Low       float64   // 5% and 95% points of an interval as written; both 0 when none
	High      float64
	Unlimited bool   // "unlimited" was written; the value is +Inf
	Source    string // where the writer has it from
	Sure      Sure
	Law       *stats.Law // when a law was written; Number holds its mean
	Formula   *Formula   // when a formula was written; Number holds its result once resolved
}

// String prints the quantity as it was written, or, when it was computed, as
// text that reads back to the same value: "5787.037037037037/s".
func (q Quantity) String() string {
	if q.Text != "" {
		return q.Text
	}
	return exactText(q.Value, q.Dim, q.Kind)
}

// Readable prints the value with a fitting unit and three or four significant
// digits: "5,787/s".
func (q Quantity) Readable() string {
	if k := shownKind(q.Dim, q.Kind); k != KindDim {
		return Format(q.Value, k)
	}
	return FormatDim(q.Value, q.Dim)
}

// Duration returns a time as whole nanoseconds, rounded half away from zero
// and held within the range of time.Duration. It panics on other dimensions.
func (q Quantity) Duration() time.Duration {
	if q.Dim != Time {
		panic("unit: Duration of " + q.String() + ", which is not a time")
	}
	ns := math.Round(q.Value * 1e9)
	switch {
	case ns >= math.MaxInt64:
		return math.MaxInt64
	case ns <= math.MinInt64:
		return math.MinInt64
	}
	return time.Duration(ns)
}

// PerYear returns a rate or a growth per year of 365 days: 0.4 for "40%/y".
func (q Quantity) PerYear() float64 { return q.Value * secondsPerYear }

// Place returns the quantity as it stands at path: it remembers who says so
// and how sure they are, and when that leaves it uncertain its Number moves
// with an input of that name. A written interval says more than sure does and
// wins over it.
func (q Quantity) Place(path, source string, sure Sure) Quantity {
	q.Path, q.Source, q.Sure = path, source, sure
	if q.Formula != nil || q.Unlimited {
		return q // Resolve applies sure to the result of a formula
	}
	sigma := sure.sigma()
	if q.Low != q.High {
		sigma = logSD(q.Low, q.High)
	}
	value := q.Number.Value
	if q.Kind == KindRatio && value > 0.5 && q.Low == q.High {
		// How sure one is of 99.99% is how sure one is of the 0.01%.
		q.Number = uncertain(1-value, sigma, path).complement()
		q.Number.Value = value
		return q
	}
	q.Number = uncertain(value, sigma, path)
	if q.Kind == KindRatio {
		q.Number = q.Number.capped(1)
	}
	return q
}
