package sim

import (
	"fmt"
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
)

// TestHitRatiosOfSmallCachesAreExact compares all policies with the closed forms
// for independent requests of five keys, of which a cache holds one to four.
// A cache is asked for keys k1, k2, ... with probabilities p:
//
//   - LRU holds the ordered set (k1..kC) with probability
//     p1 p2/(1-p1) p3/(1-p1-p2) ... (King, "Analysis of Demand Paging
//     Algorithms", IFIP Congress 1971),
//   - FIFO and random replacement hold a set with a probability in proportion to
//     the product of its p (Gelenbe, "A Unified Approach to the Evaluation of a
//     Class of Replacement Algorithms", IEEE Trans. Computers C-22, 1973).
func TestHitRatiosOfSmallCachesAreExact(t *testing.T) {
	const keys = 5
	law := stats.KeyLaw{N: keys, S: 1}
	p := make([]float64, keys)
	for k := range p {
		p[k] = law.Probability(uint64(k + 1))
	}
	for capacity := 1; capacity < keys; capacity++ {
		want := map[string]float64{"lru": kingHitRatio(p, capacity), "fifo": gelenbeHitRatio(p, capacity), "random": gelenbeHitRatio(p, capacity)}
		for _, policy := range []string{"lru", "fifo", "random"} {
			text := cacheDesign(fmt.Sprintf("zipf(%d s=1)", keys), fmt.Sprintf("entries: %d, policy: %s", capacity, policy))
			r := simulate(t, text, Options{For: 60}, RunOptions{Seed: 1})
			if got := *r.Components["c"].HitRatio; !within(got, want[policy]) {
				t.Errorf("%s of %d keys hits %+v, want %g", policy, capacity, got, want[policy])
			}
		}
	}
}

// kingHitRatio sums over all ordered sets of keys that LRU may hold.
func kingHitRatio(p []float64, capacity int) float64 {
	hit := 0.0
	var visit func(held []int, chance, mass float64)
	visit = func(held []int, chance, mass float64) {
		if len(held) == capacity {
			hit += chance * mass
			return
		}
	next:
		for k := range p {
			for _, h := range held {
				if h == k {
					continue next
				}
			}
			visit(append(held, k), chance*p[k]/(1-mass), mass+p[k])
		}
	}
	visit(nil, 1, 0)
	return hit
}

// gelenbeHitRatio sums over all sets of keys that FIFO may hold.
func gelenbeHitRatio(p []float64, capacity int) float64 {
	hit, all := 0.0, 0.0
	for set := range 1 << len(p) {
		product, mass, n := 1.0, 0.0, 0
		for k := range p {
			if set>>k&1 == 1 {
				product, mass, n = product*p[k], mass+p[k], n+1
			}
		}
		if n == capacity {
			hit += product * mass
			all += product
		}
	}
	return hit / all
}
