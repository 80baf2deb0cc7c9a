package reliability

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// durable is how likely an object of an entity is still there after a year: what
// a provider states of its service, or what follows from the failures that the
// design states of its copies. Of anything else it is not known, as nothing says
// how often disks are lost.
func (a *analysis) durable(id string, e *model.Entity, c *model.Component) []estimate.Quantity {
	q := estimate.Quantity{ID: id + "durability", Kind: unit.KindRatio, Span: e.Span}
	stated := c.Catalogue("durability")
	copies := math.Floor(a.parts[c.Name].replicas / shardsOf(c))
	switch {
	case stated != nil:
		q.Formula, q.Source = "as its provider states", stated.Source
		read(&q, stated)
	case c.Behaviour.Class == catalog.Cache:
		q.Why = c.Name + " is a cache"
	case c.MTTF != nil && c.MTTR != nil && copies > 1:
		loss := timeToLoss(id, e, c, copies)
		q.Formula = "at least exp(-1 year / MTTDL), as if every failure of a copy lost what it holds"
		q.Inputs = []string{loss.ID}
		q.Number = loss.Number.Map(func(v float64) float64 { return math.Exp(-secondsPerYear / v) })
		return []estimate.Quantity{loss, q}
	default:
		q.Why = "the catalogue has no durability of " + nameOf(c) + ", and how often its disks are lost is not said"
	}
	return []estimate.Quantity{q}
}

// timeToLoss is the mean time until all copies of a shard are down at once: a
// birth and death chain on how many are.
func timeToLoss(id string, e *model.Entity, c *model.Component, copies float64) estimate.Quantity {
	q := estimate.Quantity{ID: id + "mttdl", Kind: unit.KindTime, Span: e.Span, Formula: "mean time from all copies of a shard up to none: each fails with mttf and is made anew with mttr"}
	q.Leaves = []*unit.Quantity{c.MTTF, c.MTTR}
	q.Inputs = paths(q.Leaves)
	crews := crewsOf(c)
	q.Number = unit.Combine(func(x []float64) float64 {
		var up, down []float64
		for lost := range int(copies) {
			up = append(up, (copies-float64(lost))/x[0])
			down = append(down, min(float64(lost), crews)/x[1])
		}
		return births(up, down)
	}, c.MTTF.Number, c.MTTR.Number)
	return q
}
