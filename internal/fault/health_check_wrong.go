package fault

import (
	"github.com/loadpath/loadpath/internal/model"
)

var healthWrong = &Fault{
	Code:    "health-check-wrong",
	Title:   "A health check fails on what is well",
	Family:  Control,
	Hits:    "a component with a health check",
	Story:   "The check asks for too much in too short a time, or asks a dependency, and fails on replicas that could serve.",
	Shows:   "Replicas are taken out or restarted one after the other. The rest get their load, are slower, fail the check too, and none is left: a part of a failure has become all of it.",
	Helps:   "A limit on the share of replicas that a check may act on, checks of the replica alone, a balancer that serves from all when all are sick.",
	Source:  "Yanacek, Implementing health checks, Amazon Builders' Library",
	Lasts:   60,
	PerYear: 0.5,
	Targets: components(checked),
	write:   tooStrict,
}

func checked(_ *model.Design, c *model.Component) bool { return c.Health != nil }

// tooStrict leaves the check less time than any answer takes.
func tooStrict(in *Injection) []string {
	return []string{in.change("components", in.Target.at, "{health: {timeout: 1ns}}")}
}
