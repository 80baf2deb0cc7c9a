package stats

import (
	"math"
	"testing"
)

func TestMSER5CutsTheWarmUpAndNoMore(t *testing.T) {
	r := NewStream(21, 0, "mser", "t")
	late, early := 0, 0
	for range 200 {
		means := make([]float64, 200)
		for i := range means {
			means[i] = 10 + r.Normal() - 30*math.Exp(-float64(i)/10)
		}
		cut, ok := MSER5(means)
		if !ok {
			t.Fatalf("a series that settles after 40 of 200 does not settle")
		}
		if cut < 15 {
			early++
		}
		if cut > 80 {
			late++
		}
	}
	if early > 0 || late > 10 {
		t.Errorf("of 200 cuts %d came before 15 and %d after 80", early, late)
	}
}

func TestMSER5SaysWhenNothingSettles(t *testing.T) {
	rising := make([]float64, 100)
	for i := range rising {
		rising[i] = float64(i)
	}
	if cut, ok := MSER5(rising); ok {
		t.Errorf("a straight rise settles at %d", cut)
	}
	if _, ok := MSER5(rising[:9]); ok {
		t.Errorf("nine means settle")
	}
	if cut, ok := MSER5(make([]float64, 100)); !ok || cut != 0 {
		t.Errorf("a constant series is cut at %d, %t", cut, ok)
	}
}

// queueMeans returns the mean wait in successive stretches of an M/M/1 queue
// that starts empty.
func queueMeans(seed int, rho float64, perBatch int) []float64 {
	r := NewStream(22, seed, "grow", "t")
	wait := 0.0
	means := make([]float64, 60)
	for i := range means {
		for range perBatch {
			wait = max(0, wait+r.Exp()-r.Exp()/rho)
			means[i] += wait / float64(perBatch)
		}
	}
	return means
}

func TestOverloadGrowsAndHeavyLoadDoesNot(t *testing.T) {
	const runs = 150
	for _, tt := range []struct {
		rho         float64
		least, most int
	}{
		{0.5, 0, 2},
		{0.9, 0, 2},
		{0.95, 0, 4},
		{1.05, runs, runs},
		{1.5, runs, runs},
	} {
		grew := 0
		for run := range runs {
			if Grows(queueMeans(run, tt.rho, 1000)) {
				grew++
			}
		}
		if grew < tt.least || grew > tt.most {
			t.Errorf("at load %g, %d of %d queues grow, want %d to %d", tt.rho, grew, runs, tt.least, tt.most)
		}
	}
	if Grows([]float64{1, 2, 3}) {
		t.Error("three means grow")
	}
}

func TestTrendFindsASlopeWithinItsDeviation(t *testing.T) {
	r := NewStream(23, 0, "trend", "t")
	covered := 0
	for range 500 {
		y := make([]float64, 100)
		noise := 0.0
		for i := range y {
			noise = 0.5*noise + r.Normal()
			y[i] = 3 + 0.2*float64(i) + noise
		}
		slope, deviation := Trend(y)
		if math.Abs(slope-0.2) < 1.98*deviation {
			covered++
		}
	}
	if covered < 450 {
		t.Errorf("the slope lay within 1.98 deviations in %d of 500 runs", covered)
	}
}

// A cut that follows the noise of a steady series would bias what is left.
func TestWarmUpTakesATenthOfASteadySeries(t *testing.T) {
	r := NewStream(24, 0, "warmup", "t")
	tenth := 0
	for range 500 {
		means := make([]float64, 60)
		for i := range means {
			means[i] = 10 + r.Normal()
		}
		if cut, ok := WarmUp(means); ok && cut == 6 {
			tenth++
		}
	}
	if tenth < 480 {
		t.Errorf("%d of 500 steady series lose just a tenth, want 480", tenth)
	}
}

func TestWarmUpIsNotOverWhileASeriesRises(t *testing.T) {
	rising := make([]float64, 60)
	for i := range rising {
		rising[i] = float64(i)
	}
	if cut, ok := WarmUp(rising); ok {
		t.Errorf("a straight rise settles behind %d", cut)
	}
	if _, ok := WarmUp(rising[:9]); ok {
		t.Errorf("nine means settle")
	}
	if cut, ok := WarmUp(make([]float64, 60)); !ok || cut != 6 {
		t.Errorf("a constant series is cut at %d, %t", cut, ok)
	}
}

// TestAStrongTransientIsNeverKept adds a decaying transient to a steady series.
// When it is accepted, what is left of the transient at the cut is within the
// noise of one mean, but for a few of a hundred. (One that is two deviations in
// the first mean that is kept can hardly be told from noise.)
func TestAStrongTransientIsNeverKept(t *testing.T) {
	for _, tt := range []struct{ amplitude, decay float64 }{{30, 4}, {-10, 6}, {30, 8}, {100, 2}} {
		kept := 0
		for seed := range uint64(500) {
			r := NewStream(seed, 0, "series", "noise")
			series := make([]float64, 60)
			for i := range series {
				series[i] = 100 + r.Normal() + tt.amplitude*Exp(-float64(i)/tt.decay)
			}
			cut, ok := WarmUp(series)
			if ok && math.Abs(tt.amplitude)*Exp(-float64(cut)/tt.decay) > 1 {
				kept++
			}
		}
		if kept > 15 {
			t.Errorf("a transient of %g deviations that decays in %g means is kept in %d of 500 series", tt.amplitude, tt.decay, kept)
		}
	}
}

// TestASteadySeriesLosesItsFirstTenth accepts steady series, and cuts no more.
func TestASteadySeriesLosesItsFirstTenth(t *testing.T) {
	accepted, more := 0, 0
	for seed := range uint64(500) {
		r := NewStream(seed, 0, "series", "steady")
		series := make([]float64, 60)
		for i := range series {
			series[i] = 100 + r.Normal()
		}
		cut, ok := WarmUp(series)
		if ok {
			accepted++
		}
		if cut > 6 {
			more++
		}
	}
	if accepted < 450 || more > 5 {
		t.Errorf("%d of 500 steady series are accepted, and %d lose more than a tenth; want most and none", accepted, more)
	}
}
