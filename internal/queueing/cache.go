package queueing

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// Popularity says how requests fall on the items of a catalogue, drawn
// independently of each other. Items of like probability stand together, so a
// catalogue of a billion takes some hundred entries.
type Popularity struct {
	share []float64 // probability of one item, falling
	count []float64 // how many items have it, as a quadrature weight
	law   stats.KeyLaw
}

// exactRanks is how many of the most popular items stand alone.
const exactRanks = 256

// KeyPopularity returns the popularity of a law of keys.
//
// Ranks above 256 are integrated over bands a quarter wide with four Gauss
// nodes each; the sum over ranks a..b is the integral over a-1/2..b+1/2 but for
// a relative s(s+1)/24a², a millionth and less.
func KeyPopularity(law stats.KeyLaw) Popularity {
	p := Popularity{law: law}
	if law.S == 0 {
		p.add(1/float64(law.N), float64(law.N))
		return p
	}
	total := stats.Harmonic(law.N, law.S)
	exact := min(law.N, exactRanks)
	for k := uint64(1); k <= exact; k++ {
		p.add(stats.Pow(float64(k), -law.S)/total, 1)
	}
	nodes := [...]float64{-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526}
	weights := [...]float64{0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538}
	for a, end := float64(exact)+0.5, float64(law.N)+0.5; a < end; {
		b := min(1.25*a, end)
		for i, x := range nodes {
			rank := (a+b)/2 + (b-a)/2*x
			p.add(stats.Pow(rank, -law.S)/total, (b-a)/2*weights[i])
		}
		a = b
	}
	return p
}

// WeightedPopularity returns the popularity of items with the given weights,
// in falling order; they need not add up to 1.
func WeightedPopularity(weights []float64) Popularity {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	p := Popularity{law: stats.KeyLaw{N: uint64(len(weights))}}
	for _, w := range weights {
		p.add(w/total, 1)
	}
	return p
}

func (p *Popularity) add(share, count float64) {
	p.share = append(p.share, share)
	p.count = append(p.count, count)
}

// items returns the size of the catalogue.
func (p Popularity) items() float64 { return float64(p.law.N) }

// over adds up count * term(share) over the catalogue.
func (p Popularity) over(term func(share float64) float64) float64 {
	sum := 0.0
	for i, s := range p.share {
		sum += p.count[i] * term(s)
	}
	return sum
}

// Hit returns the hit ratio of a cache in which an item with probability share
// is found with probability found(share).
func (p Popularity) Hit(found func(share float64) float64) float64 {
	return min(1, p.over(func(s float64) float64 { return s * found(s) }))
}

// LRU returns the hit ratio of a cache of the given number of items that
// evicts the least recently used, and its characteristic time, counted in
// requests: how long an item that nobody asks for stays. The time is +Inf when
// the whole catalogue fits.
//
// Che, Tung and Wang 2002; closer than 0.01 for a hundred items and more:
// Fricker, Robert and Roberts 2012.
func (p Popularity) LRU(capacity float64) (hit, time float64) {
	found := func(share, t float64) float64 { return -stats.Expm1(-share * t) }
	return p.fill(capacity, found)
}

// FIFO returns hit ratio and characteristic time of a cache that evicts the
// oldest item, or a random one, which have the same hit ratio: Gelenbe 1973;
// Martina, Garetto and Leonardi 2014.
func (p Popularity) FIFO(capacity float64) (hit, time float64) {
	found := func(share, t float64) float64 { return share * t / (1 + share*t) }
	return p.fill(capacity, found)
}

// LFU returns the hit ratio of a cache that holds the most popular items: the
// limit of counting uses for ever, and the most that any policy reaches without
// knowing the future.
func (p Popularity) LFU(capacity float64) float64 {
	if capacity >= p.items() {
		return 1
	}
	if p.law.S > 0 || len(p.share) == 1 {
		whole := math.Floor(capacity)
		return p.law.Top(uint64(whole)) + (capacity-whole)*p.law.Probability(uint64(whole)+1)
	}
	hit := 0.0
	for _, s := range p.share {
		hit += s * min(1, capacity)
		if capacity--; capacity <= 0 {
			break
		}
	}
	return hit
}

// fill returns hit ratio and the time t at which a cache of the given capacity
// is full: the sum of found over the catalogue equals the capacity. found
// rises in t from 0 to 1.
func (p Popularity) fill(capacity float64, found func(share, t float64) float64) (hit, time float64) {
	switch {
	case capacity <= 0:
		return 0, 0
	case capacity >= p.items():
		return 1, math.Inf(1)
	}
	occupied := func(t float64) float64 {
		return p.over(func(s float64) float64 { return found(s, t) })
	}
	// The items asked for in t requests are at most t, so t >= capacity. Regula
	// falsi with the Illinois rule, in log t.
	lo, hi := capacity, 2*capacity
	fLo, fHi := occupied(lo)-capacity, occupied(hi)-capacity
	for fHi < 0 {
		if hi > 1e300 {
			return 1, math.Inf(1)
		}
		lo, fLo = hi, fHi
		hi *= 4
		fHi = occupied(hi) - capacity
	}
	for range 200 {
		if hi-lo <= 1e-13*hi || fLo == 0 {
			break
		}
		mid := (lo*fHi - hi*fLo) / (fHi - fLo)
		if !(mid > lo && mid < hi) {
			mid = lo + (hi-lo)/2
		}
		f := occupied(mid) - capacity
		switch {
		case math.Abs(f) <= 1e-13*capacity:
			lo, hi, fLo = mid, mid, 0
		case f < 0:
			lo, fLo = mid, f
			fHi /= 2
		default:
			hi, fHi = mid, f
			fLo /= 2
		}
	}
	return p.Hit(func(s float64) float64 { return found(s, lo) }), lo
}
