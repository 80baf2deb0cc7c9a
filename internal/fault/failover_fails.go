package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

var failoverFails = &Fault{
	Code:   "failover-fails",
	Title:  "The one that serves is lost, and the failover does not happen",
	Family: Control,
	Hits:   "a component whose failover does not handle every failure",
	Story:  "The watcher sees half of a failure, two of them disagree, or the standby was not ready: the failure is among those that the failover does not handle. Drills always show the others.",
	Shows:  "It stays down until somebody notices and moves it by hand. Plans and availability figures counted on seconds.",
	Helps:  "Failovers tried every week and by surprise, watchers that look at the work and not at a port, a runbook for the case in which it does not happen.",
	Source: "Gunawi et al., Why Does the Cloud Stop Computing?, SoCC 2016",
	Lasts:  120, PerYear: 0.1,
	Targets: oneReplica(uncovered),
	write:   unhandled,
}

// uncovered tells whether some failures of a component are not handled by its
// failover.
func uncovered(_ *model.Design, c *model.Component) bool {
	serves := c.Behaviour.Class == catalog.Store || c.Active == "one"
	return serves && copies(c) > 1 && c.Failover != nil && c.Failover.Coverage != nil && c.Failover.Coverage.Value < 1
}

// unhandled lets the failover handle next to nothing, and crashes the one that
// serves.
func unhandled(in *Injection) []string {
	name := in.Target.Components[0]
	return []string{in.change("components", name, "{failover: {coverage: 1e-9}}"), in.later(1, in.For).say("crash", in.Target.at)}
}
