package sim

import (
	"fmt"
	"math"
	"testing"
)

// copiesDesign is a store whose readers go to copies.
func copiesDesign(replicas int, replication, more string) string {
	return fmt.Sprintf(`data: {thing: {keys: uniform(1)}}
components:
  db: {kind: sql, stores: [thing], replicas: %d, reads-from: replicas, replication: {%s}%s}
flows:
  put: {rate: 5/s, steps: [{write: db.thing}]}
  ask: {rate: 400/s, steps: [{read: db.thing}]}
requirements: {quality: {fresh: {flow: ask, staleness: 500ms}, safe: {data: thing, rpo: 0s}}}
`, replicas, replication, more)
}

// within tells whether a number's interval, made half as wide again for the many
// tests, holds a value.
func within(n Number, want float64) bool {
	more := (n.High - n.Low) / 4
	return n.Known() && n.Low-more <= want && want <= n.High+more
}

// TestStaleReadsOfACopy compares with the closed forms for one key that is
// written at random moments, λ a second. A copy shows something old when the
// last write is younger than its lag: with probability 1 - exp(-λL) for a
// constant lag L, λ/(λ+μ) for an exponential one of mean 1/μ.
func TestStaleReadsOfACopy(t *testing.T) {
	tests := []struct {
		lag  string
		want float64
	}{
		{"100ms", 1 - math.Exp(-5*0.1)},
		{"exp(100ms)", 5.0 / (5 + 10)},
	}
	for _, tt := range tests {
		r := simulate(t, copiesDesign(2, "mode: async, lag: "+tt.lag, ""), Options{For: 400}, RunOptions{Seed: 1})
		f := r.Flows["ask"]
		if !within(*f.StaleReads, tt.want) {
			t.Errorf("lag %s: %+v of the reads are out of date, want %g", tt.lag, *f.StaleReads, tt.want)
		}
		if tt.lag == "100ms" && (f.Staleness.Value > 0.1 || f.Staleness.Value < 0.099) {
			t.Errorf("the oldest read is out of date by %g s, want nearly the lag of 0.1 s", f.Staleness.Value)
		}
	}
}

// TestPrimaryAndSynchronousCopiesAreNeverBehind reads what cannot be old.
func TestPrimaryAndSynchronousCopiesAreNeverBehind(t *testing.T) {
	primary := simulate(t, "components: {db: {kind: sql, replicas: 2, replication: {mode: async, lag: 1s}}}\nflows: {put: {rate: 5/s, steps: [{write: db}]}, ask: {rate: 50/s, steps: [{read: db}]}}\n", Options{For: 20}, RunOptions{})
	if s := primary.Flows["ask"].Staleness; s == nil || s.Value != 0 {
		t.Errorf("reads from the primary are out of date by %+v", s)
	}
	r := simulate(t, copiesDesign(3, "mode: quorum(w=2 r=2), lag: exp(100ms)", ""), Options{For: 50}, RunOptions{Seed: 1})
	if s := r.Flows["ask"].StaleReads; s.Value != 0 {
		t.Errorf("with w + r > n %+v of the reads are out of date", s)
	}
	if got := r.Requirements[0]; got.Verdict != Met {
		t.Errorf("freshness is %+v, want met", got)
	}
}

// TestStaleReadsOfAQuorum asks one copy of three after two have answered the
// write. The last copy has it a further lag of mean 1/μ later, and is asked a
// third of the time. It is behind at least as often as if every write were
// answered at once, λ/(λ+μ), and at most as often as if no newer write helped,
// 1 - exp(-λ/μ).
func TestStaleReadsOfAQuorum(t *testing.T) {
	r := simulate(t, copiesDesign(3, "mode: quorum(w=2 r=1), lag: exp(100ms)", ""), Options{For: 400}, RunOptions{Seed: 1})
	f := r.Flows["ask"]
	if n := f.StaleReads; n.High < 5.0/15/3 || n.Low > (1-math.Exp(-0.5))/3 {
		t.Errorf("%+v of the reads are out of date, want between %g and %g", *n, 5.0/15/3, (1-math.Exp(-0.5))/3)
	}
	if f.Staleness.Value < 0.1 {
		t.Errorf("the oldest read is out of date by %g s only", f.Staleness.Value)
	}
}

// TestWritersWaitForTheirCopies compares the mean latency of a write with the
// order statistics of exponentials of 10 ms, and the work that copies do.
func TestWritersWaitForTheirCopies(t *testing.T) {
	tests := []struct {
		replicas int
		mode     string
		want     float64 // in units of 10 ms
		busy     float64 // of each replica
	}{
		{1, "async", 1, 0.1},
		{3, "async", 1, 0.1},
		{3, "sync", 1 + 1.5, 0.1},                      // then the longer of two
		{3, "quorum(w=1 r=1)", 1, 0.1},                 // its own
		{3, "quorum(w=3 r=1)", 1 + 1.0/2 + 1.0/3, 0.1}, // the longest of three
		{5, "quorum(w=2 r=1)", 1 + 1.0/4 - 1.0/5, 0.1}, // the longer of its own and the first of four others
	}
	for _, tt := range tests {
		text := fmt.Sprintf("components: {db: {kind: sql, replicas: %d, cores: 100, work: {write: 10ms}, replication: {mode: %s}}}\nflows: {put: {rate: 1000/s, steps: [{write: db}]}}\n", tt.replicas, tt.mode)
		r := simulate(t, text, Options{For: 40}, RunOptions{Seed: 1})
		if m := r.Flows["put"].Latency.Mean; !within(m, tt.want*0.01) {
			t.Errorf("%d copies, %s: a write takes %+v, want %g", tt.replicas, tt.mode, m, tt.want*0.01)
		}
		if u := r.Components["db"].Utilization; !within(u, tt.busy) {
			t.Errorf("%d copies, %s: they are busy for %+v, want %g: each of them does every write", tt.replicas, tt.mode, u, tt.busy)
		}
		if a := r.Components["db"].Arrivals.Value; math.Abs(a-1000) > 20 {
			t.Errorf("%d copies, %s: %g arrivals a second, want the callers' 1000", tt.replicas, tt.mode, a)
		}
	}
}

