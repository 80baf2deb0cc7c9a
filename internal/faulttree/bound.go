package faulttree

// boundNodes is how far the diagram of one gate may grow where that of the
// whole module is too large.
const boundNodes = 1 << 14

// bound returns bounds of the probability of a module that does not fit into a
// diagram. Gates that fit by themselves are exact; the others are bounded from
// their inputs.
//
// Whatever the dependence, a conjunction is at most as likely as its least
// likely input and at least as likely as their sum allows (Fréchet 1935). Where
// no complement is involved the inputs are associated, so a conjunction is at
// least as likely as if they were independent. Esary, Proschan, Walkup:
// "Association of random variables, with applications", 1967.
func (a *analysis) bound(k int) Bound {
	m, t := &a.modules[k], a.tree
	_, turned := t.polarity(m.root)
	associated := true
	t.inside(m, func(i int32, _ bool) { associated = associated && !turned[i] })
	known := map[int32]Bound{}
	of := func(r Ref) Bound {
		b := known[r.node()]
		if r.negated() {
			b.Low, b.High = 1-b.High, 1-b.Low
		}
		return b
	}
	t.inside(m, func(i int32, leaf bool) {
		if leaf {
			known[i] = a.leaf(m, i)
			return
		}
		if b, ok := a.gateAlone(m, i); ok {
			known[i] = b
			return
		}
		n := &t.nodes[i]
		in := make([]Bound, len(n.in))
		for j, r := range n.in {
			in[j] = of(r)
		}
		known[i] = boundOf(n, in, associated)
	})
	b := of(m.root)
	return Bound{Low: max(b.Low, 0), High: min(b.High, 1)}
}

// leaf returns the probability of a variable of a module.
func (a *analysis) leaf(m *module, v int32) Bound {
	u, ok := m.uses[v]
	if !ok {
		p := a.tree.nodes[v].p
		return Bound{Low: p, High: p, Exact: true}
	}
	b := a.solved[u.module].chance
	if u.turned {
		b.Low, b.High = 1-b.High, 1-b.Low
	}
	return b
}

// gateAlone computes a gate of a module by itself, if that fits.
func (a *analysis) gateAlone(m *module, i int32) (Bound, bool) {
	part := module{root: Ref(i) << 1, uses: m.uses}
	part.vars = m.vars
	order := smallFirst(a.tree, &part)
	b, root, _, ok := a.tree.build(&part, order, boundNodes, 0)
	if !ok {
		return Bound{}, false
	}
	sides := [2]float64{}
	for side := range sides {
		vars := make([]chance, len(order))
		for level, v := range order {
			p := a.leaf(m, v)
			low, high := p.Low, p.High
			if u := m.uses[v]; u.turned {
				low, high = 1-high, 1-low // the level is the module, not its gate
			}
			q := low
			if side == 1 {
				q = high
			}
			vars[level] = chance{q, 1 - q}
		}
		sides[side] = of(b.measure(vars), root).yes
	}
	return Bound{Low: min(sides[0], sides[1]), High: max(sides[0], sides[1])}, true
}

// boundOf bounds a gate from its inputs.
func boundOf(n *node, in []Bound, associated bool) Bound {
	switch {
	case n.kind == andGate:
		least, sum, product := 1.0, 0.0, 1.0
		for _, b := range in {
			least = min(least, b.High)
			sum += 1 - b.Low
			product *= b.Low
		}
		low := max(1-sum, 0)
		if associated {
			low = max(low, product)
		}
		return Bound{Low: low, High: least}
	case n.kind == atLeastGate && n.k == 1:
		most, sum, none := 0.0, 0.0, 1.0
		for _, b := range in {
			most = max(most, b.Low)
			sum += b.High
			none *= 1 - b.High
		}
		high := min(sum, 1)
		if associated {
			high = min(high, 1-none)
		}
		return Bound{Low: most, High: high}
	case n.kind == atLeastGate:
		// Markov's inequality on the number of inputs that are true, and on
		// that of those that are not.
		sum, missing := 0.0, 0.0
		for _, b := range in {
			sum += b.High
			missing += 1 - b.Low
		}
		return Bound{Low: max(0, 1-missing/float64(len(in)-n.k+1)), High: min(1, sum/float64(n.k))}
	}
	return Bound{Low: 0, High: 1}
}
