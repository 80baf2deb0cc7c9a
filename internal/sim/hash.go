package sim

// pickHashed returns the replica of a key's hash; -1 when no replica serves. A
// key goes through a sequence of places drawn from its hash, and the first that
// serves takes it. So a replica that leaves gives its keys to all others alike,
// one that comes takes as many from each, and no other key moves. Dong and
// Wang, "DxHash: A Scalable Consistent Hash Based on the Pseudo-Random
// Sequence", 2021.
func (w *world) pickHashed(hash uint64, st *station, c *component) int32 {
	switch len(st.active) {
	case 0:
		return -1
	case 1:
		return st.active[0]
	}
	first := hash
	for range longestSequence {
		if at := c.first + int32(hash%uint64(c.count)); w.listed(at, st) {
			return at
		}
		hash = mix(hash)
	}
	return highestWeight(first, st)
}

// longestSequence bounds the search where few of many possible replicas serve.
const longestSequence = 64

// highestWeight picks by rendezvous hashing, which moves no other key either.
// Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates",
// IEEE/ACM Transactions on Networking 6(1), 1998.
func highestWeight(hash uint64, st *station) int32 {
	best, most := int32(-1), uint64(0)
	for _, at := range st.active {
		if weight := mix(hash ^ mix(uint64(at))); best < 0 || weight > most {
			best, most = at, weight
		}
	}
	return best
}

// keyHash returns a hash of the key that a call is about. A call without a key
// has one drawn for it.
func (w *world) keyHash(f *frame, s *site, c *component) uint64 {
	key := f.key
	if f.keyOf == 0 {
		key = w.streams[c.pick].Uint64()
		if s.keys >= 0 {
			k := &w.p.keys[s.keys]
			key = w.drawKey(f, k)
			f.key, f.keyOf = key, k.entity
		}
	}
	if c.together > 1 {
		key /= c.together
	}
	return mix(key)
}

// mix spreads the bits of a key: the finalizer of SplitMix64 (Steele, Lea and
// Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
