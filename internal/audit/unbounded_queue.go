package audit

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

var unboundedQueue = &Check{
	Code:     "unbounded-queue",
	Category: Reliability,
	Title:    "Waiting room without an end",
	Why:      "In an overload every request waits longer than its caller does, so the work is done for nobody and the overload does not end with its cause.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2, slots: 50}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2, slots: 50, queue: 100}\nflows:\n  f: {rate: 1/s, steps: [{call: api}]}",
	Source:   "Brooker, Using load shedding to avoid overload, Amazon Builders' Library",
	Run:      runUnboundedQueue,
}

func runUnboundedQueue(f *Facts) {
	for name, c := range f.Design.Components.All() {
		if c.Behaviour.Class != catalog.Compute && c.Behaviour.Class != catalog.Balancer || !runByUs(c) {
			continue
		}
		can := c.Effective()
		if can.Slots == nil && can.Cores == nil {
			continue // nothing waits
		}
		if can.Queue != nil || c.MaxWait != nil || c.Shed != nil || c.RateLimit != nil || !f.called(name) {
			continue
		}
		f.fail(Medium, "components."+name, f.span(c.Span, "components", name, "queue"), fmt.Sprintf("%q lets any number of requests wait", name),
			fmt.Sprintf("components: {%s: {queue: %d}}", name, int(max(50, 2*model.Or(can.Slots, 50)))))
	}
}

// called tells whether anything calls a component; a worker that only takes
// messages leaves the waiting to its queue.
func (f *Facts) called(component string) bool {
	for _, c := range f.calls {
		if c.Callee.Name == component {
			return true
		}
	}
	return false
}
