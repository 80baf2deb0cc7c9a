package sim

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// result reads all numbers of a run.
func (r *runner) result() *Result {
	out := &Result{
		Load: r.p.load, NotSimulated: r.p.gaps, Seed: r.o.Seed, Settled: r.settled, Requests: 0, Events: r.events(),
		Flows: map[string]*FlowResult{}, Components: map[string]*ComponentResult{}, Requirements: []Requirement{}, Data: r.losses(),
	}
	if !r.settled {
		out.Why = r.why
	}
	out.Growing, out.Growth = r.growths()
	all, kept := int64(0), int64(0)
	for _, rep := range r.reps {
		out.Requests += rep.w.finished
		for i := range rep.batches.list {
			all += rep.batches.list[i].span
		}
	}
	r.each(func(b *batch) { kept += b.span })
	out.Seconds, out.WarmUp = float64(all)/1e9, float64(all-kept)/1e9
	for k := range r.p.flows {
		out.Flows[r.p.flows[k].name] = r.flowResult(k)
	}
	for k := range r.p.components {
		out.Components[r.p.components[k].name] = r.componentResult(k)
	}
	out.Timeline, out.History = r.reps[0].rows, r.reps[0].history
	if r.p.slice != nil {
		r.p.slice.scaleUp(out)
	}
	for i := range r.p.requirements {
		out.Requirements = append(out.Requirements, r.judge(&r.p.requirements[i], out))
	}
	r.explain(out)
	return out
}

// ratio returns the ratio of two sums over the batches, with its interval.
func (r *runner) ratio(num, den func(*batch) float64) Number {
	return number(stats.RatioInterval(r.sums(num, den)), 1)
}

// share returns the ratio of two counts, of which one is part of the other, with
// its interval. What was never seen has an upper bound.
func (r *runner) share(part, whole func(*batch) float64) Number {
	return number(stats.ShareInterval(r.sums(part, whole)), 1)
}

// rate returns how often something happened a second, with its interval. What
// never happened in a time T happens less than 3/T times a second: Hanley and
// Lippman-Hand 1983.
func (r *runner) rate(count func(*batch) float64) Number {
	n := positive(r.ratio(count, seconds))
	if n.Known() && n.Value == 0 {
		time := 0.0
		r.each(func(b *batch) { time += seconds(b) })
		n = Number{High: 3 / time}
	}
	return n
}

func (r *runner) sums(num, den func(*batch) float64) (nums, dens []float64) {
	r.each(func(b *batch) {
		nums = append(nums, num(b))
		dens = append(dens, den(b))
	})
	return nums, dens
}

// number turns an interval into a result in a unit; what has no value says so.
func number(i stats.Interval, unit float64) Number {
	if math.IsNaN(i.Value) || math.IsInf(i.Value, 0) {
		return Number{Why: "nothing was measured"}
	}
	n := Number{Value: i.Value / unit, Low: i.Low / unit, High: i.High / unit}
	if math.IsInf(n.Low, 0) || math.IsInf(n.High, 0) {
		n.Open = "too little was measured for an interval"
	}
	return n
}

func seconds(b *batch) float64 { return float64(b.span) / 1e9 }

// share keeps an interval inside 0..1.
func share01(n Number) Number {
	n.Low, n.High = max(n.Low, 0), min(n.High, 1)
	return n
}

// positive keeps an interval at or above 0.
func positive(n Number) Number {
	n.Low = max(n.Low, 0)
	return n
}

// flowResult reads the numbers of one flow.
func (r *runner) flowResult(k int) *FlowResult {
	of := func(get func(*flowBatch) uint64) func(*batch) float64 {
		return func(b *batch) float64 { return float64(get(&b.flows[k])) }
	}
	offered := of(func(f *flowBatch) uint64 { return f.offered })
	okay_ := of(func(f *flowBatch) uint64 { return f.byCause[okay] })
	failed := of(func(f *flowBatch) uint64 { return f.failed() })
	ended := of(func(f *flowBatch) uint64 { return f.ended() })
	out := &FlowResult{
		Offered: r.rate(offered), OK: r.rate(okay_), Failed: r.rate(failed),
		Errors: map[string]Number{},
	}
	if r.p.length > 0 {
		ended = offered // all requests were followed to their end
	}
	out.Availability = r.share(okay_, ended)
	for cause := timedOut; cause < outcomes; cause++ {
		out.Errors[outcomeNames[cause]] = r.share(of(func(f *flowBatch) uint64 { return f.byCause[cause] }), ended)
	}
	out.Staleness, out.StaleReads = r.staleness(k)
	out.InFlight = positive(r.ratio(func(b *batch) float64 { return float64(b.flows[k].area) / 1e9 }, seconds))
	var bad stats.BatchSet
	r.each(func(b *batch) {
		f := &b.flows[k]
		out.Counts.Offered += f.offered
		out.Counts.OK += f.byCause[okay]
		out.Counts.Failed += f.failed()
		if f.bad.Count() > 0 {
			bad = append(bad, &f.bad)
		}
	})
	out.Latency = latency(r.latencies(k), "no request succeeded")
	out.Failing = latency(bad, "no request failed")
	if why := r.grows(r.p.flows[k].name, true); why != "" {
		out.Latency.withhold(why)
		out.InFlight = Number{Why: why}
		out.Availability = Number{Why: why}
	}
	return out
}

