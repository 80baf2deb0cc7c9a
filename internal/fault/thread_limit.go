package fault

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var threadLimit = &Fault{
	Code:    "thread-limit",
	Title:   "Threads run out",
	Family:  Limits,
	Hits:    "a component with slots",
	Story:   "A limit that nobody had in mind, of the operating system, a container or a pool, leaves a component fewer threads than it needs: after a release, a scale-out or a move to another machine.",
	Shows:   "Requests wait or are refused at a processor use that looks healthy. Adding replicas may make it worse, where each keeps a thread for every other.",
	Helps:   "Limits written down and compared to use, fewer and larger replicas, cells, alerts on what is used of a limit.",
	Source:  "AWS, summary of the Kinesis event of 2020-11-25",
	Size:    &Size{Name: "share of the slots that is gone", Kind: unit.KindRatio, Usual: 0.5, Least: 0, Most: 0.99},
	Lasts:   60,
	PerYear: 0.5,
	Targets: components(hasSlots),
	write:   fewerSlots,
}

func hasSlots(d *model.Design, c *model.Component) bool {
	return c.Behaviour.Class == catalog.Compute && c.Slots != nil && !c.Slots.Unlimited && c.Slots.Value > 1
}

func fewerSlots(in *Injection) []string {
	left := math.Max(1, math.Round(in.Design.Components.Get(in.Target.at).Slots.Value*(1-in.Size)))
	return []string{in.change("components", in.Target.at, "{slots: "+number(left)+"}")}
}
