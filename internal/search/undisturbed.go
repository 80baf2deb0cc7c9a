package search

import (
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Already is a requirement that a flow breaks undisturbed: no fault is judged by
// it, so that nothing which holds in spite of faults speaks for it.
type Already struct {
	Flow        string `json:"flow"`
	Requirement string `json:"requirement"` // "serves" of a flow that has none
	Text        string `json:"text"`        // what the undisturbed run shows of it
}

// Already lists the requirements by which the scenario is not judged.
func (s *Scenario) Already() []Already {
	return alreadyBroken(s.Design, s.Scale, s.Calm.History.Flow, s.seconds)
}

// Already lists the requirements by which no scenario is judged.
func (c *Campaign) Already() []Already {
	calm := c.Bench.calm.History
	return alreadyBroken(c.Bench.Design, c.Bench.Scale, calm.Flow, calm.Seconds())
}

func alreadyBroken(d *model.Design, scale *Scale, calm func(flow string, from, to int) *sim.FlowWindow, seconds int) []Already {
	var out []Already
	for flow := range d.Flows.All() {
		w := calm(flow, 0, seconds)
		limits := limitsOf(d, flow)
		if len(limits) == 0 {
			limits = []limit{serves}
		}
		for _, l := range limits {
			if l.slower = scale.times(flow, l.metric); l.brokenIn(w) {
				out = append(out, Already{flow, l.name, l.saw(w)})
			}
		}
	}
	return out
}
