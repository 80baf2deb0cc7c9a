package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var linkDelay = &Fault{
	Code:    "link-delay",
	Title:   "A link gets slower",
	Family:  Network,
	Hits:    "the calls of one part to another",
	Story:   "A congested switch, a detour between sites or a new security layer adds time to every message between two parts, on both ways.",
	Shows:   "Each call holds its caller's slot longer by twice the delay. A fleet sized for short calls runs out of slots while its processors are idle; timeouts that were far above the usual time are suddenly below it.",
	Helps:   "Slots and pools sized by the time that calls may take, timeouts with room, fewer calls one after the other.",
	Source:  "Dean and Barroso, The Tail at Scale, CACM 2013",
	Size:    &Size{Name: "time added each way", Kind: unit.KindTime, Usual: 0.1, Least: 0, Most: 10},
	Lasts:   60,
	PerYear: 2,
	Targets: links(anyLink),
	write:   just("delay", "by"),
}

func anyLink(*model.Design, *model.Edge) bool { return true }
