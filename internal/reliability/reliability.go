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
	Budgets    []Budget            // of the objectives, in the order of the file
	Quantities []estimate.Quantity // the same numbers for the sheet, in a fixed order

	functions *faulttree.Tree
	analysis  *analysis
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
	a := newAnalysis(d, sheet)
	for _, c := range d.Components.All() {
		a.add(c, a.partOf(c, 0))
	}
	r := &Report{functions: a.functions, analysis: a}
	down := map[string][]string{}
	for name, f := range d.Flows.All() {
		flow, system := a.flow(r, name, f)
		a.lean(r, f, &flow, system, down)
		r.Flows = append(r.Flows, flow)
	}
	a.components(r)
	a.rank(r, down)
	a.data(r, func(string) bool { return true })
	r.Budgets = budgets(d, r)
	return r
}

// Brief is how available some flows and components are, and what the loss of a
// store costs some data, without what takes them down. What is wanted is asked by
// its path: "flows.buy".
func Brief(d *model.Design, sheet *estimate.Sheet, wanted func(path string) bool) *Report {
	a := newAnalysis(d, sheet)
	needed := map[string]bool{}
	for name, f := range d.Flows.All() {
		if wanted("flows." + name) {
			for _, c := range a.treeOf(f, false).components() {
				needed[c] = true
			}
		}
	}
	for name, c := range d.Components.All() {
		stores := slices.ContainsFunc(c.Stores, func(ref model.Ref) bool { return wanted("data." + ref.Head()) })
		if needed[name] || stores || wanted("components."+name) {
			a.add(c, a.partOf(c, 0))
		}
	}
	r := &Report{functions: a.functions, analysis: a}
	for name, f := range d.Flows.All() {
		if wanted("flows." + name) {
			flow, _ := a.flow(r, name, f)
			r.Flows = append(r.Flows, flow)
		}
	}
	a.components(r)
	a.data(r, wanted)
	return r
}

// analysis is what is known while a design is analysed.
type analysis struct {
	d       *model.Design
	sheet   *estimate.Sheet
	changes *changes // how releases reach it; nil when nothing is said
	parts   map[string]*part
	order   []string // components that are worked out, in the order of the file

	functions *faulttree.Tree
	faults    map[string]*fault
	downs     map[string]faulttree.Ref  // of each component
	leaves    map[string]*unit.Quantity // of boundaries
}

// newAnalysis returns one that knows no component yet.
func newAnalysis(d *model.Design, sheet *estimate.Sheet) *analysis {
	return &analysis{
		d: d, sheet: sheet, changes: changesOf(d), parts: map[string]*part{}, functions: faulttree.New(),
		faults: map[string]*fault{}, downs: map[string]faulttree.Ref{}, leaves: map[string]*unit.Quantity{},
	}
}

// add takes a component in, as it fares by itself.
func (a *analysis) add(c *model.Component, p *part) {
	a.parts[c.Name] = p
	a.order = append(a.order, c.Name)
	a.downs[c.Name] = faulttree.False
	if p.why == "" {
		a.downs[c.Name] = a.down(c, p)
	}
}

const secondsPerYear = 365 * 86400.0

// components writes how available each of them is.
func (a *analysis) components(r *Report) {
	for _, name := range a.order {
		p := a.parts[name]
		r.Quantities = append(r.Quantities, estimate.Quantity{
			ID: "components." + name + ".availability", Number: p.availability(), Kind: unit.KindRatio, Span: a.d.Components.Get(name).Span,
			Formula: p.formula, Inputs: paths(p.leaves), Leaves: p.leaves, Source: p.source, Why: p.why,
		})
	}
}

// rank orders the components by the downtime that their loss brings.
func (a *analysis) rank(r *Report, down map[string][]string) {
	for _, name := range a.order {
		p, flows := a.parts[name], down[name]
		if len(flows) == 0 {
			continue
		}
		fault := Fault{Component: name, Flows: flows, Why: p.why, Spare: p.replicas - p.needed}
		if p.single {
			fault.Spare = 0
		}
		if p.why == "" {
			fault.Downtime = p.down.Scale(secondsPerYear)
		}
		r.Faults = append(r.Faults, fault)
	}
	slices.SortStableFunc(r.Faults, func(x, y Fault) int {
		return cmp.Or(cmp.Compare(y.Downtime.Value*float64(len(y.Flows)), x.Downtime.Value*float64(len(x.Flows))), cmp.Compare(x.Component, y.Component))
	})
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
