package faulttree

// bdd holds binary decision diagrams with complemented edges in flat slices.
// An edge is a node's index twice, plus one when it is complemented; edge 0 is
// false and 1 is true. A node's lo edge is never complemented, so every
// function has one edge. Brace, Rudell, Bryant: "Efficient implementation of a
// BDD package", DAC 1990.
type bdd struct {
	nodeTable
	cache resultCache
}

type bddNode struct {
	level  int32
	hi, lo uint32
}

type edge = uint32

const (
	never  edge = 0
	always edge = 1
)

func newBDD(limit int) *bdd {
	return &bdd{newNodeTable(1, limit), newResultCache()}
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
	i, ok := b.node(level, hi, lo)
	if !ok {
		return never
	}
	b.cache.follow(len(b.table))
	return i<<1 | turn
}

// and returns the conjunction. The cache tells it from an exclusive or by the
// order of the operands: a conjunction has the smaller one first.
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
	if c := b.cache.slot(f, g); c.f == f && c.g == g {
		return c.result
	}
	level := min(b.level(f), b.level(g))
	f1, f0 := b.cofactors(f, level)
	g1, g0 := b.cofactors(g, level)
	hi := b.and(f1, g1)
	lo := b.and(f0, g0)
	r := b.make(level, hi, lo)
	*b.cache.slot(f, g) = known{f, g, r}
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
	if c := b.cache.slot(f, g); c.f == f && c.g == g {
		return c.result ^ turn
	}
	level := min(b.level(f), b.level(g))
	f1, f0 := b.cofactors(f, level)
	g1, g0 := b.cofactors(g, level)
	hi := b.xor(f1, g1)
	lo := b.xor(f0, g0)
	r := b.make(level, hi, lo)
	*b.cache.slot(f, g) = known{f, g, r}
	return r ^ turn
}

// choose returns g where f is true and h where it is false.
func (b *bdd) choose(f, g, h edge) edge { return b.or(b.and(f, g), b.and(f^1, h)) }
