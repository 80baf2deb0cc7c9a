package stats

import (
	"math"
	"testing"
)

// The golden numbers pin every byte of every simulation: when this test fails,
// all published runs change.
func TestStreamsGiveTheSameNumbersForEver(t *testing.T) {
	r := NewStream(1, 0, "links-db", "work")
	for i, want := range goldenWords {
		if got := r.Uint64(); got != want {
			t.Errorf("word %d = %#x, want %#x", i, got, want)
		}
	}
	for _, tt := range goldenDraws {
		r := NewStream(1, 0, "links-db", tt.law.String())
		s := tt.law.Compile()
		sum := 0.0
		for range 1000 {
			sum += s.Draw(&r)
		}
		if sum != tt.sum {
			t.Errorf("sum of 1000 draws of %v = %v, want %v", tt.law, sum, tt.sum)
		}
	}
	keys := KeyLaw{N: 1e9, S: 0.9}.Compile()
	sum := uint64(0)
	for range 1000 {
		sum += keys.Draw(&r)
	}
	if sum != goldenKeys {
		t.Errorf("sum of 1000 keys = %d, want %d", sum, uint64(goldenKeys))
	}
}

func TestStreamsOfDifferentNamesAreUnrelated(t *testing.T) {
	seen := map[uint64]string{}
	add := func(what string, r Stream) {
		w := r.Uint64()
		if other, ok := seen[w]; ok {
			t.Errorf("%s and %s give the same first word", what, other)
		}
		seen[w] = what
	}
	add("base", NewStream(1, 0, "ab", "c"))
	add("seed", NewStream(2, 0, "ab", "c"))
	add("replication", NewStream(1, 1, "ab", "c"))
	add("swapped seed and replication", NewStream(0, 1, "ab", "c"))
	add("name", NewStream(1, 0, "a", "bc"))
	add("order", NewStream(1, 0, "c", "ab"))
	add("long name", NewStream(1, 0, "abcdefghi", "c"))
	add("empty", NewStream(1, 0, "", "abc"))

	// Neighbouring seeds must not be correlated.
	const n = 100000
	sum := 0.0
	for seed := range uint64(n) {
		a, b := NewStream(seed, 0, "x", "y"), NewStream(seed+1, 0, "x", "y")
		sum += (a.Float64() - 0.5) * (b.Float64() - 0.5)
	}
	if z := sum / n * 12 * math.Sqrt(n); math.Abs(z) > 4.5 {
		t.Errorf("first numbers of neighbouring seeds correlate: z = %g", z)
	}
}

func TestFloat64IsUniformAndOpen(t *testing.T) {
	r := NewStream(3, 0, "u", "t")
	const n, cells = 1 << 20, 256
	var counts [cells]float64
	for range n {
		u := r.Float64()
		if u <= 0 || u >= 1 {
			t.Fatalf("Float64() = %v, want inside (0, 1)", u)
		}
		counts[int(u*cells)]++
	}
	checkChiSquared(t, "Float64", counts[:], func(int) float64 { return n / cells })
}

func TestBelowIsUniform(t *testing.T) {
	r := NewStream(4, 0, "below", "t")
	const n = 300000
	for _, limit := range []uint64{1, 2, 3, 7, 100} {
		counts := make([]float64, limit)
		for range n {
			counts[r.Below(limit)]++
		}
		checkChiSquared(t, "Below", counts, func(int) float64 { return n / float64(limit) })
	}
	for range 1000 {
		if x := r.Below(3 << 62); x >= 3<<62 {
			t.Fatalf("Below(3<<62) = %d", x)
		}
	}
}

func TestExpAndNormalFollowTheirLaws(t *testing.T) {
	const n, cells = 1 << 21, 1000
	r := NewStream(5, 0, "zig", "t")
	var exps, normals [cells]float64
	for range n {
		exps[min(cells-1, int(-math.Expm1(-r.Exp())*cells))]++
		normals[min(cells-1, int(math.Erfc(-r.Normal()/math.Sqrt2)/2*cells))]++
	}
	equal := func(int) float64 { return n / cells }
	checkChiSquared(t, "Exp", exps[:], equal)
	checkChiSquared(t, "Normal", normals[:], equal)

	// The tails, where the ziggurat has its own code.
	var beyondExp, beyondNormal float64
	const tails = 1 << 23
	for range tails {
		if r.Exp() > 8 {
			beyondExp++
		}
		if math.Abs(r.Normal()) > 3.5 {
			beyondNormal++
		}
	}
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"Exp() > 8", beyondExp, tails * math.Exp(-8)},
		{"|Normal()| > 3.5", beyondNormal, tails * math.Erfc(3.5/math.Sqrt2)},
	} {
		if math.Abs(tt.got-tt.want) > 4.5*math.Sqrt(tt.want) {
			t.Errorf("%s came %g times, want about %g", tt.name, tt.got, tt.want)
		}
	}
}

func TestZigguratsCloseAtTheirTop(t *testing.T) {
	for _, tt := range []struct {
		name string
		top  layer
		area float64
	}{
		{"exp", expZig[expLayers-1], expArea},
		{"normal", normalZig[normalLayers-1], normalArea},
	} {
		if got := tt.top.width * (1 << 53) * tt.top.rise; math.Abs(got/tt.area-1) > 1e-6 {
			t.Errorf("area of the top slab of the %s ziggurat = %v, want %v", tt.name, got, tt.area)
		}
	}
}

// checkChiSquared fails when counts are further from what is expected than a
// right generator gives once in a million runs.
func checkChiSquared(t *testing.T, what string, counts []float64, expected func(int) float64) {
	t.Helper()
	if len(counts) == 1 {
		return
	}
	x := 0.0
	for i, c := range counts {
		d := c - expected(i)
		x += d * d / expected(i)
	}
	df := float64(len(counts) - 1)
	if _, q := gammaPQ(df/2, x/2); q < 1e-6 {
		t.Errorf("%s: chi-squared = %g with %g degrees of freedom, probability %.2g", what, x, df, q)
	}
}
