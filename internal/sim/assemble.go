package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// assembler builds a program piece by piece: compile.go does so from a design,
// tests by hand.
type assembler struct {
	p     *Program
	index map[streamName]int32
}

func newAssembler() *assembler {
	return &assembler{p: &Program{classes: 1, ops: make([]op, 1), loadScale: 1}, index: map[streamName]int32{}}
}

// stream returns the stream of a purpose.
func (a *assembler) stream(name, purpose string) int32 {
	key := streamName{name, purpose}
	if i, ok := a.index[key]; ok {
		return i
	}
	i := int32(len(a.p.streams))
	a.index[key] = i
	a.p.streams = append(a.p.streams, key)
	return i
}

// time adds a law of seconds, drawn in nanoseconds.
func (a *assembler) time(l stats.Law, stream int32) int32 { return a.law(l, 1e9, stream) }

// count adds a law of counts.
func (a *assembler) count(l stats.Law, stream int32) int32 { return a.law(l, 1, stream) }

func (a *assembler) law(l stats.Law, scale float64, stream int32) int32 {
	c := law{kind: l.Kind, value: math.Round(l.A * scale), sampler: l.Compile(), scale: scale, stream: stream}
	switch {
	case l.Kind == stats.Const:
		c.value = min(c.value, longest)
	case l.Kind == stats.Exponential && l.A*scale < longest/mostMeans:
		c.value = l.A * scale
	default:
		c.kind = sampled
	}
	a.p.laws = append(a.p.laws, c)
	a.p.means = append(a.p.means, l.Mean())
	return int32(len(a.p.laws) - 1)
}

// lane returns the lane of a constant law, from 1; -1 for any other, and where
// the constant is too long.
func (a *assembler) lane(l stats.Law) int32 {
	if l.Kind != stats.Const {
		return -1
	}
	delay := ns(l.A)
	if delay > longestLane {
		return -1
	}
	for i, d := range a.p.lanes {
		if d == delay {
			return int32(i) + 1
		}
	}
	a.p.lanes = append(a.p.lanes, delay)
	return int32(len(a.p.lanes))
}

// component adds a component; the zero values of slots, cores, queue and
// shards mean unlimited and one.
func (a *assembler) component(c component) int32 {
	for _, n := range []*int32{&c.slots, &c.cores} {
		if *n == 0 {
			*n = unlimited
		}
	}
	c.shards = max(c.shards, 1)
	if c.count == 0 {
		c.count, c.start = 1, 1
	}
	if len(c.places) == 0 {
		c.places = []deployment{{count: c.count, start: c.start, scaler: -1}}
	}
	if c.stretch == 0 {
		c.stretch = 1
	}
	c.first = int32(a.p.replicas)
	at := c.first
	for k := range c.places {
		p := &c.places[k]
		p.first = at
		at += p.count
		if p.scaler >= 0 {
			s := &a.p.scalers[p.scaler]
			s.component, s.first, s.count = int32(len(a.p.components)), p.first, p.count
		}
	}
	a.p.replicas += int(c.count)
	c.pick = a.stream(c.name, "balance")
	a.p.components = append(a.p.components, c)
	return int32(len(a.p.components) - 1)
}

// newComponent returns a component without limits or policies.
func newComponent(name string) component {
	return component{name: name, terms: noTerms, queue: unlimited, maxWait: -1, limit: -1, gate: noGate, shed: -1, cache: -1, storing: storing{set: -1, standby: -1}, breaks: breaks{mttf: -1, mttr: -1}, startup: -1, pool: -1}
}

// edge returns the edge from one component (-1 for the outside) to another.
func (a *assembler) edge(caller, callee int32, budget float64, breaker int32) int32 {
	for i := range a.p.edges {
		if e := &a.p.edges[i]; e.caller == caller && e.callee == callee && e.budget == budget && e.breaker == breaker {
			return int32(i)
		}
	}
	e := edge{caller: caller, callee: callee, count: 1, budget: budget, breaker: breaker}
	if caller >= 0 {
		e.count = a.p.components[caller].count
	}
	for i := range a.p.edges {
		e.first += a.p.edges[i].count
	}
	a.p.edges = append(a.p.edges, e)
	return int32(len(a.p.edges) - 1)
}

// newSite returns a call without policies.
func newSite(edge, callee, entry int32) site {
	return site{via: via{link: -1}, edge: edge, callee: callee, entry: entry, keys: -1, data: -1, net: -1, netLane: -1, timeout: -1, lane: -1, retry: -1, hedge: -1, name: -1, near: -1, deadline: -1, class: -1, drop: -1}
}

// site adds a call.
func (a *assembler) site(s site) int32 {
	a.p.sites = append(a.p.sites, s)
	return int32(len(a.p.sites) - 1)
}

// emit adds an op and returns where it is.
func (a *assembler) emit(o op) int32 {
	a.p.ops = append(a.p.ops, o)
	return int32(len(a.p.ops) - 1)
}

// here returns where the next op will be.
func (a *assembler) here() int32 { return int32(len(a.p.ops)) }
