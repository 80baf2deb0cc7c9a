package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// BlindSpot is something that nobody would notice, or that nobody could mend,
// because it depends on what broke.
type BlindSpot struct {
	Kind     BlindKind
	At       string   // the alert, component or flow that it is about
	Evidence []string // the path that proves it, from the first part to the last
	Text     string   // a sentence
}

// BlindKind is what kind of blind spot it is.
type BlindKind string

// The kinds.
const (
	AlertDepends   BlindKind = "alert-depends-on-what-it-watches" // an alert depends on what it watches
	BlockedRepair  BlindKind = "repair-blocked"                   // a repair depends on what broke
	CyclicRecovery BlindKind = "cyclic-recovery"                  // parts that need each other to start
	HealthTotal    BlindKind = "health-cascade"                   // a health check makes all of a failure out of a part
	Unnoticed      BlindKind = "unnoticed"                        // a failure that no alert notices
)

// BlindSpots finds those that the graph of a design shows without a run, in the
// order of the file.
func BlindSpots(d *model.Design) []BlindSpot {
	serve := serving(d)
	out := cycles(d)
	out = append(out, blockedRepairs(d, serve)...)
	out = append(out, dependentAlerts(d, serve)...)
	return append(out, totalChecks(d, serve)...)
}

// cycles are the parts that need each other to start. While some of them run
// nothing shows; when all are down at the same time none comes back.
func cycles(d *model.Design) []BlindSpot {
	g := starting(d)
	var out []BlindSpot
	told := map[string]bool{}
	for name := range d.Components.All() {
		if told[name] {
			continue
		}
		way := g.path(name, name)
		if way == nil {
			continue
		}
		var parts []string
		for i, part := range way[1:] {
			told[part] = true
			parts = append(parts, fmt.Sprintf("%s needs %s %s", way[i], part, g.why(way[i], part)))
		}
		out = append(out, BlindSpot{CyclicRecovery, name, way, strings.Join(parts, ", and ") + ": when they are down at the same time neither comes back by itself"})
	}
	return out
}

// blockedRepairs are failovers that need what they repair: the component that
// carries one out, or the way on which a person gets there.
func blockedRepairs(d *model.Design, serve graph) []BlindSpot {
	var out []BlindSpot
	for name, c := range d.Components.All() {
		f := c.Failover
		if f == nil {
			continue
		}
		if by := f.By.Text; by != "" && by != name {
			if way := serve.path(by, name); way != nil {
				out = append(out, BlindSpot{BlockedRepair, name, way, fmt.Sprintf("%s carries out the failover of %s and needs %s for that", by, name, through(way))})
			}
		}
		if f.ByHand != nil && *f.ByHand {
			out = append(out, blockedPeople(d, serve, c)...)
		}
	}
	return out
}

// blockedPeople are the ways of those who administer a component that lead
// through what needs that component itself.
func blockedPeople(d *model.Design, serve graph, c *model.Component) []BlindSpot {
	for flow, f := range d.Flows.All() {
		if !slices.Contains(c.Admins, f.By.Text) {
			continue
		}
		for _, step := range wayTo(d, f, c) {
			if way := serve.path(step, c.Name); way != nil {
				return []BlindSpot{{BlockedRepair, c.Name, way, fmt.Sprintf("%s repairs %s by hand, and gets there by %s, where %s needs %s", f.By.Text, c.Name, flow, step, through(way))}}
			}
		}
	}
	return nil
}

// wayTo returns the components that a flow waits for before it gets to one,
// and nil when it does not get there.
func wayTo(d *model.Design, f *model.Flow, to *model.Component) []string {
	var way []string
	arrives := false
	needed(d, func(visit func(model.Visit)) { d.Walk(f, visit) }, func(v model.Visit) {
		if v.Callee == to {
			arrives = true
		}
		if !arrives && !slices.Contains(way, v.Callee.Name) {
			way = append(way, v.Callee.Name)
		}
	})
	if !arrives {
		return nil
	}
	return way
}

// totalChecks are health checks that ask a dependency which only a part of what
// their component serves needs: when that is down, all of it is taken away.
func totalChecks(d *model.Design, serve graph) []BlindSpot {
	var out []BlindSpot
	for name, c := range d.Components.All() {
		h := c.Health
		if h == nil || h.AtMost != nil && h.AtMost.Value < 1 {
			continue
		}
		for _, ref := range h.Checks {
			for flow, f := range d.Flows.All() {
				if meets(d, f, name) && !meets(d, f, ref.Text) {
					out = append(out, BlindSpot{HealthTotal, name, []string{name, ref.Text}, fmt.Sprintf("the health check of %s asks %s, which %s does not need: when %s is down, %s fails with all others", name, ref.Text, flow, ref.Text, flow)})
					break
				}
			}
		}
	}
	return out
}

// meets tells whether a flow cannot be served without a component.
func meets(d *model.Design, f *model.Flow, name string) bool {
	found := f.By.Text == name || f.Consumes != nil && f.Consumes.Head() == name
	needed(d, func(visit func(model.Visit)) { d.Walk(f, visit) }, func(v model.Visit) {
		found = found || v.Callee.Name == name
	})
	return found
}

// through reads a way from its second part on: "locks, which needs the store".
func through(way []string) string {
	text := way[1]
	for _, part := range way[2:] {
		text += ", which needs " + part
	}
	return text
}
