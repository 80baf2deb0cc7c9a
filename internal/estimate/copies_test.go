package estimate

import (
	"fmt"
	"testing"
)

// TestWritersWaitForTheirCopies compares mean latencies with the order
// statistics of exponentials of 10 ms.
func TestWritersWaitForTheirCopies(t *testing.T) {
	tests := []struct {
		replicas   int
		mode, verb string
		want       float64 // in units of 10 ms
		busy       float64
	}{
		{3, "async", "write", 1, 0.1},
		{3, "quorum(w=1 r=1)", "write", 1, 0.1},
		{3, "sync", "write", 1 + 1.5, 0.1},                      // then the longer of two
		{3, "sync, lag: 5ms", "write", 1 + 0.5 + 1.5, 0.1},      //
		{3, "quorum(w=3 r=1)", "write", 1 + 1.0/2 + 1.0/3, 0.1}, // the longest of three
		{5, "quorum(w=2 r=1)", "write", 1 + 1.0/4 - 1.0/5, 0.1}, // the longer of its own and the first of four others
		{3, "quorum(w=2 r=2)", "read", 1.5, 2.0 / 30},           // the longer of two
		{3, "sync", "read", 1, 0.1 / 3},
	}
	for _, tt := range tests {
		d := load(t, head+fmt.Sprintf("components: {db: {kind: key-value, replicas: %d, cores: 100, work: {read: 10ms, write: 10ms}, replication: {mode: %s}}}\nflows: {f: {rate: 1000/s, steps: [{%s: db}]}}\n", tt.replicas, tt.mode, tt.verb))
		sheet := Estimate(d, Options{})
		what := fmt.Sprintf("%d copies, %s, %s", tt.replicas, tt.mode, tt.verb)
		near(t, what+": latency", value(t, sheet, "flows.f.latency.mean"), tt.want*0.01, 0.003)
		near(t, what+": utilization", value(t, sheet, "components.db.utilization"), tt.busy, 0.003)
	}
}

// TestCopiesElsewhereAnswerAfterTheWayThereAndBack has callers in two places:
// two thirds of them stand where the nearest other copy is 9 ms off, the rest
// where it is 5 ms off.
func TestCopiesElsewhereAnswerAfterTheWayThereAndBack(t *testing.T) {
	for _, tt := range []struct {
		mode, verb string
		want       float64 // ms
	}{
		{"quorum(w=2 r=2)", "write", 1 + 2.0/3*18 + 1.0/3*10},
		{"quorum(w=2 r=2)", "read", 1 + 2.0/3*18 + 1.0/3*10},
		{"quorum(w=3 r=1)", "write", 1 + 24},
		{"quorum(w=3 r=1)", "read", 1},
		{"async", "write", 1 + 1.0/3*24},     // frankfurt goes to the primary in dublin
		{"sync", "write", 2 + 24 + 1.0/3*24}, // and the primary waits for the farthest
		{"sync, lag: 3ms", "write", 2 + 3 + 1.0/3*24},
	} {
		d := load(t, head+fmt.Sprintf(`
boundaries: {dublin: {region: true, net: {frankfurt: 12ms, paris: 9ms}}, frankfurt: {region: true, net: {paris: 5ms}}, paris: {region: true}}
components:
  api: {kind: service, in: [dublin, frankfurt], replicas: {dublin: 4, frankfurt: 2}}
  db: {kind: sql, in: [dublin, frankfurt, paris], work: {read: const(1ms), write: const(1ms)}, replication: {mode: %s}}
flows: {f: {rate: 1/s, steps: [{call: api, steps: [{%s: db}]}]}}
`, tt.mode, tt.verb))
		near(t, tt.mode+" "+tt.verb, value(t, Estimate(d, Options{}), "flows.f.latency.mean"), tt.want/1000, 1e-6)
	}
}
