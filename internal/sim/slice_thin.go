package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// thin returns a copy of the design with one in k of all that can run out. What
// is said for each replica stays; what is said for a component as a whole is a
// k-th. The load is not touched: Options.LoadScale does that.
func (r *sliceRule) thin(d *model.Design, k int, s *slicing) *model.Design {
	thin := *d
	thin.Components = model.Map[model.Component]{}
	for name, m := range d.Components.All() {
		c := *m
		thinBounds(&c, k)
		if u, any := r.units[name]; any {
			r.thinUnits(&c, u, k, s)
		}
		r.thinContents(&c, k, s.parts[name])
		thin.Components.Put(name, &c)
	}
	thin.Flows = model.Map[model.Flow]{}
	for name, f := range d.Flows.All() {
		thin.Flows.Put(name, thinBursts(f, k))
	}
	return &thin
}

// thinUnits keeps some of the replicas, shards or cells of a component.
func (r *sliceRule) thinUnits(c *model.Component, u sliceUnit, k int, s *slicing) {
	kept, off := u.kept(k)
	s.parts[c.Name] = Parts{Kept: kept, Of: u.n, What: u.what}
	s.rounding[c.Name] = off
	if c.Partitions != nil && u.what != "cells" {
		c.Partitions = some(c.Partitions, k)
	}
	switch u.what {
	case "cells":
		cells := *c.Cells
		cells.Count = valued(cells.Count, float64(kept))
		c.Cells = &cells
	case "shards":
		shards := *c.Shards
		shards.Count = valued(shards.Count, float64(kept))
		c.Shards = &shards
	case "replicas":
		c.Replicas = thinReplicas(c.Replicas, k)
	}
}

// thinReplicas keeps some replicas, in every region and at both ends of an
// autoscaler.
func thinReplicas(whole *model.Replicas, k int) *model.Replicas {
	if whole == nil {
		return nil
	}
	thin := *whole
	thin.Count, thin.Min, thin.Max = some(whole.Count, k), some(whole.Min, k), some(whole.Max, k)
	if whole.ByRegion.Len() > 0 {
		thin.ByRegion = model.Map[model.Replicas]{}
		for name, place := range whole.ByRegion.All() {
			thin.ByRegion.Put(name, thinReplicas(place, k))
		}
	}
	return &thin
}

// thinBounds divides what holds for a component as a whole; adapt divides rate
// limits.
func thinBounds(c *model.Component, k int) {
	if c.MaxLength != nil && !c.MaxLength.Unlimited {
		c.MaxLength = some(c.MaxLength, k)
	}
}

// thinContents keeps a cache as good as it was. The part of the load that is
// left asks for all keys. Where one replica serves the same load as before, its
// contents are the same. Where all the load falls on the same contents, they
// are kept whole, and entries live k times as long, so that as many requests
// come in a life: what is there depends on the order of requests alone.
func (r *sliceRule) thinContents(c *model.Component, k int, parts Parts) {
	whole := &r.p.components[r.comps[c.Name]]
	if !r.keepsContents(whole) {
		return
	}
	if parts.Kept > 0 && !r.p.caches[whole.cache].shared() {
		return
	}
	if parts.Kept > 0 {
		by := float64(parts.Of) / float64(parts.Kept)
		if c.Entries != nil {
			c.Entries = valued(c.Entries, c.Entries.Value*by)
		} else if memory := c.Effective().Memory; memory != nil {
			c.Memory = valued(memory, memory.Value*by)
		}
	}
	for _, life := range []**unit.Quantity{&c.TTL, &c.Idle, &c.Negative, &c.StaleOnError} {
		*life = longer(*life, float64(k))
	}
}

// thinBursts takes one arrival in k of a bursty process at random. The gaps
// that are left are sums of geometrically many, so their squared coefficient of
// variation is 1 + (cv^2 - 1) / k (Cox 1962, Renewal Theory, §8.3).
func thinBursts(whole *model.Flow, k int) *model.Flow {
	if whole.Arrivals == nil || whole.Arrivals.Process != "bursty" {
		return whole
	}
	f, arrivals := *whole, *whole.Arrivals
	arrivals.CV = math.Sqrt(1 + (float64(arrivals.CV*arrivals.CV)-1)/float64(k))
	f.Arrivals = &arrivals
	return &f
}

// some returns one in k of a whole number, at least one of any.
func some(q *unit.Quantity, k int) *unit.Quantity {
	if q == nil || q.Value <= 0 || q.Unlimited {
		return q
	}
	return valued(q, math.Max(1, math.Round(q.Value/float64(k))))
}

// longer returns a time, or the law of one, stretched.
func longer(q *unit.Quantity, by float64) *unit.Quantity {
	if q == nil {
		return nil
	}
	long := valued(q, q.Value*by)
	if q.Law != nil {
		law := *q.Law
		law.A *= by
		long.Law = &law
	}
	return long
}

// valued returns a quantity with another value.
func valued(q *unit.Quantity, value float64) *unit.Quantity {
	c := *q
	c.Number = unit.Exact(value)
	return &c
}
