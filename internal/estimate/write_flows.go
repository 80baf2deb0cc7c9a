package estimate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// everything writes all entries in the order of the sheet.
func (b *writer) everything() {
	b.entries = make([]entry, 0, 24*len(b.p.sources)+32*len(b.p.parts)+2*len(b.p.edges)+16*b.p.design.Data.Len())
	for k := range b.p.sections() {
		b.section(k)
	}
}

// sections is in how many pieces the entries are written: flows, components,
// links, then data, money and targets.
func (p *plan) sections() int { return len(p.sources) + len(p.parts) + len(p.edges) + 3 }

// section writes one of the pieces.
func (b *writer) section(k int) {
	parts := len(b.p.sources)
	edges := parts + len(b.p.parts)
	rest := edges + len(b.p.edges)
	b.about = about{}
	switch {
	case k < parts:
		b.about = about{ofSource, k}
		b.flow(k)
	case k < edges:
		b.about = about{ofPart, k - parts}
		b.component(k - parts)
	case k < rest:
		b.about = about{ofEdge, k - edges}
		b.link(k - edges)
	case k == rest:
		for name := range b.p.design.Data.All() {
			b.entity(name)
		}
	case k == rest+1:
		b.cost()
	default:
		b.targets()
	}
}

// sectionOf returns the piece that an entry of that id stands in, if there is
// such an entry.
func (p *plan) sectionOf(id string) (k int, ok bool) {
	kind, rest, _ := strings.Cut(id, ".")
	name, rest, _ := strings.Cut(rest, ".")
	last := p.sections()
	switch kind {
	case "flows":
		k, ok = p.sourceOf[name]
	case "components":
		k, ok = p.partOf[name]
		k += len(p.sources)
	case "links":
		callee, _, _ := strings.Cut(rest, ".")
		k, ok = p.edgeOf[[2]string{name, callee}]
		k += len(p.sources) + len(p.parts)
	case "data":
		return last - 3, true
	case "cost":
		return last - 2, true
	default:
		return last - 1, true
	}
	return k, ok
}

// flow writes the numbers of one flow.
func (b *writer) flow(i int) {
	s := b.p.sources[i]
	id := "flows." + s.name + "."
	span := s.flow.Span
	b.flowRates(i, id)
	waits := b.latencyInputs(s)
	why := b.unanswered(s)
	latency := func(name, formula string, value func(w *world) float64) {
		b.add(entry{id: id + "latency." + name, kind: unit.KindTime, formula: formula, inputs: waits, span: span, why: why, value: value})
	}
	latency("mean", "E[T] = sum over the hops on the way of 2 net + W + S, weighted by how often each is taken", func(w *world) float64 { return w.flows[i].answer.mean() })
	how := "T: F(T) = %g, F the mixture over hits, misses, waits and retries"
	if e := b.w.flows[i].answer.exact; e.on && e.law == nil {
		how = "T: F(T) = %g, F exact for M/M/c: (1 - C) exp(mu) + C (exp(c mu - lambda) + exp(mu))"
	}
	for k, q := range percentiles {
		latency(q.name, fmt.Sprintf(how, q.p)+approximately(&b.w.flows[i].answer), func(w *world) float64 { return w.percentile(i, k) })
	}
	offered := []string{id + "offered"}
	b.add(entry{id: id + "errors", kind: unit.KindRatio, formula: "errors = sum of its causes", inputs: b.errorInputs(s), span: span, why: b.unfailing(s),
		value: func(w *world) float64 { return w.flows[i].fail.total() }})
	for c, name := range causeNames {
		if b.w.flows[i].fail[c] == 0 {
			continue
		}
		b.add(entry{id: id + "errors." + name, kind: unit.KindRatio, formula: causeFormulas[c], inputs: b.errorInputs(s), span: span,
			value: func(w *world) float64 { return w.flows[i].fail[c] }})
	}
	b.add(entry{id: id + "ok", kind: unit.KindRate, formula: "ok = offered (1 - errors)", inputs: []string{id + "offered", id + "errors"}, span: span, why: b.unfailing(s),
		value: func(w *world) float64 { return w.rates[now][i] * (1 - w.flows[i].fail.total()) }})
	b.add(entry{id: id + "failed", kind: unit.KindRate, formula: "failed = offered x errors", inputs: []string{id + "offered", id + "errors"}, span: span, why: b.unfailing(s),
		value: func(w *world) float64 { return w.rates[now][i] * w.flows[i].fail.total() }})
	b.add(entry{id: id + "concurrency", kind: unit.KindCount, formula: "L = lambda E[T] (Little's law)", inputs: append(offered, id+"latency.mean"), span: span, why: why,
		value: func(w *world) float64 { return w.rates[now][i] * w.flows[i].answer.mean() }})
	b.bandwidth(i, id)
	b.staleness(s, id)
}

