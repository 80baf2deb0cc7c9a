package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
)

// users computes the rate of flows that a fixed number of users runs: each
// thinks, runs the flow and thinks again. Mean value analysis over the parts
// that the flow visits gives the rate; what other flows use of a part is taken
// off its speed, which is exact for mixed networks of single servers (Lavenberg
// 1983).
func (w *world) users() {
	if !w.p.closed {
		return
	}
	var closed []*source
	for _, s := range w.p.sources {
		if s.start.Kind == model.StartClosed {
			closed = append(closed, s)
		}
	}
	parts, servers := w.meetingPlaces(closed)
	classes := make([]queueing.ClosedClass, len(closed))
	for i, s := range closed {
		class := queueing.ClosedClass{Population: int(math.Round(w.value(s.start.Users) * w.p.opt.LoadScale)), Think: w.time(s.think).mean()}
		class.Demand = make([]float64, len(parts))
		held := 0.0
		for k, part := range parts {
			class.Demand[k] = w.demandOf(s, part)
			held += class.Demand[k]
		}
		// What is no work at a place where one waits is a delay like thinking.
		class.Think += max(0, w.bare(s)-held)
		classes[i] = class
	}
	if len(classes) == 1 {
		stations := make([]queueing.Station, len(parts))
		for k := range parts {
			stations[k] = queueing.Station{Demand: classes[0].Demand[k], Servers: servers[k]}
		}
		one := queueing.MVA(stations, classes[0].Think, classes[0].Population)
		w.closedLoad(closed[0], one.Throughput)
		for k, part := range parts {
			w.meet(part, one.Queue[k])
		}
		return
	}
	mix := queueing.MVAMix(servers, classes)
	for i, s := range closed {
		w.closedLoad(s, mix.Throughput[i])
	}
	for k, part := range parts {
		sum := 0.0
		for i := range closed {
			sum += mix.Queue[i][k]
		}
		w.meet(part, sum)
	}
}

// meetingPlaces are the parts with a limit that closed flows visit, and their
// servers.
func (w *world) meetingPlaces(closed []*source) (parts, servers []int) {
	seen := map[int]bool{}
	for _, s := range closed {
		for _, part := range s.parts {
			if n := w.servers(part); n > 0 && !seen[part] {
				seen[part] = true
				parts, servers = append(parts, part), append(servers, n)
			}
		}
	}
	return parts, servers
}

// servers is how many requests a part works on at the same time; 0 without a
// limit.
func (w *world) servers(part int) int {
	pt := w.p.parts[part]
	each := min(w.or(pt.can.Cores, math.Inf(1)), w.or(pt.can.Slots, math.Inf(1)))
	if math.IsInf(each, 1) {
		return 0
	}
	return int(max(1, math.Round(max(1, each)*w.replicas(part))))
}

// demandOf is the work that one run of a closed flow asks of a part, stretched
// by what open flows take of it.
func (w *world) demandOf(s *source, part int) float64 {
	pt := w.p.parts[part]
	d := w.demands[w.p.demandOf[s.index*len(w.p.parts)+part]]
	demand := d.busy
	if pt.can.Cores == nil {
		demand = d.admitted * w.stations[part].held
		if demand == 0 {
			demand = d.busy
		}
	}
	open := 0.0
	for k, index := range pt.demand {
		if src := w.p.sources[pt.source[k]]; src.start.Kind != model.StartClosed {
			open += w.rates[now][src.index] * w.demands[index].busy
		}
	}
	return demand / max(1-open/float64(w.servers(part)), 1e-6)
}

// bare is how long a run takes when nobody is in the way.
func (w *world) bare(s *source) float64 {
	total := w.flows[s.index].answer.mean()
	for _, part := range s.parts {
		d := w.demands[w.p.demandOf[s.index*len(w.p.parts)+part]]
		st := &w.stations[part]
		total -= d.admitted*st.slot.mean + d.bursts*st.core.mean
	}
	return max(total, 0)
}

// closedLoad sets the rate of a closed flow at every level: users do not come
// faster at the peak.
func (w *world) closedLoad(s *source, rate float64) {
	for l := mean; l <= now; l++ {
		w.rates[l][s.index] = rate
	}
}

// meet keeps the mean number at a part that closed flows come to, from which
// its wait follows.
func (w *world) meet(part int, queue float64) { w.met[part] = queue }
