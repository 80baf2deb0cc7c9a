package fault

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

var spike = &Fault{
	Code:    "traffic-spike",
	Title:   "A spike of traffic",
	Family:  Load,
	Hits:    "a flow that users start, and all of them",
	Story:   "A newsletter, a goal, a notification to everyone or a crawler multiplies the load within seconds, faster than anything scales.",
	Shows:   "Queues grow at the fullest part. Where clients give up and ask again the spike feeds itself and outlasts its cause.",
	Helps:   "Room for the known spikes, limits and shedding at the door, queues with an end, retries with a budget.",
	Size:    &Size{Name: "factor on the load", Kind: unit.KindFactor, Usual: 3, Least: 1, Most: 1000},
	Lasts:   60,
	PerYear: 6,
	Targets: crowds,
	write:   just("surge", "by"),
}

// crowds are the flows that users start, one by one and all together.
func crowds(d *model.Design) []Target {
	out := flows(func(d *model.Design, f *model.Flow) bool {
		kind := d.StartOf(f).Kind
		return (kind == model.StartOpen || kind == model.StartClosed) && !d.Actors.Has(f.Name)
	})(d)
	if len(out) < 2 {
		return out
	}
	all := Target{Name: "all", Symmetry: "all", at: "all"}
	for name := range d.Components.All() {
		all.Components = append(all.Components, name)
	}
	return append(out, all)
}
