package audit

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/model"
)

var overloaded = &Check{
	Code:     "overloaded",
	Category: Performance,
	Title:    "Too busy at peak",
	Why:      "Waiting grows with 1/(1 - utilisation): from 70% to 85% it doubles, and a lost replica or a small spike tips it over. The busiest of its cores, its slots and its other limits counts.",
	Bad:      "components:\n  api: {kind: service, cores: 1, replicas: 2, zones: 2}\nflows:\n  f: {rate: 190/s, steps: [{call: api, work: 10ms}]}",
	Good:     "components:\n  api: {kind: service, cores: 1, replicas: 4, zones: 2}\nflows:\n  f: {rate: 190/s, steps: [{call: api, work: 10ms}]}",
	Source:   "Harchol-Balter, Performance Modeling and Design of Computer Systems, 2013, ch. 13",
	Run:      runOverloaded,
}

func runOverloaded(f *Facts) {
	for name, c := range f.Design.Components.All() {
		busy := f.busy("components." + name)
		if busy < 0.7 {
			continue
		}
		severity, evidence := Medium, fmt.Sprintf("%q is %s busy under %s load", name, percent(busy), f.Estimate.Load)
		switch {
		case busy >= 1:
			severity, evidence = Critical, fmt.Sprintf("%q is asked for %s of what it can do under %s load", name, percent(busy), f.Estimate.Load)
		case busy >= 0.85:
			severity = High
		}
		f.fail(severity, "components."+name, f.span(c.Span, "components", name, "replicas"), evidence, f.enough(c))
	}
}

// busy is the share of its tightest resource that a component uses under the
// load of the estimate, more than 1 when it is asked for more than it has; 0
// when nothing is known or nothing limits it.
func (f *Facts) busy(id string) float64 {
	cores, _ := f.number(id + ".utilization")
	slots, _ := f.number(id + ".slots_utilization")
	busy := max(cores, slots)
	headroom, ok := f.number(id + ".headroom")
	if !ok || headroom <= 0 || math.Abs(headroom-1) < 1e-9 {
		return busy // workers that take whatever is there are all busy, and keep up
	}
	return max(busy, 1/headroom)
}

// enough says how many replicas the load needs, where more would help.
func (f *Facts) enough(c *model.Component) string {
	needed, ok := f.number("components." + c.Name + ".replicas.needed")
	n := int(needed)
	switch {
	case !ok || n <= int(c.MostReplicas().Value*copiesByKey(c)):
		return "less work per request, a cache in front, or a larger machine"
	case c.Replicas.Auto():
		return fmt.Sprintf("components: {%s: {replicas: {max: %d}}}", c.Name, int(math.Ceil(float64(n)/copiesByKey(c))))
	case c.Replicas != nil && c.Replicas.ByRegion.Len() > 0:
		return fmt.Sprintf("%d replicas of %q over all regions", n, c.Name)
	}
	return fmt.Sprintf("components: {%s: {replicas: %d}}", c.Name, int(math.Ceil(float64(n)/copiesByKey(c))))
}

// copiesByKey is how many times a component stands there with all its
// replicas: once for every shard of every cell.
func copiesByKey(c *model.Component) float64 {
	n := model.CellsOf(c)
	if c.Shards != nil {
		n *= math.Max(1, model.Or(c.Shards.Count, 1))
	}
	return n
}
