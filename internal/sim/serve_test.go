package sim

import (
	"fmt"
	"math"
	"testing"
)

var sprintf = fmt.Sprintf

const leasedStore = `components:
  store: {kind: service, replicas: 10, work: const(1ms), lease: {from: meta.grant, every: 4s, ttl: 12s, timeout: 200ms%s}}
  meta: {kind: service, slots: 1, operations: {grant: [{work: const(10ms)}]}}
flows: {ask: {arrivals: const(100/s), steps: [{call: store%s}]}}
failures: {f: {inject: {%s}}}
`

// TestLeasesAreRenewed without a fault: every replica asks every 4 s behind an
// answer that takes 10 ms, and all serve.
func TestLeasesAreRenewed(t *testing.T) {
	r := broken(t, sprintf(leasedStore, "", "", "pause: meta, at: 1h"), 200)
	if got := r.Flows["ask"].Counts.Failed; got != 0 {
		t.Errorf("%d requests fail", got)
	}
	if got, want := r.Components["meta"].Arrivals.Value, 10/4.010; math.Abs(got-want) > 0.02*want {
		t.Errorf("%g leases are asked for in a second, want %g", got, want)
	}
}

// TestReplicasServeUntilTheirLeaseEnds cuts the grantor for a while that leases
// outlive, and for one that they do not. The last was granted before 10 s and
// ends before 22 s; the first ends 8 s after the fault begins.
func TestReplicasServeUntilTheirLeaseEnds(t *testing.T) {
	short := broken(t, sprintf(leasedStore, "", "", "crash: meta, at: 10s, for: 4s"), 60)
	if got := short.Flows["ask"].Counts.Failed; got != 0 {
		t.Errorf("%d requests fail though every lease outlives the fault", got)
	}
	long := broken(t, sprintf(leasedStore, "", "", "crash: meta, at: 10s, for: 30s"), 80)
	from, to := failing(long, "ask")
	if from < 17 || from > 19 || to < 41 || to > 46 {
		t.Errorf("requests fail from %d to %d s, want from about 18 s until the next question after 40 s", from, to)
	}
	if got := long.Timeline[30].Components["store"].Replicas; got != 0 {
		t.Errorf("%g replicas serve without a lease", got)
	}
	if got := long.Flows["ask"].Errors["refused"].Value; got == 0 {
		t.Error("nobody is refused")
	}
}

// TestACutLinkCarriesNoLeases cuts replicas off from the grantor, which stays
// up: their leases end as they do when it is down.
func TestACutLinkCarriesNoLeases(t *testing.T) {
	for _, cut := range []string{"cut: [store, meta]", "cut: store.meta", "loss: meta, rate: 100%"} {
		from, to := failing(broken(t, sprintf(leasedStore, "", "", cut+", at: 10s, for: 30s"), 80), "ask")
		if from < 17 || from > 19 || to < 41 || to > 46 {
			t.Errorf("%s: requests fail from %d to %d s, want from about 18 s until the next question after 40 s", cut, from, to)
		}
	}
}

// TestLostLeasesStopOrRefuse counts what is in progress when a lease ends.
func TestLostLeasesStopOrRefuse(t *testing.T) {
	for lost, cause := range map[string]string{"stop": "error", "refuse-new": "refused"} {
		text := sprintf(leasedStore, ", lost: "+lost, ", steps: [{wait: 5s}]", "crash: meta, at: 10s, for: 30s")
		e := broken(t, text, 60).Flows["ask"].Errors
		if lost == "stop" && e[cause].Value == 0 || lost == "refuse-new" && e["error"].Value != 0 || e["refused"].Value == 0 {
			t.Errorf("%s: failures are %+v", lost, e)
		}
	}
}

