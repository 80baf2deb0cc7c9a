package fault

import (
	"strings"

	"github.com/loadpath/loadpath/internal/unit"
)

var errorRate = &Fault{
	Code:    "error-rate",
	Title:   "A share of calls fails",
	Family:  Machines,
	Hits:    "all replicas of a component",
	Story:   "A bug, a bad row or a dependency that nobody drew makes a share of the calls to a component fail at once, while the others go well.",
	Shows:   "Errors reach users as far as retries do not hide them. Retries add their share to the load of what fails already. A component that fails fast looks idle, and balancers send it more.",
	Helps:   "Retries with a budget, a fallback, a breaker whose threshold is above what it must bear.",
	Size:    &Size{Name: "share of the calls that fail", Kind: unit.KindRatio, Usual: 0.2, Least: 0, Most: 1},
	Lasts:   60,
	PerYear: 4,
	Targets: components(every),
	write:   failing,
}

// failing lets calls to a component fail. Where a flow has its name too, so that
// the name alone may mean either, it names the calls by their callers.
func failing(in *Injection) []string {
	name, callers := in.Target.at, in.Design.Callers(in.Target.at)
	if in.Design.Flows.Has(name) && len(callers) > 0 {
		name = "[" + strings.Join(callers, "."+name+", ") + "." + name + "]"
	}
	return []string{in.say("errors", name, "rate: "+percent(in.Size))}
}
