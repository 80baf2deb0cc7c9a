package faulttree

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// evaluate returns the value of every node when some events are true.
func evaluate(t *Tree, truth map[int32]bool) []bool {
	v := make([]bool, len(t.nodes))
	for i := range t.nodes {
		n := &t.nodes[i]
		count := 0
		for _, r := range n.in {
			if v[r.node()] != r.negated() {
				count++
			}
		}
		switch n.kind {
		case event:
			v[i] = truth[int32(i)]
		case andGate:
			v[i] = count == len(n.in)
		case atLeastGate:
			v[i] = count >= n.k
		case xorGate:
			v[i] = count%2 == 1
		}
	}
	return v
}

// byHand is what enumerating all assignments says of a function.
type byHand struct {
	p      float64
	cuts   [][]string // sorted
	birn   map[string]float64
	events []int32
}

func enumerate(t *Tree, top Ref) byHand {
	h := byHand{birn: map[string]float64{}}
	t.below(top, func(i int32) {
		if t.nodes[i].kind == event {
			h.events = append(h.events, i)
		}
	})
	var cuts []uint
	for set := uint(0); set < 1<<len(h.events); set++ {
		truth := map[int32]bool{}
		p := 1.0
		for k, e := range h.events {
			truth[e] = set>>k&1 != 0
			if truth[e] {
				p *= t.nodes[e].p
			} else {
				p *= 1 - t.nodes[e].p
			}
		}
		if evaluate(t, truth)[top.node()] == top.negated() {
			continue
		}
		h.p += p
		for k, e := range h.events {
			q := t.nodes[e].p
			if set>>k&1 != 0 {
				h.birn[t.nodes[e].name] += p / q
			} else {
				h.birn[t.nodes[e].name] -= p / (1 - q)
			}
		}
		if !slices.ContainsFunc(cuts, func(c uint) bool { return c&set == c }) {
			cuts = slices.DeleteFunc(cuts, func(c uint) bool { return c&set == set })
			cuts = append(cuts, set)
		}
	}
	for _, c := range cuts {
		names := []string{}
		for k, e := range h.events {
			if c>>k&1 != 0 {
				names = append(names, t.nodes[e].name)
			}
		}
		slices.Sort(names)
		h.cuts = append(h.cuts, names)
	}
	slices.SortFunc(h.cuts, slices.Compare)
	return h
}

// anyTree draws a tree over a few events, with every kind of gate.
func anyTree(r *rapid.T, coherent bool) (*Tree, Ref) {
	t := New()
	n := rapid.IntRange(1, 9).Draw(r, "events")
	var refs []Ref
	for i := range n {
		refs = append(refs, t.Event(fmt.Sprintf("e%d", i), rapid.Float64Range(0.01, 0.95).Draw(r, "p")))
	}
	for range rapid.IntRange(1, 10).Draw(r, "gates") {
		var in []Ref
		for range rapid.IntRange(1, 4).Draw(r, "inputs") {
			x := rapid.SampledFrom(refs).Draw(r, "input")
			in = append(in, x.with(!coherent && rapid.IntRange(0, 3).Draw(r, "not") == 0))
		}
		kinds := 3
		if !coherent {
			kinds = 5
		}
		switch rapid.IntRange(0, kinds-1).Draw(r, "kind") {
		case 0:
			refs = append(refs, t.And(in...))
		case 1:
			refs = append(refs, t.Or(in...))
		case 2:
			refs = append(refs, t.AtLeast(rapid.IntRange(1, len(in)).Draw(r, "k"), in...))
		case 3:
			refs = append(refs, t.Xor(in...))
		case 4:
			refs = append(refs, t.Imply(in[0], in[len(in)-1]))
		}
	}
	return t, refs[len(refs)-1]
}

func sameCuts(c *CutSets, want [][]string) error {
	var got [][]string
	for _, s := range c.List {
		got = append(got, s.Events)
	}
	slices.SortFunc(got, slices.Compare)
	if !slices.EqualFunc(got, want, slices.Equal) {
		return fmt.Errorf("cut sets %v, want %v", got, want)
	}
	if c.Count != uint64(len(want)) {
		return fmt.Errorf("%d cut sets are counted, want %d", c.Count, len(want))
	}
	for _, s := range want {
		if len(s) > 0 && c.ByOrder[len(s)-1] == 0 {
			return fmt.Errorf("none of order %d is counted: %v", len(s), c.ByOrder)
		}
	}
	return nil
}

func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(math.Abs(a), math.Abs(b))+1e-15
}

// TestAnalysisIsWhatEnumerationSays compares small trees of every kind with all
// their assignments.
func TestAnalysisIsWhatEnumerationSays(t *testing.T) {
	for _, coherent := range []bool{true, false} {
		t.Run(fmt.Sprintf("coherent %t", coherent), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				tree, top := anyTree(r, coherent)
				want := enumerate(tree, top)
				got := tree.Analyse(top, Options{CutSets: 1000})
				if !got.Probability.Exact || !near(got.Probability.Low, want.p, 1e-9) {
					r.Fatalf("probability %+v, want %g", got.Probability, want.p)
				}
				if err := sameCuts(got.CutSets, want.cuts); err != nil {
					r.Fatal(err)
				}
				sum := 0.0
				for _, c := range got.CutSets.List {
					sum += c.Probability
				}
				if !near(got.CutSets.RareEvent, min(sum, 1), 1e-9) {
					r.Fatalf("rare event sum %g, want %g", got.CutSets.RareEvent, sum)
				}
				for _, i := range got.Importance {
					if math.Abs(i.Birnbaum-want.birn[i.Event]) > 1e-9 {
						r.Fatalf("Birnbaum of %s is %g, want %g", i.Event, i.Birnbaum, want.birn[i.Event])
					}
					held := 0
					for _, c := range want.cuts {
						if slices.Contains(c, i.Event) {
							held++
						}
					}
					if i.Occurrence != float64(held) {
						r.Fatalf("%s is in %g cut sets, want %d", i.Event, i.Occurrence, held)
					}
				}
			})
		})
	}
}

