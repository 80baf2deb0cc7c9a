package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
)

var diskFull = &Fault{
	Code:    "disk-full",
	Title:   "A disk is full",
	Family:  Data,
	Hits:    "a store, queue or stream",
	Story:   "Data, logs or the files of a replica that lags have filled the disk. Reads go on; nothing can be written, and cleaning up needs room that is not there.",
	Shows:   "Writes fail while reads succeed. Health checks that only read stay green. Queues before it grow, and copies stop.",
	Helps:   "An alert with days of warning, retention that is enforced, room that is kept for the repair.",
	Lasts:   60,
	PerYear: 0.2,
	Targets: components(classed(catalog.Store, catalog.Queue, catalog.Stream)),
	write:   just("fill", ""),
}
