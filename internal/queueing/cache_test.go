package queueing

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestLargerCachesNeverMissMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := stats.KeyLaw{N: rapid.Uint64Range(2, 1e10).Draw(t, "items"), S: rapid.Float64Range(0, 2).Draw(t, "s")}
		p := KeyPopularity(law)
		capacity := rapid.Float64Range(0.001, 1).Draw(t, "share") * float64(law.N)
		more := min(float64(law.N), capacity*1.5)
		lru, time := p.LRU(capacity)
		larger, _ := p.LRU(more)
		fifo, _ := p.FIFO(capacity)
		lfu := p.LFU(capacity)
		if lru > larger+1e-9 || fifo > lru+1e-9 || lru > lfu+1e-6 || lfu > 1 || time < capacity*(1-1e-9) {
			t.Errorf("%v, %g items: fifo %g, lru %g, larger %g, lfu %g, time %g", law, capacity, fifo, lru, larger, lfu, time)
		}
	})
}

func TestUniformKeysHitByTheShareThatFits(t *testing.T) {
	p := KeyPopularity(stats.KeyLaw{N: 1e6})
	lru, _ := p.LRU(250000)
	fifo, _ := p.FIFO(250000)
	near(t, "lru", lru, 0.25, 1e-9)
	near(t, "fifo", fifo, 0.25, 1e-9)
	near(t, "lfu", p.LFU(250000), 0.25, 1e-9)
}

func TestCachesAtTheirLimits(t *testing.T) {
	p := KeyPopularity(stats.KeyLaw{N: 1000, S: 1})
	if hit, time := p.LRU(1000); hit != 1 || !math.IsInf(time, 1) {
		t.Errorf("a cache of everything hits %g in %g", hit, time)
	}
	if hit, time := p.LRU(0); hit != 0 || time != 0 {
		t.Errorf("no cache hits %g in %g", hit, time)
	}
	if hit, _ := p.LRU(999.999); hit < 0.9999 || hit > 1 {
		t.Errorf("a cache of nearly everything hits %g", hit)
	}
	near(t, "LFU of everything", p.LFU(2000), 1, 0)
	near(t, "shares add up", p.Hit(func(float64) float64 { return 1 }), 1, 1e-6)
	near(t, "items add up", p.over(func(float64) float64 { return 1 }), 1000, 1e-12)
	near(t, "an item for ever", TTLHit(1, math.Inf(1), false), 1, 0)
	near(t, "an item nobody wants", TTLHit(0, math.Inf(1), true), 0, 0)
}

func TestWeightsMeetKeys(t *testing.T) {
	law := stats.KeyLaw{N: 2000, S: 0.9}
	var weights []float64
	for k := uint64(1); k <= law.N; k++ {
		weights = append(weights, 7*law.Probability(k))
	}
	byKey, byWeight := KeyPopularity(law), WeightedPopularity(weights)
	a, _ := byKey.LRU(100)
	b, _ := byWeight.LRU(100)
	near(t, "lru", a, b, 1e-6)
	near(t, "lfu", byKey.LFU(100.5), byWeight.LFU(100.5), 1e-9)
	near(t, "ttl", byKey.TTL(50, 3, true), byWeight.TTL(50, 3, true), 1e-6)
}

// simulatedCache returns the hit ratio of a cache with expiring items under
// one Poisson request a second; expired items take no room.
func simulatedCache(law stats.KeyLaw, c Cache, requests int) (hit float64) {
	type item struct {
		key          uint64
		filled, used float64
	}
	r := stats.NewStream(51, 0, "cache", "t")
	keys := law.Compile()
	var items []item // in the order of filling
	at := map[uint64]int{}
	remove := func(i int) {
		delete(at, items[i].key)
		last := len(items) - 1
		if items[i] = items[last]; i < last {
			at[items[i].key] = i
		}
		items = items[:last]
	}
	now, hits, counted := 0.0, 0.0, 0.0
	expired := func(x item) bool { return now-x.filled > orNever(c.TTL) || now-x.used > orNever(c.Idle) }
	for n := range requests {
		now += r.Exp()
		key := keys.Draw(&r)
		i, ok := at[key]
		if ok && expired(items[i]) {
			remove(i)
			ok = false
		}
		if n > requests/4 {
			counted++
			if ok {
				hits++
			}
		}
		if ok {
			items[i].used = now
			continue
		}
		if float64(len(items)) >= c.Items {
			victim := int(r.Below(uint64(len(items))))
			for i, x := range items {
				if expired(x) {
					victim = i
					break
				}
				if c.Policy == EvictLRU && x.used < items[victim].used || c.Policy == EvictFIFO && x.filled < items[victim].filled {
					victim = i
				}
			}
			remove(victim)
		}
		at[key] = len(items)
		items = append(items, item{key, now, now})
	}
	return hits / counted
}

