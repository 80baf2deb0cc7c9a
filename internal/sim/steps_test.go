package sim

import (
	"math"
	"testing"
)

// once runs a design in which one request arrives every second for ten
// seconds, with constant times, so that every number is known.
func once(t *testing.T, components, steps string) *Result {
	t.Helper()
	return simulate(t, components+"\nflows: {ask: {arrivals: const(1/s), steps: ["+steps+"]}}\n", Options{For: 10.5}, RunOptions{Seed: 1})
}

// almost compares numbers that are known but for rounding to nanoseconds.
func almost(t *testing.T, what string, got Number, want float64) {
	t.Helper()
	if !got.Known() || math.Abs(got.Value-want) > 1e-7 {
		t.Errorf("%s is %g (%s), want %g", what, got.Value, got.Why, want)
	}
}

const twoServices = `components:
  a: {kind: service, operations: {slow: [{wait: 100ms}], broken: [{fail: 100%}], early: [{wait: 10ms}, {respond: true}, {wait: 90ms}]}}
  b: {kind: service, work: const(10ms)}
  c: {kind: cache, hit: 0%}
  d: {kind: cache, hit: 100%}`

func TestStepsTakeTheirTime(t *testing.T) {
	for _, tt := range []struct {
		name, steps string
		want        float64 // seconds
	}{
		{"a call", "{call: b}", 0.010},
		{"work of its own replaces the component's", "{call: b, work: const(3ms)}", 0.003},
		{"work and wait outside", "{work: const(2ms)}, {wait: 3ms}", 0.005},
		{"a network delay counts both ways", "{call: b, net: 2ms}", 0.014},
		{"a path", "{call: b > b > a.slow}", 0.120},
		{"steps inside the callee", "{call: b, steps: [{call: b}, {wait: 1ms}]}", 0.021},
		{"one after the other", "{repeat: 3, steps: [{call: b}]}", 0.030},
		{"none at all", "{repeat: 0, steps: [{call: b}]}", 0},
		{"loops in loops in loops", "{repeat: 2, steps: [{repeat: 2, steps: [{repeat: 2, steps: [{call: b}]}, {wait: 1ms}]}]}", 0.084},
		{"at the same time", "{each: 10, steps: [{call: b}]}", 0.010},
		{"five at a time", "{each: 10, at-most: 5, steps: [{call: b}]}", 0.020},
		{"all branches", "{parallel: [{call: b}, [{call: b}, {call: b}], {wait: 5ms}]}", 0.020},
		{"any branch", "{parallel: [{call: b}, {call: a.slow}, {wait: 5ms}], join: any}", 0.005},
		{"two branches", "{parallel: [{call: b}, {call: a.slow}, {wait: 5ms}], join: 2}", 0.010},
		{"a certain choice", "{choose: [{share: 100%, steps: [{call: b}]}, {steps: [{call: a.slow}]}]}", 0.010},
		{"an empty choice", "{choose: [{steps: []}]}", 0},
		{"a choice that leaves something over", "{choose: [{share: 0%, steps: [{call: b}]}]}", 0},
		{"nobody waits", "{call: a.slow, wait: false}, {call: b}", 0.010},
		{"the answer leaves early", "{call: a.early}", 0.010},
		{"the answer to the outside leaves early", "{call: b}, {respond: true}, {call: a.slow}", 0.010},
		{"the answer leaves from a branch", "{parallel: [[{wait: 1ms}, {respond: true}], {call: a.slow}]}", 0.001},
		{"a saga that works", "{saga: [{do: [{call: b}], undo: [{call: a.slow}]}, {do: [{call: b}], undo: []}]}", 0.020},
		{"a transaction", "{transaction: [{call: b}, {call: b}]}", 0.020},
		{"a miss goes on in the caller", "{get: c, miss: [{call: b}]}", 0.010},
		{"a hit does not", "{get: d, miss: [{call: b}]}", 0},
		{"a miss of a call goes on in the callee", "{call: b, hit: 0%, miss: [{wait: 5ms}]}", 0.015},
		{"a hit of a call ends it", "{call: b, hit: 100%, miss: [{wait: 5ms}]}", 0.010},
		{"a get with a hit ratio of its own", "{get: c, hit: 100%, miss: [{wait: 5ms}]}", 0},
		{"a failure taken as a miss", "{call: a.broken, on-error: continue}, {call: b}", 0.010},
		{"a fallback", "{call: a.broken, on-error: [{wait: 7ms}]}", 0.007},
		{"a timeout and a fallback", "{call: a.slow, timeout: 20ms, on-error: [{wait: 7ms}]}", 0.027},
		{"retries without jitter", "{call: a.broken, retry: {max: 3, backoff: 10ms, jitter: none}, on-error: continue}", 0.070},
		{"retries up to a cap", "{call: a.broken, retry: {max: 3, backoff: 10ms, cap: 15ms, jitter: none}, on-error: continue}", 0.040},
		{"a deadline over all attempts", "{call: a.slow, timeout: 30ms, retry: {max: unlimited}, deadline: 70ms, on-error: continue}", 0.070},
		{"a deadline in a backoff", "{call: a.broken, retry: {max: unlimited, backoff: 50ms, jitter: none}, deadline: 70ms, on-error: continue}", 0.070},
		{"a timeout in the queue of a pool", "{each: 2, steps: [{call: a.slow, pool: 1, timeout: 30ms, on-error: continue}]}", 0.030},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := once(t, twoServices, tt.steps)
			f := r.Flows["ask"]
			almost(t, "the mean latency", f.Latency.Mean, tt.want)
			if f.Counts.OK != 10 || f.Counts.Failed != 0 {
				t.Errorf("%d ok and %d failed, want 10 and 0", f.Counts.OK, f.Counts.Failed)
			}
		})
	}
}

