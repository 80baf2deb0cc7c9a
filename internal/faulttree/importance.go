package faulttree

import "math"

// Importance says how much one event matters for a function of probability P.
// With P1 and P0 the probability when the event is sure and impossible, and p
// its own: Rausand, Høyland: "System Reliability Theory", 2nd edition 2004, §5.
type Importance struct {
	Event       string
	Probability float64
	Occurrence  float64 // cut sets that hold it; 0 when they were not counted
	Birnbaum    float64 // P1 - P0, the slope of P
	Criticality float64 // p (P1-P0) / P: the share of P in which it is decisive
	Diagnostic  float64 // p P1 / P: how likely it is, given the top event
	// FussellVesely is the share of the sum of all cut sets' probabilities that
	// falls on those that hold the event.
	FussellVesely float64
	Achievement   float64 // P1 / P: risk achievement worth
	Reduction     float64 // P / P0: risk reduction worth; +Inf when P0 is 0
}

// rounding is how far a sum of chances that is 1, or a difference that is 0, may
// be off.
const rounding = 1e-12

// importance reads the importance of all events, in the order of the tree.
func (a *analysis) importance(r *Result) []Importance {
	top := r.Probability.Low
	slope := a.allSlopes(
		func(k int) []float64 { s := &a.solved[k]; return s.b.slopes(s.root, s.vars, s.high) })
	var share []float64
	var held []float64
	if r.CutSets != nil {
		share = a.allSlopes(func(k int) []float64 {
			m := &a.modules[k]
			f := a.families[k]
			return f.slopes(f.sum, func(v int32) float64 { return a.value(m, v) })
		})
		held = a.occurrences()
	}
	var out []Importance
	for v := range a.tree.nodes {
		n := &a.tree.nodes[v]
		if n.kind != event {
			continue
		}
		i := Importance{Event: n.name, Probability: n.p, Birnbaum: slope[v]}
		if top > 0 {
			sure := top + (1-n.p)*slope[v]
			i.Criticality = n.p * slope[v] / top
			i.Diagnostic = n.p * sure / top
			i.Achievement = sure / top
			i.Reduction = math.Inf(1)
			if left := 1 - i.Criticality; left > rounding {
				i.Reduction = 1 / left
			}
		}
		if r.CutSets != nil {
			i.Occurrence = held[v]
			f := a.families[len(a.families)-1]
			if all := f.sum[f.root]; all > 0 {
				i.FussellVesely = n.p * share[v] / all
			}
		}
		out = append(out, i)
	}
	return out
}

// allSlopes multiplies the slopes of the modules down the tree of modules: by
// how much the top grows with each event.
func (a *analysis) allSlopes(of func(k int) []float64) []float64 {
	out := make([]float64, len(a.tree.nodes))
	weight := make([]float64, len(a.modules))
	weight[len(weight)-1] = 1
	for k := len(a.modules) - 1; k >= 0; k-- {
		for level, s := range of(k) {
			v := a.solved[k].order[level]
			if u, ok := a.modules[k].uses[v]; ok {
				weight[u.module] += weight[k] * s
				continue
			}
			out[v] += weight[k] * s
		}
	}
	return out
}

// occurrences counts the cut sets that hold each event: by how much their
// number grows when the event counts for one more.
func (a *analysis) occurrences() []float64 {
	counts := make([]float64, len(a.modules))
	sums := make([][]float64, len(a.modules))
	value := func(k int) func(v int32) float64 {
		return func(v int32) float64 {
			if u, ok := a.modules[k].uses[v]; ok {
				return counts[u.module]
			}
			return 1
		}
	}
	for k, f := range a.families {
		sums[k] = f.sums(value(k))
		counts[k] = sums[k][f.root]
	}
	return a.allSlopes(func(k int) []float64 { return a.families[k].slopes(sums[k], value(k)) })
}
