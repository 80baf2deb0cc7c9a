package stats

import "math"

// Exp, Log, Pow, Expm1 and Log1p give the same bits on every processor. The
// functions of package math have assembly on some of them, and a compiler may
// fuse a product and a sum into one rounding; so every product that is added
// to something is written float64(a*b), which the language forbids to fuse.

const (
	ln2Hi = 6.93147180369123816490e-01 // the leading bits of ln 2: k*ln2Hi is exact
	ln2Lo = 1.90821492927058770002e-10
	log2e = 1.44269504088896338700e+00

	expOverflow  = 7.09782712893383973096e+02
	expUnderflow = -7.45133219101941108420e+02
)

// Exp returns e**x with an error below 1 ulp.
//
// x = k ln2 + r with |r| <= ln2/2, then a rational form of e**r: FreeBSD's
// e_exp.c (Sun Microsystems 1993).
func Exp(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x > expOverflow:
		return math.Inf(1)
	case x < expUnderflow:
		return 0
	case -0x1p-28 < x && x < 0x1p-28:
		return 1 + x
	}
	half := 0.5
	if x < 0 {
		half = -0.5
	}
	k := int(float64(log2e*x) + half)
	hi := x - float64(float64(k)*ln2Hi)
	lo := float64(float64(k) * ln2Lo)

	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08
	)
	r := hi - lo
	t := float64(r * r)
	p := p4 + float64(t*p5)
	p = p3 + float64(t*p)
	p = p2 + float64(t*p)
	p = p1 + float64(t*p)
	c := r - float64(t*p)
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return scale2(y, k)
}

// scale2 returns y * 2**k for y near 1.
func scale2(y float64, k int) float64 {
	if k > -1021 && k < 1023 {
		return math.Float64frombits(math.Float64bits(y) + uint64(k)<<52)
	}
	return math.Ldexp(y, k)
}

// Log returns the natural logarithm of x with an error below 1 ulp: -Inf at 0
// and NaN below it.
//
// x = 2**k (1+f) with sqrt(2)/2 < 1+f < sqrt(2), then a polynomial in
// f/(2+f): FreeBSD's e_log.c (Sun Microsystems 1993).
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	k := 0
	if x < 0x1p-1022 {
		x *= 0x1p54
		k = -54
	}
	bits := math.Float64bits(x)
	k += int(bits>>52) - 1023
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m > math.Sqrt2 {
		m *= 0.5
		k++
	}
	f := m - 1

	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := l5 + float64(s4*l7)
	odd = l3 + float64(s4*odd)
	odd = l1 + float64(s4*odd)
	even := l4 + float64(s4*l6)
	even = l2 + float64(s4*even)
	r := float64(s2*odd) + float64(s4*even)
	hfsq := float64(0.5 * f * f)
	kf := float64(k)
	return float64(kf*ln2Hi) - ((hfsq - (float64(s*(hfsq+r)) + float64(kf*ln2Lo))) - f)
}

// Log1p returns log(1+x), accurate for x near 0 too.
//
// The rounding of 1+x cancels between log(u) and u-1: Kahan, in the HP-15C
// Advanced Functions Handbook, 1982.
func Log1p(x float64) float64 {
	u := 1 + x
	if u == 1 || x > 0x1p60 {
		return pick(u == 1, x, Log(x))
	}
	return float64(Log(u)*x) / (u - 1)
}

// Expm1 returns e**x - 1, accurate for x near 0 too, by the same cancellation
// as Log1p.
func Expm1(x float64) float64 {
	u := Exp(x)
	switch {
	case u == 1:
		return x
	case x > 40 || u < 0x1p-54 || u != u:
		return u - 1
	}
	return float64((u-1)*x) / Log(u)
}

func pick(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

// Pow returns x**y for x >= 0 with an error below 1 ulp; NaN for x < 0.
// 0**0 is 1.
//
// log2(x) is taken to some 20 digits in two parts, multiplied by y in parts,
// and its fraction raised: FreeBSD's e_pow.c (Sun Microsystems 2004).
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case x != x || y != y || x < 0:
		return math.NaN()
	case y == 1:
		return x
	case x == 0 || x > math.MaxFloat64:
		return pick((x == 0) == (y > 0), 0, math.Inf(1))
	case y == 2:
		return float64(x * x)
	case y == 0.5:
		return math.Sqrt(x)
	case y > math.MaxFloat64 || y < -math.MaxFloat64:
		return pick((x > 1) == (y > 0), math.Inf(1), 0)
	}
	t1, t2 := log2Parts(x)

	// (y1 + (y-y1)) * (t1 + t2), where y1*t1 is exact.
	y1 := head(y)
	lo := float64((y-y1)*t1) + float64(y*t2)
	hi := float64(y1 * t1)
	switch z := lo + hi; {
	case z >= 1024.5:
		return math.Inf(1)
	case z <= -1076:
		return 0
	}
	return exp2Parts(hi, lo)
}

