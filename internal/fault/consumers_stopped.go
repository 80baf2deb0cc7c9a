package fault

import (
	"github.com/loadpath/loadpath/internal/model"
)

var consumersStopped = &Fault{
	Code:    "consumers-stopped",
	Title:   "Consumers stop",
	Family:  Messages,
	Hits:    "a flow that takes messages",
	Story:   "A release, a lost permission or a lease that nobody holds stops the consumers of a queue, while producers go on.",
	Shows:   "Nobody notices: every request succeeds. The backlog grows, then work is late, then the queue is full or old messages are thrown away. Afterwards the consumers must do all of it beside the usual load.",
	Helps:   "An alert on the age of the oldest message, consumers with twice the usual speed, a queue that keeps for longer than a weekend.",
	Lasts:   120,
	PerYear: 1,
	Targets: flows(takesMessages),
	write:   just("halt", ""),
}

func takesMessages(d *model.Design, f *model.Flow) bool {
	return f.Consumes != nil && onlyFlow(d, f.Name)
}
