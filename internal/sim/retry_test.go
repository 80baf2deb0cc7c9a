package sim

import (
	"math"
	"testing"
)

// TestBackoffsHaveTheMomentsOfTheirJitter draws the waits before the first
// three retries, with a base of 10 ms, a growth of 2 and a cap of 30 ms, and
// compares mean and variance with those of the uniform laws they are made of.
func TestBackoffsHaveTheMomentsOfTheirJitter(t *testing.T) {
	uniform := func(from, to float64) (mean, variance float64) {
		return (from + to) / 2, (to - from) * (to - from) / 12
	}
	for _, tt := range []struct {
		jitter string
		bounds [3][2]float64 // of each retry in milliseconds; equal for a constant
	}{
		{"none", [3][2]float64{{10, 10}, {20, 20}, {30, 30}}},
		{"full", [3][2]float64{{0, 10}, {0, 20}, {0, 30}}},
		{"equal", [3][2]float64{{5, 10}, {10, 20}, {15, 30}}},
		{"additive", [3][2]float64{{10, 20}, {20, 30}, {30, 30}}}, // the cap is last
		{"decorrelated", [3][2]float64{{10, 30}, {0, 0}, {0, 0}}}, // the later ones hang on the first
	} {
		t.Run(tt.jitter, func(t *testing.T) {
			p := design(t, "components: {a: {kind: service}}\nlinks: {default: {retry: {max: 5, backoff: 10ms, cap: 30ms, jitter: "+tt.jitter+"}}}\nflows: {ask: {rate: 1/s, steps: [{call: a}]}}\n", Options{})
			w := newWorld(p, 1, 0)
			const draws = 100_000
			var sum, squares [3]float64
			for range draws {
				f := frame{}
				for n := range sum {
					f.tries = uint16(n + 1)
					ms := float64(w.backoff(&f, &p.retries[0])) / 1e6
					if ms > 30 {
						t.Fatalf("retry %d waits %g ms, over the cap", n+1, ms)
					}
					sum[n] += ms
					squares[n] += ms * ms
				}
			}
			for n, b := range tt.bounds {
				if b[1] == 0 {
					continue
				}
				mean, variance := uniform(b[0], b[1])
				got := sum[n] / draws
				spread := squares[n]/draws - got*got
				if math.Abs(got-mean) > 4*math.Sqrt(variance/draws)+1e-6 || math.Abs(spread-variance) > 0.02*variance+1e-6 {
					t.Errorf("retry %d waits %.4f ms with a variance of %.4f, want %.4f and %.4f", n+1, got, spread, mean, variance)
				}
			}
		})
	}
}

// TestDecorrelatedJitterFollowsTheLastWait: the second wait is uniform from the
// base to three times the first, so its mean is half of 10 ms + 3 times 20 ms.
func TestDecorrelatedJitterFollowsTheLastWait(t *testing.T) {
	p := design(t, "components: {a: {kind: service}}\nlinks: {default: {retry: {max: 5, backoff: 10ms, cap: 1h, jitter: decorrelated}}}\nflows: {ask: {rate: 1/s, steps: [{call: a}]}}\n", Options{})
	w := newWorld(p, 1, 0)
	const draws = 100_000
	sum := 0.0
	for range draws {
		f := frame{tries: 1}
		first := w.backoff(&f, &p.retries[0])
		f.tries = 2
		second := w.backoff(&f, &p.retries[0])
		if second < 10e6 || second > 3*first {
			t.Fatalf("%d ns after %d ns, want from the base to three times as much", second, first)
		}
		sum += float64(second) / 1e6
	}
	if got := sum / draws; math.Abs(got-35) > 0.2 {
		t.Errorf("the second wait is %.3f ms on average, want 35", got)
	}
}

// TestRetriesByChance makes each retry with probability 1/2: of calls that
// always fail and up to three retries, 1 + 1/2 + 1/4 + 1/8 attempts are made.
func TestRetriesByChance(t *testing.T) {
	r := simulate(t, "components: {a: {kind: service, operations: {broken: [{fail: 100%}]}}}\nflows: {ask: {rate: 1000/s, steps: [{call: a.broken, retry: {max: 3, chance: 50%}}]}}\n", Options{For: 100}, RunOptions{Seed: 1})
	if got := r.Components["a"].Arrivals.Value / r.Flows["ask"].Offered.Value; math.Abs(got-1.875) > 0.01 {
		t.Errorf("%.4f attempts are made for each request, want 1.875", got)
	}
}

// TestRetriesForTheirCauses counts attempts of calls that fail in one way, and
// are tried again twice for one cause.
func TestRetriesForTheirCauses(t *testing.T) {
	const text = `components:
  a: {kind: service, operations: {broken: [{fail: 100%%}], slow: [{wait: 50ms}]}}
  full: {kind: service, slots: 1, queue: 0, operations: {hog: [{wait: 1h}]}}
flows:
  ask: {arrivals: const(1/s), steps: [{call: %s, timeout: 10ms, retry: {max: 2, for: %s}}]}
  hog: {every: 1d, at: "00:00", steps: [{call: full.hog, wait: false}]}
`
	fails := map[string]string{"timeout": "a.slow", "error": "a.broken", "refused": "full"}
	for cause, call := range fails {
		for on := range fails {
			want := 1.0
			if on == cause {
				want = 3
			}
			r := simulate(t, sprintf(text, call, on), Options{For: 10.5}, RunOptions{})
			c, extra := r.Components["a"], 0.0
			if call == "full" {
				c, extra = r.Components["full"], 1
			}
			if got := (c.Arrivals.Value*10.5 - extra) / 10; math.Abs(got-want) > 1e-6 {
				t.Errorf("a call that fails by %s and is tried again for %s makes %g attempts, want %g", cause, on, got, want)
			}
		}
	}
}

// TestABudgetIsRetriesOverFirstAttempts: of calls that always fail, a tenth is
// tried again.
func TestABudgetIsRetriesOverFirstAttempts(t *testing.T) {
	r := simulate(t, "components: {a: {kind: service, operations: {broken: [{fail: 100%}]}}}\nflows: {ask: {arrivals: const(100/s), steps: [{call: a.broken, retry: {max: 3, budget: 10%}}]}}\n", Options{For: 100}, RunOptions{Seed: 1})
	if got := r.Components["a"].Arrivals.Value / r.Flows["ask"].Offered.Value; math.Abs(got-1.1) > 0.003 {
		t.Errorf("%.4f attempts are made for each request, want 1.1", got)
	}
}
