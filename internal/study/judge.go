package study

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// hearEstimate lists the requirements and lets the closed forms speak to each.
func (s *Study) hearEstimate() {
	s.Requirements = requirementsOf(s.Design)
	for _, q := range s.Requirements {
		if factor, ok := s.throughputFactor(q); ok {
			q.Estimate = s.carries(q, factor)
		} else {
			q.Estimate = estimated(q, s.Sheet)
		}
		q.settle()
	}
	s.Verdict = overall(s.Requirements)
}

// hearSimulator lets the simulator speak to each requirement.
func (s *Study) hearSimulator(r *runs) {
	for _, q := range s.Requirements {
		if factor, ok := s.throughputFactor(q); ok {
			q.Simulate = s.carried(q, r.throughput[factor].result)
		} else {
			q.Simulate = s.overYears(q, simulated(q, r.base.result))
		}
		q.settle()
	}
	s.Verdict = overall(s.Requirements)
}

// gravity orders verdicts by what a reader must know first.
var gravity = map[model.Verdict]int{model.Met: 0, model.Unknown: 1, model.Unsure: 2, model.Broken: 3}

func worse(a, b model.Verdict) bool { return gravity[a] > gravity[b] }

// overall is the verdict of several requirements: the worst. Without any it is
// unknown.
func overall(all []*Requirement) model.Verdict {
	if len(all) == 0 {
		return model.Unknown
	}
	worst := model.Met
	for _, q := range all {
		if worse(q.Verdict, worst) {
			worst = q.Verdict
		}
	}
	return worst
}

// together is the verdict of several witnesses: the worst of those that say
// something.
func together(said []model.Verdict) model.Verdict {
	verdict := model.Unknown
	for _, v := range said {
		if v != model.Unknown && (verdict == model.Unknown || worse(v, verdict)) {
			verdict = v
		}
	}
	return verdict
}

// QuantityID names the estimate that speaks to the requirement. A throughput has
// none: it is read off the load at which something gives way.
func (q *Requirement) QuantityID() string {
	switch {
	case q.Metric == "cost":
		return "cost.month"
	case q.limitsLatency():
		return q.Target + ".latency." + q.Metric
	}
	return q.Target + "." + q.Metric
}

// limitsLatency tells whether the metric is a mean or percentile of latency.
func (q *Requirement) limitsLatency() bool {
	return q.Kind == unit.KindTime && q.Metric != "staleness" && q.Metric != "rpo" && q.Metric != "rto"
}

// estimated is what the closed forms say.
func estimated(q *Requirement, sheet *estimate.Sheet) Testimony {
	x := sheet.Get(q.QuantityID())
	if x == nil {
		return Testimony{}
	}
	if x.Why != "" {
		return Testimony{Heard: true, Verdict: model.Unknown, Why: x.Why}
	}
	low, high := x.Interval95()
	return q.testify(x.Value, low, high)
}

// simulated is what the simulator says. Verdicts are its own: it knows how
// well it has measured.
func simulated(q *Requirement, result *sim.Result) Testimony {
	for _, r := range result.Requirements {
		if r.Name != q.Name || r.Metric != q.Metric {
			continue
		}
		t := Testimony{Heard: true, Value: r.Value.Value, Low: r.Value.Low, High: r.Value.High, Verdict: model.Verdict(r.Verdict)}
		if !r.Value.Known() {
			t.Why = r.Value.Why
			if r.Why != "" {
				t.Why = r.Why
			}
			t.Heard = measurable(q)
		}
		return t
	}
	return Testimony{}
}

// measurable tells whether a run can see what is limited at all.
func measurable(q *Requirement) bool {
	switch q.Metric {
	case "cost", "staleness", "rpo", "rto", "durability", "duplicates":
		return false
	}
	return true
}

// testify compares a number with the limit.
func (q *Requirement) testify(value, low, high float64) Testimony {
	t := Testimony{Heard: true, Value: value, Low: low, High: high}
	if q.AtLeast {
		t.Verdict = model.JudgeAtLeast(q.Limit, low, high)
	} else {
		t.Verdict = model.JudgeAtMost(q.Limit, low, high)
	}
	return t
}

// throughputFactor is by how much the load of the study must be multiplied for
// a flow to run as often as a throughput requirement says; false for other
// requirements, and for flows whose rate is not known.
func (s *Study) throughputFactor(q *Requirement) (float64, bool) {
	if q.Metric != "throughput" {
		return 0, false
	}
	now := s.Sheet.Get(q.Target + ".offered")
	if now == nil || now.Why != "" || now.Value <= 0 {
		return 0, false
	}
	// The requirement holds at its own load, whatever the study's scale is.
	return q.Limit / now.Value, true
}

