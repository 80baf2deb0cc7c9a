// Package faulttree computes with Boolean functions over basic events:
// probability, minimal cut sets and importance, exactly where the function
// fits into a decision diagram and with a stated bound where it does not. It
// reads and writes the Open-PSA Model Exchange Format. What the events mean is
// left to package reliability.
//
// A reader may follow the main line from Analyse (analyse.go): the tree is
// reduced (reduce.go), cut into independent modules (module.go), each module
// gets a variable order (order.go) and a binary decision diagram (bdd.go,
// build.go), from which probability (measure.go), cut sets (zbdd.go,
// cutsets.go) and importance are read.
package faulttree

import (
	"fmt"
	"slices"
)

// Tree is a set of Boolean functions written as gates over basic events. Gates
// are made after what they rest on, so that there is no cycle.
type Tree struct {
	nodes []node
	same  map[string]Ref // gates by what they are made of
}

// Ref is a node of a tree or its complement.
type Ref int32

// The constants.
const (
	False Ref = 0
	True  Ref = 1
)

// Not returns the complement.
func (r Ref) Not() Ref { return r ^ 1 }

func (r Ref) node() int32   { return int32(r >> 1) }
func (r Ref) negated() bool { return r&1 != 0 }

// with returns r, complemented when asked.
func (r Ref) with(negated bool) Ref {
	if negated {
		return r.Not()
	}
	return r
}

type kind uint8

const (
	constant kind = iota
	event
	andGate
	atLeastGate // k of its inputs; 1 of them is an or
	xorGate
)

type node struct {
	kind kind
	k    int
	name string  // of an event
	p    float64 // of an event
	in   []Ref
}

// New returns an empty tree.
func New() *Tree { return &Tree{nodes: make([]node, 1), same: map[string]Ref{}} }

// Event adds a basic event with its probability. Two events of the same name
// are two events.
func (t *Tree) Event(name string, probability float64) Ref {
	if !(probability >= 0 && probability <= 1) {
		panic(fmt.Sprintf("faulttree: event %q has probability %g", name, probability))
	}
	return t.add(node{kind: event, name: name, p: probability})
}

func (t *Tree) add(n node) Ref {
	t.nodes = append(t.nodes, n)
	return Ref(len(t.nodes)-1) << 1
}

// And is true when all inputs are; with none it is true.
func (t *Tree) And(in ...Ref) Ref {
	list := make([]Ref, 0, len(in))
	for _, r := range in {
		switch r {
		case False:
			return False
		case True:
		default:
			list = append(list, r)
		}
	}
	list, clash := unique(list)
	switch {
	case clash:
		return False
	case len(list) == 0:
		return True
	case len(list) == 1:
		return list[0]
	}
	return t.gate(andGate, 0, list)
}

// Or is true when one input is; with none it is false.
func (t *Tree) Or(in ...Ref) Ref {
	list := make([]Ref, 0, len(in))
	for _, r := range in {
		switch r {
		case True:
			return True
		case False:
		default:
			list = append(list, r)
		}
	}
	list, clash := unique(list)
	switch {
	case clash:
		return True
	case len(list) == 0:
		return False
	case len(list) == 1:
		return list[0]
	}
	return t.gate(atLeastGate, 1, list)
}

// unique sorts inputs and drops repeated ones. It reports whether an input and
// its complement are both there.
func unique(list []Ref) ([]Ref, bool) {
	slices.Sort(list)
	list = slices.Compact(list)
	for i := 1; i < len(list); i++ {
		if list[i]^list[i-1] == 1 {
			return nil, true
		}
	}
	return list, false
}

// AtLeast is true when k of the inputs are; inputs that stand there twice count
// twice.
func (t *Tree) AtLeast(k int, in ...Ref) Ref {
	list := make([]Ref, 0, len(in))
	for _, r := range in {
		switch r {
		case True:
			k--
		case False:
		default:
			list = append(list, r)
		}
	}
	switch {
	case k <= 0:
		return True
	case k > len(list):
		return False
	case k == 1:
		return t.Or(list...)
	case k == len(list):
		return t.And(list...)
	}
	slices.Sort(list)
	if again := repeated(list); len(again) > 0 {
		return t.atLeastOf(k, list, again)
	}
	return t.gate(atLeastGate, k, list)
}

