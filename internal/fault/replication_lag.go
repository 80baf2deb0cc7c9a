package fault

import (
	"github.com/loadpath/loadpath/internal/unit"
)

var replicationLag = &Fault{
	Code:    "replication-lag",
	Title:   "Copies fall behind",
	Family:  Data,
	Hits:    "a store with copies",
	Story:   "A long transaction, a bulk load or a slow disk keeps the copies from following.",
	Shows:   "Reads from copies show the past: a user saves and does not see it. Stores that wait for their copies write later.",
	Helps:   "Reads that need the present from the primary, limits on bulk work, an alert on lag.",
	Source:  "Kleppmann, Designing Data-Intensive Applications, 2017, ch. 5",
	Size:    &Size{Name: "how far the copies are behind", Kind: unit.KindTime, Usual: 30, Least: 0, Most: 3600},
	Lasts:   60,
	PerYear: 4,
	Targets: components(replicated),
	write:   just("lag", "by"),
}
