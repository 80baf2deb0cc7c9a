// Package reliability computes how available a design is, on top of the numbers
// of package estimate: availability per flow, the worst single faults, RPO and
// RTO. It asks estimate how many replicas the load needs.
//
// Each flow is one Boolean function of what can be down (tree.go, down.go):
// components as a whole, which Markov chains and k of n bring to one event each
// (part.go, markov.go), and the zones and regions that they share. Package
// faulttree computes with it.
package reliability

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Report is what a design's availability comes to.
type Report struct {
	Flows      []Flow
	Faults     []Fault             // the worst first
	Quantities []estimate.Quantity // the same numbers for the sheet, in a fixed order

	functions *faulttree.Tree
}

// Flow is the availability of one flow: the share of time in which it can be
// served.
type Flow struct {
	Name         string
	Availability unit.Number
	Why          string             // why there is no number; "" when there is one
	Needs        []string           // components without which it cannot be served
	Softens      []string           // components that it visits and can do without, or has a way around
	CutSets      *faulttree.CutSets // least sets of faults that take it down; nil when not known

	fails faulttree.Ref
}

// listedCutSets is how many cut sets of a flow are listed, the most probable.
const listedCutSets = 10

// cutSets finds what takes the flow down.
func (f *Flow) cutSets(a *analysis, t *tree) {
	f.fails = a.fails(t)
	f.CutSets = a.functions.Analyse(f.fails, faulttree.Options{CutSets: listedCutSets}).CutSets
}

// Fault is the loss of one whole component, or of the replicas that it cannot
// spare.
type Fault struct {
	Component string
	Flows     []string    // that it takes down
	Downtime  unit.Number // seconds a year; 0 when not known
	Why       string      // why it is not known
	Spare     float64     // replicas that may fail before it is down
}

// SinglePoint tells whether the failure of one replica is enough.
func (f Fault) SinglePoint() bool { return f.Spare < 1 }

// Analyse works out the availability of a checked design whose other numbers
// are in sheet. It does not change the sheet; Report.Quantities may be added.
func Analyse(d *model.Design, sheet *estimate.Sheet) *Report {
	a := &analysis{d: d, sheet: sheet, parts: map[string]*part{}, functions: faulttree.New(), faults: map[string]*fault{}, downs: map[string]faulttree.Ref{}, leaves: map[string]*unit.Quantity{}}
	for name, c := range d.Components.All() {
		p := a.partOf(c)
		a.parts[name] = p
		a.order = append(a.order, name)
		a.downs[name] = faulttree.False
		if p.why == "" {
			a.downs[name] = a.down(c, p)
		}
	}
	r := &Report{functions: a.functions}
	down := map[string][]string{}
	for name, f := range d.Flows.All() {
		r.Flows = append(r.Flows, a.flow(r, name, f, down))
	}
	a.rank(r, down)
	a.data(r)
	return r
}

// analysis is what is known while a design is analysed.
type analysis struct {
	d     *model.Design
	sheet *estimate.Sheet
	parts map[string]*part
	order []string // components in the order of the file

	functions *faulttree.Tree
	faults    map[string]*fault
	downs     map[string]faulttree.Ref  // of each component
	leaves    map[string]*unit.Quantity // of boundaries
}

// flow computes one flow and notes which components take it down.
func (a *analysis) flow(r *Report, name string, f *model.Flow, down map[string][]string) Flow {
	out := Flow{Name: name}
	tree := a.treeOf(f, false)
	used := tree.components()
	for _, c := range used {
		p := a.parts[c]
		if p.why != "" && out.Why == "" {
			out.Why = "the availability of " + c + " is not known: " + p.why
		}
		if tree.works(func(other string) bool { return other != c }) {
			out.Softens = append(out.Softens, c)
		} else {
			out.Needs = append(out.Needs, c)
			down[c] = append(down[c], name)
		}
	}
	out.Softens = appendNew(out.Softens, a.visited(f, used)...)
	id := "flows." + name + "."
	q := a.share(id+"availability", f, tree, out.Why)
	out.Availability = q.Number
	r.Quantities = append(r.Quantities, q)
	downtime := estimate.Quantity{ID: id + "downtime", Kind: unit.KindTime, Span: f.Span, Inputs: []string{q.ID}, Formula: "(1 - A) x 1 year", Why: q.Why}
	if q.Why == "" {
		downtime.Number = q.Number.Map(func(v float64) float64 { return (1 - v) * secondsPerYear })
		out.cutSets(a, tree)
	}
	r.Quantities = append(r.Quantities, downtime)
	if full := a.treeOf(f, true); out.Why == "" && !slices.Equal(full.components(), used) {
		r.Quantities = append(r.Quantities, a.share(id+"availability.full", f, full, a.unknown(full)))
	}
	return out
}

