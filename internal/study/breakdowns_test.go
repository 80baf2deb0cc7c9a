package study

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
)

const twice = `
loadpath: 1
system: twice
requirements: {quality: {up: {flow: f, availability: 99%}}}
components: {web: {kind: service, mttf: 198h, mttr: 2h, slots: 1, queue: 1}}
flows: {f: {rate: 5/s, steps: [{call: web, work: 1ms}]}}
`

// TestAvailabilityIsHeardFromTheYears has a service that is down for 1% of the
// time, which no run of minutes would see.
func TestAvailabilityIsHeardFromTheYears(t *testing.T) {
	s := ran(t, twice, Options{MaxEvents: 50_000})
	a := s.Availability[0]
	if a.Years == nil || a.Years.Why != "" || !a.Years.Agrees || math.Abs(a.Years.Value-0.99) > 1e-3 {
		t.Fatalf("%+v, want 99%%", a.Years)
	}
	if got := requirementNamed(t, s, "up", "availability").Simulate; math.Abs(got.Value-0.99) > 1e-3 || got.Low > got.Value {
		t.Errorf("simulated %+v, want that of the years", got)
	}
	if doubt := s.Doubt(); len(doubt) != 0 || s.LeastYears() <= 0 {
		t.Errorf("doubt %v after %g years", doubt, s.LeastYears())
	}
}

// TestALoadThatIsTooMuchIsNoAvailability lets the same service be asked for ten
// times what it can do: the run says worse than its breakdowns, and counts.
func TestALoadThatIsTooMuchIsNoAvailability(t *testing.T) {
	s := ran(t, twice, Options{MaxEvents: 100_000, Scale: 2000})
	got := requirementNamed(t, s, "up", "availability")
	if got.Simulate.Value > 0.5 || got.Verdict != model.Broken {
		t.Errorf("simulated %+v, verdict %s", got.Simulate, got.Verdict)
	}
}

// TestWitnessesThatDisagreeAreNamed gives an exact number that the years do not
// bear out.
func TestWitnessesThatDisagreeAreNamed(t *testing.T) {
	years := stats.Interval{Value: 0.01, Low: 0.0099, High: 0.0101}
	for _, tt := range []struct {
		down float64
		want bool
	}{{0.01, true}, {0.01015, true}, {0.0103, false}, {0.009, false}} {
		if got := beyondDoubt(years, tt.down); got != tt.want {
			t.Errorf("%g against %+v: %v", tt.down, years, got)
		}
	}
}

func TestBreakdownsAreThoseOfEveryFlow(t *testing.T) {
	years, err := Breakdowns(loadedText(t, twice), Options{})
	if err != nil || len(years) != 1 || years[0].Flow != "f" || years[0].Exact != 0.99 || !years[0].Agrees {
		t.Errorf("%+v %v", years, err)
	}
	if _, err := Breakdowns(loadedText(t, twice), Options{Load: "storm"}); err == nil {
		t.Error("an unknown load is no error")
	}
}
