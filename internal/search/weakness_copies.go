package search

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// Weaknesses of copies that do not stand in for each other.

// kOfK: a component lost a part of its replicas and serves as if it had lost
// all: it needs every one of them, and nobody had said so.
func kOfK(s *Scenario) []Weakness {
	var out []Weakness
	for _, h := range s.hits() {
		c := s.Design.Components.Get(h.name)
		n := math.Round(c.TotalReplicas().Value * c.Parts())
		from, to, ok := s.during(h)
		if !ok || !h.stops() || h.whole || n < 2 || h.primary && c.Behaviour.Class == catalog.Store && !leaderless(c) || h.share > fewLeft || !s.hurtBy(h.name, from, to) {
			continue
		}
		lost := math.Round(h.share * n)
		text := fmt.Sprintf("%s runs %g replicas and needs more than %g: with %g gone ", h.name, n, n-lost, lost)
		if lost == 1 {
			text = fmt.Sprintf("%s runs %g replicas and needs all of them: with one gone ", h.name, n)
		}
		with := s.Disturbed.History.Component(h.name, from, to)
		e, flow := s.worstErrors(h.name, from, to)
		switch how := s.overfull(h.name, (from+to)/2, to); {
		case with == nil, !s.alone(h), s.besides(h, float64(from), float64(to)): // what else is gone or broken may be why
			continue
		case with.Replicas < 0.5:
			text += "none of the others serves"
		case how != "":
			text += "the others are " + how
		case e > 2*h.share+moreErrors && e > fewLeft:
			text += fmt.Sprintf("%.0f%% of the requests of %s fail", 100*e, flow)
		default:
			continue
		}
		out = appendWeakness(out, Weakness{"hidden-k-of-k", h.name, text})
	}
	return out
}

// leaderless tells whether a store asks so many of its copies and none of them
// first.
func leaderless(c *model.Component) bool {
	return c.Replication != nil && c.Replication.Mode.Name == "quorum"
}

// alone tells whether nothing else was stopped at the same time, whose loss
// would explain what fails as well.
func (s *Scenario) alone(h hit) bool {
	return !slices.ContainsFunc(s.sick(), func(other hit) bool {
		return other.name != h.name && other.stops() && other.from < h.to && other.to > h.from
	})
}

// worstErrors returns the largest share of failures among the flows through a
// component.
func (s *Scenario) worstErrors(component string, from, to int) (share float64, flow string) {
	for _, name := range s.Design.FlowsThrough(component) {
		if w := s.Disturbed.History.Flow(name, from, to); w != nil {
			if e, ok := w.Errors(); ok && e > share {
				share, flow = e, name
			}
		}
	}
	return share, flow
}

// covered is from which coverage on a failover that once does not happen is not
// held against a design: its availability counts it.
const covered = 0.95

// failoverCoverage: the one that serves is lost, others stand ready, and none
// takes over.
func failoverCoverage(s *Scenario) []Weakness {
	var out []Weakness
	for _, h := range s.hits() {
		c := s.Design.Components.Get(h.name)
		if !h.stops() || h.whole || leaderless(c) || !h.primary && c.Active != "one" || c.Behaviour.Class != catalog.Store && c.Active != "one" {
			continue
		}
		f := c.Failover
		if f != nil && (model.Or(f.Coverage, 1) >= covered || f.ByHand != nil && *f.ByHand) {
			continue
		}
		due := h.from + window
		why := "nothing says that one of the others takes over"
		if f != nil {
			due += model.Or(f.Time, 0)
			why = fmt.Sprintf("its failover takes %s and handles %.3g%% of the failures, and not this one", seconds(model.Or(f.Time, 0)), 100*model.Or(f.Coverage, 1))
		}
		to := int(math.Min(h.to, float64(s.seconds)))
		if to-int(due) < window || !s.hurtBy(h.name, int(due), to) || s.besides(h, due, float64(to)) {
			continue
		}
		out = appendWeakness(out, Weakness{"failover-without-coverage", h.name, fmt.Sprintf("%s lost its primary and did not serve for %s: %s", h.name, seconds(float64(to)-h.from), why)})
	}
	return out
}

// cyclicRecovery: the faults are over, and parts that need each other to start
// are all still down.
func cyclicRecovery(s *Scenario) []Weakness {
	from, to, ok := s.lasting()
	if !ok {
		return nil
	}
	var out []Weakness
	for _, c := range cycles(s.Design) {
		down := true
		for _, name := range c.Evidence {
			with, without := s.Disturbed.History.Component(name, from, to), s.Calm.History.Component(name, from, to)
			down = down && with != nil && without.Replicas >= 0.5 && with.Replicas < 0.5
		}
		if down {
			out = append(out, Weakness{string(CyclicRecovery), c.At, fmt.Sprintf("%s after the last fault none of %s serves: %s", seconds(float64(to)-s.end), strings.Join(c.Evidence[1:], ", "), c.Text)})
		}
	}
	return out
}
