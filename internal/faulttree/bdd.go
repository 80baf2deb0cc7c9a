package faulttree

// bdd holds binary decision diagrams with complemented edges in flat slices.
// An edge is a node's index twice, plus one when it is complemented; edge 0 is
// false and 1 is true. A node's lo edge is never complemented, so every
// function has one edge. Brace, Rudell, Bryant: "Efficient implementation of a
// BDD package", DAC 1990.
type bdd struct {
	nodes []bddNode // children before parents; 0 is the constant
	table []uint32  // of nodes by content, open addressing; 0 is free
	cache []bddResult
	limit int  // nodes it may grow to
	full  bool // it would have grown further; results mean nothing then
}

type bddNode struct {
	level  int32
	hi, lo uint32
}

// bddResult is an operation whose result is known.
type bddResult struct{ f, g, result uint32 }

type edge = uint32

const (
	never  edge = 0
	always edge = 1
)

func newBDD(limit int) *bdd {
	return &bdd{nodes: []bddNode{{level: 1<<31 - 1}}, table: make([]uint32, 1<<10), cache: make([]bddResult, 1<<12), limit: limit}
}

// variable returns the function that is the variable of a level.
func (b *bdd) variable(level int32) edge { return b.make(level, always, never) }

func (b *bdd) level(e edge) int32 { return b.nodes[e>>1].level }

// cofactors returns what is left of a function when the variable of a level is
// true and when it is false.
func (b *bdd) cofactors(e edge, level int32) (hi, lo edge) {
	n := &b.nodes[e>>1]
	if n.level != level {
		return e, e
	}
	return n.hi ^ e&1, n.lo ^ e&1
}

// make returns the function that is hi where the variable is true, lo where it
// is false.
func (b *bdd) make(level int32, hi, lo edge) edge {
	if hi == lo {
		return hi
	}
	turn := lo & 1
	hi, lo = hi^turn, lo^turn
	mask := uint32(len(b.table) - 1)
	at := hash3(uint32(level), hi, lo) & mask
	for b.table[at] != 0 {
		if n := &b.nodes[b.table[at]]; n.lo == lo && n.hi == hi && n.level == level {
			return b.table[at]<<1 | turn
		}
		at = (at + 1) & mask
	}
	if len(b.nodes) >= b.limit {
		b.full = true
		return never
	}
	i := uint32(len(b.nodes))
	b.nodes = append(b.nodes, bddNode{level, hi, lo})
	b.table[at] = i
	if 2*len(b.nodes) > len(b.table) {
		b.grow()
	}
	return i<<1 | turn
}

// grow doubles the table, and the cache up to a size at which it has little
// left to gain.
func (b *bdd) grow() {
	b.table = make([]uint32, 2*len(b.table))
	mask := uint32(len(b.table) - 1)
	for i := 1; i < len(b.nodes); i++ {
		n := &b.nodes[i]
		at := hash3(uint32(n.level), n.hi, n.lo) & mask
		for b.table[at] != 0 {
			at = (at + 1) & mask
		}
		b.table[at] = uint32(i)
	}
	if len(b.cache) < 1<<22 {
		old := b.cache
		b.cache = make([]bddResult, 2*len(old))
		for _, r := range old {
			if r.f != 0 {
				b.cache[hash3(r.f, r.g, 0)&uint32(len(b.cache)-1)] = r
			}
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

// The cache tells an exclusive or from a conjunction by the order of its
// operands: a conjunction has the smaller one first.
func (b *bdd) slot(f, g edge) *bddResult {
	return &b.cache[hash3(f, g, 0)&uint32(len(b.cache)-1)]
}

func (b *bdd) and(f, g edge) edge {
	switch {
	case f == never || g == never || f == g^1 || b.full:
		return never
	case f == always || f == g:
		return g
	case g == always:
		return f
	case f > g:
		f, g = g, f
	}
	if c := b.slot(f, g); c.f == f && c.g == g {
		return c.result
	}
	level := min(b.level(f), b.level(g))
	f1, f0 := b.cofactors(f, level)
	g1, g0 := b.cofactors(g, level)
	hi := b.and(f1, g1)
	lo := b.and(f0, g0)
	r := b.make(level, hi, lo)
	*b.slot(f, g) = bddResult{f, g, r}
	return r
}

func (b *bdd) or(f, g edge) edge { return b.and(f^1, g^1) ^ 1 }

func (b *bdd) xor(f, g edge) edge {
	turn := f&1 ^ g&1
	f, g = f&^1, g&^1
	switch {
	case b.full:
		return never
	case f == g:
		return turn
	case f == never:
		return g ^ turn
	case g == never:
		return f ^ turn
	case f < g:
		f, g = g, f
	}
	if c := b.slot(f, g); c.f == f && c.g == g {
		return c.result ^ turn
	}
	level := min(b.level(f), b.level(g))
	f1, f0 := b.cofactors(f, level)
	g1, g0 := b.cofactors(g, level)
	hi := b.xor(f1, g1)
	lo := b.xor(f0, g0)
	r := b.make(level, hi, lo)
	*b.slot(f, g) = bddResult{f, g, r}
	return r ^ turn
}

// choose returns g where f is true and h where it is false.
func (b *bdd) choose(f, g, h edge) edge { return b.or(b.and(f, g), b.and(f^1, h)) }
