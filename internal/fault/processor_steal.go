package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var steal = &Fault{
	Code:    "processor-steal",
	Title:   "The processor is shared with a neighbour",
	Family:  Limits,
	Hits:    "a component with cores",
	Story:   "The hypervisor gives a part of the processor time to somebody else: a noisy neighbour, a burst credit that is used up, a host that is overbooked.",
	Shows:   "Work takes longer in proportion. A component that was two thirds busy is full when a third of its processors is gone.",
	Helps:   "Room at the peak, machines without burst credits for what must be steady, balancing that sees slow replicas.",
	Size:    &Size{Name: "share of the processor that is gone", Kind: unit.KindRatio, Usual: 0.3, Least: 0, Most: 0.99},
	Lasts:   60,
	PerYear: 2,
	Targets: components(hasCores),
	write:   just("steal", "by"),
}

func hasCores(d *model.Design, c *model.Component) bool {
	cores := c.Effective().Cores
	return ours(d, c) && cores != nil && !cores.Unlimited
}
