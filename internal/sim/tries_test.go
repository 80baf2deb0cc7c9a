package sim

import (
	"context"
	"testing"
)

// TestRetriesAreToldByLinkAndSecond runs a call of which every attempt fails:
// each request makes three, of which two are retries.
func TestRetriesAreToldByLinkAndSecond(t *testing.T) {
	p := design(t, `
components: {front: {kind: service}, back: {kind: service}}
links: {front.back: {retry: {max: 2}}}
flows: {ask: {arrivals: const(10/s), steps: [{call: front, steps: [{call: back, steps: [{fail: 100%}]}]}]}}
`, Options{For: 5})
	r, err := Run(context.Background(), p, RunOptions{Seed: 1, Timeline: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Timeline {
		failed := row.Flows["ask"].Failed
		if got, want := row.Links["front.back"], (LinkRow{Calls: 3 * failed, Failed: 3 * failed, Retries: 2 * failed}); got != want {
			t.Errorf("at %g s front.back has %+v, want %+v", row.T, got, want)
		}
		if n := len(row.Links); n > 1 {
			t.Errorf("at %g s %d links failed: %v", row.T, n, row.Links)
		}
	}
}

// TestFailedCallsOfALinkAreThoseItsRequestsMade holds failures against those of
// the flow, whether a request shares its frame with its one call or not.
func TestFailedCallsOfALinkAreThoseItsRequestsMade(t *testing.T) {
	for name, link := range map[string]string{"one frame": "", "two frames": "links: {user.s: {timeout: 1s}}\n"} {
		p := design(t, "actors: {user: {kind: human}}\ncomponents: {s: {kind: service, slots: 1, queue: 1, work: 20ms}}\n"+link+"flows: {ask: {by: user, rate: 100/s, steps: [{call: s}]}}\n", Options{For: 5})
		r, err := Run(context.Background(), p, RunOptions{Seed: 1, Timeline: true})
		if err != nil {
			t.Fatal(err)
		}
		flow, calls := uint64(0), uint64(0)
		for _, row := range r.Timeline {
			flow += row.Flows["ask"].Failed
			calls += row.Links["user.s"].Failed
		}
		if flow == 0 || flow != calls {
			t.Errorf("%s: %d requests failed, and %d of their calls", name, flow, calls)
		}
	}
}

// TestCallsOfALinkAreWhatTheCalleeHears holds the attempts on each link against
// the arrivals of its callee: calls without a policy, with one, hedged ones and
// what a breaker holds back, which is an attempt that does not arrive.
func TestCallsOfALinkAreWhatTheCalleeHears(t *testing.T) {
	for name, link := range map[string]string{
		"plain":   "",
		"timeout": "links: {a.b: {timeout: 1s, retry: {max: 1}}}\n",
		"hedged":  "links: {a.b: {timeout: 1s, hedge: {after: 12ms}}}\n",
		"breaker": "links: {a.b: {breaker: {errors: 20%, of: 20, open: 1s}}}\n",
	} {
		p := design(t, "actors: {user: {kind: human}}\ncomponents: {a: {kind: service}, b: {kind: service, slots: 4}}\n"+link+
			"flows: {ask: {by: user, rate: 100/s, steps: [{call: a, steps: [{call: b, steps: [{work: exp(10ms)}, {fail: 30%}]}]}]}}\n", Options{For: 20})
		r, err := Run(context.Background(), p, RunOptions{Seed: 1, Timeline: true})
		if err != nil {
			t.Fatal(err)
		}
		calls, failed, arrived, offered := uint64(0), uint64(0), uint64(0), uint64(0)
		for _, row := range r.Timeline {
			if got, want := row.Links["user.a"].Calls, row.Flows["ask"].Offered; got != want {
				t.Errorf("%s: at %g s the user calls a %d times, and asks %d times", name, row.T, got, want)
			}
			calls += row.Links["a.b"].Calls
			failed += row.Links["a.b"].Failed
			arrived += row.Components["b"].Arrivals
			offered += row.Flows["ask"].Offered
		}
		switch held := calls - arrived; {
		case name == "breaker" && (held == 0 || held > failed || calls != offered), name != "breaker" && held != 0:
			t.Errorf("%s: a calls b %d times for %d requests, %d fail, and %d arrive", name, calls, offered, failed, arrived)
		case (name == "timeout" || name == "hedged") && calls < offered+offered/10:
			t.Errorf("%s: %d calls for %d requests: the further attempts are missing", name, calls, offered)
		}
	}
}

// TestReplicasThatStartAreToldApart lets an autoscaler go from one to four,
// which take ten seconds to start, and one replica crash when they are there.
func TestReplicasThatStartAreToldApart(t *testing.T) {
	r := underFaults(t, `
components: {s: {kind: service, slots: 10, replicas: {min: 1, max: 4, target: {in-flight: 1}, every: 5s, cooldown: 60s}, start: {time: 10s}, work: const(100ms)}}
flows: {ask: {arrivals: const(40/s), steps: [{call: s}]}}
`, "{crash: s#1, at: 20s, for: 5s}", 30)
	for at, want := range map[int]ComponentRow{3: {Replicas: 1}, 8: {Replicas: 1, Starting: 3}, 17: {Replicas: 4}, 22: {Replicas: 3, Down: 1}} {
		got := r.Timeline[at].Components["s"]
		if got.Replicas != want.Replicas || got.Starting != want.Starting || got.Down != want.Down {
			t.Errorf("at %d s %g replicas serve, %g start and %g are down; want %g, %g and %g", at, got.Replicas, got.Starting, got.Down, want.Replicas, want.Starting, want.Down)
		}
	}
}
