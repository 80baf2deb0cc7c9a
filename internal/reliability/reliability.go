// Package reliability computes how available a design is, on top of the numbers
// of package estimate: availability per flow, the worst single faults, RPO and
// RTO. It asks estimate how many replicas the load needs.
//
// This first version takes components as independent of each other and puts
// them together in series, in parallel and as k of n along each flow, each
// counted once however often a flow visits it. Zones, shared causes between
// components, cut sets and the states of a failover come with its full version.
package reliability

import (
	"cmp"
	"slices"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Report is what a design's availability comes to.
type Report struct {
	Flows      []Flow
	Faults     []Fault             // the worst first
	Quantities []estimate.Quantity // the same numbers for the sheet, in a fixed order
}

// Flow is the availability of one flow: the share of time in which it can be
// served.
type Flow struct {
	Name         string
	Availability unit.Number
	Why          string   // why there is no number; "" when there is one
	Needs        []string // components without which it cannot be served
	Softens      []string // components that it visits and can do without, or has a way around
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
	a := &analysis{d: d, sheet: sheet, parts: map[string]*part{}}
	for name, c := range d.Components.All() {
		a.parts[name] = a.partOf(c)
		a.order = append(a.order, name)
	}
	r := &Report{}
	down := map[string][]string{}
	for name, f := range d.Flows.All() {
		r.Flows = append(r.Flows, a.flow(r, name, f, down))
	}
	a.faults(r, down)
	a.data(r)
	return r
}

// analysis is what is known while a design is analysed.
type analysis struct {
	d     *model.Design
	sheet *estimate.Sheet
	parts map[string]*part
	order []string // components in the order of the file
}

// flow computes one flow and notes which components take it down.
func (a *analysis) flow(r *Report, name string, f *model.Flow, down map[string][]string) Flow {
	out := Flow{Name: name}
	tree := a.treeOf(f)
	used := tree.components()
	var inputs []string
	var numbers []unit.Number
	for _, c := range used {
		p := a.parts[c]
		if p.why != "" && out.Why == "" {
			out.Why = "the availability of " + c + " is not known: " + p.why
		}
		inputs = append(inputs, "components."+c+".availability")
		numbers = append(numbers, p.availability)
		if tree.works(func(other string) bool { return other != c }) {
			out.Softens = append(out.Softens, c)
		} else {
			out.Needs = append(out.Needs, c)
			down[c] = append(down[c], name)
		}
	}
	out.Softens = appendNew(out.Softens, a.visited(f, used)...)
	q := estimate.Quantity{
		ID: "flows." + name + ".availability", Kind: unit.KindRatio, Span: f.Span, Inputs: inputs, Why: out.Why,
		Formula: "A = " + tree.text() + ", each component counted once, taken as independent",
	}
	if len(used) == 0 {
		q.Formula = "A = 1: it needs no component"
	}
	if out.Why == "" {
		out.Availability = unit.Combine(func(x []float64) float64 {
			return tree.probability(func(c string) float64 { return x[slices.Index(used, c)] })
		}, numbers...)
		q.Number = out.Availability
	}
	r.Quantities = append(r.Quantities, q)
	downtime := estimate.Quantity{ID: "flows." + name + ".downtime", Kind: unit.KindTime, Span: f.Span, Inputs: []string{q.ID}, Formula: "(1 - A) x 1 year", Why: out.Why}
	if out.Why == "" {
		downtime.Number = out.Availability.Map(func(v float64) float64 { return (1 - v) * secondsPerYear })
	}
	r.Quantities = append(r.Quantities, downtime)
	return out
}

const secondsPerYear = 365 * 86400.0

// faults ranks the components by the downtime that their loss brings, and
// writes their availability.
func (a *analysis) faults(r *Report, down map[string][]string) {
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
