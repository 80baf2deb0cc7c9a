package sim

import (
	"strings"
	"testing"
)

// TestANarrowLineTakesLonger sends a kilobyte a second over a megabyte a second
// that becomes a hundred kilobytes for half of the run.
func TestANarrowLineTakesLonger(t *testing.T) {
	text := linkDesign("bandwidth: 8Mbit/s, in: there", "arrivals: const(1/s)", ", request: 1kB")
	text = strings.Replace(text, "flows:", "boundaries: {there: {}}\nactors: {person: {kind: human}}\nflows:", 1)
	text = strings.Replace(text, "{ask: {", "{ask: {by: person, ", 1)
	for _, target := range []string{"net", "there", "person.s"} {
		r := underFaults(t, text, "{bandwidth: "+target+", to: 800kbit/s, at: 10.5s}", 20.5)
		almost(t, target, r.Flows["ask"].Latency.Mean, 0.0055)
	}
	wider := underFaults(t, text, "{bandwidth: net, to: 1Gbit/s}", 20.5)
	almost(t, "more than it had", wider.Flows["ask"].Latency.Mean, 0.001)
}

func TestABandwidthIsThatOfANetwork(t *testing.T) {
	d := loaded(t, "components: {s: {kind: service}, r: {kind: service}}\nflows: {ask: {rate: 1/s, steps: [{call: s > r}]}}\nfailures: {f: {inject: {bandwidth: s.r, to: 1Mbit/s}}}\n")
	_, problems := Compile(d, Options{For: 1, Faults: d.Failures.Get("f").Inject})
	if !problems.HasErrors() || !strings.Contains(problems[0].Message, "no network with a bandwidth") {
		t.Errorf("a link without a network is narrowed: %v", problems)
	}
}
