package sim

import "math"

// fillDraws bounds the draws that bring caches into their stationary state.
const fillDraws = 30_000_000

// fillCaches brings all caches that do not start cold into their stationary
// state. An LRU cache under independent requests holds the keys that were asked
// for last; fillByAge draws them. For the other policies the same contents are
// a start from which requests are then played, except LFU, which holds the most
// popular. rates are the gets of each component in a nanosecond.
func (w *world) fillCaches(rates []float64) {
	for i := range w.p.components {
		c := &w.comps[i]
		if c.cache < 0 || w.caches[c.cache].spec.policy == fixedHit || w.caches[c.cache].spec.cold {
			continue
		}
		parts := w.caches[c.cache : c.cache+c.count]
		for k := range parts {
			parts[k].rate = rates[i]
			if !parts[k].spec.shared() {
				parts[k].rate /= float64(c.count)
			}
		}
		if parts[0].roomy {
			continue // its contents at the start are implied
		}
		if parts[0].spec.policy == lfu {
			w.fillPopular(parts)
			continue
		}
		w.fillByAge(parts)
		if p := parts[0].spec.policy; p == fifoCache || p == randomCache {
			w.playCache(parts)
		}
	}
}

// shared tells whether the replicas of a cache share the keys among them.
func (s *cacheSpec) shared() bool { return s.parts > 1 }

// partOf returns the part of a cache that a key belongs to.
func partOf(parts []cache, key uint64, turn int) *cache {
	if parts[0].spec.shared() {
		return &parts[mix(key)%uint64(len(parts))]
	}
	return &parts[turn%len(parts)]
}

// age returns until when a key lives that is there at the start.
func (c *cache) age(key uint64, keys *keyLaw, u float64) int64 {
	if c.spec.life <= 0 {
		return maxTime
	}
	return firstEnd(u, c.spec.life, c.rate*keys.probability(key))
}

// older adds a key that was used before all those that are there.
func (c *cache) older(key uint32, until int64) {
	i := c.add(key)
	e := &c.slab[i-1]
	e.until = until
	e.next, e.prev = 0, c.tail
	if c.tail != 0 {
		c.slab[c.tail-1].next = i
	} else {
		c.head = i
	}
	c.tail = i
}

// fillPopular fills with the most popular keys, as used as they will be.
func (w *world) fillPopular(parts []cache) {
	keys := &w.p.keys[parts[0].spec.keys]
	stream := &w.streams[parts[0].spec.stream]
	missing := 0
	for k := range parts {
		missing += parts[k].spec.capacity
	}
	for key := uint64(1); key <= keys.law.N && missing > 0; key++ {
		for turn := range parts {
			c := partOf(parts, key, turn)
			if c.n >= c.spec.capacity || c.find(uint32(key)) != 0 {
				continue
			}
			missing--
			c.put(uint32(key), c.age(key, keys, stream.Float64()), nil)
			i := c.find(uint32(key))
			c.slab[i-1].uses = uint32(math.Min(1e9, keys.probability(key)*1e9))
			c.sink(c.slab[i-1].place)
		}
	}
}

// playCache plays requests on a cache until everything in it has been
// replaced some times over.
func (w *world) playCache(parts []cache) {
	spec := parts[0].spec
	keys := &w.p.keys[spec.keys]
	stream := &w.streams[spec.stream]
	fills, enough := 0, 4*spec.capacity*len(parts)
	for n := 0; n < fillDraws/3 && fills < enough; n++ {
		key := keys.sampler.Draw(stream)
		c := partOf(parts, key, n)
		if c.find(uint32(key)) == 0 {
			c.put(uint32(key), c.age(key, keys, stream.Float64()), stream)
			fills++
		}
	}
}
