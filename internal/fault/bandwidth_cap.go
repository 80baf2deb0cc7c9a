package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var bandwidth = &Fault{
	Code:    "bandwidth-cap",
	Title:   "A line carries less",
	Family:  Network,
	Hits:    "a network component with a bandwidth",
	Story:   "A line loses members of its bundle, a provider throttles, a backup fills it at noon: a fraction of the bandwidth is left.",
	Shows:   "Messages queue before the line. Calls that go through it take longer and longer, and everything behind them waits with them.",
	Helps:   "Lines with room at the peak, smaller messages, bulk work at night or with a limit of its own.",
	Source:  "Slack engineering, account of 2021-01-04",
	Size:    &Size{Name: "part of the bandwidth that is gone", Kind: unit.KindRatio, Usual: 0.8, Least: 0, Most: 0.999},
	Lasts:   60,
	PerYear: 0.5,
	Targets: components(hasBandwidth),
	write:   narrowed,
}

func hasBandwidth(_ *model.Design, c *model.Component) bool {
	return c.Behaviour.Class == catalog.Network && c.Bandwidth != nil && !c.Bandwidth.Unlimited
}

func narrowed(in *Injection) []string {
	left := in.Design.Components.Get(in.Target.at).Bandwidth.Value * (1 - in.Size)
	return []string{in.say("bandwidth", in.Target.at, "to: "+number(left)+"B/s")}
}