// staleness writes how old what a flow reads may be: as long as a cache on its
// way keeps it, and as far as the copies it reads from are behind.
func (b *writer) staleness(s *source, id string) {
	e := entry{id: id + "staleness", kind: unit.KindTime, formula: "ttl of the caches on the way + lag of the copies that it reads, at most", span: s.flow.Span}
	var ages, lags []*unit.Quantity
	seen := map[int]bool{}
	b.eachAwaited(s.root, func(n *node) {
		if n.kind != visitNode || seen[n.to] || !reads(n.verb) {
			return
		}
		seen[n.to] = true
		pt := b.p.parts[n.to]
		switch r := pt.c.Replication; {
		case pt.class == catalog.Cache && pt.c.TTL != nil:
			ages = append(ages, pt.c.TTL)
		case pt.class == catalog.Cache:
			e.why = pt.c.Name + " keeps what it has without a ttl: it may be any age"
		case pt.class == catalog.Store && pt.c.ReadsFrom != "" && pt.c.ReadsFrom != "primary" && r != nil && r.Mode.Name == "async":
			if r.Lag == nil {
				e.why = "replication of " + pt.c.Name + " has no lag"
				return
			}
			lags = append(lags, r.Lag)
		}
	})
	for _, q := range append(append([]*unit.Quantity{}, ages...), lags...) {
		e.inputs = append(e.inputs, b.leaf(q)...)
	}
	e.value = func(w *world) float64 {
		sum := 0.0
		for _, q := range ages {
			sum += w.value(q)
		}
		for _, q := range lags {
			sum += w.value(q)
		}
		return sum
	}
	b.add(e)
}

func reads(v model.Verb) bool {
	return v == model.VerbRead || v == model.VerbGet || v == model.VerbScan || v == model.VerbQuery
}

// causeFormulas say how the chance of each cause comes about.
var causeFormulas = [causes]string{
	"P(T > timeout) on the way, tried again as retry says",
	"share that a full queue, a bulkhead, a rate limit or shedding refuses, tried again as retry says",
	"share that an open breaker refuses",
	"share that fails by itself (fail), tried again as retry says",
}

func approximately(m *mixture) string {
	if m.exact.on || m.n == 1 {
		return ""
	}
	return fmt.Sprintf(" (%d branches, approximate)", m.n)
}

// flowRates writes how often a flow runs.
func (b *writer) flowRates(i int, id string) {
	s := b.p.sources[i]
	e := entry{id: id + "rate.mean", kind: unit.KindRate, span: s.flow.Span, value: func(w *world) float64 { return w.rates[mean][i] }}
	switch s.start.Kind {
	case model.StartOpen, model.StartScheduled:
		e.formula = "lambda = " + s.start.Formula + b.scaleText()
		for _, q := range s.start.Inputs {
			e.inputs = append(e.inputs, b.leaf(q)...)
		}
	case model.StartOnMessage:
		e.formula, e.inputs = "lambda = messages / batch", b.publishers(s, "rate.mean")
		e.inputs = append(e.inputs, b.leaf(s.start.Batch)...)
	case model.StartClosed:
		e.formula = "X = N / (Z + R), by mean value analysis" + b.scaleText()
		e.inputs = append(b.leaf(s.start.Users), b.leaf(s.start.Think)...)
	default:
		e.why = "nothing says how often it runs: give it a rate, per-user with an actor that has daily, users, consumes or every"
	}
	b.add(e)
	p := entry{id: id + "rate.peak", kind: unit.KindRate, formula: "lambda_peak = lambda x peak", inputs: append([]string{id + "rate.mean"}, b.leaf(s.start.PeakFrom)...), span: s.flow.Span, why: e.why,
		value: func(w *world) float64 { return w.rates[peak][i] }}
	if s.start.Kind == model.StartOnMessage {
		p.formula, p.inputs = "lambda = messages at peak / batch", append(b.publishers(s, "rate.peak"), b.leaf(s.start.Batch)...)
	}
	b.add(p)
	level := b.p.load.Level
	o := entry{id: id + "offered", kind: unit.KindRate, formula: "lambda at " + b.p.opt.Load, inputs: []string{id + "rate." + level}, span: s.flow.Span, why: e.why,
		value: func(w *world) float64 { return w.rates[now][i] }}
	if sc := b.p.load.Scenario; sc != nil {
		o.formula += fmt.Sprintf(" = %s level x %g, the height of its ramp", level, b.p.surge(s))
	}
	b.add(o)
}

