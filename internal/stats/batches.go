package stats

import "math"

// maxBatches is how many batches are kept before neighbours are joined. With
// 32 to 64 batches the t factor is within 4% of its limit, and more batches
// would only be more correlated: Schmeiser 1982.
const maxBatches = 64

// Batches gathers one stationary series of int64 values, such as response
// times in nanoseconds in the order of their completion, into at most 64
// batches of equal count whose size doubles as the series grows. Its memory is
// fixed by the spread of the values, not by their number. The zero value is
// empty and ready.
type Batches struct {
	size    uint64 // values in a full batch
	full    int    // batches that are full; the next is being filled
	batches [maxBatches]Histogram
}

// firstBatchSize is where the doubling starts.
const firstBatchSize = 8

// Record takes in one value.
func (b *Batches) Record(v int64) {
	current := &b.batches[b.full]
	current.Record(v)
	if current.n >= b.size {
		b.next()
	}
}

// next begins another batch, joining pairs when all are full.
func (b *Batches) next() {
	if b.size == 0 {
		b.size = firstBatchSize
		return
	}
	b.full++
	if b.full < maxBatches {
		return
	}
	for i := range maxBatches / 2 {
		b.batches[2*i].Merge(&b.batches[2*i+1])
		b.batches[2*i+1].Reset()
		b.batches[i], b.batches[2*i] = b.batches[2*i], b.batches[i]
	}
	b.full = maxBatches / 2
	b.size *= 2
}

// Reset empties the batches, at the end of a warm-up say, and keeps their size.
func (b *Batches) Reset() {
	for i := range b.batches {
		b.batches[i].Reset()
	}
	b.full = 0
}

// Count returns how many values were recorded.
func (b *Batches) Count() uint64 { return uint64(b.full)*b.size + b.partial() }

func (b *Batches) partial() uint64 { return b.batches[b.full].n }

// Means returns the means of the full batches, in order.
func (b *Batches) Means() []float64 {
	means := make([]float64, b.full)
	for i := range means {
		means[i] = b.batches[i].Mean()
	}
	return means
}

// After returns all batches but the first cut, the one being filled included.
// They are those of b, to be read before more is recorded.
func (b *Batches) After(cut int) BatchSet {
	var set BatchSet
	for i := cut; i <= b.full; i++ {
		if b.batches[i].n > 0 {
			set = append(set, &b.batches[i])
		}
	}
	return set
}

// BatchSet is batches of one series in order, or those of several replications
// one after the other.
type BatchSet []*Histogram

// Total returns one histogram of all values.
func (s BatchSet) Total() Histogram {
	var all Histogram
	for _, h := range s {
		all.Merge(h)
	}
	return all
}

// Mean returns the mean of all values with its interval.
func (s BatchSet) Mean() Interval {
	return RatioInterval(s.sums(func(h *Histogram) float64 { return h.Sum() }))
}

// Quantile returns the value that a share p does not exceed, with its
// interval: the values that shares of the sample exceed which a share 1-p
// tolerates. The high end is +Inf where too few values lie beyond.
//
// Woodruff 1952; the share's own deviation comes from the batches, so the
// interval holds for correlated series.
func (s BatchSet) Quantile(p float64) Interval {
	all := s.Total()
	i := unbounded(all.Quantile(p))
	if all.n == 0 {
		return i
	}
	e := s.above(int64(i.Value))
	if e.unknown() {
		return i
	}
	e.ratio = 1 - p
	n := float64(all.n)
	low, high := e.tolerated(n)
	i.Low = all.AtRank(uint64(max(1, float64((1-high)*n))))
	if rank := math.Ceil(float64((1-low)*n)) + 1; low > 0 && rank <= n {
		i.High = all.AtRank(uint64(rank))
	}
	return i
}

func (s BatchSet) above(v int64) ratioEstimate {
	return estimateRatio(s.sums(func(h *Histogram) float64 {
		if h.n == 0 {
			return 0
		}
		return float64(h.Above(v) * float64(h.n))
	}))
}

// sums returns what of gives for each batch, beside the batch's count.
func (s BatchSet) sums(of func(*Histogram) float64) (num, den []float64) {
	for _, h := range s {
		num = append(num, of(h))
		den = append(den, float64(h.n))
	}
	return num, den
}
