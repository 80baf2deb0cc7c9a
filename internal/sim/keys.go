package sim

// keyOp carries out the ops that concern keys and what is kept under them.
func (w *world) keyOp(f *frame, o *op) {
	switch o.kind {
	case opKey:
		if k := &w.p.keys[o.a]; f.keyOf != k.entity {
			f.key, f.keyOf = w.drawKey(f, k), k.entity
		}
	case opForget:
		f.key, f.keyOf = 0, 0
		if o.a > 0 {
			w.keyOfCaller(f)
		}
	case opLookup:
		w.lookup(f, o)
	case opFill:
		c := w.cacheOf(f, o.a)
		if c.spec.policy != fixedHit {
			w.needKey(f, c)
			w.fill(f, c, o.b == 0)
		}
	case opDrop:
		w.dropIn(f, w.cacheOf(f, o.a))
	}
}

// lookup asks a cache for the key of a frame, and for further drawn keys in a
// multi-get, which is a miss when one of them is missing.
func (w *world) lookup(f *frame, o *op) {
	c := w.cacheOf(f, o.a)
	t := &w.stations[o.a].tally
	if c.spec.policy == fixedHit {
		t.counts.lookups++
		if w.streams[c.spec.stream].Float64() < c.spec.hit {
			t.counts.hits++
			return
		}
		f.flags |= missed
		return
	}
	w.needKey(f, c)
	n := int64(1)
	if o.b >= 0 {
		n = w.draw(o.b)
	}
	keys := &w.p.keys[c.spec.keys]
	key := f.key
	for ; n > 0; n-- {
		t.counts.lookups++
		if c.get(uint32(key), w.now+c.ahead, keys) {
			t.counts.hits++
		} else {
			f.flags |= missed
		}
		if n > 1 {
			key = w.drawKey(f, keys)
		}
	}
}

// cacheOf returns the contents of the replica that a frame is in.
func (w *world) cacheOf(f *frame, comp int32) *cache {
	c := &w.comps[comp]
	return &w.caches[c.cache+f.rep-c.first]
}

// needKey draws a key for a frame that has none.
func (w *world) needKey(f *frame, c *cache) {
	if f.keyOf == 0 {
		k := &w.p.keys[c.spec.keys]
		f.key, f.keyOf = w.drawKey(f, k), k.entity
	}
}

// fill puts the key of a frame. After a miss only a key that exists has been
// found; of another one a cache may remember that it does not.
func (w *world) fill(f *frame, c *cache, found bool) {
	until := w.endOfLife(c)
	if found && f.key > c.spec.exist {
		if c.spec.negative == 0 {
			return
		}
		until = min(until, w.now+c.ahead+c.spec.negative)
	}
	c.put(uint32(f.key), until, &w.streams[c.spec.stream])
}

// endOfLife returns until when a key lives that is put now.
func (w *world) endOfLife(c *cache) int64 {
	until := int64(maxTime)
	if c.spec.ttl >= 0 {
		until = w.now + c.ahead + w.draw(c.spec.ttl)
	}
	if c.spec.idle > 0 {
		until = min(until, w.now+c.ahead+c.spec.idle)
	}
	return until
}

func (w *world) dropIn(f *frame, c *cache) {
	if c.spec.policy != fixedHit {
		w.needKey(f, c)
		c.drop(uint32(f.key))
	}
}

// dropKey removes the key in force from the cache of a component.
func (w *world) dropKey(f *frame, comp int32) {
	if comp < 0 || f.keyOf == 0 {
		return
	}
	c := &w.comps[comp]
	part := c.first
	if w.caches[c.cache].spec.shared() {
		part = w.pickHashed(mix(f.key), &w.stations[comp], c)
		if part < 0 {
			return
		}
	}
	w.dropIn(f, &w.caches[c.cache+part-c.first])
}
