package search

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// Weakness is why a design did not come through, named by the mechanism that the
// run shows and not by the fault that set it off.
type Weakness struct {
	Name string // of the list in weaknesses, or the kind of a blind spot
	At   string // the component, or the link caller.callee
	Text string // a sentence with the numbers of the run
}

// weaknesses are the mechanisms that are looked for in a run, in the order in
// which they are told.
var weaknesses = []func(*Scenario) []Weakness{
	retryStorm, coldCache, sharedPool, missingTimeout, kOfK, failoverCoverage, cyclicRecovery,
}

// weak names what a run in which requirements broke shows, and the blind spots
// that came up in it. That nobody notices is none of the design's mechanisms.
func (s *Scenario) weak(blind []BlindSpot) []Weakness {
	var out []Weakness
	for _, find := range weaknesses {
		out = append(out, find(s)...)
	}
	for _, b := range blind {
		if b.Kind == Unnoticed {
			continue
		}
		out = append(out, Weakness{string(b.Kind), b.At, b.Text})
	}
	return out
}

// after is how long after the last fault the design has to come back before
// something is taken to keep the failure alive, in seconds.
const after = 15

// lasting returns the seconds from a while after the last fault until the design
// had recovered; false when nothing was broken by then.
func (s *Scenario) lasting() (from, to int, ok bool) {
	from = int(math.Min(s.end+after, float64(s.seconds)))
	for _, f := range s.flows {
		if f.brokenFor() > 0 {
			to = max(to, int(math.Min(f.recovered(), float64(s.seconds))))
		}
	}
	return from, to, to-from >= after
}

// retryStorm: the faults are over, and some component is still asked for much
// more than undisturbed by callers who try again.
func retryStorm(s *Scenario) []Weakness {
	from, to, ok := s.lasting()
	if !ok {
		return nil
	}
	var out []Weakness
	for name := range s.Design.Components.All() {
		with, without := s.Disturbed.History.Component(name, from, to), s.Calm.History.Component(name, from, to)
		if with == nil || without == nil || without.Arrivals < fewest {
			continue
		}
		ratio := float64(with.Arrivals) / float64(without.Arrivals)
		if ratio < stormy*s.missFactor(from, to) {
			continue
		}
		caller, r := s.retrier(name)
		if r == nil {
			continue
		}
		most, at, who := "without end", caller+"."+name, caller
		if !r.Max.Unlimited {
			most = fmt.Sprintf("up to %g times", r.Max.Value)
		}
		if caller == "" {
			at, who = name, "whoever calls it"
		}
		out = append(out, Weakness{"retry-storm", at, fmt.Sprintf("%s after the last fault %s tries %s again %s, which makes %.0f/s out of %.0f/s and keeps it overloaded",
			seconds(float64(from)-s.end), who, name, most, float64(with.Arrivals)/with.Seconds, float64(without.Arrivals)/without.Seconds)})
	}
	return out
}

// stormy is how many times the usual calls a component gets when retries, and
// not chance or a backlog, make them.
const stormy = 1.5

// retrier returns who tries calls to a component again most often, and how; nil
// when nobody does. Who has a budget for it makes no storm. The caller is "" where the flow does not say who it is.
func (s *Scenario) retrier(callee string) (caller string, most *model.Retry) {
	for _, f := range s.Design.Flows.All() {
		s.Design.Walk(f, func(v model.Visit) {
			if v.Callee == nil || v.Callee.Name != callee {
				return
			}
			r := s.Design.Policy(v.Caller, callee, v.Step).Retry
			if r == nil || r.Max == nil || !r.Max.Unlimited && r.Max.Value == 0 {
				return
			}
			if r.Budget != nil && 1+r.Budget.Value < stormy {
				return
			}
			if most == nil || !most.Max.Unlimited && (r.Max.Unlimited || r.Max.Value > most.Max.Value) {
				caller, most = v.Caller, r
			}
		})
	}
	return caller, most
}

// missFactor is by how much caches that hit less than undisturbed multiply what
// is behind them, at most.
func (s *Scenario) missFactor(from, to int) float64 {
	most := 1.0
	for name := range s.Design.Components.All() {
		if hit, usual, ok := s.hitRatios(name, from, to); ok && usual < 1 {
			most = math.Max(most, (1-hit)/(1-usual))
		}
	}
	return most
}

// hitRatios returns what share of its lookups a cache had, and has undisturbed.
func (s *Scenario) hitRatios(name string, from, to int) (hit, usual float64, ok bool) {
	with, without := s.Disturbed.History.Component(name, from, to), s.Calm.History.Component(name, 0, s.seconds)
	if with == nil || without == nil || with.Lookups < fewest || without.Lookups < fewest {
		return 0, 0, false
	}
	return float64(with.Hits) / float64(with.Lookups), float64(without.Hits) / float64(without.Lookups), true
}

