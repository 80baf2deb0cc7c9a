package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// History is a run second by second, for whoever asks about a part of it
// afterwards. It takes some kilobytes a second and flow.
type History struct {
	p       *Program
	seconds []second
}

// second is what happened in one second.
type second struct {
	flows    []flowSecond
	stations []stationSecond
}

type flowSecond struct {
	counts flowCounts
	good   stats.Histogram // nanoseconds
	inside int64           // requests in progress at its end
}

type stationSecond struct {
	counts stationCounts
	area   areas
}

// Seconds is how many whole seconds there are.
func (h *History) Seconds() int { return len(h.seconds) }

// kept is how many seconds there are, of a history that may be nil.
func (h *History) kept() int {
	if h == nil {
		return 0
	}
	return len(h.seconds)
}

// FlowWindow is what a flow did in a part of a run.
type FlowWindow struct {
	Offered, OK, Failed uint64
	InFlight            int64 // at its end
	Seconds             float64

	flow    int
	of      []second
	latency *stats.Histogram // nil until somebody asks
}

// answers are the latencies of the answers that were ok.
func (f *FlowWindow) answers() *stats.Histogram {
	if f.latency == nil {
		f.latency = &stats.Histogram{}
		for t := range f.of {
			f.latency.Merge(&f.of[t].flows[f.flow].good)
		}
	}
	return f.latency
}

// Latency returns a percentile of the answers that were ok, in seconds; false
// when there were none.
func (f *FlowWindow) Latency(p float64) (float64, bool) {
	if f.answers().Count() == 0 {
		return 0, false
	}
	return f.answers().Quantile(p) / 1e9, true
}

// Mean returns the mean latency of the answers that were ok, in seconds; false
// when there were none.
func (f *FlowWindow) Mean() (float64, bool) {
	if f.answers().Count() == 0 {
		return 0, false
	}
	return f.answers().Mean() / 1e9, true
}

// SlowerThan returns how many of the answers that were ok took longer, by the
// resolution of the histogram.
func (f *FlowWindow) SlowerThan(seconds float64) uint64 {
	return uint64(math.Round(f.answers().Above(int64(seconds*1e9)) * float64(f.answers().Count())))
}

// Errors returns the share of the answers that failed; false when there were
// none.
func (f *FlowWindow) Errors() (float64, bool) {
	if f.OK+f.Failed == 0 {
		return 0, false
	}
	return float64(f.Failed) / float64(f.OK+f.Failed), true
}

// Flow returns what a flow did from one second to another, which is left out;
// nil when there is no such flow or second.
func (h *History) Flow(name string, from, to int) *FlowWindow {
	from, to = h.clip(from, to)
	for k := range h.p.flows {
		if h.p.flows[k].name != name || from >= to {
			continue
		}
		out := &FlowWindow{Seconds: float64(to - from), flow: k, of: h.seconds[from:to]}
		for t := from; t < to; t++ {
			s := &h.seconds[t].flows[k]
			out.Offered += s.counts.offered
			out.OK += s.counts.byCause[okay]
			out.Failed += s.counts.failed()
			out.InFlight = s.inside
		}
		return out
	}
	return nil
}

// ComponentWindow is what a component did in a part of a run: counts, and means
// over time.
type ComponentWindow struct {
	Arrivals, Refused, Lookups, Hits uint64
	Left, Delayed                    uint64
	InFlight, Waiting, Replicas      float64
	Utilization, SlotsUtilization    float64 // NaN where they are unlimited
	Seconds                          float64
}

// Component returns what a component did from one second to another, which is
// left out; nil when there is no such component or second.
func (h *History) Component(name string, from, to int) *ComponentWindow {
	from, to = h.clip(from, to)
	for k := range h.p.components {
		c := &h.p.components[k]
		if c.name != name || from >= to {
			continue
		}
		out := &ComponentWindow{Seconds: float64(to - from)}
		var all areas
		for t := from; t < to; t++ {
			s := &h.seconds[t].stations[k]
			out.Arrivals += s.counts.arrivals
			out.Refused += s.counts.refused
			out.Lookups += s.counts.lookups
			out.Hits += s.counts.hits
			out.Left += s.counts.left
			out.Delayed += s.counts.delayed
			all.add(&s.area)
		}
		span := float64(to-from) * 1e9
		present := float64(all.present - all.out)
		out.InFlight, out.Waiting, out.Replicas = float64(all.held)/span, float64(all.waiting)/span, present/span
		out.Utilization, out.SlotsUtilization = math.NaN(), math.NaN()
		if c.slots < unlimited && present > 0 {
			out.SlotsUtilization = float64(all.held) / present / float64(c.slots)
			out.Utilization = out.SlotsUtilization
		}
		if c.cores < unlimited && present > 0 {
			out.Utilization = float64(all.busy) / present / float64(c.cores)
		}
		return out
	}
	return nil
}

func (h *History) clip(from, to int) (int, int) {
	return max(from, 0), min(to, len(h.seconds))
}
