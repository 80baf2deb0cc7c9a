package search

import (
	"fmt"
	"math"
)

// fewLeft is below which share of its replicas a component counts as taken away.
const fewLeft = 0.5

// cascades are components whose health check took replicas away that no fault
// had hit, so that a part of a failure became all of it.
func (s *Scenario) cascades() []BlindSpot {
	var out []BlindSpot
	for name, c := range s.Design.Components.All() {
		if c.Health == nil || c.Needs != nil || c.Lease != nil {
			continue // or others take them away too
		}
		struck := 0.0
		for _, h := range s.hits() {
			if h.name == name && h.stops() {
				struck = math.Max(struck, h.share)
			}
		}
		if struck >= fewLeft || s.forged(name) {
			continue
		}
		for t := int(math.Min(s.start, float64(s.seconds))); t < s.seconds; t++ {
			with, without := s.Disturbed.History.Component(name, t, t+1), s.Calm.History.Component(name, t, t+1)
			if with == nil || without == nil || with.Replicas >= fewLeft*(1-struck)*without.Replicas {
				continue
			}
			out = append(out, BlindSpot{HealthTotal, name, []string{name}, fmt.Sprintf("%s after the fault began the health check has left %s %.3g of %.3g replicas, and the fault had taken %.3g", seconds(float64(t)-s.start), name, with.Replicas, without.Replicas, struck*without.Replicas)})
			break
		}
	}
	return out
}

// forged tells whether a fault is the health check itself being wrong, so that
// what it takes away is the fault.
func (s *Scenario) forged(name string) bool {
	for i := range s.Inject {
		if set := s.Inject[i].Set; set != nil && set.Get("components") != nil {
			if c := set.Get("components").Get(name); c != nil && c.Get("health") != nil {
				return true
			}
		}
	}
	return false
}