// carries is what the closed forms say of a throughput: at that load nothing
// is full and the flow's limits on latency and errors still hold. The value is
// the rate of the flow at which the first part is full; how sure that rate is
// does not depend on how sure the present one is.
func (s *Study) carries(q *Requirement, factor float64) Testimony {
	sheet := s.closed.Scaled(s.Options.Scale * factor).Sheet()
	t := Testimony{Heard: true, Verdict: model.Met}
	if sheet.Saturates.Component != "" {
		offered := sheet.Get(q.Target + ".offered").Number
		full := unit.Combine(func(x []float64) float64 { return x[0] * x[1] }, sheet.Saturates.Factor, offered)
		low, high := full.Interval95()
		t = q.testify(full.Value, low, high)
	} else {
		t.Value, t.Low, t.High = math.Inf(1), math.Inf(1), math.Inf(1)
		t.Why = "nothing on its way has a limit"
	}
	for _, other := range s.sameFlow(q) {
		if got := estimated(other, sheet); got.Heard && worse(got.Verdict, t.Verdict) {
			t.Verdict, t.Why = got.Verdict, "at "+q.Format(q.Limit)+" "+other.Describe()+" is "+says(other, got)
		}
	}
	return t
}

// lost is the share of its requests that a flow may lose and still be said to
// carry its load, when no requirement limits its errors.
const lost = 0.01

// carried is what the simulator says of a throughput, from a run at that load:
// it is carried when nothing grows without end and the flow's limits on latency
// and errors hold. The value is the rate of good answers. It is not held
// against the limit itself, which it only meets on average.
func (s *Study) carried(q *Requirement, result *sim.Result) Testimony {
	if len(result.Growing) > 0 {
		return Testimony{Heard: true, Verdict: model.Broken, Why: "at " + q.Format(q.Limit) + " the queue of " + join(result.Growing) + " grows without end"}
	}
	flow := result.Flows[bare(q.Target)]
	if flow == nil || !flow.OK.Known() || !flow.Failed.Known() {
		return Testimony{Heard: true, Verdict: model.Unknown, Why: "the run at that load says nothing of the flow"}
	}
	t := Testimony{Heard: true, Verdict: model.Met, Value: flow.OK.Value, Low: flow.OK.Low, High: flow.OK.High}
	if !s.limitsErrors(q.Target) {
		t.Verdict = model.JudgeAtMost(lost*q.Limit, flow.Failed.Low, flow.Failed.High)
	}
	for _, other := range s.sameFlow(q) {
		if got := simulated(other, result); got.Heard && worse(got.Verdict, t.Verdict) {
			t.Verdict, t.Why = got.Verdict, "at "+q.Format(q.Limit)+" "+other.Describe()+" is "+says(other, got)
		}
	}
	return t
}

// limitsErrors tells whether a requirement limits the errors of a target.
func (s *Study) limitsErrors(target string) bool {
	return slices.ContainsFunc(s.Requirements, func(q *Requirement) bool { return q.Target == target && q.Metric == "errors" })
}

// sameFlow are the limits on latency and errors of the flow of q.
func (s *Study) sameFlow(q *Requirement) []*Requirement {
	var out []*Requirement
	for _, other := range s.Requirements {
		if other.Target == q.Target && (other.Metric == "errors" || other.limitsLatency()) {
			out = append(out, other)
		}
	}
	return out
}

// says is a testimony in words: "63 ms (broken)".
func says(q *Requirement, t Testimony) string {
	if t.Why != "" {
		return string(t.Verdict) + ": " + t.Why
	}
	return q.Format(t.Value) + " (" + string(t.Verdict) + ")"
}

// VerdictSentence is the last line of a review.
func (s *Study) VerdictSentence() string {
	broken, unsure, unknown := s.named(model.Broken), s.named(model.Unsure), s.named(model.Unknown)
	switch {
	case len(s.Requirements) == 0:
		return "No requirement says what must hold."
	case len(broken) > 0 && s.Saturates != nil && s.Saturates.Factor < 1:
		return "Does not hold: " + join(broken) + ". " + s.Saturates.Component + " saturates first, at " + Times(s.Saturates.Factor) + " this load."
	case len(broken) > 0:
		return "Does not hold: " + join(broken) + "."
	case len(unsure) > 0:
		return "May hold; the intervals do not settle " + join(unsure) + "."
	case s.Verdict == model.Unknown && len(s.named(model.Met)) == 0:
		return "Nothing could be judged: " + join(unknown) + "."
	case len(unknown) > 0:
		return "What could be judged holds; not known: " + join(unknown) + "."
	}
	return "Every requirement holds."
}

// named lists the requirements with a verdict, each once.
func (s *Study) named(v model.Verdict) []string {
	var names []string
	for _, q := range s.Requirements {
		if q.Verdict == v && !slices.Contains(names, q.Name) {
			names = append(names, q.Name)
		}
	}
	return names
}

// VerdictOf is the verdict of a simulation alone: broken when one requirement
// is, or when something grows without end.
func VerdictOf(result *sim.Result) model.Verdict {
	if len(result.Growing) > 0 {
		return model.Broken
	}
	var said []model.Verdict
	for _, r := range result.Requirements {
		said = append(said, model.Verdict(r.Verdict))
	}
	return together(said)
}
