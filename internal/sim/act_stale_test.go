package sim

import (
	"math"
	"testing"
)

// TestStaleNamesAreWhatTheyWere empties a name while its answers are stale, and
// makes them stale while it is empty. Answers are not kept, so that each of ten
// requests a second asks.
func TestStaleNamesAreWhatTheyWere(t *testing.T) {
	const text = "components: {names: {kind: dns}, s: {kind: service, resolved-by: names}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\n"
	for _, tt := range []struct {
		name, inject string
		lost         float64 // of 400
	}{
		{"stale before it is empty", "{stale: names, at: 5.05s, for: 10s}, {unresolve: s, at: 10.05s, for: 10s}", 50},
		{"stale while it is empty", "{unresolve: s, at: 10.05s, for: 10s}, {stale: s, at: 15.05s, for: 10s}", 150},
		{"stale while all is well", "{stale: names, at: 5.05s, for: 10s}", 0},
	} {
		r := underFaults(t, text, tt.inject, 40.05)
		if got := r.Flows["ask"].Errors["no-target"].Value * 400; math.Abs(got-tt.lost) > 1 {
			t.Errorf("%s: %g of 400 find nothing, want %g", tt.name, got, tt.lost)
		}
	}
}

// TestCallersDoNotLearnWhoTookOverFromStaleNames has one replica die at 10 s
// whose successor is found by name. It would take over at 12 s; the name is stale
// until 20 s.
func TestCallersDoNotLearnWhoTookOverFromStaleNames(t *testing.T) {
	const text = `components:
  names: {kind: dns}
  s: {kind: service, replicas: 2, active: one, failover: {time: 2s}, work: const(1ms), resolved-by: names}
flows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}
`
	for inject, lost := range map[string]float64{
		`{crash: "s#1", at: 10005ms, for: 20s}`:                                     200,
		`{crash: "s#1", at: 10005ms, for: 20s}, {stale: names, at: 1s, until: 20s}`: 1000,
	} {
		r := underFaults(t, text, inject, 60)
		if got := float64(r.Flows["ask"].Counts.Failed); got < lost-1 || got > lost+100*askAgain/1e9+1 {
			t.Errorf("%s: %g requests fail, want %g", inject, got, lost)
		}
	}
}
