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