// head returns v with the lower half of its mantissa cleared, so that the
// product of two heads is exact.
func head(v float64) float64 {
	return math.Float64frombits(math.Float64bits(v) &^ (1<<32 - 1))
}

// log2Parts returns hi + lo = log2(x) for finite x > 0; hi is a head.
func log2Parts(x float64) (hi, lo float64) {
	const (
		l1  = 5.99999999999994648725e-01
		l2  = 4.28571428578550184252e-01
		l3  = 3.33333329818377432918e-01
		l4  = 2.72728123808534006489e-01
		l5  = 2.30660745775561754067e-01
		l6  = 2.06975017800338417784e-01
		cp  = 9.61796693925975554329e-01 // 2/(3 ln 2)
		cpH = 9.61796700954437255859e-01
		cpL = -7.02846165095275826516e-09
		dpH = 5.84962487220764160156e-01 // log2(1.5)
		dpL = 1.35003920212974897128e-08
	)
	n := 0
	if x < 0x1p-1022 {
		x *= 0x1p54
		n = -54
	}
	bits := math.Float64bits(x)
	n += int(bits>>52) - 1023
	mantissa := bits & (1<<52 - 1)
	ax := math.Float64frombits(mantissa | 1023<<52)

	// Bring ax near 1 or 1.5: 1 <= ax < sqrt(3/2), sqrt(3/2) <= ax < sqrt(3), or halved.
	bp, dh, dl := 1.0, 0.0, 0.0
	switch top := mantissa >> 32; {
	case top <= 0x3988E:
	case top < 0xBB67A:
		bp, dh, dl = 1.5, dpH, dpL
	default:
		n++
		ax *= 0.5
	}

	// ss = (ax-bp)/(ax+bp) = sH + sL.
	u := ax - bp
	v := 1 / (ax + bp)
	ss := float64(u * v)
	sH := head(ss)
	tH := head(ax + bp)
	tL := ax - (tH - bp)
	sL := float64(v * ((u - float64(sH*tH)) - float64(sH*tL)))

	s2 := float64(ss * ss)
	r := l5 + float64(s2*l6)
	r = l4 + float64(s2*r)
	r = l3 + float64(s2*r)
	r = l2 + float64(s2*r)
	r = l1 + float64(s2*r)
	r = float64(float64(s2*s2) * r)
	r += float64(sL * (sH + ss))
	s2 = float64(sH * sH)
	tH = head(3.0 + s2 + r)
	tL = r - ((tH - 3.0) - s2)

	u = float64(sH * tH)
	v = float64(sL*tH) + float64(tL*ss)
	pH := head(u + v)
	pL := v - (pH - u)
	zH := float64(cpH * pH)
	zL := float64(cpL*pH) + float64(pL*cp) + dl
	t := float64(n)
	hi = head(((zH + zL) + dh) + t)
	lo = zL - (((hi - t) - dh) - zH)
	return hi, lo
}

// exp2Parts returns 2**(hi+lo).
func exp2Parts(hi, lo float64) float64 {
	const (
		p1   = 1.66666666666666019037e-01
		p2   = -2.77777777770155933842e-03
		p3   = 6.61375632143793436117e-05
		p4   = -1.65339022054652515390e-06
		p5   = 4.13813679705723846039e-08
		lg2  = 6.93147180559945286227e-01
		lg2H = 6.93147182464599609375e-01
		lg2L = -1.90465429995776804525e-09
	)
	n := math.Floor(hi + lo + 0.5)
	hi -= n
	t := head(lo + hi)
	u := float64(t * lg2H)
	v := float64((lo-(t-hi))*lg2) + float64(t*lg2L)
	z := u + v
	w := v - (z - u)
	t = float64(z * z)
	p := p4 + float64(t*p5)
	p = p3 + float64(t*p)
	p = p2 + float64(t*p)
	p = p1 + float64(t*p)
	t1 := z - float64(t*p)
	r := float64(z*t1)/(t1-2) - (w + float64(z*w))
	return scale2(1-(r-z), int(n))
}
