package estimate

import (
	"math"
	"sync"

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
	popular    *popularity
	gets, sets []*node
	fixed      bool   // a hit ratio is written
	why        string // why the hit ratio is not known
}

// cacheState is what a cache comes to.
type cacheState struct {
	hit      float64
	capacity float64    // objects
	of       [4]float64 // capacity, rate, ttl and idle that hit was computed for
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
		cp.popular = p.popularity(cp.law)
	}
	pt.cache = cp
	p.caches = append(p.caches, cp)
}

// hitRatios computes the hit ratio of every cache: as written, or from the law
// of its keys by Che's approximation. It tells whether one has changed.
func (w *world) hitRatios() bool {
	changed := false
	for _, c := range w.p.caches {
		state := &w.caches[c.index]
		before := state.hit
		pt := w.p.parts[c.part]
		switch {
		case c.fixed:
			state.hit = w.value(pt.c.Hit)
		case c.why == "" && len(c.gets) > 0 && len(c.sets) > 0:
			w.contents(c, pt.c, state)
		}
		changed = changed || math.Abs(state.hit-before) > 1e-9
	}
	return changed
}

// contents is the hit ratio of a cache that fills on misses.
func (w *world) contents(c *cachePlan, comp *model.Component, state *cacheState) {
	rate := 0.0
	for _, n := range c.gets {
		rate += w.rates[now][n.source] * w.calls[n.id] * w.or(n.step.Keys, 1)
	}
	replicas := 1.0
	if p := comp.Balance.Policy; p == "" || p == "hash" {
		replicas = max(1, w.replicas(c.part)) // they share the keys, as a cluster does
	}
	state.capacity = math.Inf(1)
	switch {
	case comp.Entries != nil:
		state.capacity = w.value(comp.Entries) * replicas
	case w.p.parts[c.part].can.Memory != nil && c.entity.Size != nil:
		state.capacity = math.Floor(w.value(w.p.parts[c.part].can.Memory) / w.value(c.entity.Size) * replicas)
	}
	c.hit(comp, state, rate, w.or(comp.TTL, 0), w.or(comp.Idle, 0))
}

// hit sets the hit ratio of a cache under so many gets a second. Without a
// time to live only the order of requests counts, and the ratio is kept.
func (c *cachePlan) hit(comp *model.Component, state *cacheState, rate, ttl, idle float64) {
	cache := queueing.Cache{Items: state.capacity, Policy: evictions[comp.Policy], TTL: ttl, Idle: idle}
	if ttl == 0 && idle == 0 {
		state.hit = 0
		if rate > 0 {
			state.hit = c.popular.ratio(cache)
		}
		return
	}
	of := [4]float64{state.capacity, rate, ttl, idle}
	if of != state.of {
		state.of = of
		state.hit = c.popular.HitRatio(cache, rate)
	}
}

var evictions = map[string]queueing.Eviction{
	"": queueing.EvictLRU, "lru": queueing.EvictLRU, "fifo": queueing.EvictFIFO, "random": queueing.EvictRandom, "lfu": queueing.EvictLFU,
}

// popularity is how requests fall on the keys of one law, with the hit ratios
// that were asked for. Worlds share it.
type popularity struct {
	queueing.Popularity
	hot   uint64 // keys that take hotShare of the traffic
	mutex sync.Mutex
	known map[queueing.Cache]float64
}

// popularity returns the popularity of a law of keys, worked out once.
func (p *plan) popularity(law stats.KeyLaw) *popularity {
	if known := p.populars[law]; known != nil {
		return known
	}
	if p.populars == nil {
		p.populars = map[stats.KeyLaw]*popularity{}
	}
	made := &popularity{Popularity: queueing.KeyPopularity(law), hot: law.Hottest(hotShare), known: map[queueing.Cache]float64{}}
	p.populars[law] = made
	return made
}

// ratio is the hit ratio of a cache that evicts only for room.
func (k *popularity) ratio(cache queueing.Cache) float64 {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	hit, ok := k.known[cache]
	if !ok {
		hit = k.HitRatio(cache, 1)
		k.known[cache] = hit
	}
	return hit
}

// hotShare is the part of the traffic that a cache should hold the keys of.
const hotShare = 0.8
