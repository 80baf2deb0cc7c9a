package sim

import (
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
	zones := c.zonesOf(c.d.Components.Get(comp.name), zone)
	if zones < 1 {
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
