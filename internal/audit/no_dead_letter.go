package audit

import (
	"fmt"
)

var noDeadLetter = &Check{
	Code:     "no-dead-letter",
	Category: Reliability,
	Title:    "Message that nobody can process comes back for ever",
	Why:      "One poisonous message stops its partition, or is tried for days while the rest waits behind it.",
	Bad:      "components:\n  jobs: {kind: queue}\n  w: {kind: worker, replicas: 2, zones: 2}\nflows:\n  put: {rate: 1/s, steps: [{publish: jobs}]}\n  do: {by: w, consumes: jobs, steps: [{work: 1ms}]}",
	Good:     "components:\n  jobs: {kind: queue, max-deliveries: 5, dead-letter: dead}\n  dead: {kind: queue}\n  w: {kind: worker, replicas: 2, zones: 2}\nflows:\n  put: {rate: 1/s, steps: [{publish: jobs}]}\n  do: {by: w, consumes: jobs, steps: [{work: 1ms}]}",
	Source:   "Hohpe and Woolf, Enterprise Integration Patterns, 2003, Dead Letter Channel",
	Run:      runNoDeadLetter,
}

func runNoDeadLetter(f *Facts) {
	consumers := map[string][]string{} // flows by the queue that starts them
	for name, flow := range f.Design.Flows.All() {
		if flow.Consumes != nil {
			consumers[flow.Consumes.Head()] = append(consumers[flow.Consumes.Head()], name)
		}
	}
	for name, c := range f.Design.Components.All() {
		flows := consumers[name]
		if len(flows) == 0 || c.DeadLetter.Text != "" {
			continue
		}
		severity := Medium
		if c.OrderedBy != "" {
			severity = High // all later messages of the same key wait
		}
		f.fail(severity, "components."+name, c.Span, fmt.Sprintf("%s %s messages from %q, which has no dead letters", list(flows), verb(len(flows), "takes", "take"), name),
			fmt.Sprintf("components: {%s: {max-deliveries: 5, dead-letter: dead-letters}, dead-letters: {kind: queue}}", name))
	}
}
