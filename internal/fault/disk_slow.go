package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

var diskSlow = &Fault{
	Code:    "disk-slow",
	Title:   "A disk is slow",
	Family:  Data,
	Hits:    "the primary of a store, one replica of a broker",
	Story:   "A disk that is about to fail retries inside itself, a rebuild runs, a volume has used up its burst: every access takes many times as long.",
	Shows:   "The store answers, late. Its queue grows, its connections are all in use, and callers wait for a connection before they wait for the disk.",
	Helps:   "Failover on latency and not only on death, timeouts below the caller's own, limits on the calls in progress.",
	Source:  "Gunawi et al., Fail-Slow at Scale, FAST 2018",
	Size:    &Size{Name: "factor on the time that work takes", Kind: unit.KindFactor, Usual: 10, Least: 1, Most: 1000},
	Lasts:   60,
	PerYear: 0.5,
	Targets: oneReplica(classed(catalog.Store, catalog.Queue, catalog.Stream)),
	write:   just("slow", "by"),
}
