package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// cache is the contents of one replica of a cache: which keys are there, not
// what they hold. Entries lie in a slab, found through an open-addressing
// table, and in a list ordered by use (lru) or by age (fifo, random). A cache
// in which every key fits keeps only what differs from its first contents.
type cache struct {
	spec   *cacheSpec
	table  []uint32 // entry + 1, or 0
	slab   []entry
	head   uint32 // newest; entry + 1
	tail   uint32
	free   uint32
	n      int
	frequn []uint32 // lfu: heap of entries, the least used first

	ahead int64   // nanoseconds that its clock is ahead
	roomy bool    // every key fits: nothing is ever evicted
	rate  float64 // of gets in a nanosecond, for ages at the start
	full  bool    // a roomy cache starts with its stationary contents
	salt  uint64  // draws those
}

// entry is one key. In a roomy cache an entry with an end in the past says
// that the key is gone.
type entry struct {
	key        uint32
	next, prev uint32
	uses       uint32 // lfu
	place      uint32 // lfu: in the heap
	until      int64  // end of its life
}

// openCaches makes all caches, with their stationary contents unless they
// start cold.
func (w *world) openCaches() {
	w.caches = make([]cache, len(w.p.caches))
	for i := range w.p.caches {
		c := &w.caches[i]
		c.spec = &w.p.caches[i]
		if c.spec.policy == fixedHit {
			continue
		}
		c.roomy = c.spec.roomy(&w.p.keys[c.spec.keys])
		c.full = c.roomy && !c.spec.cold
		size := 1 << 10
		if !c.roomy {
			for size < 2*c.spec.capacity {
				size *= 2
			}
		}
		c.table = make([]uint32, size)
		c.salt = w.streams[c.spec.stream].Uint64()
	}
}

// roomy tells whether every key fits, with room to spare where replicas share
// the keys by chance.
func (s *cacheSpec) roomy(keys *keyLaw) bool {
	n := int(keys.law.N)
	return s.capacity >= n/s.parts+1 && (s.parts == 1 && s.capacity >= n || s.capacity > n/s.parts*2)
}

// get tells whether a key is there, and counts its use.
func (c *cache) get(key uint32, now int64, keys *keyLaw) bool {
	i := c.find(key)
	if i == 0 {
		return c.full && c.first(key, keys) > now
	}
	e := &c.slab[i-1]
	if e.until <= now {
		if !c.roomy && e.until+c.spec.grace <= now {
			c.drop(key)
		}
		return false
	}
	if c.spec.idle > 0 {
		e.until = now + c.spec.idle
	}
	switch c.spec.policy {
	case lru:
		c.unlink(i)
		c.link(i)
	case lfu:
		e.uses++
		c.sink(e.place)
	}
	return true
}

// put adds a key that lives until the given time, in place of another one when
// the cache is full.
func (c *cache) put(key uint32, until int64, pick *stats.Stream) {
	i := c.find(key)
	if i == 0 {
		if !c.roomy && c.n >= c.spec.capacity {
			c.evict(pick)
		}
		i = c.add(key)
		c.link(i)
		if c.spec.policy == lfu {
			c.frequn = append(c.frequn, i)
			c.rise(uint32(len(c.frequn) - 1))
		}
	} else if c.spec.policy == lru {
		c.unlink(i)
		c.link(i)
	}
	c.slab[i-1].until = until
}

// hasOld tells whether there is an entry whose life has been over for less than
// a time.
func (c *cache) hasOld(key uint32, now, grace int64, keys *keyLaw) bool {
	if c.spec.policy == fixedHit {
		return false
	}
	if i := c.find(key); i != 0 {
		return c.slab[i-1].until > now-grace
	}
	return c.full && c.first(key, keys) > now-grace
}

// gone is the end of the life of a key that was removed.
const gone = -maxTime

// drop removes a key.
func (c *cache) drop(key uint32) {
	if c.roomy {
		if c.full || c.find(key) != 0 {
			c.put(key, gone, nil)
		}
		return
	}
	i := c.find(key)
	if i == 0 {
		return
	}
	if c.spec.policy == lfu {
		c.leaveHeap(c.slab[i-1].place)
	}
	c.unlink(i)
	c.erase(key)
	c.slab[i-1].next = c.free
	c.free = i
	c.n--
}

// clear removes everything.
func (c *cache) clear() {
	clear(c.table)
	c.slab, c.frequn = c.slab[:0], c.frequn[:0]
	c.head, c.tail, c.free, c.n = 0, 0, 0, 0
	c.full = false
}

// evict removes the key that the policy names.
func (c *cache) evict(pick *stats.Stream) {
	switch c.spec.policy {
	case randomCache:
		for {
			// A full cache has no free entries, so any of the slab will do.
			c.drop(c.slab[pick.Below(uint64(len(c.slab)))].key)
			return
		}
	case lfu:
		c.drop(c.slab[c.frequn[0]-1].key)
	default:
		c.drop(c.slab[c.tail-1].key)
	}
}

