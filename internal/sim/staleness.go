package sim

// dataSpec is one entity of the design.
type dataSpec struct {
	name    string
	keys    int32 // key law, -1
	maker   int32 // flow each run of which makes a new object, -1
	promise promise
	bound   int64 // nanoseconds, of bounded
}

// promise is what readers of copies are promised.
type promise uint8

const (
	unpromised promise = iota
	ownWrites          // what they have written themselves
	bounded            // nothing older than the bound
)

// dataTally counts what happens to an entity.
type dataTally struct {
	lost    uint64 // acknowledged writes that are gone
	lostFor int64  // how long before its loss the oldest of them was acknowledged
	struck  bool   // something happened that could have lost some
}

// lose counts one lost write.
func (w *world) lose(data int32, age int64) {
	if data >= 0 {
		t := &w.data[data]
		t.lost++
		t.lostFor = max(t.lostFor, age)
	}
}

// writtenKey returns the key that a write is about, with its entity, and who
// writes it where readers are promised their own writes. Only keys of which old
// versions may be read are drawn. A new object has a key of its own.
func (w *world) writtenKey(i uint32, spec *setSpec) (key, writer uint64) {
	f := &w.frames[i]
	d := w.sites[f.site].data
	if d < 0 || !spec.tracked {
		return 0, 0
	}
	data := &w.p.data[d]
	if data.maker == int32(f.flow) {
		w.made++
		return 1<<63 | w.made, 0
	}
	if data.promise == ownWrites {
		writer = w.whoAsks(i)
	}
	return w.keyOf(f, d), writer
}

// keyOf returns the key of an entity that a frame is about, with its entity.
// Where nothing is known of its keys all of it counts as one.
func (w *world) keyOf(f *frame, d int32) uint64 {
	key := uint64(0)
	if law := w.p.data[d].keys; law >= 0 {
		k := &w.p.keys[law]
		if f.keyOf != k.entity {
			f.key, f.keyOf = w.drawKey(f, k), k.entity
		}
		key = f.key
	}
	return uint64(d+1)<<40 | key
}

// whoAsks tells one user, or one request of nobody in particular, from all
// others; 0 when that is not known any more.
func (w *world) whoAsks(i uint32) uint64 {
	for {
		f := &w.frames[i]
		if f.flags&isRoot != 0 {
			if w.p.sources[f.site].kind == closed {
				return 1<<63 | uint64(f.site)<<40 | uint64(f.waited)
			}
			return uint64(i)<<40 ^ uint64(f.arrived) | 1
		}
		if f.parent == 0 || w.frames[f.parent].token != f.parentTok {
			return 0
		}
		i = f.parent
	}
}

// behind returns for how long what some copies of a set show of a key has been
// out of date: the age of the oldest acknowledged write that none of them has
// seen, nor a newer one. mine tells whether the asker wrote one of those.
func (w *world) behind(set int32, copies uint32, key, asker uint64) (age int64, mine bool) {
	for v := *w.chain(set, key); v != 0; v = w.versions[v].next {
		n := &w.versions[v]
		if n.key != key || n.set != set || n.at > w.now || n.void {
			continue
		}
		if n.has&copies != 0 {
			break
		}
		age = w.now - n.at
		mine = mine || asker != 0 && n.writer == asker
	}
	return age, mine
}

// sees counts how old what a read returns is.
func (w *world) sees(i uint32) {
	f := &w.frames[i]
	d := w.sites[f.site].data
	if d < 0 {
		return
	}
	k, set := w.setOf(f.rep)
	asked := uint32(1) << (f.rep - set.first)
	if w.p.sets[set.spec].mode == quorum {
		asked |= uint32(f.need)
	}
	age, _ := w.behind(k, asked, w.keyOf(f, d), 0)
	t := &w.flows[f.flow]
	t.counts.reads++
	if age > 0 {
		t.counts.old++
		t.oldest = max(t.oldest, age)
	}
}

// mayRead tells whether a copy is fresh enough for what readers of an entity
// are promised.
func (w *world) mayRead(f *frame, d int32, k int32, copy int32) bool {
	data := &w.p.data[d]
	asker := uint64(0)
	if data.promise == ownWrites && f.parent != 0 {
		asker = w.whoAsks(f.parent)
	}
	age, mine := w.behind(k, 1<<copy, w.keyOf(f, d), asker)
	return !mine && (data.promise != bounded || age <= data.bound)
}
