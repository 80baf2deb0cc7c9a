package sim

import (
	"fmt"
	"math"
	"testing"
)

// cellDesign has cells of three replicas each, and a load for them.
func cellDesign(cells int, balance string) string {
	return fmt.Sprintf(`
components:
  web: {kind: service, cells: {count: %d, key: city}, replicas: 3, slots: 1, balance: %s, work: 10ms}
flows: {ask: {rate: %d/s, steps: [{call: web}]}}
`, cells, balance, 200*cells)
}

// TestCellsShareNothing holds four cells to one with a quarter of the load.
func TestCellsShareNothing(t *testing.T) {
	for _, balance := range []string{"round-robin", "random", "least-in-flight", "two-choices"} {
		one := simulate(t, cellDesign(1, balance), Options{}, RunOptions{Seed: 3, Precision: 0.02})
		four := simulate(t, cellDesign(4, balance), Options{}, RunOptions{Seed: 4, Precision: 0.02})
		a, b := one.Flows["ask"].Latency.Mean, four.Flows["ask"].Latency.Mean
		if a.Low > b.High || b.Low > a.High {
			t.Errorf("%s: mean latency %.4g [%.4g, %.4g] in one cell, %.4g [%.4g, %.4g] in four", balance, a.Value, a.Low, a.High, b.Value, b.Low, b.High)
		}
		if n := four.Components["web"].Replicas.Value; math.Abs(n-12) > 1e-9 {
			t.Errorf("%s: four cells of three have %g replicas", balance, n)
		}
	}
}

// TestAKeyStaysInItsCell loses one of two replicas in the first cell of two
// components. Half of the requests of that cell fail at each, so 3/4 of a
// quarter; keys that moved between cells would make it 1 - (7/8)^2.
func TestAKeyStaysInItsCell(t *testing.T) {
	const text = `
data: {ride: {fields: {city: string}, keys: uniform(1M)}}
components:
  web: {kind: service, cells: {count: 4, key: city}, replicas: 2, work: 1ms}
  far: {kind: service, cells: {count: 4, key: city}, replicas: 2, work: 1ms, balance: random}
flows: {ask: {rate: 1k/s, key: city, steps: [{call: web}, {call: far}]}}
failures: {f: {inject: [{crash: web#1}, {crash: far#1}]}}
`
	r := simulate(t, text, Options{For: 20, Faults: loaded(t, text).Failures.Get("f").Inject}, RunOptions{Seed: 1})
	if failed := 1 - r.Flows["ask"].Availability.Value; math.Abs(failed-3.0/16) > 0.01 {
		t.Errorf("%.4f of the requests fail, want 3/16", failed)
	}
}
