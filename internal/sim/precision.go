package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// precision finds the warm-up and returns the worst relative half-width of
// what must be known; +Inf while the warm-up has not passed.
func (r *runner) precision() float64 {
	cut, passed := r.warmUp()
	r.cut = cut
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
// that. What was never seen, or always, keeps no run from settling.
func looseness(n Number) float64 {
	if !n.Known() || n.Value == 0 || n.Value == 1 {
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
	return r.share(
		func(b *batch) float64 { return float64(b.flows[flow].failed()) },
		func(b *batch) float64 { return float64(b.flows[flow].ended()) })
}

// hits returns the hit ratio of a cache.
func (r *runner) hits(component int) Number {
	return r.share(
		func(b *batch) float64 { return float64(b.stations[component].hits) },
		func(b *batch) float64 { return float64(b.stations[component].lookups) })
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
	for _, rep := range r.reps {
		for i := min(r.cut, len(rep.batches.list)); i < len(rep.batches.list); i++ {
			visit(&rep.batches.list[i])
		}
	}
}
