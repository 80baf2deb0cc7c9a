package model

import (
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/unit"
)

// actors checks the numbers of users.
func (c *checker) actors() {
	for name, a := range c.d.Actors.All() {
		if a.Total != nil && a.Daily != nil && a.Daily.Value > a.Total.Value {
			c.warnf(a.Daily.Span, "daily-over-total", "total counts everyone, daily those who are active on a day",
				"actor %q has %s a day, but only %s in total", name, a.Daily, a.Total)
		}
	}
}

// journeys checks that each says who goes through which flows.
func (c *checker) journeys() {
	for name, j := range c.d.Journeys.All() {
		switch {
		case j.Mix.Len() == 0 && len(j.Flows) == 0:
			c.warnf(j.Span, "empty-journey", "write flows: [first, second] or mix: {first: 70%, second: 30%}", "journey %q goes through no flow", name)
		case j.Mix.Len() > 0 && len(j.Flows) > 0:
			c.errorf(j.Flows[0].Span, "two-forms", "keep flows for an order or mix for shares", "journey %q has both flows and mix", name)
		}
		if j.Mix.Len() > 0 {
			c.shares("the mix of journey "+quotePath(name), j.Mix.Get(j.Mix.Names()[0]).Span, valuesOf(&j.Mix), true)
		}
		if j.Think != nil && j.Users == nil {
			c.noEffect(j.Think.Span, "think", "without users", "write users: how many at the same time")
		}
	}
}

func valuesOf(m *Map[unit.Quantity]) (list []*unit.Quantity) {
	for _, q := range m.All() {
		list = append(list, q)
	}
	return list
}

// tolerance is how far shares written as percent may be from their sum.
const tolerance = 1e-6

// shares reports shares that add up to more than one or, where they are meant
// to be all there is, to less.
func (c *checker) shares(what string, at diag.Span, list []*unit.Quantity, all bool) {
	sum := 0.0
	for _, q := range list {
		if q == nil || c.broken[q] {
			return
		}
		sum += q.Value
	}
	shown := unit.Format(sum, unit.KindRatio)
	switch {
	case sum > 1+tolerance:
		c.errorf(at, "shares-over-one", "shares add up to 100%", "%s adds up to %s", what, shown)
	case all && sum < 1-tolerance:
		c.warnf(at, "shares-under-one", "make them add up to 100%", "%s adds up to only %s", what, shown)
	}
}

// noEffect warns of a key that does nothing where it stands.
func (c *checker) noEffect(at diag.Span, key, where, help string) {
	c.warnf(at, "no-effect", help, "%q has no effect %s", key, where)
}

// requirements checks that every quality requirement has a target and a limit.
func (c *checker) requirements() {
	for name, q := range c.d.Requirements.Quality.All() {
		c.quality(name, q)
	}
	for _, r := range c.d.Constraints.Residency {
		c.regions(r.Regions)
	}
}

// limitOf is a limit of a quality requirement and what it may be about.
type limitOf struct {
	key     string
	q       *unit.Quantity
	targets string // "flow", "data", "at"; "" for the whole system
}

// Limits returns the limits that a requirement sets, in the order of the
// language.
func (q *Quality) limits() []limitOf {
	var set []limitOf
	for _, l := range []limitOf{
		{"mean", q.Mean, "flow"}, {"p50", q.P50, "flow"}, {"p75", q.P75, "flow"}, {"p90", q.P90, "flow"}, {"p95", q.P95, "flow"},
		{"p99", q.P99, "flow"}, {"p999", q.P999, "flow"}, {"availability", q.Availability, "flow"}, {"throughput", q.Throughput, "flow"},
		{"errors", q.Errors, "flow"}, {"staleness", q.Staleness, "flow"}, {"cost", q.Cost, ""}, {"rpo", q.RPO, "data"}, {"rto", q.RTO, "data"},
		{"durability", q.Durability, "data"}, {"duplicates", q.Duplicates, "data"}, {"backlog", q.Backlog, "at"}, {"chance", q.Chance, "at"},
	} {
		if l.q != nil {
			set = append(set, l)
		}
	}
	return set
}

