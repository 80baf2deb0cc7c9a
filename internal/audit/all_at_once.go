package audit

import (
	"fmt"
)

var allAtOnce = &Check{
	Code:     "all-at-once",
	Category: Delivery,
	Title:    "A release reaches everyone at once",
	Why:      "Most outages begin with a change; one that meets a hundredth of the users first is taken back before the rest notice.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\ndeliver:\n  strategy: all-at-once\n  rollback: automatic",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\ndeliver:\n  strategy: canary\n  steps: [1%, 10%, 50%, 100%]\n  bake: 10min\n  rollback: automatic",
	Source:   "Beyer et al., The Site Reliability Workbook, 2018, ch. 16",
	Run:      runAllAtOnce,
}

func runAllAtOnce(f *Facts) {
	ours := f.released()
	if len(ours) == 0 {
		return
	}
	fix := "deliver: {strategy: canary, steps: [1%, 10%, 50%, 100%], bake: 10min}"
	switch d := f.Design.Deliver; {
	case d == nil || d.Strategy == "":
		f.unknown(Low, "deliver", f.span(f.Design.Components.Get(ours[0]).Span, "deliver"), fmt.Sprintf("the file does not say how a release of %s replaces the last one", list(ours)), fix)
	case d.Strategy == "all-at-once":
		severity, evidence := Medium, fmt.Sprintf("a release of %s reaches all users at the same moment", list(ours))
		if flow, target := f.strictest(f.Design.Flows.Names()); target >= threeNines {
			severity, evidence = High, fmt.Sprintf("%s, and %q must be up %s of the time", evidence, flow, percent(target))
		}
		f.fail(severity, "deliver.strategy", f.span(f.Design.Components.Get(ours[0]).Span, "deliver", "strategy"), evidence, fix)
	}
}

// released returns the components with a program of ours in them, which is
// released again and again, as far as flows use them.
func (f *Facts) released() []string {
	var names []string
	for name, c := range f.Design.Components.All() {
		switch c.Kind {
		case "service", "function", "worker", "scheduler", "websocket":
			if c.Built != "off-the-shelf" && c.Built != "managed" && len(f.flowsThrough(name)) > 0 {
				names = append(names, name)
			}
		}
	}
	return names
}
