package stats

import (
	"math"
	"math/big"
	"testing"
)

// ulps returns how many units in the last place got lies from want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if got == w {
		return 0
	}
	unit := math.Nextafter(math.Abs(w), math.Inf(1)) - math.Abs(w)
	diff := new(big.Float).Sub(want, big.NewFloat(got))
	d, _ := diff.Float64()
	return math.Abs(d) / unit
}

// bigExp sums the series of e**x at 200 bits after halving x below 2**-10.
func bigExp(x *big.Float) *big.Float {
	const prec = 200
	halvings := max(0, x.MantExp(nil)+10)
	r := new(big.Float).SetPrec(prec).SetMantExp(x, -halvings)
	sum := big.NewFloat(1).SetPrec(prec)
	term := big.NewFloat(1).SetPrec(prec)
	for k := int64(1); k < 30; k++ {
		term.Mul(term, r)
		term.Quo(term, new(big.Float).SetInt64(k))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog improves the float64 logarithm of x by two Newton steps on bigExp.
func bigLog(x float64) *big.Float {
	const prec = 200
	y := new(big.Float).SetPrec(prec).SetFloat64(math.Log(x))
	for range 3 {
		e := bigExp(new(big.Float).SetPrec(prec).Neg(y))
		e.Mul(e, new(big.Float).SetPrec(prec).SetFloat64(x))
		y.Add(y, e.Sub(e, big.NewFloat(1)))
	}
	return y
}

func TestExpIsWithinOneUlp(t *testing.T) {
	r := NewStream(1, 0, "exp", "test")
	for range 2000 {
		x := 1400*r.Float64() - 700
		if r.Below(2) == 0 {
			x = Exp(-20 * r.Float64())
		}
		want := bigExp(new(big.Float).SetPrec(200).SetFloat64(x))
		if e := ulps(Exp(x), want); e > 1 {
			t.Errorf("Exp(%v) = %v is %.2f ulp off", x, Exp(x), e)
		}
	}
}

func TestLogIsWithinOneUlp(t *testing.T) {
	r := NewStream(1, 0, "log", "test")
	for range 1000 {
		x := math.Exp(1400*r.Float64() - 700)
		if r.Below(2) == 0 {
			x = 0.5 + r.Float64()
		}
		if e := ulps(Log(x), bigLog(x)); e > 1 {
			t.Errorf("Log(%v) = %v is %.2f ulp off", x, Log(x), e)
		}
	}
}

func TestPowIsWithinOneUlp(t *testing.T) {
	r := NewStream(1, 0, "pow", "test")
	for range 1000 {
		x := math.Exp(40*r.Float64() - 20)
		y := 20*r.Float64() - 10
		want := bigLog(x)
		want.Mul(want, new(big.Float).SetFloat64(y))
		if e := ulps(Pow(x, y), bigExp(want)); e > 1 {
			t.Errorf("Pow(%v, %v) = %v is %.2f ulp off", x, y, Pow(x, y), e)
		}
	}
}

func TestLog1pAndExpm1KeepSmallArguments(t *testing.T) {
	r := NewStream(1, 0, "log1p", "test")
	for range 20000 {
		x := math.Exp(-40*r.Float64() + 3)
		if r.Below(2) == 0 {
			x = -x / 21
		}
		if got, want := Log1p(x), math.Log1p(x); math.Abs(got/want-1) > 6e-16 {
			t.Fatalf("Log1p(%v) = %v, want %v", x, got, want)
		}
		if got, want := Expm1(x), math.Expm1(x); math.Abs(got/want-1) > 1e-15 {
			t.Fatalf("Expm1(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestElementaryEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1},
		{"Exp(-inf)", Exp(-inf), 0},
		{"Exp(inf)", Exp(inf), inf},
		{"Exp(nan)", Exp(nan), nan},
		{"Exp(710)", Exp(710), inf},
		{"Exp(-746)", Exp(-746), 0},
		{"Exp(-745)", Exp(-745), math.SmallestNonzeroFloat64},
		{"Exp(709.7)", Exp(709.7), 1.6549840276802644e308},
		{"Log(0)", Log(0), -inf},
		{"Log(-1)", Log(-1), nan},
		{"Log(inf)", Log(inf), inf},
		{"Log(1)", Log(1), 0},
		{"Log(2^-1074)", Log(0x1p-1074), -744.4400719213812},
		{"Log1p(-1)", Log1p(-1), -inf},
		{"Log1p(0)", Log1p(0), 0},
		{"Log1p(1e300)", Log1p(1e300), math.Log(1e300)},
		{"Log1p(inf)", Log1p(inf), inf},
		{"Expm1(0)", Expm1(0), 0},
		{"Expm1(-800)", Expm1(-800), -1},
		{"Expm1(800)", Expm1(800), inf},
		{"Pow(0,0)", Pow(0, 0), 1},
		{"Pow(0,2.5)", Pow(0, 2.5), 0},
		{"Pow(0,-1)", Pow(0, -1), inf},
		{"Pow(inf,-1)", Pow(inf, -1), 0},
		{"Pow(inf,3)", Pow(inf, 3), inf},
		{"Pow(-2,3)", Pow(-2, 3), nan},
		{"Pow(2,inf)", Pow(2, inf), inf},
		{"Pow(0.5,inf)", Pow(0.5, inf), 0},
		{"Pow(2,-inf)", Pow(2, -inf), 0},
		{"Pow(9,0.5)", Pow(9, 0.5), 3},
		{"Pow(3,1)", Pow(3, 1), 3},
		{"Pow(3,2)", Pow(3, 2), 9},
		{"Pow(2,10)", Pow(2, 10), 1024},
		{"Pow(10,3)", Pow(10, 3), 1000},
		{"Pow(2,2000)", Pow(2, 2000), inf},
		{"Pow(2,-2000)", Pow(2, -2000), 0},
		{"Pow(2,-1074)", Pow(2, -1074), 0x1p-1074},
		{"Pow(2^-1072,0.25)", Pow(0x1p-1072, 0.25), 0x1p-268},
	}
	for _, tt := range tests {
		if tt.got != tt.want && !(tt.got != tt.got && tt.want != tt.want) {
			t.Errorf("%s = %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}
