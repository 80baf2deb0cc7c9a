package sim

import (
	"math"
	"testing"
)

// TestWhatWasNeverSeenHasAnUpperBound: of n requests none failed, so fewer than
// 3/n do, and fewer than 3/T a second in a time T.
func TestWhatWasNeverSeenHasAnUpperBound(t *testing.T) {
	const text = `
requirements: {quality: {up: {flow: ask, availability: 99.99%}, enough: {flow: ask, availability: 99.9%}, short: {at: s, backlog: 5, chance: 1e-6}}}
components: {s: {kind: service, work: const(1ms)}}
flows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}
`
	r := simulate(t, text, Options{For: 100.001}, RunOptions{})
	const n, time = 10_000.0, 100.001
	f, s := r.Flows["ask"], r.Components["s"]
	for _, q := range []struct {
		name      string
		got       Number
		low, high float64
	}{
		{"availability", f.Availability, 1 - 3/n, 1},
		{"errors", f.Errors["timeout"], 0, 3 / n},
		{"failed", f.Failed, 0, 3 / time},
		{"refused", s.Refused, 0, 3 / time},
		{"delayed", s.Wait.Delayed, 0, 3 / n},
	} {
		if math.Abs(q.got.Low-q.low) > 1e-9 || math.Abs(q.got.High-q.high) > 1e-9 || q.got.Value != math.Round(q.got.Value) {
			t.Errorf("%s: %g [%g .. %g], want [%g .. %g]", q.name, q.got.Value, q.got.Low, q.got.High, q.low, q.high)
		}
	}
	want := map[string]Verdict{"up": Unsure, "enough": Met, "short": Unsure}
	for _, q := range r.Requirements {
		if q.Verdict != want[q.Name] {
			t.Errorf("%s is %s with [%g .. %g], want %s", q.Name, q.Verdict, q.Value.Low, q.Value.High, want[q.Name])
		}
	}
}
