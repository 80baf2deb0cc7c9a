package reliability

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// part is one component with its redundancy.
type part struct {
	availability unit.Number
	why          string // why it is not known
	formula      string
	leaves       []*unit.Quantity
	source       string
	replicas     float64
	needed       float64 // replicas that must be up
	single       bool    // one replica carries what only it can do, without a failover

	// with is the availability when so many replicas are there, at the point
	// values of what it rests on.
	with func(replicas float64) float64
}

// partOf computes the availability of a component from that of a replica, how
// many there are and how many the load needs.
func (a *analysis) partOf(c *model.Component) *part {
	can := c.Effective()
	p := &part{replicas: 1, needed: 1}
	p.with = func(float64) float64 { return p.availability.Value }
	if q := a.sheet.Get("components." + c.Name + ".replicas"); q != nil && q.Why == "" {
		p.replicas = max(1, q.Value/model.CellsOf(c)) // a request meets one cell
	}
	p.needed = a.needed(c, p.replicas)
	one, known := a.replica(c, can, p)
	switch {
	case !known && can.Cluster != nil:
		p.take("A as its provider commits to for several zones", can.Cluster)
		p.availability = can.Cluster.Number
		return p
	case !known:
		p.why = "give it availability, mttf and mttr, or a tech of the catalogue"
		return p
	}
	p.redundant(c, can, one)
	return p
}

// take notes where a number comes from.
func (p *part) take(formula string, inputs ...*unit.Quantity) {
	p.formula = formula
	for _, q := range inputs {
		if q == nil {
			continue
		}
		p.leaves = append(p.leaves, q)
		if q.Source != "" && p.source == "" {
			p.source = q.Source
		}
	}
}

// replica is the availability of one replica: as written, or
// mttf / (mttf + mttr).
func (a *analysis) replica(c *model.Component, can model.Effective, p *part) (unit.Number, bool) {
	switch {
	case can.Availability != nil:
		p.take("a", can.Availability)
		return can.Availability.Number, true
	case can.MTTF != nil && can.MTTR != nil:
		p.take("a = mttf / (mttf + mttr)", can.MTTF, can.MTTR)
		return unit.Combine(func(x []float64) float64 { return x[0] / (x[0] + x[1]) }, can.MTTF.Number, can.MTTR.Number), true
	}
	return unit.Number{}, false
}

// needed is how many replicas must be up: as written, or as many as the load
// of the sheet asks for with all they have.
func (a *analysis) needed(c *model.Component, replicas float64) float64 {
	if n := c.Needs; n != nil {
		switch {
		case n.Replicas != nil:
			return min(n.Replicas.Value, replicas)
		case n.Self != nil:
			return math.Ceil(replicas*n.Self.Value - 1e-9)
		}
	}
	headroom := a.sheet.Get("components." + c.Name + ".headroom")
	if headroom == nil || headroom.Why != "" {
		return 1
	}
	return min(replicas, max(1, math.Ceil(replicas/headroom.Value-1e-9)))
}

// redundant puts the replicas of a component together.
func (p *part) redundant(c *model.Component, can model.Effective, one unit.Number) {
	store := c.Behaviour.Class == catalog.Store
	whole := one
	if c.CommonCause != nil && p.replicas > 1 {
		// The other failures are those of each replica alone.
		one = unit.Combine(func(x []float64) float64 { return 1 - (1-x[1])*(1-x[0]) }, one, c.CommonCause.Number)
	}
	switch {
	case p.replicas <= 1:
		p.availability = one
		p.formula = "A = " + p.formula
		p.single = true
		p.with = func(n float64) float64 { return atLeast(1, int(n), one.Value) }
	case c.Failover != nil && can.MTTF != nil && can.MTTR != nil && (store || c.Active == "one"):
		p.failover(c, can)
	case store && c.Failover == nil && !quorum(c):
		p.single = true
		shards := shardsOf(c)
		p.availability = one.Map(func(v float64) float64 { return math.Pow(v, shards) })
		p.with = func(n float64) float64 {
			if n < p.replicas {
				return 0 // a primary is lost
			}
			return p.availability.Value
		}
		p.formula += fmt.Sprintf("; A = a^%g: without failover the loss of a primary stops it until it is repaired", shards)
	default:
		if quorum(c) {
			p.needed = float64(max(c.Replication.Mode.W, c.Replication.Mode.R))
		}
		if a := fleetOf(c, can); a != nil {
			p.repaired(c, can, a)
			break
		}
		n, k := p.replicas, p.needed
		p.with = func(n float64) float64 { return atLeast(int(k), int(n), one.Value) }
		p.availability = one.Map(func(v float64) float64 { return atLeast(int(k), int(n), v) })
		p.formula += fmt.Sprintf("; A = P(at least %g of %g replicas up) = sum C(n,i) a^i (1-a)^(n-i), %g being what the load needs", k, n, k)
	}
	if c.CommonCause != nil && p.replicas > 1 {
		beta := c.CommonCause.Number
		p.take(p.formula+"; of the failures of a, common-cause takes all replicas at once and the rest one", c.CommonCause)
		p.availability = unit.Combine(func(x []float64) float64 { return x[0] * (1 - x[1]*(1-x[2])) }, p.availability, beta, whole)
	}
}