// The table: open addressing with linear probing; erasing moves later entries
// back, so no marks are left behind.

func (c *cache) home(key uint32) uint32 { return uint32(mix(uint64(key))) & uint32(len(c.table)-1) }

// find returns the entry of a key, counted from 1; 0 when it is not there.
func (c *cache) find(key uint32) uint32 {
	mask := uint32(len(c.table) - 1)
	for at := c.home(key); ; at = (at + 1) & mask {
		i := c.table[at]
		if i == 0 || c.slab[i-1].key == key {
			return i
		}
	}
}

// add makes an entry for a key that is not there.
func (c *cache) add(key uint32) uint32 {
	if 2*(c.n+1) > len(c.table) {
		c.grow()
	}
	i := c.free
	if i != 0 {
		c.free = c.slab[i-1].next
		c.slab[i-1] = entry{key: key}
	} else {
		c.slab = append(c.slab, entry{key: key})
		i = uint32(len(c.slab))
	}
	c.insert(i)
	c.n++
	return i
}

func (c *cache) insert(i uint32) {
	mask := uint32(len(c.table) - 1)
	at := c.home(c.slab[i-1].key)
	for c.table[at] != 0 {
		at = (at + 1) & mask
	}
	c.table[at] = i
}

func (c *cache) grow() {
	old := c.table
	c.table = make([]uint32, 2*len(old))
	for _, i := range old {
		if i != 0 {
			c.insert(i)
		}
	}
}

func (c *cache) erase(key uint32) {
	mask := uint32(len(c.table) - 1)
	at := c.home(key)
	for c.slab[c.table[at]-1].key != key {
		at = (at + 1) & mask
	}
	c.table[at] = 0
	for hole := at; ; {
		at = (at + 1) & mask
		i := c.table[at]
		if i == 0 {
			return
		}
		// It may move back unless its home lies between the hole and itself.
		if home := c.home(c.slab[i-1].key); (at-home)&mask >= (at-hole)&mask {
			c.table[hole] = i
			c.table[at] = 0
			hole = at
		}
	}
}

// link puts an entry in front of the list.
func (c *cache) link(i uint32) {
	e := &c.slab[i-1]
	e.next, e.prev = c.head, 0
	if c.head != 0 {
		c.slab[c.head-1].prev = i
	} else {
		c.tail = i
	}
	c.head = i
}

func (c *cache) unlink(i uint32) {
	e := &c.slab[i-1]
	if e.prev != 0 {
		c.slab[e.prev-1].next = e.next
	} else {
		c.head = e.next
	}
	if e.next != 0 {
		c.slab[e.next-1].prev = e.prev
	} else {
		c.tail = e.prev
	}
}

// The heap of lfu: by uses, then by entry.

func (c *cache) rarer(a, b uint32) bool {
	ea, eb := &c.slab[a-1], &c.slab[b-1]
	return ea.uses < eb.uses || ea.uses == eb.uses && a < b
}

func (c *cache) settle(at uint32, i uint32) {
	c.frequn[at] = i
	c.slab[i-1].place = at
}

func (c *cache) rise(at uint32) {
	i := c.frequn[at]
	for at > 0 && c.rarer(i, c.frequn[(at-1)/2]) {
		c.settle(at, c.frequn[(at-1)/2])
		at = (at - 1) / 2
	}
	c.settle(at, i)
}

func (c *cache) sink(at uint32) {
	i := c.frequn[at]
	n := uint32(len(c.frequn))
	for {
		child := 2*at + 1
		if child >= n {
			break
		}
		if child+1 < n && c.rarer(c.frequn[child+1], c.frequn[child]) {
			child++
		}
		if !c.rarer(c.frequn[child], i) {
			break
		}
		c.settle(at, c.frequn[child])
		at = child
	}
	c.settle(at, i)
}

func (c *cache) leaveHeap(at uint32) {
	last := uint32(len(c.frequn) - 1)
	moved := c.frequn[last]
	c.frequn = c.frequn[:last]
	if at == last {
		return
	}
	c.settle(at, moved)
	c.rise(at)
	c.sink(c.slab[moved-1].place)
}

// first returns until when a key lives that a roomy cache held at the start;
// not after 0 when it held none. With gets of the key at rate r and a life of
// T it is there for a share rT / (1 + rT) of the time, at any age alike. The
// draw is a hash of the key, so nothing is kept for keys that nobody asks for.
func (c *cache) first(key uint32, keys *keyLaw) int64 {
	if c.spec.life <= 0 {
		return maxTime
	}
	u := float64(mix(uint64(key)^c.salt)>>11) * 0x1p-53
	return firstEnd(u, c.spec.life, c.rate*keys.probability(uint64(key)))
}

// firstEnd returns when a key ends that was met at a random moment of its
// cycle: a life, and then a wait for the next get.
func firstEnd(u, life, rate float64) int64 {
	if rate <= 0 {
		return int64(float64(u * life))
	}
	cycle := life + 1/rate
	return int64(math.Max(0, life-float64(u*cycle)))
}
