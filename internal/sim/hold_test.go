package sim

import (
	"fmt"
	"math"
	"testing"
)

// TestConnectionsHeldFollowLittle holds the number of connections to rate times
// length, for laws with and without memory, from the first second on.
func TestConnectionsHeldFollowLittle(t *testing.T) {
	for _, law := range []string{"exp(20min)", "const(20min)", "lognormal(20min cv=2)"} {
		r := simulate(t, "components: {gate: {kind: websocket, replicas: 3, work: const(1ms)}}\nflows: {join: {rate: 5/s, hold: {at: gate, for: "+law+"}, steps: [{call: gate}]}}\n", Options{For: 3600}, RunOptions{Seed: 1, Timeline: true})
		gate := r.Components["gate"]
		if got := gate.Connections; got == nil || !holds(*got, 6000, 300) {
			t.Errorf("%s: %+v connections are held, want 6000", law, got)
		}
		if first := r.Timeline[0].Components["gate"].Connections; math.Abs(first-6000) > 300 {
			t.Errorf("%s: %g connections are held in the first second, want 6000", law, first)
		}
		if got := gate.Arrivals.Value; math.Abs(got-5) > 0.2 {
			t.Errorf("%s: %g arrivals a second, want one for each request", law, got)
		}
		if r.Flows["join"].Latency.Mean.Value != 0.001 || r.Flows["join"].Counts.Failed != 0 {
			t.Errorf("%s: a connection takes %g s to establish, want its call of 1 ms", law, r.Flows["join"].Latency.Mean.Value)
		}
	}
}

// TestConnectionsAboveTheirNumberAreRefused holds a gateway with room for n to
// the loss formula of Erlang: those who find it full are lost.
func TestConnectionsAboveTheirNumberAreRefused(t *testing.T) {
	r := simulate(t, "components: {gate: {kind: websocket, connections: 20}}\nflows: {join: {rate: 15/s, hold: {at: gate, for: exp(1s)}, steps: []}}\n", Options{For: 20_000}, RunOptions{Seed: 1})
	// Erlang B of 20 servers at 15 erlangs.
	b := 1.0
	for n := 1.0; n <= 20; n++ {
		b = 15 * b / (n + 15*b)
	}
	if got := r.Flows["join"].Errors["refused"]; !holds(got, b, 0.002) {
		t.Errorf("%+v of the connections are refused, want %g", got, b)
	}
	if got := r.Components["gate"].Connections; !holds(*got, 15*(1-b), 0.1) {
		t.Errorf("%+v are held, want %g", got, 15*(1-b))
	}
}

// TestACrashDropsItsConnectionsAndTheHerdComes crashes one of four replicas
// with a quarter of the connections.
func TestACrashDropsItsConnectionsAndTheHerdComes(t *testing.T) {
	const text = `components: {gate: {kind: websocket, replicas: 4}}
flows: {join: {arrivals: const(1/s), hold: {at: gate, for: const(1000s)%s}, steps: [{call: gate}]}}
failures: {lost: {inject: {crash: gate#2, at: 10s, for: 5s}}}
`
	run := func(reconnect string) *Result {
		text := fmt.Sprintf(text, reconnect)
		return simulate(t, text, Options{For: 60, Faults: loaded(t, text).Failures.Get("lost").Inject}, RunOptions{Seed: 1, Timeline: true})
	}
	back := run(", reconnect: {backoff: 2s, factor: 1, jitter: full}")
	herd := 0
	for _, row := range back.Timeline {
		herd += int(row.Flows["join"].Offered) - 1
	}
	// A quarter of 1,000 comes back; a quarter of their tries meets the crashed
	// replica and comes once more.
	if herd < 250 || herd > 380 {
		t.Errorf("%d more requests than without the crash, want 250 and some that try again", herd)
	}
	if peak := back.Timeline[10].Flows["join"].Offered; peak < 80 {
		t.Errorf("%d requests in the first second after the crash, want a herd of half of 250", peak)
	}
	if got := back.Timeline[59].Components["gate"].Connections; math.Abs(got-1000) > 20 {
		t.Errorf("%g connections are held in the end, want about 1000", got)
	}
	gone := run("")
	if got := gone.Timeline[59].Components["gate"].Connections; math.Abs(got-750) > 50 {
		t.Errorf("%g connections are held in the end by clients that do not come back, want about 750", got)
	}
}

// TestCallsGoWhereTheConnectionIs lets a replica refuse all calls but those of
// its own connections: with one connection at a time there is one busy replica.
func TestCallsGoWhereTheConnectionIs(t *testing.T) {
	w := newWorld(design(t, "components: {edge: {kind: load-balancer}, gate: {kind: websocket, replicas: 3, work: const(1ms)}}\nflows: {join: {arrivals: const(10/s), hold: {at: gate, for: const(50ms)}, steps: [{call: edge > gate}, {repeat: 5, steps: [{call: gate}]}]}}\n", Options{}), 1, 0)
	for w.events < 3000 {
		w.step()
		for at := range w.replicas {
			r := &w.replicas[at]
			if c := &w.comps[r.comp]; c.name == "gate" && r.inFlight > 0 && w.held[at].n == 0 {
				t.Fatalf("replica %d works on a call without having its connection", at)
			}
		}
	}
}

// TestConnectionsAreGivenAwayOverTheDrain scales in from three replicas to one.
func TestConnectionsAreGivenAwayOverTheDrain(t *testing.T) {
	const text = `components: {gate: {kind: websocket, drain: 30s, replicas: {min: 1, max: 3, target: {connections: 100}, every: 10s}}}
flows:
  join: {arrivals: const(10/s), hold: {at: gate, for: const(30s), reconnect: {backoff: 10ms}}, steps: []}
load: {fades: {level: mean, ramp: {from: 60s, to: 0.3x}, for: 200s}}
`
	r := simulate(t, text, Options{Load: "fades"}, RunOptions{Seed: 1, Timeline: true})
	if got := r.Timeline[50].Components["gate"].Replicas; got != 3 {
		t.Errorf("%g replicas hold 300 connections, want 3", got)
	}
	last := r.Timeline[199]
	if got := last.Components["gate"]; got.Replicas != 1 || math.Abs(got.Connections-90) > 5 {
		t.Errorf("%g replicas hold %g connections in the end, want 1 and 90", got.Replicas, got.Connections)
	}
	for at, row := range r.Timeline {
		if n := row.Flows["join"].Offered; at > 61 && n > 25 {
			t.Errorf("%d requests in second %d: the connections of a replica that leaves come all at once", n, at)
		}
	}
}

// TestAUserWhoHoldsThinksBehindTheConnection has users of a closed load.
func TestAUserWhoHoldsThinksBehindTheConnection(t *testing.T) {
	r := simulate(t, "components: {gate: {kind: websocket}}\nflows: {join: {users: 30, think: const(1s), hold: {at: gate, for: const(2s)}, steps: []}}\n", Options{For: 300}, RunOptions{})
	if got := r.Components["gate"].Connections.Value; math.Abs(got-20) > 0.2 {
		t.Errorf("%g connections are held by 30 users, two seconds of three; want 20", got)
	}
}
