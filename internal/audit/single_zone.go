package audit

import (
	"fmt"
)

var singleZone = &Check{
	Code:     "single-zone",
	Category: Reliability,
	Title:    "Replicas stand in one zone",
	Why:      "A zone of a provider fails as a whole; replicas that share one go together.",
	Bad:      "components:\n  api: {kind: service, replicas: 3, zones: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
	Good:     "components:\n  api: {kind: service, replicas: 3, zones: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
	Source:   "AWS Well-Architected Framework, reliability pillar, REL10",
	Run:      runSingleZone,
}

func runSingleZone(f *Facts) {
	for name, c := range f.Design.Components.All() {
		n := replicas(c)
		flows := f.flowsThrough(name)
		if len(flows) == 0 || !runByUs(c) || n < 2 || len(f.regionsOf(c)) > 1 {
			continue
		}
		severity := Medium
		if _, target := f.strictest(flows); target >= threeNines {
			severity = High
		}
		at, fix := "components."+name, fmt.Sprintf("components: {%s: {zones: %d}}", name, min(3, n))
		switch zones := f.Design.ZonesOf(c); {
		case zones == nil:
			f.unknown(severity, at, c.Span, fmt.Sprintf("the file does not say over how many zones the %d replicas of %q are spread", n, name), fix)
		case zones.Value < 2:
			f.fail(severity, at, zones.Span, fmt.Sprintf("all %d replicas of %q stand in one zone", n, name), fix)
		}
	}
}
