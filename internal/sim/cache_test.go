package sim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
	"pgregory.net/rapid"
)

// newCache returns an empty cache of a policy.
func newCache(policy cachePolicy, capacity int) *cache {
	return &cache{spec: &cacheSpec{policy: policy, capacity: capacity, parts: 1}, table: make([]uint32, 16)}
}

// TestLRUHoldsWhatWasUsedLast compares it with a list that is searched from
// end to end.
func TestLRUHoldsWhatWasUsedLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 8).Draw(t, "capacity")
		c := newCache(lru, capacity)
		var model []uint32 // the last used first
		for range rapid.IntRange(1, 200).Draw(t, "rounds") {
			key := uint32(rapid.IntRange(1, 12).Draw(t, "key"))
			at := slices.Index(model, key)
			switch rapid.IntRange(0, 3).Draw(t, "action") {
			case 0:
				c.drop(key)
				if at >= 0 {
					model = slices.Delete(model, at, at+1)
				}
			default:
				if got := c.get(key, 0, nil); got != (at >= 0) {
					t.Fatalf("key %d is there: %v, want %v of %v", key, got, at >= 0, model)
				}
				if at >= 0 {
					model = slices.Delete(model, at, at+1)
				} else {
					c.put(key, maxTime, nil)
				}
				model = slices.Insert(model, 0, key)
				model = model[:min(len(model), capacity)]
			}
			if c.n != len(model) {
				t.Fatalf("it holds %d keys, want %d", c.n, len(model))
			}
		}
	})
}

func TestFIFOForgetsTheOldest(t *testing.T) {
	c := newCache(fifoCache, 2)
	c.put(1, maxTime, nil)
	c.put(2, maxTime, nil)
	c.get(1, 0, nil)
	c.put(3, maxTime, nil)
	if c.get(1, 0, nil) || !c.get(2, 0, nil) || !c.get(3, 0, nil) {
		t.Error("the oldest of three keys is still there")
	}
}

// TestLFUForgetsTheLeastUsed compares it with counts.
func TestLFUForgetsTheLeastUsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCache(lfu, 4)
		uses := map[uint32]int{}
		for range rapid.IntRange(1, 200).Draw(t, "rounds") {
			key := uint32(rapid.IntRange(1, 9).Draw(t, "key"))
			if rapid.IntRange(0, 9).Draw(t, "drop") == 0 {
				c.drop(key)
				delete(uses, key)
				continue
			}
			_, there := uses[key]
			if got := c.get(key, 0, nil); got != there {
				t.Fatalf("key %d is there: %v, want %v of %v", key, got, there, uses)
			}
			if there {
				uses[key]++
				continue
			}
			if len(uses) == 4 {
				least := math.MaxInt
				for _, n := range uses {
					least = min(least, n)
				}
				c.put(key, maxTime, nil)
				for k := range uses {
					if c.find(k) == 0 {
						if uses[k] != least {
							t.Fatalf("key %d with %d uses was forgotten, the least is %d", k, uses[k], least)
						}
						delete(uses, k)
					}
				}
			} else {
				c.put(key, maxTime, nil)
			}
			uses[key] = 0
			if len(uses) != c.n {
				t.Fatalf("it holds %d keys, want %d", c.n, len(uses))
			}
		}
	})
}

func TestRandomCacheStaysFull(t *testing.T) {
	c := newCache(randomCache, 10)
	pick := stats.NewStream(1, 0, "cache", "contents")
	for key := uint32(1); key <= 1000; key++ {
		c.put(key, maxTime, &pick)
	}
	if c.n != 10 {
		t.Errorf("it holds %d keys, want 10", c.n)
	}
	c.clear()
	if c.n != 0 || c.get(1000, 0, nil) {
		t.Error("a cleared cache holds something")
	}
}

func TestEntriesEndWithTheirLife(t *testing.T) {
	c := newCache(lru, 10)
	c.put(1, 100, nil)
	if !c.get(1, 99, nil) || c.get(1, 100, nil) {
		t.Error("a key does not end with its life")
	}
	if c.n != 0 {
		t.Error("a key that ended still takes room")
	}
	c.spec.idle = 50
	c.put(2, 50, nil)
	if !c.get(2, 40, nil) || !c.get(2, 80, nil) || c.get(2, 130, nil) {
		t.Error("use does not prolong a life that ends by idleness")
	}
}

