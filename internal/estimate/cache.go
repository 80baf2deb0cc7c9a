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
		cp.popular = p.popularity(cp.law)
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
		return min(expiring, c.popular.ratio("fifo", capacity))
	}
	if math.IsInf(ttl, 1) {
		return min(expiring, c.popular.ratio("lru", capacity))
	}
	return min(expiring, c.popular.LRUWithTTL(capacity, rate, ttl))
}

// popularity is how requests fall on the keys of one law, with the hit ratios
// that were asked for. Worlds share it.
type popularity struct {
	queueing.Popularity
	hot   uint64 // keys that take hotShare of the traffic
	mutex sync.Mutex
	known map[filled]float64
}

type filled struct {
	policy   string
	capacity float64
}

// popularity returns the popularity of a law of keys, worked out once.
func (p *plan) popularity(law stats.KeyLaw) *popularity {
	if known := p.populars[law]; known != nil {
		return known
	}
	if p.populars == nil {
		p.populars = map[stats.KeyLaw]*popularity{}
	}
	made := &popularity{Popularity: queueing.KeyPopularity(law), hot: hotKeys(law), known: map[filled]float64{}}
	p.populars[law] = made
	return made
}

// ratio is the hit ratio of a cache that evicts only for room.
func (k *popularity) ratio(policy string, capacity float64) float64 {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	of := filled{policy, capacity}
	if hit, ok := k.known[of]; ok {
		return hit
	}
	hit, _ := k.LRU(capacity)
	if policy == "fifo" {
		hit, _ = k.FIFO(capacity)
	}
	k.known[of] = hit
	return hit
}

// hotShare is the part of the traffic that a cache should hold the keys of.
const hotShare = 0.8

// hotKeys is how many keys take hotShare of the traffic.
func hotKeys(law stats.KeyLaw) uint64 {
	low, high := uint64(1), law.N
	for low < high {
		middle := low + (high-low)/2
		if law.Top(middle) >= hotShare {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
