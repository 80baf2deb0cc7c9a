package audit

import (
	"fmt"
)

var singleReplica = &Check{
	Code:     "single-replica",
	Category: Reliability,
	Title:    "Component runs a single replica",
	Why:      "Losing its one machine, or replacing it in a release, stops every flow through it. Where the file says no number one replica is what every estimate counts with, and the finding is a question.",
	Bad:      "components:\n  api: {kind: service, replicas: 1}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
	Good:     "components:\n  api: {kind: service, replicas: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
	Source:   "Beyer et al., Site Reliability Engineering, 2016, ch. 3",
	Run:      runSingleReplica,
}

func runSingleReplica(f *Facts) {
	for name, c := range f.Design.Components.All() {
		if !runByUs(c) || replicas(c) != 1 || c.Failover != nil {
			continue
		}
		severity, flows := High, f.flowsNeeding(name)
		if len(flows) == 0 {
			if severity, flows = Medium, f.flowsBehind(name); len(flows) == 0 {
				continue
			}
		}
		at, fix := "components."+name, fmt.Sprintf("components: {%s: {replicas: 2}}", name)
		if c.Replicas == nil {
			f.unknown(severity, at, c.Span, fmt.Sprintf("the file does not say how many replicas of %q run; %s %s it", name, list(flows), verb(len(flows), "needs", "need")), fix)
			continue
		}
		f.fail(severity, at, f.span(c.Span, "components", name, "replicas"),
			fmt.Sprintf("%q runs one replica, and %s %s it", name, list(flows), verb(len(flows), "needs", "need")), fix)
	}
}

// flowsBehind returns the flows that nobody waits for and that stand still
// without the component.
func (f *Facts) flowsBehind(component string) []string {
	var flows []string
	for _, name := range f.flowsThat(component, (*call).required) {
		if !waited(f.Design.Flows.Get(name)) {
			flows = append(flows, name)
		}
	}
	return flows
}
