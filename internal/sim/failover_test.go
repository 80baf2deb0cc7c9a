package sim

import (
	"fmt"
	"math"
	"testing"
)

// failoverDesign loses its primary after 10 s, for 60 s.
func failoverDesign(replication, failover string) string {
	return fmt.Sprintf(`data: {thing: {keys: uniform(1k)}}
components:
  db: {kind: sql, stores: [thing], replicas: 2, replication: {%s}, failover: {%s}}
  guard: {kind: service}
flows: {put: {arrivals: const(100/s), steps: [{write: db.thing}]}, ask: {arrivals: const(100/s), steps: [{read: db.thing}]}}
requirements: {quality: {safe: {data: thing, rpo: 500ms}, none: {data: thing, rpo: 0s}}}
failures:
  lost: {inject: {crash: db.primary, at: 10005ms, for: 60s}}
  both: {inject: [{crash: db.primary, at: 10005ms, for: 60s}, {crash: guard, at: 1s, for: 19s}]}
  twice: {inject: [{crash: db.primary, at: 10005ms, for: 8s}, {crash: db.primary, at: 30005ms, for: 60s}]}
  none: {inject: {slow: db, by: 2x, at: 1s}}
`, replication, failover)
}

// TestFailoverTakesItsTimeAndLosesTheLag counts exactly: 100 writes a second
// fail for the time of the failover, and what had been acknowledged within the
// lag before the crash is gone.
func TestFailoverTakesItsTimeAndLosesTheLag(t *testing.T) {
	tests := []struct {
		replication, failover, failure string
		failed                         uint64 // of the writes
		lost                           uint64
		age                            float64 // of the oldest lost, seconds
	}{
		{"mode: async, lag: 1s", "time: 5s", "lost", 500, 100, 0.995},
		{"mode: async, lag: 400ms", "time: 5s", "lost", 500, 40, 0.395},
		{"mode: sync", "time: 5s", "lost", 500, 0, 0},
		{"mode: async, lag: 1s", "time: 5s, coverage: 1e-9", "lost", 6000, 0, 0},         // until it is repaired, with all it had
		{"mode: async, lag: 1s", "time: 90s", "lost", 6000, 0, 0},                        // the repair is faster
		{"mode: async, lag: 1s", "detect: 3s", "lost", 300, 100, 0.995},                  // no more than noticing
		{"mode: async, lag: 1s", "time: 5s, by: guard", "both", 1000, 100, 0.995},        // at 20.005 s, the first look after the guard is back
		{"mode: async, lag: 1s", "time: 5s, hold: 30s", "twice", 500 + 1500, 200, 0.995}, // the second not before 45.005 s
	}
	for _, tt := range tests {
		text := failoverDesign(tt.replication, tt.failover)
		r := simulate(t, text, Options{For: 100, Faults: faultsOf(t, text, tt.failure)}, RunOptions{Timeline: true})
		what := tt.replication + "; " + tt.failover + "; " + tt.failure
		if got := r.Flows["put"].Counts.Failed; got != tt.failed {
			t.Errorf("%s: %d writes failed, want %d", what, got, tt.failed)
		}
		d := r.Data["thing"]
		if d == nil || d.LostWrites != tt.lost || math.Abs(d.Lost.Value-tt.age) > 1e-6 {
			t.Errorf("%s: lost %+v, want %d writes of up to %g s", what, d, tt.lost, tt.age)
		}
		want := [2]Verdict{Met, Met}
		if tt.lost > 0 {
			want[1] = Broken
		}
		if tt.age > 0.5 {
			want[0] = Broken
		}
		if got := [2]Verdict{r.Requirements[0].Verdict, r.Requirements[1].Verdict}; got != want {
			t.Errorf("%s: rpo of 500 ms and 0 are %v, want %v", what, got, want)
		}
	}
}

func TestWithoutALossNothingIsSaidOfIt(t *testing.T) {
	text := failoverDesign("mode: async, lag: 1s", "time: 5s")
	r := simulate(t, text, Options{For: 20, Faults: faultsOf(t, text, "none")}, RunOptions{})
	if r.Data["thing"] != nil || r.Requirements[0].Verdict != Unknown {
		t.Errorf("nothing was hit, but %+v and %+v", r.Data["thing"], r.Requirements[0])
	}
}

