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
}

// partOf computes the availability of a component from that of a replica, how
// many there are and how many the load needs.
func (a *analysis) partOf(c *model.Component) *part {
	can := c.Effective()
	p := &part{replicas: 1, needed: 1}
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
	switch {
	case p.replicas <= 1:
		p.availability = one
		p.formula = "A = " + p.formula
		p.single = true
	case c.Failover != nil && can.MTTF != nil && can.MTTR != nil && (store || c.Active == "one"):
		p.failover(c, can, one)
	case store && c.Failover == nil && !quorum(c):
		p.single = true
		shards := shardsOf(c)
		p.availability = one.Map(func(v float64) float64 { return math.Pow(v, shards) })
		p.formula += fmt.Sprintf("; A = a^%g: without failover the loss of a primary stops it until it is repaired", shards)
	default:
		if quorum(c) {
			p.needed = float64(max(c.Replication.Mode.W, c.Replication.Mode.R))
		}
		n, k := p.replicas, p.needed
		p.availability = one.Map(func(v float64) float64 { return atLeast(int(k), int(n), v) })
		p.formula += fmt.Sprintf("; A = P(at least %g of %g replicas up) = sum C(n,i) a^i (1-a)^(n-i), %g being what the load needs", k, n, k)
	}
	if c.CommonCause != nil && p.replicas > 1 {
		beta := c.CommonCause.Number
		p.take(p.formula+", and (1 - a) common-cause for what takes all at once", c.CommonCause)
		p.availability = unit.Combine(func(x []float64) float64 { return x[0] * (1 - x[1]*(1-x[2])) }, p.availability, beta, one)
	}
}

// failover is one primary with copies that take over: every failure of the
// primary costs the time of the failover, or the repair where it does not
// succeed, and all copies down at once costs all of it.
func (p *part) failover(c *model.Component, can model.Effective, one unit.Number) {
	f := c.Failover
	coverage, time := unit.Exact(1), unit.Exact(0)
	if f.Coverage != nil {
		coverage = f.Coverage.Number
	}
	if f.Time != nil {
		time = f.Time.Number
	}
	shards := shardsOf(c)
	copies := max(1, p.replicas/shards)
	p.take(p.formula+fmt.Sprintf("; U = (c t + (1 - c) mttr) / (mttf + mttr) + (1 - a)^%g, A = (1 - U)^%g", copies, shards), f.Coverage, f.Time)
	p.availability = unit.Combine(func(x []float64) float64 {
		mttf, mttr, c, t, a := x[0], x[1], x[2], x[3], x[4]
		u := (c*t+(1-c)*mttr)/(mttf+mttr) + math.Pow(1-a, copies)
		return math.Pow(1-min(u, 1), shards)
	}, can.MTTF.Number, can.MTTR.Number, coverage, time, one)
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
