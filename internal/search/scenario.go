package search

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Scenario is a script of faults that has been run, beside the same load with
// the same random numbers undisturbed.
type Scenario struct {
	Design    *model.Design
	Scale     *Scale // the part of it that was run; nil for the whole
	Inject    []model.Fault
	Expect    []model.Expect
	Disturbed *sim.Result // with a history
	Calm      *sim.Result // the same without faults, with a history
	Variants  map[string]*sim.Result
	Length    float64 // seconds in which requests began
	Cut       string  // why it was not run to its end; "" when it was

	start, end float64 // the first fault's beginning, the last one's end; +Inf when one does not end
	seconds    int
	times      float64 // what is counted stands for so many times as much
	flows      []*flowHealth
}

// Outcome is what a scenario has come to.
type Outcome struct {
	Verdict      Verdict
	Why          string  // what decided it, in a sentence
	Recovery     float64 // seconds from the first fault's beginning until all requirements hold for good; NaN when they never broke or do not hold again
	Expectations []Expectation
	Hurt         []Hurt
	Chain        []Link
	BlindSpots   []BlindSpot // that this run shows
	Weaknesses   []Weakness  // that it shows, by mechanism
}

// Hurt is what a scenario does to a flow.
type Hurt struct {
	Flow   string
	By     string  // who uses it
	Failed float64 // more failed requests than undisturbed
	Broken float64 // seconds in which a requirement does not hold
}

// Judge works out what a scenario has come to.
func (s *Scenario) Judge() *Outcome {
	s.seconds = min(int(s.Length), s.Disturbed.History.Seconds(), s.Calm.History.Seconds())
	s.start, s.end = span(s.Inject, s.Disturbed.History)
	for i := range s.Inject {
		if _, to := Span(s.Design, &s.Inject[i]); !math.IsInf(to, 1) {
			s.end = max(s.end, to)
		}
	}
	s.times = timesOf(s.Disturbed)
	for name, f := range s.Design.Flows.All() {
		s.flows = append(s.flows, s.health(name, f))
	}
	out := &Outcome{Recovery: math.NaN()}
	broke, recovered := false, 0.0
	for _, f := range s.flows {
		if f.brokenFor() > 0 {
			broke = true
			recovered = max(recovered, f.recovered())
		}
	}
	if broke && recovered < float64(s.seconds) {
		out.Recovery = max(0, recovered-s.start)
	}
	out.Verdict, out.Why = s.verdict(broke, recovered)
	out.Hurt = s.hurt()
	out.Chain = s.chain()
	if broke {
		out.BlindSpots = append(s.cascades(), s.unnoticed()...)
		out.Weaknesses = s.weak(out.BlindSpots)
	} else {
		out.BlindSpots = s.unnoticed()
	}
	for i := range s.Expect {
		out.Expectations = append(out.Expectations, s.expectation(&s.Expect[i], out))
	}
	return out
}

// timesOf returns for how many times as much what a run has counted stands.
func timesOf(r *sim.Result) float64 {
	if r.Slice == nil || r.Slice.Fraction <= 0 {
		return 1
	}
	return 1 / r.Slice.Fraction
}

// hurt lists the flows that lost requests or broke a requirement. Requests
// that were still without an answer at the end are lost too.
func (s *Scenario) hurt() []Hurt {
	out := []Hurt{}
	for _, f := range s.flows {
		with, without := s.Disturbed.History.Flow(f.name, 0, s.seconds), s.Calm.History.Flow(f.name, 0, s.seconds)
		failed := float64(with.Failed) - float64(without.Failed) + math.Max(0, float64(with.InFlight-without.InFlight-fewest))
		h := Hurt{Flow: f.name, By: f.by, Failed: failed * s.times, Broken: float64(f.brokenFor())}
		if failed > max(10, 0.001*float64(with.Offered)) || h.Broken > 0 {
			out = append(out, h)
		}
	}
	return out
}
