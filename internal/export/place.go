package export

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
)

// place is where containers run: a region, or the world around all of them.
type place struct {
	name, title string
	note        string // "region, 3 zones"
	inner       []*place
	runs        []run
}

// run is the replicas of a container in one place.
type run struct {
	element   *element
	on        string // the machine type; "" when none is named
	note      string // "over 3 zones"
	instances string // "3", or "6..40" of an autoscaler
}

// deploy puts the replicas of every container into their places.
func (w *workspace) deploy(d *model.Design) {
	w.world = &place{}
	places := map[string]*place{"": w.world}
	for name, b := range d.Boundaries.All() {
		if d.RegionOf(name) == name {
			places[name] = &place{name: name, title: titled(b.Title, name), note: regionNote(b)}
		}
	}
	for _, e := range w.of(container) {
		for _, at := range d.Deployments(e.component) {
			r := run{element: e, on: e.component.RunsOn, instances: instancesOf(at)}
			if r.instances == "0" {
				w.leftOut = append(w.leftOut, fmt.Sprintf("%s: it has no replicas in %s", e.id, at.Region))
				continue
			}
			if z := e.component.Zones; z != nil {
				r.note = "over " + z.String() + " zones"
			}
			p := places[at.Region]
			p.runs = append(p.runs, r)
		}
	}
	for name, b := range d.Boundaries.All() {
		p := places[name]
		if p == nil {
			continue
		}
		p.title = w.unique(p.title, name)
		around := places[d.RegionOf(b.In.Text)]
		around.inner = append(around.inner, p)
	}
}

// empty tells whether nothing runs there.
func (p *place) empty() bool {
	for _, inner := range p.inner {
		if !inner.empty() {
			return false
		}
	}
	return len(p.runs) == 0
}

func regionNote(b *model.Boundary) string {
	if b.Zones == nil {
		return "region"
	}
	return "region, " + b.Zones.String() + " zones"
}

// instancesOf counts replicas: a number, or the range of an autoscaler.
func instancesOf(at model.Deployment) string {
	if at.Auto == nil {
		return fmt.Sprint(at.N())
	}
	if at.Auto.Max == nil {
		return fmt.Sprintf("%d..N", at.N())
	}
	return fmt.Sprintf("%d..%.0f", at.N(), at.Auto.Max.Value)
}
