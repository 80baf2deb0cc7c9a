package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
	"github.com/loadpath/loadpath/internal/stats"
)

// cachePlan is a cache with contents of its own.
type cachePlan struct {
	index      int
	part       int
	entity     *model.Entity
	law        stats.KeyLaw
	popular    queueing.Popularity
	gets, sets []*node
	fixed      bool   // a hit ratio is written
	why        string // why the hit ratio is not known
}

// cacheState is what a cache comes to.
type cacheState struct {
	hit      float64
	capacity float64    // objects
	of       [3]float64 // capacity, rate and ttl that hit was computed for
}

// addCache makes a plan for a component that keeps copies of an entity.
func (p *plan) addCache(pt *part) {
	c := pt.c
	if pt.class != catalog.Cache && c.Hit == nil && c.Of.Text == "" {
		return
	}
	cp := &cachePlan{index: len(p.caches), part: pt.index, fixed: c.Hit != nil, entity: p.design.Data.Get(c.Of.Text)}
	if cp.entity == nil && len(c.Stores) == 1 {
		cp.entity = p.design.Data.Get(c.Stores[0].Text)
	}
	switch {
	case cp.fixed:
	case cp.entity == nil:
		cp.why = "the cache does not say which entity it holds (of)"
	case cp.entity.Keys.Text == "" && cp.entity.Count == nil:
		cp.why = "entity " + cp.entity.Name + " does not say how traffic falls on its keys (keys)"
	default:
		cp.law = cp.entity.Keys.Law
		if cp.entity.Keys.Text == "" {
			cp.law = stats.KeyLaw{N: uint64(math.Max(1, cp.entity.Count.Value))}
		}
		cp.popular = queueing.KeyPopularity(cp.law)
	}
	pt.cache = cp
	p.caches = append(p.caches, cp)
}

// hitRatios computes the hit ratio of every cache: as written, or from the law
// of its keys by Che's approximation.
func (w *world) hitRatios() {
	for _, c := range w.p.caches {
		state := &w.caches[c.index]
		pt := w.p.parts[c.part]
		switch {
		case c.fixed:
			state.hit = w.value(pt.c.Hit)
		case c.why == "" && len(c.gets) > 0 && len(c.sets) > 0:
			w.contents(c, pt.c, state)
		}
	}
}

// contents is the hit ratio of a cache that fills on misses.
func (w *world) contents(c *cachePlan, comp *model.Component, state *cacheState) {
	rate := 0.0
	for _, n := range c.gets {
		rate += w.rates[now][n.source] * w.calls[n.id] * w.or(n.step.Keys, 1)
	}
	replicas := 1.0
	if comp.Balance.Policy == "" {
		replicas = max(1, w.replicas(c.part)) // they share the keys, as a cluster does
	}
	state.capacity = math.Inf(1)
	switch {
	case comp.Entries != nil:
		state.capacity = w.value(comp.Entries) * replicas
	case w.p.parts[c.part].can.Memory != nil && c.entity.Size != nil:
		state.capacity = math.Floor(w.value(w.p.parts[c.part].can.Memory) / w.value(c.entity.Size) * replicas)
	}
	of := [3]float64{state.capacity, 0, w.or(comp.TTL, math.Inf(1))}
	if comp.TTL != nil || comp.Idle != nil {
		of[1] = rate // without a time to live only the order of requests counts
	}
	if of == state.of {
		return
	}
	state.of = of
	state.hit = c.hit(comp, state.capacity, rate, of[2], w.or(comp.Idle, math.Inf(1)))
}

// hit is the hit ratio of a cache with room for so many objects, under so many
// gets a second. Policies other than LRU are taken to fill up first and expire
// second: the lower of both ratios.
func (c *cachePlan) hit(comp *model.Component, capacity, rate, ttl, idle float64) float64 {
	if rate <= 0 {
		return 0
	}
	expiring := 1.0
	if !math.IsInf(ttl, 1) {
		expiring = c.popular.TTL(rate, ttl, false)
	}
	if !math.IsInf(idle, 1) {
		expiring = min(expiring, c.popular.TTL(rate, idle, true))
	}
	switch comp.Policy {
	case "lfu":
		return min(expiring, c.popular.LFU(capacity))
	case "fifo", "random":
		hit, _ := c.popular.FIFO(capacity)
		return min(expiring, hit)
	}
	if math.IsInf(ttl, 1) {
		hit, _ := c.popular.LRU(capacity)
		return min(expiring, hit)
	}
	return min(expiring, c.popular.LRUWithTTL(capacity, rate, ttl))
}
