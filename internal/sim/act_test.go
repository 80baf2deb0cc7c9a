package sim

import (
	"encoding/json"
	"math"
	"testing"
)

// underFaults runs a design for a time with the faults of its only failure.
func underFaults(t *testing.T, text, inject string, length float64) *Result {
	t.Helper()
	text += "failures: {f: {inject: [" + inject + "]}}\n"
	d := loaded(t, text)
	return simulate(t, text, Options{For: length, Faults: d.Failures.Get("f").Inject}, RunOptions{Seed: 1, Timeline: true})
}

const oneStation = `components: {front: {kind: service, in: here}, s: {kind: service, replicas: 4, cores: 1, work: const(1ms), in: there, zones: 2}}
actors: {person: {kind: human}}
boundaries: {here: {}, there: {}}
flows: {ask: {by: person, arrivals: const(1000/s), steps: [{call: front, steps: [{call: s}]}]}}
`

func TestFaultsDoWhatTheirVerbSays(t *testing.T) {
	ask := func(r *Result) *FlowResult { return r.Flows["ask"] }
	failed := func(cause string) func(*Result) float64 {
		return func(r *Result) float64 { return ask(r).Errors[cause].Value }
	}
	mean := func(r *Result) float64 { return ask(r).Latency.Mean.Value }
	offeredIn := func(second int) func(*Result) float64 {
		return func(r *Result) float64 { return float64(r.Timeline[second].Flows["ask"].Offered) }
	}
	busy := func(r *Result) float64 { return r.Components["s"].Utilization.Value }
	for _, tt := range []struct {
		name, inject string
		read         func(*Result) float64
		want, within float64
	}{
		{"errors at a component", "{errors: s, rate: 20%}", failed("error"), 0.2, 0.01},
		{"errors at one replica of four", "{errors: s#2, rate: 100%}", failed("error"), 0.25, 1e-3},
		{"errors of a link", "{errors: front.s, rate: 20%}", failed("error"), 0.2, 0.01},
		{"errors of a flow", "{errors: ask, rate: 20%}", failed("error"), 0.2, 0.01},
		{"errors of all", "{errors: all, rate: 10%}", failed("error"), 0.19, 0.01},
		{"errors for half of the time", "{errors: s, rate: 20%, for: 10s}", failed("error"), 0.1, 0.01},
		{"errors that come on over the whole run", "{errors: s, rate: 20%, ramp: 20s}", failed("error"), 0.1, 0.01},
		{"errors until a time", "{errors: s, rate: 20%, until: 5s}", failed("error"), 0.05, 0.005},
		{"errors at a share of the replicas", "{errors: s, rate: 100%, share: 50%}", failed("error"), 0.5, 1e-3},
		{"errors in one zone of two", "{errors: s, rate: 100%, zone: b}", failed("error"), 0.5, 1e-3},
		{"a crash of a boundary", "{crash: there, at: 10s}", failed("refused"), 0.5, 1e-3},
		{"a crash of one replica of four", "{crash: s#1}", failed("refused"), 0.25, 1e-3},
		{"a crash of half", "{crash: s, share: 50%, at: 10s}", failed("refused"), 0.25, 1e-3},
		{"stolen processor time", "{steal: s, by: 30%}", busy, 0.25 / 0.7, 1e-3},
		{"slow work", "{slow: s, by: 3x}", busy, 0.75, 1e-3},
		{"slow work of one replica", "{slow: s#3, by: 3x}", busy, 0.375, 1e-3},
		{"a release that is slow and fails at half of the replicas", "{deploy: s, share: 50%, errors: 10%, slow: 2x}", failed("error"), 0.05, 0.005},
		{"a delay goes both ways", "{delay: front.s, by: 5ms}", mean, 0.011, 1e-9},
		{"a delay of one way", "{delay: front.s, by: 5ms, one-way: true}", mean, 0.006, 1e-9},
		{"a delay between two sides", "{delay: [here, there], by: 5ms}", mean, 0.011, 1e-9},
		{"a delay between sides that do not talk", "{delay: [s, s], by: 5ms}", mean, 0.001, 1e-9},
		{"a delay of all calls", "{delay: all, by: 5ms}", mean, 0.021, 1e-9},
		{"a delay of a boundary", "{delay: there, by: 5ms}", mean, 0.011, 1e-9},
		{"loss of either message", "{loss: front.s, rate: 10%}", failed("timeout"), 0.19, 0.01},
		{"loss of requests", "{loss: front.s, rate: 10%, one-way: true}", failed("timeout"), 0.1, 0.01},
		{"a cut", "{cut: [front, s], for: 10s}", failed("timeout"), 0.5, 1e-3},
		{"a cut of one way lets the work be done", "{cut: [s, front], one-way: true}", busy, 0.25, 1e-3},
		{"a cut of a list", "{cut: [front, [s]], at: 10s}", failed("timeout"), 0.5, 1e-3},
		{"a certificate out of date", "{expire: s, at: 5s}", failed("error"), 0.75, 1e-3},
		{"an empty name", "{unresolve: s, at: 15s}", failed("no-target"), 0.25, 1e-3},
		{"a surge", "{surge: ask, by: 2x, at: 5s}", offeredIn(10), 2000, 1},
		{"a surge of an actor", "{surge: person, by: 1.5x}", offeredIn(10), 1500, 1},
		{"the end of a surge", "{surge: all, by: 2x, at: 5s, for: 4s}", offeredIn(10), 1000, 1},
		{"two surges", "{surge: ask, by: 2x}, {surge: ask, by: 3x}", offeredIn(10), 6000, 1},
		{"half of a ramp", "{surge: ask, by: 3x, ramp: 20s}", offeredIn(10), 2000, 64},
		{"a halt", "{halt: ask, at: 5s}", offeredIn(10), 0, 0},
		{"the end of a halt", "{halt: ask, at: 5s, for: 3s}", offeredIn(10), 1000, 1},
		{"a halt beats a surge", "{surge: ask, by: 2x}, {halt: ask, at: 5s}", offeredIn(10), 0, 0},
		{"admitting a tenth", "{admit: ask, to: 10%}", failed("refused"), 0.9, 0.01},
		{"admitting a rate", "{admit: ask, to: 100/s}", failed("refused"), 0.9, 0.01},
		{"admitting a tenth at a component", "{admit: s, to: 10%}", failed("refused"), 0.9, 0.01},
		{"admitting all again over ten seconds", "{admit: ask, to: 0%, for: 10s, ramp: 10s}", failed("refused"), 0.75, 0.02},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.read(underFaults(t, oneStation, tt.inject, 20.0005)); math.Abs(got-tt.want) > tt.within {
				t.Errorf("%s: %g, want %g", tt.inject, got, tt.want)
			}
		})
	}
}

