package faulttree

// reduced returns the part of a tree that a function rests on, as a new tree in
// which gates of one kind that feed each other alone are one gate. Names and
// order of events stay.
func (t *Tree) reduced(top Ref) (*Tree, Ref) {
	parents := make([]int, len(t.nodes))
	t.below(top, func(i int32) {
		for _, r := range t.nodes[i].in {
			parents[r.node()]++
		}
	})
	out := New()
	made := make([]Ref, len(t.nodes))
	done := make([]bool, len(t.nodes))
	done[0] = true
	var walk func(Ref) Ref
	// flat lists the inputs of a gate; those that are gates of the same kind,
	// and have no other parent, are replaced by their own. An or over
	// complements is the complement of an and, so a complemented input joins
	// when the kinds are opposite.
	var flat func(list []Ref, r Ref, k kind, asOr bool) []Ref
	flat = func(list []Ref, r Ref, k kind, asOr bool) []Ref {
		n := &t.nodes[r.node()]
		isOr, isAnd := n.kind == atLeastGate && n.k == 1, n.kind == andGate
		joins := k == xorGate && n.kind == xorGate && !r.negated() ||
			k != xorGate && (isOr && asOr != r.negated() || isAnd && asOr == r.negated())
		if !joins || parents[r.node()] > 1 {
			return append(list, walk(r))
		}
		for _, q := range n.in {
			list = flat(list, q.with(r.negated()), k, asOr)
		}
		return list
	}
	walk = func(r Ref) Ref {
		i := r.node()
		if done[i] {
			return made[i].with(r.negated())
		}
		n := &t.nodes[i]
		var list []Ref
		switch {
		case n.kind == event:
			made[i] = out.Event(n.name, n.p)
		case n.kind == andGate:
			for _, q := range n.in {
				list = flat(list, q, andGate, false)
			}
			made[i] = out.And(list...)
		case n.kind == atLeastGate && n.k == 1:
			for _, q := range n.in {
				list = flat(list, q, atLeastGate, true)
			}
			made[i] = out.Or(list...)
		case n.kind == atLeastGate:
			for _, q := range n.in {
				list = append(list, walk(q))
			}
			made[i] = out.AtLeast(n.k, list...)
		case n.kind == xorGate:
			for _, q := range n.in {
				list = flat(list, q, xorGate, false)
			}
			made[i] = out.Xor(list...)
		}
		done[i] = true
		return made[i].with(r.negated())
	}
	return out, walk(top)
}
