package fault

import (
	"github.com/loadpath/loadpath/internal/model"
)

var poison = &Fault{
	Code:    "poison-message",
	Title:   "A message that cannot be processed",
	Family:  Messages,
	Hits:    "a queue or stream that is consumed",
	Story:   "One message makes its consumer fail every time: a field that is missing, a number too large, a reference to what is gone.",
	Shows:   "It comes back for ever and costs a try each time. Where order is kept everything behind it waits.",
	Helps:   "A limit on deliveries and a place for what exceeds it, consumers that check before they work, order by key and not over all.",
	PerYear: 4,
	Targets: components(consumed),
	write:   just("poison", ""),
}

// consumed tells whether some flow takes the messages of a queue or stream.
func consumed(d *model.Design, c *model.Component) bool {
	for _, f := range d.Flows.All() {
		if f.Consumes != nil && f.Consumes.Head() == c.Name {
			return true
		}
	}
	return false
}
