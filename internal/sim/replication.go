package sim

// setSpec is how the copies of a store follow each other. Each shard has a
// set of its own.
type setSpec struct {
	component   int32
	first       int32 // set of the first shard
	copies      int32 // in each set
	mode        replicationMode
	write, read int32   // copies that must answer, of a quorum
	far         []int32 // laws of the way between any two copies, where no lag is said; nil
	lag         int32   // law of the time until a copy begins to apply a write, -1 for none
	tracked     bool    // reads may be answered by copies that are behind
	failover    failover
}

// storing is what a component says of the data it keeps.
type storing struct {
	set  int32   // how its copies follow each other, -1
	data []int32 // entities of which it may lose acknowledged writes

	standby int32 // how its replicas take over from each other, -1

	record bool // a cache that is the store of record
	fills  bool // its disk may become full
	pooled bool // each call takes one of its connections
}

// replicationMode says whom a writer waits for.
type replicationMode uint8

const (
	unreplicated replicationMode = iota // copies that share what is stored
	asynchronous                        // the primary
	synchronous                         // all copies that are up
	quorum                              // so many copies, whichever answer first
)

// mostCopies is how many copies of one shard a word has bits for.
const mostCopies = 31

// replicaSet is the copies of one shard while it runs.
type replicaSet struct {
	spec    int32
	first   int32    // replica of copy 0
	primary int32    // copy
	second  int32    // copy that takes writes too while the set is split, -1
	turn    uint32   // of round robin over its copies
	out     uint32   // copies that readers know to be down
	lag     int64    // nanoseconds that a fault adds
	moved   int64    // when another copy last took over
	round   []uint32 // of each copy: voids its failover events
	downAt  []int64  // of each copy: when it last went down
}

// version is a write that not all copies of its set have, or a read that asks
// several copies. Versions of one key hang in a chain, the newest first.
type version struct {
	at     int64  // when it was acknowledged, maxTime before
	key    uint64 // with its entity
	writer uint64 // who wrote it, 0 when it does not matter
	set    int32
	data   int32  // entity, -1
	site   int32  // what copies do about it
	origin int32  // copy that took it
	has    uint32 // copies that have it or something newer, or need not have it
	held   uint32 // copies that cannot be told now
	open   int32  // copies that are still to do their part
	need   int32  // of them before the answer may leave
	waiter uint32 // frame that waits for them
	next   uint32 // older one in its chain; of a free one the next free one
	prev   uint32 // newer one in its chain
	round  int32  // moves on when it is freed
	flow   uint16
	class  uint8
	failed bool // too few can answer
	void   bool // lost
	vote   bool // it is a read
	linked bool // it hangs in a chain
}

const versionChains = 1 << 13

// setState is everything about copies that changes while a world runs.
type setState struct {
	sets        []replicaSet
	versions    []version // 0 is never used
	freeVersion uint32
	chains      []uint32 // first version of each
	made        uint64   // objects, each with a key of its own
	data        []dataTally
	standbys    []standby
	filled      []int32 // faults that keep the disks of each component full
}

// openSets makes the sets of all replicated stores.
func (w *world) openSets() {
	w.data = make([]dataTally, len(w.p.data))
	for k := range w.p.sets {
		spec := &w.p.sets[k]
		c := &w.comps[spec.component]
		for shard := range c.shards {
			w.sets = append(w.sets, replicaSet{
				spec: int32(k), first: c.first + shard*spec.copies, second: -1,
				round: make([]uint32, spec.copies), downAt: make([]int64, spec.copies),
			})
		}
	}
	if len(w.sets) > 0 {
		w.versions = make([]version, 1, 64)
		w.chains = make([]uint32, versionChains)
	}
}

// setOf returns the set that a replica belongs to.
func (w *world) setOf(rep int32) (int32, *replicaSet) {
	c := &w.comps[w.replicas[rep].comp]
	spec := &w.p.sets[c.set]
	k := spec.first + (rep-c.first)/spec.copies
	return k, &w.sets[k]
}

