package search

import (
	"testing"

	"github.com/loadpath/loadpath/internal/sim"
)

// Five nines allow one failure in a hundred thousand. A window of some ten
// thousand answers cannot show less than one, so one alone says nothing.
func TestARequirementIsBrokenBeyondChanceOnly(t *testing.T) {
	for _, c := range []struct {
		limit      limit
		ok, failed uint64
		want       bool
	}{
		{limit{name: "up", metric: "availability", value: 0.99999}, 11999, 1, false},
		{limit{name: "up", metric: "availability", value: 0.99999}, 11990, 10, true},
		{limit{name: "few", metric: "errors", value: 0.01}, 98, 2, false},
		{limit{name: "few", metric: "errors", value: 0.01}, 9700, 300, true},
		{limit{name: "few", metric: "errors", value: 0}, 999, 1, true},
		{limit{name: "fast", metric: "p99", value: 0.1}, 0, 5, true}, // nothing succeeds
		{limit{name: "fast", metric: "p99", value: 0.1}, 0, 0, false},
	} {
		if got := c.limit.brokenIn(&sim.FlowWindow{OK: c.ok, Failed: c.failed}); got != c.want {
			t.Errorf("%s %g with %d ok and %d failed: broken is %v", c.limit.metric, c.limit.value, c.ok, c.failed, got)
		}
	}
}
