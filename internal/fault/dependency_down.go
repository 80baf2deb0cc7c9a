package fault

import (
	"github.com/loadpath/loadpath/internal/model"
)

var dependencyDown = &Fault{
	Code:    "dependency-down",
	Title:   "A dependency is down",
	Family:  Others,
	Hits:    "all of a component that others call",
	Story:   "A service that others call refuses everything: a provider's outage, a bad migration, an expired account. It is nobody's fault here, and nobody here can mend it.",
	Shows:   "Calls fail at once. Flows that need it fail with it; those that could do without it fail too unless somebody said so. What had to wait piles up and comes all at once when it is back.",
	Helps:   "A fallback or an answer without it, queues for what can wait, breakers, retries with a budget.",
	Source:  "AWS, summary of the S3 disruption of 2017-02-28",
	Lasts:   120,
	PerYear: 1,
	Targets: components(dependency),
	write:   just("crash", ""),
}

// dependency tells whether the loss of all of a component is another thing than
// the loss of its only replica.
func dependency(d *model.Design, c *model.Component) bool { return !ours(d, c) || copies(c) > 1 }
