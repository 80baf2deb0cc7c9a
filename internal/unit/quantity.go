// Package unit holds quantities: what a person writes ("5k/s", "2ms..8ms",
// "= reader * 5/day"), its value in base units, its dimension, how sure it is
// and where it comes from. Every quantity is parsed from raw text and prints
// back in the form it had.
package unit

import (
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/stats"
)

// Dim is a dimension: the exponents of second, byte and currency. Counts and
// ratios have the zero Dim.
type Dim struct{ Time, Bytes, Money int8 }

// The dimensions of the language's keys.
var (
	Count        = Dim{}
	Ratio        = Dim{}
	Time         = Dim{Time: 1}
	Size         = Dim{Bytes: 1}
	Rate         = Dim{Time: -1}
	Bandwidth    = Dim{Bytes: 1, Time: -1}
	Money        = Dim{Money: 1}
	MoneyRate    = Dim{Money: 1, Time: -1}
	MoneyPerByte = Dim{Money: 1, Bytes: -1}
)

// Sure is how sure the writer is of a value.
type Sure uint8

// High, medium and low mean 10%, 30% and 100% either way.
const (
	SureUnsaid Sure = iota
	SureHigh
	SureMedium
	SureLow
)

// Quantity is a value of the design file.
type Quantity struct {
	Number  // point value in base units (seconds, bytes, currency) and what moves it
	Dim     Dim
	Text    string    // as written, without the wrapping {value: ...}
	Span    diag.Span // where
	Path    string    // of the key in the file, "assume.opens"; names the quantity in derivations
	Low     float64   // 5% and 95% points of an interval as written; both 0 when none
	High    float64
	Source  string // where the writer has it from
	Sure    Sure
	Law     *stats.Law // when a law was written
	Formula *Formula   // when a formula was written; Number holds its result once resolved
}
