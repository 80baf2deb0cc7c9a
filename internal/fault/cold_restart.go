package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

var coldRestart = &Fault{
	Code:    "cold-restart",
	Title:   "A cache restarts cold",
	Family:  Machines,
	Hits:    "a cache whose contents are simulated",
	Story:   "All nodes of a cache are restarted at once, for an upgrade or by a control plane that replaces missing nodes with empty ones. Every key misses until it has been asked for again.",
	Shows:   "The store behind gets the whole load instead of the misses. If it cannot carry that, its answers time out, and a cache whose fills time out stays empty.",
	Helps:   "Restarts in batches, coalesced misses, a limit on the calls to the store, a store that carries the load with every key missing, serving old entries.",
	Source:  "Slack engineering, account of 2022-02-22",
	PerYear: 2,
	Targets: components(hasContents),
	write:   just("restart", ""),
}

// hasContents tells whether a cache has entries that can be lost.
func hasContents(_ *model.Design, c *model.Component) bool {
	return c.Behaviour.Class == catalog.Cache && c.Hit == nil && (c.Of.Text != "" || len(c.Stores) > 0)
}
