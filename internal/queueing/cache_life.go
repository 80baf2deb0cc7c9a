package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// Eviction says which item leaves a full cache.
type Eviction uint8

// The evictions that have a formula.
const (
	EvictLRU    Eviction = iota // the least recently used
	EvictFIFO                   // the oldest
	EvictRandom                 // any
	EvictLFU                    // the least often used, counted for ever
)

// Cache is a cache that may lose items for want of room and with time.
type Cache struct {
	Items  float64 // room; +Inf for no limit
	Policy Eviction
	TTL    float64 // seconds an item lives after it was filled; 0 for ever
	Idle   float64 // seconds an item lives after it was last used; 0 for ever
}

// HitRatio returns the hit ratio of a cache under rate requests per second in
// all, each miss filling it. Where time alone keeps it from filling up, room
// does not matter; else the characteristic time is that at which it is full.
//
// It is as close as Che's approximation where one limit acts. Where an item may
// be lost both for want of use and with its age, the hits until then follow
// from taking the gaps that are short enough as a Poisson stream.
func (p Popularity) HitRatio(c Cache, rate float64) float64 {
	if rate <= 0 {
		return 0
	}
	ttl, idle := orNever(c.TTL), orNever(c.Idle)
	found := func(share, t float64) float64 {
		stay := t / rate
		switch c.Policy {
		case EvictFIFO:
			return expiringHit(share*rate, idle, min(stay, ttl))
		case EvictRandom:
			return expiringHit(share*rate, idle, meanStay(stay, ttl))
		case EvictLFU:
			return expiringHit(share*rate, idle, ttl)
		}
		return expiringHit(share*rate, min(stay, idle), ttl)
	}
	forever := func(share float64) float64 { return found(share, math.Inf(1)) }
	switch {
	case c.Policy == EvictLFU:
		return p.topHit(c.Items, forever)
	case p.over(forever) <= c.Items:
		return p.Hit(forever)
	}
	hit, _ := p.fill(c.Items, found)
	return hit
}

func orNever(seconds float64) float64 {
	return pick(seconds > 0, seconds, math.Inf(1))
}

// meanStay returns the mean of an exponential stay that a time to live cuts
// off.
func meanStay(stay, ttl float64) float64 {
	switch {
	case math.IsInf(ttl, 1):
		return stay
	case math.IsInf(stay, 1):
		return ttl
	}
	return stay * -stats.Expm1(-ttl/stay)
}

// topHit is Hit over the most popular items that fit.
func (p Popularity) topHit(capacity float64, found func(share float64) float64) float64 {
	hit := 0.0
	for i, s := range p.share {
		fits := min(p.count[i], capacity)
		hit += fits * s * found(s)
		if capacity -= fits; capacity <= 0 {
			break
		}
	}
	return min(1, hit)
}

// TTL returns the hit ratio of a cache without a limit of items, in which an
// item lives for ttl seconds after it was filled, or after it was last used
// when reset is set, under rate requests per second in all.
func (p Popularity) TTL(rate, ttl float64, reset bool) float64 {
	return p.Hit(func(s float64) float64 { return TTLHit(s*rate, ttl, reset) })
}

// TTLItems returns the mean number of items that such a cache holds.
func (p Popularity) TTLItems(rate, ttl float64, reset bool) float64 {
	return p.over(func(s float64) float64 { return TTLHit(s*rate, ttl, reset) })
}

// TTLHit returns the probability that a request of one item finds it, under
// Poisson requests at the given rate and a time to live of ttl: λT/(1+λT), or
// 1-exp(-λT) when every use starts the time again. It is the share of time the
// item is there too. Jung, Berger and Balakrishnan 2003.
func TTLHit(rate, ttl float64, reset bool) float64 {
	if math.IsInf(ttl, 1) {
		return pick(rate > 0, 1, 0)
	}
	if reset {
		return -stats.Expm1(-rate * ttl)
	}
	return rate * ttl / (1 + rate*ttl)
}

// LRUWithTTL is HitRatio of an LRU cache with a time to live.
func (p Popularity) LRUWithTTL(capacity, rate, ttl float64) float64 {
	return p.HitRatio(Cache{Items: capacity, TTL: ttl}, rate)
}

// expiringHit returns the hit probability of one item that is lost after idle
// seconds without a request and ttl seconds after it was filled.
func expiringHit(rate, idle, ttl float64) float64 {
	if idle >= ttl {
		return TTLHit(rate, ttl, false)
	}
	kept := -stats.Expm1(-rate * idle) // probability that a gap is short enough
	if kept == 0 {
		return 0
	}
	lost := stats.Exp(-rate * idle)
	gap := 1/rate - idle*lost/kept    // mean of the gaps that are
	ends := ttl * lost / (gap * kept) // gaps too long, in a life
	hits := ttl / gap
	if ends > 1e-9 { // below that the quotient has this limit, and then overflows
		hits = kept / lost * -stats.Expm1(-ends)
	}
	if math.IsInf(hits, 1) {
		return 1
	}
	return hits / (1 + hits)
}