// repeated returns the inputs of a sorted list that stand there more than once.
func repeated(list []Ref) []Ref {
	var out []Ref
	for i := 1; i < len(list); i++ {
		if list[i] == list[i-1] && (len(out) == 0 || out[len(out)-1] != list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

// atLeastOf is k of inputs of which some are repeated: such a one is true and
// counts as often as it stands there, or the others make up the number. Other
// programs take no input twice.
func (t *Tree) atLeastOf(k int, list, again []Ref) Ref {
	times := map[Ref]int{}
	once := slices.DeleteFunc(slices.Clone(list), func(r Ref) bool {
		times[r]++
		return slices.Contains(again, r)
	})
	type left struct{ from, k int }
	known := map[left]Ref{}
	var of func(left) Ref
	of = func(l left) Ref {
		if l.from == len(again) || l.k <= 0 {
			return t.AtLeast(l.k, once...)
		}
		if r, ok := known[l]; ok {
			return r
		}
		x := again[l.from]
		known[l] = t.Or(t.And(x, of(left{l.from + 1, l.k - times[x]})), of(left{l.from + 1, l.k}))
		return known[l]
	}
	return of(left{0, k})
}

// Between is true when at least low and at most high of the inputs are.
func (t *Tree) Between(low, high int, in ...Ref) Ref {
	return t.And(t.AtLeast(low, in...), t.AtLeast(high+1, in...).Not())
}

// Xor is true when an odd number of the inputs is.
func (t *Tree) Xor(in ...Ref) Ref {
	odd := false
	var list []Ref
	for _, r := range in {
		odd = odd != r.negated()
		if r = r &^ 1; r != False {
			list = append(list, r)
		}
	}
	slices.Sort(list)
	kept := list[:0]
	for _, r := range list { // pairs cancel each other
		if n := len(kept); n > 0 && kept[n-1] == r {
			kept = kept[:n-1]
			continue
		}
		kept = append(kept, r)
	}
	switch len(kept) {
	case 0:
		return False.with(odd)
	case 1:
		return kept[0].with(odd)
	}
	return t.gate(xorGate, 0, kept).with(odd)
}

// Imply is true unless a is and b is not.
func (t *Tree) Imply(a, b Ref) Ref { return t.Or(a.Not(), b) }

// gate returns the gate of a kind over inputs, the one there is if it exists.
func (t *Tree) gate(k kind, least int, in []Ref) Ref {
	key := make([]byte, 0, 8+4*len(in))
	key = append(key, byte(k), byte(least), byte(least>>8), byte(least>>16))
	for _, r := range in {
		key = append(key, byte(r), byte(r>>8), byte(r>>16), byte(r>>24))
	}
	if r, ok := t.same[string(key)]; ok {
		return r
	}
	r := t.add(node{kind: k, k: least, in: slices.Clone(in)})
	t.same[string(key)] = r
	return r
}

// Events returns the number of basic events that a function may rest on.
func (t *Tree) Events(top Ref) int {
	n := 0
	t.below(top, func(i int32) {
		if t.nodes[i].kind == event {
			n++
		}
	})
	return n
}

// Gates returns the number of gates below a function, itself included.
func (t *Tree) Gates(top Ref) int {
	n := 0
	t.below(top, func(i int32) {
		if t.nodes[i].kind > event {
			n++
		}
	})
	return n
}

// below visits the nodes of a function once each, inputs first.
func (t *Tree) below(top Ref, visit func(int32)) {
	seen := make([]bool, len(t.nodes))
	var walk func(int32)
	walk = func(i int32) {
		if seen[i] {
			return
		}
		seen[i] = true
		for _, r := range t.nodes[i].in {
			walk(r.node())
		}
		visit(i)
	}
	walk(top.node())
}
