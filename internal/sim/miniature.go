package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// A miniature is a design with all its parts, each with a k-th of its capacity,
// under a k-th of its load: utilisations, chains of failures and the times in
// which queues and caches fill and drain are those of the design, and a run
// costs a k-th. A slice (slice.go) keeps one part in k as it is, so it cannot
// cut what is shared; a miniature can, and pays with the time that work takes
// where a k-th of the cores is less than one. How far that puts it off is for
// the caller to see, by a run of the design itself.
//
// What a replica has is divided, what is counted in replicas or zones stays.
// Keys next to each other become one: each is then asked for as often as each
// of them was, so caches hit, fill and forget as they did.

// fewestMerged is how many keys are left of a law at least, so that merging
// them does not make shards uneven.
const fewestMerged = 1000

// miniature divides by k what the program's parts can carry. The load was
// divided before.
func (c *compiler) miniature() {
	k := float64(c.o.Miniature)
	if k <= 1 {
		return
	}
	for i := range c.p.components {
		comp := &c.p.components[i]
		comp.shrink(k, k/min(k, c.o.Slower.component(comp.name)))
	}
	for i := range c.p.sites {
		s := &c.p.sites[i]
		fewer := k / min(k, c.o.Slower.component(c.p.components[s.callee].name))
		s.pool, s.bulkhead = shareOf(s.pool, fewer), shareOf(s.bulkhead, fewer)
	}
	if c.o.Slower != nil {
		c.thinTicks(k)
		for i := range c.p.flows {
			c.p.slower = append(c.p.slower, c.o.Slower.flow(c.p.flows[i].name))
		}
	}
	for i := range c.p.keys {
		c.p.keys[i].merge(k)
	}
	for i := range c.p.caches {
		c.p.caches[i].shrink(c.p.keys)
	}
	for i := range c.p.flows {
		if crowd := &c.p.flows[i].crowd; crowd.of > 0 {
			crowd.of = max(1, crowd.of/uint64(k))
		}
	}
	c.shrinkLimits(k)
	for i := range c.p.acts {
		c.p.acts[i].shrink(k)
	}
	c.p.slice = &slicing{k: c.o.Miniature, why: "what every part can carry is divided as the load is"}
}

// shrink divides by k what a replica can carry, and by fewer what is in progress
// there: that is k unless its answers take longer.
func (c *component) shrink(k, fewer float64) {
	switch {
	case c.cores < unlimited:
		c.cores, c.stretch = shareAndStretch(float64(c.cores)/c.stretch, k)
		c.slots = shareOf(c.slots, fewer)
	case c.slots < unlimited: // they are what limits it
		c.slots, c.stretch = shareAndStretch(float64(c.slots)/c.stretch, k)
	}
	c.queue, c.connections = shareOf(c.queue, fewer), shareOf(c.connections, fewer)
	for i := range c.caps {
		if c.caps[i].use == nil {
			c.caps[i].max = math.Max(1, c.caps[i].max/k)
		}
	}
}

// shrink divides the amounts that a fault names.
func (a *act) shrink(k float64) {
	switch {
	case a.name == "leak" && (!a.uses || a.what < memoryUse):
		a.by /= k
	case a.name == "admit" || a.name == "bandwidth":
		a.rate /= k
	}
}

// shrinkLimits divides limits, queues, networks and what autoscalers and
// functions count.
func (c *compiler) shrinkLimits(k float64) {
	for i := range c.p.limits {
		if l := &c.p.limits[i]; l.whose.kind == ownedByAll {
			l.gap *= k
			l.burst = math.Max(1, l.burst/k)
			l.most = shareOf(l.most, k)
		}
	}
	for i := range c.p.sheds {
		s := &c.p.sheds[i]
		s.queue, s.inFlight = shareOf(s.queue, k), shareOf(s.inFlight, k)
	}
	for i := range c.p.queues {
		q := &c.p.queues[i]
		q.bound, q.parts = shareOf(q.bound, k), shareOf(q.parts, k)
	}
	for i := range c.p.links {
		l := &c.p.links[i]
		l.gap, l.packet, l.buffer = l.gap*k, l.packet*k, l.buffer/k
	}
	for i := range c.p.scalers {
		if s := &c.p.scalers[i]; s.what != scaleCPU {
			s.target /= k
		}
	}
	for i := range c.p.pools {
		p := &c.p.pools[i]
		p.most, p.kept = shareOf(p.most, k), int32(math.Round(float64(p.kept)/k))
	}
}

// merge makes k keys next to each other one, while enough are left.
func (l *keyLaw) merge(k float64) {
	together := uint64(math.Min(k, float64(l.law.N)/fewestMerged))
	if together > 1 {
		l.together = together
		l.sampler = l.law.CompileMerged(together)
		l.law.N = (l.law.N + together - 1) / together
	}
}

// merged is the share of the traffic that falls on keys that are one: of the
// first as it is, of others at the key in their middle.
func (l *keyLaw) merged(block uint64) float64 {
	k := float64(l.together)
	if block == 1 {
		return float64(l.scale * stats.Harmonic(l.together, l.law.S))
	}
	return float64(l.scale * k * stats.Pow((float64(block)-0.5)*k+0.5, -l.law.S))
}

// shrink divides the room of a cache, whose keys have been merged.
func (s *cacheSpec) shrink(keys []keyLaw) {
	if s.keys < 0 || keys[s.keys].together <= 1 {
		return
	}
	together := keys[s.keys].together
	s.capacity = max(1, s.capacity/int(together))
	s.exist = (s.exist + together - 1) / together
}

// shareAndStretch divides what works at the same time: whole ones are left, in
// which work takes longer.
func shareAndStretch(n, k float64) (left int32, stretch float64) {
	exact := n / k
	whole := math.Ceil(exact - 1e-9)
	return int32(whole), whole / exact
}

// shareOf divides a whole number, of which at least one is left; 0 and
// unlimited are both no limit.
func shareOf(n int32, k float64) int32 {
	if n == 0 || n == unlimited {
		return n
	}
	return max(1, int32(math.Round(float64(n)/k)))
}
