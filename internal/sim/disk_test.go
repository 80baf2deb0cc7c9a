package sim

import (
	"math"
	"testing"
)

// TestAFullDiskRefusesWrites fills it at once, and at the rate of a log.
func TestAFullDiskRefusesWrites(t *testing.T) {
	const text = `components: {db: {kind: sql, disk: 100GB}, log: {kind: queue}}
flows:
  put: {arrivals: const(100/s), steps: [{write: db}]}
  ask: {arrivals: const(100/s), steps: [{read: db}]}
  say: {arrivals: const(100/s), steps: [{publish: log}]}
failures:
  full:  {inject: {fill: db, at: 10005ms, for: 10s}}
  grows: {inject: {fill: db, by: 50GB/s, at: 10005ms, for: 10s}}
  some:  {inject: {fill: db, to: 90%, at: 10005ms}}
  queue: {inject: {fill: log, at: 10005ms, for: 10s}}
`
	tests := []struct {
		failure  string
		put, say uint64 // that failed
	}{{"full", 1000, 0}, {"grows", 800, 0}, {"some", 0, 0}, {"queue", 0, 1000}}
	for _, tt := range tests {
		r := simulate(t, text, Options{For: 40, Faults: faultsOf(t, text, tt.failure)}, RunOptions{})
		if put, say := r.Flows["put"].Counts.Failed, r.Flows["say"].Counts.Failed; put != tt.put || say != tt.say {
			t.Errorf("%s: %d writes and %d messages failed, want %d and %d", tt.failure, put, say, tt.put, tt.say)
		}
		if n := r.Flows["ask"].Counts.Failed; n > 0 {
			t.Errorf("%s: %d reads failed", tt.failure, n)
		}
	}
}

// TestCallsBeyondTheConnectionsOfAStoreAreRefused is M/G/c/c: a call takes a
// connection for as long as it is in the store. Erlang B of 5 for 4 erlangs.
func TestCallsBeyondTheConnectionsOfAStoreAreRefused(t *testing.T) {
	r := simulate(t, "components: {db: {kind: sql, connections: 5, work: {read: 10ms}}}\nflows: {ask: {rate: 400/s, steps: [{read: db}]}}\n", Options{For: 300}, RunOptions{Seed: 1})
	const b = 0.19907
	if got := r.Flows["ask"].Errors["refused"]; !within(got, b) {
		t.Errorf("%+v are refused, want %g", got, b)
	}
	if got := r.Components["db"].InFlight; math.Abs(got.Value-4*(1-b)) > 0.05 {
		t.Errorf("%g are in progress, want %g", got.Value, 4*(1-b))
	}
}
