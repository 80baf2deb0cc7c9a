package reliability

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Fix is one change to the design that would make flows more available.
type Fix struct {
	Kind      string  // replica, failover, coverage, zones, second, fallback, canary
	Component string  // that it changes; "" for the way of releasing
	Text      string  // what to do, as a person would say it
	Saves     float64 // seconds of downtime a year, over all flows
	Flows     []string
	Cost      float64 // a month
	CostWhy   string  // why it is not known

	replicas float64                // more of them
	change   func(*model.Component) // of a copy of the component; nil changes nothing
	after    func(*part)            // of what follows; nil changes nothing
}

// PerDollar is the seconds a year that it saves for each dollar a month; 0 when
// the price is not known or nothing.
func (f *Fix) PerDollar() float64 {
	if f.CostWhy != "" || f.Cost <= 0 {
		return 0
	}
	return f.Saves / f.Cost
}

// applied is what some flows are made of, with the fix. What it does not change is
// taken over.
func (f *Fix) applied(r *Report, flows []int) *analysis {
	used := map[string]bool{}
	for _, i := range flows {
		for _, c := range r.Flows[i].tree.components() {
			used[c] = true
		}
	}
	before := r.analysis
	a := newAnalysis(before.d, before.sheet)
	f.releases(a)
	for _, name := range before.order {
		if !used[name] {
			continue
		}
		c, p := before.d.Components.Get(name), before.parts[name]
		if name == f.Component {
			c, p = f.apply(a, c)
		}
		a.add(c, p)
	}
	return a
}

// apply returns the component that the fix leaves and how it then fares.
func (f *Fix) apply(a *analysis, c *model.Component) (*model.Component, *part) {
	fixed := *c
	if f.change != nil {
		f.change(&fixed)
	}
	p := a.partOf(&fixed, f.replicas)
	if f.after != nil && p.why == "" {
		f.after(p)
	}
	return &fixed, p
}

// releases makes releases go out as the fix says.
func (f *Fix) releases(a *analysis) {
	if f.Kind != "canary" || a.changes == nil {
		return
	}
	careful := *a.changes
	careful.strategy, careful.first, careful.undoing = "canary", firstStep, assumedUndoing["automatic"]
	if careful.config != "" {
		careful.config = "canary"
	}
	a.changes = &careful
}

// firstStep is the share of requests that a canary begins with when a fix
// proposes one.
const firstStep = 0.01

// leastSaved is how many seconds a year a fix must save to be worth a line.
const leastSaved = 60

