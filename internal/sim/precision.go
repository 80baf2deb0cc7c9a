package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// mostDrift is how many standard deviations the slope behind the warm-up may
// have.
const mostDrift = 2.5

// warmUp returns how many leading batches of a replication to leave out: as
// many as the flows that carry most of the traffic ask for. ok is false when
// it has not passed.
func (r *runner) warmUp(rep *replication) (cut int, ok bool) {
	ok = true
	list := rep.batches.list
	total := uint64(0)
	for i := range list {
		for k := range list[i].flows {
			total += list[i].flows[k].ended()
		}
	}
	series := make([]float64, len(list))
	consider := func() {
		c, passed := stats.MSER5(series)
		if !passed {
			ok = false
			c = len(list) / 2
		}
		// What is left must not drift: many stations side by side have so
		// little noise that a warm-up far from over looks flat to MSER.
		if slope, deviation := stats.Trend(series[c:]); math.Abs(slope) > mostDrift*deviation {
			ok = false
		}
		cut = max(cut, c)
	}
	for k := range r.p.flows {
		ended := uint64(0)
		for i := range list {
			h := &list[i].flows[k].good
			ended += h.Count()
			series[i] = 0
			if h.Count() > 0 {
				series[i] = h.Mean()
			}
		}
		if ended*20 >= total && ended >= uint64(10*len(list)) {
			consider()
		}
	}
	for i := range list {
		series[i] = 0
		for k := range list[i].flows {
			series[i] += float64(list[i].flows[k].area) / float64(max(list[i].span, 1))
		}
	}
	consider()
	return cut, ok
}

// precision finds the warm-up and returns the worst relative half-width of
// what must be known; +Inf while the warm-up has not passed.
func (r *runner) precision() float64 {
	r.cuts = r.cuts[:0]
	passed := true
	for _, rep := range r.reps {
		cut, ok := r.warmUp(rep)
		r.cuts = append(r.cuts, cut)
		passed = passed && ok
	}
	if !passed {
		return math.Inf(1)
	}
	worst := 0.0
	for k := range r.p.flows {
		set := r.latencies(k)
		if len(set) == 0 {
			continue
		}
		worst = max(worst, set.Mean().Relative())
		for _, q := range r.p.requirements {
			if q.flow == int32(k) && q.quantile > 0 {
				worst = max(worst, set.Quantile(q.quantile).Relative())
			}
		}
		worst = max(worst, looseness(r.failures(k)))
	}
	for k := range r.p.components {
		worst = max(worst, r.componentPrecision(k))
	}
	return worst
}

// looseness returns the half-width of a share relative to the share, or to 1%
// where the share is smaller: rare failures need not be known better than
// that.
func looseness(n Number) float64 {
	if !n.Known() {
		return 0
	}
	return max(n.High-n.Value, n.Value-n.Low) / max(n.Value, 0.01)
}

// componentPrecision returns how well the wait and the hit ratio of a
// component are known. A wait that matters for the response may be half as
// precise as the latency of the flows.
func (r *runner) componentPrecision(k int) float64 {
	worst := 0.0
	if r.p.components[k].cache >= 0 {
		worst = looseness(r.hits(k))
	}
	waits, answers := r.stays(k)
	if len(waits) > 0 && len(answers) > 0 {
		if wait := waits.Mean(); wait.Value > 0.02*answers.Mean().Value {
			worst = max(worst, wait.Relative()/2)
		}
	}
	return worst
}

// failures returns the share of the answers of a flow that failed.
func (r *runner) failures(flow int) Number {
	return share01(r.ratio(
		func(b *batch) float64 { return float64(b.flows[flow].failed()) },
		func(b *batch) float64 { return float64(b.flows[flow].ended()) }))
}

// hits returns the hit ratio of a cache.
func (r *runner) hits(component int) Number {
	return share01(r.ratio(
		func(b *batch) float64 { return float64(b.stations[component].hits) },
		func(b *batch) float64 { return float64(b.stations[component].lookups) }))
}

// stays returns the batches of the waits and the responses of a component.
func (r *runner) stays(component int) (waits, answers stats.BatchSet) {
	r.each(func(b *batch) {
		s := &b.stations[component]
		if s.waits.Count() > 0 {
			waits = append(waits, &s.waits)
		}
		if s.answers.Count() > 0 {
			answers = append(answers, &s.answers)
		}
	})
	return waits, answers
}

// latencies returns the batches of good latencies of a flow behind the
// warm-up.
func (r *runner) latencies(flow int) stats.BatchSet {
	var set stats.BatchSet
	r.each(func(b *batch) {
		if h := &b.flows[flow].good; h.Count() > 0 {
			set = append(set, h)
		}
	})
	return set
}

// each visits the batches behind the warm-up, replication by replication.
func (r *runner) each(visit func(*batch)) {
	for k, rep := range r.reps {
		cut := 0
		if k < len(r.cuts) {
			cut = min(r.cuts[k], len(rep.batches.list))
		}
		for i := cut; i < len(rep.batches.list); i++ {
			visit(&rep.batches.list[i])
		}
	}
}
