package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestBatchesLoseNoValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 0, 3000).Draw(t, "values")
		var b Batches
		var all Histogram
		for _, v := range values {
			b.Record(v)
			all.Record(v)
		}
		total := b.After(0).Total()
		if b.Count() != all.Count() || total.Count() != all.Count() || total.Sum() != all.Sum() || !sameBuckets(&total, &all) {
			t.Errorf("after %d values the batches hold %d", len(values), total.Count())
		}
	})
}

func TestBatchesKeepTheOrderOfTime(t *testing.T) {
	var b Batches
	for i := range int64(100000) {
		b.Record(i)
	}
	means := b.Means()
	if len(means) < maxBatches/2 || len(means) > maxBatches {
		t.Errorf("%d full batches, want 32 to 64", len(means))
	}
	if !slices.IsSorted(means) {
		t.Errorf("means of a rising series do not rise: %v", means)
	}
	if b.Reset(); b.Count() != 0 || len(b.After(0)) != 0 {
		t.Errorf("values left after Reset")
	}
}

func TestBatchesAllocateNothingOnceTheSpreadIsKnown(t *testing.T) {
	var b Batches
	r := NewStream(1, 0, "alloc", "t")
	record := func() {
		for range 100000 {
			b.Record(int64(r.Below(1000)))
		}
	}
	record()
	if n := testing.AllocsPerRun(20, record); n != 0 {
		t.Errorf("Record allocates %g times in 100,000 values", n)
	}
}

// series gives the next value of a stationary series.
type series func() float64

// ar1 is x' = phi x + noise, from its stationary law, with mean 100 and
// deviation 10.
func ar1(seed int, phi float64) series {
	r := NewStream(11, seed, "ar1", "coverage")
	x := r.Normal()
	return func() float64 {
		x = phi*x + math.Sqrt(1-phi*phi)*r.Normal()
		return 100 + 10*x
	}
}

// mm1 is the response times in an M/M/1 queue, by Lindley's recursion, from
// the stationary law.
func mm1(seed int, rho float64) series {
	r := NewStream(12, seed, "mm1", "coverage")
	wait := 0.0
	if r.Float64() < rho {
		wait = r.Exp() / (1 - rho)
	}
	return func() float64 {
		service := r.Exp()
		response := wait + service
		wait = max(0, response-r.Exp()/rho)
		return response
	}
}

func TestIntervalsCoverTheTruthOfCorrelatedSeries(t *testing.T) {
	const runs = 300
	normal := func(p float64) float64 { return 100 + 10*NormalQuantile(p) }
	exp := func(p float64) float64 { return -math.Log(1-p) / (1 - 0.8) }
	tests := []struct {
		name     string
		length   int
		start    func(seed int) series
		mean     float64
		quantile func(p float64) float64
	}{
		{"independent", 2000, func(i int) series { return ar1(i, 0) }, 100, normal},
		{"AR(1) 0.9", 20000, func(i int) series { return ar1(i, 0.9) }, 100, normal},
		{"AR(1) 0.99", 50000, func(i int) series { return ar1(i, 0.99) }, 100, normal},
		{"M/M/1 at 80%", 40000, func(i int) series { return mm1(i, 0.8) }, 5, exp},
	}
	points := []float64{0.5, 0.95, 0.99, 0.999}
	for _, tt := range tests {
		covered := make([]int, len(points)+1)
		for run := range runs {
			next := tt.start(run)
			var b Batches
			for range tt.length {
				b.Record(int64(1e6 * next()))
			}
			set := b.After(0)
			if set.Mean().Contains(1e6 * tt.mean) {
				covered[0]++
			}
			for i, p := range points {
				if set.Quantile(p).Contains(1e6 * tt.quantile(p)) {
					covered[i+1]++
				}
			}
		}
		for i, c := range covered {
			what := "the mean"
			if i > 0 {
				what = fmt.Sprintf("quantile %g", points[i-1])
			}
			if c < runs*90/100 {
				t.Errorf("%s: the 95%% interval of %s covers in %d of %d runs, want 90%%", tt.name, what, c, runs)
			}
		}
	}
}

