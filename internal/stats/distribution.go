package stats

import "math"

// CDF returns the probability that a draw is at most x.
func (l Law) CDF(x float64) float64 {
	if x < 0 || math.IsNaN(x) {
		return 0
	}
	if l.degenerate() {
		return pick(x >= l.Mean(), 1, 0)
	}
	switch l.Kind {
	case Exponential:
		return -Expm1(-x / l.A)
	case Uniform:
		return max(0, min(1, (x-l.A)/(l.B-l.A)))
	case Normal:
		return max(0, 1-NormalCDF((l.A-x)/l.B)/NormalCDF(l.A/l.B))
	case Lognormal:
		mu, sigma := l.logMoments()
		return NormalCDF((Log(x) - mu) / sigma)
	case Gamma, Erlang:
		shape := l.shape()
		p, _ := gammaPQ(shape, float64(shape*x)/l.A)
		return p
	case Hyperexp:
		p := l.balance()
		rate := 2 / l.A
		return -float64(p*Expm1(float64(-p*rate*x))) - float64((1-p)*Expm1(float64(-(1-p)*rate*x)))
	case Pareto:
		least := l.least()
		return pick(x <= least, 0, 1-Pow(least/x, l.B))
	case Geometric:
		return -Expm1(float64((math.Floor(x) + 1) * -Log1p(1/l.A)))
	}
	return l.quantilesCDF(x)
}

// Quantile returns the x that a draw does not exceed with probability p; the
// least and greatest value at 0 and 1, where the latter may be +Inf.
func (l Law) Quantile(p float64) float64 {
	if l.degenerate() {
		return l.Mean()
	}
	p = max(0, min(1, p))
	switch l.Kind {
	case Exponential:
		return float64(l.A * -Log1p(-p))
	case Uniform:
		return l.A + float64(p*(l.B-l.A))
	case Normal:
		above := float64((1 - p) * NormalCDF(l.A/l.B))
		return max(0, l.A-float64(l.B*NormalQuantile(above)))
	case Lognormal:
		return l.AtDeviate(NormalQuantile(p))
	case Pareto:
		return l.least() / Pow(1-p, 1/l.B)
	case Geometric:
		return max(0, math.Ceil(-Log1p(-p)/Log1p(1/l.A))-1)
	case Quantiles:
		return l.quantileDraw(p)
	}
	if p == 1 {
		return math.Inf(1)
	}
	return invert(l.CDF, p, 0, l.A)
}

// AtDeviate returns the value of a Lognormal that lies so many deviations from
// the middle on the scale of its logarithm: its quantile, for who has the
// NormalQuantile already.
func (l Law) AtDeviate(z float64) float64 {
	mu, sigma := l.logMoments()
	return Exp(mu + float64(sigma*z))
}

// degenerate tells whether the law is one value for sure.
func (l Law) degenerate() bool {
	switch l.Kind {
	case Const:
		return true
	case Quantiles:
		return l.X[0] == l.X[len(l.X)-1]
	case Uniform:
		return l.A == l.B
	case Normal, Lognormal, Gamma:
		return l.B == 0 || l.A == 0 && l.Kind != Normal
	}
	return l.A == 0
}

// logMoments returns mean and deviation of the logarithm of a Lognormal.
func (l Law) logMoments() (mu, sigma float64) {
	variance := Log1p(float64(l.B * l.B))
	return Log(l.A) - float64(0.5*variance), math.Sqrt(variance)
}

// shape returns the shape of a Gamma or Erlang law: its mean over its scale.
func (l Law) shape() float64 {
	if l.Kind == Erlang {
		return l.B
	}
	return 1 / float64(l.B*l.B)
}

// balance returns the probability of the fast phase of a Hyperexp law. With
// balanced means the phases, of rates 2p/A and 2(1-p)/A, carry half of the
// mean each: Allen 1990, §3.2.9.
func (l Law) balance() float64 {
	c2 := float64(l.B * l.B)
	return float64(0.5 * (1 + math.Sqrt((c2-1)/(c2+1))))
}

// least returns the smallest value of a Pareto law.
func (l Law) least() float64 { return float64(l.A*(l.B-1)) / l.B }

func (l Law) quantilesCDF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	logX := Log(x)
	p0, log0 := l.knot(0)
	if logX < log0 {
		return 0
	}
	for i := 1; i <= len(l.P)+1; i++ {
		p1, log1 := l.knot(i)
		if logX < log1 {
			return p0 + float64((p1-p0)*((logX-log0)/(log1-log0)))
		}
		p0, log0 = p1, log1
	}
	return 1
}

// quantileDraw maps a probability through a Quantiles law.
func (l Law) quantileDraw(p float64) float64 {
	p0, log0 := l.knot(0)
	for i := 1; ; i++ {
		p1, log1 := l.knot(i)
		if p < p1 || i == len(l.P)+1 {
			return newSegment(p0, log0, p1, log1).at(p)
		}
		p0, log0 = p1, log1
	}
}

// segment is one piece of a Quantiles law, on which log X is linear.
type segment struct {
	from, to   float64 // probabilities
	log, slope float64 // log X at from, and its growth
}

func newSegment(p0, log0, p1, log1 float64) segment {
	s := segment{from: p0, to: p1, log: log0}
	if p1 > p0 {
		s.slope = (log1 - log0) / (p1 - p0)
	}
	return s
}

func (s segment) at(p float64) float64 {
	return Exp(s.log + float64(s.slope*(p-s.from)))
}
