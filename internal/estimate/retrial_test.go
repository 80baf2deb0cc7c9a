package estimate

import (
	"strings"
	"testing"
)

const retrial = head + `
components: {s: {kind: service, slots: 1, queue: 0, work: 1s}}
flows: {ask: {rate: 0.6/s, steps: [{call: s, retry: {max: MAX, backoff: exp(2s), factor: 1, jitter: none, for: [refused]}}]}}`

// Falin and Templeton 1997: 0.6 (0.6 + 0.6 x 0.5) / 0.4 retries a second, and
// 2.7 that wait to try again.
func TestWhoComesBackFindsTheServerBusyMoreOften(t *testing.T) {
	s := Estimate(load(t, strings.Replace(retrial, "MAX", "unlimited", 1)), Options{})
	near(t, "retries", value(t, s, "components.s.refused"), 1.35, 1e-6)
	near(t, "busy", value(t, s, "components.s.utilization"), 0.6, 1e-6)
	near(t, "between two tries", value(t, s, "flows.ask.concurrency")-value(t, s, "components.s.in_flight"), 2.7, 1e-6)
	if f := s.Get("components.s.refused").Formula; !strings.Contains(f, "retrial queue") {
		t.Errorf("formula %q", f)
	}
}

func TestOtherRetriesOfRefusalsAreApproximate(t *testing.T) {
	s := Estimate(load(t, strings.Replace(retrial, "MAX", "3", 1)), Options{})
	if f := s.Get("components.s.refused").Formula; !strings.Contains(f, "retries are taken as new arrivals (approximate)") {
		t.Errorf("formula %q", f)
	}
}
