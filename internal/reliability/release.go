package reliability

import (
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/faulttree"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// released returns the events that a bad release, or a bad configuration, takes
// a component down: a cause that all its replicas have in common, and every
// component the configuration. Without `deliver` nothing is assumed of changes.
func (a *analysis) released(c *model.Component) []faulttree.Ref {
	if !ownCode(c) || a.changes == nil {
		return nil
	}
	r := a.changes
	release := r.event("release of "+c.Name, r.strategy, r.components)
	out := []faulttree.Ref{a.change(release)}
	if r.config != "" {
		out = append(out, a.change(r.event("configuration", r.config, 1)))
	}
	return out
}

// change makes the event of a change, the same for all that it touches.
func (a *analysis) change(f fault) faulttree.Ref {
	if known := a.faults[f.name]; known != nil {
		return known.ref
	}
	return a.event(f)
}

// ownCode tells whether a component is released by the team: computing that
// nobody else wrote.
func ownCode(c *model.Component) bool {
	return c.Behaviour.Class == catalog.Compute && (c.Built == "" || c.Built == "custom")
}

// changes are how releases reach the system, and how bad ones leave it.
type changes struct {
	strategy, config           string
	rate, bad, notice, undoing *unit.Quantity
	first                      float64 // share of requests that meet the first step of a canary
	components                 float64 // over which releases are spread
}

// changesOf reads `deliver`, with assumptions of ours where it is silent; nil
// when there is none.
func changesOf(d *model.Design) *changes {
	deliver := d.Deliver
	if deliver == nil || deliver.Strategy == "" && deliver.Frequency == nil && deliver.Config == "" {
		return nil
	}
	r := &changes{strategy: deliver.Strategy, config: deliver.Config, first: 1, rate: assumedReleases, bad: assumedBad, notice: assumedNotice, undoing: assumedUndoing["by-hand"]}
	if deliver.Frequency != nil {
		r.rate = deliver.Frequency
	}
	if deliver.Bad != nil {
		r.bad = deliver.Bad
	}
	if deliver.Bake != nil {
		r.notice = deliver.Bake
	}
	if q := assumedUndoing[deliver.Rollback]; q != nil {
		r.undoing = q
	}
	if len(deliver.Steps) > 0 {
		r.first = deliver.Steps[0].Value
	}
	for _, c := range d.Components.All() {
		if ownCode(c) {
			r.components++
		}
	}
	return r
}

// hurt is the share of requests that meet a bad release while it is out.
func (r *changes) hurt(strategy string) float64 {
	switch strategy {
	case "canary":
		return r.first // it is noticed before the second step
	case "rolling":
		return 0.5 // of the replicas, on average, while it spreads
	}
	return 1
}

// event is that a bad change is out: it comes with the changes that are bad, and
// stays until it is noticed and undone. What meets only a share of the requests
// counts for that share of the time.
func (r *changes) event(name, strategy string, among float64) fault {
	hurt := r.hurt(strategy)
	rate := unit.Combine(func(x []float64) float64 { return x[0] * x[1] / among }, r.rate.Number, r.bad.Number)
	down := unit.Combine(func(x []float64) float64 { return min(x[0]*x[1]/among*hurt*(x[2]+x[3]), 1) },
		r.rate.Number, r.bad.Number, r.notice.Number, r.undoing.Number)
	return fault{name: name, path: "deliver", share: down, rate: rate, kind: "release"}
}

// leaves are what the events of changes rest on.
func (r *changes) leaves() []*unit.Quantity {
	return []*unit.Quantity{r.rate, r.bad, r.notice, r.undoing}
}
