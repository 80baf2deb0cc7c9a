// Package stats holds randomness and what is read from it: random streams,
// laws, histograms, warm-up detection and confidence intervals. It brings its
// own exp, log and pow, so that the same seed gives the same bytes on every
// processor. It knows nothing of designs or queues.
package stats

import (
	"errors"
	"fmt"
	"math"
)

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
//
// Normal is the normal law given that it is not negative, so A and B are its
// mean and deviation before the cut; Mean and SCV are those after it.
//
// Quantiles goes on beyond its first and last point along the neighbouring
// segment, at most as far in log X as that segment reached. One point alone is
// a constant.
type Law struct {
	Kind LawKind
	A, B float64
	P, X []float64
}

// String returns the law as the design file writes it, without units.
func (l Law) String() string {
	switch l.Kind {
	case Const:
		return fmt.Sprintf("const(%g)", l.A)
	case Exponential:
		return fmt.Sprintf("exp(%g)", l.A)
	case Uniform:
		return fmt.Sprintf("uniform(%g..%g)", l.A, l.B)
	case Normal:
		return fmt.Sprintf("normal(%g sd=%g)", l.A, l.B)
	case Lognormal:
		return fmt.Sprintf("lognormal(%g cv=%g)", l.A, l.B)
	case Gamma:
		return fmt.Sprintf("gamma(%g cv=%g)", l.A, l.B)
	case Erlang:
		return fmt.Sprintf("erlang(%g k=%g)", l.A, l.B)
	case Hyperexp:
		return fmt.Sprintf("hyperexp(%g cv=%g)", l.A, l.B)
	case Pareto:
		return fmt.Sprintf("pareto(%g alpha=%g)", l.A, l.B)
	case Geometric:
		return fmt.Sprintf("geometric(%g)", l.A)
	}
	text := "quantiles("
	for i, p := range l.P {
		if i > 0 {
			text += " "
		}
		text += fmt.Sprintf("p%g=%g", float64(100*p), l.X[i])
	}
	return text + ")"
}

// Validate returns what makes l no law, in words for the person who wrote it,
// or nil. The other methods ask for a valid law.
func (l Law) Validate() error {
	if l.Kind > Geometric {
		return fmt.Errorf("unknown law %d", l.Kind)
	}
	if l.Kind == Quantiles {
		return l.validateQuantiles()
	}
	if !finite(l.A) || !finite(l.B) {
		return errors.New("a law needs finite numbers")
	}
	if l.A < 0 {
		return errors.New("a law cannot have a negative mean or bound")
	}
	switch l.Kind {
	case Uniform:
		if l.B < l.A {
			return errors.New("the bounds of a uniform law must ascend")
		}
	case Normal:
		if l.B < 0 {
			return errors.New("sd cannot be negative")
		}
	case Lognormal, Gamma:
		if l.B < 0 {
			return errors.New("cv cannot be negative")
		}
	case Erlang:
		if l.B < 1 || l.B != math.Trunc(l.B) {
			return errors.New("k must be a whole number, 1 or more")
		}
	case Hyperexp:
		if l.B < 1 {
			return errors.New("a hyperexponential law needs cv >= 1; use gamma or erlang below")
		}
	case Pareto:
		if l.B <= 1 {
			return errors.New("alpha must exceed 1, or the law has no mean")
		}
	}
	return nil
}

