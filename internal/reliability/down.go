package reliability

import (
	"fmt"
	"math"
	"slices"

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
	rate  unit.Number // how often it goes down, a second
	path  string      // id of the number that the share is of, for derivations
	kind  string      // what it is: component, zone, region, release
}

// event makes a basic event. One that is always there is no event.
func (a *analysis) event(f fault) faulttree.Ref {
	if f.share.Value >= 1-1e-15 {
		return faulttree.True
	}
	if f.share.Value <= 0 && len(f.share.Moves) == 0 {
		return faulttree.False
	}
	f.ref = a.functions.Event(f.name, min(max(f.share.Value, 0), 1))
	a.faults[f.name] = &f
	return f.ref
}

// down returns when a component is down: by itself, with a bad release, with
// its region, or with as many zones as it cannot spare. What can be down is one
// event for all components that stand in it.
func (a *analysis) down(c *model.Component, p *part) faulttree.Ref {
	path := "components." + c.Name + ".availability"
	out := []faulttree.Ref{a.event(fault{name: c.Name, path: path, share: p.down, rate: p.rate, kind: "component"})}
	out = append(out, a.released(c)...)
	places, whole := a.placesOf(c, p)
	if whole != nil {
		out = append(out, whole.ref)
	}
	if len(places) > 0 {
		out = append(out, a.shortOf(c, p, path, places))
	}
	return a.functions.Or(out...)
}

// place is a zone or a region with the replicas of a component in it.
type place struct {
	fault    *fault
	replicas float64
}

// placesOf returns where the replicas of a component stand that fail apart, the
// first being that of the primary: the zones of its region, or its regions. The
// region around all of it is whole; it is nil when there is none, or when
// nothing says how often it fails.
func (a *analysis) placesOf(c *model.Component, p *part) (places []place, whole *fault) {
	regions := a.regionsOf(c)
	switch len(regions) {
	case 0:
		return nil, nil
	case 1:
		return a.zonesOf(c, p, regions[0]), a.regionDown(regions[0])
	}
	for i, b := range regions {
		down := a.regionDown(b)
		if down == nil || len(places) == mostPlaces {
			return nil, nil
		}
		places = append(places, place{down, a.inRegion(c, p, b, i, len(regions))})
	}
	if p.way.scheme == primary {
		places = []place{{places[0].fault, p.replicas}} // that of the one that matters
	}
	return places, nil
}

// mostPlaces is how many zones, or regions, of a component are looked at apart:
// each set of them is.
const mostPlaces = 6

// regionsOf returns the regions that a component stands in, the primary first.
func (a *analysis) regionsOf(c *model.Component) []*model.Boundary {
	var out []*model.Boundary
	for _, in := range c.In {
		b := a.d.Boundaries.Get(a.d.RegionOf(in.Text))
		switch {
		case b == nil || slices.Contains(out, b):
		case in.Text == c.Primary.Text:
			out = slices.Insert(out, 0, b)
		default:
			out = append(out, b)
		}
	}
	return out
}

// inRegion is how many replicas of a component stand in one of its regions: as
// written, or spread evenly.
func (a *analysis) inRegion(c *model.Component, p *part, b *model.Boundary, i, regions int) float64 {
	if c.Replicas != nil {
		if r := c.Replicas.ByRegion.Get(b.Name); r != nil {
			return max(model.Or(r.Count, 0), model.Or(r.Min, 0))
		}
	}
	return share(p.replicas, regions, i)
}

// regionDown returns the event that a region is down; nil when nothing says how
// often that is.
func (a *analysis) regionDown(b *model.Boundary) *fault {
	return a.boundaryDown("region "+b.Name, "region", b.Available)
}

