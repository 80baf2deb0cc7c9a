package faulttree

import (
	"fmt"
	"maps"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
)

// eventTree takes in an event tree with its sequences and branches.
func (r *reader) eventTree(e *element) {
	if !r.named(e) {
		return
	}
	r.eventTrees = append(r.eventTrees, &definition{e, e.attr["name"], nil})
	for _, c := range e.children {
		switch c.name {
		case "define-sequence":
			r.define(r.sequences, c, nil)
		case "define-branch":
			r.define(r.branches, c, []string{e.attr["name"]})
		}
	}
}

// path is what has been collected on the way through an event tree.
type path struct {
	initiating string
	functional map[string]string // state of the functional events met
	houses     map[string]bool
	formulas   []Ref
	fork       *fork // whose way this path has just gone; nil once its chance is known
	depth      int
}

// fork is a place where a path goes one of several ways, which exclude each
// other.
type fork struct {
	event string  // functional event that it asks for
	state string  // of the way that is gone now
	taken float64 // chance of the ways before, as far as they have one
	ways  []Ref   // that were chosen before
}

// choose returns the event that a path with this chance goes on here. A way of
// a fork is gone when none of the ways before it is, so that the chances of a
// fork add up; their sum is held at 1 within rounding.
func (f *fork) choose(t *Tree, chance float64) Ref {
	left := 1 - f.taken
	if chance > left+rounding {
		return t.Event(f.event+" "+f.state, chance) // no one of several: a factor of its own
	}
	way := True
	if chance < left-rounding {
		way = t.Event(f.event+" "+f.state, chance/left)
	}
	not := make([]Ref, 0, len(f.ways)+1)
	for _, other := range f.ways {
		not = append(not, other.Not())
	}
	f.ways, f.taken = append(f.ways, way), f.taken+chance
	return t.And(append(not, way)...)
}

// walker follows the paths of one event tree.
type walker struct {
	r     *reader
	ends  map[string][]Ref // of each sequence, one function a path
	order []string
	steps int
}

const (
	mostLinks = 200     // branches and trees inside each other
	mostPaths = 100_000 // instructions of all paths
)

// initiating returns the sequences that the initiating events lead to, in the
// order in which they are first met. A sequence that several paths lead to is
// their disjunction.
func (r *reader) initiating() []Top {
	var out []Top
	for _, start := range r.initiators {
		name := start.attr["event-tree"]
		if name == "" {
			continue
		}
		tree := r.findTree(start.element, name)
		if tree == nil {
			continue
		}
		w := &walker{r: r, ends: map[string][]Ref{}}
		w.tree(tree, path{initiating: start.full})
		for _, s := range w.order {
			out = append(out, Top{s, r.tree.Or(w.ends[s]...)})
		}
	}
	return out
}

func (r *reader) findTree(at *element, name string) *definition {
	i := slices.IndexFunc(r.eventTrees, func(d *definition) bool { return d.full == name })
	if i < 0 {
		r.report(at.span, "openpsa-undefined", fmt.Sprintf("event tree %q is not defined", name), "")
		return nil
	}
	return r.eventTrees[i]
}

func (w *walker) tree(d *definition, p path) {
	if state := d.child("initial-state"); state != nil {
		w.run(state, d, p)
	}
}

// run carries out the instructions of a branch and follows what it ends in.
func (w *walker) run(branch *element, tree *definition, p path) {
	if p.depth++; p.depth > mostLinks {
		w.r.report(branch.span, "openpsa-cycle", "event trees lead back into each other", "break the cycle")
		return
	}
	for _, e := range branch.children {
		if w.steps++; w.steps > mostPaths {
			w.r.report(branch.span, "openpsa-paths", fmt.Sprintf("the event tree has more than %d instructions on its paths", mostPaths), "")
			return
		}
		switch e.name {
		case "fork":
			ways := &fork{event: e.attr["functional-event"]}
			for _, way := range e.children {
				q := p
				ways.state, q.fork = way.attr["state"], ways
				q.functional = maps.Clone(p.functional)
				if q.functional == nil {
					q.functional = map[string]string{}
				}
				q.functional[e.attr["functional-event"]] = way.attr["state"]
				w.run(way, tree, q)
			}
		case "sequence":
			w.sequence(e, p)
		case "branch":
			if d := lookup(w.r.branches, e.attr["name"], nil); d != nil {
				w.run(d.element, tree, p)
			} else {
				w.r.unknown(e, "branch", e.attr["name"], w.r.branches)
			}
		case "label", "attributes":
		default:
			if !w.link(e, p) {
				w.do(e, &p)
			}
		}
	}
}

