package audit

import (
	"fmt"
	"slices"
)

var singleRegion = &Check{
	Code:     "single-region",
	Category: Reliability,
	Title:    "One region carries the whole target",
	Why:      "A region fails for hours about once in a few years; four nines leave 53 minutes a year. It is asked once for a design: of the flow with the highest target, at the first component on its way that you run yourself.",
	Bad:      "boundaries:\n  eu: {region: true}\ncomponents:\n  api: {kind: service, in: eu, replicas: 3}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.99%}",
	Good:     "boundaries:\n  eu: {region: true}\n  us: {region: true}\ncomponents:\n  api: {kind: service, in: [eu, us], replicas: 4}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99.99%}",
	Source:   "AWS Well-Architected Framework, reliability pillar, REL10 and REL13",
	Run:      runSingleRegion,
}

func runSingleRegion(f *Facts) {
	flow, target := f.strictest(f.Design.Flows.Names())
	if target < threeNines {
		return
	}
	severity := Low
	if target >= 0.9999 {
		severity = Medium
	}
	goal := fmt.Sprintf("%q must be up %s of the time", flow, percent(target))
	var bound []string // components that stand in one region
	var regions []string
	entry, homeless := "", ""
	for _, c := range f.Design.ComponentsOf(f.Design.Flows.Get(flow), true) {
		if !slices.Contains(f.flowsNeeding(c.Name), flow) {
			continue
		}
		switch in := f.regionsOf(c); {
		case len(in) == 0 && runByUs(c) && homeless == "":
			homeless = c.Name
		case len(in) == 1:
			bound = append(bound, c.Name)
			if !slices.Contains(regions, in[0]) {
				regions = append(regions, in[0])
			}
			if entry == "" && runByUs(c) {
				entry = c.Name
			}
		}
	}
	switch {
	case entry != "":
		f.fail(severity, "components."+entry, f.span(f.Design.Components.Get(entry).Span, "components", entry, "in"),
			fmt.Sprintf("%s, but %s %s in %s only", goal, list(bound), verb(len(bound), "stands", "stand"), list(regions)),
			fmt.Sprintf("components: {%s: {in: [%s, ANOTHER-REGION]}}, or waive it with the reason", entry, regions[0]))
	case homeless != "":
		f.unknown(severity, "components."+homeless, f.Design.Components.Get(homeless).Span,
			fmt.Sprintf("%s; the file does not say in which regions %q stands", goal, homeless),
			fmt.Sprintf("boundaries: {eu-west: {region: true, zones: 3}}, and components: {%s: {in: eu-west}}", homeless))
	}
}
