package studio

import (
	"math"
	"strings"
	"time"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// limitViews are the requirements of a design and what one run saw of them.
func limitViews(s *study.Study, r *sim.Result) []Limit {
	out := []Limit{}
	for _, seen := range r.Requirements {
		for _, q := range s.Requirements {
			if q.Name != seen.Name || q.Metric != seen.Metric || q.Target != seen.Target && bare(q.Target) != seen.Target {
				continue
			}
			limit := Limit{Name: q.Name, About: q.Describe(), Demand: q.Demand(), Verdict: string(seen.Verdict), Text: seen.Value.Why}
			if seen.Value.Known() {
				limit.Text = q.Format(seen.Value.Value)
			}
			out = append(out, limit)
			break
		}
	}
	return out
}

// bare is a target without the section it stands in.
func bare(target string) string {
	_, name, _ := strings.Cut(target, ".")
	return name
}

// brokenView is what a script did.
func brokenView(r *study.ScenarioResult, seed uint64, took time.Duration) *Broken {
	b := &Broken{
		Run: Run{
			Load: r.Load, Seed: seed, Seconds: r.Seconds, Took: took.Seconds(), Outcome: string(r.Verdict), NotSimulated: list(r.NotSimulated),
		},
		Why: r.Why, Faults: list(r.Faults), Spans: []FaultSpan{}, Cascade: []Event{}, Expected: []Expected{}, Hurt: []Hurt{}, Rows: played(r.Rows, r.Seconds), Calm: played(r.Calm, r.Seconds),
	}
	b.Starts, b.Ends = window(r.Script)
	for i := range r.Script {
		what, _, _ := strings.Cut(r.Script[i].Text(), ",")
		span := FaultSpan{Text: what}
		span.Starts, span.Ends = window(r.Script[i : i+1])
		b.Spans = append(b.Spans, span)
	}
	if r.Slice != nil {
		b.Part = r.Slice.Why
	}
	if r.Recovery.Known() && r.Recovery.Value > 0 {
		b.Recovery = unit.Format(r.Recovery.Value, unit.KindTime)
		if b.Why == "broken for "+b.Recovery {
			b.Why = "" // which the recovery says
		}
	}
	for _, e := range r.Expectations {
		b.Expected = append(b.Expected, Expected{e.Text, string(e.Verdict), e.Value})
	}
	for _, l := range r.Chain {
		b.Cascade = append(b.Cascade, Event{l.T, l.What, l.Text})
	}
	for _, h := range r.Hurt {
		b.Hurt = append(b.Hurt, Hurt{h.Flow, harmed(&h)})
	}
	return b
}

// harmed says how much a flow was hurt.
func harmed(h *study.HurtFlow) string {
	var parts []string
	if n := math.Round(h.Failed); n == 1 {
		parts = append(parts, "one more request failed")
	} else if n > 1 {
		parts = append(parts, unit.Format(n, unit.KindCount)+" more requests failed")
	}
	if h.Broken > 0 {
		parts = append(parts, unit.Format(h.Broken, unit.KindTime)+" out of its limits")
	}
	return strings.Join(parts, ", ")
}

// window is when the first fault of a script begins and when the last is over;
// an end of 0 is never.
func window(script []model.Fault) (starts, ends float64) {
	lasting := false
	for i := range script {
		in := &script[i]
		at := model.Or(in.At, 0)
		if i == 0 || at < starts {
			starts = at
		}
		end := at + model.Or(in.For, 0)
		if t, ok := in.UntilTime(); ok {
			end = t.Value
		} else if in.For == nil {
			lasting = true
		}
		ends = max(ends, end)
	}
	if lasting {
		ends = 0
	}
	return starts, ends
}
