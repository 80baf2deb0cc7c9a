package sim

import "github.com/loadpath/loadpath/internal/stats"

// Row is one second of a run, from T on.
type Row struct {
	T          float64                 `json:"t"`
	Flows      map[string]FlowRow      `json:"flows"`
	Components map[string]ComponentRow `json:"components"`
	Links      map[string]LinkRow      `json:"links,omitempty"` // by "caller.callee"
}

// FlowRow is what a flow did in a second. Counts are of that second; latencies
// are null when nothing succeeded in it.
type FlowRow struct {
	Offered  uint64    `json:"offered"`
	OK       uint64    `json:"ok"`
	Failed   uint64    `json:"failed"`
	InFlight int64     `json:"in_flight"` // at its end
	Latency  *RowTimes `json:"latency"`
}

// RowTimes are latencies of one second.
type RowTimes struct {
	Mean float64 `json:"mean"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	P99  float64 `json:"p99"`
	Max  float64 `json:"max"`
}

// ComponentRow is what a component did in a second: counts, and means over it.
type ComponentRow struct {
	Arrivals    uint64  `json:"arrivals"`
	Refused     uint64  `json:"refused"`
	Utilization float64 `json:"utilization"`
	InFlight    float64 `json:"in_flight"`
	QueueLength float64 `json:"queue_length"`
	Replicas    float64 `json:"replicas"`           // in service
	Starting    float64 `json:"starting,omitempty"` // replicas at its end
	Down        float64 `json:"down,omitempty"`     // replicas at its end that are there and do not serve
	HitRatio    float64 `json:"hit_ratio"`
	Connections float64 `json:"connections,omitempty"` // mean number held
}

// mostRows bounds a timeline: three hours.
const mostRows = 3 * 60 * 60

// row ends one second of the timeline.
func (rep *replication) row() {
	w := rep.w
	from := rep.rowAt
	rep.rowAt += 1e9
	if rep.rowAt > mostRows*1e9 {
		w.timeline = false
		return
	}
	if rep.rowSeen.flows == nil {
		rep.rowSeen = seen{flows: make([]flowSeen, len(w.flows)), stations: make([]stationSeen, len(w.stations)), tries: make([]triesOf, len(w.tries))}
	}
	var kept second
	var row Row
	if rep.rowed {
		row = Row{T: float64(from) / 1e9, Flows: map[string]FlowRow{}, Components: map[string]ComponentRow{}}
	}
	for k := range w.flows {
		t, s := &w.flows[k], &rep.rowSeen.flows[k]
		n := t.counts.minus(&s.counts)
		s.counts = t.counts
		if rep.rowed {
			row.Flows[w.p.flows[k].name] = FlowRow{n.offered, n.byCause[okay], n.failed(), t.inFlight.n, rowTimes(&t.second)}
		}
		if rep.history != nil {
			kept.flows = append(kept.flows, flowSecond{n, t.second.Clone(), t.inFlight.n})
		}
		t.second.Reset()
	}
	w.countHeld(rep.rowAt)
	for k := range w.stations {
		t, s := &w.stations[k].tally, &rep.rowSeen.stations[k]
		now := t.areas(rep.rowAt)
		n, area := t.counts.minus(&s.counts), now.minus(&s.area)
		s.counts, s.area = t.counts, now
		if rep.history != nil {
			kept.stations = append(kept.stations, stationSecond{n, area})
		}
		if rep.rowed {
			c := &w.p.components[k]
			out := componentRow(c, &n, &area)
			begun, down := w.standingOf(k)
			out.Starting, out.Down = float64(begun), float64(down)
			row.Components[c.name] = out
		}
	}
	if rep.rowed {
		row.Links = w.linkRows(rep.rowSeen.tries)
		rep.rows = append(rep.rows, row)
	}
	if rep.history != nil {
		rep.history.seconds = append(rep.history.seconds, kept)
	}
}

// componentRow reads one second of a component.
func componentRow(c *component, n *stationCounts, area *areas) ComponentRow {
	out := ComponentRow{Arrivals: n.arrivals, Refused: n.refused, InFlight: float64(area.held) / 1e9, QueueLength: float64(area.waiting) / 1e9, Replicas: float64(area.present-area.out) / 1e9}
	switch {
	case area.present == 0:
	case c.cores < unlimited:
		out.Utilization = float64(area.busy) / float64(area.present) / float64(c.cores)
	case c.slots < unlimited:
		out.Utilization = float64(area.held) / float64(area.present) / float64(c.slots)
	}
	if n.lookups > 0 {
		out.HitRatio = float64(n.hits) / float64(n.lookups)
	}
	out.Connections = float64(n.held) / 1e9
	return out
}

func rowTimes(h *stats.Histogram) *RowTimes {
	if h.Count() == 0 {
		return nil
	}
	return &RowTimes{h.Mean() / 1e9, h.Quantile(0.5) / 1e9, h.Quantile(0.95) / 1e9, h.Quantile(0.99) / 1e9, float64(h.Max()) / 1e9}
}
