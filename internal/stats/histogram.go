package stats

import (
	"math"
	"math/bits"
)

// Histogram counts non-negative integers, such as nanoseconds, in buckets of
// a 128th of an octave, so a quantile is within 0.4% of the value that a sorted
// list would give, over the whole range of int64. The zero value is empty and
// ready. Mean, Min and Max are exact. It takes 1 kB for each factor of two
// between the smallest and the largest value.
//
// The layout is that of HdrHistogram (Tene 2012).
type Histogram struct {
	counts       []uint64
	base         int // the bucket of counts[0], where an octave begins
	n            uint64
	sumHi, sumLo uint64
	max          uint64
	notMin       uint64 // the smallest with its bits inverted, so that 0 stands for none
}

const (
	subBits    = 7
	subBuckets = 1 << subBits
)

// bucket returns where v is counted: values below 256 each on their own, then
// 128 buckets an octave.
func bucket(v uint64) int {
	shift := uint(bits.Len64(v|subBuckets)-subBits-1) & 63
	return int(uint64(shift)<<subBits + v>>shift)
}

// bucketRange returns the first value of a bucket and how many it holds.
func bucketRange(i int) (first, width uint64) {
	if i < 2*subBuckets {
		return uint64(i), 1
	}
	shift := i>>subBits - 1
	return uint64(i-shift<<subBits) << uint(shift), 1 << uint(shift)
}

// Record counts v once. A negative v counts as 0.
func (h *Histogram) Record(v int64) {
	u := uint64(max(v, 0))
	i := bucket(u) - h.base
	if uint(i) >= uint(len(h.counts)) {
		i = h.grow(i + h.base)
	}
	h.counts[i]++
	h.n++
	h.max = max(h.max, u)
	h.notMin = max(h.notMin, ^u)
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, u, 0)
	h.sumHi += carry
}

// RecordMany counts v n times.
func (h *Histogram) RecordMany(v int64, n uint64) {
	if n == 0 {
		return
	}
	v = max(v, 0)
	h.Record(v)
	h.counts[bucket(uint64(v))-h.base] += n - 1
	h.n += n - 1
	hi, lo := bits.Mul64(uint64(v), n-1)
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, lo, 0)
	h.sumHi += hi + carry
}

// grow makes room for the octave of a bucket and returns where that bucket is
// in counts.
//
// It is rare, so Record need not make room for it on the stack.
//
//go:noinline
func (h *Histogram) grow(bucket int) int {
	base, end := bucket&^(subBuckets-1), (bucket|(subBuckets-1))+1
	if len(h.counts) > 0 {
		base, end = min(base, h.base), max(end, h.base+len(h.counts))
	}
	counts := make([]uint64, end-base)
	copy(counts[max(0, h.base-base):], h.counts)
	h.counts, h.base = counts, base
	return bucket - base
}

// Merge adds what other counted.
func (h *Histogram) Merge(other *Histogram) {
	if other.n == 0 {
		return
	}
	h.Cover(other)
	into := h.counts[other.base-h.base:]
	for i, c := range other.counts {
		into[i] += c
	}
	h.max = max(h.max, other.max)
	h.notMin = max(h.notMin, other.notMin)
	h.n += other.n
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, other.sumLo, 0)
	h.sumHi += other.sumHi + carry
}

// Cover makes room for what other counted, without counting it.
func (h *Histogram) Cover(other *Histogram) {
	if len(other.counts) == 0 {
		return
	}
	if len(h.counts) == 0 || other.base < h.base {
		h.grow(other.base)
	}
	if last := other.base + len(other.counts) - 1; last >= h.base+len(h.counts) {
		h.grow(last)
	}
}

// Reset empties the histogram and keeps its memory.
func (h *Histogram) Reset() {
	clear(h.counts)
	*h = Histogram{counts: h.counts, base: h.base}
}

// Clone returns a copy that shares nothing.
func (h *Histogram) Clone() Histogram {
	c := *h
	c.counts = append([]uint64(nil), h.counts...)
	return c
}

// Count returns how many values were recorded.
func (h *Histogram) Count() uint64 { return h.n }

// Sum returns their sum, exact up to the rounding to a float64.
func (h *Histogram) Sum() float64 {
	return float64(float64(h.sumHi)*0x1p64) + float64(h.sumLo)
}

// Mean returns their mean, NaN when there are none.
func (h *Histogram) Mean() float64 { return h.Sum() / float64(h.n) }

// Min returns the smallest value, 0 when there is none.
func (h *Histogram) Min() int64 {
	if h.n == 0 {
		return 0
	}
	return int64(^h.notMin)
}

// Max returns the largest value, 0 when there is none.
func (h *Histogram) Max() int64 { return int64(h.max) }

// Quantile returns the value that a share p of the recorded ones does not
// exceed: the one of rank ceil(p n), placed in its bucket as if the bucket were
// evenly filled. NaN when there are none.
func (h *Histogram) Quantile(p float64) float64 {
	if h.n == 0 {
		return math.NaN()
	}
	rank := uint64(math.Ceil(float64(p * float64(h.n))))
	return h.AtRank(max(1, min(rank, h.n)))
}

// AtRank returns the value of the given rank, 1 for the smallest and Count()
// for the largest.
func (h *Histogram) AtRank(rank uint64) float64 {
	switch {
	case rank <= 1:
		return float64(h.Min())
	case rank >= h.n:
		return float64(h.Max())
	}
	below := uint64(0)
	for i, c := range h.counts {
		if below+c >= rank {
			first, width := bucketRange(h.base + i)
			place := (float64(rank-below) - 0.5) / float64(c)
			v := float64(first) + float64(place*float64(width-1))
			return max(float64(h.Min()), min(v, float64(h.Max())))
		}
		below += c
	}
	return float64(h.Max())
}

// Above returns the share of recorded values that exceed v, the bucket of v
// taken as evenly filled; NaN when there are none.
func (h *Histogram) Above(v int64) float64 {
	if v < 0 {
		return 1
	}
	at := bucket(uint64(v)) - h.base
	above := 0.0
	for i := max(0, at); i < len(h.counts); i++ {
		above += float64(h.counts[i])
	}
	if at >= 0 && at < len(h.counts) {
		first, width := bucketRange(h.base + at)
		share := float64(uint64(v)-first+1) / float64(width)
		above -= float64(share * float64(h.counts[at]))
	}
	return above / float64(h.n)
}