// cacheDesign is one cache with its options under a Zipf law.
func cacheDesign(keys, options string) string {
	return "data: {thing: {keys: " + keys + ", size: 1kB, fields: {id: string}}}\ncomponents: {c: {kind: cache, of: thing, " + options + "}}\n" +
		"flows: {ask: {rate: 1000/s, steps: [{get: c, miss: [{set: c}]}]}}\n"
}

// TestCachesStartInTheirStationaryState compares the hit ratio of the first
// seconds with that of a run that has settled.
func TestCachesStartInTheirStationaryState(t *testing.T) {
	for _, options := range []string{"entries: 500", "memory: 500kB", "entries: 500, policy: fifo", "entries: 500, policy: random", "entries: 500, policy: lfu",
		"replicas: 5, entries: 100", "replicas: 5, entries: 100, balance: random", "entries: 500, ttl: 10s"} {
		text := cacheDesign("zipf(5000 s=0.9)", options)
		settled := simulate(t, text, Options{}, RunOptions{Precision: 0.01, Seed: 1}).Components["c"].HitRatio.Value
		early := simulate(t, text, Options{For: 5}, RunOptions{Seed: 1}).Components["c"].HitRatio.Value
		if math.Abs(settled-early) > 0.03 {
			t.Errorf("%s: the hit ratio is %.3f in the first 5 s and %.3f in the long run", options, early, settled)
		}
	}
	cold := simulate(t, cacheDesign("zipf(5000 s=0.9)", "entries: 500, cold: true"), Options{For: 0.1}, RunOptions{}).Components["c"].HitRatio.Value
	if cold > 0.25 {
		t.Errorf("a cold cache hits %.3f with its first hundred requests", cold)
	}
}

