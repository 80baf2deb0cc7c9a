package sim

import (
	"fmt"
	"math"
	"testing"
)

// linkDesign sends requests of some size over a network.
func linkDesign(network, arrivals, sizes string) string {
	return "components: {net: {kind: network, " + network + "}, s: {kind: service}}\nlinks: {default: {via: net}}\nflows: {ask: {" + arrivals + ", steps: [{call: s" + sizes + "}]}}\n"
}

// TestMessagesQueueForANetwork holds it to M/D/1 and M/M/1 by sizes of one
// megabyte on a gigabit a second, 8 ms each. A call waits rho s / (2 (1-rho)) or
// rho s / (1-rho). Its answer has no size and comes as the call is over, so it
// waits for all that the call leaves behind: L of them, by Little's law.
func TestMessagesQueueForANetwork(t *testing.T) {
	for size, factor := range map[string]float64{"1MB": 0.5, "exp(1MB)": 1} {
		r := simulate(t, linkDesign("bandwidth: 1Gbit/s", "rate: 75/s", ", request: "+size), Options{}, RunOptions{Seed: 1, Precision: 0.02})
		net := r.Components["net"]
		wait := factor * 0.6 * 0.008 / 0.4
		wait = (wait + 75*(wait+0.008)*0.008) / 2
		if !holds(net.Utilization, 0.6, 0.006) || !holds(net.Arrivals, 150, 2) {
			t.Errorf("%s: utilization %+v and %+v messages a second, want 0.6 and 150: calls and answers", size, net.Utilization, net.Arrivals)
		}
		if !holds(net.Wait.Mean, wait, 0.02*wait) {
			t.Errorf("%s: mean wait %+v, want %g", size, net.Wait.Mean, wait)
		}
	}
}

// TestMessagesTakeTheirTime has one message at a time, of known size.
func TestMessagesTakeTheirTime(t *testing.T) {
	for _, tt := range []struct {
		name, network, sizes string
		want                 float64 // seconds
	}{
		{"a call", "bandwidth: 8Mbit/s", ", request: 1kB", 0.001},
		{"a call and its answer", "bandwidth: 8Mbit/s", ", request: 1kB, response: 2kB", 0.003},
		{"beside the way itself", "bandwidth: 8Mbit/s, net: 5ms", ", request: 1kB", 0.011},
		{"and the way to the callee", "bandwidth: 8Mbit/s, net: 5ms", ", request: 1kB, net: 2ms", 0.015},
		{"packets of 1500 bytes", "packets: 1k/s", ", request: 4kB", 0.004}, // three, and one back
		{"what takes longer", "packets: 1k/s, bandwidth: 8Mbit/s", ", request: 9kB", 0.010},
		{"no size", "bandwidth: 8Mbit/s", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := simulate(t, linkDesign(tt.network, "arrivals: const(1/s)", tt.sizes), Options{For: 10.5}, RunOptions{})
			almost(t, "the latency", r.Flows["ask"].Latency.Mean, tt.want)
		})
	}
}

// TestFullBuffersDrop sends ten calls at once over a network with room for
// three that wait.
func TestFullBuffersDrop(t *testing.T) {
	r := simulate(t, linkDesign("bandwidth: 8Mbit/s, buffer: 3kB", "arrivals: const(1/s)", ", request: 1kB"), Options{For: 10.5}, RunOptions{})
	if got := r.Flows["ask"].Counts.Failed; got != 0 {
		t.Errorf("%d calls are dropped that come alone", got)
	}
	text := "components: {net: {kind: network, bandwidth: 8Mbit/s, buffer: 3kB}, s: {kind: service}}\nlinks: {default: {via: net}}\n" +
		"flows: {ask: {every: 1s, at: \"00:00\", steps: [{each: 10, join: %s, steps: [{call: s, request: 1kB%s}]}]}}\n"
	some := simulate(t, fmt.Sprintf(text, "10", ", on-error: continue"), Options{For: 9.5}, RunOptions{})
	if got := some.Components["net"].Refused.Value * 9.5; math.Abs(got-60) > 1e-9 {
		t.Errorf("%g messages are dropped, want six of each ten", got)
	}
	if got := some.Components["s"].Arrivals.Value * 9.5; math.Abs(got-40) > 1e-9 {
		t.Errorf("%g calls arrive, want four of each ten", got)
	}
	lost := simulate(t, fmt.Sprintf(text, "10", ""), Options{For: 9.5}, RunOptions{})
	almost(t, "the share of requests that fail because a message was dropped", lost.Flows["ask"].Errors["dropped"], 1)
}

// TestABoundedNetworkIsAQueueWithLoss: messages of exponential size that may
// not wait see the loss formula of Erlang for one server, rho / (1+rho).
func TestABoundedNetworkIsAQueueWithLoss(t *testing.T) {
	text := "components: {net: {kind: network, bandwidth: 1Gbit/s, buffer: 1B}, s: {kind: service}}\nlinks: {default: {via: net}}\nflows: {ask: {rate: 100/s, steps: [{call: s, request: exp(1MB), wait: false}]}}\n"
	r := simulate(t, text, Options{For: 1000}, RunOptions{Seed: 1})
	net := r.Components["net"]
	// Calls come at 100/s; answers come when they have arrived and pass.
	calls := r.Components["s"].Arrivals.Value
	if want := 100 / 1.8; math.Abs(calls-want) > 1 {
		t.Errorf("%g calls a second arrive, want %g", calls, want)
	}
	if math.Abs(net.Refused.Value-(100-calls)) > 1 {
		t.Errorf("%g are dropped, want those that do not arrive", net.Refused.Value)
	}
}

// TestTwoKindsOfTrafficShareANetwork: bulk messages of one flow delay the small
// ones of another.
func TestTwoKindsOfTrafficShareANetwork(t *testing.T) {
	const text = `components: {net: {kind: network, bandwidth: 80Mbit/s}, s: {kind: service}, other: {kind: service}}
links: {default: {via: net}}
flows:
  small: {rate: 10/s, steps: [{call: s, request: 100B}]}
  bulk:  {rate: %s, steps: [{call: other, request: 1MB}]}
`
	alone := simulate(t, fmt.Sprintf(text, "0/s"), Options{For: 300}, RunOptions{Seed: 1})
	beside := simulate(t, fmt.Sprintf(text, "5/s"), Options{For: 300}, RunOptions{Seed: 1})
	if got := alone.Flows["small"].Latency.Mean.Value; got > 20e-6 {
		t.Errorf("small messages take %g s alone", got)
	}
	// Each message of 100 ms, half of the time: a call and its answer wait for
	// rho s / (2 (1-rho)) = 50 ms each, and a little less when close together.
	if got := beside.Flows["small"].Latency.Mean.Value; got < 0.06 || got > 0.11 {
		t.Errorf("small messages take %g s beside bulk, want nearly 0.1", got)
	}
}
