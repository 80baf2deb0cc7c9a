package audit

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

var noTimeout = &Check{
	Code:     "no-timeout",
	Category: Reliability,
	Title:    "Call without a timeout",
	Why:      "A callee that hangs keeps the caller's slots until none is left; the failure climbs from part to part. What a provider runs has a timeout of its own, which the file should say.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nflows:\n  f: {rate: 1/s, steps: [{call: api, timeout: 1s, steps: [{read: db}]}]}",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  db: {kind: sql}\nlinks:\n  api.db: {timeout: 200ms}\nflows:\n  f: {rate: 1/s, steps: [{call: api, timeout: 1s, steps: [{read: db}]}]}",
	Source:   "Nygard, Release It!, 2nd ed. 2018, ch. 5",
	Run:      runNoTimeout,
}

func runNoTimeout(f *Facts) {
	for _, link := range f.links() {
		endless := link.endless()
		if endless == nil {
			continue
		}
		fix := fmt.Sprintf("links: {%s: {timeout: %s}}", link.name(), patience(link.callee))
		span := endless.Step.Path[endless.Hop].Span
		if link.caller.Behaviour.Class == catalog.Balancer && !runByUs(link.caller) {
			f.unknown(Low, link.at(), span, fmt.Sprintf("the file does not say how long %q waits for %q", link.caller.Name, link.callee.Name), fix)
			continue
		}
		severity := Medium
		if link.callee.Behaviour.Class == catalog.External || waited(endless.Flow) {
			severity = High
		}
		f.fail(severity, link.at(), span, fmt.Sprintf("%q waits for %q as long as it takes", link.caller.Name, link.callee.Name), fix)
	}
}

// endless returns the first call over the link that somebody waits for without
// an end, one on the way of a user before others; nil when all have one.
func (l link) endless() *call {
	var first *call
	for _, c := range l.calls {
		timeout := c.options.Timeout
		timed := timeout != nil && !timeout.Unlimited || c.options.Deadline != nil
		switch {
		case timed || c.Async && c.Step.Wait != nil && c.Step.Wait.Nobody:
		case first == nil || !waited(first.Flow) && waited(c.Flow):
			first = c
		}
	}
	return first
}

// patience is a timeout to begin with: a store of one's own answers in
// milliseconds, another company's service in seconds.
func patience(callee *model.Component) string {
	switch {
	case callee.Behaviour.Class == catalog.External:
		return "5s"
	case callee.Behaviour.KeepsData():
		return "500ms"
	}
	return "1s"
}
