package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/unit"
)

// policies compiles everything that holds for the call from a place to a
// component; its entry is set later.
func (c *compiler) policies(at place, callee *model.Component, s *model.Step) site {
	p := c.d.Policy(at.caller, callee.Name, s)
	name := at.caller + "." + callee.Name
	to, slower := c.comps[callee.Name], c.o.Slower.component(callee.Name)
	budget, breaker := float64(maxBudget), int32(-1)
	if p.Retry != nil && p.Retry.Budget != nil {
		budget = p.Retry.Budget.Value
	}
	if p.Breaker != nil {
		breaker = c.breaker(p.Breaker, name)
	}
	out := newSite(c.edge(at.comp, to, budget, breaker), to, 0)
	out.breaker = breaker >= 0
	out.via = c.via(at.caller, callee, s)
	out.near = c.nearness(at, callee, p.Net != nil)
	c.delays(&out, c.ways(at.caller, callee, s, out.near >= 0), name)
	if p.Timeout != nil && !p.Timeout.Unlimited {
		out.lane, out.timeout = c.wait(model.LawOf(p.Timeout), slower, name)
	}
	if p.Retry != nil {
		out.retry = c.retry(p.Retry, name, slower)
	}
	out.name = c.resolution(callee)
	if p.Hedge != nil {
		out.hedge = c.hedge(p.Hedge, name, slower)
	}
	if p.Deadline != nil {
		out.inherit = p.Deadline.Inherit
		if p.Deadline.Time != nil {
			out.deadline = c.waits(model.LawOf(p.Deadline.Time), slower, c.stream(name, "deadline"))
		}
	}
	out.class = c.class(p.Priority, -1)
	out.pool = limit(p.Pool)
	out.bulkhead = limit(p.Bulkhead)
	out.cancel = isTrue(p.Cancel)
	if p.OnError != nil && s.Target.Head() == callee.Name {
		switch p.OnError.Do {
		case "continue":
			out.onError = continueOnError
		case "miss":
			out.onError = missOnError
		case "delete":
			out.onError = deleteOnError
		default:
			if p.OnError.Steps != nil {
				out.onError = stepsOnError
			}
		}
	}
	return out
}

// limit returns a number of calls, 0 for unlimited.
func limit(q *unit.Quantity) int32 {
	if q == nil || q.Unlimited || q.Value >= unlimited {
		return 0
	}
	return max(1, int32(q.Value))
}

// delays compiles the network delay of a call, which may have several parts:
// at most one of them keeps its law, the others add their mean.
func (c *compiler) delays(out *site, parts []*unit.Quantity, name string) {
	var drawn *stats.Law
	fixed := 0.0
	for _, q := range parts {
		if l := model.LawOf(q); l.Kind == stats.Const || drawn != nil {
			fixed += q.Value
		} else {
			drawn = &l
		}
	}
	switch {
	case drawn != nil:
		out.net = c.time(*drawn, c.stream(name, "net"))
		c.p.laws[out.net].offset = ns(fixed)
	case fixed > 0:
		out.netLane = c.lane(stats.Law{Kind: stats.Const, A: fixed})
	}
}

var jitters = map[string]jitter{
	"": fullJitter, "none": noJitter, "full": fullJitter, "equal": equalJitter, "additive": additiveJitter, "decorrelated": decorrelatedJitter,
}

