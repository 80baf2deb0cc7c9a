package search

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
)

// watch is what stands between something that breaks and somebody who hears of
// it: the monitoring components of the design. A design without one is taken to
// be watched from outside.
type watch struct {
	d        *model.Design
	monitors []string
	needs    map[string]map[string]bool // by monitor, everything that it cannot do without, itself included
	serve    graph
}

func newWatch(d *model.Design, serve graph) *watch {
	w := &watch{d: d, needs: map[string]map[string]bool{}, serve: serve}
	for name, c := range d.Components.All() {
		if c.Kind == "monitoring" {
			w.monitors = append(w.monitors, name)
			w.needs[name] = serve.reach(append(w.feeds(name), name)...)
		}
	}
	return w
}

// feeds are the queues and consumers that bring a monitor all that it sees; none
// where somebody tells it directly. How it is found is part of it.
func (w *watch) feeds(monitor string) []string {
	var feeds []string
	if by := w.d.Components.Get(monitor).ResolvedBy.Text; by != "" {
		feeds = append(feeds, by)
	}
	var indirect []string
	direct := false
	for _, f := range w.d.Flows.All() {
		if !slices.ContainsFunc(w.d.ComponentsOf(f, false), func(c *model.Component) bool { return c.Name == monitor }) || f.By.Text == monitor {
			continue
		}
		if f.Consumes == nil {
			direct = true
			continue
		}
		indirect = append(indirect, f.Consumes.Head())
		if w.d.Components.Has(f.By.Text) {
			indirect = append(indirect, f.By.Text)
		}
	}
	if direct {
		return feeds
	}
	return append(feeds, indirect...)
}

// depends tells whether every monitor needs a component, and returns the way of
// the first.
func (w *watch) depends(name string) (way []string, ok bool) {
	for _, m := range w.monitors {
		if m == name || !w.needs[m][name] {
			return nil, false
		}
		if way == nil {
			for _, from := range append([]string{m}, w.feeds(m)...) {
				if from == name {
					way = []string{m, name}
				} else if p := w.serve.path(from, name); p != nil {
					way = p
					if from != m {
						way = append([]string{m}, p...)
					}
				}
				if way != nil {
					break
				}
			}
		}
	}
	return way, len(w.monitors) > 0
}

// watched are the components whose failure an alert is there to tell of.
func (w *watch) watched(a *model.Alert) []string {
	flow := w.d.Flows.Get(a.On.Text)
	if slo := w.d.Observe.SLOs.Get(a.OnSLO.Text); slo != nil {
		flow = w.d.Flows.Get(slo.Flow.Text)
	}
	if flow == nil {
		if w.d.Components.Has(a.On.Text) {
			return []string{a.On.Text}
		}
		return nil
	}
	var out []string
	for name, c := range w.d.Components.All() {
		if c.Behaviour.Class != catalog.Client && meets(w.d, flow, name) {
			out = append(out, name)
		}
	}
	return out
}

// dependentAlerts are alerts that are silent when what they watch is down. One
// for the absence of what a monitor itself says is heard from outside.
func dependentAlerts(d *model.Design, serve graph) []BlindSpot {
	if d.Observe == nil {
		return nil
	}
	w := newWatch(d, serve)
	var out []BlindSpot
	for name, a := range d.Observe.Alerts.All() {
		if slices.Contains(w.monitors, a.On.Text) {
			if a.Kind != "absence" && len(w.monitors) == 1 {
				out = append(out, BlindSpot{AlertDepends, name, []string{a.On.Text}, fmt.Sprintf("the alert %s watches %s, which sends it: when that is down it is silent", name, a.On.Text)})
			}
			continue
		}
		for _, part := range w.watched(a) {
			if way, ok := w.depends(part); ok {
				out = append(out, BlindSpot{AlertDepends, name, way, fmt.Sprintf("the alert %s watches %s, and %s needs %s: when %s is down it is silent", name, part, way[0], through(way), part)})
				break
			}
		}
	}
	return out
}
