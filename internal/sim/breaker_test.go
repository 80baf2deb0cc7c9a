package sim

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/queueing"
)

func TestBreakerOpensAndProbes(t *testing.T) {
	const text = `components: {a: {kind: service, operations: {broken: [{fail: 100%}]}}}
links: {default: {breaker: {errors: 50%, of: 10, open: 5s, probes: 1}}}
flows: {ask: {arrivals: const(10/s), steps: [{call: a.broken}]}}
`
	r := simulate(t, text, Options{For: 20.05}, RunOptions{})
	// Ten calls until 1.0 s, then a probe at 6, 11 and 16 s.
	if got := r.Flows["ask"].Errors["error"].Value * 200; math.Abs(got-13) > 1e-6 {
		t.Errorf("%g calls reached the callee, want 13", got)
	}
	if got := r.Flows["ask"].Errors["open"].Value * 200; math.Abs(got-187) > 1e-6 {
		t.Errorf("%g calls were refused by the breaker, want 187", got)
	}
}

// breakerOf returns the breaker of a design with the given one, and a way to
// make a call through it now that ends well or badly. It reports whether the
// call was allowed.
func breakerOf(t *testing.T, options string) (*breaker, func(at float64, bad bool) bool) {
	t.Helper()
	p := design(t, "components: {a: {kind: service}}\nlinks: {default: {breaker: {"+options+"}}}\nflows: {ask: {rate: 1/s, steps: [{call: a}]}}\n", Options{})
	w := newWorld(p, 1, 0)
	b := &w.breakers[0]
	return b, func(at float64, bad bool) bool {
		var f frame
		if !b.allow(&f, ns(at)) {
			return false
		}
		b.record(w, &f, ns(at), bad)
		return true
	}
}

// TestAProbeOfAnEarlierRoundTellsNothing has two probes out, of which one fails
// and the other comes back when the next two are out.
func TestAProbeOfAnEarlierRoundTellsNothing(t *testing.T) {
	p := design(t, "components: {a: {kind: service}}\nlinks: {default: {breaker: {errors: 2, of: 5, open: 2s, probes: 2}}}\nflows: {ask: {rate: 1/s, steps: [{call: a}]}}\n", Options{})
	w := newWorld(p, 1, 0)
	b := &w.breakers[0]
	calls := make([]frame, 5)
	end := func(k int, at float64, bad bool) { b.record(w, &calls[k], ns(at), bad) }
	end(0, 0, true)
	end(0, 0, true) // opens until 2 s
	b.allow(&calls[1], ns(2))
	b.allow(&calls[2], ns(2))
	end(1, 2.5, true) // opens until 4.5 s, while the other is still out
	b.allow(&calls[3], ns(5))
	b.allow(&calls[4], ns(5))
	for _, bad := range []bool{true, false} {
		late := calls[2]
		b.record(w, &late, ns(5.5), bad)
		if b.state != halfOpen || b.passed != 0 {
			t.Errorf("an old probe that ends with failure %v leaves the breaker in state %d with %d passed, want half open and none", bad, b.state, b.passed)
		}
	}
	end(3, 6, false)
	end(4, 6, false)
	if b.state != closedBreaker {
		t.Errorf("two good probes leave the breaker in state %d", b.state)
	}
}

// TestBreakersStepByStep makes calls at given times; those in capitals fail.
// A dash is a call that the breaker refuses.
func TestBreakersStepByStep(t *testing.T) {
	for _, tt := range []struct {
		name, options string
		calls         string // one a second: o goes well, X fails
		want          string
	}{
		{"half of the last four", "errors: 50%, of: 4, open: 3s", "ooXXooo", "ooXX--o"},
		{"four are the fewest", "errors: 50%, of: 4, open: 3s", "XXXoooo", "XXXo--o"},
		{"what is older than the last four is forgotten", "errors: 75%, of: 4, open: 3s", "XXooXXooX", "XXooXXooX"},
		{"a failed probe opens it again", "errors: 50%, of: 2, open: 3s", "XXooXooo", "XX--X--o"},
		{"a good probe closes it, and the window begins anew, with an X and an o", "errors: 50%, of: 2, open: 2s", "XXooXoooXo", "XX-oXo-oXo"},
		{"a number of failures needs no fewest", "errors: 2, of: 10, open: 3s", "oXoXooo", "oXoX--o"},
		{"a number among the last ten", "errors: 2, of: 3, open: 3s", "XooXooX", "XooXooX"},
		{"two probes must go well", "errors: 2, of: 5, open: 2s, probes: 2", "XXooXooo", "XX-oX-oo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, call := breakerOf(t, tt.options)
			got := ""
			for second, what := range tt.calls {
				if call(float64(second), what == 'X') {
					got += string(what)
				} else {
					got += "-"
				}
			}
			if got != tt.want {
				t.Errorf("calls %s make %s, want %s", tt.calls, got, tt.want)
			}
		})
	}
}

