package audit

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
)

var noRateLimit = &Check{
	Code:     "no-rate-limit",
	Category: Interfaces,
	Title:    "Outsiders may write as often as they like",
	Why:      "One script with a loop takes the capacity of everyone, fills the store, or runs up the bill.",
	Bad:      "actors:\n  guest: {kind: human, external: true, daily: 1k}\ncomponents:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {by: guest, per-user: 1/day, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make, idempotent: key}",
	Good:     "actors:\n  guest: {kind: human, external: true, daily: 1k}\ncomponents:\n  api: {kind: service, replicas: 2, zones: 2}\nflows:\n  make: {by: guest, per-user: 1/day, steps: [{call: api}]}\napi:\n  auth: bearer\n  endpoints:\n    make: {route: POST /things, flow: make, idempotent: key, rate-limit: {rate: 1/s, burst: 10, per: guest}}",
	Source:   "OWASP API Security Top 10 2023, API4; CWE-770",
	Run:      runNoRateLimit,
}

func runNoRateLimit(f *Facts) {
	for name, e := range f.endpoints() {
		actor := f.outsider(e)
		if actor == "" || !f.writes(e) || f.limited(e) {
			continue
		}
		severity := Medium
		if f.authOf(e) == "none" {
			severity = High
		}
		f.fail(severity, "api.endpoints."+name, e.Span, fmt.Sprintf("nothing limits how often a %s may call %s", actor, e.Route),
			fmt.Sprintf("api: {endpoints: {%s: {rate-limit: {rate: 1/s, burst: 10, per: %s}}}}", name, actor))
	}
}

// outsider returns the external actor that starts the flow of an endpoint, or
// "".
func (f *Facts) outsider(e *model.Endpoint) string {
	flow := f.Design.Flows.Get(e.Flow.Text)
	if flow == nil {
		return ""
	}
	actor := f.Design.Actors.Get(flow.By.Text)
	if actor == nil || actor.External == nil || !*actor.External {
		return ""
	}
	return actor.Name
}
