package sim

import (
	"math"
	"testing"
)

// TestAPatternMovesTheMeanLoadAndKeepsIt counts the arrivals of two days of which
// the mean is 0.5/s and the peak three times that.
func TestAPatternMovesTheMeanLoadAndKeepsIt(t *testing.T) {
	const text = "actors: {person: {kind: human, peak: 3x, pattern: diurnal}, robot: {kind: program, peak: 3x}}\ncomponents: {s: {kind: service}}\n" +
		"flows:\n  ask: {by: person, arrivals: const(0.5/s), steps: [{call: s}]}\n  beat: {by: robot, arrivals: const(0.5/s), steps: [{call: s}]}\n"
	const day, hour = 86400, 3600
	perHour := func(load string, length float64) []float64 {
		r := simulate(t, text, Options{Load: load, For: length}, RunOptions{Seed: 1, Timeline: true})
		if got, want := float64(r.Flows["beat"].Counts.Offered), length*map[string]float64{"mean": 0.5, "peak": 1.5}[load]; math.Abs(got-want) > 1 {
			t.Errorf("%s of an actor without a pattern: %g requests, want %g", load, got, want)
		}
		hours := make([]float64, int(length/hour))
		for _, row := range r.Timeline {
			if k := int(row.T / hour); k < len(hours) {
				hours[k] += float64(row.Flows["ask"].Offered)
			}
		}
		return append(hours, float64(r.Flows["ask"].Counts.Offered))
	}
	two := perHour("mean", 2*day)
	if got := two[48]; math.Abs(got-day) > 2 {
		t.Errorf("%g requests in two days, want %d", got, day)
	}
	if got := two[2]; got > 0.5*hour*0.3 {
		t.Errorf("%g requests from two to three at night, want few", got)
	}
	if got := perHour("mean", day/2)[12]; math.Abs(got-day/4) > 1 {
		t.Errorf("%g requests in half a day, which is too short to follow a day, want %d", got, day/4)
	}
	if got := perHour("peak", day)[24]; math.Abs(got-1.5*day) > 1 {
		t.Errorf("%g requests at the peak, want %g", got, 1.5*day)
	}
	p := design(t, text, Options{Load: "mean", For: day})
	highest := 0.0
	for _, k := range p.sources[0].factor {
		highest = max(highest, k.factor)
		if k.factor == 3 && k.at != ns(16*hour) {
			t.Errorf("the load is the highest at %d h", k.at/ns(hour))
		}
	}
	if math.Abs(highest-3) > 1e-9 {
		t.Errorf("the highest factor is %g, want that of the peak, 3", highest)
	}
}
