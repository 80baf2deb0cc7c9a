package search

import (
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// Weaknesses of waiting: callers that keep what others need while they wait for
// something that does not answer.

// sharedPool: a flow that does not need what is sick fails, because the slots of
// a component on its way are taken by requests that wait for that.
func sharedPool(s *Scenario) []Weakness {
	var out []Weakness
	for _, h := range s.sick() {
		from, to, ok := s.during(h)
		if !ok || !h.waits() || s.besides(h, float64(from), float64(to)) {
			continue
		}
		for _, f := range s.flows {
			flow := s.Design.Flows.Get(f.name)
			if !f.mostly(from, to) || s.visits(flow, h.name) {
				continue
			}
			for _, pool := range s.waitersFor(h.name) {
				w := s.Disturbed.History.Component(pool, from, to)
				if w == nil || s.struck(pool) || !meets(s.Design, flow, pool) || number(w.SlotsUtilization) < notFull || s.overfull(pool, from, to) == "" {
					continue
				}
				out = appendWeakness(out, Weakness{"shared-pool", pool, fmt.Sprintf("%s does not need %s, but fails with it: %.0f%% of the slots of %s are taken, by requests that wait for %s", f.name, h.name, 100*math.Min(1, w.SlotsUtilization), pool, h.name)})
			}
			out = s.sharedConnections(out, h.name, flow, from, to)
		}
	}
	return out
}

// sharedConnections adds links on the way of a flow whose pool is taken by calls
// that wait behind the callee for something sick, which the flow does not need.
func (s *Scenario) sharedConnections(out []Weakness, sick string, flow *model.Flow, from, to int) []Weakness {
	serve := serving(s.Design)
	s.Design.Walk(flow, func(v model.Visit) {
		if v.Callee == nil || v.From == nil || v.Async || !serve.reach(v.Callee.Name)[sick] {
			return
		}
		o := s.Design.Policy(v.Caller, v.Callee.Name, v.Step)
		with, callers := s.Disturbed.History.Component(v.Callee.Name, from, to), s.Disturbed.History.Component(v.Caller, from, to)
		if o.Pool == nil || o.Pool.Unlimited || with == nil || callers == nil {
			return
		}
		if all := o.Pool.Value * callers.Replicas; with.InFlight+with.Waiting >= notFull*all {
			out = appendWeakness(out, Weakness{"shared-pool", v.Caller + "." + v.Callee.Name, fmt.Sprintf("%s does not need %s, but fails with it: the %.0f connections of %s to %s are taken, by requests that wait for %s", flow.Name, sick, all, v.Caller, v.Callee.Name, sick)})
		}
	})
	return out
}

// visits tells whether a flow waits for a component, with or without a way around
// it.
func (s *Scenario) visits(f *model.Flow, name string) bool {
	return slices.ContainsFunc(s.Design.ComponentsOf(f, true), func(c *model.Component) bool { return c.Name == name })
}

// missingTimeout: a caller waits without an end for something that does not
// answer, and what it holds piles up.
func missingTimeout(s *Scenario) []Weakness {
	var out []Weakness
	for _, h := range s.sick() {
		from, to, ok := s.during(h)
		if !ok || !h.waits() || s.besides(h, float64(from), float64(to)) {
			continue
		}
		for _, caller := range s.waitersFor(h.name) {
			if !s.patient(caller, h.name) {
				continue
			}
			with, without := s.Disturbed.History.Component(caller, from, to), s.Calm.History.Component(caller, 0, s.seconds)
			if with == nil || without == nil || with.InFlight < 3*without.InFlight+longQueue || !s.hurtBy(caller, from, to) {
				continue
			}
			out = appendWeakness(out, Weakness{"missing-timeout", caller + "." + h.name, fmt.Sprintf("%s waits for %s without a timeout: it holds %.0f requests, undisturbed %s, until %s answers again", caller, h.name, with.InFlight, tenths(without.InFlight), h.name)})
		}
	}
	return out
}

// struck tells whether a fault stops replicas of a component itself.
func (s *Scenario) struck(name string) bool {
	return slices.ContainsFunc(s.hits(), func(h hit) bool { return h.name == name && h.stops() })
}

// during returns the seconds of a fault in which its effect has had time to
// show; false when it is too short for that.
func (s *Scenario) during(h hit) (from, to int, ok bool) {
	length := math.Min(h.to, float64(s.seconds)) - h.from
	from, to = int(h.from+math.Min(window, length/2)), int(math.Min(h.to, float64(s.seconds)))
	return from, to, to-from >= 2
}

// waitersFor are the components that call another and wait for it.
func (s *Scenario) waitersFor(name string) []string {
	var out []string
	for _, e := range s.Design.Calls() {
		if e.Callee == name && !e.Async && s.Design.Components.Has(e.Caller) {
			out = append(out, e.Caller)
		}
	}
	return out
}

// patient tells whether some call of a link is neither given a time nor part of
// something that is.
func (s *Scenario) patient(caller, callee string) bool {
	found := false
	look := func(v model.Visit) {
		if v.Callee == nil || v.Caller != caller || v.Callee.Name != callee || v.Async {
			return
		}
		o := s.Design.Policy(caller, callee, v.Step)
		timed := o.Timeout != nil && !o.Timeout.Unlimited || o.Deadline != nil
		found = found || !timed
	}
	for _, f := range s.Design.Flows.All() {
		if f.Deadline == nil {
			s.Design.Walk(f, look)
		}
	}
	return found
}

// hurtBy tells whether a flow through a component was broken for most of a
// window.
func (s *Scenario) hurtBy(component string, from, to int) bool {
	through := s.Design.FlowsThrough(component)
	return slices.ContainsFunc(s.flows, func(f *flowHealth) bool { return slices.Contains(through, f.name) && f.mostly(from, to) })
}

// appendWeakness keeps the first of those that say the same of the same place.
func appendWeakness(list []Weakness, w Weakness) []Weakness {
	if slices.ContainsFunc(list, func(x Weakness) bool { return x.Name == w.Name && x.At == w.At }) {
		return list
	}
	return append(list, w)
}
