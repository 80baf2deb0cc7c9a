package report

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// run is a result as a simulator could give it for testdata/notes.yaml.
func run() *sim.Result {
	exact := func(v float64) sim.Number { return sim.Number{Value: v, Low: v, High: v} }
	near := func(v, share float64) sim.Number {
		return sim.Number{Value: v, Low: v * (1 - share), High: v * (1 + share)}
	}
	none := sim.Number{Why: "slots and cores are unlimited"}
	latency := sim.Latency{Mean: near(0.0123, 0.01), P50: near(0.011, 0.002), P99: near(0.045, 0.04), Max: sim.Number{Value: 0.2, Low: 0.2, High: math.Inf(1)}}
	hit := near(0.8, 0.01)
	return &sim.Result{
		Load: "peak", Seed: 7, Settled: true, Requests: 123_456, Events: 1_000_000, Seconds: 600, WarmUp: 12,
		Flows: map[string]*sim.FlowResult{
			"find":  {Offered: near(10, 0.02), Availability: near(0.98, 0.001), Errors: map[string]sim.Number{"timeout": exact(0.015), "refused": exact(0.005), "open": exact(0)}, Latency: latency},
			"write": {Offered: near(2, 0.03), Availability: exact(1), Latency: latency},
		},
		Components: map[string]*sim.ComponentResult{
			"api": {Arrivals: near(12, 0.02), Refused: exact(0), Utilization: near(0.4, 0.01), SlotsUtilization: near(0.1, 0.01), InFlight: near(1.2, 0.02), QueueLength: near(0.5, 0.1), Wait: sim.Wait{Mean: near(0.002, 0.05)}},
			"db":  {Arrivals: near(12, 0.02), Refused: exact(0), Utilization: near(0.7, 0.01), SlotsUtilization: none, InFlight: near(0.3, 0.02), QueueLength: exact(0), HitRatio: &hit, Wait: sim.Wait{Mean: exact(0)}},
			"web": {Arrivals: exact(0), Utilization: none, SlotsUtilization: none},
		},
		Requirements: []sim.Requirement{
			{Name: "fast", Target: "find", Metric: "p99", Verdict: sim.Met, Value: near(0.045, 0.04), Limit: 0.1},
			{Name: "up", Target: "find", Metric: "availability", Verdict: sim.Broken, Value: near(0.98, 0.001), Limit: 0.999, AtLeast: true},
			{Name: "budget", Metric: "cost", Verdict: sim.Unknown, Value: sim.Number{Why: "this run does not measure it"}, Why: "this run does not measure it"},
		},
	}
}

func TestSimulationShowsRequirementsFirst(t *testing.T) {
	got := rendered(func(b *bytes.Buffer) { Simulation(b, design(t, "notes.yaml"), run(), Palette{}) })
	golden(t, "notes-simulation.txt", got)
	withinScreen(t, got)
}

func TestSimulationThatDoesNotSettleSaysSo(t *testing.T) {
	r := run()
	r.Settled, r.Why, r.Growing = false, "the queue of db grows", []string{"db"}
	got := rendered(func(b *bytes.Buffer) { Simulation(b, design(t, "notes.yaml"), r, Palette{}) })
	for _, want := range []string{"not settled: the queue of db grows", "db: the queue grows as long as the load lasts"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestSimulationWithoutLimitsSaysWhatToGive(t *testing.T) {
	r := run()
	for _, c := range r.Components {
		c.Utilization = sim.Number{Why: "slots and cores are unlimited"}
		c.SlotsUtilization = c.Utilization
	}
	got := rendered(func(b *bytes.Buffer) { Simulation(b, design(t, "notes.yaml"), r, Palette{}) })
	if !strings.Contains(got, "nothing has a limit") {
		t.Errorf("got\n%s", got)
	}
}

func TestUnitOfAnIntervalIsSaidOnce(t *testing.T) {
	for _, tt := range []struct {
		value, low, high float64
		kind             unit.Kind
		want             string
	}{
		{0.0228, 0.0195, 0.0265, unit.KindTime, "22.8 ms [19.5, 26.5]"},
		{0.9, 0.2, 1.4, unit.KindTime, "900 ms [200 ms, 1.4 s]"},
		{0.001, 0.001, 0.001, unit.KindTime, "1 ms"},
		{12, 10, 15, unit.KindCount, "12 [10, 15]"},
	} {
		if got := withInterval(func(v float64) string { return unit.Format(v, tt.kind) }, tt.value, tt.low, tt.high); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestHalfAnIntervalStandsBehindItsValue(t *testing.T) {
	for _, tt := range []struct {
		n    sim.Number
		kind unit.Kind
		want string
	}{
		{sim.Number{Value: 0.01, Low: 0.009, High: 0.0105}, unit.KindTime, "10 ms ±10%"},
		{sim.Number{Value: 0.01, Low: 0.00999, High: 0.01001}, unit.KindTime, "10 ms"},
		{sim.Number{Value: 0.2, Low: 0.2, High: math.Inf(1)}, unit.KindTime, "200 ms"},
		{sim.Number{}, unit.KindRatio, "0%"},
		{sim.Number{Why: "nobody came"}, unit.KindTime, "–"},
	} {
		if got := brief(tt.n, tt.kind); got != tt.want {
			t.Errorf("brief(%+v) = %q, want %q", tt.n, got, tt.want)
		}
	}
}