func TestAFaultThatHitsNothingChangesNoByte(t *testing.T) {
	bytes := func(inject string) string {
		r := underFaults(t, oneStation, inject, 5)
		r.Events = 0 // its own begin and end
		out, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	want := bytes("")
	for _, inject := range []string{"{surge: ask, by: 1x, at: 2s}", "{slow: s, by: 1x}", "{admit: ask, to: 100%}", "{errors: s#1, rate: 20%, at: 6s}", "{loss: all, rate: 20%, at: 6s}", "{delay: front.s, by: 5ms, at: 6s}"} {
		if got := bytes(inject); got != want {
			t.Errorf("%s changes the result", inject)
		}
	}
}

// TestAHungReplicaNeverAnswersWhatItAccepts ends a hang after ten seconds: what
// was accepted in them is lost, and what comes later is answered.
func TestAHungReplicaNeverAnswersWhatItAccepts(t *testing.T) {
	const text = "components: {s: {kind: service, slots: 50, cores: 1, work: const(1ms)}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\n"
	hung := underFaults(t, text, "{hang: s, at: 5.05s, for: 4s}", 20.05)
	if f := hung.Flows["ask"]; f.Counts.Failed != 40 || f.Counts.OK != 160 || f.Errors["error"].Value != 0.2 {
		t.Errorf("%d ok and %d failed with a hang, want 160 and 40", f.Counts.OK, f.Counts.Failed)
	}
	paused := underFaults(t, text, "{pause: s, at: 5.05s, for: 4s}", 20.05)
	if f := paused.Flows["ask"]; f.Counts.Failed != 0 {
		t.Errorf("%d failed with a pause, want none", f.Counts.Failed)
	}
}

// TestARestartGoesByBatches restarts four replicas that take two seconds to
// start: all at once, or one after the other.
func TestARestartGoesByBatches(t *testing.T) {
	const text = "components: {s: {kind: service, replicas: 4, start: {time: 2s}, work: const(1ms)}}\nflows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}\n"
	for _, tt := range []struct {
		inject string
		want   float64 // failed of 2000
	}{
		{"{restart: s, at: 1s}", 200},
		{"{restart: s, at: 1s, batch: 1}", 200},              // a quarter for four times two seconds
		{"{restart: s, at: 1s, batch: 25%, every: 5s}", 200}, // the same with pauses
		{"{restart: s#1, at: 1s}", 50},
		{"{restart: s, at: 1s, for: 5s}", 700}, // and then it starts
	} {
		if got := float64(underFaults(t, text, tt.inject, 30.005).Flows["ask"].Counts.Failed); math.Abs(got-tt.want) > 2 {
			t.Errorf("%s: %g fail, want %g", tt.inject, got, tt.want)
		}
	}
}

// TestAFaultLastsUntilAFlowSucceeds halts the load until a scheduled repair has
// run.
func TestAFaultLastsUntilAFlowSucceeds(t *testing.T) {
	const text = "components: {s: {kind: service, work: const(1ms)}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}, repair: {every: 7s, steps: [{wait: 1s}]}}\n"
	r := underFaults(t, text, "{halt: ask, at: 2.05s, until: repair}", 20)
	// The repair begins at 0, 7 and 14 s; the next to succeed does so at 8 s.
	if got := offered(r, "ask"); got != 20+120-1 && got != 20+120 {
		t.Errorf("%d requests, want those of the first 2.05 s and from 8 s on", got)
	}
}

// TestAnEmptyNameIsFoundWhileAnAnswerLives empties a name for ten seconds of
// which answers live four.
func TestAnEmptyNameIsFoundWhileAnAnswerLives(t *testing.T) {
	const text = "components: {names: {kind: dns, ttl: 4s}, s: {kind: service, resolved-by: names}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\n"
	for _, target := range []string{"s", "names"} {
		r := underFaults(t, text, "{unresolve: "+target+", at: 10.05s, for: 10s}", 40.05)
		// Asked for at 0.1, 4.1 and 8.1 s, an answer lives until 12.1 s.
		if got := r.Flows["ask"].Errors["no-target"].Value * 400; math.Abs(got-80) > 1 {
			t.Errorf("%g of 400 find no %s, want those from 12.1 s to 20 s", got, target)
		}
	}
}

func TestAPoisonedMessageFailsUntilItIsBuried(t *testing.T) {
	const text = `components: {box: {kind: queue, max-deliveries: 4, dead-letter: grave}, grave: {kind: queue}, hand: {kind: worker}}
flows:
  put: {arrivals: const(10/s), steps: [{publish: box}]}
  take: {by: hand, consumes: box, steps: [{work: const(1ms)}]}
`
	one := underFaults(t, text, "{poison: box, at: 3s}", 10.05)
	if f := one.Flows["take"]; f.Counts.Failed != 4 || f.Counts.OK != 99 {
		t.Errorf("%d runs fail and %d succeed, want four deliveries of one message and 99", f.Counts.Failed, f.Counts.OK)
	}
	all := underFaults(t, text, "{poison: take, rate: 100%, at: 5.05s, for: 2s}", 10.05)
	if f := all.Flows["take"]; f.Counts.Failed != 80 || all.Components["box"].Messages.DeadLetters.Value*10.05 < 19.9 {
		t.Errorf("%d runs fail and %g/s are buried, want four deliveries of twenty messages", f.Counts.Failed, all.Components["box"].Messages.DeadLetters.Value)
	}
}

func TestAHaltedConsumerLetsItsQueueGrow(t *testing.T) {
	const text = "components: {box: {kind: queue}, hand: {kind: worker}}\nflows:\n  put: {arrivals: const(10/s), steps: [{publish: box}]}\n  take: {by: hand, consumes: box, steps: [{work: const(1ms)}]}\n"
	for _, target := range []string{"take", "hand"} {
		r := underFaults(t, text, "{halt: "+target+", at: 5.05s, for: 5s}", 20.05)
		if got := r.Timeline[9].Components["box"].QueueLength; math.Abs(got-44) > 1 {
			t.Errorf("halt %s: %g messages wait in the last second, want about 44", target, got)
		}
		if got := r.Flows["take"].Counts.OK; got != 200 {
			t.Errorf("halt %s: %d messages are worked on, want all 200", target, got)
		}
	}
}

func TestDroppedAndLeakedConnections(t *testing.T) {
	const text = `components: {gate: {kind: websocket, connections: 1000}}
flows: {join: {arrivals: const(1/s), hold: {at: gate, for: const(500s), reconnect: {backoff: 1s, factor: 1, jitter: none}}, steps: []}}
`
	dropped := underFaults(t, text, "{drop: gate, share: 50%, at: 10.5s}", 30.05)
	if got := dropped.Timeline[11].Flows["join"].Offered; got < 220 || got > 290 {
		t.Errorf("%d come back a second after half of 500 was dropped, want about 250", got)
	}
	byFlow := underFaults(t, text, "{drop: join, at: 10.5s}", 30.05)
	if got := byFlow.Timeline[11].Flows["join"].Offered; got < 480 {
		t.Errorf("%d come back after all of 500 were dropped, want about 500", got)
	}
	leaked := underFaults(t, text, "{leak: gate, of: connections, by: 50/s, at: 10s, for: 15s}", 40.05)
	if got := leaked.Flows["join"].Counts.Failed; got < 3 || got > 7 {
		t.Errorf("%d are refused, want those of the five seconds in which 500 are held and 500 leaked", got)
	}
}

func TestASkewedClockStartsJobsEarly(t *testing.T) {
	const text = "components: {a: {kind: worker, work: const(1ms)}}\nflows: {job: {by: a, every: 60s, at: \"00:00\", steps: [{work: const(1s)}]}}\n"
	r := underFaults(t, text, "{skew: a, by: 20s, at: 90s}", 200)
	for second, want := range map[int]uint64{0: 1, 60: 1, 100: 1, 120: 0, 160: 1, 180: 0} {
		if got := r.Timeline[second].Flows["job"].Offered; got != want {
			t.Errorf("%d jobs begin in second %d, want %d", got, second, want)
		}
	}
}

func TestABlindAutoscalerDoesNothing(t *testing.T) {
	const text = "components: {eyes: {kind: monitoring}, s: {kind: service, slots: 10, replicas: {min: 1, max: 5, target: {in-flight: 5}, every: 2s}}}\nflows: {ask: {rate: 20/s, steps: [{call: s, steps: [{wait: 1s}]}]}}\n"
	for inject, want := range map[string]float64{"{blind: s}": 1, "{blind: eyes}": 1, "{blind: s, for: 1s}": 4} {
		if got := underFaults(t, text, inject, 30).Timeline[20].Components["s"].Replicas; math.Abs(got-want) > 1 || want == 1 && got != 1 {
			t.Errorf("%s: %g replicas, want %g", inject, got, want)
		}
	}
}
