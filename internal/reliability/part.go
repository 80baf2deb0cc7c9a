package reliability

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// part is one component with its redundancy, by itself: what it stands on comes
// in down.go.
type part struct {
	down     unit.Number // share of time
	rate     unit.Number // outages a second
	why      string      // why they are not known
	formula  string
	leaves   []*unit.Quantity
	source   string
	replicas float64
	needed   float64 // replicas that must be up
	single   bool    // one replica carries what only it can do, without a failover

	way    redundancy
	inputs [5]unit.Number // figures, in their order
}

// availability is the share of time that the component is up by itself.
func (p *part) availability() unit.Number {
	return p.down.Map(func(v float64) float64 { return 1 - v })
}

// figures are the numbers that the redundancy works with, at the values given.
func figuresOf(x []float64) figures {
	return figures{down: min(max(x[0], 0), 1), repair: x[1], common: x[2], coverage: x[3], takeover: x[4]}
}

// point are the figures at their point values.
func (p *part) point() figures {
	var x []float64
	for _, n := range p.inputs {
		x = append(x, n.Value)
	}
	return figuresOf(x)
}

// with is how the component fares when so many replicas are left, at the point
// values of what it rests on.
func (p *part) with(replicas float64) standing { return p.way.standing(replicas, p.point()) }

// partOf computes how a component fares from how one replica does, how many
// there are and how many the load needs; more are added to them.
func (a *analysis) partOf(c *model.Component, more float64) *part {
	can := c.Effective()
	p := &part{replicas: 1, needed: 1, way: redundancy{shards: 1, needed: 1, crews: math.Inf(1), idle: 1}}
	if q := a.sheet.Get("components." + c.Name + ".replicas"); q != nil && q.Why == "" {
		p.replicas = max(1, q.Value/model.CellsOf(c)) // a request meets one cell
	}
	p.needed = a.needed(c, p.replicas)
	p.replicas += more
	p.inputs = [5]unit.Number{2: unit.Exact(0), 3: unit.Exact(1), 4: unit.Exact(0)}
	switch known := p.replica(can); {
	case !known && can.Cluster != nil:
		p.take("A as its provider commits to for several zones", can.Cluster)
		p.inputs[0], p.inputs[1] = missing(can.Cluster), p.outage(can)
	case !known:
		p.why = "give it availability, mttf and mttr, or a tech of the catalogue"
		return p
	default:
		p.redundant(c)
	}
	p.fares()
	return p
}

// fares works out how the component fares.
func (p *part) fares() {
	of := func(x []float64) standing { return p.way.standing(p.replicas, figuresOf(x)) }
	p.down = unit.Combine(func(x []float64) float64 { return of(x).down }, p.inputs[:]...)
	p.rate = unit.Combine(func(x []float64) float64 { return of(x).rate }, p.inputs[:]...)
}

// missing is what an availability leaves to 1.
func missing(q *unit.Quantity) unit.Number {
	return q.Map(func(v float64) float64 { return 1 - v })
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

// replica reads how one replica fares: as written, or from mttf and mttr. It
// reports whether anything is known.
func (p *part) replica(can model.Effective) bool {
	switch {
	case can.Availability != nil:
		p.take("a", can.Availability)
		p.inputs[0], p.inputs[1] = missing(can.Availability), p.outage(can)
		return true
	case can.MTTF != nil && can.MTTR != nil:
		p.take("a = mttf / (mttf + mttr)", can.MTTF, can.MTTR)
		p.inputs[0] = unit.Combine(func(x []float64) float64 { return x[1] / (x[0] + x[1]) }, can.MTTF.Number, can.MTTR.Number)
		p.inputs[1] = can.MTTR.Number
		return true
	}
	return false
}

// outage is how long an outage lasts of which only the share of time is known:
// its mttr where that stands beside it, or an assumption.
func (p *part) outage(can model.Effective) unit.Number {
	q := can.MTTR
	if q == nil {
		q = assumedOutage
	}
	p.leaves = append(p.leaves, q)
	return q.Number
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

// redundant says how the replicas of a component stand in for each other.
func (p *part) redundant(c *model.Component) {
	store := c.Behaviour.Class == catalog.Store
	p.way = redundancy{scheme: fleetOf, shards: 1, needed: p.needed, crews: crewsOf(c), idle: idleFailures(c.Standby)}
	switch {
	case p.replicas <= 1:
		p.single = true
		p.formula = "A = " + p.formula
	case c.Failover != nil && (store || c.Active == "one"):
		p.takenOver(c)
	case store && quorum(c):
		p.way.shards = shardsOf(c)
		p.way.needed = float64(max(c.Replication.Mode.W, c.Replication.Mode.R))
		p.needed = p.way.needed
		p.formula += fmt.Sprintf("; A = P(at least %g of %g copies up) = sum C(n,i) a^i (1-a)^(n-i), for the quorum", p.way.needed, math.Floor(p.replicas/p.way.shards))
		p.sharded()
	case store && c.Failover == nil:
		p.single = true
		p.way.scheme, p.way.shards, p.way.needed = primary, shardsOf(c), 1
		p.formula += fmt.Sprintf("; A = a^%g: without failover the loss of a primary stops it until it is repaired", p.way.shards)
	case c.RepairCrews != nil || p.way.idle != 1:
		p.repaired(c)
	default:
		p.formula += fmt.Sprintf("; A = P(at least %g of %g replicas up) = sum C(n,i) a^i (1-a)^(n-i), %g being what the load needs", p.needed, p.replicas, p.needed)
	}
	if c.CommonCause != nil && p.replicas > 1 {
		p.inputs[2] = c.CommonCause.Number
		p.take(p.formula+"; of the failures of a, common-cause takes all replicas at once and the rest one", c.CommonCause)
	}
}

func (p *part) sharded() {
	if p.way.shards > 1 {
		p.formula += fmt.Sprintf(", in each of %g shards", p.way.shards)
	}
}

// repaired says how replicas wait for a crew, or stand by.
func (p *part) repaired(c *model.Component) {
	formula := fmt.Sprintf("at least %g of %g up, a Markov chain of failures with mttf and repairs with mttr", p.needed, p.replicas)
	if c.RepairCrews != nil {
		formula += fmt.Sprintf(", %g at a time", p.way.crews)
	}
	if p.way.idle < 1 {
		formula += fmt.Sprintf("; what stands by %s fails %g times as often", c.Standby, p.way.idle)
	}
	p.take(formula, c.RepairCrews)
}

// takenOver is one primary with copies that take over: every failure of the
// primary costs the time of the failover, or the repair where it does not
// succeed, and all copies down at once costs all of it.
func (p *part) takenOver(c *model.Component) {
	f := c.Failover
	p.way.scheme, p.way.shards, p.way.needed = takesOver, shardsOf(c), 1
	if f.Coverage != nil {
		p.inputs[3] = f.Coverage.Number
	}
	takes := f.Time
	if takes == nil {
		takes = f.Detect // it takes as long as to notice, at least
	}
	if takes != nil {
		p.inputs[4] = takes.Number
	}
	copies := math.Floor(max(1, p.replicas/p.way.shards))
	p.take(fmt.Sprintf("A = (1 - U)^%g; U of a Markov chain: the primary fails with mttf, one of %g takes over in the time of the failover with its coverage, else the repair is waited for", p.way.shards, copies-1), f.Coverage, takes)
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
