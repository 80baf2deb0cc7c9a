package fault

import (
	"slices"

	"github.com/loadpath/loadpath/internal/model"
)

var partition = &Fault{
	Code:    "partition",
	Title:   "Two regions cannot reach each other",
	Family:  Network,
	Hits:    "each pair of regions",
	Story:   "The lines between two regions are cut, while each of them is well and serves its own users.",
	Shows:   "Calls from one to the other hang until their timeout. Copies fall behind; stores that need a majority stop on the smaller side; those that do not may take writes on both.",
	Helps:   "Reads and writes that stay in their region, a majority that does not depend on one line, timeouts on every call that leaves.",
	Source:  "GitHub, post-incident analysis of 2018-10-21",
	Lasts:   60,
	PerYear: 0.2,
	Targets: pairs,
	write:   cutApart,
}

func pairs(d *model.Design) []Target {
	var out []Target
	list := regions(d)
	for i, a := range list {
		for _, b := range list[i+1:] {
			t := Target{Name: a.name + " and " + b.name, Symmetry: a.name + " " + b.name, at: "[" + a.name + ", " + b.name + "]"}
			for name, c := range d.Components.All() {
				if slices.Contains(a.components, c) || slices.Contains(b.components, c) {
					t.Components = append(t.Components, name)
				}
			}
			out = append(out, t)
		}
	}
	return out
}

func cutApart(in *Injection) []string { return []string{in.say("cut", in.Target.at)} }
