package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// loads checks load scenarios.
func (c *checker) loads() {
	for name, s := range c.d.Load.All() {
		if name == "mean" || name == "peak" {
			c.errorf(s.Span, "reserved-name", "choose another name", "load %q always exists and cannot be changed", name)
		}
		c.levels(name, s)
		length := 0.0
		for i := range s.Ramp {
			r := &s.Ramp[i]
			if r.To == nil {
				c.errorf(s.node.Get("ramp").Span, "missing-key", "write ramp: {to: 10x, over: 10s}", "a ramp of load %q does not say how far it goes", name)
			}
			length = max(length, Or(r.From, 0)+Or(r.Over, 0)+Or(r.Hold, 0)+Or(r.Down, 0))
		}
		if s.For != nil && length > s.For.Value {
			c.warnf(s.For.Span, "ramp-after-end", "make for longer", "load %q ends after %s, before its ramp does after %s", name, s.For, unit.FormatDim(length, unit.Time))
		}
		if h := s.Hot; h != nil && (h.Entity.Text == "" || h.Share == nil) {
			c.errorf(s.node.Get("hot").Span, "missing-key", "write hot: {entity: link, share: 5%}", "the hot key of load %q needs an entity and a share", name)
		}
	}
}

// levels follows the levels of scenarios until mean or peak.
func (c *checker) levels(name string, s *Scenario) {
	trail := []string{name}
	for at := s; at != nil && at.Level != ""; at = c.d.Load.Get(at.Level) {
		if at.Level == name {
			c.errorf(s.node.Get("level").Span, "load-cycle", "end at mean or peak", "load %q takes its level from itself: %s", name, strings.Join(append(trail, name), " -> "))
			return
		}
		if slices.Contains(trail, at.Level) {
			return
		}
		trail = append(trail, at.Level)
	}
}

// failures checks the scripts of faults and what they expect.
func (c *checker) failures() {
	for name, f := range c.d.Failures.All() {
		if len(f.Inject) == 0 {
			c.warnf(f.Span, "no-fault", "write inject: {crash: component, at: 60s, for: 5min}", "failure %q injects nothing", name)
		}
		end := c.lengthOf(f)
		for i := range f.Inject {
			c.fault(&f.Inject[i], name, end)
		}
		c.expectations(f.Expect, name)
		for variant, list := range f.With.All() {
			c.expectations(*list, name+" with "+variant)
		}
	}
}

// lengthOf is how long the run of a failure lasts: its own for, or its load's;
// nil when neither says.
func (c *checker) lengthOf(f *Failure) *unit.Quantity {
	if f.For != nil {
		return f.For
	}
	if s := c.d.Load.Get(f.Load); s != nil {
		return s.For
	}
	return nil
}

// needed are the options without which a verb does not say how much.
var needed = map[string]string{
	"slow": "by: 10x", "delay": "by: 50ms", "surge": "by: 5x", "lag": "by: 30s", "skew": "by: 5s", "steal": "by: 30%",
	"errors": "rate: 20%", "loss": "rate: 2%", "bandwidth": "to: 1Gbit/s", "admit": "to: 10%", "hot": "share: 5%",
}

// byUnits are the dimensions of by, where a verb takes only one.
var byUnits = map[string]unit.Want{
	"slow": {Kind: unit.KindFactor}, "surge": {Kind: unit.KindFactor}, "delay": {Kind: unit.KindTime, Law: true}, "lag": {Kind: unit.KindTime, Law: true},
	"skew": {Kind: unit.KindTime, Law: true, Negative: true}, "steal": {Kind: unit.KindRatio}, "leak": {Kind: unit.KindAny},
}

func (c *checker) fault(f *Fault, failure string, end *unit.Quantity) {
	if f.Verb == "" {
		return
	}
	what := fmt.Sprintf("fault %q of failure %q", f.Verb, failure)
	if f.Verb == "set" {
		c.patch(f, failure)
		return
	}
	if option, ok := needed[f.Verb]; ok && !f.says(option) {
		c.errorf(f.Span, "missing-key", "write "+option+" beside it", "%s does not say how much", what)
	}
	if want, ok := byUnits[f.Verb]; ok && f.By != nil {
		if p := want.Check(*f.By); p != nil {
			c.report(p.In(f.By.Span, f.By.Text))
		}
	}
	if f.For != nil && f.Until != "" {
		c.errorf(f.Span, "two-forms", "keep one of them", "%s has both for and until", what)
	}
	if f.At != nil && end != nil && f.At.Value >= end.Value {
		c.warnf(f.At.Span, "after-end", "begin earlier, or make for of the failure longer", "%s begins at %s, but the run ends after %s", what, f.At, end)
	}
	c.until(f, what)
	c.sides(f, what)
	for _, t := range f.Targets {
		c.replica(t, what)
		c.fitsFault(f.Verb, t, what)
	}
}