func (c *checker) quality(name string, q *Quality) {
	limits := q.limits()
	if len(limits) == 0 {
		c.errorf(q.Span, "no-limit", "write a measurable limit: p99: 200ms, availability: 99.9%, cost: $5k/month, ...", "requirement %q sets no limit", name)
		return
	}
	if q.At.Text != "" && q.Component.Text != "" {
		c.errorf(q.Component.Span, "two-forms", "at and component are the same; keep one", "requirement %q has both at and component", name)
	}
	has := map[string]bool{"": true, "flow": q.Flow.Text != "" || q.Journey.Text != "", "data": q.Data.Text != "", "at": q.At.Text != "" || q.Component.Text != ""}
	for _, l := range limits {
		if has[l.targets] || l.targets != "at" && has["at"] || l.targets == "flow" && has["data"] || l.targets == "data" && has["flow"] {
			continue
		}
		c.errorf(l.q.Span, "no-target", "say what it is about: "+l.targets+": name", "requirement %q limits %s, but of nothing", name, l.key)
		return
	}
	switch {
	case q.Backlog != nil && q.Chance == nil:
		c.errorf(q.Backlog.Span, "missing-key", "write chance: 1e-6, the share of time at most", "requirement %q sets a backlog without its chance", name)
	case q.Chance != nil && q.Backlog == nil:
		c.errorf(q.Chance.Span, "missing-key", "write backlog: 200, how many waiting count as a pile-up", "requirement %q sets a chance without a backlog", name)
	}
}

// regions warns of boundaries that are named as regions and are none.
func (c *checker) regions(list []Ref) {
	for _, r := range list {
		if b := c.d.Boundaries.Get(r.Text); b != nil && c.d.RegionOf(r.Text) == "" {
			c.warnf(r.Span, "not-a-region", "write boundaries."+r.Text+".region: true", "%q is used as a region, but neither it nor what is around it is one", r.Text)
		}
	}
}

// coverage tells which requirements nothing serves and which flows nothing
// asks for.
func (c *checker) coverage() {
	functional := &c.d.Requirements.Functional
	asked := map[string]bool{}
	for name, f := range functional.All() {
		if len(f.Flows) == 0 {
			c.infof(f.Span, "unserved-requirement", "name the flows that serve it: flows: [name]", "no flow serves requirement %q", name)
		}
		for _, flow := range f.Flows {
			asked[flow.Text] = true
		}
	}
	if functional.Len() == 0 || c.base != nil || c.found("unknown-flow") {
		return
	}
	for name, f := range c.d.Flows.All() {
		if !asked[name] && f.Consumes == nil && f.Every == nil {
			c.infof(f.Span, "unasked-flow", "name it in a functional requirement, or delete it", "no requirement asks for flow %q", name)
		}
	}
}

// decisions checks that what was chosen was an option.
func (c *checker) decisions() {
	for name, d := range c.d.Decisions.All() {
		if d.Chosen.Text != "" && !d.Options.Has(d.Chosen.Text) {
			help := suggest(d.Chosen.Text, d.Options.Names())
			if d.Options.Len() == 0 {
				help = "list it under options"
			}
			c.errorf(d.Chosen.Span, "unknown-option", help, "decision %q chose %q, which is not one of its options", name, d.Chosen.Text)
		}
	}
	for name, v := range c.d.Variants.All() {
		if name == "base" {
			c.errorf(v.Span, "reserved-name", "choose another name", "\"base\" names the design without a variant")
		}
	}
}

// waivers checks that each says what it accepts, why, who and until when.
func (c *checker) waivers() {
	for i := range c.d.Waive {
		w := &c.d.Waive[i]
		if w.Finding == "" {
			c.errorf(w.Span, "missing-key", "write finding: and the code of the finding", "this waiver does not say what it accepts")
			continue
		}
		var open []string
		for _, f := range []struct{ key, value string }{{"reason", w.Reason}, {"owner", w.Owner.Text}, {"until", w.Until}} {
			if f.value == "" {
				open = append(open, f.key)
			}
		}
		if len(open) > 0 {
			c.warnf(w.Span, "open-waiver", "write "+strings.Join(open, ", "), "the waiver of %q has no %s", w.Finding, strings.Join(open, ", no "))
		}
		if w.At != "" && !c.pathExists(w.At) {
			c.errorf(c.placeOf(i, "at"), "unknown-path", "write a path into this design, such as components.api", "the waiver of %q is at %q, which does not exist", w.Finding, w.At)
		}
	}
}

func (c *checker) placeOf(waiver int, key string) diag.Span {
	if list := c.d.Root.Get("waive"); list != nil && waiver < len(list.Items) {
		if n := list.Items[waiver].Get(key); n != nil {
			return n.Span
		}
	}
	return c.d.Waive[waiver].Span
}

// pathExists follows a dotted path through the tree; names under links have a
// dot of their own, and exist for any two components, as what is missing there
// can be waived too.
func (c *checker) pathExists(path string) bool {
	node := c.d.Root
	parts := strings.Split(path, ".")
	if parts[0] == "links" && (path == "links.default" || len(parts) == 3 && c.names.has("component", parts[1]) && c.names.has("component", parts[2])) {
		return true
	}
	for i := 0; i < len(parts); i++ {
		next := node.Get(parts[i])
		if next == nil && i+1 < len(parts) {
			next = node.Get(parts[i] + "." + parts[i+1])
			i++
		}
		if next == nil {
			return c.base != nil && c.names.gone("component", parts[min(1, len(parts)-1)])
		}
		node = next
	}
	return true
}