// newVersion takes a version from the slab.
func (w *world) newVersion() uint32 {
	v := w.freeVersion
	if v == 0 {
		w.versions = append(w.versions, version{})
		return uint32(len(w.versions) - 1)
	}
	w.freeVersion = w.versions[v].next
	w.versions[v].next = 0
	return v
}

// chain returns where the versions of a key begin, among those of others.
func (w *world) chain(set int32, key uint64) *uint32 {
	return &w.chains[mix(key^uint64(set)<<48)%versionChains]
}

// copyOp carries out the ops that concern copies. It reports whether the frame
// must wait or has ended.
func (w *world) copyOp(i uint32, o *op) bool {
	switch o.kind {
	case opShip, opAsk:
		enough := false
		if o.kind == opShip {
			enough = w.ship(i, o)
		} else {
			enough = w.ask(i, o)
		}
		if !enough {
			w.end(i, refused)
			return true
		}
	case opAwait:
		return w.await(i)
	case opSees:
		w.sees(i)
	}
	return false
}

// ship begins to send a write to the other copies. It reports false when the
// write fails because too few of them are up.
func (w *world) ship(i uint32, o *op) bool {
	f := &w.frames[i]
	k, set := w.setOf(f.rep)
	spec := &w.p.sets[set.spec]
	key, writer := w.writtenKey(i, spec)
	v := w.newVersion()
	n := &w.versions[v]
	n.at, n.key, n.set, n.site, n.data = maxTime, key, k, o.b, w.sites[f.site].data
	n.flow, n.class = f.flow, f.class
	n.origin, n.writer = f.rep-set.first, writer
	n.has = 1 << n.origin
	send := w.reach(n, set, spec)
	switch spec.mode {
	case synchronous:
		n.need = n.open
	case quorum:
		n.need = spec.write - 1
	}
	f.left, f.bear = int32(v), n.round
	if n.open < n.need {
		w.freeVersionOf(v)
		return false
	}
	if n.open == 0 && n.held == 0 {
		w.freeVersionOf(v) // nobody is behind
		return true
	}
	if spec.tracked {
		w.link(v)
	}
	w.tell(v, send, spec, set.lag)
	return true
}

// reach decides which copies are told of a write now, and counts them.
func (w *world) reach(n *version, set *replicaSet, spec *setSpec) (send uint32) {
	for k := range spec.copies {
		bit := uint32(1) << k
		switch {
		case k == n.origin:
		case !w.serves(set.first + k):
			n.has |= bit // it comes back with all there is
		case set.apart(n.origin, k):
			n.held |= bit
		default:
			n.open++
			send |= bit
		}
	}
	return send
}

// serves tells whether a replica takes part: it may be slow or stuck, but has
// not crashed.
func (w *world) serves(at int32) bool {
	s := w.replicas[at].state
	return s == up || s == paused
}

// tell has copies begin their part after the lag.
func (w *world) tell(v, copies uint32, spec *setSpec, more int64) {
	for k := range spec.copies {
		if copies>>k&1 == 0 {
			continue
		}
		d := more
		if spec.lag >= 0 {
			d += w.draw(spec.lag)
		} else {
			d += w.wayOfCopies(spec, w.versions[v].origin, k)
		}
		if d > 0 {
			w.agenda.add(w.now+d, evApply, 0, v, uint32(k))
		} else {
			w.apply(v, uint32(k))
		}
	}
}

// apply has one copy do its part of a write or read.
func (w *world) apply(v, k uint32) {
	n := &w.versions[v]
	set := &w.sets[n.set]
	at := set.first + int32(k)
	mode := w.p.sets[set.spec].mode
	switch {
	case n.void:
		w.copyDone(v, k, false)
		return
	case set.apart(n.origin, int32(k)), mode == asynchronous && !w.serves(set.first+n.origin):
		n.held |= 1 << k
		n.open--
		return
	case !w.serves(at):
		w.copyDone(v, k, false)
		return
	case w.ops[w.sites[n.site].entry].kind == opEnd:
		w.copyDone(v, k, true)
		return
	}
	flow, class, site, round := n.flow, n.class, n.site, n.round
	i := w.newFrame()
	f := &w.frames[i]
	f.site, f.pc, f.rep = site, w.sites[site].entry, at
	f.flow, f.class = flow, class
	f.left, f.bear = int32(v), round
	w.admitCopy(i, mode == quorum)
}

