package sim

import (
	"math"
	"testing"
)

// TestAStandbyTakesOverAfterItsTime runs a service of which one replica serves:
// 100 requests a second fail until the other takes over, and the first does not
// come back to its place.
func TestAStandbyTakesOverAfterItsTime(t *testing.T) {
	text := func(options string) string {
		return `components: {s: {kind: service, replicas: 3, slots: 100, work: const(1ms), ` + options + `}}
flows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}
failures:
  first: {inject: {crash: "s#1", at: 10005ms, for: 20s}}
  both:  {inject: [{crash: "s#1", at: 10005ms, for: 20s}, {crash: "s#2", at: 40005ms, for: 5s}]}
  other: {inject: {crash: "s#3", at: 10005ms, for: 20s}}
`
	}
	tests := []struct {
		options, failure string
		failed           uint64
		replicas         float64 // that serve, on average over 60 s
	}{
		{"active: one, failover: {time: 5s}", "first", 500, 55.0 / 60},
		{"active: one, failover: {time: 5s}", "other", 0, 1},
		{"active: one", "first", 2000, 40.0 / 60},
		{"active: one, failover: {time: 5s, coverage: 1e-9}", "first", 2000, 40.0 / 60},
		{"active: one, failover: {time: 3s}", "both", 600, 54.0 / 60},
		// All serve: a third of the requests fails until the dead one is left out.
		{"failover: {time: 5s}", "first", 167, 160.0 / 60},
		{"", "first", 667, 160.0 / 60},
	}
	for _, tt := range tests {
		r := simulate(t, text(tt.options), Options{For: 60, Faults: faultsOf(t, text(tt.options), tt.failure)}, RunOptions{})
		if got := r.Flows["ask"].Counts.Failed; math.Abs(float64(got)-float64(tt.failed)) > 1 {
			t.Errorf("%s, %s: %d fail, want %d", tt.options, tt.failure, got, tt.failed)
		}
		if got := r.Components["s"].Replicas.Value; math.Abs(got-tt.replicas) > 0.001 {
			t.Errorf("%s, %s: %g replicas serve, want %g", tt.options, tt.failure, got, tt.replicas)
		}
	}
}

// TestAStandbyKeepsTheSystemUp meets the closed form of two replicas of which
// one serves, with exponential times to failure F and repair R of the one that
// serves and of the other, and a failover of time t that takes over with
// probability c: U = (c t + (1-c) R) / (F + R) + (1-a)^2.
func TestAStandbyKeepsTheSystemUp(t *testing.T) {
	const text = `components: {s: {kind: service, replicas: 2, mttf: 500s, mttr: 20s, active: one, failover: {time: 2s, coverage: 80%}}}
flows: {ask: {rate: 1/s, steps: [{call: s}]}}
`
	r := simulate(t, text, Options{For: 600_000, Breakdowns: true}, RunOptions{Seed: 1})
	const f, m, c, d = 500.0, 20.0, 0.8, 2.0
	down := m / (f + m)
	want := 1 - (c*d+(1-c)*m)/(f+m) - down*down
	if got := r.Flows["ask"].Availability; !within(got, want) || got.High-got.Low > 0.005 {
		t.Errorf("availability %+v, want %g", got, want)
	}
}

// TestAStandbyServesTheQueueOfAll restarts the one that serves, then the one
// that took over: whoever serves takes who waits, wherever the queue is kept.
func TestAStandbyServesTheQueueOfAll(t *testing.T) {
	const text = `
components: {a: {kind: service, replicas: 2, slots: 1, cores: 1, queue: 4, balance: shared-queue, work: 1ms, active: one, failover: {time: 20ms, hold: 50ms}}}
flows: {ask: {rate: 300/s, steps: [{call: a, timeout: 4ms}]}}
failures: {f: {inject: {restart: a, batch: 1, at: 500ms, for: 300ms}}}
`
	d := loaded(t, text)
	for seed := range uint64(5) {
		r := simulate(t, text, Options{For: 2, Faults: d.Failures.Get("f").Inject}, RunOptions{Seed: seed})
		if !r.Settled {
			t.Fatalf("seed %d: %s", seed, r.Why)
		}
	}
}
