package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var connectionLeak = &Fault{
	Code:    "connection-leak",
	Title:   "Connections leak",
	Family:  Limits,
	Hits:    "a component that limits its connections",
	Story:   "A path through the code, most often one for errors, does not give its connection back. Each pass leaves one less.",
	Shows:   "Nothing for hours, then all at once: new connections are refused while processors are idle. A restart heals it, so that nobody looks further.",
	Helps:   "Idle timeouts, a limit for each caller, alerts on connections in use, restarts before the limit.",
	Source:  "Nygard, Release It!, 2nd ed. 2018, ch. 4",
	Size:    &Size{Name: "share of the limit that leaks each minute", Kind: unit.KindRatio, Usual: 0.5, Least: 0, Most: 60},
	Lasts:   180,
	PerYear: 1,
	Targets: components(limitsConnections),
	write:   leakingConnections,
}

func limitsConnections(_ *model.Design, c *model.Component) bool { return connectionLimit(c) > 0 }

// connectionLimit is how many connections a replica holds at most; 0 when
// nothing is said.
func connectionLimit(c *model.Component) float64 {
	if c.Limits != nil && c.Limits.Connections != nil {
		return model.Or(c.Limits.Connections.Max, 0)
	}
	if c.Connections == nil || c.Connections.Unlimited {
		return 0
	}
	return c.Connections.Value
}

func leakingConnections(in *Injection) []string {
	a := connectionLimit(in.Design.Components.Get(in.Target.at)) * in.Size / 60
	return []string{in.say("leak", in.Target.at, "of: connections", "by: "+number(a)+"/s")}
}