// link goes on in another event tree where an instruction says so, and reports
// whether it does.
func (w *walker) link(e *element, p path) bool {
	if e.name != "link" && e.name != "event-tree" {
		return false
	}
	name := e.attr["event-tree"]
	if name == "" {
		name = e.attr["name"]
	}
	if d := w.r.findTree(e, name); d != nil {
		w.tree(d, p)
	}
	return true
}

// sequence ends a path, or leads it into another event tree.
func (w *walker) sequence(e *element, p path) {
	d := lookup(w.r.sequences, e.attr["name"], nil)
	if d == nil {
		w.r.unknown(e, "sequence", e.attr["name"], w.r.sequences)
		return
	}
	for _, c := range d.children {
		if w.link(c, p) {
			return
		}
		w.do(c, &p)
	}
	if _, met := w.ends[d.full]; !met {
		w.order = append(w.order, d.full)
	}
	w.ends[d.full] = append(w.ends[d.full], w.r.tree.And(p.formulas...))
}

// do carries out one instruction.
func (w *walker) do(e *element, p *path) {
	switch e.name {
	case "collect-formula":
		s := &resolver{r: w.r, houses: p.houses, known: map[string]Ref{}, open: map[string]bool{}}
		if f := e.only(isFormula); f != nil {
			p.formulas = append(slices.Clone(p.formulas), s.formula(f, nil))
		}
	case "collect-expression":
		if x := e.only(isExpression); x != nil {
			w.chance(e, w.r.evaluate(x, nil), p)
		}
	case "set-house-event":
		d := lookup(w.r.houses, e.attr["name"], nil)
		c := e.child("constant")
		if d == nil || c == nil {
			w.r.unknown(e, "house event", e.attr["name"], w.r.houses)
			return
		}
		p.houses = maps.Clone(p.houses)
		if p.houses == nil {
			p.houses = map[string]bool{}
		}
		p.houses[d.full] = w.r.truth(c)
	case "rule":
		d := lookup(w.r.rules, e.attr["name"], nil)
		if d == nil {
			w.r.unknown(e, "rule", e.attr["name"], w.r.rules)
			return
		}
		if p.depth++; p.depth > mostLinks {
			w.r.report(e.span, "openpsa-cycle", "rules lead back into each other", "break the cycle")
			return
		}
		w.block(d.children, p)
	case "block":
		w.block(e.children, p)
	case "if":
		w.conditional(e, p)
	case "label", "attributes":
	default:
		w.r.problems = append(w.r.problems, diag.Diagnostic{
			Severity: diag.Error, Code: "openpsa-unsupported", Span: e.span, Message: fmt.Sprintf("the instruction %q is not supported", e.name),
		})
	}
}

// chance lets a path go on with a probability.
func (w *walker) chance(e *element, x float64, p *path) {
	switch {
	case !(x >= 0 && x <= 1):
		w.r.report(e.span, "openpsa-probability", fmt.Sprintf("the path goes on with probability %g", x), "a probability lies between 0 and 1")
		return
	case p.fork == nil:
		p.formulas = append(slices.Clone(p.formulas), w.r.tree.Event(fmt.Sprintf("step %d", w.steps), x))
		return
	}
	p.formulas = append(slices.Clone(p.formulas), p.fork.choose(w.r.tree, x))
	p.fork = nil
}

func (w *walker) block(list []*element, p *path) {
	for _, e := range list {
		w.do(e, p)
	}
}

// conditional carries out one of two instructions.
func (w *walker) conditional(e *element, p *path) {
	if len(e.children) < 2 || len(e.children) > 3 {
		w.r.report(e.span, "openpsa-arguments", "an if has a condition, an instruction and perhaps another", "")
		return
	}
	switch {
	case w.holds(e.children[0], p):
		w.do(e.children[1], p)
	case len(e.children) == 3:
		w.do(e.children[2], p)
	}
}

// holds evaluates the condition of an if.
func (w *walker) holds(e *element, p *path) bool {
	switch e.name {
	case "test-functional-event":
		return p.functional[e.attr["name"]] == e.attr["state"]
	case "test-initiating-event":
		return p.initiating == e.attr["name"]
	case "not":
		return len(e.children) == 1 && !w.holds(e.children[0], p)
	case "and":
		return !slices.ContainsFunc(e.children, func(c *element) bool { return !w.holds(c, p) })
	case "or":
		return slices.ContainsFunc(e.children, func(c *element) bool { return w.holds(c, p) })
	}
	return w.r.evaluate(e, nil) != 0
}
