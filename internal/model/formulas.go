package model

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/unit"
)

// resolver works out every formula of a design once. A formula is worked out
// after those it uses; a circle is reported where it closes.
type resolver struct {
	c     *checker
	bound map[*unit.Quantity]boundFormula
	state map[*unit.Quantity]resolution
	trail []*unit.Quantity // being worked out, outermost first
}

// resolution is how far a formula is.
type resolution uint8

const (
	unresolved resolution = iota
	resolving
	resolved
	unresolvable // reported; what uses it is silent
)

// resolveFormulas works out all formulas, in the order of the file.
func (c *checker) resolveFormulas(formulas []boundFormula) {
	r := &resolver{c: c, bound: map[*unit.Quantity]boundFormula{}, state: map[*unit.Quantity]resolution{}}
	for _, b := range formulas {
		r.bound[b.q] = b
	}
	for _, b := range formulas {
		r.resolve(b.q)
	}
}

// resolve works out one quantity and tells whether it has a value.
func (r *resolver) resolve(q *unit.Quantity) bool {
	if q == nil || r.c.broken[q] {
		return false
	}
	b, isFormula := r.bound[q]
	if !isFormula {
		return true
	}
	switch r.state[q] {
	case resolved:
		return true
	case unresolvable, resolving:
		return false
	}
	r.state[q] = resolving
	r.trail = append(r.trail, q)
	ok := r.work(b)
	r.trail = r.trail[:len(r.trail)-1]
	r.state[q] = unresolvable
	if ok {
		r.state[q] = resolved
	}
	return ok
}

// work looks every name up, and then computes.
func (r *resolver) work(b boundFormula) bool {
	values := map[string]unit.Quantity{}
	for _, use := range b.q.Formula.Names() {
		at := spanIn(b.q.Span, b.q.Text, use.Start, use.End)
		meaning, found := r.c.d.formulaName(use.Name, componentOf(b.q.Path))
		if !found {
			if r.c.removedName(use.Name) {
				return false
			}
			r.c.unknownInFormula(use.Name, at)
			return false
		}
		if meaning.missing != "" {
			r.c.errorf(at, "no-number", meaning.help, "%q is %s, which has no %s to compute with", use.Name, meaning.article, meaning.missing)
			return false
		}
		for _, q := range meaning.needs {
			if r.loops(q, at) || !r.resolve(q) {
				return false
			}
		}
		values[use.Name] = meaning.value()
	}
	lookup := func(name string) (unit.Quantity, bool) { v, ok := values[name]; return v, ok }
	var first *unit.Problem
	for _, w := range wants(b.f.units) {
		q, problem := b.q.Resolve(w, lookup)
		if problem == nil {
			*b.q = q
			return true
		}
		if first == nil {
			first = problem
		}
	}
	r.c.report(first.In(b.q.Span, b.q.Text))
	return false
}

// loops reports a formula that needs itself.
func (r *resolver) loops(q *unit.Quantity, at diag.Span) bool {
	if r.state[q] != resolving {
		return false
	}
	var names []string
	for i := len(r.trail) - 1; i >= 0; i-- {
		names = append([]string{r.trail[i].Path}, names...)
		if r.trail[i] == q {
			break
		}
	}
	r.c.errorf(at, "formula-cycle", "give one of them a number", "a formula needs itself: %s", strings.Join(append(names, q.Path), " -> "))
	return true
}

// spanIn is the place of bytes inside a quantity's text; the whole text where
// quoting hides them.
func spanIn(span diag.Span, text string, start, end int) diag.Span {
	p := unit.Problem{Offset: start, Length: end - start}
	return p.In(span, text).Span
}

// componentOf returns the component whose body a path is in, or "".
func componentOf(path string) string {
	rest, ok := strings.CutPrefix(path, "components.")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, ".")
	return name
}

// meaning is what a name stands for in a formula.
type meaning struct {
	needs   []*unit.Quantity     // that must be worked out before
	value   func() unit.Quantity // once they are
	article string               // "an actor"
	missing string               // the key that would give it a number
	help    string
}

// formulaName finds what a name means in a formula: a component's own
// replicas, then assume, actors, data and flows.
func (d *Design) formulaName(name, component string) (meaning, bool) {
	single := func(q *unit.Quantity, article, missing, help string) (meaning, bool) {
		if q == nil {
			return meaning{article: article, missing: missing, help: help}, true
		}
		return meaning{needs: []*unit.Quantity{q}, value: func() unit.Quantity { return *q }}, true
	}
	if c := d.Components.Get(component); c != nil && name == "replicas" {
		needs := c.replicaQuantities()
		return meaning{needs: needs, value: func() unit.Quantity { return countOf(c.TotalReplicas(), needs) }}, true
	}
	if q := d.Assume.Get(name); q != nil {
		return single(q, "", "", "")
	}
	if a := d.Actors.Get(name); a != nil {
		return single(a.Daily, "an actor", "daily", fmt.Sprintf("write actors.%s.daily: 1M", name))
	}
	if e := d.Data.Get(name); e != nil {
		return single(e.Count, "an entity", "count", fmt.Sprintf("write data.%s.count: 1M", name))
	}
	if f := d.Flows.Get(name); f != nil {
		start := d.StartOf(f)
		if start.Kind != StartOpen && start.Kind != StartScheduled {
			return meaning{article: "a flow", missing: "mean rate of its own", help: fmt.Sprintf("write flows.%s.rate: 10/s", name)}, true
		}
		return meaning{needs: start.Inputs, value: func() unit.Quantity {
			return unit.Quantity{Number: d.StartOf(f).Rate, Dim: unit.Rate, Kind: unit.KindRate}
		}}, true
	}
	return meaning{}, false
}

// countOf is a count that was added up from quantities of the file.
func countOf(n unit.Number, from []*unit.Quantity) unit.Quantity {
	q := unit.Quantity{Number: n, Kind: unit.KindCount}
	if len(from) == 1 {
		q.Text = from[0].Text
	}
	return q
}

// Evaluate works a formula of a component out anew with another number of
// replicas, as an autoscaler or a failure makes it; a quantity without a
// formula keeps its value. Base units.
func (d *Design) Evaluate(q *unit.Quantity, replicas float64) float64 {
	if q == nil || q.Formula == nil {
		return Or(q, 0)
	}
	out, problem := q.Formula.Eval(func(name string) (unit.Quantity, bool) {
		if name == "replicas" && componentOf(q.Path) != "" {
			return unit.Quantity{Number: unit.Exact(replicas), Kind: unit.KindCount}, true
		}
		m, ok := d.formulaName(name, componentOf(q.Path))
		if !ok || m.missing != "" {
			return unit.Quantity{}, false
		}
		return m.value(), true
	})
	if problem != nil {
		return q.Value // the checker has reported it
	}
	return out.Value
}

// removedName tells whether a variant took away what a formula names.
func (c *checker) removedName(name string) bool {
	return c.names.gone("actor", name) || c.names.gone("entity", name) || c.names.gone("flow", name)
}

func (c *checker) unknownInFormula(name string, at diag.Span) {
	d := c.d
	var candidates []string
	for _, list := range [][]string{d.Assume.Names(), d.Actors.Names(), d.Data.Names(), d.Flows.Names()} {
		candidates = append(candidates, list...)
	}
	help := "formulas use names from assume, actors, data and flows"
	if near := diag.Suggest(name, candidates); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	c.errorf(at, "unknown-name", help, "%q is not a name that a formula can use", name)
}
