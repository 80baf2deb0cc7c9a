package faulttree

import "slices"

// siftFrom is how many nodes make it worth to improve the order on the way.
const siftFrom = 30_000

// build makes the diagram of a module with its variables in an order, the
// first on top. Where the diagrams grow beyond sift nodes, 0 for never, the
// order is improved, and returned as it is at the end. It reports false when
// the diagrams take more than limit nodes.
func (t *Tree) build(m *module, order []int32, limit, sift int) (*bdd, edge, []int32, bool) {
	b := newBDD(limit)
	order = slices.Clone(order)
	made := make([]edge, len(t.nodes))
	uses := make([]int, len(t.nodes)) // by gates that are not made yet
	var gates []int32
	level := make([]int32, len(t.nodes))
	for l, v := range order {
		level[v] = int32(l)
	}
	t.inside(m, func(i int32, leaf bool) {
		if leaf {
			made[i] = b.variable(level[i])
			if m.uses[i].turned {
				made[i] ^= 1
			}
			return
		}
		gates = append(gates, i)
		for _, r := range t.nodes[i].in {
			uses[r.node()]++
		}
	})
	uses[m.root.node()]++
	siftAt := sift
	for _, i := range gates {
		made[i] = t.gateDiagram(b, i, made)
		if b.full {
			return b, never, order, false
		}
		for _, r := range t.nodes[i].in {
			uses[r.node()]--
		}
		if sift > 0 && len(b.nodes) >= siftAt {
			b = resift(b, order, made, uses, sift)
			siftAt = max(sift, 4*len(b.nodes))
		}
	}
	root := made[m.root.node()]
	if m.root.negated() {
		root ^= 1
	}
	return b, root, order, true
}

// resift drops the diagrams that nothing needs any more and, where many are
// left, improves the order. It returns the rest in a new place and writes their
// new edges and the new order over the old.
func resift(b *bdd, order []int32, made []edge, uses []int, sift int) *bdd {
	var kept []int
	var roots []edge
	for j := range uses {
		if uses[j] > 0 && made[j] > always {
			kept = append(kept, j)
			roots = append(roots, made[j])
		}
	}
	s, roots := newSifter(b, len(order), roots)
	if s.live > sift/4 {
		s.sift()
	}
	b, roots = s.diagrams(b.limit, roots)
	for k, j := range kept {
		made[j] = roots[k]
	}
	before := slices.Clone(order)
	for l, v := range s.at {
		order[l] = before[v]
	}
	return b
}

// gateDiagram combines the diagrams of the inputs of a gate, those that begin
// deepest first, so that what is combined stays small.
func (t *Tree) gateDiagram(b *bdd, i int32, made []edge) edge {
	n := &t.nodes[i]
	in := make([]edge, len(n.in))
	for k, r := range n.in {
		in[k] = made[r.node()]
		if r.negated() {
			in[k] ^= 1
		}
	}
	slices.SortStableFunc(in, func(f, g edge) int { return int(b.level(g)) - int(b.level(f)) })
	switch {
	case n.kind == constant:
		return never
	case n.kind == andGate:
		e := always
		for _, f := range in {
			e = b.and(e, f)
		}
		return e
	case n.kind == xorGate:
		e := never
		for _, f := range in {
			e = b.xor(e, f)
		}
		return e
	case n.k == 1:
		e := never
		for _, f := range in {
			e = b.or(e, f)
		}
		return e
	}
	// least[j] is true when j of the inputs so far are.
	least := make([]edge, n.k+1)
	least[0] = always
	for _, f := range in {
		for j := n.k; j > 0; j-- {
			least[j] = b.choose(f, least[j-1], least[j])
		}
	}
	return least[n.k]
}
