package sim

import (
	"math"
	"testing"
)

// broken runs a design with the faults that it calls f, if any, and keeps a
// timeline.
func broken(t *testing.T, text string, seconds float64) *Result {
	t.Helper()
	d := loaded(t, text)
	o := Options{For: seconds}
	if f := d.Failures.Get("f"); f != nil {
		o.Faults = f.Inject
	}
	p, problems := Compile(d, o)
	if p == nil {
		t.Fatalf("it does not compile: %+v", problems)
	}
	r, err := Run(t.Context(), p, RunOptions{Seed: 1, Timeline: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// failing returns the seconds in which requests of a flow fail, as the first
// and the one behind the last; equal when there are none.
func failing(r *Result, flow string) (from, to int) {
	for k, row := range r.Timeline {
		if row.Flows[flow].Failed == 0 {
			continue
		}
		if to == 0 {
			from = k
		}
		to = k + 1
	}
	return from, to
}

const checkedService = `components: {a: {kind: service, replicas: 4, work: const(1ms), health: {every: 2s, timeout: 500ms, fail: 3, pass: 2}}}
flows: {ask: {arrivals: const(40/s), steps: [{call: a, timeout: 900ms}]}}
`

// TestHealthChecksTakeACrashedReplicaOut crashes one of four replicas at 11 s
// for 20 s. The checks at 12, 14 and 16 s fail; those at 32 and 34 s pass.
func TestHealthChecksTakeACrashedReplicaOut(t *testing.T) {
	r := broken(t, checkedService+"failures: {f: {inject: {crash: \"a#2\", at: 11s, for: 20s}}}\n", 60)
	if from, to := failing(r, "ask"); from != 11 || to != 16 {
		t.Errorf("requests fail from %d to %d s, want from 11 to 16", from, to)
	}
	if got := r.Flows["ask"].Counts.Failed; got != 5*10 {
		t.Errorf("%d requests fail, want the quarter of five seconds", got)
	}
	for second, want := range map[int]float64{5: 4, 12: 3, 33: 3, 35: 4} {
		if got := r.Timeline[second].Components["a"].Replicas; got != want {
			t.Errorf("%g replicas are in service at %d s, want %g", got, second, want)
		}
	}
}

// TestBlindHealthChecksSeeNothing as long as the fault lasts: they notice at 22
// s and act at 26 s.
func TestBlindHealthChecksSeeNothing(t *testing.T) {
	r := broken(t, checkedService+"failures: {f: {inject: [{crash: \"a#2\", at: 11s}, {blind: a, at: 5s, for: 16s}]}}\n", 60)
	if from, to := failing(r, "ask"); from != 11 || to != 26 {
		t.Errorf("requests fail from %d to %d s, want from 11 to 26", from, to)
	}
}

// TestHealthChecksNoticeAPausedReplicaByTheirTimeout: those of 12, 14 and 16 s
// fail half a second later.
func TestHealthChecksNoticeAPausedReplicaByTheirTimeout(t *testing.T) {
	r := broken(t, checkedService+"failures: {f: {inject: {pause: \"a#2\", at: 11s}}}\n", 40)
	if from, to := failing(r, "ask"); from != 11 || to != 18 {
		t.Errorf("requests fail from %d to %d s, want from 11 to 18: those sent until 16.5 s time out 0.9 s later", from, to)
	}
	for second, want := range map[int]float64{15: 3, 17: 3, 39: 3} {
		if got := r.Timeline[second].Components["a"].Replicas; got != want {
			t.Errorf("%g replicas are in service at %d s, want %g", got, second, want)
		}
	}
}

// TestHealthChecksActOnAtMostAShare crashes all four replicas; two go, and two
// stay and refuse.
func TestHealthChecksActOnAtMostAShare(t *testing.T) {
	const text = `components: {a: {kind: service, replicas: 4, health: {every: 1s, fail: 1%s}}}
flows: {ask: {arrivals: const(40/s), steps: [{call: a}]}}
failures: {f: {inject: {crash: a, at: 10s}}}
`
	some := broken(t, sprintf(text, ", at-most: 50%"), 30)
	if e := some.Flows["ask"].Errors; e["no-target"].Value != 0 || e["refused"].Value == 0 {
		t.Errorf("with at most half taken out the failures are %+v, want refusals", e)
	}
	all := broken(t, sprintf(text, ""), 30)
	if got := all.Timeline[20].Flows["ask"].Failed; got != 40 || all.Flows["ask"].Errors["no-target"].Value == 0 {
		t.Errorf("with all taken out %d of 40 fail in a second, and %+v", got, all.Flows["ask"].Errors)
	}
}

// TestChecksThatAskADependencyMakeAPartialFailureTotal: only one request in ten
// needs the database. A check that asks it too takes everything out.
func TestChecksThatAskADependencyMakeAPartialFailureTotal(t *testing.T) {
	const text = `components:
  a: {kind: service, replicas: 3, health: {every: 1s, timeout: 200ms, fail: 2, pass: 1%s}}
  db: {kind: sql}
flows:
  most: {arrivals: const(89.7/s), steps: [{call: a}]}
  some: {arrivals: const(10/s), steps: [{call: a, steps: [{read: db}]}]}
failures: {f: {inject: {crash: db, at: 10500ms, for: 20s}}}
`
	shallow := broken(t, sprintf(text, ""), 60)
	if got := shallow.Flows["most"].Counts.Failed; got != 0 {
		t.Errorf("%d requests that need no database fail", got)
	}
	deep := broken(t, sprintf(text, ", checks: [db]"), 60)
	if from, to := failing(deep, "most"); from != 12 || to != 31 {
		t.Errorf("with a check of the database all fail from %d to %d s, want from 12 to 31", from, to)
	}
	if got := deep.Timeline[20].Flows["most"].OK; got != 0 {
		t.Errorf("%d requests succeed though all replicas are out", got)
	}
}

// TestChecksOfBusyReplicasFail overloads two replicas: their checks wait
// behind the requests, time out, and take out who was only busy.
func TestChecksOfBusyReplicasFail(t *testing.T) {
	const text = `components: {a: {kind: service, replicas: 2, slots: 1, work: const(10ms)%s}}
flows: {ask: {arrivals: const(%s), steps: [{call: a, timeout: 500ms}]}}
`
	const check = ", health: {every: 1s, timeout: 100ms, fail: 2, pass: 1}"
	calm := broken(t, sprintf(text, check, "180/s"), 30)
	if got := calm.Components["a"].Replicas.Value; got != 2 {
		t.Errorf("%g replicas are in service at a utilization of 0.9, want 2", got)
	}
	busy := broken(t, sprintf(text, check, "250/s"), 30)
	if busy.Flows["ask"].Errors["no-target"].Value == 0 {
		t.Errorf("no replica was taken out of an overloaded component: %+v", busy.Flows["ask"].Errors)
	}
}

// TestHealthChecksRestart pauses one of two replicas for a long time. The
// checks restart it, which takes 5 s and does not help as long as the fault
// lasts; a replica whose slot is stuck is helped.
func TestHealthChecksRestart(t *testing.T) {
	const text = `components:
  a: {kind: service, slots: 1, start: {time: 5s}, health: {every: 1s, timeout: 500ms, fail: 2, then: restart}, operations: {stuck: [{wait: 1h}]}}
flows:
  ask: {arrivals: const(10/s), steps: [{call: a, timeout: 300ms}]}
  once: {every: 1h, at: "00:00", steps: [{call: a.stuck, wait: false}]}
`
	r := broken(t, text, 30)
	// The checks of 1 and 2 s time out at 2.5 s; it is back at 7.5 s.
	if from, to := failing(r, "ask"); from != 0 || to != 8 {
		t.Errorf("requests fail from %d to %d s, want from 0 to 8", from, to)
	}
	if got := r.Timeline[5].Components["a"].Replicas; got != 0 {
		t.Errorf("%g replicas are in service during the restart, want none", got)
	}
}

// TestReplicasWithdrawThemselves by what they look at. They do not notice that
// they are down.
func TestReplicasWithdrawThemselves(t *testing.T) {
	const text = `components:
  names: {kind: service, replicas: 3, health: {every: 1s, timeout: 200ms, fail: 2, then: withdraw-self, checks: [backbone]}}
  backbone: {kind: service}
flows: {ask: {arrivals: const(29.7/s), steps: [{call: names}]}}
failures: {f: {inject: {%s, at: 10500ms, for: 10s}}}
`
	for _, fault := range []string{"crash: backbone", "cut: [names, backbone]"} {
		if from, to := failing(broken(t, sprintf(text, fault), 40), "ask"); from != 12 || to != 21 {
			t.Errorf("%s: requests fail from %d to %d s, want from 12, when all have withdrawn, to 21", fault, from, to)
		}
	}
	own := broken(t, sprintf(text, `crash: "names#1"`), 40)
	if got := own.Flows["ask"].Counts.Failed; math.Abs(float64(got)-99) > 1 {
		t.Errorf("%d requests fail, want a third of 10 s: a replica that is down withdraws nothing", got)
	}
}

// TestHealthChecksTakeCopiesOfAStoreOut crashes one of three copies, or the
// primary, at 10 s. The check of 11 s takes it out; a failover that waits two
// seconds more then lets another take over.
func TestHealthChecksTakeCopiesOfAStoreOut(t *testing.T) {
	const text = `components: {db: {kind: sql, replicas: 3, slots: 100, health: {every: 1s, fail: 1}%s}}
flows: {ask: {arrivals: const(100/s), steps: [{%s: db}]}}
failures: {f: {inject: {%s, at: 10.005s}}}
`
	for _, tt := range []struct {
		options, step, inject string
		failed                float64
	}{
		{", reads-from: any", "read", "crash: db#2", 33},
		{", reads-from: replicas", "read", "crash: db#2", 50},
		{", reads-from: any, replication: {mode: async}", "read", "crash: db#2", 33},
		{", reads-from: replicas, replication: {mode: async}", "read", "crash: db#2", 50},
		{", reads-from: primary", "read", "crash: db#2", 0},
		{", replication: {mode: async}", "write", "crash: db#1", 1000},
		{", replication: {mode: async}, failover: {time: 2s}", "write", "crash: db#1", 200},
		{", replication: {mode: quorum(w=2 r=2)}", "write", "crash: db#2", 0},
	} {
		r := broken(t, sprintf(text, tt.options, tt.step, tt.inject), 20.005)
		if got := float64(r.Flows["ask"].Counts.Failed); math.Abs(got-tt.failed) > 2 {
			t.Errorf("%s%s, %s: %g fail, want %g", tt.step, tt.options, tt.inject, got, tt.failed)
		}
	}
}