// TestSiftingChangesNoFunction improves the order all the time and compares
// with the order as it was.
func TestSiftingChangesNoFunction(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree, top := anyTree(r, false)
		reduced, root := tree.reduced(top)
		want := enumerate(tree, top).p
		m := module{root: root}
		reduced.below(root, func(i int32) {
			if reduced.nodes[i].kind == event {
				m.vars = append(m.vars, i)
			}
		})
		b, e, order, ok := reduced.build(&m, slices.Clone(m.vars), 1<<20, 1)
		if !ok {
			r.Fatal("it does not fit")
		}
		vars := make([]chance, len(order))
		for l, v := range order {
			vars[l] = chance{reduced.nodes[v].p, 1 - reduced.nodes[v].p}
		}
		if p := of(b.measure(vars), e).yes; !near(p, want, 1e-9) {
			r.Fatalf("probability %g after sifting, want %g", p, want)
		}
	})
}

// TestBoundsHold bounds trees that are given no room at all.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree, top := anyTree(r, rapid.Bool().Draw(r, "coherent"))
		want := enumerate(tree, top).p
		got := tree.Analyse(top, Options{Nodes: 3})
		p := got.Probability
		if p.Low > want+1e-12 || p.High < want-1e-12 {
			r.Fatalf("bounds [%g, %g] do not hold %g", p.Low, p.High, want)
		}
		if !p.Exact && got.Importance != nil {
			r.Fatal("importance is claimed of a probability that is not known")
		}
	})
}

// TestLargestCutSetsCanBeLeftOut asks for the small ones alone.
func TestLargestCutSetsCanBeLeftOut(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree, top := anyTree(r, false)
		all := tree.Analyse(top, Options{}).CutSets
		order := rapid.IntRange(1, 4).Draw(r, "order")
		some := tree.Analyse(top, Options{Order: order}).CutSets
		if want := all.ByOrder[:min(order, len(all.ByOrder))]; !slices.Equal(trimmed(some.ByOrder), trimmed(want)) {
			r.Fatalf("up to order %d: %v, want %v", order, some.ByOrder, want)
		}
	})
}

func trimmed(list []uint64) []uint64 {
	for len(list) > 0 && list[len(list)-1] == 0 {
		list = list[:len(list)-1]
	}
	return list
}

// TestTwelveNinesKeepTheirDigits computes a tiny probability next to 1.
func TestTwelveNinesKeepTheirDigits(t *testing.T) {
	tree := New()
	a, b := tree.Event("a", 1e-9), tree.Event("b", 3e-9)
	if got := tree.Analyse(tree.And(a, b), Options{}).Probability.Low; !near(got, 3e-18, 1e-12) {
		t.Errorf("probability %g, want 3e-18", got)
	}
	if got := tree.Analyse(tree.Or(a.Not(), b.Not()).Not(), Options{}).Probability.Low; !near(got, 3e-18, 1e-12) {
		t.Errorf("complemented twice: probability %g, want 3e-18", got)
	}
}

// TestConstants are functions without events.
func TestConstants(t *testing.T) {
	tree := New()
	a := tree.Event("a", 0.3)
	for _, tt := range []struct {
		name string
		ref  Ref
		want float64
	}{
		{"a and not a", tree.And(a, a.Not()), 0},
		{"a or not a", tree.Or(a, a.Not()), 1},
		{"none of none", tree.AtLeast(0), 1},
		{"one of none", tree.AtLeast(1), 0},
		{"a xor a", tree.Xor(a, a), 0},
		{"a xor not a", tree.Xor(a, a.Not()), 1},
		{"a twice, two of them", tree.AtLeast(2, a, a), 0.3},
		{"a alone", a, 0.3},
		{"not a", a.Not(), 0.7},
	} {
		if got := tree.Analyse(tt.ref, Options{CutSets: 5}).Probability.Low; !near(got, tt.want, 1e-12) {
			t.Errorf("%s: %g, want %g", tt.name, got, tt.want)
		}
	}
}

// TestManyReplicasStaySmall needs 100 of 200.
func TestManyReplicasStaySmall(t *testing.T) {
	tree := New()
	var in []Ref
	for i := range 200 {
		in = append(in, tree.Event(fmt.Sprintf("r%d", i), 0.5))
	}
	got := tree.Analyse(tree.AtLeast(100, in...), Options{})
	// By symmetry one half, and half of the middle term: C(200,100)/2^200.
	want := 0.5 + math.Exp(lchoose(200, 100)-200*math.Ln2)/2
	if !got.Probability.Exact || !near(got.Probability.Low, want, 1e-9) {
		t.Errorf("probability %+v, want %g", got.Probability, want)
	}
}

func lchoose(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}

// TestAFunctionIsMeasuredAgain compiles a tree once and moves its probabilities.
func TestAFunctionIsMeasuredAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tree, top := anyTree(r, rapid.Bool().Draw(r, "coherent"))
		f := tree.Compile(top, Options{})
		for _, p := range []float64{0.2, 0.7} {
			for i := range tree.nodes {
				if tree.nodes[i].kind == event {
					tree.nodes[i].p = p
				}
			}
			want := enumerate(tree, top).p
			yes, no, exact := f.Probability(func(string) float64 { return p })
			if !exact || !near(yes, want, 1e-9) || math.Abs(yes+no-1) > 1e-9 {
				r.Fatalf("with %g: %g and %g (exact %t), want %g", p, yes, no, exact, want)
			}
		}
	})
}
