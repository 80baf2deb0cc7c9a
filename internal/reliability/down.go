package reliability

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// fault is a basic event of the functions: something that is down for a share
// of the time, whatever else is.
type fault struct {
	name  string
	ref   faulttree.Ref
	share unit.Number // of time in which it is down
	path  string      // id of the number that the share is of, for derivations
}

// event makes a basic event. One that is always there is no event.
func (a *analysis) event(name, path string, share unit.Number) faulttree.Ref {
	if share.Value >= 1-1e-15 {
		return faulttree.True
	}
	if share.Value <= 0 && len(share.Moves) == 0 {
		return faulttree.False
	}
	ref := a.functions.Event(name, min(max(share.Value, 0), 1))
	a.faults[name] = &fault{name, ref, share, path}
	return ref
}

// down returns when a component is down: by itself, with its region, or with as
// many zones as it cannot spare. What can be down is one event for all
// components that stand in it.
func (a *analysis) down(c *model.Component, p *part) faulttree.Ref {
	path := "components." + c.Name + ".availability"
	region := a.regionOf(c)
	zones := a.zonesOf(c, region)
	own := a.event(c.Name, path, p.availability.Map(func(v float64) float64 { return 1 - v }))
	if region == nil {
		return own
	}
	out := []faulttree.Ref{own, a.regionDown(region)}
	if len(zones) > 0 {
		out = append(out, a.shortOf(c, p, path, zones))
	}
	return a.functions.Or(out...)
}

// regionOf returns the region that a component stands in; nil when in none, or
// in several, which fail apart.
func (a *analysis) regionOf(c *model.Component) *model.Boundary {
	var found *model.Boundary
	for _, in := range c.In {
		b := a.d.Boundaries.Get(a.d.RegionOf(in.Text))
		if b == nil || found != nil && b != found {
			return nil
		}
		found = b
	}
	return found
}

// regionDown returns the event that a region is down.
func (a *analysis) regionDown(b *model.Boundary) faulttree.Ref {
	if b.Available == nil {
		return faulttree.False
	}
	name := "region " + b.Name
	if f := a.faults[name]; f != nil {
		return f.ref
	}
	a.leaves[b.Available.Path] = b.Available
	return a.event(name, b.Available.Path, b.Available.Map(func(v float64) float64 { return 1 - v }))
}

// mostZones bounds the zones that are looked at apart: each set of them is.
const mostZones = 6

// zonesOf returns the events that the zones which a component is spread over
// are down; none when nothing says how often zones fail.
func (a *analysis) zonesOf(c *model.Component, b *model.Boundary) []faulttree.Ref {
	if b == nil || b.ZoneAvailable == nil {
		return nil
	}
	p := a.parts[c.Name]
	n := int(min(model.Or(c.Zones, 1), model.Or(b.Zones, mostZones), p.replicas, mostZones))
	if p.single {
		n = 1 // that of the one that matters
	}
	var zones []faulttree.Ref
	for z := 1; z <= n; z++ {
		name := fmt.Sprintf("zone %s %d", b.Name, z)
		if f := a.faults[name]; f != nil {
			zones = append(zones, f.ref)
			continue
		}
		a.leaves[b.ZoneAvailable.Path] = b.ZoneAvailable
		zones = append(zones, a.event(name, b.ZoneAvailable.Path, b.ZoneAvailable.Map(func(v float64) float64 { return 1 - v })))
	}
	return zones
}

// shortOf returns when the loss of zones leaves a component too few replicas.
// Replicas are spread evenly. A set of zones that is down takes it down
// together with an event that brings its chance to what it is then; that event
// is beside those of the set's subsets, so that the function stays coherent.
func (a *analysis) shortOf(c *model.Component, p *part, path string, zones []faulttree.Ref) faulttree.Ref {
	n := len(zones)
	up := make([]float64, 1<<n) // chance to be up while just these zones are down, relative to none down
	beside := make([]float64, 1<<n)
	base := p.with(p.replicas)
	var out []faulttree.Ref
	for set := 1; set < 1<<n; set++ {
		left, among := p.replicas, 1.0
		var down []faulttree.Ref
		for z, ref := range zones {
			if set>>z&1 != 0 {
				left -= share(p.replicas, n, z)
				down = append(down, ref)
			}
		}
		up[set] = 0
		if base > 0 {
			up[set] = p.with(left) / base
		}
		for sub := (set - 1) & set; sub > 0; sub = (sub - 1) & set {
			among *= 1 - beside[sub]
		}
		if among > 0 {
			beside[set] = min(max(1-up[set]/among, 0), 1)
		}
		if beside[set] > 1e-15 {
			name := fmt.Sprintf("%s short without zones %b", c.Name, set)
			out = append(out, a.functions.And(append(down, a.event(name, path, unit.Exact(beside[set])))...))
		}
	}
	return a.functions.Or(out...)
}

// share is how many of n replicas stand in a zone when they are spread evenly
// over so many.
func share(replicas float64, zones, zone int) float64 {
	each := math.Floor(replicas / float64(zones))
	if float64(zone) < replicas-each*float64(zones) {
		each++
	}
	return each
}
