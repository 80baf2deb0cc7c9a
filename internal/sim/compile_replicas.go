package sim

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

// deployment is the replicas of a component in one place.
type deployment struct {
	boundary, region string
	first            int32 // of all replicas of the design
	count            int32 // with an autoscaler the most there can be
	start            int32 // that serve at the start
	scaler           int32 // -1
	primary          bool
}

// replicasOf sets where replicas run, how many there are and who changes that.
// The primary place comes first.
func (c *compiler) replicasOf(m *model.Component, s *component) {
	if c.pool(m, s) {
		return
	}
	for _, p := range c.d.Deployments(m) {
		d := deployment{boundary: p.Boundary, region: p.Region, start: int32(max(0, p.N())), scaler: -1, primary: p.Primary}
		d.count = d.start
		if p.Auto != nil {
			d.scaler = c.scaler(p.Auto)
		}
		if d.scaler >= 0 {
			d.count = max(d.count, c.p.scalers[d.scaler].max)
		}
		s.places = append(s.places, d)
	}
	c.orderPlaces(m, s)
	for _, d := range s.places {
		s.count += d.count
		s.start += d.start
	}
	if s.count == 0 { // nowhere any
		s.places[0].count, s.count = 1, 1
	}
}

// eachPlace multiplies the replicas of every place, and how far autoscalers go.
func (s *component) eachPlace(n int32, p *Program) {
	for k := range s.places {
		d := &s.places[k]
		d.count *= n
		d.start *= n
		if d.scaler >= 0 {
			p.scalers[d.scaler].min *= n
			p.scalers[d.scaler].max *= n
		}
	}
}

// scales tells whether an autoscaler decides about some of its replicas.
func (s *component) scales() bool {
	return slices.ContainsFunc(s.places, func(d deployment) bool { return d.scaler >= 0 })
}

// scaler compiles an autoscaler; -1 when it never acts.
func (c *compiler) scaler(r *model.Replicas) int32 {
	t := r.Target
	if t == nil {
		return -1
	}
	a := scaler{min: int32(model.Or(r.Min, 1)), every: max(1, ns(model.Or(r.Every, 15))), cooldown: ns(model.Or(r.Cooldown, 0))}
	a.max = int32(model.Or(r.Max, math.Max(1000, float64(a.min))))
	switch {
	case t.InFlight != nil:
		a.what, a.target = scaleInFlight, t.InFlight.Value
	case t.Queue != nil:
		a.what, a.target = scaleQueue, t.Queue.Value
	case t.CPU != nil:
		a.what, a.target = scaleCPU, t.CPU.Value
	case t.Connections != nil:
		a.what, a.target = scaleConnections, t.Connections.Value
	default:
		return -1
	}
	c.p.scalers = append(c.p.scalers, a)
	return int32(len(c.p.scalers) - 1)
}

// startup compiles what a replica needs to start; -1 when it needs nothing.
func (c *compiler) startup(m *model.Component) int32 {
	if m.Start == nil {
		return -1
	}
	s := startup{time: -1, work: -1, warm: ns(model.Or(m.Start.Warm, 0))}
	if m.Start.Time != nil {
		s.time = c.time(model.LawOf(m.Start.Time), c.stream(m.Name, "start"))
	}
	if m.Start.Work != nil {
		s.work = c.time(model.LawOf(m.Start.Work), c.stream(m.Name, "start work"))
	}
	c.p.startups = append(c.p.startups, s)
	return int32(len(c.p.startups) - 1)
}

// startCalls compiles what starts need of other components, once all are
// known.
func (c *compiler) startCalls() {
	for name, m := range c.d.Components.All() {
		k := c.comps[name]
		at := c.p.components[k].startup
		if at < 0 {
			continue
		}
		for _, ref := range m.Start.Needs {
			if other, known := c.comps[ref.Head()]; known {
				c.p.startups[at].needs = append(c.p.startups[at].needs, other)
			}
		}
		if len(m.Start.Calls) > 0 {
			c.p.startups[at].calls = c.emit(op{kind: opBoot})
			c.steps(m.Start.Calls, place{caller: name, comp: k, owner: name})
			c.emit(op{kind: opEnd})
		}
	}
}

// pool compiles the instances of a function that says how it starts or how
// long it stays warm: one for each request, or for as many as its slots. A
// number of replicas is the most there may be, an autoscaler's min stays warm.
func (c *compiler) pool(m *model.Component, s *component) bool {
	if m.Kind != "function" || m.Start == nil && m.Idle == nil {
		return false
	}
	p := pool{component: int32(len(c.p.components)), slots: 1, most: unlimited, idle: ns(model.Or(m.Idle, 0))}
	if s.slots > 0 {
		p.slots = s.slots
	}
	if r := m.Replicas; r != nil {
		p.most = int32(min(m.MostReplicas().Value, unlimited))
		if r.Auto() {
			p.kept = int32(model.Or(r.Min, 0))
		}
	}
	s.slots, s.count, s.start = p.slots, 1, 1
	if s.cores > 0 {
		s.cores, s.stretch = 0, max(s.stretch, 1) // each instance has its own
	}
	s.pool = int32(len(c.p.pools))
	c.p.pools = append(c.p.pools, p)
	return true
}