// retry compiles how a failed attempt is tried again. Without a limit and
// without a backoff it waits a millisecond, because time must go on.
func (c *compiler) retry(m *model.Retry, name string, slower float64) int32 {
	r := retry{max: 1, backoff: -1, factor: model.Or(m.Factor, 2), cap: longest, jitter: jitters[m.Jitter], chance: model.Or(m.Chance, 1), stream: c.stream(name, "retry")}
	if m.Max != nil {
		r.max = unlimited
		if !m.Max.Unlimited {
			r.max = int32(min(m.Max.Value, 65000))
		}
	}
	if l := model.LawOf(m.Backoff); l.Kind != stats.Const || l.A > 0 {
		r.backoff = c.waits(l, slower, r.stream)
	} else if r.max == unlimited {
		r.backoff = c.time(stats.Law{Kind: stats.Const, A: 1e-3}, r.stream)
		r.jitter = noJitter
	}
	if m.Cap != nil {
		r.cap = m.Cap.Value * slower * 1e9
	}
	causes := map[string]uint8{"timeout": 1 << timedOut, "error": 1 << errored, "refused": 1<<refused | 1<<circuitOpen | 1<<noTarget}
	for _, word := range m.For {
		r.causes |= causes[word]
	}
	if len(m.For) == 0 {
		r.causes = math.MaxUint8
	}
	c.p.retries = append(c.p.retries, r)
	return int32(len(c.p.retries) - 1)
}

// breaker compiles a circuit breaker.
func (c *compiler) breaker(m *model.Breaker, name string) int32 {
	open := stats.Law{Kind: stats.Const, A: 5}
	if m.Open != nil {
		open = model.LawOf(m.Open)
	}
	spec := breakerSpec{name: name, errors: model.Or(m.Errors, 0.5), of: int32(model.Or(m.Of, 20)), probes: int32(model.Or(m.Probes, 1))}
	if m.Errors != nil && m.Errors.Kind == unit.KindCount {
		spec.count = int32(math.Ceil(m.Errors.Value))
		spec.of = max(spec.of, spec.count)
	}
	if m.Open != nil {
		spec.said = m.Open.Text
	}
	for i := range c.p.breakers {
		b := c.p.breakers[i]
		if b.open = 0; b == spec {
			return int32(i)
		}
	}
	spec.open = c.time(open, c.stream(name, "breaker"))
	c.p.breakers = append(c.p.breakers, spec)
	return int32(len(c.p.breakers) - 1)
}

// routeOf returns which copies of a store a step may go to.
func (c *compiler) routeOf(s *model.Step, callee *model.Component) route {
	if callee.Behaviour.Class != catalog.Store {
		return routeAny
	}
	switch s.Verb {
	case model.VerbWrite, model.VerbSet, model.VerbDelete, model.VerbAppend:
		return routePrimary
	case model.VerbCall:
		return routeAny
	}
	switch callee.ReadsFrom {
	case "replicas":
		return routeReplica
	case "any":
		return routeAny
	}
	return routePrimary
}

// keysOf returns the law of the keys that a step touches, -1 when nothing is
// said.
func (c *compiler) keysOf(s *model.Step, callee *model.Component) int32 {
	if e := c.d.EntityOf(s); e != nil {
		return c.keyLaw(e)
	}
	if callee.Of.Text != "" {
		if e := c.d.Data.Get(callee.Of.Text); e != nil {
			return c.keyLaw(e)
		}
	}
	field := callee.Balance.Key
	if field == "" && callee.Cells != nil {
		field = callee.Cells.Key
	}
	if field != "" {
		for _, e := range c.d.Data.All() {
			if e.Fields.Has(field) && e.Keys.Text != "" {
				return c.keyLaw(e)
			}
		}
	}
	return -1
}

// keyLaw returns the law of the keys of an entity: what the file says, or all
// alike when only their number is known; -1 otherwise.
func (c *compiler) keyLaw(e *model.Entity) int32 {
	if k, done := c.keyLaws[e.Name]; done {
		return k
	}
	law := e.Keys.Law
	if e.Keys.Text == "" && e.Count != nil {
		law = stats.KeyLaw{N: uint64(max(1, e.Count.Value))}
	}
	k := int32(-1)
	if law.N > 0 && law.N < math.MaxUint32 && len(c.p.keys) < 254 {
		k = int32(len(c.p.keys))
		c.p.keys = append(c.p.keys, keyLaw{sampler: law.Compile(), law: law, scale: law.Probability(1), entity: uint8(k + 1), stream: c.stream(e.Name, "keys")})
	}
	c.keyLaws[e.Name] = k
	return k
}
