package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var descriptorLimit = &Fault{
	Code:    "descriptor-limit",
	Title:   "File descriptors run out",
	Family:  Limits,
	Hits:    "a component that limits its descriptors",
	Story:   "Files, sockets and pipes that are not closed use up the descriptors of a process, or a limit left at its default meets a larger load.",
	Shows:   "New connections cannot be accepted, logs cannot be opened, health checks that need a socket fail on replicas that are otherwise well.",
	Helps:   "A limit far above use, an alert on use, connections that are kept and shared.",
	Size:    &Size{Name: "share of the limit that leaks each minute", Kind: unit.KindRatio, Usual: 0.5, Least: 0, Most: 60},
	Lasts:   180,
	PerYear: 0.5,
	Targets: components(limitsDescriptors),
	write:   leakingDescriptors,
}

func limitsDescriptors(_ *model.Design, c *model.Component) bool {
	return c.Limits != nil && c.Limits.Descriptors != nil && model.Or(c.Limits.Descriptors.Max, 0) > 0
}

func leakingDescriptors(in *Injection) []string {
	a := in.Design.Components.Get(in.Target.at).Limits.Descriptors.Max.Value * in.Size / 60
	return []string{in.say("leak", in.Target.at, "of: descriptors", "by: "+number(a)+"/s")}
}