// TestLeasesThatAreAskedForAtOnceAreNeverGranted is the outage of DynamoDB in
// 2015: what grants leases has the capacity for renewals one by one, but not
// for all at once with answers that come too late. Jitter saves it.
func TestLeasesThatAreAskedForAtOnceAreNeverGranted(t *testing.T) {
	const text = `components:
  store: {kind: service, replicas: 200, lease: {from: meta.grant, every: %s, ttl: 24s, timeout: 1s, retry: {max: unlimited, %s}}}
  meta: {kind: service, slots: 1, operations: {grant: [{work: const(8ms)}]}}
flows: {ask: {arrivals: const(50/s), steps: [{call: store}]}}
failures: {f: {inject: {pause: meta, at: 20s, for: 40s}}}
`
	served := func(r *Result) float64 {
		ok := 0.0
		for _, row := range r.Timeline[500:600] {
			ok += float64(row.Flows["ask"].OK)
		}
		return ok / (100 * 50)
	}
	if got := served(broken(t, sprintf(text, "10s", "backoff: 100ms, factor: 1"), 600)); got > 0.6 {
		t.Errorf("%.2f of the requests succeed ten minutes later, want under 0.6", got)
	}
	if got := served(broken(t, sprintf(text, "uniform(5s..15s)", "backoff: 5s, cap: 10s, jitter: full"), 600)); got < 0.99 {
		t.Errorf("%.2f of the requests succeed with jittered renewals, want all", got)
	}
}

// TestReplicasOverALimit scales out until every replica has a thread too many
// for its peers: more capacity, and none is left.
func TestReplicasOverALimit(t *testing.T) {
	const text = `components:
  front: {kind: service, slots: 4, work: const(100ms), replicas: {min: 3, max: 20, target: {in-flight: 2}, every: 5s, cooldown: 1h}, limits: {threads: {max: 2005, use: "= replicas + 2000"}, over: %s}}
load: {day: {level: mean, ramp: {from: 20s, to: 3x}, for: 60s}}
flows: {ask: {arrivals: const(50/s), steps: [{call: front}]}}
`
	for over, cause := range map[string]string{"refuse": "refused", "crash": "refused"} {
		r := simulate(t, sprintf(text, over), Options{Load: "day"}, RunOptions{Timeline: true})
		if from, to := failing(r, "ask"); from < 20 || from > 30 || to != 60 {
			t.Errorf("%s: requests fail from %d to %d s, want from soon after 20 s to the end", over, from, to)
		}
		if got := r.Timeline[50].Flows["ask"].OK; got != 0 {
			t.Errorf("%s: %d requests succeed on six replicas, each over its limit", over, got)
		}
		if r.Flows["ask"].Errors[cause].Value == 0 {
			t.Errorf("%s: failures are %+v", over, r.Flows["ask"].Errors)
		}
	}
}

// TestRequestsUseThreads: of ten at once four find a thread.
func TestRequestsUseThreads(t *testing.T) {
	const text = `components: {s: {kind: service, work: const(10ms), start: {time: 1s}, limits: {threads: {max: 4}, over: %s}}}
flows: {ask: {every: 10s, at: "00:00", steps: [{each: 10, join: 10, steps: [{call: s, on-error: continue}]}]}}
`
	refuses := simulate(t, sprintf(text, "refuse"), Options{For: 100}, RunOptions{})
	if got := refuses.Components["s"].Refused.Value * 100; math.Abs(got-6*10) > 1e-6 {
		t.Errorf("%g calls are refused, want six of each ten", got)
	}
	crashes := simulate(t, sprintf(text, "crash"), Options{For: 100}, RunOptions{})
	if got := crashes.Components["s"].Replicas.Value; math.Abs(got-0.9) > 1e-6 {
		t.Errorf("%g replicas serve, want none for one second in ten", got)
	}
}

// TestLeaksUseUpWhatIsLimited: at 10 MB/s a gigabyte is full after 90 s, since
// 100 MB are used anyway. A crash frees it, and 90 s later it is full again. A
// start takes 10 s.
func TestLeaksUseUpWhatIsLimited(t *testing.T) {
	const text = `components: {s: {kind: service, start: {time: 10s}, limits: {memory: {max: 1GB, use: 100MB}, over: %s}}}
flows: {ask: {arrivals: const(9.7/s), steps: [{call: s}]}}
failures: {f: {inject: {leak: s, of: memory, by: 10MB/s, at: 10s, for: 500s}}}
`
	refuses := broken(t, sprintf(text, "refuse"), 600)
	if from, to := failing(refuses, "ask"); from != 100 || to != 510 {
		t.Errorf("requests fail from %d to %d s, want from 100 to 510", from, to)
	}
	crashes := broken(t, sprintf(text, "crash"), 210)
	if got, want := float64(crashes.Flows["ask"].Counts.Failed), 2*10*9.7; math.Abs(got-want) > 4 {
		t.Errorf("%g requests fail, want two restarts of ten seconds: %g", got, want)
	}
}

