package sim

import (
	"fmt"
	"math"
	"slices"
)

// fragileCache names caches whose loss something behind them does not survive:
// with every key missing it is asked for more than it can do.
func fragileCache(e *evidence) []Mechanism {
	var out []Mechanism
	for c := range e.p.components {
		hit := e.hit(int32(c))
		if e.component(c).HitRatio == nil || hit <= 0 || e.p.coalesces(int32(c)) {
			continue
		}
		cold := e.p.trafficOf(e.flow, func(k int32) float64 {
			if int(k) == c {
				return 0
			}
			return e.hit(k)
		})
		for k := range e.p.components {
			mu, _, ok := cold.capacity(e.p, k, e.replicas(k))
			now := e.t.calls[k]
			if k == c || !ok || now >= mu || cold.calls[k] <= mu {
				continue
			}
			least := (cold.calls[k] - mu) / (cold.calls[k] - now) * hit
			cache, store := e.p.components[c].name, e.p.components[k].name
			out = append(out, Mechanism{
				Component: cache,
				Text: fmt.Sprintf("With %s empty %s gets %s and does %s: a flush or a restart of the cache overloads it. It holds while at least %s of the gets hit, and %s do.",
					cache, store, perSecond(cold.calls[k]), perSecond(mu), percentOf(least), percentOf(hit)),
				Figures: map[string]float64{"cold": cold.calls[k], "warm": now, "capacity": mu, "hit_ratio": hit, "hit_ratio_needed": least},
			})
		}
	}
	return out
}

// coalesces tells whether those who miss the same key of a cache share one
// fetch, so that an empty cache does not let all of them through.
func (p *Program) coalesces(cache int32) bool {
	return slices.ContainsFunc(p.fetches, func(f fetchSpec) bool { return f.component == cache && f.shared })
}

// shortTimeout names calls that are given less time than one in a hundred
// answers takes.
func shortTimeout(e *evidence) []Mechanism {
	var out []Mechanism
	for i := range e.p.sites {
		s := &e.p.sites[i]
		p99 := e.component(int(s.callee)).Response.P99
		given, ok := e.p.patience(s)
		if !ok || !p99.Known() || e.t.sites[i].rate <= 0 {
			continue
		}
		net := e.answerTime(s) - measured(e.component(int(s.callee)).Response.Mean)
		if p99.Value+net <= given {
			continue
		}
		from, to := "A caller", e.p.components[s.callee].name
		if caller := e.p.edges[s.edge].caller; caller >= 0 {
			from = e.p.components[caller].name
		}
		out = append(out, Mechanism{
			Component: to,
			Text: fmt.Sprintf("%s gives %s %s, but one answer in a hundred takes more than %s: those are given up while the work goes on.",
				from, to, seconds3(given), seconds3(p99.Value+net)),
			Figures: map[string]float64{"timeout": given, "p99": p99.Value + net},
		})
	}
	return out
}

// mostKeysWeighed is how many of the most popular keys are followed to their
// shards; the rest fall on all alike.
const mostKeysWeighed = 100_000

// hotShard names components one shard of which is full while the others are
// not, because of how traffic falls on their keys.
func hotShard(e *evidence) []Mechanism {
	var out []Mechanism
	for k := range e.p.components {
		c := &e.p.components[k]
		mu, of, ok := e.does(k)
		if c.shards < 2 || !ok || e.p.whole() > 1 {
			continue
		}
		share := e.hottest(k)
		even := 1 / float64(c.shards)
		load := e.t.calls[k] * share / (mu * even)
		if share < 1.2*even || load < fullShare {
			continue
		}
		out = append(out, Mechanism{
			Component: c.name,
			Text: fmt.Sprintf("The hottest of %d shards of %s gets %s of the calls, %s where its %s do %s; on average they are %s busy. More shards do not split a key.",
				c.shards, c.name, percentOf(share), perSecond(e.t.calls[k]*share), of, perSecond(mu*even), percentOf(min(1, e.t.calls[k]/mu))),
			Figures: map[string]float64{"share": share, "arrivals": e.t.calls[k] * share, "capacity": mu * even},
		})
	}
	return out
}

// hottest returns the largest share of the calls of a component that falls on
// one of its shards.
func (e *evidence) hottest(k int) float64 {
	c := &e.p.components[k]
	shards := make([]float64, c.shards)
	total := 0.0
	for i := range e.p.sites {
		s := &e.p.sites[i]
		rate := e.t.sites[i].rate
		if s.callee != int32(k) || rate <= 0 {
			continue
		}
		total += rate
		left := 1.0
		if s.keys >= 0 {
			law := &e.p.keys[s.keys]
			for key := uint64(1); key <= min(law.law.N, mostKeysWeighed); key++ {
				p := law.probability(key)
				left -= p
				shards[mix(key)%uint64(c.shards)] += rate * p
			}
		}
		for j := range shards {
			shards[j] += rate * math.Max(0, left) / float64(c.shards)
		}
	}
	most := 0.0
	for _, rate := range shards {
		most = max(most, rate)
	}
	if total == 0 {
		return 0
	}
	return most / total
}
