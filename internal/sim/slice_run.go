package sim

import (
	"context"
	"math"
	"sync"
)

// runSlice runs a slice and the same in another size, side by side, and says
// how far off the slice may be.
func runSlice(ctx context.Context, p *Program, o RunOptions) (*Result, error) {
	if o.MaxEvents == 0 {
		o.MaxEvents = sliceEvents
	}
	s := *p.slice
	one, two := *p, s.other
	s.other = nil
	one.slice = &s
	second := o
	second.Timeline, second.Progress = false, nil
	o.MaxEvents, second.MaxEvents = o.MaxEvents*3/5, o.MaxEvents*2/5
	var out, other *Result
	var err error
	var wait sync.WaitGroup
	wait.Go(func() { out, err = Run(ctx, &one, o) })
	wait.Go(func() { other, _ = Run(ctx, two, second) })
	wait.Wait()
	if err == nil {
		out.Slice.Error = s.offBy(out, other, two.slice.k)
	}
	out.Events += other.Events
	return out, err
}

// Alone returns a slice without the second size beside which Run would run it,
// for whoever knows how far off it is; another program as it is.
func (p *Program) Alone() *Program {
	if p.slice == nil || p.slice.other == nil {
		return p
	}
	one, s := *p, *p.slice
	s.other = nil
	one.slice = &s
	return &one
}

// offBy returns by how much mean latencies and shares of good answers may be
// off, at most and relative. What is lost by choosing among n/k replicas instead
// of n falls at least as fast as the inverse square root of their number: that
// is how the wait of n servers falls where the load grows with them as it may
// at best (Halfin and Whitt 1981; for the shortest of n queues Eschenfeldt and
// Gamarnik 2018), and at a fixed utilisation it falls faster. So the difference
// between two sizes bounds what is between the larger and the whole. To it come
// what chance leaves open and the rounding of replicas.
func (s *slicing) offBy(a, b *Result, other int) *float64 {
	most, any := 0.0, false
	reach := math.Abs((math.Sqrt(float64(s.k)) - 1) / (math.Sqrt(float64(other)) - math.Sqrt(float64(s.k))))
	for name, f := range a.Flows {
		g := b.Flows[name]
		x, y := f.Latency.Mean, g.Latency.Mean
		if !x.Known() || !y.Known() || x.Value <= 0 || min(f.Counts.OK/uint64(s.k), g.Counts.OK/uint64(other)) < fewestP99 {
			continue
		}
		any = true
		chance := math.Hypot(x.High-x.Low, y.High-y.Low) / 2
		most = max(most, (math.Abs(x.Value-y.Value)*reach+chance)/x.Value)
		if u, v := f.Availability, g.Availability; u.Known() && v.Known() {
			most = max(most, math.Abs(u.Value-v.Value)*reach)
		}
	}
	if !any || math.IsInf(most, 0) || math.IsNaN(most) {
		return nil
	}
	most += s.roundingError(a)
	return &most
}

// roundingError returns what the rounding of replicas may cost: the time spent
// at a station of utilisation u moves by 1/(1-u) times as much as its capacity.
func (s *slicing) roundingError(r *Result) float64 {
	most := 0.0
	for name, off := range s.rounding {
		busy := 0.0
		if c := r.Components[name]; c != nil && c.Utilization.Known() {
			busy = min(c.Utilization.Value, 0.99)
		}
		most = max(most, off/(1-busy))
	}
	return most
}

// scaleUp turns what a slice has shown into what the whole would: counts, rates
// and levels are k times as large; times, shares and ratios are as they are.
func (s *slicing) scaleUp(r *Result) {
	r.Slice = &Slice{Fraction: 1 / float64(s.k), Why: s.why, Kept: s.parts}
	if s.k == 1 {
		exact := 0.0
		r.Slice.Error = &exact
		return
	}
	if s.exact {
		off := s.roundingError(r)
		r.Slice.Error = &off
	}
	k := float64(s.k)
	for _, f := range r.Flows {
		s.scaleFlow(f)
	}
	for name, c := range r.Components {
		s.scaleComponent(c, s.replicasOf(name))
	}
	for _, d := range r.Data {
		d.LostWrites *= uint64(s.k)
	}
	for i := range r.Growth {
		r.Growth[i].Rate *= k
	}
	for i := range r.Timeline {
		s.scaleRow(&r.Timeline[i])
	}
}

func (s *slicing) scaleFlow(f *FlowResult) {
	for _, n := range []*Number{&f.Offered, &f.OK, &f.Failed, &f.InFlight} {
		n.multiply(float64(s.k))
	}
	f.Counts.Offered *= uint64(s.k)
	f.Counts.OK *= uint64(s.k)
	f.Counts.Failed *= uint64(s.k)
	if f.StaleReads != nil {
		// A key is written and read by the whole load, not by a part of it.
		unknown := Number{Why: "a slice reads and writes a key less often than the whole"}
		f.Staleness, f.StaleReads = &unknown, &unknown
	}
}

// scaleComponent scales what is counted at a component, of which one replica
// stands for several.
func (s *slicing) scaleComponent(c *ComponentResult, replicas float64) {
	list := []*Number{&c.Arrivals, &c.Refused, &c.InFlight, &c.QueueLength}
	if c.Connections != nil {
		list = append(list, c.Connections)
	}
	if m := c.Messages; m != nil {
		list = append(list, &m.Delivered, &m.Redelivered, &m.Acknowledged, &m.DeadLetters, &m.GivenUp, &m.Dropped)
	}
	for _, n := range list {
		n.multiply(float64(s.k))
	}
	c.Replicas.multiply(replicas)
}

// scaleRow does for one second what scaleUp does for a run.
func (s *slicing) scaleRow(row *Row) {
	k := float64(s.k)
	for name, f := range row.Flows {
		f.Offered, f.OK, f.Failed, f.InFlight = f.Offered*uint64(s.k), f.OK*uint64(s.k), f.Failed*uint64(s.k), f.InFlight*int64(s.k)
		row.Flows[name] = f
	}
	for name, c := range row.Components {
		c.Arrivals, c.Refused = c.Arrivals*uint64(s.k), c.Refused*uint64(s.k)
		c.InFlight, c.QueueLength, c.Connections = c.InFlight*k, c.QueueLength*k, c.Connections*k
		of := s.replicasOf(name)
		c.Replicas, c.Starting, c.Down = c.Replicas*of, c.Starting*of, c.Down*of
		row.Components[name] = c
	}
	for name, l := range row.Links {
		row.Links[name] = LinkRow{l.Calls * uint64(s.k), l.Failed * uint64(s.k), l.Retries * uint64(s.k)}
	}
}

// replicasOf returns how many replicas of the whole one of the slice stands for.
func (s *slicing) replicasOf(name string) float64 {
	if p, any := s.parts[name]; any && p.What != "partitions" {
		return float64(p.Of) / float64(p.Kept)
	}
	return 1
}

// multiply scales a number with its interval.
func (n *Number) multiply(k float64) {
	n.Value, n.Low, n.High = n.Value*k, n.Low*k, n.High*k
}
