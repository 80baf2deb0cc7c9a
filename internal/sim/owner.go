package sim

// ownerKind says what a rate limit counts apart.
type ownerKind uint8

const (
	ownedByAll  ownerKind = iota // nothing: there is one limit
	ownedByUser                  // users of an actor
	ownedByKey                   // keys of an entity
)

// owner is whose limit a rate limit is.
type owner struct {
	kind  ownerKind
	actor int32 // number of the actor, from 1
	keys  int32 // key law of the entity
}

// crowd is the users who start the runs of a flow, where somebody counts by
// them. Without it (actor 0) nobody does.
type crowd struct {
	actor  int32
	of     uint64 // how many there are; each run is one of them, drawn evenly
	stream int32
}

// Users of closed loads are people of their own, beside those that are drawn.
const (
	closedUser = 1 << 63
	noUser     = 1<<64 - 1
)

// nameUser notes which user starts a request.
func (w *world) nameUser(request uint32, c *crowd) {
	for int(request) >= len(w.users) {
		w.users = append(w.users, noUser)
	}
	f := &w.frames[request]
	user := uint64(noUser)
	switch w.p.sources[f.site].kind {
	case closed:
		user = closedUser | uint64(f.site)<<32 | uint64(f.waited)
	case messages:
	default:
		user = w.streams[c.stream].Below(c.of)
	}
	w.users[request] = user
}

// ownerOf returns the key of the owner that a frame acts for; false when it
// acts for none.
func (w *world) ownerOf(i uint32, o *owner) (uint64, bool) {
	f := &w.frames[i]
	if o.kind == ownedByKey {
		k := &w.p.keys[o.keys]
		if f.keyOf != k.entity {
			f.key, f.keyOf = k.sampler.Draw(&w.streams[k.stream]), k.entity
		}
		return f.key, true
	}
	crowd := &w.p.flows[f.flow].crowd
	if crowd.actor != o.actor {
		return 0, false
	}
	request := w.requestOf(i)
	if request == 0 || w.users[request] == noUser {
		return w.streams[crowd.stream].Below(crowd.of), true // nobody waits for it any more: anyone's
	}
	return w.users[request], true
}

// requestOf returns the request that a frame works for, 0 when it does not
// wait for it any more.
func (w *world) requestOf(i uint32) uint32 {
	for {
		f := &w.frames[i]
		if f.flags&isRoot != 0 {
			return i
		}
		if f.parent == 0 || w.frames[f.parent].token != f.parentTok {
			return 0
		}
		i = f.parent
	}
}

// keyIndex finds numbers by key: open addressing with linear probing, at most
// half full. Its zero value is empty.
type keyIndex struct {
	slots []keySlot // a power of two
	used  int
}

type keySlot struct {
	key   uint64
	which int32 // plus 1; 0 when free
}

// find returns the number of a key, -1 when it has none.
func (x *keyIndex) find(key uint64) int32 {
	if len(x.slots) == 0 {
		return -1
	}
	mask := uint64(len(x.slots) - 1)
	for at := mix(key) & mask; x.slots[at].which != 0; at = (at + 1) & mask {
		if x.slots[at].key == key {
			return x.slots[at].which - 1
		}
	}
	return -1
}

// put gives a key that has none its number.
func (x *keyIndex) put(key uint64, which int32) {
	if 2*(x.used+1) > len(x.slots) {
		old := x.slots
		x.slots = make([]keySlot, max(16, 2*len(old)))
		x.used = 0
		for _, s := range old {
			if s.which != 0 {
				x.put(s.key, s.which-1)
			}
		}
	}
	mask := uint64(len(x.slots) - 1)
	at := mix(key) & mask
	for x.slots[at].which != 0 {
		at = (at + 1) & mask
	}
	x.slots[at] = keySlot{key, which + 1}
	x.used++
}