// grows says why a flow or component has no steady numbers; "" when it has. A
// run of a given length tells what was, steady or not.
func (r *runner) grows(name string, flow bool) string {
	if r.p.length > 0 {
		return ""
	}
	for _, g := range r.growing {
		if g.name == name && g.flow == flow {
			return r.growthWhy("")
		}
	}
	return ""
}

// Fewest samples behind a percentile: ten beyond it.
const (
	fewestP99  = 1_000
	fewestP999 = 10_000
)

// latency reads percentiles in seconds.
func latency(set stats.BatchSet, none string) Latency {
	all := set.Total()
	if all.Count() == 0 {
		return withheld(none)
	}
	top := float64(all.Max()) / 1e9
	mean := positive(number(set.Mean(), 1e9))
	mean.Samples = all.Count()
	return Latency{
		Mean: mean,
		P50:  quantile(set, &all, 0.5), P75: quantile(set, &all, 0.75), P90: quantile(set, &all, 0.9), P95: quantile(set, &all, 0.95),
		P99: quantile(set, &all, 0.99), P999: quantile(set, &all, 0.999),
		Max:     Number{Value: top, Low: top, High: math.Inf(1), Open: "a longer run may show a larger one", Samples: all.Count()},
		Samples: all.Count(),
	}
}

// quantile reads one percentile in seconds, if there are samples enough.
func quantile(set stats.BatchSet, all *stats.Histogram, p float64) Number {
	n, fewest := all.Count(), uint64(0)
	switch {
	case n == 0:
		return Number{Why: "nothing was measured"}
	case p >= 0.999:
		fewest = fewestP999
	case p >= 0.99:
		fewest = fewestP99
	}
	if n < fewest {
		return Number{Why: fmt.Sprintf("%d samples are too few for p%s, which takes %d", n, percent(p), fewest)}
	}
	q := positive(number(set.Quantile(p), 1e9))
	q.Samples = n
	return q
}

// percent names a percentile: 99, 999.
func percent(p float64) string {
	if p >= 0.999 {
		return "999"
	}
	return fmt.Sprintf("%.0f", 100*p)
}

// withhold replaces all numbers by the reason why there are none.
func (l *Latency) withhold(why string) { *l = withheld(why) }

func withheld(why string) Latency {
	n := Number{Why: why}
	return Latency{Mean: n, P50: n, P75: n, P90: n, P95: n, P99: n, P999: n, Max: n}
}

// componentResult reads the numbers of one component.
func (r *runner) componentResult(k int) *ComponentResult {
	c := &r.p.components[k]
	of := func(get func(*stationBatch) float64) func(*batch) float64 {
		return func(b *batch) float64 { return get(&b.stations[k]) }
	}
	level := func(get func(*areas) int64) func(*batch) float64 {
		return func(b *batch) float64 { return float64(get(&b.stations[k].area)) / 1e9 }
	}
	present := level(func(l *areas) int64 { return l.present })
	held := level(func(l *areas) int64 { return l.held })
	times := func(f func(*batch) float64, by float64) func(*batch) float64 {
		return func(b *batch) float64 { return float64(f(b) * by) }
	}
	out := &ComponentResult{
		Arrivals:    r.rate(of(func(s *stationBatch) float64 { return float64(s.arrivals) })),
		Refused:     r.rate(of(func(s *stationBatch) float64 { return float64(s.refused) })),
		InFlight:    positive(r.ratio(held, seconds)),
		QueueLength: positive(r.ratio(level(func(l *areas) int64 { return l.waiting }), seconds)),
		Replicas:    positive(r.ratio(level(func(l *areas) int64 { return l.present - l.out }), seconds)),
	}
	unlimitedWhy := Number{Why: "slots and cores are unlimited"}
	out.SlotsUtilization = Number{Why: "slots are unlimited"}
	if c.slots < unlimited {
		out.SlotsUtilization = positive(r.ratio(held, times(present, float64(c.slots))))
	}
	switch {
	case c.resized:
		out.Utilization = Number{Why: "its slots or cores change while it runs"}
		out.SlotsUtilization = out.Utilization
	case c.cores < unlimited:
		out.Utilization = positive(r.ratio(level(func(l *areas) int64 { return l.busy }), times(present, float64(c.cores))))
	case c.slots < unlimited:
		out.Utilization = out.SlotsUtilization
	default:
		out.Utilization = unlimitedWhy
	}
	if c.cache >= 0 {
		hit := r.hits(k)
		out.HitRatio = &hit
	}
	out.Messages = r.messages(k)
	out.Connections = r.connections(k)
	waits, answers := r.stays(k)
	w := latency(waits, "nobody came")
	out.Wait = Wait{w.Mean, w.P50, w.P95, w.P99, r.share(
		of(func(s *stationBatch) float64 { return float64(s.delayed) }), of(func(s *stationBatch) float64 { return float64(s.left) }))}
	a := latency(answers, "nobody was answered")
	out.Response = &Response{a.Mean, a.P50, a.P99}
	if why := r.grows(c.name, false); why != "" {
		n := Number{Why: why}
		out.InFlight, out.QueueLength = n, n
		out.Wait = Wait{n, n, n, n, n}
		out.Response = &Response{n, n, n}
	}
	return out
}
