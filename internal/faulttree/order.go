package faulttree

import (
	"cmp"
	"slices"
)

// ordering is a way to order the variables of a module. No way is best for all
// trees, and the wrong one can cost a factor of a million, so several are tried
// with little room each before any gets more.
type ordering func(t *Tree, m *module) []int32

// orderings are tried in turn.
var orderings = []ordering{
	asWritten,
	smallFirst,
	forced(asWritten),
	largeFirst,
	forced(smallFirst),
	weighty,
	levelled,
	forced(weighty),
}

// asWritten visits depth first in the order of the inputs: events that are
// written close to each other stay together. Fujita, Fujisawa, Kawato:
// "Evaluation and improvements of Boolean comparison method based on binary
// decision diagrams", ICCAD 1988.
func asWritten(t *Tree, m *module) []int32 {
	return t.depthFirst(m, func(in []Ref) []Ref { return in })
}

// smallFirst visits smaller inputs first, so that a large one is not torn apart
// by events that others share with it.
func smallFirst(t *Tree, m *module) []int32 {
	size := t.sizes(m)
	return t.depthFirst(m, func(in []Ref) []Ref {
		return sorted(in, func(a, b Ref) int { return cmp.Compare(size[a.node()], size[b.node()]) })
	})
}

func largeFirst(t *Tree, m *module) []int32 {
	size := t.sizes(m)
	return t.depthFirst(m, func(in []Ref) []Ref {
		return sorted(in, func(a, b Ref) int { return cmp.Compare(size[b.node()], size[a.node()]) })
	})
}

// weighty gives the root a weight of 1, which each gate passes on to its inputs
// in equal parts, and visits heavy inputs first. Minato, Ishiura, Yajima:
// "Shared binary decision diagram with attributed edges", DAC 1990.
func weighty(t *Tree, m *module) []int32 {
	weight := make([]float64, len(t.nodes))
	var gates []int32
	t.inside(m, func(i int32, leaf bool) {
		if !leaf {
			gates = append(gates, i)
		}
	})
	weight[m.root.node()] = 1
	for _, i := range slices.Backward(gates) {
		for _, r := range t.nodes[i].in {
			weight[r.node()] += weight[i] / float64(len(t.nodes[i].in))
		}
	}
	return t.depthFirst(m, func(in []Ref) []Ref {
		return sorted(in, func(a, b Ref) int { return cmp.Compare(weight[b.node()], weight[a.node()]) })
	})
}

// levelled takes the variables nearest to the root first.
func levelled(t *Tree, m *module) []int32 {
	leaf := make(map[int32]bool, len(m.vars))
	for _, v := range m.vars {
		leaf[v] = true
	}
	seen := make([]bool, len(t.nodes))
	queue := []int32{m.root.node()}
	var order []int32
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		if seen[i] {
			continue
		}
		seen[i] = true
		if leaf[i] {
			order = append(order, i)
			continue
		}
		for _, r := range t.nodes[i].in {
			queue = append(queue, r.node())
		}
	}
	return order
}

const forceRounds = 40

// forced improves an order: every gate pulls the variables below it towards
// their common centre. Aloul, Markov, Sakallah: "FORCE: a fast and
// easy-to-implement variable-ordering heuristic", GLSVLSI 2003.
func forced(start ordering) ordering {
	return func(t *Tree, m *module) []int32 {
		order := start(t, m)
		spans := t.supports(m)
		place := make([]int, len(t.nodes))
		pull, pulls := make([]float64, len(t.nodes)), make([]int, len(t.nodes))
		best, least := slices.Clone(order), -1
		for range forceRounds {
			for k, v := range order {
				place[v] = k
			}
			clear(pull)
			clear(pulls)
			total := 0
			for _, s := range spans {
				sum, low, high := 0, len(order), 0
				for _, v := range s {
					sum += place[v]
					low, high = min(low, place[v]), max(high, place[v])
				}
				total += high - low
				centre := float64(sum) / float64(len(s))
				for _, v := range s {
					pull[v] += centre
					pulls[v]++
				}
			}
			if least >= 0 && total >= least {
				break
			}
			copy(best, order)
			least = total
			slices.SortStableFunc(order, func(a, b int32) int {
				return cmp.Compare(pull[a]/float64(max(pulls[a], 1)), pull[b]/float64(max(pulls[b], 1)))
			})
		}
		return best
	}
}

// supports returns the variables below each gate of a module, of gates with
// more than one and not absurdly many.
func (t *Tree) supports(m *module) [][]int32 {
	const most = 64
	below := make(map[int32][]int32, len(m.vars))
	var out [][]int32
	t.inside(m, func(i int32, leaf bool) {
		if leaf {
			below[i] = []int32{i}
			return
		}
		var all []int32
		for _, r := range t.nodes[i].in {
			s := below[r.node()]
			if s == nil || len(all)+len(s) > 4*most {
				return // too wide to pull together
			}
			all = append(all, s...)
		}
		slices.Sort(all)
		all = slices.Compact(all)
		below[i] = all
		if len(all) > 1 && len(all) <= most {
			out = append(out, all)
		}
	})
	return out
}

// sizes returns how many visits of variables lie below each gate.
func (t *Tree) sizes(m *module) []float64 {
	size := make([]float64, len(t.nodes))
	t.inside(m, func(i int32, leaf bool) {
		if leaf {
			size[i] = 1
			return
		}
		for _, r := range t.nodes[i].in {
			size[i] += size[r.node()]
		}
	})
	return size
}

// depthFirst returns the variables of a module in the order in which they are
// first met.
func (t *Tree) depthFirst(m *module, arrange func([]Ref) []Ref) []int32 {
	leaf := make(map[int32]bool, len(m.vars))
	for _, v := range m.vars {
		leaf[v] = true
	}
	seen := make([]bool, len(t.nodes))
	order := make([]int32, 0, len(m.vars))
	var walk func(int32)
	walk = func(i int32) {
		if seen[i] {
			return
		}
		seen[i] = true
		if leaf[i] {
			order = append(order, i)
			return
		}
		for _, r := range arrange(t.nodes[i].in) {
			walk(r.node())
		}
	}
	walk(m.root.node())
	return order
}

// inside visits the nodes of a module, inputs first; its variables are leaves.
func (t *Tree) inside(m *module, visit func(i int32, leaf bool)) {
	leaf := make(map[int32]bool, len(m.vars))
	for _, v := range m.vars {
		leaf[v] = true
	}
	seen := make([]bool, len(t.nodes))
	var walk func(int32)
	walk = func(i int32) {
		if seen[i] {
			return
		}
		seen[i] = true
		if !leaf[i] {
			for _, r := range t.nodes[i].in {
				walk(r.node())
			}
		}
		visit(i, leaf[i])
	}
	walk(m.root.node())
}

func sorted(in []Ref, by func(a, b Ref) int) []Ref {
	in = slices.Clone(in)
	slices.SortStableFunc(in, by)
	return in
}
