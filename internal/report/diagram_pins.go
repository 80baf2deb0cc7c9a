package report

import (
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/draw"
)

// pin puts the boxes of a diagram where its arrangement wants them, and opens
// the boundaries that it names.
func (k *sketch) pin(d *draw.Diagram) {
	d.Open = append(d.Open, k.places.open...)
	names := map[string][]string{}
	for _, n := range d.Nodes {
		names[n.ID] = namesOf(n.ID)
	}
	for name, f := range names { // where an actor has the name of a component, it means the component
		if strings.HasPrefix(name, "a:") && names["c:"+f[0]] != nil {
			delete(names, name)
		}
	}
	pins := k.pinned(names)
	for i := range d.Nodes {
		d.Nodes[i].Pin = pins[d.Nodes[i].ID]
	}
}

// namesOf are the names that a box goes by in a file of places: its component
// or actor, and where it stands too.
func namesOf(id string) []string {
	if name, _, placed := strings.Cut(id, " in "); placed {
		return []string{id, name}
	}
	return []string{nameOf(id)}
}

// unmet reports the pins that could not be kept.
func (k *sketch) unmet(all []layout.Problem) {
	for _, problem := range all {
		for _, p := range k.places.pins {
			if p.name != nameOf(problem.Node) && p.name != componentOf(problem.Node) {
				continue
			}
			why := "the others in its boundary have no room left"
			switch {
			case problem.ByNode != "":
				why = nameOf(problem.ByNode) + " stands too near"
			case problem.ByGroup != "":
				why = "the boundary " + problem.ByGroup + " stands too near"
			}
			k.warn(p.span, "move one of them", "%s cannot stand there: %s", p.name, why)
			break
		}
	}
}
