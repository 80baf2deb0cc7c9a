package sim

import (
	"fmt"
	"math"
	"testing"
)

// TestFunctionsStartColdAfterAnIdleTime: with arrivals so rare that they never
// overlap, a start is cold when the gap before it is longer than the idle time:
// a share of exp(-rate x idle).
func TestFunctionsStartColdAfterAnIdleTime(t *testing.T) {
	r := simulate(t, "components: {fn: {kind: function, start: {time: 400ms}, idle: 5min, work: const(1ms)}}\nflows: {ask: {rate: 10/h, steps: [{call: fn}]}}\n", Options{For: 4e6}, RunOptions{Seed: 1})
	want := math.Exp(-10. / 12)
	fn := r.Components["fn"]
	if !holds(fn.Wait.Delayed, want, 0.01) {
		t.Errorf("%+v start cold, want %g", fn.Wait.Delayed, want)
	}
	if got := r.Flows["ask"].Latency.Mean; !holds(got, 0.001+0.4*want, 0.004) {
		t.Errorf("mean latency %+v, want %g", got, 0.001+0.4*want)
	}
	// An instance lives through a busy period of an M/G/inf queue whose service
	// is the idle time, begun anew by each arrival: it is there for a share of
	// 1 - exp(-rate x idle).
	if !holds(fn.Replicas, 1-want, 0.01) {
		t.Errorf("%+v instances on average, want %g", fn.Replicas, 1-want)
	}
}

// TestFunctionsScaleByRequest sends four requests at once every ten seconds.
func TestFunctionsScaleByRequest(t *testing.T) {
	const text = "components: {fn: {kind: function, work: const(100ms), start: {time: 1s}%s}}\nflows: {ask: {every: 10s, at: \"00:00\", steps: [{each: 4, steps: [{call: fn%s}]}]}}\n"
	for _, tt := range []struct {
		name, options, call string
		cold                float64 // starts that are cold, of forty
		latency             float64 // of the last run, seconds
		instances           float64 // at the end
	}{
		{"each has its own", ", idle: 1min", "", 4, 0.1, 4},
		{"they stay warm for good", "", "", 4, 0.1, 4},
		{"they cool down", ", idle: 5s", "", 40, 1.1, 0},
		{"two share one", ", idle: 1min, slots: 2", "", 4, 0.1, 2},
		{"some are kept warm", ", idle: 5s, replicas: {min: 3, max: 9, target: {in-flight: 1}}", "", 10, 1.1, 3},
		{"at most two", ", idle: 1min, replicas: 2", "", 2, 0.2, 2},
		{"and the others are refused", ", idle: 1min, replicas: 2, queue: 0", ", on-error: continue", 2, 0.1, 2},
	} { // two that share one leave four of the eight places of the first run idle for good
		t.Run(tt.name, func(t *testing.T) {
			r := simulate(t, fmt.Sprintf(text, tt.options, tt.call), Options{For: 99.5}, RunOptions{Timeline: true})
			row := r.Timeline[90].Flows["ask"]
			if row.Latency == nil { // a second later, those that were cold
				row = r.Timeline[91].Flows["ask"]
			}
			if row.Latency == nil || math.Abs(row.Latency.Mean-tt.latency) > 1e-9 {
				t.Errorf("the last run takes %+v, want %g s", row.Latency, tt.latency)
			}
			if got := r.Timeline[98].Components["fn"].Replicas; got != tt.instances {
				t.Errorf("%g instances at the end, want %g", got, tt.instances)
			}
			cold := 0.0
			for _, row := range r.Timeline {
				cold += row.Components["fn"].QueueLength
			}
			if tt.name != "at most two" && math.Abs(cold-tt.cold) > 1e-9 {
				t.Errorf("%g seconds are waited for starts of one, want %g", cold, tt.cold)
			}
		})
	}
}

// TestCrashedFunctionsStartCold loses the warm instances.
func TestCrashedFunctionsStartCold(t *testing.T) {
	r := faulty(t, "components: {fn: {kind: function, work: const(1ms), start: {time: 200ms}}}\nflows: {ask: {arrivals: const(1/s), steps: [{call: fn}]}}\nfailures: {f: {inject: {crash: fn, at: 5500ms, for: 100ms}}}\n", Options{For: 10.5})
	if got, want := r.Components["fn"].Wait.Delayed.Value, 0.2; math.Abs(got-want) > 1e-9 {
		t.Errorf("a share of %g starts cold, want %g: the first and the first behind the crash", got, want)
	}
}
