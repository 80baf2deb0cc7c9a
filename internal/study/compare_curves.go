package study

import "github.com/loadpath/loadpath/internal/sim"

// Curve is the latency of a flow that all designs have, from its median to its
// rarest answers.
type Curve struct {
	Flow   string
	Points []CurvePoint
}

// CurvePoint is one percentile of all designs, in seconds, and how much more
// each later one has than the first.
type CurvePoint struct {
	Share       float64 // of the answers that are faster
	Sides       []sim.Number
	Differences []sim.Number
}

// percentiles are those that every run measures.
var percentiles = []struct {
	share float64
	read  func(*sim.Latency) sim.Number
}{
	{0.5, func(l *sim.Latency) sim.Number { return l.P50 }},
	{0.75, func(l *sim.Latency) sim.Number { return l.P75 }},
	{0.9, func(l *sim.Latency) sim.Number { return l.P90 }},
	{0.95, func(l *sim.Latency) sim.Number { return l.P95 }},
	{0.99, func(l *sim.Latency) sim.Number { return l.P99 }},
	{0.999, func(l *sim.Latency) sim.Number { return l.P999 }},
}

// Curves are the latencies of the flows that all designs have. A percentile is
// the mean over the replications with its interval, and the differences are
// paired; one that too few answers stand behind says why it is not known.
func (c *Comparison) Curves() []Curve {
	var out []Curve
	for _, name := range c.sharedFlows() {
		curve := Curve{Flow: name}
		for _, p := range percentiles {
			read := ofFlow(name, func(f *sim.FlowResult) sim.Number { return p.read(&f.Latency) })
			point := CurvePoint{Share: p.share}
			for _, s := range c.Sides {
				point.Sides = append(point.Sides, s.number(read))
			}
			for _, s := range c.Sides[1:] {
				point.Differences = append(point.Differences, difference(s, c.Sides[0], read))
			}
			curve.Points = append(curve.Points, point)
		}
		out = append(out, curve)
	}
	return out
}
