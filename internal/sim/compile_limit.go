package sim

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
)

var limitAlgorithms = map[string]limitAlgorithm{
	"": tokenBucket, "token-bucket": tokenBucket, "leaky-bucket": leakyBucket,
	"sliding-log": slidingLog, "sliding-counter": slidingCounter, "fixed-window": fixedWindow,
}

// limit compiles a rate limit; -1 when there is none.
func (c *compiler) limit(r *model.RateLimit, at diag.Span) int32 {
	if r == nil || r.Rate == nil || r.Rate.Value <= 0 {
		return -1
	}
	c.p.limits = append(c.p.limits, rateLimit{
		algorithm: limitAlgorithms[r.Algorithm], gap: 1e9 / r.Rate.Value, burst: r.AtOnce(),
		window: max(1, ns(r.Period())), most: int32(min(r.InWindow(), math.MaxInt32)), whose: c.owner(r.Per.Text, at),
	})
	return int32(len(c.p.limits) - 1)
}

// owner compiles whose limit a rate limit is: users of an actor, keys of an
// entity, or either by a field that holds it.
func (c *compiler) owner(name string, at diag.Span) owner {
	if name == "" {
		return owner{}
	}
	if actor, entity := c.holder(name); actor != nil {
		if population(actor) > 0 || c.closedUsers(actor.Name) {
			return owner{kind: ownedByUser, actor: c.actorNumber(actor.Name)}
		}
		c.warnf(at, "unknown-users", "say how many there are: actors."+actor.Name+".daily: 10k", "how many users %q has is not known, so they share one rate limit", actor.Name)
	} else if entity != nil {
		if k := c.keyLaw(entity); k >= 0 {
			return owner{kind: ownedByKey, keys: k}
		}
		c.warnf(at, "unknown-keys", "say how traffic falls on its keys: data."+entity.Name+".keys: uniform(10k)", "the keys of %q are not known, so they share one rate limit", entity.Name)
	}
	return owner{}
}

// holder returns the actor or the entity that a name means: itself, what a
// field of that name refers to, or the entity that has the field.
func (c *compiler) holder(name string) (*model.Actor, *model.Entity) {
	if a := c.d.Actors.Get(name); a != nil {
		return a, nil
	}
	if e := c.d.Data.Get(name); e != nil {
		return nil, e
	}
	for _, e := range c.d.Data.All() {
		f := e.Fields.Get(name)
		if f == nil {
			continue
		}
		to := model.Ref{Text: f.Type}.Head()
		if a := c.d.Actors.Get(to); a != nil {
			return a, nil
		}
		if other := c.d.Data.Get(to); other != nil {
			return nil, other
		}
		return nil, e
	}
	return nil, nil
}

// population returns how many users an actor has: those of a day, or else all.
func population(a *model.Actor) float64 { return math.Round(model.Or(a.Daily, model.Or(a.Total, 0))) }

// closedUsers tells whether an actor's users are those of a closed load.
func (c *compiler) closedUsers(actor string) bool {
	return anyOf(&c.d.Flows, func(f *model.Flow) bool { return f.By.Text == actor && f.Users != nil }) ||
		anyOf(&c.d.Journeys, func(j *model.Journey) bool { return j.By.Text == actor && j.Users != nil })
}

// actorNumber returns the number of an actor, from 1.
func (c *compiler) actorNumber(name string) int32 {
	return int32(slices.Index(c.d.Actors.Names(), name)) + 1
}

// crowds tells every flow who starts it, where some rate limit counts by
// users.
func (c *compiler) crowds() {
	if !slices.ContainsFunc(c.p.limits, func(l rateLimit) bool { return l.whose.kind == ownedByUser }) {
		return
	}
	for i := range c.p.flows {
		f := &c.p.flows[i]
		by := c.d.Flows.Get(f.name).By.Text
		if a := c.d.Actors.Get(by); a != nil {
			f.crowd = crowd{actor: c.actorNumber(by), of: uint64(max(1, population(a))), stream: c.stream(f.name, "users")}
		}
	}
}

// endpointLimits emits the rate limits of the endpoints that start a flow.
func (c *compiler) endpointLimits(flow string) {
	if c.d.API == nil {
		return
	}
	for _, e := range c.d.API.Endpoints.All() {
		if e.Flow.Text != flow {
			continue
		}
		if limit := c.limit(e.RateLimit, e.Span); limit >= 0 {
			c.emit(op{kind: opLimit, a: limit})
		}
	}
}

// shedding compiles when each of so many replicas refuses to protect itself; -1
// for never.
func (c *compiler) shedding(m *model.Shed, replicas int32) int32 {
	if m == nil {
		return -1
	}
	s := shedding{
		below: math.MaxUint8, codel: m.Algorithm == "codel", adaptive: m.Algorithm == "adaptive-concurrency",
		target: ns(model.Or(m.Target, codelTarget/1e9)), interval: ns(model.Or(m.Interval, codelInterval/1e9)), replicas: replicas,
	}
	if above := m.Above; above != nil {
		if above.Queue != nil {
			s.queue = max(1, int32(above.Queue.Value))
		}
		if above.InFlight != nil {
			s.inFlight = max(1, int32(above.InFlight.Value))
		}
		s.cpu = model.Or(above.CPU, 0)
	}
	if m.Below != nil {
		s.below = 0
		for s.below < uint8(len(c.classes)) && c.classes[s.below] < m.Below.Value {
			s.below++
		}
	}
	if n := len(c.p.sheds); n > 0 {
		s.first = c.p.sheds[n-1].first + c.p.sheds[n-1].replicas
	}
	c.p.sheds = append(c.p.sheds, s)
	return int32(len(c.p.sheds) - 1)
}
