package sim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// Places: where the replicas of a component stand. The primary place comes
// first. The copies of each shard of a store are spread over the places alike;
// other replicas follow each other, place by place.

// placeOf returns in which of its component's places a replica stands, and the
// how manieth it is there.
func (c *component) placeOf(at int32) (place int, nth int32) {
	shards := c.shards
	nth = (at - c.first) % (c.count / shards)
	for ; place < len(c.places)-1; place++ {
		here := c.places[place].count / shards
		if nth < here {
			break
		}
		nth -= here
	}
	return place, nth
}

// inBoundary tells whether a replica stands in a boundary.
func (c *compiler) inBoundary(comp *component, at int32, boundary string) bool {
	place, _ := comp.placeOf(at)
	return c.d.Within(comp.places[place].boundary, boundary)
}

// inZone tells whether a replica stands in a zone: the replicas of each place
// are spread over its zones in turn. Zones are named by number from 1, by letter
// from a, or by any name that ends so; one that begins with the name of a
// region, such as eu-west-1b, is of that region.
func (c *compiler) inZone(at int32, zone string) bool {
	comp := c.componentAt(at)
	m := c.d.Components.Get(comp.name)
	zones := c.zonesOf(m, zone)
	if zones < 1 || c.d.SpansZones(m) {
		return false
	}
	number, err := strconv.Atoi(zone)
	if err != nil {
		number = int(strings.ToLower(zone)[len(zone)-1]) - 'a' + 1
	}
	place, nth := comp.placeOf(at)
	if region := c.regionNamed(zone); region != "" && comp.places[place].region != region {
		return false
	}
	return int(nth)%zones == number-1
}

// zonesOf returns over how many zones the replicas of a component are spread, 0
// when nobody says.
func (c *compiler) zonesOf(m *model.Component, zone string) int {
	if b := c.d.Boundaries.Get(c.regionNamed(zone)); b != nil && m.Zones == nil {
		return int(model.Or(b.Zones, 0))
	}
	return int(model.Or(c.d.ZonesOf(m), 0))
}

// regionNamed returns the region that the name of a zone begins with, the
// longest one; "" for none.
func (c *compiler) regionNamed(zone string) string {
	found := ""
	for name, b := range c.d.Boundaries.All() {
		if isTrue(b.Region) && strings.HasPrefix(zone, name) && len(zone) > len(name) && len(name) > len(found) {
			found = name
		}
	}
	return found
}

// orderPlaces puts the primary place of a component first; in a set, which may
// name another one, the places stay in the order of the design.
func (c *compiler) orderPlaces(m *model.Component, s *component) {
	k := slices.IndexFunc(s.places, func(d deployment) bool { return d.primary })
	if k > 0 && c.o.base == nil {
		first := s.places[k]
		s.places = slices.Insert(slices.Delete(s.places, k, k+1), 0, first)
	}
	if c.o.base == nil {
		return
	}
	now := c.o.base.p.components[c.o.base.comps[m.Name]].places
	order := func(d deployment) int {
		return slices.IndexFunc(now, func(n deployment) bool { return n.boundary == d.boundary })
	}
	slices.SortStableFunc(s.places, func(a, b deployment) int { return order(a) - order(b) })
}

// primaryPlace returns which of its places a component names as the primary.
func (c *component) primaryPlace() int32 {
	return int32(max(0, slices.IndexFunc(c.places, func(d deployment) bool { return d.primary })))
}

// movePrimary is what an operator does who names another place as the primary:
// the copies there take over, with what they have, and so do the replicas that
// stood by.
func (w *world) movePrimary(c *component, place int32) {
	if c.standby >= 0 && w.p.standbys[c.standby].one {
		for at := c.first; at < c.first+c.count; at++ {
			if w.p.placeOf[at] == place && w.replicas[at].state == up {
				w.serveInstead(c, w.standbys[c.standby].active, at)
				return
			}
		}
	}
	if c.set < 0 {
		return
	}
	spec := &w.p.sets[c.set]
	for k := spec.first; k < spec.first+c.shards; k++ {
		set := &w.sets[k]
		for one := range spec.copies {
			if at := set.first + one; one != set.primary && w.p.placeOf[at] == place && w.replicas[at].state == up {
				w.promote(k, one)
				break
			}
		}
	}
}
