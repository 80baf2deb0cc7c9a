package model

import "github.com/loadpath/loadpath/internal/unit"

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
// it is said; else the distance between their places, unless the callee also
// stands where the caller does, and the callee's own net or the catalogue's.
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
		if q := d.apart(from, to); q != nil {
			parts = append(parts, q)
		}
	}
	if net := to.Effective().Net; net != nil {
		parts = append(parts, net)
	}
	return parts
}

// apart is the distance from the primary place of one component to the nearest
// way into another: none when the other has a copy in the same region.
func (d *Design) apart(from, to *Component) *unit.Quantity {
	home := from.PrimaryIn()
	for _, in := range to.In {
		if in.Text == home || d.RegionOf(in.Text) != "" && d.RegionOf(in.Text) == d.RegionOf(home) {
			return d.Distance(home, in.Text)
		}
	}
	return d.Distance(home, to.PrimaryIn())
}