func TestIntervalsAreNoWiderThanTheyNeed(t *testing.T) {
	const n = 10000
	var b Batches
	next := ar1(0, 0)
	for range n {
		b.Record(int64(1e6 * next()))
	}
	i := b.After(0).Mean()
	if half, ideal := i.High-i.Value, 1e6*1.96*10/math.Sqrt(n); half > 1.6*ideal {
		t.Errorf("half width = %g, want about %g", half, ideal)
	}
	q := b.After(0).Quantile(0.5)
	if half, ideal := (q.High-q.Low)/2, 1e6*1.96*10/math.Sqrt(n)*math.Sqrt(math.Pi/2); half > 1.6*ideal {
		t.Errorf("half width of the median = %g, want about %g", half, ideal)
	}
}

func TestTailsTooThinForTheDataAreOpen(t *testing.T) {
	var b Batches
	next := ar1(1, 0)
	for range 1000 {
		b.Record(int64(1e6 * next()))
	}
	if q := b.After(0).Quantile(0.999); !math.IsInf(q.High, 1) {
		t.Errorf("p99.9 of 1000 values is bounded by %g", q.High)
	}
	if q := b.After(0).Quantile(0.99); math.IsInf(q.Relative(), 1) {
		t.Errorf("p99 of 1000 values is %+v, want a bound", q)
	}
	var empty Batches
	if q := empty.After(0).Quantile(0.5); !math.IsInf(q.High, 1) {
		t.Errorf("median of nothing = %+v", q)
	}
	few := BatchSet{&b.batches[0]}
	if q := few.Quantile(0.5); !math.IsInf(q.High, 1) {
		t.Errorf("one batch bounds its median by %g", q.High)
	}
}

func TestEmptyBatchesAreNoValues(t *testing.T) {
	var b Batches
	next := ar1(2, 0)
	for range 1000 {
		b.Record(int64(1e6 * next()))
	}
	full := b.After(0)
	gaps := append(BatchSet{{}, {}}, full...)
	if got, want := gaps.Quantile(0.9).Value, full.Quantile(0.9).Value; got != want {
		t.Errorf("p90 beside empty batches = %g, want %g", got, want)
	}
	if i := gaps.Quantile(0.9); math.IsNaN(i.Low) || math.IsInf(i.High, 1) {
		t.Errorf("p90 beside empty batches = %+v", i)
	}
}

func TestRatiosCoverTheirTruth(t *testing.T) {
	// Each window has a random number of requests; each fails with 10%, in
	// bursts that last over windows.
	const runs = 300
	covered := 0
	for run := range runs {
		r := NewStream(13, run, "ratio", "t")
		var w Ratios
		bad := false
		for range 3000 {
			if r.Float64() < 0.1 {
				bad = r.Float64() < 0.5
			}
			requests := 5 + float64(r.Below(20))
			failed := 0.0
			for range int(requests) {
				if r.Float64() < pick(bad, 0.2, 0.1) {
					failed++
				}
			}
			w.Add(failed, requests)
		}
		if w.After(0).Contains(0.15) {
			covered++
		}
	}
	if covered < runs*90/100 {
		t.Errorf("the 95%% interval of a ratio covers in %d of %d runs, want 90%%", covered, runs)
	}
}

func TestRatiosAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 2000).Draw(t, "windows")
		var w Ratios
		num, den := 0.0, 0.0
		for i := range n {
			w.Add(float64(i), 2)
			num += float64(i)
			den += 2
		}
		if got := w.After(0).Value; got != num/den {
			t.Errorf("ratio of %d windows = %v, want %v", n, got, num/den)
		}
		if m := w.Means(); !slices.IsSorted(m) {
			t.Errorf("means out of order: %v", m)
		}
	})
}
