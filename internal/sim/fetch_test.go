package sim

import (
	"math"
	"strings"
	"testing"
)

// TestCoalescedMissesShareOneFetch asks an empty cache for one key many times
// while it is being fetched.
func TestCoalescedMissesShareOneFetch(t *testing.T) {
	text := func(options string) string {
		return `data: {thing: {keys: uniform(1)}}
components: {c: {kind: cache, of: thing, cold: true` + options + `}, db: {kind: sql, stores: [thing], work: {read: const(1s)}}}
flows: {ask: {arrivals: const(100/s), steps: [{get: c, miss: [{read: db.thing}, {set: c}]}]}}
`
	}
	alone := simulate(t, text(""), Options{For: 10}, RunOptions{})
	if got := int(math.Round(alone.Components["db"].Arrivals.Value * 10)); got < 99 || got > 101 {
		t.Errorf("without coalescing %d reads reach the store, want all of the first second", got)
	}
	shared := simulate(t, text(", coalesce: true"), Options{For: 10}, RunOptions{})
	if got := int(math.Round(shared.Components["db"].Arrivals.Value * 10)); got != 1 {
		t.Errorf("with coalescing %d reads reach the store, want 1", got)
	}
	f := shared.Flows["ask"]
	if f.Counts.Failed != 0 || f.Counts.OK != 999 {
		t.Errorf("%d succeed and %d fail, want all 999 to succeed", f.Counts.OK, f.Counts.Failed)
	}
	// Those who came in the first second waited for what was left of it:
	// 1 + 0.99 + ... + 0.01 seconds.
	if want := 50.5 / 999; math.Abs(f.Latency.Mean.Value-want) > 1e-4 {
		t.Errorf("mean latency %g, want %g", f.Latency.Mean.Value, want)
	}
}

// TestSharedFetchFailsForAll and crashes for one.
func TestSharedFetchFailsForAll(t *testing.T) {
	const text = `data: {thing: {keys: uniform(1)}}
components:
  c: {kind: cache, of: thing, cold: true, coalesce: true}
  s: {kind: service, replicas: 2}
  db: {kind: sql, stores: [thing], operations: {broken: [{wait: 1s}, {fail: 100%}], slow: [{wait: 1s}]}}
flows:
  ask: {arrivals: const(100/s), steps: [{call: s, steps: [{get: c, miss: [{call: db.OPERATION}, {set: c}]}]}]}
failures: {crash: {inject: {crash: "s#2", at: 505ms, for: 60s}}}
`
	broken := simulate(t, strings.ReplaceAll(text, "OPERATION", "broken"), Options{For: 3.5}, RunOptions{})
	if f := broken.Flows["ask"].Counts; f.OK != 0 {
		t.Errorf("%d of %d succeed though every fetch fails", f.OK, f.Offered)
	}
	if got := int(math.Round(broken.Components["db"].Arrivals.Value * 3.5)); got != 4 {
		t.Errorf("%d fetches in 3.5 s, want one at a time: 4", got)
	}
	// Round robin begins with the second replica, so that runs the fetch. When it
	// crashes, the half of the requests that waits in it fails, and the other
	// half fetches again.
	slow := strings.ReplaceAll(text, "OPERATION", "slow")
	crashed := simulate(t, slow, Options{For: 1.2, Faults: faultsOf(t, slow, "crash")}, RunOptions{})
	f := crashed.Flows["ask"].Counts
	if got := int(math.Round(crashed.Components["db"].Arrivals.Value * 1.2)); got != 2 {
		t.Errorf("%d fetches, want a second one when the first is lost", got)
	}
	if before, after := uint64(25), uint64(34); f.Failed < before+after || f.Failed > before+after+2 {
		t.Errorf("%d of %d fail, want the %d that waited in the crashed replica and the %d that came to it later", f.Failed, f.Offered, before, after)
	}
}

// TestStaleOnErrorServesWhatWasThere lets a store fail after its first answer.
func TestStaleOnErrorServesWhatWasThere(t *testing.T) {
	text := func(options string) string {
		return `data: {thing: {keys: uniform(1)}}
components: {c: {kind: cache, of: thing, ttl: 1s` + options + `}, db: {kind: sql, stores: [thing]}}
flows: {ask: {arrivals: const(100/s), steps: [{get: c, miss: [{read: db.thing}, {set: c}]}]}}
failures: {down: {inject: {crash: db, at: 0s}}}
`
	}
	// The entry of the start ends within the first second.
	tests := []struct {
		options   string
		low, high uint64 // failed of 1000
	}{
		{"", 899, 1000},
		{", stale-on-error: 5s", 399, 500},
		{", stale-on-error: 1h", 0, 0},
		{", stale-on-error: 1h, coalesce: true", 0, 0},
	}
	for _, tt := range tests {
		r := simulate(t, text(tt.options), Options{For: 10, Faults: faultsOf(t, text(tt.options), "down")}, RunOptions{Seed: 1})
		if f := r.Flows["ask"].Counts; f.Failed < tt.low || f.Failed > tt.high {
			t.Errorf("%q: %d of %d fail, want %d to %d", tt.options, f.Failed, f.Offered, tt.low, tt.high)
		}
	}
}

// TestNegativeEntriesKeepKeysThatDoNotExistFromTheStore asks for a hundred keys
// of which eighty exist.
func TestNegativeEntriesKeepKeysThatDoNotExistFromTheStore(t *testing.T) {
	text := func(options string) string {
		return `data: {thing: {keys: uniform(100), count: 80}}
components: {c: {kind: cache, of: thing` + options + `}, db: {kind: sql, stores: [thing]}}
flows: {ask: {rate: 1000/s, steps: [{get: c, miss: [{read: db.thing}, {set: c}]}]}}
`
	}
	none := simulate(t, text(", cold: true"), Options{For: 100}, RunOptions{Seed: 1})
	if got := none.Components["db"].Arrivals; !within(got, 200) && math.Abs(got.Value-201) > 3 {
		t.Errorf("%g/s reach the store, want the fifth that is for what does not exist", got.Value)
	}
	// Each of twenty keys is asked for 10 times a second and remembered for 2 s:
	// a read every 2.1 s.
	some := simulate(t, text(", cold: true, negative: 2s"), Options{For: 200}, RunOptions{Seed: 1})
	if want := 20/2.1 + 80.0/200; math.Abs(some.Components["db"].Arrivals.Value-want) > 0.3 {
		t.Errorf("%g/s reach the store, want %g", some.Components["db"].Arrivals.Value, want)
	}
}
