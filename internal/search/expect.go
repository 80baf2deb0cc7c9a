package search

import (
	"fmt"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// Expectation is one line of a script, held against what happened.
type Expectation struct {
	Text    string // as written
	Verdict sim.Verdict
	Value   string // what was seen, in words
	Line    int
}

// expectation judges one expectation; out is what is known so far.
func (s *Scenario) expectation(e *model.Expect, out *Outcome) Expectation {
	x := Expectation{Text: e.Text(), Line: e.Span.Position().Line, Verdict: sim.Unknown}
	hold := func(ok bool, format string, args ...any) {
		x.Verdict = sim.Broken
		if ok {
			x.Verdict = sim.Met
		}
		x.Value = fmt.Sprintf(format, args...)
	}
	switch {
	case e.Verdict != "":
		hold(string(out.Verdict) == e.Verdict, "%s", out.Verdict)
	case e.Recovers.Text != "":
		s.recovers(e, hold)
	case e.StaysDown.Text != "":
		f := s.flow(e.StaysDown.Text)
		hold(f.recovered() >= float64(s.seconds), "%s", s.recovery(f, s.start))
	case len(e.Order) > 0:
		s.order(e, hold)
	case e.Drains.Text != "":
		s.drains(e, hold)
	case e.Lost != nil:
		lost := 0.0
		if d := s.Disturbed.Data[e.Data.Text]; d != nil {
			lost = d.Lost.Value
		}
		hold(lost <= e.Lost.Value, "%s of acknowledged writes", seconds(lost))
	case e.Metrics.Len() > 0:
		s.metrics(e, &x)
	default:
		x.Value = "it is not looked at by a simulation"
	}
	return x
}

func (s *Scenario) flow(name string) *flowHealth {
	for _, f := range s.flows {
		if f.name == name {
			return f
		}
	}
	return &flowHealth{name: name}
}

// recovers holds a flow to the time by which, or before which not, it must keep
// its requirements again.
func (s *Scenario) recovers(e *model.Expect, hold func(bool, string, ...any)) {
	f := s.flow(e.Recovers.Text)
	since := s.start
	if e.Of == "fault-end" {
		since = s.end
	}
	took := f.recovered() - since
	if f.brokenFor() == 0 {
		took = 0
	}
	never := f.recovered() >= float64(s.seconds) && f.brokenFor() > 0
	ok := true
	if e.Within != nil {
		ok = !never && took <= e.Within.Value
	}
	if e.NotBefore != nil {
		ok = ok && (never || f.recovered() >= e.NotBefore.Value)
	}
	hold(ok, "%s", s.recovery(f, since))
}

// recovery says when a flow kept its requirements again.
func (s *Scenario) recovery(f *flowHealth, since float64) string {
	switch {
	case f.brokenFor() == 0:
		return "it was never broken"
	case f.recovered() >= float64(s.seconds):
		return "it had not recovered when the run ended at " + seconds(float64(s.seconds))
	}
	return "recovered after " + seconds(max(0, f.recovered()-since))
}

// order holds flows and components to the order in which they recovered.
func (s *Scenario) order(e *model.Expect, hold func(bool, string, ...any)) {
	last, ok := -1.0, true
	var parts []string
	for _, ref := range e.Order {
		at := s.flow(ref.Text).recovered()
		if s.Design.Components.Has(ref.Text) && !s.Design.Flows.Has(ref.Text) {
			at = s.serves(ref.Text)
		}
		ok = ok && at >= last && at < float64(s.seconds)
		last = at
		parts = append(parts, ref.Text+" at "+seconds(at))
	}
	hold(ok, "%s", strings.Join(parts, ", "))
}

// serves returns the second from which on a component had as many replicas as
// undisturbed.
func (s *Scenario) serves(name string) float64 {
	for t := s.seconds - 1; t >= 0; t-- {
		with, without := s.Disturbed.History.Component(name, t, t+1), s.Calm.History.Component(name, t, t+1)
		if with == nil || without == nil || with.Replicas < 0.99*without.Replicas {
			return float64(t + 1)
		}
	}
	return 0
}

// A queue is as long as it is in the mean of so many seconds: what gathers a
// batch has more and fewer waiting every second.
const drainWindow = 10

// drains holds a queue to the time by which it is as short as undisturbed: no
// longer than it ever was then, or twice its mean.
func (s *Scenario) drains(e *model.Expect, hold func(bool, string, ...any)) {
	name := e.Drains.Text
	at := 0.0
	if calm := s.Calm.History.Component(name, 0, s.seconds); calm != nil {
		usual := 2*calm.Waiting + 10
		for t := 0; t < s.seconds; t += drainWindow {
			usual = max(usual, s.Calm.History.Component(name, t, min(t+drainWindow, s.seconds)).Waiting)
		}
		for t := s.seconds; t > 0; t-- {
			if s.Disturbed.History.Component(name, max(0, t-drainWindow), t).Waiting > usual {
				at = float64(t)
				break
			}
		}
	}
	took := max(0, at-s.end)
	ok := at < float64(s.seconds)
	if e.Within != nil {
		ok = ok && took <= e.Within.Value
	}
	if at >= float64(s.seconds) {
		hold(false, "it was not empty when the run ended")
		return
	}
	hold(ok, "empty %s after the fault", seconds(took))
}

// metrics holds metrics over a window to their limits.
func (s *Scenario) metrics(e *model.Expect, x *Expectation) {
	from, to := int(math.Round(model.Or(e.From, 0))), s.seconds
	if e.To != nil {
		to = int(math.Round(e.To.Value))
	}
	x.Verdict = sim.Met
	var seen []string
	for name, l := range e.Metrics.All() {
		v, ok := s.metric(s.Disturbed, e, name, from, to)
		if !ok {
			x.Verdict = worse(x.Verdict, sim.Unknown)
			seen = append(seen, name+" has no value in that time")
			continue
		}
		good, note := s.within(e, name, l, v, from, to)
		if !good {
			x.Verdict = sim.Broken
		}
		seen = append(seen, fmt.Sprintf("%s %s%s", name, shown(name, v), note))
	}
	x.Value = strings.Join(seen, ", ")
}

// within tells whether a value keeps a limit, with what it was compared to.
func (s *Scenario) within(e *model.Expect, name string, l *model.MetricLimit, v float64, from, to int) (bool, string) {
	switch l.Kind {
	case "range":
		return v >= l.Low.Value && v <= l.High.Value, ""
	case "over":
		return v > l.Low.Value, ""
	case "under":
		return v < l.High.Value, ""
	case "falls", "rises":
		tenth := max(1, (to-from)/10)
		first, ok := s.metric(s.Disturbed, e, name, from, from+tenth)
		last, known := s.metric(s.Disturbed, e, name, to-tenth, to)
		note := fmt.Sprintf(", from %s to %s", shown(name, first), shown(name, last))
		if l.Kind == "falls" {
			return ok && known && last < first, note
		}
		return ok && known && last > first, note
	case "below":
		other := s.Variants[l.Variant]
		if other == nil {
			return false, ", and " + l.Variant + " was not run"
		}
		o, ok := s.metric(other, e, name, from, to)
		return ok && v < o, fmt.Sprintf(", with %s %s", l.Variant, shown(name, o))
	}
	if atLeast[name] {
		return v >= l.High.Value, ""
	}
	return v <= l.High.Value, ""
}

// atLeast are the metrics of which a bare limit is the least.
var atLeast = map[string]bool{"availability": true, "throughput": true, "ok": true, "hit-ratio": true, "replicas": true}

// metric reads a metric of what an expectation is about, as the whole load has
// it.
func (s *Scenario) metric(r *sim.Result, e *model.Expect, name string, from, to int) (v float64, ok bool) {
	switch {
	case e.Flow.Text != "":
		v, ok = flowMetric(r.History.Flow(e.Flow.Text, from, to), name)
		v /= s.Scale.times(e.Flow.Text, name)
	case e.Component.Text != "":
		v, ok = componentMetric(r.History.Component(e.Component.Head(), from, to), name)
	case e.Queue.Text != "":
		v, ok = componentMetric(r.History.Component(e.Queue.Head(), from, to), name)
	}
	switch {
	case counted[name]:
		v *= timesOf(r)
	case name == "replicas" && r.Slice != nil:
		if p, sliced := r.Slice.Kept[e.Component.Head()]; sliced && p.What != "partitions" {
			v *= float64(p.Of) / float64(p.Kept)
		}
	}
	return v, ok
}

// counted are the metrics of which a part of the load shows only its part.
var counted = map[string]bool{
	"offered": true, "ok": true, "failed": true, "throughput": true, "arrivals": true, "refused": true,
	"queue-length": true, "backlog": true, "in-flight": true,
}

func worse(a, b sim.Verdict) sim.Verdict {
	if a == sim.Broken {
		return a
	}
	return b
}

// shown writes a metric with its unit.
func shown(metric string, v float64) string {
	switch metric {
	case "errors", "availability", "utilization", "slots-utilization", "hit-ratio", "delayed":
		return unit.Format(v, unit.KindRatio)
	case "offered", "ok", "failed", "throughput", "arrivals", "refused":
		return unit.Format(v, unit.KindRate)
	case "queue-length", "in-flight", "replicas", "backlog":
		return fmt.Sprintf("%.4g", v)
	}
	return seconds(v)
}
