package audit

import (
	"fmt"
)

var noObjective = &Check{
	Code:     "no-objective",
	Category: Observability,
	Title:    "Nobody would notice",
	Why:      "A target that no objective measures and no alert watches is broken for weeks before a customer says so; an objective below the target watches something else.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99%}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}\nrequirements:\n  quality:\n    up: {flow: f, availability: 99%}\nobserve:\n  slos: {f-up: {flow: f, target: 99%}}\n  alerts: {burn: {on-slo: f-up, kind: burn-rate}}",
	Source:   "Beyer et al., The Site Reliability Workbook, 2018, ch. 2 and 5",
	Run:      runNoObjective,
}

func runNoObjective(f *Facts) {
	for name, q := range f.Design.Requirements.Quality.All() {
		if q.Flow.Text == "" || q.Availability == nil {
			continue
		}
		slo, target := f.objectiveFor(q.Flow.Text)
		at := "requirements.quality." + name
		switch {
		case slo == "":
			f.unknown(Medium, at, q.Span, fmt.Sprintf("no objective measures the availability of %q", q.Flow),
				fmt.Sprintf("observe: {slos: {%s-up: {flow: %s, target: %s, window: 30d}}, alerts: {%s-burn: {on-slo: %s-up, kind: burn-rate}}}", q.Flow, q.Flow, q.Availability.Text, q.Flow, q.Flow))
		case target > 0 && target < q.Availability.Value:
			f.fail(Low, at, f.span(q.Span, "observe", "slos", slo, "target"), fmt.Sprintf("the objective %q asks for %s, the requirement for %s", slo, percent(target), percent(q.Availability.Value)),
				fmt.Sprintf("observe: {slos: {%s: {target: %s}}}", slo, q.Availability.Text))
		case !f.watched(slo):
			f.unknown(Medium, at, f.span(q.Span, "observe", "slos", slo), fmt.Sprintf("no alert watches the objective %q", slo),
				fmt.Sprintf("observe: {alerts: {%s-burn: {on-slo: %s, kind: burn-rate}}}", slo, slo))
		}
	}
}

// objectiveFor returns the objective for the availability of a flow and its
// target; one with a latency measures something else. "" when there is none.
func (f *Facts) objectiveFor(flow string) (name string, target float64) {
	if f.Design.Observe == nil {
		return "", 0
	}
	for name, slo := range f.Design.Observe.SLOs.All() {
		if slo.Flow.Text == flow && slo.Latency == nil {
			if slo.Target != nil {
				target = slo.Target.Value
			}
			return name, target
		}
	}
	return "", 0
}

func (f *Facts) watched(slo string) bool {
	for _, a := range f.Design.Observe.Alerts.All() {
		if a.OnSLO.Text == slo {
			return true
		}
	}
	return false
}