// TestCoverageIsTheShareOfFailoversThatWork runs the same crash with many
// seeds.
func TestCoverageIsTheShareOfFailoversThatWork(t *testing.T) {
	text := failoverDesign("mode: sync", "time: 5s, coverage: 70%")
	p := design(t, text, Options{For: 30, Faults: faultsOf(t, text, "lost")})
	const runs = 200
	worked := 0
	for seed := range uint64(runs) {
		r, err := Run(t.Context(), p, RunOptions{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		switch failed := r.Flows["put"].Counts.Failed; failed {
		case 500:
			worked++
		case 2000 - 1:
		default:
			t.Fatalf("seed %d: %d writes failed", seed, failed)
		}
	}
	if math.Abs(float64(worked)-0.7*runs) > 4*math.Sqrt(runs*0.7*0.3) {
		t.Errorf("%d of %d failovers worked, want 70%%", worked, runs)
	}
}

// TestLostWritesFollowTheLag loses what an exponential lag holds back: on
// average λ/μ writes, as in M/M/∞, for one copy.
func TestLostWritesFollowTheLag(t *testing.T) {
	text := failoverDesign("mode: async, lag: exp(200ms)", "time: 1s")
	p := design(t, text, Options{For: 12, Faults: faultsOf(t, text, "lost")})
	const runs = 100
	sum := 0.0
	for seed := range uint64(runs) {
		r, err := Run(t.Context(), p, RunOptions{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		sum += float64(r.Data["thing"].LostWrites)
	}
	// Writes at fixed gaps of 10 ms: the sum of exp(-10ms k/200ms) over k >= 0,
	// the last written 5 ms before; its variance is below the mean.
	want := math.Exp(-0.005/0.2) / (1 - math.Exp(-0.01/0.2))
	if got := sum / runs; math.Abs(got-want) > 4*math.Sqrt(want/runs) {
		t.Errorf("%g writes are lost on average, want %g", got, want)
	}
}

// TestFollowersTakeReadsOfADeadCopyAfterTheFailover crashes a copy that readers
// use: they fail until it is known to be down.
func TestFollowersTakeReadsOfADeadCopyAfterTheFailover(t *testing.T) {
	const text = `components: {db: {kind: sql, replicas: 3, reads-from: replicas, replication: {mode: async}, failover: {time: 5s}}}
flows: {ask: {arrivals: const(100/s), steps: [{read: db}]}}
failures: {copy: {inject: {crash: "db#2", at: 10005ms, for: 60s}}}
`
	r := simulate(t, text, Options{For: 100, Faults: faultsOf(t, text, "copy")}, RunOptions{})
	if got := r.Flows["ask"].Counts.Failed; got != 250 {
		t.Errorf("%d reads failed, want half of those of 5 s", got)
	}
}

// TestASplitLosesOneSide writes to two primaries for 10 s: one half is lost
// when they meet again, and readers of one side miss the other's writes.
func TestASplitLosesOneSide(t *testing.T) {
	const text = `data: {thing: {keys: uniform(1)}}
components: {db: {kind: sql, stores: [thing], replicas: 2, reads-from: any, replication: {mode: sync}}}
flows: {put: {arrivals: const(100/s), steps: [{write: db.thing}]}}
failures: {brain: {inject: {split: db, at: 10005ms, for: 10s}}}
`
	r := simulate(t, text, Options{For: 40, Faults: faultsOf(t, text, "brain")}, RunOptions{})
	d := r.Data["thing"]
	if r.Flows["put"].Counts.Failed != 0 {
		t.Errorf("%d writes failed; both sides take them", r.Flows["put"].Counts.Failed)
	}
	if d == nil || math.Abs(float64(d.LostWrites)-500) > 4*math.Sqrt(250) {
		t.Fatalf("lost %+v, want half of 1000 writes", d)
	}
	if d.Lost.Value < 9.9 || d.Lost.Value > 10 {
		t.Errorf("the oldest lost write was %g s old, want 10", d.Lost.Value)
	}
}

// TestFailoverOfBreakdownsMeetsTheClosedForm lets a store of two copies fail and
// be repaired for a long time. A primary that fails costs the time of the
// failover, or its repair where that does not succeed; both down at once cost
// all: U = (c t + (1-c) R) / (F + R) + (1-a)^2 for times F to failure and R to
// repair, a = F / (F + R). It neglects that a failover must wait when the other
// copy is down too, which is rare when F is long.
func TestFailoverOfBreakdownsMeetsTheClosedForm(t *testing.T) {
	const text = `components: {db: {kind: sql, replicas: 2, mttf: 500s, mttr: 20s, replication: {mode: sync}, failover: {time: 2s, coverage: 80%}}}
flows: {put: {rate: 1/s, steps: [{write: db}]}}
`
	r := simulate(t, text, Options{For: 600_000, Breakdowns: true}, RunOptions{Seed: 1})
	const f, m, c, d = 500.0, 20.0, 0.8, 2.0
	down := m / (f + m)
	want := 1 - (c*d+(1-c)*m)/(f+m) - down*down
	if got := r.Flows["put"].Availability; !within(got, want) || got.High-got.Low > 0.005 {
		t.Errorf("availability %+v, want %g", got, want)
	}
}
