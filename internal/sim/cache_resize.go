package sim

import "math"

// Caches whose room a set changes while they run: what no longer fits leaves as
// the policy says, and what has more room fills it by its misses.

// resizeCaches gives the replicas of a cache the room that the program says.
func (w *world) resizeCaches(c *component) {
	for k := range c.count {
		part := &w.caches[c.cache+k]
		before := part.spec.capacity
		part.spec = &w.p.caches[c.cache+k]
		if part.spec.policy == fixedHit || part.spec.capacity == before {
			continue
		}
		keys, pick := &w.p.keys[part.spec.keys], &w.streams[part.spec.stream]
		if part.roomy && !part.spec.roomy(keys) {
			part.enumerate(keys, func(key uint64) bool {
				return !part.spec.shared() || mix(key)%uint64(c.count) == uint64(k)
			})
		}
		for !part.roomy && part.n > part.spec.capacity {
			part.evict(pick)
		}
		if part.spec.policy == randomCache && !part.roomy {
			part.refill(part.oldestFirst()) // it draws from a slab without holes
		}
	}
}

// enumerate makes a cache in which every key fitted one that keeps its entries
// one by one: the most popular of its own keys that are there, as far as they
// fit, the most popular as the last used.
func (c *cache) enumerate(keys *keyLaw, own func(key uint64) bool) {
	var list []entry
	for key := uint64(1); key <= keys.law.N && len(list) < c.spec.capacity; key++ {
		e := entry{key: uint32(key), until: gone, uses: uint32(math.Min(1e9, keys.probability(key)*1e9))}
		if i := c.find(e.key); i != 0 {
			e.until = c.slab[i-1].until
		} else if c.full {
			e.until = c.first(e.key, keys)
		}
		if e.until > 0 && own(key) {
			list = append(list, e)
		}
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	c.roomy = false
	c.refill(list)
}

// oldestFirst returns the entries of a cache in the order of its list.
func (c *cache) oldestFirst() []entry {
	list := make([]entry, 0, c.n)
	for i := c.tail; i != 0; i = c.slab[i-1].prev {
		list = append(list, c.slab[i-1])
	}
	return list
}

// refill empties a cache and puts entries into it, the oldest first.
func (c *cache) refill(list []entry) {
	c.clear()
	for _, e := range list {
		c.put(e.key, e.until, nil)
		if c.spec.policy == lfu {
			i := c.find(e.key)
			c.slab[i-1].uses = e.uses
			c.sink(c.slab[i-1].place)
		}
	}
}