// Fixes are the changes that would save downtime, the most seconds for a dollar
// first: those that cost no machine, then those with a price, then those of
// which the price is not known.
func (r *Report) Fixes() []Fix {
	before := make([]float64, len(r.Flows))
	through := map[string][]int{} // flows by what they are made of; "" is all
	for i := range r.Flows {
		before[i] = r.analysis.downtime(&r.Flows[i])
		through[""] = append(through[""], i)
		for _, c := range r.Flows[i].tree.components() {
			through[c] = append(through[c], i)
		}
	}
	var out []Fix
	for _, f := range r.analysis.candidates(r) {
		after := f.applied(r, through[f.Component])
		for _, i := range through[f.Component] {
			if saved := before[i] - after.downtime(&r.Flows[i]); saved > 0 {
				f.Saves += saved
				f.Flows = append(f.Flows, r.Flows[i].Name)
			}
		}
		if f.Saves >= leastSaved {
			out = append(out, f)
		}
	}
	order := func(f *Fix) int {
		switch {
		case f.CostWhy != "":
			return 2
		case f.Cost > 0:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(x, y Fix) int {
		return cmp.Or(cmp.Compare(order(&x), order(&y)), cmp.Compare(y.PerDollar(), x.PerDollar()), cmp.Compare(y.Saves, x.Saves))
	})
	return out
}

// downtime returns the seconds a year that a flow is down, at the point values; 0
// where it is not known.
func (a *analysis) downtime(f *Flow) float64 {
	if f.Why != "" {
		return 0
	}
	function := a.functions.Compile(a.fails(f.tree), faulttree.Options{})
	down, _, exact := function.Probability(func(event string) float64 { return min(max(a.faults[event].share.Value, 0), 1) })
	if !exact {
		return 0
	}
	return down * secondsPerYear
}

// candidates are the fixes that could help: of every component that a flow
// cannot do without.
func (a *analysis) candidates(r *Report) []Fix {
	var out []Fix
	for _, fault := range r.Faults {
		if fault.Why == "" {
			out = append(out, a.candidatesOf(a.d.Components.Get(fault.Component))...)
		}
	}
	if c := a.changes; c != nil && c.components > 0 && (c.hurt(c.strategy) > firstStep || c.undoing != assumedUndoing["automatic"]) {
		out = append(out, Fix{Kind: "canary", Text: "release to 1% of the requests first, and roll back by itself"})
	}
	return out
}

// candidatesOf are the fixes of one component.
func (a *analysis) candidatesOf(c *model.Component) []Fix {
	p := a.parts[c.Name]
	var out []Fix
	add := func(f Fix) { f.Component = c.Name; out = append(out, f) }
	if managed(c) {
		add(a.second(c))
		if class := c.Behaviour.Class; class == catalog.External || class == catalog.Queue || class == catalog.Stream || class == catalog.Cache {
			add(Fix{Kind: "fallback", Text: "give the calls to " + c.Name + " a fallback", CostWhy: "work, no machine", after: never})
		}
		return out
	}
	store := c.Behaviour.Class == catalog.Store
	one := p.way.shards // a replica more in each shard
	switch {
	case store && c.Failover == nil && !quorum(c):
		more := one
		if p.replicas > p.way.shards {
			more = 0 // there is one that could take over
		}
		f := a.priced(Fix{Kind: "failover", Text: "let a standby of " + c.Name + " take over in a minute", replicas: more, change: takeOver}, c, more)
		if more > 0 {
			f.Text = "give " + c.Name + " a standby that takes over in a minute"
		}
		add(f)
	default:
		add(a.priced(Fix{Kind: "replica", Text: fmt.Sprintf("run %s of %s", counted(p.replicas+one), c.Name), replicas: one}, c, one))
	}
	if f := c.Failover; f != nil && f.Coverage != nil && f.Coverage.Value < 1 {
		add(Fix{Kind: "coverage", Text: "make the failover of " + c.Name + " cover every failure", CostWhy: "work, no machine", change: coverAll})
	}
	if regions := a.regionsOf(c); len(regions) == 1 && regions[0].ZoneAvailable != nil {
		if zones := regions[0].Zones; zones != nil && zones.Value > model.Or(c.Zones, 1) && p.replicas > model.Or(c.Zones, 1) {
			add(Fix{Kind: "zones", Text: fmt.Sprintf("spread %s over %g zones", c.Name, zones.Value), change: func(c *model.Component) { c.Zones = zones }})
		}
	}
	return out
}

func counted(replicas float64) string { return fmt.Sprintf("%g replicas", replicas) }

// takeOver gives a store a failover of a minute.
func takeOver(c *model.Component) { c.Failover = &model.Failover{Time: assumedTakeover} }

// coverAll lets the failover of a component cover every failure.
func coverAll(c *model.Component) {
	f := *c.Failover
	f.Coverage = nil
	c.Failover = &f
}

// never makes a component never be what a flow waits for.
func never(p *part) {
	p.down, p.rate = unit.Exact(0), unit.Exact(0)
	p.inputs[0] = unit.Exact(0)
}

// second puts another one beside somebody else's service, at the same price.
func (a *analysis) second(c *model.Component) Fix {
	f := Fix{Kind: "second", Text: "go to a second provider when " + c.Name + " is down", CostWhy: "the catalogue has no price of " + nameOf(c)}
	f.after = func(p *part) {
		one := unit.Combine(func(x []float64) float64 { return 2 * x[0] * x[1] }, p.down, p.rate)
		p.down, p.rate = p.down.Map(func(v float64) float64 { return v * v }), one
		p.inputs[0] = p.inputs[0].Map(func(v float64) float64 { return v * v })
	}
	if q := a.sheet.Get("cost.components." + c.Name); q != nil && q.Why == "" && q.Value > 0 {
		f.Cost, f.CostWhy = q.Value*secondsPerMonth, ""
	}
	return f
}

const secondsPerMonth = 730 * 3600

// priced says what so many replicas more cost a month.
func (a *analysis) priced(f Fix, c *model.Component, more float64) Fix {
	price := c.Effective().Price
	switch {
	case more == 0:
	case price == nil:
		f.CostWhy = "no price of a replica is known"
	default:
		f.Cost = more * model.CellsOf(c) * price.Value * secondsPerMonth
	}
	return f
}
