package fault

import (
	"github.com/loadpath/loadpath/internal/unit"
)

var removed = &Fault{
	Code:    "operator-removes-too-much",
	Title:   "An operator removes too much",
	Family:  Changes,
	Hits:    "a component that runs in several replicas",
	Story:   "A command meant for a few machines takes many: a wrong number, a pattern that matches more, a tool without a floor.",
	Shows:   "Half of the capacity is gone at once, and what comes back starts cold, all together, against the load that is there.",
	Helps:   "Tools that refuse to go below what the load needs and take things away slowly, starts that do not need what was removed.",
	Source:  "AWS, summary of the S3 disruption of 2017-02-28",
	Size:    &Size{Name: "share of the replicas that is removed", Kind: unit.KindRatio, Usual: 0.5, Least: 0, Most: 1},
	Lasts:   60,
	PerYear: 0.5,
	Targets: components(inCopies),
	write:   takenAway,
}

func takenAway(in *Injection) []string {
	in.Share = in.Size
	return just("crash", "")(in)
}
