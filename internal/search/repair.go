package search

import (
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// blocked says which repair could not be done because something that it needs
// was down with what broke; "" when there is none. A repair is a failover by a
// component, what a replica needs to start, a person's way to what is repaired
// by hand, and the flow whose first success ends a fault.
func (s *Scenario) blocked() string {
	for _, h := range s.hits() {
		c := s.Design.Components.Get(h.name)
		if !h.stops() || !(h.whole || h.primary) {
			continue
		}
		until := math.Min(math.Max(h.to, h.from+1), float64(s.seconds))
		if f := c.Failover; f != nil && f.By.Text != "" && s.silent(f.By.Text, h.from, until) {
			return fmt.Sprintf("%s, which carries out the failover of %s, is down too", f.By.Text, h.name)
		}
		if f := c.Failover; f != nil && f.ByHand != nil && *f.ByHand {
			if why := s.nobody(c, h.from, until); why != "" {
				return why
			}
		}
		if why := s.cannotStart(h); why != "" {
			return why
		}
	}
	for i := range s.Inject {
		f := &s.Inject[i]
		if repair := s.Design.Flows.Get(f.Until); repair != nil {
			if h := s.flow(f.Until); h.brokenFor() > 0 && h.first() <= s.end {
				return fmt.Sprintf("the repair %s is down with what it repairs", f.Until)
			}
		}
	}
	return ""
}

// nobody says why no person got to a component that is repaired by hand.
func (s *Scenario) nobody(c *model.Component, from, to float64) string {
	for name, f := range s.Design.Flows.All() {
		if !slices.Contains(c.Admins, f.By.Text) {
			continue
		}
		for _, part := range wayTo(s.Design, f, c) {
			if s.silent(part, from, to) {
				return fmt.Sprintf("%s repairs %s by hand, and %s, on the way there by %s, is down too", f.By.Text, c.Name, part, name)
			}
		}
	}
	return ""
}

// cannotStart says what a component that was hit needs to start and still did
// not find a while after the fault on it was over.
func (s *Scenario) cannotStart(h hit) string {
	g := starting(s.Design)
	over := int(math.Min(h.to, float64(s.seconds))) + after
	if over >= s.seconds {
		return ""
	}
	with, without := s.Disturbed.History.Component(h.name, over, over+1), s.Calm.History.Component(h.name, over, over+1)
	if with == nil || without == nil || with.Replicas >= 0.5*without.Replicas {
		return ""
	}
	for _, e := range g[h.name] {
		if s.silent(e.to, float64(over), float64(over+1)) {
			return fmt.Sprintf("%s needs %s %s, and that is down too", h.name, e.to, e.why)
		}
	}
	return ""
}
