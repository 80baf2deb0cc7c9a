package search

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// burn is how many times faster than it may the budget of an objective is used
// up when someone is told: the slowest rate that still pages in the two windows
// of The Site Reliability Workbook, 2018, ch. 5.
const burn = 6

// usualSaturation is above what use an alert on saturation fires that does not
// say.
const usualSaturation = 0.9

// notices tells whether an alert would fire if what happens from one second to
// another lasted. It is known only of metrics that a run has.
func (s *Scenario) notices(a *model.Alert, from, to int) (fires, known bool) {
	if a.Severity == "info" {
		return false, true // nobody hears of it
	}
	if slo := s.Design.Observe.SLOs.Get(a.OnSLO.Text); slo != nil {
		return s.burns(slo, from, to), true
	}
	flow := s.Disturbed.History.Flow(a.On.Text, from, to)
	comp := s.Disturbed.History.Component(a.On.Text, from, to)
	calm := s.Calm.History.Component(a.On.Text, 0, s.seconds)
	switch {
	case flow == nil && comp == nil:
		return false, false
	case a.Kind == "absence" && flow != nil:
		return flow.OK == 0, true
	case a.Kind == "absence":
		return calm.Arrivals > 0 && comp.Arrivals == 0 || calm.Replicas > 0.5 && comp.Replicas < 0.5, true
	case a.Kind == "saturation" && comp != nil && a.Metric == "":
		full := math.Max(number(comp.Utilization), number(comp.SlotsUtilization))
		return full > model.Or(a.Above, usualSaturation), true
	case a.Kind == "backlog" && comp != nil && a.Metric == "":
		most := longQueue + 10*calm.Waiting
		return comp.Waiting > model.Or(a.Above, most), true
	}
	metric := strings.ReplaceAll(a.Metric, "_", "-")
	v, ok := 0.0, false
	if flow != nil {
		v, ok = flowMetric(flow, metric)
		v /= s.Scale.times(a.On.Text, metric)
	} else {
		v, ok = componentMetric(comp, metric)
	}
	if !ok {
		return false, false
	}
	return a.Above != nil && v > a.Above.Value || a.Below != nil && v < a.Below.Value, a.Above != nil || a.Below != nil
}

// burns tells whether the budget of an objective is used up fast enough to page.
func (s *Scenario) burns(slo *model.SLO, from, to int) bool {
	w := s.Disturbed.History.Flow(slo.Flow.Text, from, to)
	if w == nil || slo.Target == nil {
		return false
	}
	bad, all := float64(w.Failed), float64(w.OK+w.Failed)
	if slo.Latency != nil {
		bad += float64(w.SlowerThan(slo.Latency.Value * s.Scale.times(slo.Flow.Text, "mean")))
	}
	if all == 0 {
		return w.InFlight > fewest // nothing is answered any more
	}
	return bad/all > math.Min(1, burn*(1-slo.Target.Value))
}

func number(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// unnoticed are flows that broke, and queues that filled up, without any alert
// that would have fired. A design that declares no alert is not asked.
func (s *Scenario) unnoticed() []BlindSpot {
	if s.Design.Observe == nil || s.Design.Observe.Alerts.Len() == 0 {
		return nil
	}
	from, to := s.seconds, 0
	at, what := "", ""
	for _, f := range s.flows {
		if f.brokenFor() < window {
			continue
		}
		from, to = min(from, int(f.first())), max(to, int(math.Min(f.recovered(), float64(s.seconds))))
		if at == "" {
			at, what = f.name, fmt.Sprintf("%s breaks a requirement for %s", f.name, seconds(float64(f.brokenFor())))
		}
	}
	if at == "" {
		at, what, from, to = s.pile()
	}
	if at == "" {
		return nil
	}
	silenced := ""
	w := newWatch(s.Design, serving(s.Design))
	for name, a := range s.Design.Observe.Alerts.All() {
		fires, known := s.notices(a, from, to)
		switch {
		case !known && s.concerns(a):
			return nil // it may
		case !fires:
		case s.heard(w, a, from, to):
			return nil
		default:
			silenced = name
		}
	}
	if silenced != "" {
		return []BlindSpot{{AlertDepends, silenced, append([]string{silenced}, w.monitors...), fmt.Sprintf("%s, and the alert %s, which would tell of it, is silent: %s is down with it", what, silenced, strings.Join(w.monitors, ", "))}}
	}
	return []BlindSpot{{Unnoticed, at, []string{at}, what + ", and no alert would fire however long it lasted"}}
}

// concerns tells whether an alert is about something that broke or was hit.
func (s *Scenario) concerns(a *model.Alert) bool {
	if f := s.Design.Flows.Get(a.On.Text); f != nil {
		return s.flow(a.On.Text).brokenFor() > 0
	}
	for _, h := range s.sick() {
		if h.name == a.On.Text {
			return true
		}
	}
	return slices.ContainsFunc(s.flows, func(f *flowHealth) bool {
		return f.brokenFor() > 0 && meets(s.Design, s.Design.Flows.Get(f.name), a.On.Text)
	})
}

// pile returns a queue that filled up while no flow broke, with when.
func (s *Scenario) pile() (at, what string, from, to int) {
	for name, c := range s.Design.Components.All() {
		if c.Behaviour.Class != catalog.Queue && c.Behaviour.Class != catalog.Stream {
			continue
		}
		from, to := int(s.start), int(math.Min(s.end, float64(s.seconds)))
		with, without := s.Disturbed.History.Component(name, max(from, to-window), to), s.Calm.History.Component(name, 0, s.seconds)
		if with == nil || without == nil || with.Waiting < 10*without.Waiting+10*longQueue {
			continue
		}
		return name, fmt.Sprintf("%.0f messages wait in %s, undisturbed %s", with.Waiting, name, tenths(without.Waiting)), max(from, to-window), to
	}
	return "", "", 0, 0
}

// heard tells whether some monitor that could send an alert serves while it is
// needed, with everything that it needs. Where all that a design has stands in
// one region, the loss of that is not held against it.
func (s *Scenario) heard(w *watch, a *model.Alert, from, to int) bool {
	if len(w.monitors) == 0 || s.allGone() {
		return true
	}
	for _, m := range w.monitors {
		well := true
		for name := range w.needs[m] {
			well = well && !s.silent(name, float64(from), float64(to))
		}
		for i := range s.Inject {
			if f := &s.Inject[i]; f.Verb == "blind" && len(f.Targets) == 1 && f.Targets[0].Text == m {
				well = false
			}
		}
		if well || a.Kind == "absence" && a.On.Text == m {
			return true
		}
	}
	return false
}

// allGone tells whether a fault takes all components away at once.
func (s *Scenario) allGone() bool {
	gone := map[string]bool{}
	for _, h := range s.hits() {
		if h.whole && h.stops() {
			gone[h.name] = true
		}
	}
	for name, c := range s.Design.Components.All() {
		switch c.Behaviour.Class {
		case catalog.Client, catalog.External, catalog.Resolver, catalog.Desk, catalog.Network:
		default:
			if !gone[name] {
				return false
			}
		}
	}
	return true
}
