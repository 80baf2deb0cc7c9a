package faulttree

import "math"

// Options bound the work of an analysis. The zero value takes the defaults.
type Options struct {
	Nodes   int // nodes of one decision diagram; 0 is 4 million
	CutSets int // listed; 0 lists none
	Order   int // largest cut sets to look for; 0 is any
}

const (
	defaultNodes = 4_000_000
	firstNodes   = 1 << 13 // of the first try with an order
)

// Result is what is known of a function.
type Result struct {
	Probability Bound
	Coherent    bool // more events never make it false
	CutSets     *CutSets
	Importance  []Importance // of every event, in the order of the tree; nil where the probability is not exact
	NoCutSets   string       // why there are none
}

// Bound is a probability that is known exactly, or to lie between two values.
type Bound struct {
	Low, High float64
	Exact     bool
}

// analysis is the work on one function.
type analysis struct {
	tree     *Tree // reduced
	o        Options
	modules  []module
	solved   []solved
	families []*family
}

// solved is the diagram of one module.
type solved struct {
	b      *bdd // nil when it does not fit
	root   edge
	order  []int32
	chance Bound    // of the module
	high   []chance // of each node, with modules below at their upper bounds
	vars   []chance
}

// Analyse computes probability, cut sets and importance of a function. What
// does not fit into the room that the options give is bounded, and said to be.
func (t *Tree) Analyse(top Ref, o Options) *Result {
	a, root := t.analysis(top, o)
	for k := range a.modules {
		a.fit(k)
		a.measure(k)
	}
	out := &Result{Probability: a.solved[len(a.solved)-1].chance, Coherent: a.tree.coherent(root)}
	out.CutSets, out.NoCutSets = a.cutSets()
	if out.Probability.Exact {
		out.Importance = a.importance(out)
	}
	return out
}

// analysis prepares the work on a function.
func (t *Tree) analysis(top Ref, o Options) (*analysis, Ref) {
	if o.Nodes <= 0 {
		o.Nodes = defaultNodes
	}
	reduced, root := t.reduced(top)
	a := &analysis{tree: reduced, o: o, modules: reduced.modules(root)}
	a.solved = make([]solved, len(a.modules))
	return a, root
}

// coherent tells whether a function uses no complement.
func (t *Tree) coherent(top Ref) bool {
	_, turned := t.polarity(top)
	for i := range t.nodes {
		if turned[i] && t.nodes[i].kind != constant {
			return false
		}
	}
	return true
}

// fit makes the diagram of a module. Every order is tried as it is in a little
// room; if none fits, they are improved on the way in all the room there is.
func (a *analysis) fit(k int) {
	m, s := &a.modules[k], &a.solved[k]
	orders := make([][]int32, len(orderings))
	try := func(i, room, sift int) {
		if orders[i] == nil {
			orders[i] = orderings[i](a.tree, m)
		}
		b, root, order, ok := a.tree.build(m, orders[i], room, sift)
		if ok {
			s.b, s.root, s.order = b, root, order
		}
	}
	for _, room := range []int{firstNodes, 8 * firstNodes} {
		for i := range orderings {
			if s.b == nil {
				try(i, min(room, a.o.Nodes), 0)
			}
		}
	}
	for i := range 2 {
		if s.b == nil {
			try(i, a.o.Nodes, siftFrom)
		}
	}
}

// measure computes the chance of a module from those of its events and of the
// modules below.
func (a *analysis) measure(k int) {
	m, s := &a.modules[k], &a.solved[k]
	if s.b == nil {
		s.chance = a.bound(k)
		return
	}
	low := s.b.measure(a.chances(k, func(b Bound) float64 { return b.Low }))
	s.vars = a.chances(k, func(b Bound) float64 { return b.High })
	s.high = s.b.measure(s.vars)
	s.chance = Bound{Low: of(low, s.root).yes, High: of(s.high, s.root).yes, Exact: true}
	for _, u := range m.uses {
		s.chance.Exact = s.chance.Exact && a.solved[u.module].chance.Exact
	}
}

// chances returns the chance of each level of a module's diagram: those of
// events as they are, those of modules at one of their bounds.
func (a *analysis) chances(k int, side func(Bound) float64) []chance {
	m, s := &a.modules[k], &a.solved[k]
	out := make([]chance, len(s.order))
	for level, v := range s.order {
		u, ok := m.uses[v]
		if !ok {
			p := a.tree.nodes[v].p
			out[level] = chance{p, 1 - p}
			continue
		}
		below := &a.solved[u.module]
		if below.chance.Exact {
			out[level] = of(below.high, below.root)
			continue
		}
		p := side(below.chance)
		out[level] = chance{p, 1 - p}
	}
	return out
}

// cutSets reads the minimal cut sets, all of them where they fit, else those up
// to the largest order that does.
func (a *analysis) cutSets() (*CutSets, string) {
	for k := range a.solved {
		if a.solved[k].b == nil {
			return nil, "the function does not fit into a decision diagram"
		}
	}
	order := int32(anyOrder)
	if a.o.Order > 0 {
		order = int32(a.o.Order)
	}
	if !a.readFamilies(order) {
		fits := int32(0)
		for next := int32(1); next < order && a.readFamilies(next); next++ {
			fits = next
		}
		if fits == 0 {
			return nil, "the cut sets do not fit"
		}
		order = fits
		a.readFamilies(order)
	}
	top := a.families[len(a.families)-1]
	c := &CutSets{RareEvent: min(top.sum[top.root], 1)}
	if order < anyOrder {
		c.MaxOrder = int(order)
	}
	for k, n := range top.polys[top.root] {
		c.Count = addMost(c.Count, n)
		if k > 0 {
			c.ByOrder = append(c.ByOrder, n)
		}
	}
	c.List = a.mostProbable(a.o.CutSets)
	return c, ""
}

// readFamilies reads the cut sets of every module up to an order. It reports
// whether they fit.
func (a *analysis) readFamilies(order int32) bool {
	a.families = make([]*family, len(a.modules))
	for k := range a.modules {
		m, s := &a.modules[k], &a.solved[k]
		free := make([]bool, len(s.order))
		for level, v := range s.order {
			u, ok := m.uses[v]
			free[level] = ok && a.modules[u.module].free
		}
		cuts := minimal{z: newZBDD(a.o.Nodes), b: s.b, free: free}
		f := &family{z: cuts.z, order: s.order}
		f.root = cuts.of(s.root, order)
		if f.z.full {
			return false
		}
		most := math.MaxInt32
		if order < anyOrder {
			most = int(order)
		}
		f.read(
			func(v int32) poly {
				if u, ok := m.uses[v]; ok {
					g := a.families[u.module]
					return g.polys[g.root]
				}
				return poly{0, 1}
			},
			func(v int32) float64 { return a.value(m, v) },
			func(v int32) float64 {
				if u, ok := m.uses[v]; ok {
					g := a.families[u.module]
					return g.most[g.root]
				}
				return a.tree.nodes[v].p
			}, most)
		a.families[k] = f
	}
	return true
}

// value is the sum of the cut sets behind a variable, or the probability of an
// event.
func (a *analysis) value(m *module, v int32) float64 {
	if u, ok := m.uses[v]; ok {
		g := a.families[u.module]
		return g.sum[g.root]
	}
	return a.tree.nodes[v].p
}
