package model

import (
	"cmp"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

// enclosing walks from a boundary outwards, itself first. A circle, which the
// checker reports, ends it.
func (d *Design) enclosing(name string) []*Boundary {
	var chain []*Boundary
	for b := d.Boundaries.Get(name); b != nil && len(chain) < d.Boundaries.Len(); b = d.Boundaries.Get(b.In.Text) {
		chain = append(chain, b)
	}
	return chain
}

// RegionOf returns the region that a boundary is or stands in; "" when none
// around it is marked as one.
func (d *Design) RegionOf(boundary string) string {
	for _, b := range d.enclosing(boundary) {
		if b.Region != nil && *b.Region {
			return b.Name
		}
	}
	return ""
}

// TrustOf returns the zone of trust of a boundary: its own, or that of the
// nearest one around it; "" when nothing is said.
func (d *Design) TrustOf(boundary string) string {
	for _, b := range d.enclosing(boundary) {
		if b.Trust != "" {
			return b.Trust
		}
	}
	return ""
}

// ContextOf returns the bounded context of a boundary, by the same rule.
func (d *Design) ContextOf(boundary string) string {
	for _, b := range d.enclosing(boundary) {
		if b.Context != "" {
			return b.Context
		}
	}
	return ""
}

// ZonesOf returns over how many zones the replicas of a component are spread:
// its own zones, or those of the region it stands in. Nil when nothing is said.
func (d *Design) ZonesOf(c *Component) *unit.Quantity {
	if c.Zones != nil {
		return c.Zones
	}
	for _, b := range d.enclosing(c.PrimaryIn()) {
		if b.Zones != nil {
			return b.Zones
		}
	}
	return nil
}

// SpansZones tells whether a component is one service that its provider keeps in
// several zones, as a load balancer is, so that the loss of one takes none of it.
// It says zones, but neither how many replicas nor on what machines they run.
func (d *Design) SpansZones(c *Component) bool {
	kept := c.Catalogue("availability") != nil || c.Catalogue("availability.cluster") != nil
	return kept && c.Replicas == nil && c.Machine == nil && Or(c.Zones, 1) > 1
}

// Distance returns the one-way delay between two boundaries as their net keys
// say it, in either direction, the innermost pair first; nil within one
// boundary and where nothing is said.
func (d *Design) Distance(from, to string) *unit.Quantity {
	if from == to {
		return nil
	}
	inner, outer := d.enclosing(from), d.enclosing(to)
	for _, a := range inner {
		for _, b := range outer {
			if a == b {
				break // the same place; what is around it is no way between them
			}
			if q := a.Net.Get(b.Name); q != nil {
				return q
			}
			if q := b.Net.Get(a.Name); q != nil {
				return q
			}
		}
	}
	return nil
}

// Delay returns what adds up to the one-way network delay of a call from one
// component, or actor, to another: the net of the step or its link alone when
// it is said; else the distance between their places, on average over the
// caller's replicas, and the callee's own net or the catalogue's.
// An empty list is no delay. s may be nil.
func (d *Design) Delay(caller, callee string, s *Step) []*unit.Quantity {
	if net := d.Policy(caller, callee, s).Net; net != nil {
		return []*unit.Quantity{net}
	}
	to := d.Components.Get(callee)
	if to == nil {
		return nil
	}
	var parts []*unit.Quantity
	if from := d.Components.Get(caller); from != nil {
		if q := d.apart(from, to, s); q != nil {
			parts = append(parts, q)
		}
	}
	if net := to.Effective().Net; net != nil {
		parts = append(parts, net)
	}
	return parts
}

// apart is the distance that a call from one component to another goes: on
// average over the places of the caller's replicas, each to the nearest place of
// the callee, or to its primary place where only the primary answers.
func (d *Design) apart(from, to *Component, s *Step) *unit.Quantity {
	var ways []*unit.Quantity
	var weights []float64
	total := 0.0
	for _, place := range d.Deployments(from) {
		ways = append(ways, d.wayFrom(place, to, s))
		weights = append(weights, place.Count.Value)
		total += place.Count.Value
	}
	same := true
	for _, q := range ways {
		same = same && q == ways[0]
	}
	if same || total <= 0 {
		return ways[0]
	}
	mean := unit.Exact(0)
	var one unit.Quantity
	for i, q := range ways {
		if q != nil {
			one = *q
			mean = mean.Add(q.Number.Scale(weights[i] / total))
		}
	}
	return &unit.Quantity{Number: mean, Dim: one.Dim, Kind: one.Kind, Span: one.Span, Path: one.Path}
}

// wayFrom is the distance from one place to a component: none within a region.
func (d *Design) wayFrom(place Deployment, to *Component, s *Step) *unit.Quantity {
	_, q := d.reached(place, to, s)
	return q
}

// reached is where a call from one place to a component arrives, and how far
// that is.
func (d *Design) reached(place Deployment, to *Component, s *Step) (at Deployment, best *unit.Quantity) {
	primary := onlyPrimary(to, s)
	far := math.Inf(1)
	for _, other := range d.Deployments(to) {
		q := d.Distance(place.Boundary, other.Boundary)
		way := 0.0
		if q != nil {
			way = q.Value
		}
		if place.Region != other.Region {
			way += 1e9 // any other region is farther than every place in this one
		}
		if (other.Primary || !primary) && way < far {
			at, best, far = other, q, way
		}
	}
	return at, best
}

// CopyWay is how far the other copies of a store are from the one that a call
// reaches, for a share of its callers.
type CopyWay struct {
	Share float64          // of the calls
	Far   []*unit.Quantity // one way to each other copy, the nearest first; nil for no distance
}

// CopyWays says how far the copies of a store are from the one that calls reach,
// for each place of the caller's replicas. Users outside reach all alike.
func (d *Design) CopyWays(caller string, store *Component, s *Step) []CopyWay {
	var out []CopyWay
	from := d.Components.Get(caller)
	places := d.Deployments(store)
	if from != nil {
		places = d.Deployments(from)
	}
	total := 0.0
	for _, place := range places {
		at := place
		if from != nil {
			at, _ = d.reached(place, store, s)
		}
		way := CopyWay{Share: place.Count.Value}
		for _, other := range d.Deployments(store) {
			copies := other.N()
			if other.Boundary == at.Boundary {
				copies-- // the one that is called
			}
			for range copies {
				way.Far = append(way.Far, d.Distance(at.Boundary, other.Boundary))
			}
		}
		slices.SortStableFunc(way.Far, func(a, b *unit.Quantity) int { return cmp.Compare(Or(a, 0), Or(b, 0)) })
		out, total = append(out, way), total+way.Share
	}
	for i := range out {
		out[i].Share /= total
	}
	return out
}

// onlyPrimary tells whether only the primary copy of a component answers a step.
func onlyPrimary(c *Component, s *Step) bool {
	switch {
	case s == nil || c.Behaviour.Class != catalog.Store || c.Replication != nil && c.Replication.Mode.Name == "quorum":
		return c.Active == "one"
	case s.Verb == VerbWrite || s.Verb == VerbSet || s.Verb == VerbDelete || s.Verb == VerbAppend:
		return true
	case s.Verb == VerbCall:
		return c.Active == "one"
	}
	return c.ReadsFrom == "" || c.ReadsFrom == "primary"
}