// unknown says of which component of a tree nothing is known; "" when all are.
func (a *analysis) unknown(t *tree) string {
	for _, c := range t.components() {
		if why := a.parts[c].why; why != "" {
			return "the availability of " + c + " is not known: " + why
		}
	}
	return ""
}

// share returns the share of time in which a tree holds, as a quantity. What can
// be down is counted once, in whatever number of places it stands.
func (a *analysis) share(id string, f *model.Flow, t *tree, why string) estimate.Quantity {
	q := estimate.Quantity{ID: id, Kind: unit.KindRatio, Span: f.Span, Why: why}
	q.Formula = "A = " + t.text() + ", each component counted once"
	used := t.components()
	if len(used) == 0 {
		q.Formula = "A = 1: it needs no component"
	}
	for _, c := range used {
		q.Inputs = append(q.Inputs, "components."+c+".availability")
	}
	if why != "" {
		return q
	}
	function := a.functions.Compile(a.fails(t), faulttree.Options{})
	names := function.Events()
	shared := false
	var numbers []unit.Number
	at := map[string]int{}
	for i, name := range names {
		fault := a.faults[name]
		numbers = append(numbers, fault.share)
		at[name] = i
		if leaf := a.leaves[fault.path]; leaf != nil {
			shared = true
			q.Inputs = appendNew(q.Inputs, fault.path)
			if !slices.Contains(q.Leaves, leaf) {
				q.Leaves = append(q.Leaves, leaf)
			}
		}
	}
	if shared {
		q.Formula += ", and zones and regions take down what stands in them"
	}
	exact := true
	q.Number = unit.Combine(func(x []float64) float64 {
		_, up, known := function.Probability(func(event string) float64 { return min(max(x[at[event]], 0), 1) })
		exact = exact && known
		return up
	}, numbers...)
	if !exact {
		q.Why = "what it needs is too entangled to be computed exactly"
	}
	return q
}

// fails returns when a tree does not hold.
func (a *analysis) fails(t *tree) faulttree.Ref {
	if t.component != "" {
		return a.downs[t.component]
	}
	var kids []faulttree.Ref
	for _, k := range t.kids {
		kids = append(kids, a.fails(k))
	}
	return a.functions.AtLeast(len(kids)-t.need+1, kids...)
}

const secondsPerYear = 365 * 86400.0

// rank orders the components by the downtime that their loss brings, and writes
// their availability.
func (a *analysis) rank(r *Report, down map[string][]string) {
	for _, name := range a.order {
		p := a.parts[name]
		r.Quantities = append(r.Quantities, estimate.Quantity{
			ID: "components." + name + ".availability", Number: p.availability, Kind: unit.KindRatio, Span: a.d.Components.Get(name).Span,
			Formula: p.formula, Inputs: paths(p.leaves), Leaves: p.leaves, Source: p.source, Why: p.why,
		})
		flows := down[name]
		if len(flows) == 0 {
			continue
		}
		fault := Fault{Component: name, Flows: flows, Why: p.why, Spare: p.replicas - p.needed}
		if p.single {
			fault.Spare = 0
		}
		if p.why == "" {
			fault.Downtime = p.availability.Map(func(v float64) float64 { return (1 - v) * secondsPerYear })
		}
		r.Faults = append(r.Faults, fault)
	}
	slices.SortStableFunc(r.Faults, func(x, y Fault) int {
		return cmp.Or(cmp.Compare(y.Downtime.Value*float64(len(y.Flows)), x.Downtime.Value*float64(len(x.Flows))), cmp.Compare(x.Component, y.Component))
	})
}

// visited are the components that a flow reaches and its tree leaves out, as
// it can do without them.
func (a *analysis) visited(f *model.Flow, used []string) []string {
	var out []string
	a.d.Walk(f, func(v model.Visit) {
		if v.Callee != nil && !slices.Contains(used, v.Callee.Name) {
			out = appendNew(out, v.Callee.Name)
		}
	})
	return out
}

func paths(leaves []*unit.Quantity) []string {
	var out []string
	for _, q := range leaves {
		out = append(out, q.Path)
	}
	return out
}

func appendNew(list []string, names ...string) []string {
	for _, n := range names {
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list
}

// OpenPSA writes the function of a flow, which is true while the flow cannot be
// served, as a fault tree in the Open-PSA Model Exchange Format. It reports why
// there is none.
func (r *Report) OpenPSA(w io.Writer, flow string) error {
	i := slices.IndexFunc(r.Flows, func(f Flow) bool { return f.Name == flow })
	if i < 0 {
		return fmt.Errorf("the design has no flow %q", flow)
	}
	f := &r.Flows[i]
	if f.Why != "" {
		return fmt.Errorf("flow %q has no fault tree: %s", flow, f.Why)
	}
	return r.functions.WriteOpenPSA(w, flow, []faulttree.Top{{Name: flow + " fails", Ref: f.fails}})
}