// admitCopy brings the work of a copy into its replica. Nothing refuses it:
// replication that is not let in waits. In a quorum, where each copy waits for
// the others, it takes no slot, as they would wait in a circle.
func (w *world) admitCopy(i uint32, slotless bool) {
	f := &w.frames[i]
	r := &w.replicas[f.rep]
	c := &w.comps[r.comp]
	if slotless {
		f.flags = isBranch
		f.parentTok = uint32(copyErrand)
		w.resume(i)
		return
	}
	f.arrived = w.now
	f.work = w.draw(w.ops[f.pc].a)
	f.flags |= hasWork
	if !w.mustWait(r, c) {
		w.enter(i, f, r)
		return
	}
	w.queueForSlot(i)
	f.token++ // however long it takes
}

// copyAnswered takes the answer of a frame that did the work of a copy.
func (w *world) copyAnswered(f *frame, how outcome) {
	v := uint32(f.left)
	if n := &w.versions[v]; n.round == f.bear {
		w.copyDone(v, uint32(f.rep-w.sets[n.set].first), how == okay)
	}
}

// copyDone counts that a copy has done its part, or never will.
func (w *world) copyDone(v, k uint32, applied bool) {
	n := &w.versions[v]
	n.open--
	switch {
	case applied && !n.void:
		w.mark(v, k)
	case !applied:
		n.has |= 1 << k // it has crashed, and comes back with all there is
	}
	if n.need > 0 {
		spec := &w.p.sets[w.sets[n.set].spec]
		if applied || spec.mode == synchronous {
			n.need--
		}
		n.failed = n.open < n.need
		if n.waiter != 0 && (n.need == 0 || n.failed) {
			waiter := n.waiter
			n.waiter = 0
			w.resume(waiter)
		}
	}
	if n.open == 0 && n.held == 0 && n.need == 0 {
		w.freeVersionOf(v)
	}
}

// mark notes that a copy has a version; what is older of the same key is
// superseded there, and what is older still was so before.
func (w *world) mark(v, k uint32) {
	n := &w.versions[v]
	n.has |= 1 << k
	if !n.linked {
		return
	}
	for o := n.next; o != 0; o = w.versions[o].next {
		old := &w.versions[o]
		if old.key != n.key || old.set != n.set {
			continue
		}
		if old.has>>k&1 == 1 {
			return
		}
		old.has |= 1 << k
	}
}

// link hangs a version in front of its chain.
func (w *world) link(v uint32) {
	n := &w.versions[v]
	first := w.chain(n.set, n.key)
	n.linked, n.next, n.prev = true, *first, 0
	if *first != 0 {
		w.versions[*first].prev = v
	}
	*first = v
}

// freeVersionOf gives a version back.
func (w *world) freeVersionOf(v uint32) {
	n := &w.versions[v]
	if n.linked {
		if n.prev != 0 {
			w.versions[n.prev].next = n.next
		} else {
			*w.chain(n.set, n.key) = n.next
		}
		if n.next != 0 {
			w.versions[n.next].prev = n.prev
		}
	}
	*n = version{round: n.round + 1, next: w.freeVersion}
	w.freeVersion = v
}

// await lets a frame go on when enough copies have answered. It reports whether
// the frame must wait, or has failed.
func (w *world) await(i uint32) bool {
	f := &w.frames[i]
	n := &w.versions[f.left]
	switch {
	case f.left == 0 || n.round != f.bear:
		return false // all have answered
	case n.failed:
		w.abandon(f)
		w.end(i, refused)
		return true
	case n.need > 0:
		n.waiter = i
		f.state = waiting
		f.child = 0
		return true
	}
	if n.vote {
		return false
	}
	n.at = w.now
	return false
}

// abandon lets the copies go on without the frame that waited for them.
func (w *world) abandon(f *frame) {
	n := &w.versions[f.left]
	if n.round != f.bear {
		return
	}
	n.waiter, n.need = 0, 0
	if n.open == 0 && n.held == 0 {
		w.freeVersionOf(uint32(f.left))
	}
}