// says tells whether the fault has the option that an example such as
// "by: 10x" is of.
func (f *Fault) says(example string) bool {
	switch key, _, _ := strings.Cut(example, ":"); key {
	case "by":
		return f.By != nil
	case "rate":
		return f.Rate != nil
	case "to":
		return f.To != nil
	}
	return f.Share != nil
}

// UntilTime returns until as a time; false when it names a flow, or is absent.
func (f *Fault) UntilTime() (unit.Quantity, bool) {
	q, problem := unit.Parse(f.Until, unit.Want{Kind: unit.KindTime})
	return q, f.Until != "" && problem == nil
}

// until checks that it is a time or a flow.
func (c *checker) until(f *Fault, what string) {
	if _, ok := f.UntilTime(); ok || f.Until == "" || c.d.Flows.Has(f.Until) || c.names.gone("flow", f.Until) {
		return
	}
	help := suggest(f.Until, c.d.Flows.Names())
	if help == "" {
		help = "write a time, or the flow whose first success ends it"
	}
	c.errorf(keySpanValue(f.node, "until"), "unknown-flow", help, "%s lasts until %q, which is neither a time nor a flow", what, f.Until)
}

// keySpanValue is the place of the value under a key.
func keySpanValue(n *syntax.Node, key string) diag.Span {
	if v := n.Get(key); v != nil {
		return v.Span
	}
	return keySpan(n, key)
}

// sides checks that a cut has two sides, or one place that it isolates.
func (c *checker) sides(f *Fault, what string) {
	if f.Groups != nil && len(f.Groups) != 2 && contains(splitTag(InjectVerbOf(f.Verb).Targets, "|"), "pair") {
		c.errorf(f.Span, "two-sides", "write "+f.Verb+": [a, b] or [a, [b, c]]", "%s is between %d sides", what, len(f.Groups))
	}
	if len(f.Targets) == 0 && f.Groups == nil {
		return
	}
	if f.Groups != nil && len(f.Targets) == 0 {
		c.errorf(f.Span, "no-target", "name what it breaks", "%s names nothing", what)
	}
}

// replica checks that c#3 exists.
func (c *checker) replica(t Ref, what string) {
	name, which := replicaOf(t.Text)
	component := c.d.Components.Get(name)
	if which == "" || which == "primary" || component == nil {
		return
	}
	most := component.MostReplicas().Value * component.Parts()
	if n, err := strconv.Atoi(which); err != nil || n < 1 || float64(n) > most {
		c.errorf(t.Span, "unknown-replica", fmt.Sprintf("replicas are %s#1 to %s#%g", name, name, most), "%s names %q, but component %q has %g replicas", what, t, name, most)
	}
}

// faultKinds are the classes of component that some verbs need.
var faultKinds = map[string][]catalog.Class{
	"flush": {catalog.Cache, catalog.Balancer, catalog.Resolver},
	"lag":   {catalog.Store, catalog.Cache, catalog.Stream, catalog.Queue, catalog.External},
	"split": {catalog.Store, catalog.Cache, catalog.Stream, catalog.Queue},
	"fill":  {catalog.Store, catalog.Cache, catalog.Stream, catalog.Queue, catalog.Compute},
}

// fitsFault checks that a component can break this way.
func (c *checker) fitsFault(verb string, t Ref, what string) {
	name, _ := replicaOf(t.Text)
	component := c.d.Components.Get(name)
	classes, limited := faultKinds[verb]
	if !limited || component == nil || component.Behaviour.Name == "" || slices.Contains(classes, component.Behaviour.Class) {
		return
	}
	c.errorf(t.Span, "unfit-fault", "name one that keeps data", "%s names %q, and a %s cannot break like that", what, t, component.Kind)
}