func TestOnlySoManyProbesAreOnTheirWay(t *testing.T) {
	b, call := breakerOf(t, "errors: 50%, of: 2, open: 1s, probes: 2")
	call(0, true)
	call(0, true)
	var probes [3]frame
	if !b.allow(&probes[0], 1e9) || !b.allow(&probes[1], 1e9) || b.allow(&probes[2], 1e9) {
		t.Fatal("it does not let exactly two probes pass")
	}
	b.forget(&probes[0])
	if !b.allow(&probes[2], 1e9) {
		t.Error("a probe that was cancelled keeps its place")
	}
}

// TestCallsFromBeforeItOpenedAreNoProbes: a slow call that was allowed while
// the breaker was closed ends well while it is half open.
func TestCallsFromBeforeItOpenedAreNoProbes(t *testing.T) {
	b, call := breakerOf(t, "errors: 50%, of: 2, open: 1s")
	var slow, probe frame
	b.allow(&slow, 0)
	call(0, true)
	call(0, true)
	b.allow(&probe, 1e9)
	b.record(nil, &slow, 2e9, false)
	if b.state != halfOpen || call(2, false) {
		t.Error("a call from before closes it")
	}
	b.record(nil, &probe, 3e9, false)
	if b.state != closedBreaker {
		t.Error("the probe does not close it")
	}
}

// TestShareThatABreakerRefuses holds a breaker that opens on every failure for
// ten calls against the renewal theorem: after each allowed call that fails,
// with probability p, nine are refused, so 9p of 1+9p are.
func TestShareThatABreakerRefuses(t *testing.T) {
	r := simulate(t, "components: {a: {kind: service, operations: {op: [{fail: 20%}]}}}\nlinks: {default: {breaker: {errors: 100%, of: 1, open: 999ms}}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: a.op}]}}\n", Options{For: 10000}, RunOptions{Seed: 1})
	if got, want := r.Flows["ask"].Errors["open"], 1.8/2.8; !holds(got, want, 0.005) {
		t.Errorf("%+v of the calls are refused, want %.4f", got, want)
	}
}

// TestBulkheadsAreErlangLossSystems: calls in progress that find all places
// taken are refused.
func TestBulkheadsAreErlangLossSystems(t *testing.T) {
	r := simulate(t, "components: {a: {kind: service, work: 10ms}}\nlinks: {default: {bulkhead: 5}}\nflows: {ask: {rate: 400/s, steps: [{call: a}]}}\n", Options{For: 300}, RunOptions{Seed: 1})
	if got, want := r.Flows["ask"].Errors["refused"], queueing.ErlangB(5, 4); !holds(got, want, 0.003) {
		t.Errorf("%+v of the calls are refused, want %.4f", got, want)
	}
}

// TestPoolsAreErlangDelaySystems: calls wait for one of five connections.
func TestPoolsAreErlangDelaySystems(t *testing.T) {
	r := simulate(t, "components: {a: {kind: service, work: 10ms}}\nlinks: {default: {pool: 5}}\nflows: {ask: {rate: 400/s, steps: [{call: a}]}}\n", Options{For: 500}, RunOptions{Seed: 1})
	want := 0.010 + queueing.ErlangC(5, 4)*0.010/(5-4)
	if got := r.Flows["ask"].Latency.Mean; !holds(got, want, 0.01*want) {
		t.Errorf("mean latency %+v, want %.5f", got, want)
	}
}

// TestPoliciesExistOncePerReplicaOfTheCaller: with a bulkhead of one, two
// replicas have two calls in progress.
func TestPoliciesExistOncePerReplicaOfTheCaller(t *testing.T) {
	for replicas, want := range map[int]float64{1: 9, 2: 8, 5: 5} {
		r := simulate(t, sprintf("components: {a: {kind: service, replicas: %d}, b: {kind: service, work: const(10ms)}}\nflows: {ask: {every: 1s, at: \"00:00\", steps: [{each: 10, steps: [{call: a > b, bulkhead: 1, on-error: continue}]}]}}\n", replicas), Options{For: 10.5}, RunOptions{})
		if got := 10 - r.Components["b"].Arrivals.Value*10.5/11; math.Abs(got-want) > 1e-6 {
			t.Errorf("%d replicas of the caller: %g of ten calls are refused, want %g", replicas, got, want)
		}
	}
}