func (l Law) validateQuantiles() error {
	if len(l.P) == 0 || len(l.P) != len(l.X) {
		return errors.New("quantiles need at least one point, each a probability and a value")
	}
	for i, p := range l.P {
		switch {
		case !(p >= 0 && p <= 1):
			return errors.New("the probability of a quantile lies between 0 and 1")
		case !(l.X[i] > 0) || !finite(l.X[i]):
			return errors.New("the value of a quantile must be positive")
		case i > 0 && p <= l.P[i-1]:
			return errors.New("the probabilities of quantiles must ascend")
		case i > 0 && l.X[i] < l.X[i-1]:
			return errors.New("the values of quantiles must not fall")
		}
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// Scaled returns the law of the quantity times factor >= 0. A geometric law
// stays one of whole counts and has its mean scaled.
func (l Law) Scaled(factor float64) Law {
	l.A = float64(l.A * factor)
	switch l.Kind {
	case Uniform, Normal:
		l.B = float64(l.B * factor)
	case Quantiles:
		x := make([]float64, len(l.X))
		for i := range x {
			x[i] = float64(l.X[i] * factor)
		}
		l.X = x
	}
	return l
}

// Mean returns the mean of what Draw returns.
func (l Law) Mean() float64 {
	switch l.Kind {
	case Uniform:
		return l.A + float64(0.5*(l.B-l.A))
	case Normal:
		mean, _ := l.cutNormal()
		return mean
	case Quantiles:
		if l.degenerate() {
			return l.X[0]
		}
		return l.powerMean(1)
	}
	return l.A
}

// SCV returns the squared coefficient of variation: the variance over the
// square of the mean. It is +Inf where the variance is, and 0 for a law that
// is 0 for sure.
func (l Law) SCV() float64 {
	mean := l.Mean()
	if mean == 0 || l.degenerate() {
		return 0
	}
	switch l.Kind {
	case Exponential:
		return 1
	case Uniform:
		r := (l.B - l.A) / mean
		return float64(r*r) / 12
	case Normal:
		_, variance := l.cutNormal()
		return variance / float64(mean*mean)
	case Lognormal, Gamma, Hyperexp:
		return float64(l.B * l.B)
	case Erlang:
		return 1 / l.B
	case Pareto:
		if l.B <= 2 {
			return math.Inf(1)
		}
		return 1 / float64(l.B*(l.B-2))
	case Quantiles:
		return max(0, l.powerMean(2)/float64(mean*mean)-1)
	case Geometric:
		return (1 + l.A) / l.A
	}
	return 0
}

// cutNormal returns mean and variance of the normal law given that it is not
// negative: Johnson, Kotz and Balakrishnan 1994, vol. 1, §13.10.
func (l Law) cutNormal() (mean, variance float64) {
	if l.B == 0 {
		return l.A, 0
	}
	a := l.A / l.B
	hazard := normalDensity(a) / NormalCDF(a)
	mean = l.A + float64(l.B*hazard)
	variance = float64(l.B * l.B * (1 - float64(hazard*(hazard+a))))
	return mean, variance
}

// powerMean returns the mean of X**k for a Quantiles law: over each segment,
// where log X is linear, it is the logarithmic mean of the ends.
func (l Law) powerMean(k float64) float64 {
	sum := 0.0
	p0, log0 := l.knot(0)
	for i := 1; i <= len(l.P)+1; i++ {
		p1, log1 := l.knot(i)
		d := float64(k * (log1 - log0))
		ratio := 1.0
		if d != 0 {
			ratio = Expm1(d) / d
		}
		sum += float64((p1 - p0) * Exp(float64(k*log0)) * ratio)
		p0, log0 = p1, log1
	}
	return sum
}

// knot returns point i of a Quantiles law, of which 0 and len(P)+1 are the
// ends at probability 0 and 1 where the outer segments are continued to.
func (l Law) knot(i int) (p, logX float64) {
	n := len(l.P)
	if i >= 1 && i <= n {
		return l.P[i-1], Log(l.X[i-1])
	}
	end, neighbour := 0, 1
	if i > n {
		p, end, neighbour = 1, n-1, n-2
	}
	logX = Log(l.X[end])
	if n == 1 {
		return p, logX
	}
	reach := min(1, (p-l.P[end])/(l.P[end]-l.P[neighbour]))
	return p, logX + float64(reach*(logX-Log(l.X[neighbour])))
}
