// Package stats holds randomness and what is read from it: random streams,
// laws, histograms, warm-up detection and confidence intervals. It brings its
// own exp, log and pow, so that the same seed gives the same bytes on every
// processor. It knows nothing of designs or queues.
package stats

// LawKind names a family of distributions.
type LawKind uint8

// The laws of the design file. The comment says what Law's fields mean.
const (
	Const       LawKind = iota // A: the value
	Exponential                // A: mean
	Uniform                    // A, B: bounds
	Normal                     // A: mean, B: standard deviation; cut at 0
	Lognormal                  // A: mean, B: coefficient of variation
	Gamma                      // A: mean, B: coefficient of variation
	Erlang                     // A: mean of the whole, B: number of phases
	Hyperexp                   // A: mean, B: coefficient of variation (>= 1); two phases, balanced means
	Pareto                     // A: mean, B: alpha (> 1)
	Quantiles                  // P, X: ascending probabilities and their values; linear in log X between
	Geometric                  // A: mean; counts from 0
)

// Law is one distribution of a non-negative quantity in base units.
type Law struct {
	Kind LawKind
	A, B float64
	P, X []float64
}

// KeyLaw says how traffic falls on the keys of an entity: key k of 1..N with
// weight k^-S. S = 0 is uniform.
type KeyLaw struct {
	N uint64
	S float64
}
