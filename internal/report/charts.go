package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// Charts of what the simulator saw over time. A second is a row of the
// timeline; long runs are drawn in stretches of several.

const (
	fewestRows = 5   // below that a line tells nothing
	farApart   = 20  // flows that differ by more than this need a logarithmic axis
	mostPoints = 360 // more than that a line cannot show
)

// overTime says where the lines are from.
const overTime = "One simulated run, "

// stretches cuts the timeline into at most mostPoints pieces of equal length;
// nil when there is too little of it.
func (p *paper) stretches() [][]sim.Row {
	if p.s.Simulation == nil || len(p.s.Simulation.Timeline) < fewestRows {
		return nil
	}
	rows := p.s.Simulation.Timeline
	length := (len(rows) + mostPoints - 1) / mostPoints
	return slices.Collect(slices.Chunk(rows, length))
}

// line draws one number of every stretch; NaN leaves a gap.
func line(name string, stretches [][]sim.Row, of func([]sim.Row) float64) draw.Series {
	s := draw.Series{Name: name}
	for _, rows := range stretches {
		s.Points = append(s.Points, draw.Point{X: rows[0].T, Y: of(rows)})
	}
	return s
}

// mean averages a number over the rows of a stretch.
func mean(rows []sim.Row, of func(sim.Row) float64) float64 {
	sum := 0.0
	for _, r := range rows {
		sum += of(r)
	}
	return sum / float64(len(rows))
}

func (p *paper) loadOverTime() {
	stretches := p.stretches()
	if stretches == nil {
		return
	}
	chart := draw.LineChart{Title: "Requests a second by flow over time", Y: unit.KindRate, YLabel: "arrivals a second", X: unit.KindTime, XLabel: "simulated time"}
	for name := range p.d.Flows.All() {
		s := line(name, stretches, func(rows []sim.Row) float64 {
			return mean(rows, func(r sim.Row) float64 { return float64(r.Flows[name].Offered) })
		})
		if peak(s) > 0 {
			chart.Series = append(chart.Series, s)
		}
	}
	chart.Series = highest(chart.Series)
	if len(chart.Series) > 0 {
		if chart.Log = peak(chart.Series[len(chart.Series)-1]) < peak(chart.Series[0])/farApart; chart.Log {
			chart.YLabel += ", logarithmic"
		}
		p.figure("load-over-time", chart.SVG(), chart.Title, overTime+"the flows with most requests.")
	}
}

// latencyOverTime draws the worst percentile that the timeline has against the
// limits of the requirements.
func (p *paper) latencyOverTime() {
	stretches := p.stretches()
	if stretches == nil {
		return
	}
	chart := draw.LineChart{Title: "99th percentile of latency by flow over time", Y: unit.KindTime, YLabel: "p99 of each second, logarithmic", X: unit.KindTime, XLabel: "simulated time", Log: true}
	for name := range p.d.Flows.All() {
		s := line(name, stretches, func(rows []sim.Row) float64 {
			worst := math.NaN()
			for _, r := range rows {
				if l := r.Flows[name].Latency; l != nil && !(worst >= l.P99) {
					worst = l.P99
				}
			}
			return worst
		})
		if peak(s) > 0 {
			chart.Series = append(chart.Series, s)
		}
	}
	chart.Series = p.limitedFirst(chart.Series)
	for _, s := range chart.Series {
		for name, q := range p.d.Requirements.Quality.All() {
			for _, l := range latencyLimits(q) {
				if q.Flow.Text == s.Name && l.name == "p99" {
					chart.Limits = append(chart.Limits, draw.Limit{Value: l.value, Label: name + ": " + s.Name + " " + l.String()})
				}
			}
		}
	}
	if len(chart.Series) > 0 {
		p.figure("latency-over-time", chart.SVG(), chart.Title, overTime+"each second by itself; a requirement is judged over the whole run.")
	}
}

// limitedFirst keeps the flows that a requirement limits, then others, as many
// as there are colours.
func (p *paper) limitedFirst(all []draw.Series) []draw.Series {
	limited := func(s draw.Series) bool {
		for _, q := range p.d.Requirements.Quality.All() {
			if q.Flow.Text == s.Name && len(latencyLimits(q)) > 0 {
				return true
			}
		}
		return false
	}
	slices.SortStableFunc(all, func(a, b draw.Series) int {
		switch {
		case limited(a) == limited(b):
			return 0
		case limited(a):
			return -1
		}
		return 1
	})
	return all[:min(len(all), look.Series)]
}

func (p *paper) utilisationOverTime() {
	stretches := p.stretches()
	if stretches == nil {
		return
	}
	chart := draw.LineChart{Title: "Utilisation by component over time", Y: unit.KindRatio, YLabel: "share of cores or slots in use", X: unit.KindTime, XLabel: "simulated time",
		Limits: []draw.Limit{{Value: 1, Label: "full"}}}
	for name := range p.d.Components.All() {
		s := line(name, stretches, func(rows []sim.Row) float64 {
			return mean(rows, func(r sim.Row) float64 { return r.Components[name].Utilization })
		})
		if peak(s) > 0 {
			chart.Series = append(chart.Series, s)
		}
	}
	chart.Series = highest(chart.Series)
	if len(chart.Series) > 0 {
		p.figure("utilisation-over-time", chart.SVG(), chart.Title, overTime+"the fullest parts.")
	}
}

// highest keeps the series with the highest peaks, as many as there are
// colours, highest first.
func highest(all []draw.Series) []draw.Series {
	slices.SortStableFunc(all, func(a, b draw.Series) int { return -cmp.Compare(peak(a), peak(b)) })
	return all[:min(len(all), look.Series)]
}

func peak(s draw.Series) float64 {
	top := 0.0
	for _, point := range s.Points {
		if point.Y > top {
			top = point.Y
		}
	}
	return top
}