// patch checks that a set changes values of parts that exist, and adds and
// removes none.
func (c *checker) patch(f *Fault, failure string) {
	if f.Set == nil || f.Set.Kind != syntax.Mapping {
		c.errorf(f.Span, "wrong-shape", "write set: {components: {api: {replicas: 10}}}", "the set of failure %q must be a patch of the design", failure)
		return
	}
	for _, section := range f.Set.Pairs {
		t := sectionThing(section.Key.Value)
		if t.kind == "" {
			if f := specOf(typeDesign).byKey[section.Key.Value]; f == nil {
				c.errorf(section.Key.Span, "unknown-key", suggest(section.Key.Value, specOf(typeDesign).keys()), "the set of failure %q changes %q, which is no key of a design", failure, section.Key.Value)
			}
			continue
		}
		for _, p := range section.Value.Pairs {
			switch {
			case !c.names.has(t.kind, p.Key.Value):
				c.unknown(Ref{Text: p.Key.Value, Span: p.Key.Span}, []string{t.kind}, reference{path: "failures." + failure + ".inject.set"})
			case p.Value.Kind == syntax.Null:
				c.errorf(p.Key.Span, "removes-part", "crash it, or make a variant without it", "the set of failure %q removes %s, but an operator's action only changes values", failure, t.article)
			}
		}
	}
}

// sectionThing is the kind of thing that stands in a section of parts.
func sectionThing(section string) thing {
	for _, t := range things {
		if t.section == section && section != "" {
			return t
		}
	}
	return thing{}
}

// flowless are metrics of components that no flow has.
var flowless = []string{"queue-length", "in-flight", "utilization", "slots-utilization", "replicas", "hit-ratio", "wait-mean", "wait-p50", "wait-p95", "wait-p99", "delayed", "arrivals", "refused"}

// expectations checks what a script expects.
func (c *checker) expectations(list []Expect, where string) {
	for i := range list {
		e := &list[i]
		if e.Span.IsZero() {
			continue // no mapping; that was reported
		}
		what := "an expectation of failure " + quotePath(where)
		subject := e.Flow.Text != "" || e.Component.Text != "" || e.Data.Text != "" || e.Queue.Text != ""
		sentence := e.Recovers.Text != "" || e.StaysDown.Text != "" || len(e.Order) > 0 || len(e.Cut) > 0 || e.Drains.Text != "" || e.Lost != nil || e.Verdict != ""
		switch {
		case e.Metrics.Len() == 0 && !sentence:
			c.errorf(e.Span, "empty-expectation", "write {flow: name, p99: 200ms} or {recovers: flow, within: 60s}", "%s expects nothing", what)
			continue
		case e.Metrics.Len() > 0 && !subject:
			c.errorf(e.Span, "no-target", "write flow: name beside it, or component, data or queue", "%s limits %s, but of nothing", what, e.Metrics.Names()[0])
		}
		if e.Flow.Text != "" {
			for metric, m := range e.Metrics.All() {
				if slices.Contains(flowless, metric) {
					c.errorf(m.Span, "unfit-metric", "write component: instead of flow:", "%q is a result of components, and %q is a flow", metric, e.Flow)
				}
			}
		}
		for _, m := range e.Metrics.All() {
			if m.Low != nil && m.High != nil && m.Low.Value > m.High.Value {
				c.errorf(m.Body, "bad-interval", "write the smaller one first", "the range %q ends before it starts", m.Text)
			}
		}
		if e.From != nil && e.To != nil && e.From.Value >= e.To.Value {
			c.errorf(e.To.Span, "bad-interval", "make to later than from", "the window from %s to %s is empty", e.From, e.To)
		}
		if e.Within != nil && e.Recovers.Text == "" && e.Drains.Text == "" {
			c.noEffect(e.Within.Span, "within", "without recovers or drains", "write recovers: and the flow")
		}
		if e.Lost != nil && e.Data.Text == "" {
			c.errorf(e.Lost.Span, "no-target", "write data: and the entity", "%s limits what is lost, but of nothing", what)
		}
		if len(e.Cut) > 0 && len(e.Flows) == 0 {
			c.errorf(e.Span, "no-target", "write flows: [name]", "%s names a cut set, but not the flows that it takes down", what)
		}
		for _, ref := range []Ref{e.Queue, e.Drains} {
			c.ofKind(ref, what+" is about", "queue", "stream")
		}
	}
}