// TestCacheForEveryKeyKeepsOnlyWhatChanges has room for all of 20 million keys
// with a life: a key is there for a share rT/(1+rT) of the time.
func TestCacheForEveryKeyKeepsOnlyWhatChanges(t *testing.T) {
	p := design(t, cacheDesign("zipf(20M s=0.8)", "memory: 64GB, ttl: 24h"), Options{For: 20})
	r, err := Run(t.Context(), p, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	law := stats.KeyLaw{N: 20e6, S: 0.8}
	want, life := 0.0, 86400.0*1000
	for k := uint64(1); k <= law.N; {
		// Keys of a band are alike.
		n := max(1, k/100)
		pk := law.Probability(k + n/2)
		rate := pk * life
		want += float64(min(n, law.N-k+1)) * pk * rate / (1 + rate)
		k += n
	}
	if got := r.Components["c"].HitRatio.Value; math.Abs(got-want) > 0.01 {
		t.Errorf("hit ratio %.4f, want %.4f", got, want)
	}
	everything := simulate(t, cacheDesign("zipf(20M s=0.8)", "memory: 64GB"), Options{For: 5}, RunOptions{})
	if got := everything.Components["c"].HitRatio.Value; got != 1 {
		t.Errorf("without a life everything is there: hit ratio %g", got)
	}
}

func TestDeletedKeysAreGone(t *testing.T) {
	for _, entries := range []string{"entries: 5", "entries: 50"} {
		text := "data: {thing: {keys: uniform(10)}}\ncomponents: {c: {kind: cache, of: thing, " + entries + "}}\n" +
			"flows: {ask: {arrivals: const(100/s), steps: [{get: c, miss: [{set: c}]}]}, wipe: {arrivals: const(1000/s), steps: [{delete: c}]}}\n"
		r := simulate(t, text, Options{For: 20}, RunOptions{})
		if got := r.Components["c"].HitRatio.Value; got > 0.2 {
			t.Errorf("%s: the hit ratio is %g although keys are deleted ten times as often as read", entries, got)
		}
	}
}

func TestStepsUnderAGetUseItsKey(t *testing.T) {
	// Two levels of caches of one entity: after a miss in the first, the same
	// key is asked of the second, which holds everything that the first held.
	const text = `data: {thing: {keys: uniform(1000)}}
components: {near: {kind: cache, of: thing, entries: 10}, far: {kind: cache, of: thing, entries: 1000, cold: true}}
flows: {ask: {rate: 1000/s, steps: [{get: near, miss: [{get: far, miss: [{set: far}]}, {set: near}]}]}}
`
	r := simulate(t, text, Options{For: 60}, RunOptions{})
	if got := r.Components["near"].HitRatio.Value; math.Abs(got-0.01) > 0.002 {
		t.Errorf("the near cache hits %g, want 10 of 1000", got)
	}
	if got := r.Components["far"].HitRatio.Value; got < 0.97 {
		t.Errorf("the far cache hits %g, want nearly all: it is asked for the same key and filled with it", got)
	}
}

func TestMultiGetMissesWhenOneKeyIsMissing(t *testing.T) {
	const text = `data: {thing: {keys: uniform(1000)}}
components: {c: {kind: cache, of: thing, entries: 900}, db: {kind: sql}}
flows: {ask: {rate: 1000/s, steps: [{get: c, keys: 3, miss: [{read: db}]}]}}
`
	r := simulate(t, text, Options{For: 60}, RunOptions{})
	if got := r.Components["db"].Arrivals.Value / 1000; math.Abs(got-(1-math.Pow(0.9, 3))) > 0.01 {
		t.Errorf("%g of multi-gets of three keys miss, want %g", got, 1-math.Pow(0.9, 3))
	}
	if got := r.Components["c"].HitRatio.Value; math.Abs(got-0.9) > 0.01 {
		t.Errorf("hit ratio of keys %g, want 0.9", got)
	}
}

func TestFixedHitRatio(t *testing.T) {
	for _, text := range []string{
		"components: {c: {kind: cache, hit: 92%}, db: {kind: sql}}\nflows: {ask: {rate: 1000/s, steps: [{get: c, miss: [{read: db}, {set: c}]}]}}\n",
		"components: {c: {kind: cdn, hit: 92%}, db: {kind: sql}}\nflows: {ask: {rate: 1000/s, steps: [{call: c, miss: [{read: db}]}]}}\n",
	} {
		r := simulate(t, text, Options{For: 60}, RunOptions{})
		if got := r.Components["db"].Arrivals.Value / 1000; math.Abs(got-0.08) > 0.005 {
			t.Errorf("%g of requests reach the store, want 0.08", got)
		}
	}
}

func TestOnErrorDeleteForgetsTheKey(t *testing.T) {
	const text = `data: {thing: {keys: uniform(1)}}
components: {c: {kind: cache, of: thing}, s: {kind: service, operations: {broken: [{fail: 100%}]}}, fallback: {kind: service}}
flows: {ask: {arrivals: const(10/s), steps: [{get: c, miss: [{set: c}, {call: s.broken, on-error: delete}, {call: fallback}]}]}}
`
	r := simulate(t, text, Options{For: 10.05}, RunOptions{})
	// The first request finds the key of the start; nobody deletes it.
	if got := r.Components["c"].HitRatio.Value; got != 1 {
		t.Errorf("hit ratio %g, want 1 as long as nothing misses", got)
	}
	cold := simulate(t, fmt.Sprintf("%s", "data: {thing: {keys: uniform(1)}}\ncomponents: {c: {kind: cache, of: thing, cold: true}, s: {kind: service, operations: {broken: [{fail: 100%}]}}}\n"+
		"flows: {ask: {arrivals: const(10/s), steps: [{get: c, miss: [{set: c}, {call: s.broken, on-error: delete}]}]}}\n"), Options{For: 10.05}, RunOptions{})
	if got := cold.Components["c"].HitRatio.Value; got != 0 {
		t.Errorf("hit ratio %g, want 0: every filled key is deleted again", got)
	}
}

// A read that failed has nothing that a set could keep.
func TestOnErrorDeleteLeavesTheSetOut(t *testing.T) {
	const text = `data: {thing: {keys: uniform(1)}}
components: {c: {kind: cache, of: thing, cold: true}, db: {kind: sql, stores: [thing], operations: {broken: [{fail: 100%%}]}}, log: {kind: service}}
flows: {ask: {arrivals: const(10/s), steps: [{get: c, miss: [{call: db.broken%s}, {set: c}, {call: log}]}]}}
`
	for onError, want := range map[string][2]float64{"": {0, 0}, ", on-error: continue": {0.99, 0.1}, ", on-error: delete": {0, 10}, ", on-error: miss": {0.99, 0.1}} {
		r := simulate(t, fmt.Sprintf(text, onError), Options{For: 10.05}, RunOptions{})
		if got := [2]float64{r.Components["c"].HitRatio.Value, r.Components["log"].Arrivals.Value}; math.Abs(got[0]-want[0]) > 0.01 || math.Abs(got[1]-want[1]) > 0.1 {
			t.Errorf("%q: hit ratio and calls a second behind it are %v, want %v", onError, got, want)
		}
	}
}

func TestRemovedCacheIsAMiss(t *testing.T) {
	const text = "data: {thing: {keys: uniform(10)}}\ncomponents: {c: {kind: cache, of: thing}, db: {kind: sql}}\nflows: {ask: {arrivals: const(10/s), steps: [{get: c, miss: [{read: db}, {set: c}]}]}}\nvariants: {bare: {components: {c: null}}}\n"
	d := loaded(t, text)
	bare, problems := d.Apply("bare")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	p, problems := Compile(bare, Options{For: 10.05})
	if p == nil {
		t.Fatal(problems)
	}
	r, err := Run(t.Context(), p, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := uint64(math.Round(r.Components["db"].Arrivals.Value * 10.05)); got != 100 {
		t.Errorf("%d reads reach the store without its cache, want all 100", got)
	}
}

func TestCacheOfUnknownKeysMissesWithAWarning(t *testing.T) {
	d := loaded(t, "data: {thing: {size: 1kB}}\ncomponents: {c: {kind: cache, of: thing, memory: 1GB}, db: {kind: sql}}\nflows: {ask: {arrivals: const(10/s), steps: [{get: c, miss: [{read: db}]}]}}\n")
	p, problems := Compile(d, Options{For: 10.05})
	if p == nil || len(problems) != 1 || problems[0].Code != "unknown-keys" {
		t.Fatalf("unknown keys give %+v", problems)
	}
	r, err := Run(t.Context(), p, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := uint64(math.Round(r.Components["db"].Arrivals.Value * 10.05)); got != 100 {
		t.Errorf("%d reads reach the store, want all 100", got)
	}
}

// TestACrashedNodeLosesItsPartOfTheKeys crashes one of four nodes that share ten
// thousand keys and have room for all. While it is down its keys miss, and each
// misses once more when it is back.
func TestACrashedNodeLosesItsPartOfTheKeys(t *testing.T) {
	const text = `data: {thing: {keys: uniform(10k)}}
components: {c: {kind: cache, of: thing, replicas: 4}, db: {kind: sql, stores: [thing]}}
links: {default: {on-error: miss}}
flows: {ask: {arrivals: const(1000/s), steps: [{get: c, miss: [{read: db.thing}, {set: c, on-error: continue}]}]}}
failures: {node: {inject: {crash: "c#2", at: 1s, for: 10s}}}
`
	r := simulate(t, text, Options{For: 200, Faults: faultsOf(t, text, "node")}, RunOptions{Seed: 1})
	reads := r.Components["db"].Arrivals.Value * 200
	// A quarter of 10 s of requests, and 2500 keys in the 189 s that follow, in
	// which each is asked for 18.9 times on average.
	if want := 0.25*10_000 + 2500*(1-math.Exp(-18.9)); math.Abs(reads-want) > 4*math.Sqrt(want) {
		t.Errorf("%g reads reach the store, want %g", reads, want)
	}
}

// TestACacheOfRecordLosesItsKeys crashes a cache that alone has the data.
func TestACacheOfRecordLosesItsKeys(t *testing.T) {
	const text = `data: {thing: {keys: uniform(1000)}}
components: {c: {kind: cache, stores: [thing]}}
flows: {ask: {arrivals: const(100/s), steps: [{get: c.thing}]}}
requirements: {quality: {safe: {data: thing, rpo: 1s}}}
failures: {lost: {inject: {crash: c, at: 5s, for: 1s}}}
`
	r := simulate(t, text, Options{For: 10, Faults: faultsOf(t, text, "lost")}, RunOptions{})
	if d := r.Data["thing"]; d == nil || d.LostWrites != 1000 || d.Lost.Value != 5 || r.Requirements[0].Verdict != Broken {
		t.Errorf("lost %+v, %+v; want all 1000 keys, of the 5 s of the run at least", d, r.Requirements[0])
	}
}
