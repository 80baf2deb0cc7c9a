package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var memoryPressure = &Fault{
	Code:    "memory-pressure",
	Title:   "Memory runs short",
	Family:  Limits,
	Hits:    "a component with a memory of known size",
	Story:   "A leak, a larger working set or a neighbour leaves a process short of memory. It collects garbage or swaps more than it works, and in the end it is killed.",
	Shows:   "All work takes several times as long at a processor use near full; then replicas die one after the other and leave their load to the rest.",
	Helps:   "Limits on what is held, requests refused before memory is short, restarts that are spread out.",
	Size:    &Size{Name: "factor on the time that work takes", Kind: unit.KindFactor, Usual: 3, Least: 1, Most: 100},
	Lasts:   60,
	PerYear: 1,
	Targets: components(hasMemory),
	write:   shortOfMemory,
}

func hasMemory(d *model.Design, c *model.Component) bool {
	return c.Behaviour.Class == catalog.Compute && c.Effective().Memory != nil
}

// shortOfMemory uses up what a limit leaves, or else slows everything down.
func shortOfMemory(in *Injection) []string {
	c := in.Design.Components.Get(in.Target.at)
	if c.Limits == nil || c.Limits.Memory == nil || c.Limits.Memory.Max == nil || in.For == 0 {
		return just("slow", "by")(in)
	}
	return []string{in.say("leak", in.Target.at, "of: memory", "by: "+number(c.Limits.Memory.Max.Value*in.Size/(2*in.For))+"B/s")}
}
