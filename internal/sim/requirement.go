package sim

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// requirement is one limit of the design.
type requirement struct {
	name, target, metric string
	flow                 int32 // -1
	component            int32 // -1
	data                 string
	quantile             float64
	limit                float64
	atLeast              bool
	chance               float64 // of a backlog
	pile                 int     // which of the component's
	carriers             []int32 // queues whose duplicates count
}

// qualities compiles the limits of all quality requirements, in their order.
func (c *compiler) qualities() {
	for name, q := range c.d.Requirements.Quality.All() {
		flow, component, target := int32(-1), int32(-1), ""
		for i := range c.p.flows {
			if c.p.flows[i].name == q.Flow.Text && q.Flow.Text != "" {
				flow, target = int32(i), q.Flow.Text
			}
		}
		at := q.At.Head()
		if at == "" {
			at = q.Component.Head()
		}
		if k, known := c.comps[at]; known {
			component, target = k, at
		}
		add := func(metric string, limit *unit.Quantity, quantile float64, atLeast bool) {
			if limit == nil {
				return
			}
			r := requirement{name: name, target: target, metric: metric, flow: flow, component: component, data: q.Data.Text, quantile: quantile, limit: limit.Value, atLeast: atLeast, chance: model.Or(q.Chance, 0)}
			if metric == "duplicates" {
				r.carriers = c.carriers(component, q.Data.Text)
			}
			c.p.requirements = append(c.p.requirements, r)
			if metric == "backlog" && component >= 0 {
				s := &c.p.components[component]
				c.p.requirements[len(c.p.requirements)-1].pile = len(s.piles)
				s.piles = append(s.piles, int32(min(limit.Value, unlimited)))
			}
		}
		add("mean", q.Mean, 0, false)
		add("p50", q.P50, 0.5, false)
		add("p75", q.P75, 0.75, false)
		add("p90", q.P90, 0.9, false)
		add("p95", q.P95, 0.95, false)
		add("p99", q.P99, 0.99, false)
		add("p999", q.P999, 0.999, false)
		add("availability", q.Availability, 0, true)
		add("throughput", q.Throughput, 0, true)
		add("errors", q.Errors, 0, false)
		add("backlog", q.Backlog, 0, false)
		add("staleness", q.Staleness, 0, false)
		add("cost", q.Cost, 0, false)
		add("rpo", q.RPO, 0, false)
		add("rto", q.RTO, 0, false)
		add("durability", q.Durability, 0, true)
		add("duplicates", q.Duplicates, 0, false)
	}
}

// judge holds one requirement against a result.
func (r *runner) judge(q *requirement, res *Result) Requirement {
	out := Requirement{Name: q.name, Target: q.target, Metric: q.metric, Limit: q.limit, AtLeast: q.atLeast}
	f := res.Flows[q.target]
	switch {
	case q.flow >= 0 && q.latency() != nil:
		out.Value = q.latency()(&f.Latency)
		if !out.Value.Known() && (r.grows(q.target, true) != "" || f.Counts.OK == 0 && f.Counts.Failed > 0) {
			// It grows beyond any limit, or there is no answer at all.
			out.Verdict, out.Why = Broken, out.Value.Why
			return out
		}
	case q.flow >= 0 && q.metric == "availability":
		out.Value = f.Availability
		if r.grows(q.target, true) != "" {
			out.Verdict, out.Why = Broken, out.Value.Why
			return out
		}
	case q.flow >= 0 && q.metric == "errors":
		out.Value = Number{Value: 1 - f.Availability.Value, Low: 1 - f.Availability.High, High: 1 - f.Availability.Low, Why: f.Availability.Why, Open: f.Availability.Open}
		if r.grows(q.target, true) != "" {
			out.Verdict, out.Why = Broken, out.Value.Why
			return out
		}
	case q.flow >= 0 && q.metric == "throughput":
		return r.judgeThroughput(q, res, out)
	case q.flow >= 0 && q.metric == "staleness":
		return q.judgeStaleness(res, out)
	case q.data != "" && q.metric == "rpo":
		return q.judgeLoss(res, out)
	case q.component >= 0 && q.metric == "backlog" && r.p.slice != nil && r.p.slice.k > 1:
		out.Verdict, out.Why = Unknown, "a slice has other chances that so many wait at once than the whole"
		out.Value = Number{Why: out.Why}
		return out
	case q.component >= 0 && q.metric == "backlog":
		out.Value = r.backlog(q)
		out.Limit = q.chance
	case len(q.carriers) > 0:
		out.Value = r.duplicates(q.carriers)
	default:
		out.Verdict, out.Why = Unknown, "this run does not measure it"
		out.Value = Number{Why: out.Why}
		return out
	}
	out.Verdict = verdict(out.Value, out.Limit, q.atLeast)
	out.Why = out.Value.Why
	return out
}

// backlog returns the share of time in which so many wait as a requirement
// names. An arrival sees the station as it is; where none of n ever saw so many,
// the share is below 3/n.
func (r *runner) backlog(q *requirement) Number {
	n := share01(r.ratio(func(b *batch) float64 { return float64(b.stations[q.component].piles[q.pile]) / 1e9 }, seconds))
	if n.Known() && n.Value == 0 {
		arrivals := uint64(0)
		r.each(func(b *batch) { arrivals += b.stations[q.component].arrivals })
		n.High = stats.Proportion(0, arrivals).High
	}
	return n
}

// judgeThroughput holds the answers a second against a lower limit. It is met
// when so much was offered, was answered, and no other limit of the flow broke;
// a load below the limit shows nothing, unless even that breaks one.
func (r *runner) judgeThroughput(q *requirement, res *Result, out Requirement) Requirement {
	f := res.Flows[q.target]
	out.Value = f.OK
	for i := range r.p.requirements {
		other := &r.p.requirements[i]
		if other.flow != q.flow || other.metric == q.metric {
			continue
		}
		if judged := r.judge(other, res); judged.Verdict == Broken {
			out.Verdict, out.Why = Broken, fmt.Sprintf("%s of %s is broken at %.6g/s", other.metric, other.name, f.Offered.Value)
			return out
		}
	}
	switch out.Verdict = verdict(out.Value, q.limit, true); {
	case out.Verdict == Met || !out.Value.Known():
	case f.Offered.High < q.limit && r.grows(q.target, true) == "":
		out.Verdict, out.Why = Unknown, fmt.Sprintf("only %.6g/s were offered", f.Offered.Value)
	}
	return out
}

// latency returns what reads the percentile of a requirement, nil when it is
// about something else.
func (q *requirement) latency() func(*Latency) Number {
	return map[string]func(*Latency) Number{
		"mean": func(l *Latency) Number { return l.Mean },
		"p50":  func(l *Latency) Number { return l.P50 },
		"p75":  func(l *Latency) Number { return l.P75 },
		"p90":  func(l *Latency) Number { return l.P90 },
		"p95":  func(l *Latency) Number { return l.P95 },
		"p99":  func(l *Latency) Number { return l.P99 },
		"p999": func(l *Latency) Number { return l.P999 },
	}[q.metric]
}

// verdict holds an interval against a limit: it is met or broken when the
// whole interval lies on one side.
func verdict(n Number, limit float64, atLeast bool) Verdict {
	if !n.Known() {
		return Unknown
	}
	if atLeast {
		n.Low, n.High, limit = -n.High, -n.Low, -limit
	}
	switch {
	case n.High <= limit:
		return Met
	case n.Low > limit:
		return Broken
	}
	return Unsure
}