// TestWhatIsNeededMustBeUp takes away what a component needs.
func TestWhatIsNeededMustBeUp(t *testing.T) {
	const text = `components:
  quorum: {kind: service, replicas: 3, work: const(1ms), start: {time: 2s}, needs: %s}
  identity: {kind: service, replicas: 2}
flows: {ask: {arrivals: const(30/s), steps: [{call: quorum, timeout: 500ms}]}}
failures: {f: {inject: [%s]}}
`
	// A replica of the quorum that crashes for eight seconds starts for two.
	const one, two, both = `{crash: "quorum#1", at: 10s, for: 8s}`, `{crash: "quorum#1", at: 10s, for: 8s}, {crash: "quorum#2", at: 10s, for: 8s}`, "{crash: identity, at: 10s, for: 10s}"
	for _, tt := range []struct {
		name, needs, fault string
		failed             uint64 // of ten seconds with 30 requests each
	}{
		{"two of three, one is lost", "2", one, 100},
		{"two of three, two are lost", "2", two, 300},
		{"80% of three, one is lost", "{self: 80%}", one, 300},
		{"60% of three, one is lost", "{self: 60%}", one, 100},
		{"another that is up", "{identity: up}", `{crash: "identity#1", at: 10s, for: 10s}`, 0},
		{"another that is down", "{identity: up}", both, 300},
		{"all of another", "{identity: 100%}", `{crash: "identity#1", at: 10s, for: 10s}`, 300},
		{"all restart, which takes 2 s, and then what is lacking is missing", "{identity: up, else: restart-all}", both, 300},
		{"all restart when one of them is lost", "{self: 80%, else: restart-all}", one, 300},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := broken(t, sprintf(text, tt.needs, tt.fault), 40)
			if got := r.Flows["ask"].Counts.Failed; math.Abs(float64(got)-float64(tt.failed)) > 2 {
				t.Errorf("%d requests fail, want %d", got, tt.failed)
			}
		})
	}
}

// TestComponentsThatNeedEachOtherStayDown once both were.
func TestComponentsThatNeedEachOtherStayDown(t *testing.T) {
	const text = `components:
  a: {kind: service, needs: {b: up}}
  b: {kind: service, needs: {a: up}}
flows: {ask: {arrivals: const(10/s), steps: [{call: a}]}}
failures: {f: {inject: {crash: b, at: 10s, for: 5s}}}
`
	r := broken(t, text, 60)
	if from, to := failing(r, "ask"); from != 10 || to != 60 {
		t.Errorf("requests fail from %d to %d s, want from 10 s for good", from, to)
	}
}

// TestCallersKeepTheNamesTheyKnow empties the dns component for a minute.
func TestCallersKeepTheNamesTheyKnow(t *testing.T) {
	const text = `components:
  names: {kind: dns%s}
  a: {kind: service, resolved-by: names}
flows: {ask: {arrivals: const(10/s), steps: [{call: a}]}}
failures: {f: {inject: {crash: names, at: 30050ms, for: 60s}}}
`
	for _, tt := range []struct {
		name, options string
		from, to      int
	}{
		{"nothing is kept", "", 30, 90},
		{"answers are kept for 20 s, and were last asked for at 20.1 s", ", ttl: 20s", 40, 90},
		{"old ones are kept another half minute", ", ttl: 20s, stale-on-error: 30s", 70, 90},
		{"so is an empty one for 7 s", ", negative: 7s", 30, 93},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := broken(t, sprintf(text, tt.options), 120)
			if from, to := failing(r, "ask"); from != tt.from && from != tt.from+1 || to < tt.to || to > tt.to+1 {
				t.Errorf("requests fail from %d to %d s, want from %d to %d", from, to, tt.from, tt.to)
			}
			if got := r.Flows["ask"].Errors; got["no-target"].Value == 0 || got["error"].Value != 0 {
				t.Errorf("the failures are %+v, want no-target", got)
			}
		})
	}
}
