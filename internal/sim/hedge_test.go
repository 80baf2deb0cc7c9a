package sim

import (
	"math"
	"testing"
)

// TestHedgesOfExponentialCalls holds hedged calls to a station without queue
// against the mean of the smaller of two: with rate mu and a second call after
// d, (1-q)/mu + q/(2 mu), where q = exp(-mu d) is the share that is hedged.
func TestHedgesOfExponentialCalls(t *testing.T) {
	for _, tt := range []struct {
		after string
		share float64
	}{
		{"0s", 1},
		{"5ms", math.Exp(-0.5)},
		{"10ms", math.Exp(-1)},
		{"p50", 0.5},
		{"p95", 0.05},
	} {
		t.Run(tt.after, func(t *testing.T) {
			r := simulate(t, "components: {a: {kind: service, work: 10ms}}\nlinks: {default: {hedge: {after: "+tt.after+"}}}\nflows: {ask: {rate: 400/s, steps: [{call: a}]}}\n", Options{For: 300}, RunOptions{Seed: 1})
			want := 0.010*(1-tt.share) + 0.005*tt.share
			if got := r.Flows["ask"].Latency.Mean; !holds(got, want, 0.01*want) {
				t.Errorf("mean latency %+v, want %g", got, want)
			}
			offered := r.Flows["ask"].Offered.Value
			if got := r.Components["a"].Arrivals.Value/offered - 1; math.Abs(got-tt.share) > 0.005 {
				t.Errorf("%.4f of the calls are hedged, want %.4f", got, tt.share)
			}
		})
	}
}

// TestHedgesFollowThePercentileOfAnyLaw counts second calls: one in twenty for
// p95, one in ten for p90, whatever the law and whether losers are cancelled.
func TestHedgesFollowThePercentileOfAnyLaw(t *testing.T) {
	for _, work := range []string{"uniform(1ms..9ms)", "lognormal(5ms cv=2)", "hyperexp(5ms cv=3)", "erlang(5ms k=4)"} {
		for after, share := range map[string]float64{"p90": 0.1, "p95": 0.05} {
			r := simulate(t, "components: {a: {kind: service, work: "+work+"}}\nlinks: {default: {cancel: true, hedge: {after: "+after+"}}}\nflows: {ask: {rate: 500/s, steps: [{call: a}]}}\n", Options{For: 200}, RunOptions{Seed: 2})
			if got := r.Components["a"].Arrivals.Value/r.Flows["ask"].Offered.Value - 1; math.Abs(got-share) > 0.1*share {
				t.Errorf("%s of %s: %.4f of the calls are hedged, want %.4f", after, work, got, share)
			}
		}
	}
}

// TestAHedgeFollowsWhenCallsBecomeSlower slows the callee down for good. Soon
// no more than one call in twenty is hedged again.
func TestAHedgeFollowsWhenCallsBecomeSlower(t *testing.T) {
	d := loaded(t, "components: {a: {kind: service, work: 10ms}}\nlinks: {default: {hedge: {after: p95}}}\nflows: {ask: {rate: 200/s, steps: [{call: a}]}}\nfailures: {f: {inject: {slow: a, by: 5x, at: 30s}}}\n")
	p, problems := Compile(d, Options{For: 90, Faults: d.Failures.Get("f").Inject})
	if p == nil {
		t.Fatalf("it does not compile: %+v", problems)
	}
	r, err := Run(t.Context(), p, RunOptions{Seed: 1, Timeline: true})
	if err != nil {
		t.Fatal(err)
	}
	arrivals := 0.0
	for _, row := range r.Timeline[60:90] {
		arrivals += float64(row.Components["a"].Arrivals)
	}
	if got := arrivals/(30*200) - 1; got < 0 || got > 0.12 {
		t.Errorf("%.3f of the calls are hedged half a minute later, want about 0.05", got)
	}
}

// TestHedgesStepByStep has one request a second at a callee whose replicas take
// 100 ms and 10 ms in turn.
func TestHedgesStepByStep(t *testing.T) {
	const parts = `components:
  a: {kind: service, slots: 5, operations: {slow: [{wait: 100ms}], broken: [{wait: 5ms}, {fail: 100%}], late: [{wait: 30ms}, {fail: 100%}]}}
`
	for _, tt := range []struct {
		name, steps string
		latency     float64 // seconds
		calls       float64 // that reach the callee, for each request
		held        float64 // slot seconds for each request
	}{
		{"a second call goes out, and both go on", "{call: a.slow, hedge: {after: 20ms}}", 0.100, 2, 0.200},
		{"the loser is cancelled", "{call: a.slow, hedge: {after: 20ms}, cancel: true}", 0.100, 2, 0.180},
		{"an answer in time needs no second call", "{call: a.slow, hedge: {after: 120ms}}", 0.100, 1, 0.100},
		{"a failure in time needs none either", "{call: a.broken, hedge: {after: 20ms}, on-error: continue}", 0.005, 1, 0.005},
		{"it has failed when both have", "{call: a.late, hedge: {after: 20ms}, on-error: continue}", 0.050, 2, 0.060},
		{"the timeout holds for both", "{call: a.slow, hedge: {after: 20ms}, timeout: 50ms, on-error: continue}", 0.050, 2, 0.200},
		{"the timeout cancels both", "{call: a.slow, hedge: {after: 20ms}, timeout: 50ms, cancel: true, on-error: continue}", 0.050, 2, 0.080},
		{"each attempt is hedged", "{call: a.slow, hedge: {after: 20ms}, timeout: 50ms, retry: {max: 1}, on-error: continue}", 0.100, 4, 0.400},
		{"a full pool leaves it out", "{call: a.slow, hedge: {after: 20ms}, pool: 1}", 0.100, 1, 0.100},
		{"a full bulkhead leaves it out", "{call: a.slow, hedge: {after: 20ms}, bulkhead: 1}", 0.100, 1, 0.100},
		{"a pool of two lets the next two wait", "{each: 2, steps: [{call: a.slow, hedge: {after: 20ms}, pool: 2}]}", 0.100, 2, 0.200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := once(t, parts, tt.steps)
			almost(t, "the latency", r.Flows["ask"].Latency.Mean, tt.latency)
			if got := r.Components["a"].Arrivals.Value * 10.5 / 10; math.Abs(got-tt.calls) > 1e-9 {
				t.Errorf("%g calls arrive for each request, want %g", got, tt.calls)
			}
			if got := r.Components["a"].InFlight.Value * 10.5 / 10; math.Abs(got-tt.held) > 1e-6 {
				t.Errorf("each request holds a slot for %g s, want %g", got, tt.held)
			}
		})
	}
}

// TestTheFirstOfTwoAnswersWins has one slow replica of two: a second call goes
// to the other one.
func TestTheFirstOfTwoAnswersWins(t *testing.T) {
	d := loaded(t, `components: {a: {kind: service, replicas: 2, work: const(10ms)}}
flows: {ask: {arrivals: const(1/s), steps: [{call: a, hedge: {after: 20ms}}]}}
failures: {f: {inject: {slow: "a#1", by: 100x}}}
`)
	p, problems := Compile(d, Options{For: 10.5, Faults: d.Failures.Get("f").Inject})
	if p == nil {
		t.Fatalf("it does not compile: %+v", problems)
	}
	r, err := Run(t.Context(), p, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Flows["ask"].Latency.Max.Value; math.Abs(got-0.030) > 1e-6 {
		t.Errorf("the slowest answer takes %g s, want 0.030", got)
	}
}