// TestQuorumReadsTakeTheSlowestAsked asks two copies at the same time.
func TestQuorumReadsTakeTheSlowestAsked(t *testing.T) {
	r := simulate(t, "components: {db: {kind: key-value, replicas: 3, cores: 100, work: {read: 10ms}, replication: {mode: quorum(w=2 r=2)}}}\nflows: {ask: {rate: 1000/s, steps: [{read: db}]}}\n", Options{For: 40}, RunOptions{Seed: 1})
	if m := r.Flows["ask"].Latency.Mean; !within(m, 0.015) {
		t.Errorf("a read takes %+v, want the longer of two exponentials of 10 ms: 15 ms", m)
	}
}

// TestAQuorumOutlivesACopy crashes one of three, and then two.
func TestAQuorumOutlivesACopy(t *testing.T) {
	const text = `components: {db: {kind: key-value, replicas: 3, work: {read: 1ms, write: 1ms}, replication: {mode: quorum(w=2 r=2)}}}
flows: {put: {rate: 200/s, steps: [{write: db}]}, ask: {rate: 200/s, steps: [{read: db}]}}
failures: {one: {inject: {crash: "db#1", at: 0s}}, two: {inject: [{crash: "db#1", at: 0s}, {crash: "db#2", at: 0s}]}}
`
	one := simulate(t, text, Options{For: 10, Faults: faultsOf(t, text, "one")}, RunOptions{})
	two := simulate(t, text, Options{For: 10, Faults: faultsOf(t, text, "two")}, RunOptions{})
	for _, flow := range []string{"put", "ask"} {
		if f := one.Flows[flow].Counts; f.Failed > 0 {
			t.Errorf("%s: %d of %d fail though two of three copies are up", flow, f.Failed, f.Offered)
		}
		if f := two.Flows[flow].Counts; f.OK > 0 {
			t.Errorf("%s: %d succeed with one of three copies", flow, f.OK)
		}
	}
}

// TestReadersSeeWhatTheyArePromised reads its own writes, or nothing older than
// a bound, from copies that are a second behind.
func TestReadersSeeWhatTheyArePromised(t *testing.T) {
	text := func(consistency string) string {
		return `data: {thing: {keys: uniform(1), consistency: ` + consistency + `}}
components: {db: {kind: sql, stores: [thing], replicas: 2, reads-from: replicas, replication: {mode: async, lag: 1s}}}
flows: {edit: {rate: 2/s, steps: [{write: db.thing}, {wait: 100ms}, {read: db.thing}]}, ask: {rate: 50/s, steps: [{read: db.thing}]}}
`
	}
	run := func(consistency string) (edit, ask *FlowResult) {
		r := simulate(t, text(consistency), Options{For: 50}, RunOptions{})
		return r.Flows["edit"], r.Flows["ask"]
	}
	if edit, ask := run("eventual"); edit.StaleReads.Value != 1 || ask.StaleReads.Value < 0.5 {
		t.Errorf("eventual: %g of the editor's reads are out of date and %g of others'", edit.StaleReads.Value, ask.StaleReads.Value)
	}
	if edit, ask := run("read-your-writes"); edit.StaleReads.Value != 0 || ask.StaleReads.Value < 0.5 {
		t.Errorf("read-your-writes: %g of the editor's reads are out of date, and %g of others'", edit.StaleReads.Value, ask.StaleReads.Value)
	}
	if _, ask := run("bounded(400ms)"); ask.Staleness.Value > 0.4 || ask.Staleness.Value < 0.3 {
		t.Errorf("bounded(400ms): a read is out of date by %g s", ask.Staleness.Value)
	}
}

// TestLagMakesReadsOlder injects more of it for a while.
func TestLagMakesReadsOlder(t *testing.T) {
	text := copiesDesign(2, "mode: async, lag: 100ms", "") + "failures: {slow: {inject: {lag: db, by: 2s, at: 5s, for: 10s}}}\n"
	r := simulate(t, text, Options{For: 30, Faults: faultsOf(t, text, "slow")}, RunOptions{})
	if s := r.Flows["ask"].Staleness.Value; s < 1.9 || s > 2.1 {
		t.Errorf("reads are out of date by up to %g s, want 2.1 s", s)
	}
	if got := r.Requirements[0]; got.Verdict != Broken {
		t.Errorf("freshness is %+v, want broken", got)
	}
}
