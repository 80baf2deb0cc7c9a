package stats

import "math"

// Sampler draws from one law with everything computed beforehand that can be.
// The zero value draws 0.
type Sampler struct {
	kind     LawKind
	a, b, c  float64 // meaning by kind: see Compile
	segments []segment
}

// Compile returns a sampler for l, which must be valid.
func (l Law) Compile() Sampler {
	if l.degenerate() {
		return Sampler{kind: Const, a: l.Mean()}
	}
	s := Sampler{kind: l.Kind, a: l.A, b: l.B}
	switch l.Kind {
	case Uniform:
		s.b = l.B - l.A
	case Lognormal:
		s.a, s.b = l.logMoments()
	case Gamma, Erlang:
		s.compileGamma(l.A, l.shape())
	case Hyperexp:
		p := l.balance()
		s.a, s.b, s.c = p, 0.5*l.A/p, 0.5*l.A/(1-p)
	case Pareto:
		s.a, s.b = l.least(), 1/l.B
	case Quantiles:
		s.segments = l.segments()
	case Geometric:
		s.a = 1 / Log1p(1/l.A)
	}
	return s
}

// compileGamma prepares Marsaglia and Tsang's method. A shape below 1 is drawn
// as one above it times U**(1/shape), and c, that exponent, says so.
func (s *Sampler) compileGamma(mean, shape float64) {
	s.kind = Gamma
	s.c = 0
	drawn := shape
	if shape < 1 {
		drawn++
		s.c = 1 / shape
	}
	s.b = drawn - 1.0/3
	s.a = mean / shape
}

func (l Law) segments() []segment {
	var list []segment
	p0, log0 := l.knot(0)
	for i := 1; i <= len(l.P)+1; i++ {
		p1, log1 := l.knot(i)
		list = append(list, newSegment(p0, log0, p1, log1))
		p0, log0 = p1, log1
	}
	return list
}

// Draw returns one value of the law.
func (s *Sampler) Draw(r *Stream) float64 {
	switch s.kind {
	case Const:
		return s.a
	case Exponential:
		return float64(s.a * r.Exp())
	}
	return s.drawRest(r)
}

func (s *Sampler) drawRest(r *Stream) float64 {
	switch s.kind {
	case Uniform:
		return s.a + float64(s.b*r.Float64())
	case Normal:
		for {
			if x := s.a + float64(s.b*r.Normal()); x >= 0 {
				return x
			}
		}
	case Lognormal:
		return Exp(s.a + float64(s.b*r.Normal()))
	case Gamma:
		return s.drawGamma(r)
	case Hyperexp:
		mean := pick(r.Float64() < s.a, s.b, s.c)
		return float64(mean * r.Exp())
	case Pareto:
		return float64(s.a * Exp(float64(s.b*r.Exp())))
	case Geometric:
		return math.Floor(float64(s.a * r.Exp()))
	}
	p := r.Float64()
	for i := range s.segments {
		if p < s.segments[i].to {
			return s.segments[i].at(p)
		}
	}
	panic("stats: a Quantiles law that does not reach probability 1")
}

// drawGamma is Marsaglia and Tsang, "A simple method for generating gamma
// variables", ACM TOMS 2000.
func (s *Sampler) drawGamma(r *Stream) float64 {
	d := s.b
	c := 1 / math.Sqrt(float64(9*d))
	scale := s.a
	if s.c > 0 {
		scale = float64(scale * Exp(float64(-s.c*r.Exp())))
	}
	for {
		x := r.Normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		u := r.Float64()
		x2 := float64(x * x)
		if u < 1-float64(0.0331*x2*x2) || Log(u) < float64(0.5*x2)+float64(d*(1-v+Log(v))) {
			return float64(d * v * scale)
		}
	}
}

// Draw returns one value of the law. For many draws compile the law first: the
// values are the same.
func (l Law) Draw(r *Stream) float64 {
	switch {
	case l.Kind == Const:
		return l.A
	case l.Kind == Exponential && l.A > 0:
		return float64(l.A * r.Exp())
	case l.Kind == Quantiles && !l.degenerate():
		return l.quantileDraw(r.Float64())
	}
	s := l.Compile()
	return s.Draw(r)
}
