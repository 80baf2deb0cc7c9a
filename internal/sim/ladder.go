package sim

import (
	"math/bits"
	"slices"
)

// ladder is a priority queue of events with constant amortised cost: far
// events lie unsorted on top, nearer ones in the buckets of rungs, and only
// the nearest few are sorted. Tang, Goh, Thng: "Ladder queue", ACM TOMACS
// 15(3), 2005. Buckets are linked lists in one slab, so it allocates only
// while it grows. While it holds few events they are all in bottom, which then
// is a plain sorted array.
//
// From near to far: bottom holds what lies before the current bucket of the
// deepest rung, each rung what lies before the current bucket of the rung
// above it, and top everything from topFrom on.
type ladder struct {
	bottom []event // sorted, the earliest last; first of all never, and nothing else only when the ladder is empty
	rungs  [maxRungs]rung
	depth  int // rungs in use, the coarsest first

	bottomTo int64 // bottom holds what lies before it; horizon when that is all

	topFrom        int64
	topMin, topMax int64
	top            uint32 // list
	nTop           int

	nodes []ladderNode
	free  uint32 // list of unused nodes
}

type ladderNode struct {
	event
	next uint32 // 0 ends a list; node 0 is never used
}

// rung is a stretch of time cut into buckets of 1<<shift nanoseconds.
type rung struct {
	from   int64
	shift  uint
	at     int      // bucket that will be emptied next
	n      int      // events in all buckets
	bucket []uint32 // lists
	count  []uint32
}

// begins returns where the bucket at begins: earlier events lie below.
func (r *rung) begins() int64 { return r.from + int64(r.at)<<r.shift }

const (
	bottomLimit = 48 // most events that are kept sorted
	maxRungs    = 8  // a bucket of the last rung is sorted whole
	maxBuckets  = 1 << 16
	maxTime     = 1<<63 - 1
)

func newLadder() ladder {
	bottom := append(make([]event, 0, 4*bottomLimit), never)
	return ladder{bottom: bottom, topFrom: maxTime, bottomTo: horizon, nodes: make([]ladderNode, 1, 256)}
}

// push adds an event that has a higher sequence number than all others, so that
// it comes after those of the same time. One before 0 or beyond the horizon is
// dropped.
func (l *ladder) push(at int64, what uint64, ref, tok uint32) {
	b := l.bottom
	if uint64(at) >= uint64(l.bottomTo) || len(b) > bottomLimit {
		l.pushFar(event{at, what, ref, tok})
		return
	}
	i := len(b)
	l.bottom = l.bottom[:i+1]
	b = l.bottom
	for b[i-1].at <= at { // it ends at never
		b[i] = b[i-1]
		i--
	}
	b[i] = event{at, what, ref, tok}
}

// pushFar adds an event that does not belong into bottom, or finds it full.
func (l *ladder) pushFar(e event) {
	if uint64(e.at) >= horizon {
		return
	}
	l.place(e)
	if len(l.bottom) == 1 {
		l.refill()
	}
}

func (l *ladder) place(e event) {
	if e.at >= l.topFrom {
		l.pushTop(e)
		return
	}
	for i := range l.rungs[:l.depth] {
		if r := &l.rungs[i]; e.at >= r.begins() {
			l.pushRung(r, e)
			return
		}
	}
	if len(l.bottom) > bottomLimit && l.spill() {
		l.place(e)
		return
	}
	l.insert(e)
}

// next returns the earliest event, or never.
func (l *ladder) next() event { return l.bottom[len(l.bottom)-1] }

// pop removes and returns the earliest event; never when there is none.
func (l *ladder) pop() event {
	last := len(l.bottom) - 1
	if last < 2 {
		return l.popLast()
	}
	e := l.bottom[last]
	l.bottom = l.bottom[:last]
	return e
}

// popLast is pop where one event is sorted at most.
func (l *ladder) popLast() event {
	last := len(l.bottom) - 1
	e := l.bottom[last]
	if last > 0 {
		l.bottom = l.bottom[:last]
		if l.bottomTo < horizon {
			l.refill()
		}
	}
	return e
}

// insert puts an event into bottom at its place.
func (l *ladder) insert(e event) {
	l.bottom = append(l.bottom, e)
	b := l.bottom
	i := len(b) - 1
	for i > 0 && b[i-1].before(e) {
		b[i] = b[i-1]
		i--
	}
	b[i] = e
}

