package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

var splitBrain = &Fault{
	Code:    "split-brain",
	Title:   "Two primaries at the same time",
	Family:  Data,
	Hits:    "a store with copies",
	Story:   "A primary that was only cut off is replaced, goes on taking writes, and meets its successor when the line is back.",
	Shows:   "Both have acknowledged writes that the other has not. One side's must be thrown away, or somebody merges them by hand.",
	Helps:   "Fencing, leases that end before a successor begins, a majority for every write.",
	Source:  "GitHub, post-incident analysis of 2018-10-21",
	Lasts:   60,
	PerYear: 0.1,
	Targets: components(replicated),
	write:   just("split", ""),
}

// replicated tells whether a store has copies that follow a primary.
func replicated(_ *model.Design, c *model.Component) bool {
	return c.Behaviour.Class == catalog.Store && c.Replication != nil && copies(c) > 1
}
