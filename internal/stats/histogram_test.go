package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestHistogramQuantilesAreWithinHalfAPercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64), 1, 200).Draw(t, "values")
		shift := rapid.IntRange(0, 62).Draw(t, "shift")
		var h Histogram
		sum := 0.0
		for i := range values {
			values[i] >>= uint(shift)
			h.Record(values[i])
			sum += float64(values[i])
		}
		slices.Sort(values)
		for _, p := range []float64{0, 0.01, 0.5, 0.9, 0.99, 1} {
			rank := max(1, int(math.Ceil(p*float64(len(values)))))
			want := float64(values[rank-1])
			if got := h.Quantile(p); math.Abs(got-want) > 0.0079*want {
				t.Errorf("Quantile(%g) = %g, want %g within 0.79%%", p, got, want)
			}
		}
		if h.Min() != values[0] || h.Max() != values[len(values)-1] || h.Count() != uint64(len(values)) {
			t.Errorf("min, max, count = %d, %d, %d", h.Min(), h.Max(), h.Count())
		}
		if got, want := h.Mean(), sum/float64(len(values)); math.Abs(got-want) > 1e-13*want {
			t.Errorf("Mean() = %v, want %v", got, want)
		}
	})
}

func TestHistogramOfAKnownLawMeetsItsQuantiles(t *testing.T) {
	var h Histogram
	const n = 1 << 18
	for i := range n { // evenly spread probabilities, so no sampling error
		h.Record(int64(1e9 * -math.Log1p(-(float64(i)+0.5)/n)))
	}
	for _, p := range []float64{0.1, 0.5, 0.9, 0.99, 0.999} {
		want := 1e9 * -math.Log1p(-p)
		if got := h.Quantile(p); math.Abs(got/want-1) > 0.001 {
			t.Errorf("Quantile(%g) = %g, want %g", p, got, want)
		}
		if got := h.Above(int64(want)); math.Abs(got-(1-p)) > 0.001*(1-p)+2.0/n {
			t.Errorf("Above(%g quantile) = %g, want %g", p, got, 1-p)
		}
	}
}

func TestMergedHistogramsEqualOneHistogram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ints := rapid.SliceOf(rapid.Int64Range(-5, 1<<40))
		a, b := ints.Draw(t, "a"), ints.Draw(t, "b")
		var ha, hb, all Histogram
		for _, v := range a {
			ha.Record(v)
			all.Record(v)
		}
		for _, v := range b {
			hb.Record(v)
			all.Record(v)
		}
		merged := ha.Clone()
		merged.Merge(&hb)
		if !sameBuckets(&merged, &all) || merged.Sum() != all.Sum() ||
			merged.Min() != all.Min() || merged.Max() != all.Max() || merged.Count() != all.Count() {
			t.Errorf("merge of %v and %v differs from recording both", a, b)
		}
		ha.Reset()
		if ha.Count() != 0 || ha.Max() != 0 || !math.IsNaN(ha.Quantile(0.5)) {
			t.Errorf("reset histogram still holds values")
		}
		for _, v := range a {
			merged.Record(v) // a clone shares nothing
		}
		if ha.Count() != 0 {
			t.Errorf("recording into a clone reached its original")
		}
	})
}

func TestRecordingAllocatesOnlyToGrow(t *testing.T) {
	var h Histogram
	h.Record(1 << 30)
	if n := testing.AllocsPerRun(1000, func() { h.Record(12345678) }); n != 0 {
		t.Errorf("Record allocates %g times", n)
	}
}

func sameBuckets(a, b *Histogram) bool {
	for i := range 64 * subBuckets {
		if a.at(i) != b.at(i) {
			return false
		}
	}
	return true
}

func (h *Histogram) at(bucket int) uint64 {
	if i := bucket - h.base; i >= 0 && i < len(h.counts) {
		return h.counts[i]
	}
	return 0
}
