package stats

import "math"

// LogGamma returns log Γ(x) for x > 0, within about 1e-14 of its size.
//
// Stirling's series after shifting x to at least 12: Abramowitz and Stegun
// 6.1.41.
func LogGamma(x float64) float64 {
	shift := 1.0
	for x < 12 {
		shift = float64(shift * x)
		x++
	}
	const halfLogTwoPi = 0.91893853320467274178
	z := 1 / float64(x*x)
	series := 1.0/1188 - float64(z*(691.0/360360))
	series = -1.0/1680 + float64(z*series)
	series = 1.0/1260 + float64(z*series)
	series = -1.0/360 + float64(z*series)
	series = 1.0/12 + float64(z*series)
	return float64((x-0.5)*Log(x)) - x + halfLogTwoPi + series/x - Log(shift)
}

// gammaPQ returns the regularized incomplete gamma functions P(a, x) and
// Q(a, x) = 1 - P, each accurate also where it is small, for a > 0, x >= 0.
//
// Series below x = a+1, Legendre's continued fraction above it: Numerical
// Recipes, 3rd ed., §6.2.
func gammaPQ(a, x float64) (p, q float64) {
	switch {
	case x <= 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	}
	front := Exp(float64(a*Log(x)) - x - LogGamma(a))
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := a + 1; term > float64(sum*0x1p-54); n++ {
			term = float64(term * (x / n))
			sum += term
		}
		p = min(1, float64(sum*front))
		return p, 1 - p
	}
	const tiny = 1e-300
	b := x + 1 - a
	c := 1 / tiny
	d := 1 / b
	h := d
	for i := 1.0; i < 1e5; i++ {
		an := float64(-i * (i - a))
		b += 2
		d = 1 / nonzero(float64(an*d)+b, tiny)
		c = nonzero(b+an/c, tiny)
		delta := float64(d * c)
		h = float64(h * delta)
		if math.Abs(delta-1) < 0x1p-52 {
			break
		}
	}
	q = min(1, float64(h*front))
	return 1 - q, q
}

func nonzero(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// NormalCDF returns the share of the standard normal law at or below x,
// accurate in both tails.
func NormalCDF(x float64) float64 {
	p, q := gammaPQ(0.5, float64(0.5*x*x))
	if x < 0 {
		return 0.5 * q
	}
	return 0.5 + float64(0.5*p)
}

// normalDensity returns the density of the standard normal law.
func normalDensity(x float64) float64 {
	const invSqrtTwoPi = 0.39894228040143267794
	return float64(invSqrtTwoPi * Exp(float64(-0.5*x*x)))
}

// NormalQuantile returns the x below which a share p of the standard normal
// law lies; ±Inf at 0 and 1.
//
// Acklam's rational approximation (2003), then two steps of Halley's method
// on NormalCDF, which leave rounding only.
func NormalQuantile(p float64) float64 {
	switch {
	case p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	case p > 0.5:
		return -NormalQuantile(1 - p) // exact: 1-p does not round for p in [0.5, 1]
	}
	x := acklam(p)
	for range 2 {
		e := (NormalCDF(x) - p) / normalDensity(x)
		x -= e / (1 + float64(0.5*x*e))
	}
	return x
}

// acklam approximates the normal quantile for 0 < p <= 0.5 to 1.2e-9.
func acklam(p float64) float64 {
	a := [...]float64{-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00}
	b := [...]float64{-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1}
	c := [...]float64{-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00}
	d := [...]float64{7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1}
	if p < 0.02425 {
		q := math.Sqrt(-2 * Log(p))
		return horner(c[:], q) / horner(d[:], q)
	}
	q := p - 0.5
	r := float64(q * q)
	return q * horner(a[:], r) / horner(b[:], r)
}

// horner evaluates a polynomial, highest power first.
func horner(coefficients []float64, x float64) float64 {
	y := 0.0
	for _, c := range coefficients {
		y = float64(y*x) + c
	}
	return y
}

// betaI returns the regularized incomplete beta function I_x(a, b).
//
// Lentz's continued fraction: Numerical Recipes, 3rd ed., §6.4.
func betaI(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - betaI(b, a, 1-x)
	}
	front := Exp(float64(a*Log(x)) + float64(b*Log1p(-x)) + LogGamma(a+b) - LogGamma(a) - LogGamma(b))
	const tiny = 1e-300
	c := 1.0
	d := 1 / nonzero(1-float64((a+b)*x)/(a+1), tiny)
	h := d
	for m := 1.0; m < 1e5; m++ {
		even := float64(m*(b-m)*x) / float64((a+m+m-1)*(a+m+m))
		d = 1 / nonzero(1+float64(even*d), tiny)
		c = nonzero(1+even/c, tiny)
		h = float64(h * float64(d*c))
		odd := -float64((a+m)*(a+b+m)*x) / float64((a+m+m)*(a+m+m+1))
		d = 1 / nonzero(1+float64(odd*d), tiny)
		c = nonzero(1+odd/c, tiny)
		delta := float64(d * c)
		h = float64(h * delta)
		if math.Abs(delta-1) < 0x1p-52 {
			break
		}
	}
	return float64(front*h) / a
}

// StudentQuantile returns the x below which a share p of Student's t law with
// df > 0 degrees of freedom lies; ±Inf at 0 and 1.
func StudentQuantile(p, df float64) float64 {
	switch {
	case p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	case p < 0.5:
		return -StudentQuantile(1-p, df)
	case p == 0.5:
		return 0
	}
	// P(T > t) = I_{df/(df+t²)}(df/2, 1/2) / 2 falls in t.
	cdf := func(t float64) float64 { return 1 - float64(0.5*betaI(0.5*df, 0.5, df/(df+float64(t*t)))) }
	return invert(cdf, p, 0, 1)
}

// invert returns the x >= lo with f(x) = y for a rising continuous f, to the
// last bit or two. hi is a first guess and grows until f reaches y.
func invert(f func(float64) float64, y, lo, hi float64) float64 {
	for f(hi) < y {
		if hi > 1e300 {
			return math.Inf(1)
		}
		lo, hi = hi, hi+hi
	}
	for range 200 {
		mid := lo + float64(0.5*(hi-lo))
		if lo > 0 && hi > float64(4*lo) {
			mid = float64(math.Sqrt(lo) * math.Sqrt(hi))
		}
		if mid <= lo || mid >= hi || hi-lo < float64(1e-15*hi) {
			break
		}
		if f(mid) < y {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + float64(0.5*(hi-lo))
}
