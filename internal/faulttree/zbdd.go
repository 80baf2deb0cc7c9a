package faulttree

// zbdd holds families of sets in flat slices: node 0 is the empty family, node
// 1 the family of the empty set. Minato: "Zero-suppressed BDDs for set
// manipulation in combinatorial problems", DAC 1993.
type zbdd struct {
	nodes []bddNode // children before parents
	table []uint32
	cache []bddResult
	limit int
	steps int  // of operations that were not known yet
	full  bool // it would have grown, or worked, too much
}

// stepsPerNode bounds the work by the room: operations may take long without
// making anything new.
const stepsPerNode = 16

const (
	noSet    uint32 = 0
	emptySet uint32 = 1
)

func newZBDD(limit int) *zbdd {
	last := bddNode{level: 1<<31 - 1}
	return &zbdd{nodes: []bddNode{last, last}, table: make([]uint32, 1<<10), cache: make([]bddResult, 1<<12), limit: limit}
}

// make returns the sets of hi with the variable added, and the sets of lo.
func (z *zbdd) make(level int32, hi, lo uint32) uint32 {
	if hi == noSet {
		return lo
	}
	mask := uint32(len(z.table) - 1)
	at := hash3(uint32(level), hi, lo) & mask
	for z.table[at] != 0 {
		if n := &z.nodes[z.table[at]]; n.lo == lo && n.hi == hi && n.level == level {
			return z.table[at]
		}
		at = (at + 1) & mask
	}
	if len(z.nodes) >= z.limit {
		z.full = true
		return noSet
	}
	i := uint32(len(z.nodes))
	z.nodes = append(z.nodes, bddNode{level, hi, lo})
	z.table[at] = i
	if 2*len(z.nodes) > len(z.table) {
		z.grow()
	}
	return i
}

func (z *zbdd) grow() {
	z.table = make([]uint32, 2*len(z.table))
	mask := uint32(len(z.table) - 1)
	for i := 2; i < len(z.nodes); i++ {
		n := &z.nodes[i]
		at := hash3(uint32(n.level), n.hi, n.lo) & mask
		for z.table[at] != 0 {
			at = (at + 1) & mask
		}
		z.table[at] = uint32(i)
	}
	if len(z.cache) < 1<<22 {
		z.cache = make([]bddResult, 2*len(z.cache))
	}
}

// without returns the sets of f that contain no set of g.
func (z *zbdd) without(f, g uint32) uint32 {
	switch {
	case g == noSet:
		return f
	case f == noSet || g == emptySet || f == g || z.full:
		return noSet
	case f == emptySet:
		// The empty set contains a set of g only if g holds the empty set,
		// which lies at the end of the low edges.
		for g > emptySet {
			g = z.nodes[g].lo
		}
		if g == emptySet {
			return noSet
		}
		return emptySet
	}
	if z.steps++; z.steps > stepsPerNode*z.limit {
		z.full = true
		return noSet
	}
	fn, gn := z.nodes[f], z.nodes[g]
	if gn.level < fn.level {
		return z.without(f, gn.lo) // no set of f has that variable
	}
	at := &z.cache[hash3(f, g, 1)&uint32(len(z.cache)-1)]
	if at.f == f && at.g == g {
		return at.result
	}
	var r uint32
	if fn.level < gn.level {
		hi := z.without(fn.hi, g)
		r = z.make(fn.level, hi, z.without(fn.lo, g))
	} else {
		hi := z.without(z.without(fn.hi, gn.hi), gn.lo)
		r = z.make(fn.level, hi, z.without(fn.lo, gn.lo))
	}
	z.cache[hash3(f, g, 1)&uint32(len(z.cache)-1)] = bddResult{f, g, r}
	return r
}

// minimal reads the minimal cut sets of functions: the least sets of variables
// that make one true while all others are false. Rauzy: "New algorithms for
// fault trees analysis", Reliability Engineering and System Safety 40, 1993.
// A free level is true by itself.
type minimal struct {
	z     *zbdd
	b     *bdd
	free  []bool // levels
	known []minimalSets
	n     int
}

// minimalSets are the cut sets of a function up to an order.
type minimalSets struct {
	e     edge // never for a free place
	order int32
	sets  uint32
}

// find returns the place of a function and an order in what is known.
func (m *minimal) find(e edge, order int32) *minimalSets {
	mask := uint32(len(m.known) - 1)
	at := hash3(e, uint32(order), 2) & mask
	for m.known[at].e != never && (m.known[at].e != e || m.known[at].order != order) {
		at = (at + 1) & mask
	}
	return &m.known[at]
}

// keep notes the cut sets of a function.
func (m *minimal) keep(e edge, order int32, sets uint32) {
	if 2*m.n >= len(m.known) {
		old := m.known
		m.known = make([]minimalSets, max(2*len(old), 1<<10))
		for _, k := range old {
			if k.e != never {
				*m.find(k.e, k.order) = k
			}
		}
	}
	m.n++
	*m.find(e, order) = minimalSets{e, order, sets}
}

// anyOrder asks for cut sets however large.
const anyOrder = 1 << 30

// of returns the minimal cut sets of a function that have at most order
// elements.
func (m *minimal) of(e edge, order int32) uint32 {
	switch {
	case e == never || m.z.full:
		return noSet
	case e == always:
		return emptySet
	case order == 0 && !m.emptyCuts(e):
		return noSet
	case order == 0:
		return emptySet
	}
	if len(m.known) > 0 {
		if k := m.find(e, order); k.e == e {
			return k.sets
		}
	}
	n := &m.b.nodes[e>>1]
	level := n.level
	hi, lo := n.hi^e&1, n.lo^e&1
	var r uint32
	if m.free[level] {
		r = m.of(hi, order)
	} else {
		fewer := order - 1
		if order == anyOrder {
			fewer = anyOrder
		}
		low := m.of(lo, order)
		high := m.of(hi, fewer)
		r = m.z.make(level, m.z.without(high, low), low)
	}
	m.keep(e, order, r)
	return r
}

// emptyCuts tells whether a function is true while no variable is.
func (m *minimal) emptyCuts(e edge) bool {
	for e > always {
		n := &m.b.nodes[e>>1]
		next := n.lo
		if m.free[n.level] {
			next = n.hi
		}
		e = next ^ e&1
	}
	return e == always
}
