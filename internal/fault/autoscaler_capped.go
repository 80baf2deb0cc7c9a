package fault

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var autoscalerCapped = &Fault{
	Code:    "autoscaler-capped",
	Title:   "The autoscaler may not grow",
	Family:  Control,
	Hits:    "a component with one autoscaler, while the load doubles",
	Story:   "A quota, a maximum that nobody raised or a region without machines stops the autoscaler at the size it has.",
	Shows:   "Scaling works until the day it is needed. Then the fleet is full and the wanted number of replicas is only a number.",
	Helps:   "Quotas and maxima that are compared to the peak, an alert when the wanted size is the largest, shedding when it cannot grow.",
	Source:  "Slack engineering, account of 2021-01-04",
	Size:    &Size{Name: "factor on the load", Kind: unit.KindFactor, Usual: 2, Least: 1, Most: 100},
	Lasts:   120,
	PerYear: 0.5,
	Targets: components(oneScaler),
	write:   capped,
}

// oneScaler tells whether one autoscaler looks after all replicas.
func oneScaler(_ *model.Design, c *model.Component) bool {
	return c.Replicas != nil && c.Replicas.Auto()
}

func capped(in *Injection) []string {
	least := math.Max(1, in.Design.Components.Get(in.Target.at).TotalReplicas().Value)
	return []string{
		in.change("components", in.Target.at, "{replicas: {max: "+number(least)+"}}"),
		in.later(1, in.For).say("surge", "all", "by: "+number(in.Size)+"x"),
	}
}
