package faulttree

// Function is a Boolean function that is compiled once, to be measured again
// and again under other probabilities of its events.
type Function struct {
	a *analysis
}

// Compile prepares a function.
func (t *Tree) Compile(top Ref, o Options) *Function {
	a, _ := t.analysis(top, o)
	for k := range a.modules {
		a.fit(k)
	}
	return &Function{a}
}

// Events returns the names of the events that the function rests on, in the
// order of the tree.
func (f *Function) Events() []string {
	var names []string
	for i := range f.a.tree.nodes {
		if n := &f.a.tree.nodes[i]; n.kind == event {
			names = append(names, n.name)
		}
	}
	return names
}

// Probability returns the probability of the function, and that of its
// opposite, when its events have the probabilities that given returns. Each is
// computed without subtracting from 1. Where the function does not fit into a
// diagram both are their upper bounds, and exact is false.
func (f *Function) Probability(given func(event string) float64) (yes, no float64, exact bool) {
	for i := range f.a.tree.nodes {
		if n := &f.a.tree.nodes[i]; n.kind == event {
			n.p = given(n.name)
		}
	}
	for k := range f.a.modules {
		f.a.measure(k)
	}
	top := &f.a.solved[len(f.a.solved)-1]
	if !top.chance.Exact {
		return top.chance.High, 1 - top.chance.Low, false
	}
	c := of(top.high, top.root)
	return c.yes, c.no, true
}

// Slopes returns by how much the probability that was last computed grows with
// that of each event, in the order of Events: Birnbaum's importance. It is nil
// where that probability is not exact.
func (f *Function) Slopes() []float64 {
	if !f.a.solved[len(f.a.solved)-1].chance.Exact {
		return nil
	}
	all := f.a.allSlopes(func(k int) []float64 { s := &f.a.solved[k]; return s.b.slopes(s.root, s.vars, s.high) })
	var out []float64
	for i := range f.a.tree.nodes {
		if f.a.tree.nodes[i].kind == event {
			out = append(out, all[i])
		}
	}
	return out
}
