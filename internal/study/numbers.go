package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/reliability"
)

// saturation is the component that is full first as the load grows; nil when
// nothing has a limit. Under a load that is too much already, slots fill up all
// along the way to what is full; which was first is asked of less load.
func saturation(closed *estimate.Study, sheet *estimate.Sheet, scale float64) *Saturation {
	first, share := sheet.Saturates, 1.0
	for range mostBackSteps {
		if first.Component == "" || first.Factor.Value >= 1 {
			break
		}
		share *= backStep * first.Factor.Value
		first = closed.Scaled(scale * share).Sheet().Saturates
	}
	if first.Component == "" {
		return nil
	}
	out := &Saturation{Component: first.Component, Resource: first.Resource, Factor: first.Factor.Value * share}
	out.Utilization = 1 / out.Factor // of what is neither cores nor slots
	if busy := out.Busy(); busy != out.headroom() {
		if rho := sheet.Get(busy); rho != nil && rho.Why == "" {
			out.Utilization = rho.Value
		}
	}
	return out
}

// Busy names the number that tells how busy the resource is.
func (x *Saturation) Busy() string {
	switch x.Resource {
	case "cores":
		return "components." + x.Component + ".utilization"
	case "slots":
		return "components." + x.Component + ".slots_utilization"
	}
	return x.headroom()
}

func (x *Saturation) headroom() string { return "components." + x.Component + ".headroom" }

// To find what is full first, the load goes back to somewhat less than what the
// fullest part can carry, so that it no longer waits for others that are full.
const (
	backStep      = 0.9
	mostBackSteps = 4
)

// growth says when growth fills components, the earliest first.
func growth(d *model.Design, sheet *estimate.Sheet) []string {
	type full struct {
		component string
		year      float64
	}
	var all []full
	for name := range d.Components.All() {
		if q := sheet.Get("components." + name + ".year-of-break"); q != nil && q.Why == "" {
			all = append(all, full{name, q.Value})
		}
	}
	slices.SortStableFunc(all, func(a, b full) int { return cmp.Compare(a.year, b.year) })
	var out []string
	for _, f := range all {
		if f.year > 0 {
			out = append(out, fmt.Sprintf("growth fills %s in year %.0f", f.component, f.year))
		}
	}
	return out
}

// addAll puts the numbers of reliability into the sheet, so that they are
// explained and judged like the others.
func addAll(sheet *estimate.Sheet, r *reliability.Report) {
	for _, q := range r.Quantities {
		sheet.Add(q)
	}
}

// cost gathers what the design costs a month, the dearest part first.
func cost(d *model.Design, sheet *estimate.Sheet) Cost {
	c := Cost{Components: []ComponentCost{}} // a list in JSON even when empty
	total := sheet.Get("cost.month")
	if total == nil {
		c.Why = "no component has a price"
		return c
	}
	if total.Why != "" {
		c.Why = total.Why
		return c
	}
	var unpriced []string
	for name := range d.Components.All() {
		q := sheet.Get("cost.components." + name)
		switch {
		case q == nil:
		case q.Why != "":
			unpriced = append(unpriced, name)
		case q.Value > 0:
			c.Components = append(c.Components, ComponentCost{name, *monthly(q)})
		}
	}
	slices.SortStableFunc(c.Components, func(a, b ComponentCost) int { return cmp.Compare(b.Value, a.Value) })
	switch {
	case len(unpriced) > 0 && len(c.Components) == 0:
		c.Why = "no price is known of " + join(unpriced)
		return c
	case len(unpriced) > 0:
		c.Why = join(unpriced)
	}
	c.Month = monthly(total)
	if q := sheet.Get("cost.per1000"); q != nil && q.Why == "" {
		low, high := q.Interval95()
		c.Per1000 = &Measure{q.Value, low, high}
	}
	return c
}

// monthly is a rate of money as a sum a month.
func monthly(q *estimate.Quantity) *Measure {
	low, high := q.Interval95()
	return &Measure{q.Value * month, low * month, high * month}
}

// loads names the loads that a design can be put under.
func loads(d *model.Design) string {
	return strings.Join(append([]string{"mean", "peak"}, d.Load.Names()...), ", ")
}

// join writes names as a sentence does.
func join(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Times writes a factor: "3.4x", "0.43x", "660x".
func Times(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "any multiple of"
	case f >= 100:
		return fmt.Sprintf("%.0fx", f)
	case f >= 1:
		return fmt.Sprintf("%.1fx", f)
	}
	return fmt.Sprintf("%.2gx", f)
}

// Quantities returns the numbers whose id begins with prefix, to be written as
// `estimate --format json` does; "" is all of them.
func (s *Study) Quantities(prefix string) any {
	if prefix == "" {
		return withAvailability{s}
	}
	some := []estimate.Quantity{}
	for _, q := range s.Sheet.Quantities() {
		if strings.HasPrefix(q.ID, prefix) {
			some = append(some, q)
		}
	}
	return map[string][]estimate.Quantity{"quantities": some}
}

// IDs returns the names of all numbers, in the order of the sheet.
func (s *Study) IDs() []string {
	ids := make([]string, len(s.Sheet.Quantities()))
	for i, q := range s.Sheet.Quantities() {
		ids[i] = q.ID
	}
	return ids
}
