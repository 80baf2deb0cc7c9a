package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var slowReplica = &Fault{
	Code:    "slow",
	Title:   "One replica becomes slow",
	Family:  Machines,
	Hits:    "one replica of a component that runs in several",
	Story:   "A failing disk, a bad network card, a full heap or a neighbour on the same host makes one replica many times slower than the others. It still answers, so that health checks pass: a grey failure.",
	Shows:   "The slowest percentiles rise. Callers that share out by turns keep sending to it, and its slots fill with requests that others would have answered long ago.",
	Helps:   "Timeouts, hedged requests, balancing by requests in flight, health checks that look at latency.",
	Source:  "Huang et al., Gray Failure, HotOS 2017; Gunawi et al., Fail-Slow at Scale, FAST 2018",
	Size:    &Size{Name: "factor on the time that work takes", Kind: unit.KindFactor, Usual: 10, Least: 1, Most: 1000},
	Lasts:   60,
	PerYear: 2,
	Targets: oneReplica(inCopies),
	write:   just("slow", "by"),
}

// inCopies tells whether a component of our own runs in several replicas.
func inCopies(d *model.Design, c *model.Component) bool { return ours(d, c) && copies(c) > 1 }
