package stats

import (
	"errors"
	"math"
	"math/bits"
)

// KeyLaw says how traffic falls on the keys of an entity: key k of 1..N with
// weight k^-S. S = 0 is uniform.
type KeyLaw struct {
	N uint64
	S float64
}

// Validate returns what makes k no law, or nil.
func (k KeyLaw) Validate() error {
	switch {
	case k.N == 0:
		return errors.New("a law of keys needs at least one key")
	case k.N > 1<<53:
		return errors.New("a law of keys has at most 2^53 keys")
	case !(k.S >= 0) || math.IsInf(k.S, 1):
		return errors.New("the exponent of a zipf law cannot be negative")
	}
	return nil
}

// Probability returns the chance that a draw is the given key, 0 outside 1..N.
func (k KeyLaw) Probability(key uint64) float64 {
	if key < 1 || key > k.N {
		return 0
	}
	return Pow(float64(key), -k.S) / Harmonic(k.N, k.S)
}

// Top returns the share of the traffic that falls on the first n keys.
func (k KeyLaw) Top(n uint64) float64 {
	if n >= k.N {
		return 1
	}
	return Harmonic(n, k.S) / Harmonic(k.N, k.S)
}

// Hottest returns how many of the first keys take a share of the traffic, from
// 0 to 1.
func (k KeyLaw) Hottest(share float64) uint64 {
	all, head := Harmonic(k.N, k.S), Harmonic(min(k.N, harmonicExact), k.S)
	first := func(n uint64) float64 {
		if n > harmonicExact {
			return head + powerSum(harmonicExact+1, n, k.S)
		}
		return Harmonic(n, k.S)
	}
	low, high := uint64(1), k.N
	for low < high {
		middle := low + (high-low)/2
		if first(middle)/all >= share {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// harmonicExact is how many terms Harmonic adds one by one. Beyond it the
// error of four terms of Euler-Maclaurin is far below one rounding.
const harmonicExact = 256

// Harmonic returns the generalized harmonic number, the sum of k^-s over
// k = 1..n, for s >= 0, within some 1e-14 of its size.
//
// Euler-Maclaurin beyond the first terms: Graham, Knuth and Patashnik 1994,
// §9.5.
func Harmonic(n uint64, s float64) float64 {
	sum := 0.0
	for k := min(n, harmonicExact); k >= 1; k-- {
		sum += Pow(float64(k), -s)
	}
	if n > harmonicExact {
		sum += powerSum(harmonicExact+1, n, s)
	}
	return sum
}

// powerSum returns the sum of k^-s over k = from..to, where from > harmonicExact.
func powerSum(from, to uint64, s float64) float64 {
	a, b := float64(from), float64(to)
	fa, fb := Pow(a, -s), Pow(b, -s)
	sum := powerIntegral(a, b, s) + float64(0.5*(fa+fb))
	// B2/2! f' and B4/4! f''' at both ends.
	first := float64(s / 12 * (fa/a - fb/b))
	third := float64(s / 720 * (s + 1) * (s + 2) * (fa/float64(a*a*a) - fb/float64(b*b*b)))
	return sum + first - third
}

// powerIntegral returns the integral of x^-s over a..b, smooth through s = 1.
func powerIntegral(a, b, s float64) float64 {
	width := Log(b / a)
	e := float64((1 - s) * width)
	if math.Abs(e) < 1e-12 {
		return float64(Pow(a, 1-s) * width)
	}
	return float64(Pow(a, 1-s)*Expm1(e)) / (1 - s)
}

// KeySampler draws keys of one KeyLaw in constant time. Copies share their
// tables, which are only read.
type KeySampler struct {
	n     uint64
	s     float64
	bands []keyBand // empty for a uniform law
}

// keyBand is a range of neighbouring keys and a column of the alias table: a
// column is its own band with probability cut / 2^64, else the band other.
type keyBand struct {
	cut     uint64
	other   int32
	first   uint64
	width   uint64
	squeeze float64 // a uniform number below this accepts any key of the band
}

// Compile returns a sampler for k, which must be valid. It takes some hundred
// bands whatever N is.
//
// The keys are cut into bands, single keys first, then ranges some 3% wide. A
// band is drawn by Walker's alias method (built after Vose 1991), a key in it
// by rejection from the uniform law, which accepts nearly always. It draws the
// same law as the rejection-inversion of Hörmann and Derflinger 1996 at a
// third of its cost, because it seldom needs a power.
func (k KeyLaw) Compile() KeySampler { return k.CompileMerged(1) }

// CompileMerged returns a sampler in which that many keys next to each other
// are one: block j stands for the keys (j-1) together + 1 to j together. Within
// a range of blocks some 3% wide they fall as the powers of their numbers do.
func (k KeyLaw) CompileMerged(together uint64) KeySampler {
	n := (k.N + together - 1) / together
	t := KeySampler{n: n, s: k.S}
	if k.S == 0 || n == 1 {
		return t
	}
	var weights []float64
	for first := uint64(1); first <= n; {
		width := min(max(1, first/32), n-first+1)
		t.bands = append(t.bands, keyBand{
			first:   first,
			width:   width,
			squeeze: Pow(float64(first)/float64(first+width-1), k.S),
		})
		weights = append(weights, k.bandWeight((first-1)*together+1, min((first+width-1)*together, k.N)))
		first += width
	}
	t.alias(weights)
	return t
}

func (k KeyLaw) bandWeight(first, last uint64) float64 {
	if first > harmonicExact {
		return powerSum(first, last, k.S)
	}
	sum := 0.0
	for key := first; key <= min(last, harmonicExact); key++ {
		sum += Pow(float64(key), -k.S)
	}
	if last > harmonicExact {
		sum += powerSum(harmonicExact+1, last, k.S)
	}
	return sum
}

// alias fills cut and other so that column i of n, drawn uniformly, is i with
// its cut and other else, and band i comes out in proportion to its weight.
func (t *KeySampler) alias(weights []float64) {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	n := float64(len(weights))
	var small, large []int
	for i := range weights {
		weights[i] = float64(weights[i]*n) / total
		if weights[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		t.bands[s].cut = uint64(float64(weights[s] * 0x1p64))
		t.bands[s].other = int32(l)
		weights[l] -= 1 - weights[s]
		if weights[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) {
		t.bands[i].cut = math.MaxUint64
		t.bands[i].other = int32(i)
	}
}

// Draw returns a key from 1 to N.
func (t *KeySampler) Draw(r *Stream) uint64 {
	if len(t.bands) == 0 {
		return 1 + r.Below(t.n)
	}
	i, rest := bits.Mul64(r.Uint64(), uint64(len(t.bands)))
	b := &t.bands[i]
	if rest >= b.cut {
		b = &t.bands[b.other]
	}
	if b.width == 1 {
		return b.first
	}
	return t.drawWithin(b, r)
}

func (t *KeySampler) drawWithin(b *keyBand, r *Stream) uint64 {
	for {
		key := b.first + r.Below(b.width)
		u := r.Float64()
		if u < b.squeeze || u < Pow(float64(b.first)/float64(key), t.s) {
			return key
		}
	}
}
