package fault

import (
	"github.com/loadpath/loadpath/internal/unit"
)

var dependencySlow = &Fault{
	Code:    "dependency-slow",
	Title:   "A dependency is slow",
	Family:  Others,
	Hits:    "all of a component that others call",
	Story:   "All of a service answers many times later than usual, because it is overloaded, misses an index or waits for something itself. Slow is worse than down: nobody gives up.",
	Shows:   "Callers keep a slot for each call that waits. By Little's law ten times the time is ten times the calls in progress; pools and slots that were sized for the usual time run out.",
	Helps:   "Timeouts near the usual time, bulkheads so that one slow dependency does not take the slots of all, breakers, a deadline for the whole request.",
	Source:  "Nygard, Release It!, 2nd ed. 2018, ch. 4",
	Size:    &Size{Name: "factor on the time it takes", Kind: unit.KindFactor, Usual: 10, Least: 1, Most: 1000},
	Lasts:   60,
	PerYear: 2,
	Targets: components(every),
	write:   allSlow,
}

// allSlow makes the work of a component take longer, and the calls to somebody
// else's service, whose time is not all work.
func allSlow(in *Injection) []string {
	c := in.Design.Components.Get(in.Target.at)
	if ours(in.Design, c) {
		return just("slow", "by")(in)
	}
	return []string{in.say("delay", in.Target.at, "by: "+seconds((in.Size-1)*usualAnswer/2))}
}

// usualAnswer is what somebody else's service is taken to need for an answer,
// in seconds; half of what is added falls on each way.
const usualAnswer = 0.1
