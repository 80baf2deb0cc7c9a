package search

import (
	"slices"
)

// Two faults make each other worse where both take something: what one leaves of
// a component is what the other meets. So each scenario notes where it took
// anything, as it was seen.

// footprintWindow is over how many seconds a component is compared with the
// undisturbed run.
const footprintWindow = 10

// footprint are the components of which a scenario takes anything, in the order
// of the file: they have more to do, are fuller, fewer are there, or less is
// found than undisturbed.
func (s *Scenario) footprint() []string {
	var out []string
	for name := range s.Design.Components.All() {
		for from := int(s.start); from < s.seconds; from += footprintWindow {
			if s.takesFrom(name, from, min(from+footprintWindow, s.seconds)) {
				out = append(out, name)
				break
			}
		}
	}
	return out
}

// takesFrom tells whether a component is worse off in a window.
func (s *Scenario) takesFrom(name string, from, to int) bool {
	with, without := s.Disturbed.History.Component(name, from, to), s.Calm.History.Component(name, from, to)
	if with == nil || without == nil {
		return false
	}
	more := func(a, b uint64) bool { return !near(float64(a), float64(b)) }
	hit, usual := float64(with.Hits)/float64(with.Lookups), float64(without.Hits)/float64(without.Lookups)
	return more(with.Arrivals, without.Arrivals) || more(with.Refused, without.Refused) ||
		!near(with.Waiting, without.Waiting) || !near(with.InFlight, without.InFlight) ||
		with.Utilization > without.Utilization+likeBusy || with.SlotsUtilization > without.SlotsUtilization+likeBusy ||
		with.Replicas < without.Replicas-likeReplicas || with.Lookups > fewest && hit < usual-likeBusy
}

// apart tells whether neither of two faults takes anything where the other does,
// and what they do to flows does not add up to more.
func apart(a, b *Suspect, x, y *Tried) bool {
	if x.Verdict == Degraded && y.Verdict == Degraded {
		return false // two delays may together be too much
	}
	takes := append(slices.Clone(x.Takes), a.Target.Components...)
	return !slices.ContainsFunc(takes, func(name string) bool {
		return slices.Contains(y.Takes, name) || slices.Contains(b.Target.Components, name)
	})
}
