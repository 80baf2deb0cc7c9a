package audit

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
)

var bareRetry = &Check{
	Code:     "bare-retry",
	Category: Reliability,
	Title:    "Retry without backoff or jitter",
	Why:      "Callers that failed together come back together, and hit the part again at the moment it is weakest. Only a refusal may be tried elsewhere at once, within a budget.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  api.db: {timeout: 1s, retry: {max: 2}}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  api.db: {timeout: 1s, retry: {max: 2, backoff: 20ms, jitter: full, budget: 10%}}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{read: db}]}]}",
	Source:   "Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015",
	Run:      runBareRetry,
}

func runBareRetry(f *Facts) {
	for _, link := range f.links() {
		for _, c := range link.calls {
			fault, fix := bare(c.options.Retry)
			if fault == "" {
				continue
			}
			severity := Medium
			if model.Or(c.options.Retry.Backoff, 0) > 0 {
				severity = Low
			}
			f.fail(severity, link.at(), c.options.Retry.Span, fmt.Sprintf("%q tries %q again %s", link.caller.Name, link.callee.Name, fault),
				fmt.Sprintf("links: {%s: {retry: {%s}}}", link.name(), fix))
			break
		}
	}
}

// bare says what is wrong with a retry, and what is missing; "" when nothing
// is.
func bare(r *model.Retry) (fault, fix string) {
	if r == nil || model.Or(r.Max, 0) == 0 {
		return "", ""
	}
	elsewhere := len(r.For) == 1 && r.For[0] == "refused" && r.Budget != nil
	switch {
	case model.Or(r.Backoff, 0) == 0 && !elsewhere:
		return "at once", "backoff: 20ms, jitter: full, budget: 10%"
	case model.Or(r.Backoff, 0) > 0 && r.Jitter == "none":
		return "after the same time as every other caller", "jitter: full"
	}
	return "", ""
}