// coldCache: a cache has lost its contents, and what is behind it cannot serve
// what now misses.
func coldCache(s *Scenario) []Weakness {
	var out []Weakness
	for name, c := range s.Design.Components.All() {
		if c.Behaviour.Class != catalog.Cache {
			continue
		}
		from, to, ok := s.lasting()
		for _, e := range s.emptied(name) {
			if begin := int(e.at) + window; !s.besides(hit{fault: e.fault, name: name}, e.at, float64(begin+after)) {
				from, to, ok = begin, min(begin+after, s.seconds), true
			}
		}
		if !ok || !s.brokenIn(from, to) {
			continue
		}
		hit, usual, known := s.hitRatios(name, from, to)
		if !known || hit > usual-missMore {
			continue
		}
		text := fmt.Sprintf("%s hits %.0f%%, undisturbed %.0f%%, and ", name, 100*hit, 100*usual)
		behind, askers := s.aroundCache(name)
		if store, full := s.fullest(from, to, behind); store != "" {
			text += fmt.Sprintf("%s behind it is %s: it cannot carry what misses", store, full)
		} else if asker, full := s.fullest(from, to, askers); asker != "" {
			text += fmt.Sprintf("%s in front of it is %s: it cannot carry what misses", asker, full)
		} else {
			continue
		}
		out = append(out, Weakness{"cold-cache", name, text})
	}
	return out
}

// aroundCache returns what is asked when a key is not in a cache, with all that
// needs, and who asks the cache.
func (s *Scenario) aroundCache(cache string) (behind, askers map[string]bool) {
	behind, askers = map[string]bool{}, map[string]bool{}
	for _, e := range s.Design.Calls() {
		if e.Callee == cache {
			askers[e.Caller] = true
		}
	}
	serve := serving(s.Design)
	for _, f := range s.Design.Flows.All() {
		s.Design.Walk(f, func(v model.Visit) {
			if v.Callee != nil && (v.Caller == cache || v.Miss && askers[v.Caller]) {
				behind[v.Callee.Name] = true
				maps.Copy(behind, serve.reach(v.Callee.Name))
			}
		})
	}
	return behind, askers
}

// emptying is a fault that leaves a cache empty, and the second from which it is.
type emptying struct {
	fault *model.Fault
	at    float64
}

// emptied returns the faults that empty a cache whose contents are simulated, or
// whose fixed hit ratio they take away.
func (s *Scenario) emptied(name string) []emptying {
	var out []emptying
	for i := range s.Inject {
		f := &s.Inject[i]
		lost := f.Verb == "flush" || f.Verb == "restart" || f.Verb == "crash"
		if f.Set != nil && f.Set.Get("components") != nil {
			c := f.Set.Get("components").Get(name)
			lost = c != nil && c.Get("hit") != nil
		} else {
			lost = lost && slices.ContainsFunc(f.Targets, func(r model.Ref) bool { return r.Text == name })
		}
		if lost {
			from, to := span(s.Inject[i:i+1], s.Disturbed.History)
			if f.Verb == "crash" {
				from = to
			}
			if !math.IsInf(from, 1) {
				out = append(out, emptying{f, from})
			}
		}
	}
	return out
}

// brokenIn tells whether some flow broke a requirement for most of a window.
func (s *Scenario) brokenIn(from, to int) bool {
	return slices.ContainsFunc(s.flows, func(f *flowHealth) bool { return f.mostly(from, to) })
}

// mostly tells whether a flow was broken for most of a window.
func (f *flowHealth) mostly(from, to int) bool {
	n := 0
	for t := from; t < min(to, len(f.broken)); t++ {
		if f.broken[t] {
			n++
		}
	}
	return n > 0 && 2*n >= to-from
}

// fullest returns the first of some components that is full in a window and was
// not undisturbed, with a word for how.
func (s *Scenario) fullest(from, to int, of map[string]bool) (name, how string) {
	for name := range s.Design.Components.All() {
		if how := s.overfull(name, from, to); of[name] && how != "" {
			return name, how
		}
	}
	return "", ""
}

// overfull says how a component is full in a window while it is not undisturbed;
// "" when it is not.
func (s *Scenario) overfull(name string, from, to int) string {
	with, without := s.Disturbed.History.Component(name, from, to), s.Calm.History.Component(name, 0, s.seconds)
	if with == nil || without == nil {
		return ""
	}
	switch {
	case number(with.SlotsUtilization) > fullAt && number(without.SlotsUtilization) < notFull:
		return fmt.Sprintf("full, with %.0f%% of its slots taken, undisturbed %.0f%%", 100*math.Min(1, with.SlotsUtilization), 100*number(without.SlotsUtilization))
	case number(with.Utilization) > fullAt && number(without.Utilization) < notFull:
		return fmt.Sprintf("%.0f%% busy, undisturbed %.0f%%", 100*math.Min(1, with.Utilization), 100*number(without.Utilization))
	case with.Waiting > 10*without.Waiting+longQueue:
		return fmt.Sprintf("behind a queue of %.0f", with.Waiting)
	case float64(with.Refused) > 0.1*float64(with.Arrivals) && with.Refused > fewest && number(with.SlotsUtilization) > notFull:
		return fmt.Sprintf("refusing %.0f/s", float64(with.Refused)/with.Seconds)
	}
	return ""
}