func TestStepsFail(t *testing.T) {
	for _, tt := range []struct {
		name, steps, cause string
		after              float64 // seconds
	}{
		{"an error of its own", "{call: a.broken}", "error", 0},
		{"a timeout", "{call: a.slow, timeout: 20ms}", "timeout", 0.020},
		{"each attempt has its timeout", "{call: a.slow, timeout: 20ms, retry: {max: 2}}", "timeout", 0.060},
		{"other causes are not tried again", "{call: a.slow, timeout: 20ms, retry: {max: 2, for: error}}", "timeout", 0.020},
		{"all branches must answer", "{parallel: [{call: b}, {fail: 100%}]}", "error", 0},
		{"two of three cannot answer any more", "{parallel: [{call: b}, [{wait: 1ms}, {fail: 100%}], [{wait: 2ms}, {fail: 100%}]], join: 2}", "error", 0.002},
		{"a bulkhead refuses the second", "{each: 2, steps: [{call: a.slow, bulkhead: 1}]}", "refused", 0},
		{"a saga is taken back in reverse order", "{saga: [{do: [{call: b}], undo: [{wait: 1ms}]}, {do: [{call: b}], undo: [{call: b}]}, {do: [{fail: 100%}], undo: [{call: a.slow}]}]}", "error", 0.031},
		{"a saga whose first part fails", "{saga: [{do: [{fail: 100%}], undo: [{wait: 1ms}]}]}", "error", 0},
		{"a transaction fails as a whole", "{transaction: [{call: b}, {fail: 100%}]}", "error", 0.010},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := once(t, twoServices, tt.steps)
			f := r.Flows["ask"]
			almost(t, "the share that failed so", f.Errors[tt.cause], 1)
			almost(t, "the time to failure", f.Failing.Mean, tt.after)
			if f.Latency.Mean.Known() || f.Latency.P50.Known() {
				t.Errorf("a flow in which nothing succeeded has a latency: %+v", f.Latency)
			}
		})
	}
}

func TestFlowDeadlineEndsTheWaitOutside(t *testing.T) {
	r := simulate(t, twoServices+"\nflows: {ask: {arrivals: const(1/s), deadline: 30ms, steps: [{call: a.slow}]}}\n", Options{For: 10.5}, RunOptions{})
	almost(t, "the time to failure", r.Flows["ask"].Failing.Mean, 0.030)
	almost(t, "the share that timed out", r.Flows["ask"].Errors["timeout"], 1)
}

func TestSlotIsHeldUntilTheLastStep(t *testing.T) {
	r := once(t, "components: {a: {kind: service, slots: 1, operations: {early: [{wait: 10ms}, {respond: true}, {wait: 490ms}]}}}", "{call: a.early}")
	almost(t, "the response", r.Components["a"].Response.Mean, 0.010)
	if got := r.Components["a"].InFlight.Value; math.Abs(got-10*0.5/10.5) > 1e-9 {
		t.Errorf("%g slots are held on average, want %g", got, 10*0.5/10.5)
	}
}

func TestLosersGoOnUnlessCancelled(t *testing.T) {
	const parts = "components: {a: {kind: service, slots: 5, operations: {slow: [{wait: 100ms}]}}}"
	for _, tt := range []struct {
		name, steps string
		held        float64 // slot seconds for each request
	}{
		{"losers go on", "{parallel: [{call: a.slow}, {wait: 10ms}], join: any}", 0.100},
		{"losers are cancelled", "{parallel: [{call: a.slow, cancel: true}, {wait: 10ms}], join: any, cancel: true}", 0.010},
		{"a timeout leaves work behind", "{call: a.slow, timeout: 10ms, on-error: continue}", 0.100},
		{"a timeout cancels", "{call: a.slow, timeout: 10ms, cancel: true, on-error: continue}", 0.010},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := once(t, parts, tt.steps)
			if got := r.Components["a"].InFlight.Value * 10.5 / 10; math.Abs(got-tt.held) > 1e-6 {
				t.Errorf("each request holds a slot for %g s, want %g", got, tt.held)
			}
		})
	}
}

func TestInheritedDeadlineDropsWorkThatNobodyWaitsFor(t *testing.T) {
	const parts = `components:
  front: {kind: service}
  back: {kind: service, slots: 1, work: const(100ms)}
flows: {ask: {arrivals: const(1/s), steps: [{each: 3, steps: [{call: front, deadline: 150ms, on-error: continue, steps: [{call: back, deadline: inherit}]}]}]}}
`
	r := simulate(t, parts, Options{For: 10.5}, RunOptions{})
	// Of three, one is served in time, one is served for nobody, and one is
	// dropped when its turn comes at 200 ms.
	if got := r.Components["back"].Utilization.Value * 10.5 / 10; math.Abs(got-0.2) > 1e-9 {
		t.Errorf("each request costs %g s of work, want 0.2", got)
	}
	almost(t, "the latency", r.Flows["ask"].Latency.Mean, 0.150)
}

func TestPoolLetsCallsWait(t *testing.T) {
	r := once(t, twoServices, "{each: 4, steps: [{call: b, pool: 2}]}")
	almost(t, "the latency of four calls over two connections", r.Flows["ask"].Latency.Mean, 0.020)
}
