package stats

import (
	"fmt"
	"math"
	"testing"
)

func TestKeysComeAsOftenAsTheirProbability(t *testing.T) {
	const n = 1 << 20
	for _, law := range []KeyLaw{{1, 1}, {2, 1}, {100, 0}, {1000, 0.8}, {1000, 1}, {5000, 0.001}, {1000, 3}, {300, 12}} {
		r := NewStream(9, 0, "keys", fmt.Sprint(law))
		s := law.Compile()
		counts := make([]float64, law.N)
		for range n {
			key := s.Draw(&r)
			if key < 1 || key > law.N {
				t.Fatalf("%v: key %d", law, key)
			}
			counts[key-1]++
		}
		// Keys too rare for the test are counted together.
		var cells, want []float64
		rest, restWant := 0.0, 0.0
		for i, c := range counts {
			if w := n * law.Probability(uint64(i+1)); w >= 20 {
				cells, want = append(cells, c), append(want, w)
			} else {
				rest, restWant = rest+c, restWant+w
			}
		}
		if restWant > 5 {
			cells, want = append(cells, rest), append(want, restWant)
		}
		checkChiSquared(t, fmt.Sprint(law), cells, func(i int) float64 { return want[i] })
	}
}

func TestBandsOfHugeCataloguesCarryTheirShare(t *testing.T) {
	const n = 1 << 20
	for _, law := range []KeyLaw{{1e9, 0.6}, {1e9, 1}, {50e6, 1.2}, {1 << 53, 0.9}} {
		r := NewStream(10, 0, "keys", fmt.Sprint(law))
		s := law.Compile()
		limits := []uint64{0}
		for k := uint64(1); k < law.N; k *= 7 {
			limits = append(limits, k)
		}
		limits = append(limits, law.N)
		counts := make([]float64, len(limits)-1)
		for range n {
			key := s.Draw(&r)
			for i := range counts {
				if key <= limits[i+1] {
					counts[i]++
					break
				}
			}
		}
		var cells, want []float64
		for i, c := range counts {
			if w := n * (law.Top(limits[i+1]) - law.Top(limits[i])); w > 5 {
				cells, want = append(cells, c), append(want, w)
			}
		}
		checkChiSquared(t, fmt.Sprint(law), cells, func(i int) float64 { return want[i] })
	}
}

func TestHarmonicMeetsItsSum(t *testing.T) {
	for _, s := range []float64{0, 0.3, 0.999999, 1, 1.000001, 2, 5} {
		for _, n := range []uint64{1, 255, 256, 257, 300, 100000} {
			want := 0.0
			for k := n; k >= 1; k-- {
				want += math.Pow(float64(k), -s)
			}
			if got := Harmonic(n, s); math.Abs(got/want-1) > 1e-13 {
				t.Errorf("Harmonic(%d, %g) = %v, want %v", n, s, got, want)
			}
		}
	}
	// H(1e9) from Euler's constant.
	want := math.Log(1e9) + 0.57721566490153286 + 0.5e-9
	if got := Harmonic(1e9, 1); math.Abs(got/want-1) > 1e-14 {
		t.Errorf("Harmonic(1e9, 1) = %v, want %v", got, want)
	}
}

func TestKeyLawRefusesWhatIsNoLaw(t *testing.T) {
	for _, k := range []KeyLaw{{0, 1}, {1 << 60, 1}, {10, -1}, {10, math.NaN()}, {10, math.Inf(1)}} {
		if k.Validate() == nil {
			t.Errorf("%v is accepted", k)
		}
	}
	if err := (KeyLaw{50e6, 1}).Validate(); err != nil {
		t.Errorf("zipf(50M s=1): %v", err)
	}
	if p := (KeyLaw{10, 1}).Probability(11); p != 0 {
		t.Errorf("probability of a key outside = %g", p)
	}
	if p := (KeyLaw{10, 1}).Top(12); p != 1 {
		t.Errorf("share of more keys than there are = %g", p)
	}
}

func TestTheHottestKeysTakeTheirShareAndNotOneFewer(t *testing.T) {
	for _, law := range []KeyLaw{{1, 1}, {10, 0}, {200, 1.1}, {1000, 0.7}, {1_000_000, 1}, {50_000_000, 0.99}} {
		for _, share := range []float64{0, 0.1, 0.8, 1} {
			n := law.Hottest(share)
			if law.Top(n) < share || n > 1 && law.Top(n-1) >= share {
				t.Errorf("%+v: the first %d keys take %.17g, one fewer %.17g, want %g", law, n, law.Top(n), law.Top(n-1), share)
			}
		}
	}
}
