package sim

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
)

// TestFullRunStopsAndNamesTheQueue offers 200/s to a server that does 100/s,
// so that 100 more wait every second.
func TestFullRunStopsAndNamesTheQueue(t *testing.T) {
	p := design(t, `
components: {server: {kind: service, slots: 1, work: const(10ms)}}
flows: {ask: {arrivals: const(200/s), steps: [{call: server}]}}
`, Options{For: 3600})
	r, err := Run(context.Background(), p, RunOptions{Seed: 1, MaxLive: 2000})
	if err != nil {
		t.Fatal(err)
	}
	if r.Settled || len(r.Growth) == 0 || r.Growth[0].Component != "server" {
		t.Fatalf("settled %v, growth %+v; want server to grow", r.Settled, r.Growth)
	}
	// Nothing is drawn, so the trend is a straight line.
	if g := r.Growth[0]; math.Abs(g.Rate-100) > 1 || g.Since > 0.2 {
		t.Errorf("server grows by %.3g/s since %.3g s, want 100/s from the start", g.Rate, g.Since)
	}
	if !strings.Contains(r.Why, "limit of 2000 requests") || !strings.Contains(r.Why, "at server") {
		t.Errorf("why: %s", r.Why)
	}
	if f := r.Flows["ask"]; !f.Latency.Mean.Known() || f.Counts.Offered < 1000 {
		t.Errorf("what was measured is not kept: %+v", f)
	}
}

func TestMessagesCountAgainstTheLimit(t *testing.T) {
	p := design(t, `
components:
  jobs: {kind: queue}
  worker: {kind: worker, slots: 1}
flows:
  send: {rate: 100/s, steps: [{publish: jobs}]}
  do: {by: worker, consumes: jobs, steps: [{wait: 1s}]}
`, Options{For: 3600})
	r, err := Run(context.Background(), p, RunOptions{Seed: 1, MaxLive: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if r.Settled || r.Seconds > 60 || !strings.Contains(r.Why, "at jobs") {
		t.Errorf("after %.3g s: %q; want it to stop with the messages at jobs", r.Seconds, r.Why)
	}
}

// TestGrowthKnowsWhenItBegan raises the load from half of what the server can
// do to twice that, 60 seconds into the run.
func TestGrowthKnowsWhenItBegan(t *testing.T) {
	p := design(t, `
components: {server: {kind: service, slots: 1, work: const(10ms)}}
flows: {ask: {arrivals: const(50/s), steps: [{call: server}]}}
load: {more: {level: mean, ramp: {from: 60s, to: 4x, over: 1s, hold: 2h}}}
`, Options{Load: "more"})
	r, err := Run(context.Background(), p, RunOptions{Seed: 1, MaxLive: 12000})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Growth) == 0 || math.Abs(r.Growth[0].Since-60) > 10 {
		t.Errorf("growth %+v, want it to begin after 60 s", r.Growth)
	}
}

// TestMessagesThatAreGatheredDoNotGrow stops a run while the first batch of a
// consumer that waits a minute for it fills up.
func TestMessagesThatAreGatheredDoNotGrow(t *testing.T) {
	r := simulate(t, `
components:
  clicks: {kind: stream}
  counter: {kind: worker}
flows:
  click: {rate: 1000/s, steps: [{publish: clicks}]}
  count: {by: counter, consumes: clicks, batch: 100k, linger: 60s, steps: [{work: 1ms}]}
`, Options{}, RunOptions{Seed: 1, MaxEvents: 60_000})
	if len(r.Growing) > 0 {
		t.Errorf("%v is said to grow after %.3g s: %s", r.Growing, r.Seconds, r.Why)
	}
}

func TestPartOfARunIsMarked(t *testing.T) {
	p := design(t, `
components: {server: {kind: service, cores: 1, work: 10ms}}
flows: {ask: {rate: 50/s, steps: [{call: server}]}}
`, Options{})
	ctx, stop := context.WithCancel(context.Background())
	r, err := Run(ctx, p, RunOptions{Seed: 1, Precision: 1e-9, Progress: func(Progress) { stop() }})
	if !errors.Is(err, context.Canceled) || r == nil || !r.Interrupted || r.Settled {
		t.Fatalf("result %+v and error %v, want a part that is marked", r, err)
	}
	if n := r.Flows["ask"].Latency; !n.Mean.Known() || n.Samples == 0 || n.P50.Samples != n.Samples {
		t.Errorf("latency %+v, want what was measured with its samples", n)
	}
}

func TestUnknownEndsOfIntervalsSayWhy(t *testing.T) {
	p := design(t, `
components: {server: {kind: service, cores: 1, work: 10ms}}
flows: {ask: {rate: 50/s, steps: [{call: server}]}}
`, Options{For: 30})
	r, err := Run(context.Background(), p, RunOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	l := r.Flows["ask"].Latency
	for name, n := range map[string]Number{"mean": l.Mean, "p50": l.P50, "p95": l.P95, "p99": l.P99, "p999": l.P999, "max": l.Max} {
		open := math.IsInf(n.Low, 0) || math.IsInf(n.High, 0)
		if n.Known() && open != (n.Open != "") {
			t.Errorf("%s is %+v: an end that is not known must say why", name, n)
		}
	}
}
