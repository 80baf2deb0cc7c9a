package audit

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// What several checks ask of the facts.

// call is one step with a target as a flow meets it, and the call it runs in.
type call struct {
	model.Visit
	options model.CallOptions
	parent  *call // the call inside which it is made; nil at the outside
}

// collectCalls walks every flow once.
func (f *Facts) collectCalls() {
	f.calls = nil
	for _, flow := range f.Design.Flows.All() {
		var open []*call // the calls around the one visited
		f.Design.Walk(flow, func(v model.Visit) {
			if v.Callee == nil {
				return
			}
			for len(open) > 0 && (open[len(open)-1].Depth >= v.Depth || open[len(open)-1].Callee != v.From) {
				open = open[:len(open)-1]
			}
			c := &call{Visit: v}
			if len(open) > 0 {
				c.parent = open[len(open)-1]
			}
			step := v.Step
			if !v.Last() {
				step = nil
			}
			c.options = f.Design.Policy(v.Caller, v.Callee.Name, step)
			open = append(open, c)
			f.calls = append(f.calls, c)
		})
	}
}

// required tells whether the run fails when the call does: somebody waits for
// it, and neither it nor a call around it has another way out.
func (c *call) required() bool {
	for at := c; at != nil; at = at.parent {
		if at.Async || at.Fallback {
			return false
		}
		if o := at.options.OnError; o != nil && (len(o.Steps) > 0 || o.Do != "" && o.Do != "fail") {
			return false
		}
	}
	return true
}

// waited tells whether somebody outside waits for the end of a flow: not for
// one that starts on a message or by the clock.
func waited(flow *model.Flow) bool { return flow.Consumes == nil && flow.Every == nil }

// flowsThrough returns the flows that call a component, start at it or take
// messages from it, in the order of the file.
func (f *Facts) flowsThrough(component string) []string {
	return f.flowsThat(component, func(*call) bool { return true })
}

// flowsNeeding returns the flows that somebody waits for and that fail without
// the component, in the order of the file.
func (f *Facts) flowsNeeding(component string) []string {
	flows := f.flowsThat(component, (*call).required)
	return slices.DeleteFunc(flows, func(name string) bool { return !waited(f.Design.Flows.Get(name)) })
}

func (f *Facts) flowsThat(component string, counts func(*call) bool) []string {
	called := map[string]bool{}
	for _, c := range f.calls {
		if c.Callee.Name == component && counts(c) {
			called[c.Flow.Name] = true
		}
	}
	var flows []string
	for name, flow := range f.Design.Flows.All() {
		consumes := flow.Consumes != nil && flow.Consumes.Head() == component
		if called[name] || flow.By.Text == component || consumes {
			flows = append(flows, name)
		}
	}
	return flows
}

// link is one caller and callee with the policies of its calls; a caller
// outside the design, whose policies are not ours, makes none.
type link struct {
	caller, callee *model.Component
	calls          []*call
}

// name is the link as `links` and `at` write it.
func (l link) name() string { return l.caller.Name + "." + l.callee.Name }

// at is the path of the link.
func (l link) at() string { return "links." + l.name() }

// links returns every pair of components of which one calls the other, once,
// in the order of the flows.
func (f *Facts) links() []link {
	var out []link
	for _, c := range f.calls {
		if c.From == nil || c.From == c.Callee {
			continue
		}
		i := slices.IndexFunc(out, func(l link) bool { return l.caller == c.From && l.callee == c.Callee })
		if i < 0 {
			i = len(out)
			out = append(out, link{caller: c.From, callee: c.Callee})
		}
		out[i].calls = append(out[i].calls, c)
	}
	return out
}

// linkSpan returns the place of a key of a link: in the link itself, else in
// links.default; else the link, else the call.
func (f *Facts) linkSpan(l link, key string) diag.Span {
	step := l.calls[0].Step.Path[l.calls[0].Hop].Span
	if own := f.Design.Links.Get(l.name()); own != nil {
		step = own.Span
	}
	step = f.span(step, "links", "default", key)
	return f.span(step, "links", l.name(), key)
}

// runByUs tells whether we choose how many copies of a component run: not for
// a client, a third party, people or a network, and not for what a provider
// runs as a service, unless the file says replicas or a machine of it.
func runByUs(c *model.Component) bool {
	switch c.Behaviour.Class {
	case catalog.Client, catalog.External, catalog.Desk, catalog.Network, catalog.Resolver:
		return false
	}
	if c.Kind == "cdn" || c.Kind == "function" || c.Built == "managed" {
		return false
	}
	return c.Replicas != nil || c.RunsOn != "" || !hosted(c.Technology)
}

// hosted tells whether a technology is a service that its vendor runs.
func hosted(t *catalog.Tech) bool {
	return t != nil && (t.Provider() != "" || t.Base() != nil && t.Base().Name == "remote")
}

// replicas returns how many copies the component runs at least.
func replicas(c *model.Component) int { return int(c.TotalReplicas().Value) }

// regionsOf returns the names of the regions that a component stands in.
func (f *Facts) regionsOf(c *model.Component) []string {
	var regions []string
	for _, p := range f.Design.Deployments(c) {
		if p.Region != "" && !slices.Contains(regions, p.Region) {
			regions = append(regions, p.Region)
		}
	}
	return regions
}

// strictest returns which of the flows has the highest availability
// requirement; "" and 0 without one.
func (f *Facts) strictest(flows []string) (flow string, target float64) {
	for _, q := range f.Design.Requirements.Quality.All() {
		if q.Availability != nil && slices.Contains(flows, q.Flow.Text) && q.Availability.Value > target {
			flow, target = q.Flow.Text, q.Availability.Value
		}
	}
	return flow, target
}

// threeNines is the availability from which on an hour a month is too much.
const threeNines = 0.999

// sensitive tells whether data of the class hurts someone when it leaks.
func sensitive(class string) bool { return class == "confidential" || personal(class) }

// personal tells whether data of the class is about a person.
func personal(class string) bool {
	return class == "personal" || class == "health" || class == "payment"
}

// number returns an estimate by its id; ok is false when there is none.
func (f *Facts) number(id string) (value float64, ok bool) {
	if f.Estimate == nil {
		return 0, false
	}
	q := f.Estimate.Get(id)
	if q == nil || q.Why != "" {
		return 0, false
	}
	return q.Value, true
}

// span returns the place of a value in the file by its keys, or other.
func (f *Facts) span(other diag.Span, keys ...string) diag.Span {
	n := f.Design.Root
	for _, key := range keys {
		if n = n.Get(key); n == nil {
			return other
		}
	}
	return n.Span
}

// list joins names as a sentence does: "a", "b" and 3 more.
func list(names []string) string {
	const most = 4
	quoted := make([]string, 0, most)
	for _, n := range names[:min(most, len(names))] {
		quoted = append(quoted, strconv.Quote(n))
	}
	if more := len(names) - most; more > 0 {
		return strings.Join(quoted, ", ") + " and " + strconv.Itoa(more) + " more"
	}
	if last := len(quoted) - 1; last > 0 {
		return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
	}
	return strings.Join(quoted, "")
}

// verb picks the form of a verb that fits so many.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func percent(x float64) string { return unit.Format(x, unit.KindRatio) }

// endpoints walks the operations that callers see.
func (f *Facts) endpoints() iter.Seq2[string, *model.Endpoint] {
	if f.Design.API == nil {
		return func(func(string, *model.Endpoint) bool) {}
	}
	return f.Design.API.Endpoints.All()
}
