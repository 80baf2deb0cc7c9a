package model

import (
	"math"

	"github.com/loadpath/loadpath/internal/unit"
)

// Deployment is the replicas of a component in one place.
type Deployment struct {
	Boundary string      // from in, or the region named under replicas; "" without either
	Region   string      // the region around it; "" when none is marked
	Primary  bool        // the first place, or the one named by primary
	Count    unit.Number // replicas at the start: an autoscaler begins with min
	Auto     *Replicas   // the autoscaler; nil for a fixed number
}

// N returns the replicas at the start as a whole number.
func (p Deployment) N() int { return int(math.Round(p.Count.Value)) }

// Deployments says where the replicas of a component run, in the order of in.
// Without replicas there is one in each place. A number is the total, spread
// evenly over the places, the first ones taking what is left over; so is a
// single autoscaler kept whole, in the primary place. Replicas by region are
// those of each.
func (d *Design) Deployments(c *Component) []Deployment {
	var places []Deployment
	for _, in := range c.In {
		places = append(places, Deployment{Boundary: in.Text, Region: d.RegionOf(in.Text), Primary: in.Text == c.PrimaryIn()})
	}
	switch {
	case c.Replicas != nil && c.Replicas.ByRegion.Len() > 0:
		return d.byRegion(c, places)
	case len(places) == 0:
		places = []Deployment{{Primary: true}}
	}
	if c.Replicas != nil && c.Replicas.Auto() {
		for i := range places {
			if places[i].Primary || len(places) == 1 {
				places[i].Auto, places[i].Count = c.Replicas, c.Replicas.initial()
				return places[i : i+1]
			}
		}
	}
	if c.Replicas == nil || c.Replicas.Count == nil {
		for i := range places {
			places[i].Count = unit.Exact(1)
		}
		return places
	}
	total, k := c.Replicas.Count.Number, float64(len(places))
	for i := range places {
		places[i].Count = total.Map(func(n float64) float64 { return math.Floor((n + k - 1 - float64(i)) / k) })
	}
	return places
}

// byRegion joins the places of in with the regions under replicas, which may
// name a boundary or the region around it.
func (d *Design) byRegion(c *Component, places []Deployment) []Deployment {
	var out []Deployment
	for name, r := range c.Replicas.ByRegion.All() {
		p := Deployment{Boundary: name, Region: d.RegionOf(name), Count: r.initial(), Primary: len(out) == 0}
		for _, place := range places {
			if place.Boundary == name || place.Region == name {
				p.Boundary, p.Region, p.Primary = place.Boundary, place.Region, place.Primary
				break
			}
		}
		if r.Auto() {
			p.Auto = r
		}
		out = append(out, p)
	}
	return out
}

// PrimaryIn returns the boundary of the primary copy: primary, or the first of
// in; "" when the component stands nowhere.
func (c *Component) PrimaryIn() string {
	switch {
	case c.Primary.Text != "":
		return c.Primary.Text
	case len(c.In) > 0:
		return c.In[0].Text
	}
	return ""
}

// Auto tells whether the number of replicas follows the load.
func (r *Replicas) Auto() bool {
	return r != nil && (r.Min != nil || r.Max != nil || r.Target != nil)
}

// initial is the number of replicas at the start: the fixed number, or the
// autoscaler's min, 1 when it is not said.
func (r *Replicas) initial() unit.Number {
	switch {
	case r.Count != nil:
		return r.Count.Number
	case r.Min != nil:
		return r.Min.Number
	}
	return unit.Exact(1)
}

// most is the largest number of replicas: the fixed number, or the
// autoscaler's max.
func (r *Replicas) most() unit.Number {
	if r.Auto() && r.Max != nil {
		return r.Max.Number
	}
	return r.initial()
}

// TotalReplicas returns the replicas at the start over all places. Without
// replicas there is one in each place of in.
func (c *Component) TotalReplicas() unit.Number {
	return c.sumReplicas((*Replicas).initial)
}

// MostReplicas returns the most replicas there can be: where it scales by
// itself its max, else as TotalReplicas.
func (c *Component) MostReplicas() unit.Number {
	return c.sumReplicas((*Replicas).most)
}

// Parts returns how many sets of its replicas a component has: shards times
// cells.
func (c *Component) Parts() float64 {
	n := CellsOf(c)
	if c.Shards != nil {
		n *= max(1, Or(c.Shards.Count, 1))
	}
	return n
}

func (c *Component) sumReplicas(of func(*Replicas) unit.Number) unit.Number {
	switch {
	case c.Replicas == nil:
		return unit.Exact(float64(max(1, len(c.In))))
	case c.Replicas.ByRegion.Len() == 0:
		return of(c.Replicas)
	}
	sum := unit.Exact(0)
	for _, r := range c.Replicas.ByRegion.All() {
		sum = sum.Add(of(r))
	}
	return sum
}

// replicaQuantities are what TotalReplicas is made of.
func (c *Component) replicaQuantities() (list []*unit.Quantity) {
	if c.Replicas == nil {
		return nil
	}
	add := func(r *Replicas) {
		switch {
		case r.Count != nil:
			list = append(list, r.Count)
		case r.Min != nil:
			list = append(list, r.Min)
		}
	}
	add(c.Replicas)
	for _, r := range c.Replicas.ByRegion.All() {
		add(r)
	}
	return list
}

// CellsOf returns how many independent copies of a component there are, each
// with its replicas; 1 unless cells are said.
func CellsOf(c *Component) float64 {
	if c.Cells == nil {
		return 1
	}
	return math.Max(1, Or(c.Cells.Count, 1))
}
