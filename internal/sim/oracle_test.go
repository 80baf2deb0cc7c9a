package sim

import (
	"encoding/json"
	"math"
	"os/exec"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/stats"
)

// oracleSystems are designs without closed form, and the components that are
// compared. testdata/oracle/systems.py says the same in simpy.
var oracleSystems = map[string]struct {
	text       string
	components []string
}{
	"impatient": {`
components: {server: {kind: service, slots: 2, work: exp(10ms)}}
links: {default: {timeout: 25ms, retry: {max: 2, backoff: 10ms, factor: 1, jitter: none}}}
flows: {ask: {rate: 60/s, steps: [{call: server}]}}
`, []string{"server"}},
	"tiers": {`
components:
  front: {kind: service, slots: 5, queue: 1}
  back:  {kind: service, slots: 2, queue: 2}
links: {front.back: {retry: {max: 1, backoff: 5ms, jitter: none}}}
flows: {ask: {rate: 220/s, steps: [{call: front, work: exp(2ms), steps: [{call: back, work: exp(8ms)}]}]}}
`, []string{"front", "back"}},
	"office": {`
components: {desk: {kind: service, replicas: 3, slots: 1, balance: least-in-flight, work: uniform(5ms..25ms)}}
flows: {ask: {users: 10, think: exp(40ms), steps: [{call: desk}]}}
`, []string{"desk"}},
}

// apart is how far two honest measurements may lie from each other, in half-
// widths of their combined 95% interval: of twenty comparisons, any goes
// further by chance for one seed in a hundred (Bonferroni, normal deviates).
var apart = stats.NormalQuantile(1-0.01/20/2) / stats.NormalQuantile(0.975)

// TestSimpyMeasuresTheSame holds the engine against simpy where no formula
// reaches: clients that give up on a server which does not notice, and come
// back; slots held while another tier is busy or refuses; and a few users who
// choose the least loaded of several replicas.
func TestSimpyMeasuresTheSame(t *testing.T) {
	python := modeltest.Oracle(t, "/usr/bin/python3", "-c", "import simpy")
	out, err := exec.CommandContext(t.Context(), python, "testdata/oracle/systems.py").Output()
	if err != nil {
		t.Fatalf("simpy does not run: %v", err)
	}
	var oracle map[string]map[string][]float64
	if err := json.Unmarshal(out, &oracle); err != nil {
		t.Fatalf("read what simpy measured: %v", err)
	}
	for name, system := range oracleSystems {
		t.Run(name, func(t *testing.T) {
			r := simulate(t, system.text, Options{}, RunOptions{Seed: 1, Precision: 0.005, MaxEvents: 3_000_000})
			for metric, ours := range oracleMetrics(r, system.components) {
				values := oracle[name][metric]
				if len(values) < 10 || !ours.Known() {
					t.Errorf("%s is %+v, simpy measures it %d times", metric, ours, len(values))
					continue
				}
				theirs := stats.MeanInterval(values)
				half := math.Hypot(theirs.High-theirs.Value, (ours.High-ours.Low)/2)
				if math.Abs(ours.Value-theirs.Value) > apart*half {
					t.Errorf("%s is %g in %g..%g, simpy measures %g in %g..%g", metric, ours.Value, ours.Low, ours.High, theirs.Value, theirs.Low, theirs.High)
				}
			}
		})
	}
}

// oracleMetrics reads a result under the names that systems.py prints.
func oracleMetrics(r *Result, components []string) map[string]Number {
	ask := r.Flows["ask"]
	ok := ask.Availability
	metrics := map[string]Number{
		"latency": ask.Latency.Mean,
		"p90":     ask.Latency.P90,
		"failed":  {Value: 1 - ok.Value, Low: 1 - ok.High, High: 1 - ok.Low, Why: ok.Why},
		"rate":    ask.Offered,
	}
	for _, name := range components {
		metrics[name+" utilization"] = r.Components[name].SlotsUtilization
		metrics[name+" arrivals"] = r.Components[name].Arrivals
	}
	return metrics
}
