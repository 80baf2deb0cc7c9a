package fault

import (
	"github.com/loadpath/loadpath/internal/model"
)

var monitoringLost = &Fault{
	Code:    "monitoring-lost",
	Title:   "Monitoring is lost",
	Family:  Control,
	Hits:    "a monitoring component",
	Story:   "The system that watches is down, often because it stands on what it watches or is flooded by an incident elsewhere.",
	Shows:   "Nobody is called. Dashboards are empty or, worse, green. Autoscalers and automatic rollbacks have nothing to go by.",
	Helps:   "Monitoring that shares nothing with what it watches, an alert on silence from outside, loops that keep the last state without data.",
	Source:  "AWS, summary of the Kinesis event of 2020-11-25",
	Lasts:   120,
	PerYear: 0.5,
	Targets: components(kind("monitoring")),
	write:   unwatched,
}

func kind(name string) func(*model.Design, *model.Component) bool {
	return func(_ *model.Design, c *model.Component) bool { return c.Kind == name }
}

func unwatched(in *Injection) []string {
	return []string{in.say("crash", in.Target.at), in.say("blind", in.Target.at)}
}
