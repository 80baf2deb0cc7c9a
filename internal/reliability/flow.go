package reliability

import (
	"slices"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Flow is how one flow fares over the years: the share of time in which it can
// be served, how often it cannot, and for how long then.
type Flow struct {
	Name         string
	Availability unit.Number        // degraded service counts
	Full         unit.Number        // everything it can do without is there too
	FullWhy      string             // why there is no number of full service
	Outages      unit.Number        // a year
	Outage       unit.Number        // mean length, seconds; 0 when there is none
	Why          string             // why there is no number; "" when there is one
	Needs        []string           // components without which it cannot be served
	Softens      []string           // components that it visits and can do without, or has a way around
	CutSets      *faulttree.CutSets // least sets of faults that take it down; nil when not known
	Points       []Point            // single points of failure, the worst first

	tree  *tree
	fails faulttree.Ref
}

// listedCutSets is how many cut sets of a flow are listed, the most probable.
const listedCutSets = 10

// flow computes how available one flow is.
func (a *analysis) flow(r *Report, name string, f *model.Flow) (Flow, *system) {
	out := Flow{Name: name, tree: a.treeOf(f, false)}
	out.Why = a.unknown(out.tree)
	out.fails = a.fails(out.tree)
	q, system := a.share("flows."+name+".availability", f, out.tree, out.Why)
	out.Availability, out.Full, out.FullWhy = q.Number, q.Number, q.Why
	r.Quantities = append(r.Quantities, q)
	r.Quantities = append(r.Quantities, out.times(f, q, system)...)
	return out, system
}

// lean says what a flow leans on: which components take it down, and notes that,
// which it can do without, and how available it is with all of them.
func (a *analysis) lean(r *Report, f *model.Flow, out *Flow, system *system, down map[string][]string) {
	used := out.tree.components()
	for _, c := range used {
		if out.tree.works(func(other string) bool { return other != c }) {
			out.Softens = append(out.Softens, c)
		} else {
			out.Needs = append(out.Needs, c)
			down[c] = append(down[c], out.Name)
		}
	}
	out.Softens = appendNew(out.Softens, a.visited(f, used)...)
	if out.FullWhy == "" {
		out.CutSets = a.functions.Analyse(out.fails, faulttree.Options{CutSets: listedCutSets}).CutSets
		out.Points = a.points(f, out, system)
	}
	if full := a.treeOf(f, true); !slices.Equal(full.components(), used) && out.Why == "" {
		q, _ := a.share("flows."+out.Name+".availability.full", f, full, a.unknown(full))
		out.Full, out.FullWhy = q.Number, q.Why
		r.Quantities = append(r.Quantities, q)
	}
}

// times are how long the flow is down a year, how often, and how long an outage
// lasts.
func (out *Flow) times(f *model.Flow, q estimate.Quantity, s *system) []estimate.Quantity {
	id := "flows." + out.Name + "."
	downtime := estimate.Quantity{ID: id + "downtime", Kind: unit.KindTime, Span: f.Span, Inputs: []string{q.ID}, Formula: "(1 - A) x 1 year", Why: q.Why}
	outages := estimate.Quantity{ID: id + "outages", Kind: unit.KindRate, Span: f.Span, Inputs: q.Inputs, Leaves: q.Leaves, Why: q.Why,
		Formula: "sum over what can be down of how often it goes down, times the chance that this decides (Birnbaum)"}
	outage := estimate.Quantity{ID: id + "outage", Kind: unit.KindTime, Span: f.Span, Inputs: []string{q.ID, outages.ID}, Formula: "(1 - A) / outages", Why: q.Why}
	if q.Why == "" {
		outages.Number = s.rate()
		downtime.Number = s.down.Scale(secondsPerYear)
		outage.Number = unit.Exact(0)
		if outages.Value > 0 {
			outage.Number = s.down.Div(outages.Number)
		}
		out.Outages, out.Outage = outages.Number.Scale(secondsPerYear), outage.Number
	}
	return []estimate.Quantity{downtime, outages, outage}
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

// share returns the share of time in which a tree holds, as a quantity, and the
// function behind it. What can be down is counted once, in whatever number of
// places it stands.
func (a *analysis) share(id string, f *model.Flow, t *tree, why string) (estimate.Quantity, *system) {
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
		return q, nil
	}
	s := a.system(a.fails(t))
	if s.stands(&q, a) {
		q.Formula += ", and zones and regions take down what stands in them"
	}
	if s.released(&q, a) {
		q.Formula += "; a bad release takes down what it is of: frequency x bad x (time to notice and undo it) x share of the requests that meet it"
	}
	q.Number = s.down.Map(func(v float64) float64 { return 1 - v })
	if !s.exact {
		q.Why = "what it needs is too entangled to be computed exactly"
	}
	return q, s
}

// system is a function with what can be down in it.
type system struct {
	function *faulttree.Function
	faults   []*fault
	at       map[string]int // of faults, by name
	down     unit.Number    // share of time in which it is true
	exact    bool
}

// system compiles a function that is true while something is down, and measures
// it.
func (a *analysis) system(fails faulttree.Ref) *system {
	s := &system{function: a.functions.Compile(fails, faulttree.Options{}), at: map[string]int{}, exact: true}
	var shares []unit.Number
	for i, name := range s.function.Events() {
		s.faults = append(s.faults, a.faults[name])
		s.at[name] = i
		shares = append(shares, a.faults[name].share)
	}
	s.down = unit.Combine(s.share, shares...)
	return s
}

// share returns the share of time in which the function is true, from those of
// its faults.
func (s *system) share(shares []float64) float64 {
	down, _, known := s.function.Probability(func(event string) float64 { return min(max(shares[s.at[event]], 0), 1) })
	s.exact = s.exact && known
	return down
}

// rate returns how often the function becomes true, a second: each fault as
// often as it comes, times the chance that it decides. Vesely 1970; Rausand,
// Høyland: "System Reliability Theory", 2nd edition 2004, §9.
func (s *system) rate() unit.Number {
	var in []unit.Number
	for _, f := range s.faults {
		in = append(in, f.share)
	}
	for _, f := range s.faults {
		in = append(in, f.rate)
	}
	return unit.Combine(func(x []float64) float64 {
		s.share(x[:len(s.faults)])
		rate := 0.0
		for i, slope := range s.function.Slopes() {
			rate += slope * x[len(s.faults)+i]
		}
		return rate
	}, in...)
}

// stands adds the zones and regions that a function rests on to a quantity. It
// reports whether there are any.
func (s *system) stands(q *estimate.Quantity, a *analysis) bool {
	any := false
	for _, f := range s.faults {
		leaf := a.leaves[f.path]
		if leaf == nil {
			continue
		}
		any = true
		q.Inputs = appendNew(q.Inputs, f.path)
		addLeaf(q, leaf)
	}
	return any
}

// released adds what the releases that a function rests on follow from. It
// reports whether there are any.
func (s *system) released(q *estimate.Quantity, a *analysis) bool {
	if !slices.ContainsFunc(s.faults, func(f *fault) bool { return f.kind == "release" }) {
		return false
	}
	for _, leaf := range a.changes.leaves() {
		q.Inputs = appendNew(q.Inputs, leaf.Path)
		addLeaf(q, leaf)
	}
	return true
}

func addLeaf(q *estimate.Quantity, leaf *unit.Quantity) {
	if !slices.Contains(q.Leaves, leaf) {
		q.Leaves = append(q.Leaves, leaf)
	}
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
