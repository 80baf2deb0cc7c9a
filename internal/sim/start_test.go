package sim

import (
	"fmt"
	"math"
	"testing"
)

// TestCrashedReplicasStart has a crash of a second and a start of two, of
// which half a second is work at half a core.
func TestCrashedReplicasStart(t *testing.T) {
	const text = "components: {s: {kind: service, cores: 0.5, work: const(1ms)%s}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\nfailures: {f: {inject: {crash: s, at: 5050ms, for: 1s}}}\n"
	for start, want := range map[string]uint64{"": 10, ", start: {time: 1s, work: 500ms}": 30} {
		if got := faulty(t, fmt.Sprintf(text, start), Options{For: 20}).Flows["ask"].Counts.Failed; got != want {
			t.Errorf("with%s %d requests are refused, want %d", start, got, want)
		}
	}
}

// TestStartsWaitForWhatTheyNeed has what a start needs, or calls, down for
// twenty seconds.
func TestStartsWaitForWhatTheyNeed(t *testing.T) {
	const text = `components:
  s:      {kind: service, start: {time: 1s, %s}}
  config: {kind: service}
flows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}
failures: {f: {inject: [{crash: s, at: 5050ms, for: 1s}, {crash: config, at: 1s, for: 20s}]}}
`
	for start, calls := range map[string]float64{"needs: [config]": 0, "calls: [{call: config}]": 15, "needs: [config], calls: [{call: config}]": 1} {
		r := faulty(t, fmt.Sprintf(text, start), Options{For: 30})
		// It crashes at 5.05 s, would serve at 7.05 s, and tries again every
		// second until 21.05 s.
		if got := r.Flows["ask"].Counts.Failed; got != 160 {
			t.Errorf("{%s}: %d requests are refused, want 160", start, got)
		}
		if got := r.Components["config"].Arrivals.Value * 30; math.Abs(got-calls) > 1e-6 {
			t.Errorf("{%s}: %g calls, want %g", start, got, calls)
		}
	}
}

// TestManyStartsAtOnceOverloadWhatTheyCall is the mechanism of Google Cloud's
// incident of 2025-06-12: all replicas start at once and ask a store that can
// serve one at a time; with a timeout they ask again and again.
func TestManyStartsAtOnceOverloadWhatTheyCall(t *testing.T) {
	const text = `components:
  s:     {kind: service, replicas: 40, start: {time: 1s, calls: [{call: store, timeout: 2s%s}]}}
  store: {kind: service, slots: 1, work: const(200ms)}
flows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}
failures: {f: {inject: {crash: s, at: 5050ms, for: 1s}}}
`
	// Forty starts are eight seconds of work. Who gives up after two leaves it
	// behind and asks for as much again, unless it is cancelled.
	alone := faulty(t, fmt.Sprintf(text, ""), Options{For: 60})
	cancel := faulty(t, fmt.Sprintf(text, ", cancel: true"), Options{For: 60})
	last := func(r *Result) (ok uint64) {
		for _, row := range r.Timeline[20:30] {
			ok += row.Flows["ask"].OK
		}
		return ok
	}
	if got := last(cancel); got < 90 {
		t.Errorf("%d of 100 succeed from 20 to 30 s with cancellation, want nearly all", got)
	}
	if got := last(alone); got > 60 {
		t.Errorf("%d of 100 succeed from 20 to 30 s although dead work keeps the store busy", got)
	}
}

// TestStartsWarmUp: with ten seconds to warm up, work takes twice as long at
// half that age, and ten times at most.
func TestStartsWarmUp(t *testing.T) {
	r := faulty(t, "components: {s: {kind: service, work: const(10ms), start: {time: 950ms, warm: 10s}}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\nfailures: {f: {inject: {crash: s, at: 5050ms, for: 1s}}}\n", Options{For: 30})
	// It serves from 7 s on.
	for second, want := range map[int][2]float64{4: {0.010, 0.010}, 7: {0.100, 0.100}, 12: {0.010 / 0.6, 0.010 / 0.5}, 20: {0.010, 0.010}} {
		l := r.Timeline[second].Flows["ask"].Latency
		if l == nil || l.Mean < want[0]*0.999 || l.Mean > want[1]*1.001 {
			t.Errorf("in second %d latency is %+v, want %g to %g", second, l, want[0], want[1])
		}
	}
}

// TestStartsThatCrashBeginAnew crashes a replica while the autoscaler starts
// it: it is started again.
func TestStartsThatCrashBeginAnew(t *testing.T) {
	const text = `components: {s: {kind: service, cores: 1, work: const(100ms), replicas: {min: 1, max: 2, target: {in-flight: 1}, every: 10s}, start: {time: 5s, calls: [{wait: 1s}]}}}
flows: {ask: {users: 2, steps: [{call: s}]}}
failures: {f: {inject: {crash: s#2, at: 15500ms, for: 1s}}}
`
	r := faulty(t, text, Options{For: 40})
	for second, want := range map[int]float64{9: 1, 15: 1, 25: 1, 26: 2} {
		if got := replicasAt(r, second); math.Abs(got-want) > 1e-6 {
			t.Errorf("%g replicas in second %d, want %g", got, second, want)
		}
	}
}