func (b *writer) scaleText() string {
	if b.p.opt.LoadScale == 1 {
		return ""
	}
	return fmt.Sprintf(" x %g (load scale)", b.p.opt.LoadScale)
}

// publishers are the flows whose messages a source takes.
func (b *writer) publishers(s *source, what string) []string {
	var out []string
	if s.queue < 0 {
		return nil
	}
	for _, n := range b.p.parts[s.queue].feeds {
		if id := "flows." + b.p.sources[n.source].name + "." + what; !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// bandwidth writes what a flow brings in and takes out.
func (b *writer) bandwidth(i int, id string) {
	s := b.p.sources[i]
	for _, way := range []struct {
		name string
		q    *unit.Quantity
		what string
	}{{"in", s.flow.Request, "request"}, {"out", s.flow.Response, "response"}} {
		if way.q == nil {
			continue
		}
		b.add(entry{id: id + "bandwidth." + way.name, kind: unit.KindBandwidth, formula: "B = lambda x " + way.what, inputs: append([]string{id + "offered"}, b.leaf(way.q)...), span: s.flow.Span,
			value: func(w *world) float64 { return w.rates[now][i] * w.value(way.q) }})
	}
}

// latencyInputs are the parts, delays and laws that a latency is made of.
func (b *writer) latencyInputs(s *source) []string {
	var out []string
	seen := map[string]bool{}
	take := func(ids ...string) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	b.eachAwaited(s.root, func(n *node) {
		switch n.kind {
		case visitNode:
			for _, t := range n.policy.net {
				take(b.leaf(t.q)...)
			}
			take(b.leaf(n.service.q)...)
			take(b.leaf(n.policy.hit)...)
			if n.copying != nil {
				for _, q := range n.copying.quantities() {
					take(b.leaf(q)...)
				}
			}
			if b.p.parts[n.to].limited() {
				take("components." + b.p.parts[n.to].c.Name + ".wait.mean")
			}
			if n.cache != nil {
				take("components." + b.p.parts[n.to].c.Name + ".hit_ratio")
			}
		case workNode, waitNode, repeatNode, eachNode:
			take(b.leaf(n.amount.q)...)
		}
	})
	return out
}

// eachAwaited meets the nodes whose answer a flow waits for.
func (b *writer) eachAwaited(list []*node, visit func(n *node)) {
	for _, n := range list {
		if n.kind == respondNode {
			return
		}
		if n.nobody {
			continue
		}
		visit(n)
		b.eachAwaited(n.steps, visit)
		b.eachAwaited(n.miss, visit)
		for _, branch := range n.branches {
			b.eachAwaited(branch, visit)
		}
	}
}

// unanswered says why a latency does not exist: a part on the way cannot serve
// what arrives.
func (b *writer) unanswered(s *source) string {
	why := ""
	b.eachAwaited(s.root, func(n *node) {
		if n.kind != visitNode || why != "" || n.pull {
			return
		}
		st := &b.w.stations[n.to]
		if !st.stable() || b.w.swings(s.index) && b.w.capacity(n.to).factor < 1 {
			why = b.overloaded(n.to)
		}
	})
	if why == "" {
		why = b.unfailing(s)
	}
	return why
}

// unfailing says why the errors of a flow do not exist.
func (b *writer) unfailing(s *source) string {
	switch {
	case s.start.Kind == model.StartNone && b.w.driven[s.index] == 0:
		return "nothing starts it"
	case b.w.swings(s.index):
		return "does not settle: failures and the retries that they cause swing at this load"
	}
	return ""
}

// overloaded says of a part how much more arrives than it can serve.
func (b *writer) overloaded(part int) string {
	st := &b.w.stations[part]
	return fmt.Sprintf("arrivals at %s, %s, exceed its capacity of %s", b.p.parts[part].c.Name,
		unit.Format(st.arrivals, unit.KindRate), unit.Format(b.w.capacity(part).rate, unit.KindRate))
}

// errorInputs are what failures on the way come from.
func (b *writer) errorInputs(s *source) []string {
	var out []string
	b.eachAwaited(s.root, func(n *node) {
		var ids []string
		switch n.kind {
		case visitNode:
			ids = append(b.leaf(n.policy.timeout.q), b.leaf(n.policy.bulkhead)...)
			if n.policy.retry != nil {
				ids = append(ids, b.leaf(n.policy.retry.Max)...)
			}
		case failNode:
			ids = b.leaf(n.step.Fail)
		}
		for _, id := range ids {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	})
	return append([]string{"flows." + s.name + ".offered"}, out...)
}

// limited tells whether requests can wait at a part.
func (pt *part) limited() bool { return pt.can.Cores != nil || pt.can.Slots != nil }
