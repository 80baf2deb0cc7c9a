package faulttree

// zbdd holds families of sets in flat slices: node 0 is the empty family, node
// 1 the family of the empty set. Minato: "Zero-suppressed BDDs for set
// manipulation in combinatorial problems", DAC 1993.
type zbdd struct {
	nodeTable
	cache resultCache
	steps int // of operations that were not known yet
}

// stepsPerNode bounds the work by the room: operations may take long without
// making anything new.
const stepsPerNode = 16

const (
	noSet    uint32 = 0
	emptySet uint32 = 1
)

func newZBDD(limit int) *zbdd {
	return &zbdd{nodeTable: newNodeTable(2, limit), cache: newResultCache()}
}

// make returns the sets of hi with the variable added, and the sets of lo.
func (z *zbdd) make(level int32, hi, lo uint32) uint32 {
	if hi == noSet {
		return lo
	}
	i, ok := z.node(level, hi, lo)
	if !ok {
		return noSet
	}
	z.cache.follow(len(z.table))
	return i
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
	if k := z.cache.slot(f, g); k.f == f && k.g == g {
		return k.result
	}
	var r uint32
	if fn.level < gn.level {
		hi := z.without(fn.hi, g)
		r = z.make(fn.level, hi, z.without(fn.lo, g))
	} else {
		hi := z.without(z.without(fn.hi, gn.hi), gn.lo)
		r = z.make(fn.level, hi, z.without(fn.lo, gn.lo))
	}
	*z.cache.slot(f, g) = known{f, g, r}
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
