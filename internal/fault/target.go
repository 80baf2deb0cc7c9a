package fault

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// One tells whether the target is one replica of its component.
func (t Target) One() bool { return strings.Contains(t.at, "#") || strings.HasSuffix(t.at, ".primary") }

// components returns the components of which is holds as targets, those that
// are alike with the same symmetry.
func components(is func(d *model.Design, c *model.Component) bool) func(*model.Design) []Target {
	return func(d *model.Design) []Target {
		var out []Target
		alike := likenesses(d)
		for name, c := range d.Components.All() {
			if c.Behaviour.Class != catalog.Client && is(d, c) {
				out = append(out, Target{Name: name, Symmetry: alike[name], Components: []string{name}, at: name})
			}
		}
		return out
	}
}

// oneReplica returns one replica of each component of which is holds: the
// primary of a store, the first of others, the whole where it has but one.
func oneReplica(is func(d *model.Design, c *model.Component) bool) func(*model.Design) []Target {
	whole := components(is)
	return func(d *model.Design) []Target {
		out := whole(d)
		for i := range out {
			c := d.Components.Get(out[i].at)
			switch {
			case copies(c) < 2:
			case c.Behaviour.Class == catalog.Store:
				out[i].at += ".primary"
			default:
				out[i].at += "#1"
			}
			out[i].Name = out[i].at
		}
		return out
	}
}

// links returns the calls between parts of which is holds as targets.
func links(is func(d *model.Design, e *model.Edge) bool) func(*model.Design) []Target {
	return func(d *model.Design) []Target {
		var out []Target
		for _, e := range d.Calls() {
			if !d.Components.Has(e.Caller) || e.Caller == e.Callee || !is(d, &e) {
				continue
			}
			name := e.Caller + "." + e.Callee
			out = append(out, Target{Name: name, Symmetry: name, Components: []string{e.Caller, e.Callee}, at: name})
		}
		return out
	}
}

// flows returns the flows of which is holds as targets.
func flows(is func(d *model.Design, f *model.Flow) bool) func(*model.Design) []Target {
	return func(d *model.Design) []Target {
		var out []Target
		for name, f := range d.Flows.All() {
			if !is(d, f) {
				continue
			}
			t := Target{Name: name, Symmetry: name, at: name, flow: name}
			for _, c := range d.ComponentsOf(f, false) {
				t.Components = append(t.Components, c.Name)
			}
			out = append(out, t)
		}
		return out
	}
}

// onlyFlow tells whether a name is that of a flow alone, so that a verb which may
// also name a component or an actor means the flow.
func onlyFlow(d *model.Design, name string) bool {
	return !d.Components.Has(name) && !d.Actors.Has(name)
}

// place is a region, or the whole design where none is marked.
type place struct {
	name       string // as an inject verb names it
	components []*model.Component
}

// regions returns the regions in which something stands.
func regions(d *model.Design) []place {
	var out []place
	for name, b := range d.Boundaries.All() {
		if b.Region == nil || !*b.Region {
			continue
		}
		p := place{name: name}
		for _, c := range d.Components.All() {
			if slices.ContainsFunc(d.Deployments(c), func(at model.Deployment) bool { return d.Within(at.Boundary, name) }) {
				p.components = append(p.components, c)
			}
		}
		if len(p.components) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// zones returns the zones of each region, or of the design where none is
// marked. Two that hold the same number of replicas of each component, and the
// first of the same ones, are alike.
func zones(d *model.Design) []Target {
	places := regions(d)
	if len(places) == 0 {
		everything := place{name: "all"}
		for _, c := range d.Components.All() {
			everything.components = append(everything.components, c)
		}
		places = []place{everything}
	}
	var out []Target
	for _, p := range places {
		most := 0
		for _, c := range p.components {
			most = max(most, zonesOf(d, c))
		}
		for zone := 1; zone <= most && most > 1; zone++ {
			t := Target{Name: fmt.Sprintf("%s zone %d", p.name, zone), Symmetry: p.name, at: p.name, zone: fmt.Sprint(zone)}
			for _, c := range p.components {
				k, n := zonesOf(d, c), int(copies(c))
				if k < 1 || zone > k || zone > n || d.SpansZones(c) {
					continue
				}
				t.Components = append(t.Components, c.Name)
				t.Symmetry += fmt.Sprintf(" %s:%d", c.Name, (n-zone)/k+1)
				if zone == 1 && c.Behaviour.Class == catalog.Store {
					t.Symmetry += "p"
				}
			}
			if len(t.Components) > 0 {
				out = append(out, t)
			}
		}
	}
	return out
}

func zonesOf(d *model.Design, c *model.Component) int {
	return int(model.Or(d.ZonesOf(c), 0))
}

// copies returns how many replicas of a component run when all is well, those
// of all its shards and cells.
func copies(c *model.Component) float64 {
	return math.Round(c.TotalReplicas().Value * c.Parts())
}

// every holds for all components.
func every(*model.Design, *model.Component) bool { return true }

// classed tells whether a component behaves in one of the ways.
func classed(classes ...catalog.Class) func(*model.Design, *model.Component) bool {
	return func(_ *model.Design, c *model.Component) bool { return slices.Contains(classes, c.Behaviour.Class) }
}

// ours tells whether a component runs in replicas of our own.
func ours(_ *model.Design, c *model.Component) bool {
	switch c.Behaviour.Class {
	case catalog.External, catalog.Desk, catalog.Network:
		return false
	}
	return true
}

// likenesses returns a key for each component. It is the same for those that
// nothing but their names tells apart: they are written alike and called alike,
// by links with the same policies.
func likenesses(d *model.Design) map[string]string {
	parts, alone := map[string][]string{}, map[string]bool{}
	add := func(component, text string) {
		parts[component] = append(parts[component], strings.ReplaceAll(text, component, "*"))
	}
	for name, c := range d.Components.All() {
		parts[name] = []string{c.Body.Text()}
	}
	for name, l := range d.Links.All() {
		from, to, _ := strings.Cut(name, ".")
		add(from, name+l.Body.Text())
		if to != from {
			add(to, name+l.Body.Text())
		}
	}
	for name, f := range d.Flows.All() {
		alone[f.By.Text] = true // it has a flow of its own
		if f.Consumes != nil {
			alone[f.Consumes.Head()] = true
		}
		d.Walk(f, func(v model.Visit) {
			if v.Callee != nil {
				add(v.Callee.Name, name+" "+v.Caller+" "+v.Step.Span.Text())
			}
		})
	}
	keys := map[string]string{}
	for name := range d.Components.All() {
		keys[name] = name
		if !alone[name] {
			keys[name] = strings.Join(parts[name], "\n")
		}
	}
	return keys
}

// At returns the target of a fault that has that name. What stands in a boundary
// can crash together even where the boundary is no region, though nobody would
// try that unasked.
func (f *Fault) At(d *model.Design, name string) (Target, bool) {
	for _, t := range f.Targets(d) {
		if t.Name == name {
			return t, true
		}
	}
	if f == crash && d.Boundaries.Has(name) {
		return Target{Name: name, Symmetry: name, at: name}, true
	}
	return Target{}, false
}