// zonesOf returns the zones that a component is spread over; none when nothing
// says how often zones fail, or when the loss of one takes none of it.
func (a *analysis) zonesOf(c *model.Component, p *part, b *model.Boundary) []place {
	if b.ZoneAvailable == nil || a.d.SpansZones(c) {
		return nil
	}
	n := int(min(model.Or(c.Zones, 1), model.Or(b.Zones, mostPlaces), p.replicas, mostPlaces))
	if p.single {
		n = 1 // that of the one that matters
	}
	var zones []place
	for z := range n {
		if f := a.boundaryDown(fmt.Sprintf("zone %s %d", b.Name, z+1), "zone", b.ZoneAvailable); f != nil {
			zones = append(zones, place{f, share(p.replicas, n, z)})
		}
	}
	return zones
}

// boundaryDown returns the event that a zone or region is down, the same for
// all that stand in it.
func (a *analysis) boundaryDown(name, kind string, available *unit.Quantity) *fault {
	if available == nil {
		return nil
	}
	if f := a.faults[name]; f != nil {
		return f
	}
	a.leaves[available.Path] = available
	down := missing(available)
	rate := unit.Combine(func(x []float64) float64 { return x[0] / x[1] }, down, assumedOutage.Number)
	a.event(fault{name: name, path: available.Path, share: down, rate: rate, kind: kind})
	return a.faults[name]
}

// shortOf returns when the loss of places leaves a component too few replicas.
// A set of places that is down takes it down together with an event that brings
// its chance, and how often it comes, to what they are then; that event is
// beside those of the set's subsets, so that the function stays coherent.
func (a *analysis) shortOf(c *model.Component, p *part, path string, places []place) faulttree.Ref {
	n := len(places)
	beside := make([]standing, 1<<n) // the event of each set, and of none the component itself
	beside[0] = p.with(p.replicas)
	total := 0.0
	for _, z := range places {
		total += z.replicas
	}
	var out []faulttree.Ref
	for set := 1; set < 1<<n; set++ {
		left := p.replicas
		var down []faulttree.Ref
		for z := range places {
			if set>>z&1 != 0 {
				left -= p.replicas * places[z].replicas / total
				down = append(down, places[z].fault.ref)
			}
		}
		now := standing{down: 1}
		if left = math.Round(left); left > 0 {
			now = p.with(left)
		}
		if set&1 != 0 {
			now = p.moved(c, now, places[0].fault)
		}
		beside[set] = now.given(beside, set)
		if s := beside[set]; s.down > 1e-15 {
			name := fmt.Sprintf("%s short without %s", c.Name, a.namesOf(places, set))
			out = append(out, a.functions.And(append(down, a.event(fault{name: name, path: path, share: unit.Exact(s.down), rate: unit.Exact(s.rate), kind: "short"}))...))
		}
	}
	return a.functions.Or(out...)
}

// given is the event that, beside those of the subsets of a set, makes a
// component fare so while just that set is down.
func (s standing) given(beside []standing, set int) standing {
	known := beside[0]
	for sub := (set - 1) & set; sub > 0; sub = (sub - 1) & set {
		known = known.beside(beside[sub])
	}
	switch {
	case known.down >= 1:
		return standing{} // it is down already
	case s.down >= 1:
		return standing{down: 1}
	}
	down := min(max((s.down-known.down)/(1-known.down), 0), 1)
	return standing{down: down, rate: max((s.rate-known.rate*(1-down))/(1-known.down), 0)}
}

// moved adds to how a component fares without the place of its primary that
// another must take over first. The place goes down as often as it does, and
// for a part of that outage nobody serves.
func (p *part) moved(c *model.Component, s standing, from *fault) standing {
	if c.Failover == nil || p.way.scheme != takesOver && c.Active != "one" || s.down >= 1 {
		return s
	}
	x := p.point()
	outage := from.share.Value / from.rate.Value
	noticed := 1.0 // share of the place's outages in which nobody serves for a while
	if x.takeover == 0 {
		noticed = 1 - x.coverage
	}
	stays := x.stays(outage)
	return s.beside(standing{down: stays, rate: max(noticed-stays, 0) / outage})
}

// namesOf names the places of a set.
func (a *analysis) namesOf(places []place, set int) string {
	text := ""
	for z := range places {
		if set>>z&1 != 0 {
			if text != "" {
				text += " and "
			}
			text += places[z].fault.name
		}
	}
	return text
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
