package sim

import (
	"fmt"
	"math"
	"testing"
)

// faulty runs a design whose failure f is injected, with a timeline.
func faulty(t *testing.T, text string, o Options) *Result {
	t.Helper()
	d := loaded(t, text)
	o.Faults = d.Failures.Get("f").Inject
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

// replicasAt reads how many replicas serve in a second.
func replicasAt(r *Result, second int) float64 { return r.Timeline[second].Components["s"].Replicas }

// TestAutoscalerWantsWhatItSays has two replicas at 90% and a target of 60%:
// ceil(2 x 0.9/0.6) = 3. While the third starts, and counts, it wants
// ceil(3 x 0.9/0.6) = 5 at the next look.
func TestAutoscalerWantsWhatItSays(t *testing.T) {
	const text = "components: {s: {kind: service, cores: 1, work: const(100ms), replicas: {min: 2, max: 9, target: {cpu: 60%%}, every: 10s%s}, start: {time: %s}}}\nflows: {ask: {arrivals: const(18/s), steps: [{call: s}]}}\n"
	for _, tt := range []struct {
		cooldown, start string
		at              map[int]float64
	}{
		{"", "5s", map[int]float64{9: 2, 14: 2, 15: 3, 60: 3}},
		{"", "15s", map[int]float64{24: 2, 25: 3, 34: 3, 35: 5}},
		{", cooldown: 20s", "15s", map[int]float64{25: 3, 35: 3, 60: 3}},
	} {
		r := simulate(t, fmt.Sprintf(text, tt.cooldown, tt.start), Options{For: 70}, RunOptions{Timeline: true})
		for second, want := range tt.at {
			if got := replicasAt(r, second); math.Abs(got-want) > 0.05 {
				t.Errorf("start %s%s: %g replicas in second %d, want %g", tt.start, tt.cooldown, got, second, want)
			}
		}
	}
}

// TestScalingInDrains takes replicas away that hold requests of three seconds.
func TestScalingInDrains(t *testing.T) {
	const text = "components: {s: {kind: service, slots: 10, replicas: {min: 1, max: 9, target: {in-flight: 2}, every: 2s}%s}}\n" +
		"load: {stop: {level: mean, ramp: {from: 20s, to: 0x}, for: 40s}}\nflows: {ask: {arrivals: const(6/s), steps: [{call: s, steps: [{wait: 3s}]}]}}\n"
	for drain, lost := range map[string]bool{"": false, ", drain: 5s": false, ", drain: 500ms": true} {
		r := simulate(t, fmt.Sprintf(text, drain), Options{Load: "stop"}, RunOptions{Timeline: true})
		if got := replicasAt(r, 15); got != 9 {
			t.Errorf("%g replicas for 18 in progress, want 9", got)
		}
		if got := replicasAt(r, 30); got != 1 {
			t.Errorf("%g replicas for none, want 1", got)
		}
		f := r.Flows["ask"]
		if (f.Counts.Failed > 0) != lost || f.Counts.Failed != uint64(math.Round(f.Errors["error"].Value*float64(f.Counts.Offered))) {
			t.Errorf("with%s %d requests fail, %v with an error; want some: %v", drain, f.Counts.Failed, f.Errors["error"].Value, lost)
		}
	}
}

// TestRegionsScaleByThemselves has an autoscaler in one region only.
func TestRegionsScaleByThemselves(t *testing.T) {
	const text = `boundaries: {east: {region: true}, west: {region: true}}
components: {s: {kind: service, in: [east, west], cores: 1, work: const(100ms), balance: random, replicas: {east: 2, west: {min: 1, max: 8, target: {cpu: 50%}, every: 5s}}}}
flows: {ask: {rate: 16/s, steps: [{call: s}]}}
`
	r := simulate(t, text, Options{For: 300}, RunOptions{Timeline: true, Seed: 2})
	// 1.6 cores over n replicas: at most half of each is busy from n = 4 on.
	if first, last := replicasAt(r, 0), replicasAt(r, 290); first != 3 || last < 3.5 || last > 6 {
		t.Errorf("%g replicas at first and %g at last, want 3 and about 4", first, last)
	}
	p := design(t, text, Options{})
	if s := p.scalers[0]; len(p.scalers) != 1 || s.count != 8 || s.first != p.components[0].first+2 {
		t.Errorf("autoscalers %+v, want one for the 8 replicas behind the first two", p.scalers)
	}
}

// TestScalingOnProcessorsTakesWorkersAwayThatWait is the mechanism of Slack's
// outage of 2021-01-04: the back end slows down, workers hold their slots and
// use no processor, and the autoscaler removes them while latency rises. One
// that scales on requests in progress adds workers instead.
func TestScalingOnProcessorsTakesWorkersAwayThatWait(t *testing.T) {
	const text = `components:
  s:    {kind: service, slots: 10, cores: 1, queue: 100, replicas: {min: 2, max: 30, target: {%s}, every: 10s}}
  back: {kind: service}
flows: {ask: {rate: 100/s, steps: [{call: s, work: const(50ms), steps: [{call: back, work: const(100ms)}]}]}}
failures: {f: {inject: {slow: back, by: 30x, at: 100s}}}
`
	run := func(target string) (before, behind, failed float64) {
		r := faulty(t, fmt.Sprintf(text, target), Options{For: 200})
		for _, row := range r.Timeline[150:200] {
			failed += float64(row.Flows["ask"].Failed) / 5000
		}
		return replicasAt(r, 95), replicasAt(r, 195), failed
	}
	before, behind, failed := run("cpu: 50%")
	if behind >= before || failed < 0.2 {
		t.Errorf("by processor: %g replicas before and %g behind, %.0f%% fail; want fewer behind and many failures", before, behind, 100*failed)
	}
	before, behind, failed = run("in-flight: 6")
	if behind <= before || failed > 0.01 {
		t.Errorf("by requests in progress: %g replicas before and %g behind, %.0f%% fail; want more behind and no failures", before, behind, 100*failed)
	}
}
