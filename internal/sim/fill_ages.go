package sim

import (
	"math"

	"github.com/loadpath/loadpath/internal/stats"
)

// fillByAge gives every part of a cache the keys that were asked for last. The
// time since a key was last asked for is exponential with the key's rate, so
// the keys of the smallest drawn ages are an exact sample of what an LRU cache
// holds under independent requests; it takes time in proportion to what fits,
// not to the requests that it would take to fill it.
func (w *world) fillByAge(parts []cache) {
	spec := parts[0].spec
	keys := &w.p.keys[spec.keys]
	stream := &w.streams[spec.stream]
	if spec.shared() {
		a := agesOf(keys, spec.capacity, len(parts), stream)
		a.each(func(key uint32) { parts[mix(uint64(key))%uint64(len(parts))].remember(key, keys, stream) })
		return
	}
	for i := range parts {
		a := agesOf(keys, spec.capacity, 1, stream)
		a.each(func(key uint32) { parts[i].remember(key, keys, stream) })
	}
}

// remember adds a key that was used before all those that are there, while
// there is room.
func (c *cache) remember(key uint32, keys *keyLaw, stream *stats.Stream) {
	if c.n < c.spec.capacity {
		c.older(key, c.age(uint64(key), keys, stream.Float64()))
	}
}

// ages are keys with the time since they were last asked for, as one of
// ageSteps parts of the longest.
type ages struct {
	keys  []uint32
	steps []uint16
}

const ageSteps = 1 << 16

// agesOf draws the keys of the smallest ages: enough of them to fill parts of
// the given room between which the keys are spread evenly, with some to spare.
func agesOf(keys *keyLaw, room, parts int, stream *stats.Stream) ages {
	want := float64(room)*1.01 + 5*math.Sqrt(float64(room)) + 10
	bands := bandsOf(keys)
	longest := longestAge(bands, math.Min(want*float64(parts), 0.9999*float64(keys.law.N)))
	a := ages{keys: make([]uint32, 0, room*parts), steps: make([]uint16, 0, room*parts)}
	for _, b := range bands {
		most := float64(b.first * longest)
		if most > 0.7 {
			for key := b.from; key <= b.to; key++ {
				a.add(key, stream.Exp()/keys.probability(key), longest)
			}
			continue
		}
		// Few keys of this band are young enough: leap from one that would be at
		// the rate of the band's first key to the next, and thin them out.
		reach := -stats.Expm1(-most)
		for key := b.from + leap(stream, most); key <= b.to; key += 1 + leap(stream, most) {
			p := keys.probability(key)
			young := -stats.Expm1(-float64(p * longest))
			if u := stream.Float64(); float64(u*reach) < young {
				a.add(key, -stats.Log1p(-float64(stream.Float64()*young))/p, longest)
			}
		}
	}
	return a
}

// leap is how many keys are passed over when each is taken with probability
// 1 - exp(-rate).
func leap(stream *stats.Stream, rate float64) uint64 {
	return uint64(math.Min(stream.Exp()/rate, 1<<40))
}

func (a *ages) add(key uint64, age, longest float64) {
	if age < longest {
		a.keys = append(a.keys, uint32(key))
		a.steps = append(a.steps, uint16(age/longest*ageSteps))
	}
}

// each visits the keys from the youngest to the oldest.
func (a *ages) each(visit func(key uint32)) {
	starts := make([]int, ageSteps+1)
	for _, s := range a.steps {
		starts[int(s)+1]++
	}
	for i := range ageSteps {
		starts[i+1] += starts[i]
	}
	sorted := make([]uint32, len(a.keys))
	for i, key := range a.keys {
		s := a.steps[i]
		sorted[starts[s]] = key
		starts[s]++
	}
	for _, key := range sorted {
		visit(key)
	}
}

// band is a range of keys of nearly equal probability.
type band struct {
	from, to    uint64
	first, last float64 // probabilities of its ends
}

// bandsOf cuts the keys into ranges some 3% wide.
func bandsOf(keys *keyLaw) []band {
	var bands []band
	for from := uint64(1); from <= keys.law.N; {
		to := min(from+max(1, from/32)-1, keys.law.N)
		bands = append(bands, band{from, to, keys.probability(from), keys.probability(to)})
		from = to + 1
	}
	return bands
}

// longestAge returns the age, in requests, below which that many keys are
// expected.
func longestAge(bands []band, count float64) float64 {
	expected := func(age float64) float64 {
		sum := 0.0
		for _, b := range bands {
			sum -= float64(float64(b.to-b.from+1) * stats.Expm1(-float64(age*(b.first+b.last)/2)))
		}
		return sum
	}
	low, high := 1.0, 2.0
	for expected(high) < count && high < 1e18 {
		low, high = high, 2*high
	}
	for range 40 {
		middle := (low + high) / 2
		if expected(middle) < count {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
