package queueing

import (
	"container/list"
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

// simulatedCache is an LRU of the given capacity whose items expire ttl
// seconds after they were filled, under Poisson requests.
func simulatedCache(law stats.KeyLaw, capacity int, rate, ttl float64, requests int) (hit float64) {
	type item struct {
		key    uint64
		filled float64
	}
	r := stats.NewStream(51, 0, "cache", "t")
	keys := law.Compile()
	order, at := list.New(), map[uint64]*list.Element{}
	now, hits, counted := 0.0, 0.0, 0.0
	for i := range requests {
		now += r.Exp() / rate
		key := keys.Draw(&r)
		e, ok := at[key]
		if ok && now-e.Value.(item).filled > ttl {
			order.Remove(e)
			delete(at, key)
			ok = false
		}
		if i > requests/4 {
			counted++
			if ok {
				hits++
			}
		}
		if ok {
			order.MoveToFront(e)
			continue
		}
		at[key] = order.PushFront(item{key, now})
		// Expired items leave at once, so that they take no room.
		for e := order.Back(); order.Len() > capacity && e != nil; e = e.Prev() {
			if now-e.Value.(item).filled > ttl {
				delete(at, e.Value.(item).key)
				order.Remove(e)
				break
			}
		}
		if order.Len() > capacity {
			delete(at, order.Back().Value.(item).key)
			order.Remove(order.Back())
		}
	}
	return hits / counted
}

func TestCacheFormulasMeetASimulatedCache(t *testing.T) {
	law := stats.KeyLaw{N: 20000, S: 0.9}
	p := KeyPopularity(law)
	lru, time := p.LRU(500)
	for _, tt := range []struct {
		what    string
		ttl     float64
		formula float64
	}{
		{"lru", math.Inf(1), lru},
		{"long ttl", 5 * time, p.LRUWithTTL(500, 1, 5*time)},
		{"ttl like the characteristic time", time, p.LRUWithTTL(500, 1, time)},
		{"short ttl", 200, p.LRUWithTTL(500, 1, 200)},
	} {
		hit := simulatedCache(law, 500, 1, tt.ttl, 400000)
		if math.Abs(hit-tt.formula) > 0.01 {
			t.Errorf("%s: formula %g, simulated %g", tt.what, tt.formula, hit)
		}
	}
	near(t, "a ttl that never acts", p.LRUWithTTL(500, 1, 1e9), lru, 1e-4)
	near(t, "a limit that never acts", p.LRUWithTTL(19999, 1, 10), p.TTL(1, 10, false), 1e-12)
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
