package study

import (
	"math"
	"strings"
	"testing"
)

func TestAssumptionsThatFlipAVerdictComeFirst(t *testing.T) {
	s := ran(t, `
loadpath: 1
system: guesses
assume:
  visits: {value: 60/s, sure: low}
  price:  {value: $100/month, sure: medium}
requirements: {quality: {fast: {flow: f, p99: 45ms}, budget: {cost: $1k/month}}}
components: {web: {kind: service, slots: 1, price: "= price"}}
flows: {f: {rate: "= visits", steps: [{call: web, work: 5ms}]}}
`, Options{})
	if len(s.Assumptions) != 2 || s.Assumptions[0].Input != "assume.visits" || s.Assumptions[1].Input != "assume.price" {
		t.Fatalf("%+v", s.Assumptions)
	}
	visits, price := s.Assumptions[0], s.Assumptions[1]
	if !visits.Moves[0].Flips || visits.Moves[0].Requirement != "fast" || visits.Text != "60/s" {
		t.Errorf("%+v", visits)
	}
	if m := price.Moves[0]; m.Flips || m.Requirement != "budget" || m.Down >= 0 || m.Up <= 0 {
		t.Errorf("%+v", price)
	}
}

func TestGrowthNamesWhatItFillsFirst(t *testing.T) {
	s := estimatedText(t, `
loadpath: 1
system: growing
actors: {user: {kind: human, daily: 100k}}
growth: {user: 100%/y}
components: {web: {kind: service, slots: 2}, db: {kind: sql, slots: 1}}
flows: {f: {by: user, per-user: 10/day, steps: [{call: web, work: 10ms, steps: [{read: db, work: 10ms}]}]}}
`)
	if len(s.Growth) != 2 || !strings.HasPrefix(s.Growth[0], "growth fills db in year ") && !strings.HasPrefix(s.Growth[0], "growth fills web in year ") {
		t.Errorf("%q", s.Growth)
	}
}

func TestAvailabilityIsOfEveryFlowAndFault(t *testing.T) {
	s := estimatedText(t, shop)
	if len(s.Availability) != 1 || len(s.SingleFaults) == 0 {
		t.Fatalf("%+v %+v", s.Availability, s.SingleFaults)
	}
	a := s.Availability[0]
	// One db with 60 d between failures and 30 min of repair dominates.
	if want := 0.5 / (60*24 + 0.5); math.Abs((1-a.Value)/want-1) > 0.02 || math.Abs(a.Downtime-(1-a.Value)*secondsPerYear) > 1e-6 {
		t.Errorf("%+v, want about %g down", a, want)
	}
	if s.SingleFaults[0].Component != "db" || s.SingleFaults[0].Flows[0] != "buy" {
		t.Errorf("%+v", s.SingleFaults)
	}
}

func TestCostIsByComponentAndSaysWhatItLeavesOut(t *testing.T) {
	c := estimatedText(t, shop).Cost
	if c.Month == nil || math.Abs(c.Month.Value-350) > 1e-6 || len(c.Components) != 2 || c.Components[0].Component != "web" || c.Components[0].Value < c.Components[1].Value {
		t.Errorf("%+v", c)
	}
	bare := estimatedText(t, "loadpath: 1\nsystem: bare\ncomponents: {web: {kind: service}}\nflows: {f: {rate: 1/s, steps: [{call: web, work: 1ms}]}}\n").Cost
	if bare.Month != nil || bare.Why != "no component has a price" {
		t.Errorf("%+v", bare)
	}
}

func TestSystemWithoutTitleIsCalledByItsName(t *testing.T) {
	s := estimatedText(t, "loadpath: 1\nsystem: bare\n")
	if s.Title() != "bare" || s.Saturates != nil || s.VerdictSentence() != "No requirement says what must hold." {
		t.Errorf("%s, %+v, %s", s.Title(), s.Saturates, s.VerdictSentence())
	}
	if s.Options.Scale = 10; s.Circumstances() != "peak load x 10, seed 1" {
		t.Error(s.Circumstances())
	}
	if got := estimatedText(t, shop).Title(); got != "The shop" {
		t.Error(got)
	}
}
