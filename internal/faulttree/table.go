package faulttree

// nodeTable holds the nodes of decision diagrams, each content once: flat, with
// an index by content in open addressing.
type nodeTable struct {
	nodes     []bddNode // children before parents; the terminals first
	table     []uint32  // of nodes by content; 0 is free
	terminals int
	limit     int  // nodes it may grow to
	full      bool // it would have grown, or worked, too much; results mean nothing then
}

// firstPlaces is how large a table begins: most functions of a design have some
// tens of nodes, and each has a table of its own.
const firstPlaces = 1 << 6

func newNodeTable(terminals, limit int) nodeTable {
	t := nodeTable{nodes: make([]bddNode, terminals), table: make([]uint32, firstPlaces), terminals: terminals, limit: limit}
	for i := range t.nodes {
		t.nodes[i].level = 1<<31 - 1 // below all variables
	}
	return t
}

// node returns the node of a content, a new one if need be; false when there is
// no room for it.
func (t *nodeTable) node(level int32, hi, lo uint32) (uint32, bool) {
	at := t.place(level, hi, lo)
	if i := t.table[at]; i != 0 {
		return i, true
	}
	if len(t.nodes) >= t.limit {
		t.full = true
		return 0, false
	}
	i := uint32(len(t.nodes))
	t.nodes = append(t.nodes, bddNode{level, hi, lo})
	t.table[at] = i
	if 2*len(t.nodes) > len(t.table) {
		t.table = make([]uint32, 2*len(t.table))
		for k := t.terminals; k < len(t.nodes); k++ {
			n := &t.nodes[k]
			t.table[t.place(n.level, n.hi, n.lo)] = uint32(k)
		}
	}
	return i, true
}

// place returns where a content stands in the table, or would.
func (t *nodeTable) place(level int32, hi, lo uint32) uint32 {
	mask := uint32(len(t.table) - 1)
	at := hash3(uint32(level), hi, lo) & mask
	for t.table[at] != 0 {
		if n := &t.nodes[t.table[at]]; n.lo == lo && n.hi == hi && n.level == level {
			break
		}
		at = (at + 1) & mask
	}
	return at
}

// known is an operation on two functions or families with its result. Its
// first operand is never a constant 0.
type known struct{ f, g, result uint32 }

// resultCache remembers the latest operations; an older one gives way to a
// newer one in its place.
type resultCache []known

const (
	cacheShare = 4       // places for each of the table of nodes
	mostCached = 1 << 22 // from there on it has little left to gain
)

func newResultCache() resultCache { return make(resultCache, cacheShare*firstPlaces) }

func (c resultCache) slot(f, g uint32) *known { return &c[hash3(f, g, 0)&uint32(len(c)-1)] }

// follow lets the cache grow with the table of nodes.
func (c *resultCache) follow(table int) {
	if len(*c) >= cacheShare*table || len(*c) >= mostCached {
		return
	}
	old := *c
	*c = make(resultCache, 2*len(old))
	for _, o := range old {
		if o.f != 0 {
			*c.slot(o.f, o.g) = o
		}
	}
}

// hash3 mixes three words.
func hash3(a, b, c uint32) uint32 {
	h := uint64(a)*0x9e3779b97f4a7c15 ^ uint64(b)*0xc2b2ae3d27d4eb4f ^ uint64(c)*0x165667b19e3779f9
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h >> 32)
}
