package search

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Before a fault is simulated, closed forms say whether it could hurt at all. A
// fault that loses nothing and only leaves less capacity, or brings more load,
// is as bad as the design is in that state for good; when it then keeps every
// requirement with room to spare, it is screened. Whatever loses requests or
// state, or meets a policy that reacts, is simulated.

// Screened is a suspect that needs no simulation, and why.
type Screened struct {
	Suspect *Suspect
	Why     string
}

// With how much room closed forms must keep a requirement: below this share of
// the limit, with nothing fuller than that.
const (
	screenLimit = 0.5
	screenFull  = 0.6
)

// prescreen says why a suspect cannot hurt any flow; "" when that is not known.
func prescreen(d *model.Design, s *Suspect, o estimate.Options) string {
	if len(s.flows) == 0 {
		return "no flow depends on " + strings.Join(s.Target.Components, " and ")
	}
	faults, err := s.inject(d, injectAt)
	if err != nil || len(faults) != 1 || reacts(d) {
		return ""
	}
	changed, o, what := asFor(d, &faults[0], s.Target, o)
	if changed == nil {
		return ""
	}
	o.Points = true // no interval is looked at
	sheet := estimate.Estimate(changed, o)
	full, most := "", 0.0
	for name, c := range d.Components.All() {
		e := c.Effective()
		if unbounded(e.Cores) && unbounded(e.Slots) {
			continue
		}
		if u := known(sheet, "components."+name+".utilization"); u > most {
			full, most = name, u
		}
	}
	if most > screenFull {
		return ""
	}
	for name := range d.Flows.All() {
		for _, l := range limitsOf(d, name) {
			if !keepsEasily(sheet, name, l) {
				return ""
			}
		}
	}
	return fmt.Sprintf("%s for good leaves every requirement with room: %s is fullest, at %s", what, full, unit.Format(math.Round(1000*most)/1000, unit.KindRatio))
}

// keepsEasily tells whether closed forms keep a limit with room to spare.
func keepsEasily(sheet *estimate.Sheet, flow string, l limit) bool {
	switch l.metric {
	case "availability":
		return known(sheet, "flows."+flow+".errors") <= screenLimit*(1-l.value)
	case "errors":
		return known(sheet, "flows."+flow+".errors") <= screenLimit*l.value
	}
	return known(sheet, "flows."+flow+".latency."+l.metric) <= screenLimit*l.value
}

// known reads a number of a sheet; +Inf when there is none, so that nothing is
// screened for want of knowledge.
func known(sheet *estimate.Sheet, id string) float64 {
	q := sheet.Get(id)
	if q == nil || q.Why != "" {
		return math.Inf(1)
	}
	return q.Value
}

func unbounded(q *unit.Quantity) bool { return q == nil || q.Unlimited }

// reacts tells whether something in a design answers to load by more than
// serving it, which closed forms of a steady state do not see.
func reacts(d *model.Design) bool {
	for _, c := range d.Components.All() {
		if c.Shed != nil || c.RateLimit != nil || c.Replicas != nil && c.Replicas.Auto() {
			return true
		}
	}
	return false
}

// asFor returns the design and load in the state that a fault would leave for
// good, and that state in words; nil when the fault is not of the kind.
func asFor(d *model.Design, f *model.Fault, t fault.Target, o estimate.Options) (*model.Design, estimate.Options, string) {
	by := model.Or(f.By, 1)
	switch f.Verb {
	case "surge":
		if f.Targets[0].Text != "all" {
			return nil, o, ""
		}
		if o.LoadScale == 0 {
			o.LoadScale = 1
		}
		o.LoadScale *= by
		return d, o, fmt.Sprintf("%gx the load", by)
	case "steal":
		return withCores(d, t.Components, 1-by), o, fmt.Sprintf("%s of the processor gone", unit.Format(by, unit.KindRatio))
	}
	return nil, o, ""
}

// withCores returns the design with a part of the cores of some components; nil
// when one does not say how many it has.
func withCores(d *model.Design, names []string, part float64) *model.Design {
	out := *d
	out.Components = model.Map[model.Component]{}
	for name, c := range d.Components.All() {
		if !slices.Contains(names, name) {
			out.Components.Put(name, c)
			continue
		}
		cores := c.Effective().Cores
		if cores == nil || cores.Unlimited {
			return nil
		}
		less, fewer := *c, *cores
		fewer.Number = unit.Exact(cores.Value * part)
		less.Cores = &fewer
		out.Components.Put(name, &less)
	}
	return &out
}