// fleetOf returns how the replicas of a component are repaired, where that makes
// a difference: fewer crews than replicas, or copies that fail less while they
// are not needed. It returns nil where each replica is as good as alone.
func fleetOf(c *model.Component, can model.Effective) *fleet {
	if can.MTTF == nil || can.MTTR == nil || c.RepairCrews == nil && idleFailures(c.Standby) == 1 {
		return nil
	}
	return &fleet{crews: crewsOf(c), idle: idleFailures(c.Standby)}
}

// repaired puts replicas together that wait for a crew, or stand by.
func (p *part) repaired(c *model.Component, can model.Effective, f *fleet) {
	f.replicas, f.needed = int(p.replicas), int(p.needed)
	formula := fmt.Sprintf("at least %d of %d up, a Markov chain of failures with mttf and repairs with mttr", f.needed, f.replicas)
	if c.RepairCrews != nil {
		formula += fmt.Sprintf(", %g at a time", f.crews)
	}
	if f.idle < 1 {
		formula += fmt.Sprintf("; what stands by %s fails %g times as often", c.Standby, f.idle)
	}
	p.take(formula, c.RepairCrews)
	of := func(replicas int, mttf, mttr float64) float64 {
		g := *f
		g.replicas, g.failure, g.repair = replicas, 1/mttf, 1/mttr
		return 1 - g.unavailable()
	}
	p.availability = unit.Combine(func(x []float64) float64 { return of(f.replicas, x[0], x[1]) }, can.MTTF.Number, can.MTTR.Number)
	p.with = func(n float64) float64 { return of(int(n), can.MTTF.Value, can.MTTR.Value) }
}

// failover is one primary with copies that take over: every failure of the
// primary costs the time of the failover, or the repair where it does not
// succeed, and all copies down at once costs all of it.
func (p *part) failover(c *model.Component, can model.Effective) {
	f := c.Failover
	coverage, time := unit.Exact(1), unit.Exact(0)
	if f.Coverage != nil {
		coverage = f.Coverage.Number
	}
	if f.Time != nil {
		time = f.Time.Number
	}
	shards := shardsOf(c)
	copies := int(max(1, p.replicas/shards))
	formula := fmt.Sprintf("A = (1 - U)^%g; U of a Markov chain: the primary fails with mttf, one of %d takes over in the time of the failover with its coverage, else the repair is waited for", shards, copies-1)
	p.take(formula, f.Coverage, f.Time)
	of := func(copies int, mttf, mttr, coverage, time float64) float64 {
		if copies < 1 {
			return 0
		}
		t := takeover{copies: copies, failure: 1 / mttf, repair: 1 / mttr, coverage: min(coverage, 1), time: max(time, 0), crews: crewsOf(c)}
		return math.Pow(1-t.unavailable(), shards)
	}
	p.availability = unit.Combine(func(x []float64) float64 { return of(copies, x[0], x[1], x[2], x[3]) }, can.MTTF.Number, can.MTTR.Number, coverage, time)
	p.with = func(n float64) float64 {
		return of(int(n/shards), can.MTTF.Value, can.MTTR.Value, coverage.Value, time.Value)
	}
}

// quorum tells whether a store needs so many copies and no primary.
func quorum(c *model.Component) bool {
	return c.Replication != nil && c.Replication.Mode.Name == "quorum"
}

func shardsOf(c *model.Component) float64 {
	if c.Shards == nil {
		return 1
	}
	return max(1, model.Or(c.Shards.Count, 1))
}

// atLeast returns the probability that at least k of n independent replicas
// are up, each with probability a. It adds up the smaller tail.
func atLeast(k, n int, a float64) float64 {
	down := 0.0 // probability of fewer than k up
	term := math.Pow(1-a, float64(n))
	for i := 0; i < k; i++ {
		down += term
		if a >= 1 {
			break
		}
		term *= float64(n-i) / float64(i+1) * a / (1 - a)
	}
	return 1 - min(down, 1)
}
