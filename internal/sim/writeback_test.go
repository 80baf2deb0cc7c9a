package sim

import (
	"math"
	"testing"
)

// writeDesign writes to a cache with a policy, in front of a store that takes
// 10 ms.
func writeDesign(policy, steps string) string {
	return `data: {thing: {keys: uniform(10)}}
components:
  c: {kind: cache, of: thing, work: {set: const(1ms), write: const(1ms)}, write: ` + policy + `}
  db: {kind: sql, stores: [thing], work: {write: const(10ms)}}
flows: {put: {arrivals: const(100/s), steps: ` + steps + `}, ask: {arrivals: const(100/s), steps: [{get: c, miss: [{read: db.thing}, {set: c}]}]}}
failures:
  cache: {inject: {crash: c, at: 5005ms, for: 1s}}
  store: {inject: {crash: db, at: 2s, for: 2s}}
  both:  {inject: [{crash: db, at: 2s, for: 10s}, {crash: c, at: 5005ms, for: 1s}]}
`
}

func TestWritePoliciesDecideWhatAWriterWaitsFor(t *testing.T) {
	tests := []struct {
		policy, steps string
		latency       float64
		hit           float64
	}{
		{"through", "[{set: c}]", 0.011, 1},
		{"back", "[{set: c}]", 0.001, 1},
		{"through", "[{write: c}]", 0.011, 1},
		{"through", "[{set: c}, {write: db.thing, work: const(5ms)}]", 0.006, 1}, // the step beside it is the write behind it
		{"back", "[{write: db.thing}, {set: c}]", 0.001, 1},                      // and is done behind the answer
	}
	for _, tt := range tests {
		r := simulate(t, writeDesign(tt.policy, tt.steps), Options{For: 10.005}, RunOptions{})
		what := tt.policy + " " + tt.steps
		if got := r.Flows["put"].Latency.Mean.Value; math.Abs(got-tt.latency) > 1e-4 {
			t.Errorf("%s: a write takes %g s, want %g", what, got, tt.latency)
		}
		if got := math.Round(r.Components["db"].Arrivals.Value * 10.005); got < 999 || got > 1001 {
			t.Errorf("%s: %g writes reach the store, want 1000", what, got)
		}
		if got := r.Components["c"].HitRatio.Value; got != tt.hit {
			t.Errorf("%s: hit ratio %g, want %g", what, got, tt.hit)
		}
	}
}

// TestWritesAroundACacheDropTheKey writes and reads ten keys equally often: a
// read finds its key when it was read since the last write, which is so half of
// the time.
func TestWritesAroundACacheDropTheKey(t *testing.T) {
	text := `data: {thing: {keys: uniform(10)}}
components: {c: {kind: cache, of: thing, write: around}, db: {kind: sql, stores: [thing]}}
flows: {put: {rate: 100/s, steps: [{set: c}]}, ask: {rate: 100/s, steps: [{get: c, miss: [{read: db.thing}, {set: c}]}]}}
`
	r := simulate(t, text, Options{For: 200}, RunOptions{Seed: 1})
	if got := *r.Components["c"].HitRatio; !within(got, 0.5) {
		t.Errorf("hit ratio %+v, want 0.5", got)
	}
	if got := r.Components["db"].Arrivals; !within(got, 150) {
		t.Errorf("%+v a second reach the store, want every write and half of the reads", got)
	}
}

// TestWriteBackLosesWhatItHadNotFlushed crashes a cache whose store takes 10 ms
// a write, and one whose store had been down for 3 s.
func TestWriteBackLosesWhatItHadNotFlushed(t *testing.T) {
	run := func(failure string) *Result {
		text := writeDesign("back", "[{set: c}]")
		return simulate(t, text, Options{For: 20, Faults: faultsOf(t, text, failure)}, RunOptions{})
	}
	if d := run("cache").Data["thing"]; d == nil || d.LostWrites != 1 || d.Lost.Value > 0.01 {
		t.Errorf("the cache alone: lost %+v, want the one write in progress", d)
	}
	store := run("store")
	if d := store.Data["thing"]; d != nil {
		t.Errorf("the store alone: lost %+v, want nothing", d)
	}
	if f := store.Flows["put"].Counts; f.Failed != 0 {
		t.Errorf("%d writes fail while the store is down; the cache takes them", f.Failed)
	}
	// All of them reach the store in the end, each in its last attempt.
	if ok := math.Round(store.Components["db"].Arrivals.Value*20) - math.Round(store.Components["db"].Refused.Value*20); math.Abs(ok-1999) > 1 {
		t.Errorf("the store takes %g writes, want all 1999", ok)
	}
	d := run("both").Data["thing"]
	if d == nil || math.Abs(float64(d.LostWrites)-302) > 2 || math.Abs(d.Lost.Value-3.01) > 0.02 {
		t.Errorf("both: lost %+v, want the 302 writes of 3 s that the store had not taken", d)
	}
}

// TestAMissOfAWriteThroughCacheOnlyFills reads through a cold cache: what a
// miss sets is not written behind.
func TestAMissOfAWriteThroughCacheOnlyFills(t *testing.T) {
	text := `data: {thing: {keys: uniform(1000)}}
components: {c: {kind: cache, of: thing, cold: true, write: through}, db: {kind: sql, stores: [thing]}}
flows: {ask: {arrivals: const(100/s), steps: [{get: c, miss: [{set: c}]}]}}
`
	if got := simulate(t, text, Options{For: 10}, RunOptions{}).Components["db"].Arrivals.Value; got != 0 {
		t.Errorf("%g writes a second reach the store", got)
	}
}
