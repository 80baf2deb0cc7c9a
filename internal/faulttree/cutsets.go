package faulttree

import (
	"container/heap"
	"math"
	"math/bits"
	"slices"
)

// CutSets are the minimal cut sets of a function: the least sets of events that
// make it true while all others are false. In a tree with complements they are
// the positive parts of its least true assignments.
type CutSets struct {
	Count     uint64   // math.MaxUint64 stands for that many or more
	ByOrder   []uint64 // how many have 1, 2, ... elements
	MaxOrder  int      // larger ones were not looked for; 0 when all were
	RareEvent float64  // sum of their probabilities, at most 1
	List      []CutSet // the most probable ones
}

// CutSet is one minimal cut set.
type CutSet struct {
	Events      []string // sorted
	Probability float64  // product of those of its events
}

// family is the minimal cut sets of one module over its variables.
type family struct {
	z     *zbdd
	root  uint32
	order []int32 // node of each level
	polys []poly  // by node of z
	sum   []float64
	most  []float64 // probability of the most probable set, by node of z
}

// poly counts sets by order: how many have 0, 1, 2, ... elements. Counts stop
// at the largest number there is.
type poly []uint64

func (p poly) plus(q poly) poly {
	if len(p) < len(q) {
		p, q = q, p
	}
	out := slices.Clone(p)
	for i, n := range q {
		out[i] = addMost(out[i], n)
	}
	return out
}

// times multiplies, and keeps at most the order most.
func (p poly) times(q poly, most int) poly {
	if len(p) == 0 || len(q) == 0 {
		return nil
	}
	out := make(poly, min(len(p)+len(q)-1, most+1))
	for i, a := range p {
		if a == 0 {
			continue
		}
		for j, b := range q {
			if i+j < len(out) && b != 0 {
				hi, lo := bits.Mul64(a, b)
				if hi > 0 {
					lo = math.MaxUint64
				}
				out[i+j] = addMost(out[i+j], lo)
			}
		}
	}
	return out
}

// addMost adds without going over the largest number there is.
func addMost(a, b uint64) uint64 {
	s, over := bits.Add64(a, b, 0)
	if over > 0 {
		return math.MaxUint64
	}
	return s
}

// read computes counts and sums of a family from what its variables stand for.
func (f *family) read(counts func(v int32) poly, value, best func(v int32) float64, most int) {
	z := f.z
	f.polys = make([]poly, len(z.nodes))
	f.most = make([]float64, len(z.nodes))
	f.polys[emptySet], f.most[emptySet] = poly{1}, 1
	for i := 2; i < len(z.nodes); i++ {
		n := &z.nodes[i]
		v := f.order[n.level]
		f.polys[i] = f.polys[n.lo].plus(f.polys[n.hi].times(counts(v), most))
		f.most[i] = max(f.most[n.lo], best(v)*f.most[n.hi])
	}
	f.sum = f.sums(value)
}

// sums returns, for each node, the sum over its sets of the products of their
// variables' values.
func (f *family) sums(value func(v int32) float64) []float64 {
	out := make([]float64, len(f.z.nodes))
	out[emptySet] = 1
	for i := 2; i < len(out); i++ {
		n := &f.z.nodes[i]
		out[i] = out[n.lo] + value(f.order[n.level])*out[n.hi]
	}
	return out
}

// slopes returns by how much the sum of the family grows with the value of each
// level's variable.
func (f *family) slopes(sums []float64, value func(v int32) float64) []float64 {
	out := make([]float64, len(f.order))
	reach := make([]float64, len(f.z.nodes))
	reach[f.root] = 1
	for i := len(f.z.nodes) - 1; i > 1; i-- {
		if reach[i] == 0 {
			continue
		}
		n := &f.z.nodes[i]
		out[n.level] += reach[i] * sums[n.hi]
		reach[n.hi] += reach[i] * value(f.order[n.level])
		reach[n.lo] += reach[i]
	}
	return out
}

// partial is a cut set of which some events are known: a place in a family,
// what must still be added behind it, and the highest probability that the
// whole can have.
type partial struct {
	bound  float64
	module int
	at     uint32
	rest   *pending
	events *chosen
	number int // of its making, so that equals come out in a fixed order
}

// pending is a family that must be gone on with when the current one is done.
type pending struct {
	module int
	at     uint32
	next   *pending
}

type chosen struct {
	event int32
	next  *chosen
}

type partials []partial

func (p partials) Len() int { return len(p) }
func (p partials) Less(i, j int) bool {
	return p[i].bound > p[j].bound || p[i].bound == p[j].bound && p[i].number < p[j].number
}
func (p partials) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *partials) Push(x any)   { *p = append(*p, x.(partial)) }
func (p *partials) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// mostProbable returns the cut sets with the highest probabilities: a search
// that always goes on where the best can still be.
func (a *analysis) mostProbable(limit int) []CutSet {
	top := len(a.modules) - 1
	q := &partials{}
	number := 0
	push := func(p partial) {
		number++
		p.number = number
		heap.Push(q, p)
	}
	if root := a.families[top].root; root != noSet {
		push(partial{bound: a.families[top].most[root], module: top, at: root})
	}
	var out []CutSet
	for q.Len() > 0 && len(out) < limit {
		p := heap.Pop(q).(partial)
		if p.at == emptySet {
			if p.rest == nil {
				out = append(out, a.cutSet(p.events))
				continue
			}
			push(partial{bound: p.bound, module: p.rest.module, at: p.rest.at, rest: p.rest.next, events: p.events})
			continue
		}
		f := a.families[p.module]
		n := f.z.nodes[p.at]
		outside := p.bound / f.most[p.at]
		if f.most[p.at] == 0 {
			outside = 0
		}
		if n.lo != noSet {
			push(partial{bound: outside * f.most[n.lo], module: p.module, at: n.lo, rest: p.rest, events: p.events})
		}
		v := f.order[n.level]
		if u, ok := a.modules[p.module].uses[v]; ok {
			g := a.families[u.module]
			push(partial{bound: outside * f.most[n.hi] * g.most[g.root], module: u.module, at: g.root, rest: &pending{p.module, n.hi, p.rest}, events: p.events})
			continue
		}
		push(partial{bound: outside * f.most[n.hi] * a.tree.nodes[v].p, module: p.module, at: n.hi, rest: p.rest, events: &chosen{v, p.events}})
	}
	return out
}

func (a *analysis) cutSet(events *chosen) CutSet {
	c := CutSet{Events: []string{}, Probability: 1}
	var list []int32
	for ; events != nil; events = events.next {
		list = append(list, events.event)
	}
	slices.Sort(list)
	for _, v := range list {
		c.Events = append(c.Events, a.tree.nodes[v].name)
		c.Probability *= a.tree.nodes[v].p
	}
	slices.Sort(c.Events)
	return c
}