func TestCacheFormulasMeetASimulatedCache(t *testing.T) {
	law := stats.KeyLaw{N: 3000, S: 0.9}
	p := KeyPopularity(law)
	_, time := p.LRU(100)
	for _, c := range []Cache{
		{Items: 100},
		{Items: 100, TTL: 5 * time},
		{Items: 100, TTL: time},
		{Items: 100, TTL: 100},
		{Items: 100, Idle: time / 2},
		{Items: 100, TTL: 3 * time, Idle: time / 2},
		{Items: 100, Policy: EvictFIFO},
		{Items: 100, Policy: EvictFIFO, TTL: time},
		{Items: 100, Policy: EvictFIFO, Idle: time / 3},
		{Items: 100, Policy: EvictRandom},
		{Items: 100, Policy: EvictRandom, TTL: time},
		{Items: 100, Policy: EvictRandom, TTL: 3 * time, Idle: time},
	} {
		hit, formula := simulatedCache(law, c, 150000), p.HitRatio(c, 1)
		if math.Abs(hit-formula) > 0.01 {
			t.Errorf("%+v: formula %g, simulated %g", c, formula, hit)
		}
	}
}

func TestLimitsThatNeverActChangeNothing(t *testing.T) {
	p := KeyPopularity(stats.KeyLaw{N: 20000, S: 0.9})
	lru, _ := p.LRU(500)
	fifo, _ := p.FIFO(500)
	near(t, "lru", p.HitRatio(Cache{Items: 500}, 3), lru, 1e-9)
	near(t, "fifo", p.HitRatio(Cache{Items: 500, Policy: EvictFIFO}, 3), fifo, 1e-9)
	near(t, "random", p.HitRatio(Cache{Items: 500, Policy: EvictRandom}, 3), fifo, 1e-9)
	near(t, "lfu", p.HitRatio(Cache{Items: 500, Policy: EvictLFU}, 3), p.LFU(500), 1e-3)
	near(t, "a long ttl", p.LRUWithTTL(500, 1, 1e9), lru, 1e-4)
	near(t, "much room", p.HitRatio(Cache{Items: 19999, TTL: 10}, 1), p.TTL(1, 10, false), 1e-12)
	near(t, "endless room", p.HitRatio(Cache{Items: math.Inf(1), Idle: 10}, 1), p.TTL(1, 10, true), 1e-12)
	near(t, "room for everything", p.HitRatio(Cache{Items: math.Inf(1)}, 1), 1, 1e-6)
	near(t, "no requests", p.HitRatio(Cache{Items: 500}, 0), 0, 0)
	near(t, "short lives", p.HitRatio(Cache{Items: 500, Policy: EvictLFU, TTL: 100}, 1), p.topHit(500, func(s float64) float64 { return TTLHit(s, 100, false) }), 1e-12)
}

func TestLongerLivesNeverMissMore(t *testing.T) {
	p := KeyPopularity(stats.KeyLaw{N: 1e6, S: 1})
	last, items := 0.0, 0.0
	for ttl := 0.1; ttl < 1e6; ttl *= 3 {
		hit := p.LRUWithTTL(10000, 100, ttl)
		if hit < last-1e-6 {
			t.Errorf("ttl %g hits %g, a shorter one %g", ttl, hit, last)
		}
		if n := p.TTLItems(100, ttl, false); n < items || n > 1e6 {
			t.Errorf("ttl %g holds %g items, a shorter one %g", ttl, n, items)
		} else {
			items = n
		}
		if kept := p.TTL(100, ttl, true); kept < p.TTL(100, ttl, false) {
			t.Errorf("starting the time again loses hits: %g", kept)
		}
		last = hit
	}
}

func BenchmarkHitRatioOfABillionKeys(b *testing.B) {
	for b.Loop() {
		p := KeyPopularity(stats.KeyLaw{N: 1e9, S: 1})
		p.LRU(1e6)
	}
}

// A popular key is asked for so often that the chance of losing it underflows.
func TestHitRatioIsFiniteForVeryPopularKeys(t *testing.T) {
	p := KeyPopularity(stats.KeyLaw{N: 5_000_000, S: 1})
	for _, items := range []float64{2e5, 5e5, 1e6, 2e6, 4e6} {
		for _, rate := range []float64{100, 7000, 1e5} {
			hit := p.LRUWithTTL(items, rate, 86400)
			if bound := p.TTL(rate, 86400, false); !(hit > 0 && hit <= bound+1e-9) {
				t.Errorf("LRUWithTTL(%g, %g, 1 day) = %g, want above 0 and at most %g", items, rate, hit, bound)
			}
		}
	}
}
