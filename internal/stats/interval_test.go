package stats

import (
	"math"
	"testing"
)

// A printed table of Student's t: Abramowitz and Stegun, table 26.10.
func TestStudentQuantileMeetsThePrintedTable(t *testing.T) {
	for _, tt := range []struct{ p, df, want float64 }{
		{0.975, 1, 12.706}, {0.975, 2, 4.303}, {0.975, 5, 2.571}, {0.975, 10, 2.228}, {0.975, 30, 2.042},
		{0.975, 120, 1.980}, {0.95, 4, 2.132}, {0.995, 8, 3.355}, {0.5, 3, 0}, {0.025, 10, -2.228},
	} {
		if got := StudentQuantile(tt.p, tt.df); math.Abs(got-tt.want) > 0.0006 {
			t.Errorf("StudentQuantile(%g, %g) = %g, want %g", tt.p, tt.df, got, tt.want)
		}
	}
	if !math.IsInf(StudentQuantile(1, 3), 1) || !math.IsInf(StudentQuantile(0, 3), -1) {
		t.Error("the ends of Student's law are not infinite")
	}
	// Exact for one and two degrees: tan and a square root.
	if got, want := StudentQuantile(0.9, 1), math.Tan(math.Pi*0.4); math.Abs(got/want-1) > 1e-12 {
		t.Errorf("one degree of freedom: %v, want %v", got, want)
	}
	if got, want := StudentQuantile(0.9, 2), 0.8*math.Sqrt(2/(1-0.64)); math.Abs(got/want-1) > 1e-12 {
		t.Errorf("two degrees of freedom: %v, want %v", got, want)
	}
}

func TestMeanIntervalIsThatOfTheTextbook(t *testing.T) {
	// Law 2015, example 4.27: ten values, 90% there; 95% has t = 2.262.
	values := []float64{1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09}
	got := MeanInterval(values)
	half := 2.262157 * math.Sqrt(0.17/10)
	if math.Abs(got.Value-1.343) > 1e-9 || math.Abs(got.High-got.Value-half) > 0.003 || math.Abs(got.Value-got.Low-half) > 0.003 {
		t.Errorf("MeanInterval = %+v, want 1.343 ± %.3f", got, half)
	}
	if !math.IsInf(MeanInterval(values[:1]).Relative(), 1) {
		t.Error("one value bounds its mean")
	}
}

func TestPairedDifferenceCancelsCommonLuck(t *testing.T) {
	r := NewStream(31, 0, "paired", "t")
	a, b := make([]float64, 20), make([]float64, 20)
	for i := range a {
		luck := 100 * r.Normal()
		a[i], b[i] = luck+1+0.1*r.Normal(), luck+0.1*r.Normal()
	}
	d := PairedDifference(a, b)
	if d.Low < 0.5 || d.High > 1.5 || !d.Contains(d.Value) {
		t.Errorf("difference = %+v, want about 1", d)
	}
	if !MeanInterval(a).Overlaps(MeanInterval(b)) {
		t.Error("unpaired intervals are apart")
	}
}

// The ranks of n = 100: David and Nagaraja 2003, and any table of binomial
// limits: the median lies between the 40th and the 61st of 100 values.
func TestOrderRanksMeetTheBinomialLimits(t *testing.T) {
	for _, tt := range []struct {
		n         uint64
		p         float64
		low, high uint64
	}{
		{100, 0.5, 40, 61},
		{10, 0.5, 2, 9},
		{5, 0.5, 0, 6},
		{20, 0.99, 19, 21},
	} {
		low, high := OrderRanks(tt.n, tt.p)
		if low != tt.low || high != tt.high {
			t.Errorf("OrderRanks(%d, %g) = %d, %d, want %d, %d", tt.n, tt.p, low, high, tt.low, tt.high)
		}
	}
	low, high := OrderRanks(1e9, 0.999) // the normal limit
	half := 1.959964 * math.Sqrt(1e9*0.999*0.001)
	if math.Abs(float64(low)-(0.999e9-half)) > 3 || math.Abs(float64(high)-(0.999e9+half)) > 3 {
		t.Errorf("OrderRanks(1e9, 0.999) = %d, %d", low, high)
	}
}

func TestQuantileIntervalsOfIndependentValuesCover(t *testing.T) {
	const runs, n = 500, 300
	covered := 0
	for run := range runs {
		r := NewStream(32, run, "order", "t")
		var h Histogram
		for range n {
			h.Record(int64(1e9 * r.Exp()))
		}
		if h.QuantileInterval(0.9).Contains(1e9 * math.Log(10)) {
			covered++
		}
	}
	if covered < 465 {
		t.Errorf("the interval covers in %d of %d runs, want 95%%", covered, runs)
	}
	var h Histogram
	h.Record(5)
	if i := h.QuantileInterval(0.5); !math.IsInf(i.High, 1) || !math.IsInf(i.Low, -1) {
		t.Errorf("one value bounds the median: %+v", i)
	}
}

func TestIntervalArithmetic(t *testing.T) {
	i := Interval{10, 9, 12}
	if got := i.Relative(); got != 0.2 {
		t.Errorf("Relative() = %g, want the larger side, 0.2", got)
	}
	if got := i.Scaled(2); got != (Interval{20, 18, 24}) {
		t.Errorf("Scaled(2) = %v", got)
	}
	if (Interval{0, 0, 0}).Relative() != 0 {
		t.Error("a sure 0 is not precise")
	}
	if i.Overlaps(Interval{13, 12.5, 14}) || !i.Overlaps(Interval{13, 12, 14}) {
		t.Error("Overlaps is wrong at the border")
	}
}

func TestAccumulatorMeetsTheTwoPassFormulas(t *testing.T) {
	r := NewStream(33, 0, "acc", "t")
	var whole, a, b, empty Accumulator
	var values []float64
	for i := range 1000 {
		x := 1e9 + r.Normal() // a large mean, where the naive formula cancels
		values = append(values, x)
		whole.Add(x)
		if i%3 == 0 {
			a.Add(x)
		} else {
			b.Add(x)
		}
	}
	mean, squares := 0.0, 0.0
	for _, x := range values {
		mean += (x - 1e9) / 1000
	}
	for _, x := range values {
		squares += (x - 1e9 - mean) * (x - 1e9 - mean)
	}
	empty.Merge(a)
	a.Merge(b)
	a.Merge(Accumulator{})
	for _, acc := range []Accumulator{whole, a} {
		if math.Abs(acc.Mean()-1e9-mean) > 1e-6 || math.Abs(acc.Variance()/(squares/999)-1) > 1e-6 || acc.Count() != 1000 {
			t.Errorf("mean, variance, count = %v, %v, %d", acc.Mean(), acc.Variance(), acc.Count())
		}
	}
	if a.Min() != whole.Min() || a.Max() != whole.Max() || empty.Count() != 334 {
		t.Errorf("extremes %g, %g and count %d after merging", a.Min(), a.Max(), empty.Count())
	}
	if v := (&Accumulator{}).Variance(); !math.IsNaN(v) {
		t.Errorf("variance of nothing = %g", v)
	}
}
