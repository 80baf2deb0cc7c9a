package fault

import (
	"github.com/loadpath/loadpath/internal/model"
)

var regionLoss = &Fault{
	Code:    "region-loss",
	Title:   "A region goes away",
	Family:  Places,
	Hits:    "everything that stands in a region",
	Story:   "A fire, a fault of the provider's control plane or a wrong route announcement takes a whole region off the map.",
	Shows:   "A design in one region is down until it is back. One in several moves its users: the others get their load within minutes, with cold caches and copies that lag.",
	Helps:   "A second region that carries the whole load and is used every day, data that is copied there, a way to move that needs nothing of the first region.",
	Source:  "OVHcloud, fire in Strasbourg of 2021-03-10",
	Lasts:   120,
	PerYear: 0.05,
	Targets: wholeRegions,
	write:   just("crash", ""),
}

func wholeRegions(d *model.Design) []Target {
	var out []Target
	for _, p := range regions(d) {
		t := Target{Name: p.name, Symmetry: p.name, at: p.name}
		for _, c := range p.components {
			t.Components = append(t.Components, c.Name)
		}
		out = append(out, t)
	}
	return out
}
