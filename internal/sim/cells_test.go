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

// TestBalanceWorksInsideACell gives each of four cells a quarter of the load:
// with round robin over two servers and with the shorter queue a wait is
// shorter than at random.
func TestBalanceWorksInsideACell(t *testing.T) {
	wait := func(balance string) float64 {
		text := "data: {rider: {fields: {city: string}, keys: uniform(100k)}}\ncomponents: {s: {kind: service, replicas: 2, cells: {count: 4, key: city}, cores: 1, work: 10ms, balance: " + balance + "}}\nflows: {ask: {rate: 560/s, steps: [{call: s}]}}\n"
		return simulate(t, text, Options{For: 300}, RunOptions{Seed: 1}).Flows["ask"].Latency.Mean.Value
	}
	// M/M/1 at 0.7 with random; E2/M/1 at 0.7 with round robin: the root of
	// sigma = (2 rho' / (2 rho' + 1 - sigma))^2 with rho' = 0.7 is 0.5735.
	random, turns, least := wait("random"), wait("round-robin"), wait("least-in-flight")
	if math.Abs(random-0.01/0.3) > 0.002 {
		t.Errorf("at random: %g s, want %g", random, 0.01/0.3)
	}
	if want := e2m1(0.7) * 0.01; math.Abs(turns-want) > 0.0015 {
		t.Errorf("round robin: %g s, want %g", turns, want)
	}
	if least > turns {
		t.Errorf("least in flight takes %g s, round robin %g", least, turns)
	}
}

// e2m1 is the mean response of E2/M/1 in service times: 1 / (1 - sigma), where
// sigma is the root below 1 of sigma = A*(mu (1 - sigma)). Kleinrock, Queueing
// Systems I, 1975, §6.
func e2m1(rho float64) float64 {
	sigma := 0.5
	for range 200 {
		sigma = math.Pow(2*rho/(2*rho+1-sigma), 2)
	}
	return 1 / (1 - sigma)
}
