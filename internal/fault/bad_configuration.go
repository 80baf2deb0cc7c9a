package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

var badConfig = &Fault{
	Code:    "bad-configuration",
	Title:   "A bad configuration is everywhere at once",
	Family:  Changes,
	Hits:    "a component of our own",
	Story:   "A wrong value is pushed to all replicas in seconds, because configuration is not released like code. Regions and zones give nothing: it is in all of them.",
	Shows:   "The component fails everywhere. After the value is mended everything starts at once and asks for the same things.",
	Helps:   "Configuration in stages with a look in between, the last good value kept and used, failing open where that is safe, jittered restarts.",
	Source:  "Google Cloud, incident ow5i3PPK96RduMcb1SsW, 2025-06-12",
	Size:    &Size{Name: "share of the calls that fail", Kind: unit.KindRatio, Usual: 1, Least: 0, Most: 1},
	Lasts:   60,
	PerYear: 1,
	Targets: components(classed(catalog.Compute, catalog.Balancer)),
	write:   failing,
}
