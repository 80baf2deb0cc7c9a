package faulttree

// module is a gate whose events stand nowhere else in the tree. Seen from the
// gates above it is one event, so its own diagram is built alone.
type module struct {
	root Ref     // of the function; a module that is only used complemented is its complement
	vars []int32 // nodes that its diagram has as variables: events, and the gates of modules below
	uses map[int32]use
	free bool // it is true while no event is
}

// use is how a module uses the gate of a module below.
type use struct {
	module int
	turned bool // the module is the complement of the gate
}

// modules cuts a function into modules, those below before those above; the
// last is the function itself. Dutuit, Rauzy: "A linear-time algorithm to find
// modules of fault trees", IEEE Transactions on Reliability 45(3), 1996.
//
// A gate that is used both as it is and complemented is left inside the module
// around it: the cut sets of a module stand for its being true only.
func (t *Tree) modules(top Ref) []module {
	is := t.moduleGates(top)
	straight, turned := t.polarity(top)
	zero := t.allFalse()
	for i := range is {
		is[i] = is[i] && straight[i] != turned[i]
	}
	is[top.node()] = true
	var out []module
	number := make([]int, len(t.nodes))
	t.below(top, func(i int32) {
		if !is[i] || t.nodes[i].kind <= event && i != top.node() {
			return
		}
		m := module{root: Ref(i) << 1, uses: map[int32]use{}}
		if i == top.node() {
			m.root = top
		} else {
			m.root = m.root.with(turned[i])
		}
		m.free = zero[i] != m.root.negated()
		seen := map[int32]bool{}
		var collect func(int32)
		collect = func(j int32) {
			if seen[j] {
				return
			}
			seen[j] = true
			n := &t.nodes[j]
			switch {
			case n.kind == event:
				m.vars = append(m.vars, j)
			case j != i && is[j]:
				m.vars = append(m.vars, j)
				m.uses[j] = use{number[j], turned[j]}
			default:
				for _, r := range n.in {
					collect(r.node())
				}
			}
		}
		collect(i)
		number[i] = len(out)
		out = append(out, m)
	})
	return out
}

// moduleGates tells which gates are entered from nowhere but themselves: all
// visits of what lies below fall between their own first and second.
func (t *Tree) moduleGates(top Ref) []bool {
	n := len(t.nodes)
	first, second, last := make([]int, n), make([]int, n), make([]int, n)
	low, high := make([]int, n), make([]int, n)
	clock := 0
	var visit func(int32)
	visit = func(i int32) {
		clock++
		last[i] = clock
		if first[i] > 0 {
			return
		}
		first[i] = clock
		for _, r := range t.nodes[i].in {
			visit(r.node())
		}
		clock++
		second[i], last[i] = clock, clock
	}
	visit(top.node())
	is := make([]bool, n)
	t.below(top, func(i int32) {
		low[i], high[i] = clock+1, 0
		for _, r := range t.nodes[i].in {
			j := r.node()
			low[i] = min(low[i], first[j], low[j])
			high[i] = max(high[i], last[j], high[j])
		}
		is[i] = t.nodes[i].kind > event && low[i] > first[i] && high[i] < second[i]
	})
	return is
}

// polarity tells which nodes a function uses as they are, and which
// complemented.
func (t *Tree) polarity(top Ref) (straight, turned []bool) {
	straight, turned = make([]bool, len(t.nodes)), make([]bool, len(t.nodes))
	var walk func(Ref)
	walk = func(r Ref) {
		side := straight
		if r.negated() {
			side = turned
		}
		i := r.node()
		if side[i] {
			return
		}
		side[i] = true
		for _, q := range t.nodes[i].in {
			walk(q.with(r.negated()))
			if t.nodes[i].kind == xorGate {
				walk(q.with(!r.negated()))
			}
		}
	}
	walk(top)
	return straight, turned
}

// allFalse evaluates all nodes with no event true.
func (t *Tree) allFalse() []bool {
	v := make([]bool, len(t.nodes))
	for i := range t.nodes {
		n := &t.nodes[i]
		true_ := 0
		for _, r := range n.in {
			if v[r.node()] != r.negated() {
				true_++
			}
		}
		switch n.kind {
		case andGate:
			v[i] = true_ == len(n.in)
		case atLeastGate:
			v[i] = true_ >= n.k
		case xorGate:
			v[i] = true_%2 == 1
		}
	}
	return v
}
