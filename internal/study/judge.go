package study

import (
	"math"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// requirements returns the limits of the design, listing them once.
func (s *Study) requirements() []*Requirement {
	if s.Requirements == nil {
		s.Requirements = requirementsOf(s.Design)
	}
	return s.Requirements
}

// judge hears both witnesses on every requirement.
func (s *Study) judge(r *runs) {
	for _, q := range s.requirements() {
		if factor, ok := s.throughputFactor(q); ok {
			q.Estimate = s.carries(q, factor)
			q.Simulate = s.carried(q, factor, r.throughput[factor].result)
		} else {
			q.Estimate = estimated(q, s.Sheet)
			q.Simulate = simulated(q, r.base.result)
		}
		q.settle()
	}
	s.Verdict = overall(s.Requirements)
}

// overall is broken when one requirement is, then unsure, then unknown; it is
// met when all are.
func overall(all []*Requirement) model.Verdict {
	if len(all) == 0 {
		return model.Unknown
	}
	worst := model.Met
	for _, verdict := range []model.Verdict{model.Unknown, model.Unsure, model.Broken} {
		for _, q := range all {
			if q.Verdict == verdict {
				worst = verdict
			}
		}
	}
	return worst
}

// quantityID is the estimate that speaks to a requirement.
func quantityID(q *Requirement) string {
	switch {
	case q.Metric == "cost":
		return "cost.month"
	case q.Kind == unit.KindTime && q.Metric != "staleness" && q.Metric != "rpo" && q.Metric != "rto":
		return q.Target + ".latency." + q.Metric
	}
	return q.Target + "." + q.Metric
}

// estimated is what the closed forms say.
func estimated(q *Requirement, sheet *estimate.Sheet) Testimony {
	x := sheet.Get(quantityID(q))
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
	case "cost", "rpo", "rto", "durability", "duplicates":
		return false
	}
	return true
}

// unsettled tells whether a run had no end because something grows.
func unsettled(result *sim.Result) bool { return len(result.Growing) > 0 }

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
// the load at which the first part is full.
func (s *Study) carries(q *Requirement, factor float64) Testimony {
	opt := estimate.Options{Load: s.Options.Load, LoadScale: s.Options.Scale * factor}
	sheet := estimate.Estimate(s.Design, opt)
	t := Testimony{Heard: true, Verdict: model.Met}
	if sheet.Saturates.Component != "" {
		low, high := sheet.Saturates.Factor.Interval95()
		t = q.testify(sheet.Saturates.Factor.Value*q.Limit, low*q.Limit, high*q.Limit)
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

// carried is what the simulator says of a throughput, from a run at that load.
// The value is the rate of good answers.
func (s *Study) carried(q *Requirement, factor float64, result *sim.Result) Testimony {
	flow := result.Flows[bare(q.Target)]
	if flow == nil || !flow.OK.Known() {
		return Testimony{Heard: true, Verdict: model.Unknown, Why: "the run at that load says nothing of the flow"}
	}
	t := Testimony{Heard: true, Verdict: model.Met, Value: flow.OK.Value, Low: flow.OK.Low, High: flow.OK.High}
	for _, other := range s.sameFlow(q) {
		if got := simulated(other, result); got.Heard && worse(got.Verdict, t.Verdict) {
			t.Verdict, t.Why = got.Verdict, "at "+q.Format(q.Limit)+" "+other.Describe()+" is "+says(other, got)
		}
	}
	if unsettled(result) {
		t.Verdict, t.Why = model.Broken, result.Why
	}
	return t
}

// sameFlow are the limits on latency and errors of the flow of q.
func (s *Study) sameFlow(q *Requirement) []*Requirement {
	var out []*Requirement
	for _, other := range s.Requirements {
		if other.Target == q.Target && (other.Metric == "errors" || other.Kind == unit.KindTime && other.Metric != "staleness") {
			out = append(out, other)
		}
	}
	return out
}

// says is a testimony in words: "63 ms, over 50 ms".
func says(q *Requirement, t Testimony) string {
	if t.Why != "" {
		return string(t.Verdict) + ": " + t.Why
	}
	return q.Format(t.Value) + " (" + string(t.Verdict) + ")"
}

var gravity = map[model.Verdict]int{model.Met: 0, model.Unknown: 1, model.Unsure: 2, model.Broken: 3}

func worse(a, b model.Verdict) bool { return gravity[a] > gravity[b] }

// VerdictSentence is the last line of a review.
func (s *Study) VerdictSentence() string {
	var broken, unsure, unknown []string
	for _, q := range s.Requirements {
		switch q.Verdict {
		case model.Broken:
			broken = append(broken, q.Name)
		case model.Unsure:
			unsure = append(unsure, q.Name)
		case model.Unknown:
			unknown = append(unknown, q.Name)
		}
	}
	switch {
	case len(s.Requirements) == 0:
		return "No requirement says what must hold."
	case len(broken) > 0 && s.Saturates != nil && s.Saturates.Factor < 1:
		return "Does not hold: " + join(broken) + ". " + s.Saturates.Component + " saturates first, at " + Times(s.Saturates.Factor) + " this load."
	case len(broken) > 0:
		return "Does not hold: " + join(broken) + "."
	case len(unsure) > 0:
		return "May hold; the intervals do not settle " + join(unsure) + "."
	case len(unknown) == len(s.Requirements):
		return "Nothing could be judged: " + join(unknown) + "."
	case len(unknown) > 0:
		return "What could be judged holds; not known: " + join(unknown) + "."
	}
	return "Every requirement holds."
}

// VerdictOf is the verdict of a simulation alone: broken when one requirement
// is, or when something grows without end.
func VerdictOf(result *sim.Result) model.Verdict {
	if unsettled(result) {
		return model.Broken
	}
	worst := model.Unknown
	for _, verdict := range []model.Verdict{model.Met, model.Unsure, model.Broken} {
		for _, r := range result.Requirements {
			if model.Verdict(r.Verdict) == verdict {
				worst = verdict
			}
		}
	}
	return worst
}