// refill moves the next events into the empty bottom.
func (l *ladder) refill() {
	for {
		if l.depth == 0 {
			if l.nTop <= bottomLimit {
				l.sortInto(l.top)
				l.top, l.nTop, l.topFrom, l.bottomTo = 0, 0, maxTime, horizon
				return
			}
			l.raiseTop()
		}
		r := &l.rungs[l.depth-1]
		if r.n == 0 {
			l.depth--
			continue
		}
		for r.count[r.at] == 0 {
			r.at++
		}
		from, list, n := r.begins(), r.bucket[r.at], int(r.count[r.at])
		r.bucket[r.at], r.count[r.at] = 0, 0
		r.n -= n
		r.at++
		if n <= bottomLimit || r.shift == 0 || l.depth == maxRungs {
			l.sortInto(list)
			l.bottomTo = min(r.begins(), l.topFrom, horizon)
			if l.depth > 1 { // the last bucket of a rung that was spilled reaches into the rung above it
				l.bottomTo = min(l.bottomTo, l.rungs[l.depth-2].begins())
			}
			return
		}
		l.deal(l.openRung(from, from+1<<r.shift, n), list)
	}
}

// raiseTop turns top into the first rung.
func (l *ladder) raiseTop() {
	r := l.openRung(l.topMin, l.topMax+1, l.nTop)
	list := l.top
	l.top, l.nTop = 0, 0
	l.topFrom = r.from + int64(len(r.bucket))<<r.shift
	l.deal(r, list)
}

// openRung adds a rung that reaches from one time up to another with about one
// bucket for each of n events.
func (l *ladder) openRung(from, to int64, n int) *rung {
	r := &l.rungs[l.depth]
	l.depth++
	width := max((to-from)/int64(min(n, maxBuckets)), 1)
	r.from, r.at, r.n = from, 0, 0
	r.shift = uint(bits.Len64(uint64(width) - 1))
	buckets := int((to-from-1)>>r.shift) + 1
	if cap(r.bucket) < buckets {
		r.bucket = make([]uint32, buckets, 2*buckets)
		r.count = make([]uint32, buckets, 2*buckets)
	}
	// Every bucket of a finished rung was emptied, so the arrays hold zeros.
	r.bucket, r.count = r.bucket[:buckets], r.count[:buckets]
	return r
}

// deal distributes a list over a rung.
func (l *ladder) deal(r *rung, list uint32) {
	for list != 0 {
		node := &l.nodes[list]
		next := node.next
		b := (node.at - r.from) >> r.shift
		node.next = r.bucket[b]
		r.bucket[b] = list
		r.count[b]++
		r.n++
		list = next
	}
}

// sortInto moves a list into the empty bottom.
func (l *ladder) sortInto(list uint32) {
	n := 0
	for list != 0 {
		node := &l.nodes[list]
		next := node.next
		if n++; n <= bottomLimit {
			l.insert(node.event)
		} else {
			l.bottom = append(l.bottom, node.event)
		}
		node.next = l.free
		l.free = list
		list = next
	}
	if n > bottomLimit {
		slices.SortFunc(l.bottom[1:], func(a, b event) int {
			if b.before(a) {
				return -1
			}
			return 1
		})
	}
}

// spill moves the later half of a full bottom upwards. It reports false when
// that is not possible: all is at one instant, or there is no rung to spare.
func (l *ladder) spill() bool {
	b := l.bottom[1:]
	n := len(b) / 2
	for n > 0 && b[n-1].at == b[len(b)-1].at {
		n-- // what stays must be earlier than what goes
	}
	for n > 0 && n < len(b) && b[n].at == b[n-1].at {
		n++ // a boundary is a time: equal times stay together
	}
	if n == 0 || n == len(b) || l.depth == maxRungs {
		return false
	}
	if l.depth == 0 {
		l.topFrom = b[n-1].at
		for i := range b[:n] {
			l.pushTop(b[i])
		}
	} else {
		r := l.openRung(b[n-1].at, l.rungs[l.depth-1].begins(), n)
		for i := range b[:n] {
			l.pushRung(r, b[i])
		}
	}
	l.bottomTo = b[n-1].at
	l.bottom = append(l.bottom[:1], b[n:]...)
	return true
}

func (l *ladder) pushTop(e event) {
	if l.nTop == 0 {
		l.topMin, l.topMax = e.at, e.at
	}
	l.topMin, l.topMax = min(l.topMin, e.at), max(l.topMax, e.at)
	l.top = l.node(e, l.top)
	l.nTop++
}

func (l *ladder) pushRung(r *rung, e event) {
	b := (e.at - r.from) >> r.shift
	r.bucket[b] = l.node(e, r.bucket[b])
	r.count[b]++
	r.n++
}

// node stores an event in front of a list and returns the new list.
func (l *ladder) node(e event, next uint32) uint32 {
	i := l.free
	if i == 0 {
		l.nodes = append(l.nodes, ladderNode{e, next})
		return uint32(len(l.nodes) - 1)
	}
	n := &l.nodes[i]
	l.free = n.next
	n.event, n.next = e, next
	return i
}
