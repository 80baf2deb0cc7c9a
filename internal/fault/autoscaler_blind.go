package fault

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var autoscalerBlind = &Fault{
	Code:    "autoscaler-blind",
	Title:   "The autoscaler sees nothing",
	Family:  Control,
	Hits:    "a component with an autoscaler, while the load doubles",
	Story:   "The metrics that an autoscaler looks at are late, missing or of the wrong thing, so that it does nothing when the load grows, as it does here.",
	Shows:   "The load grows and the fleet does not. Workers that wait for something else look idle by their processor use, and the fleet may even shrink.",
	Helps:   "Scaling on requests in progress, a floor that carries a part of the peak, the last size kept when metrics are missing.",
	Source:  "Slack engineering, account of 2021-01-04",
	Size:    &Size{Name: "factor on the load", Kind: unit.KindFactor, Usual: 2, Least: 1, Most: 100},
	Lasts:   120,
	PerYear: 0.5,
	Targets: components(scaled),
	write:   unseen,
}

// scaled tells whether some replicas of a component are those of an autoscaler.
func scaled(d *model.Design, c *model.Component) bool {
	return slices.ContainsFunc(d.Deployments(c), func(p model.Deployment) bool { return p.Auto != nil })
}

func unseen(in *Injection) []string {
	return []string{in.say("blind", in.Target.at), in.later(1, in.For).say("surge", "all", "by: "+number(in.Size)+"x")}
}
