package stats

import "testing"

func TestSharesNeverSeenHaveAnUpperBound(t *testing.T) {
	none, all, trials := make([]float64, 20), make([]float64, 20), make([]float64, 20)
	for i := range trials {
		all[i], trials[i] = 50, 50
	}
	if got, want := ShareInterval(none, trials), (Interval{0, 0, 0.003}); got != want {
		t.Errorf("none of 1000: %+v, want %+v", got, want)
	}
	if got, want := ShareInterval(all, trials), (Interval{1, 1 - 0.003, 1}); got != want {
		t.Errorf("all of 1000: %+v, want %+v", got, want)
	}
	if got := ShareInterval([]float64{1, 0}, []float64{5, 5}); got.Low != 0 || got.High != 1 {
		t.Errorf("two batches tell %+v, want a share in 0..1", got)
	}
	if got := ShareInterval(nil, nil); got.Low != 0 || got.High != 1 {
		t.Errorf("nothing tells %+v, want a share in 0..1", got)
	}
}

// Rare failures, alone and in bursts of geometric length with mean 5, of which a
// run sees some ten.
func TestIntervalsOfRareSharesCover(t *testing.T) {
	const runs, batches, size = 400, 40, 1000
	for _, tt := range []struct {
		name      string
		begin, on float64 // chance that a failure begins a burst, and that it goes on
	}{
		{"alone", 0.00025, 0},
		{"in bursts", 0.0005, 0.8},
	} {
		covered := 0
		for run := range runs {
			r := NewStream(17, run, "share", tt.name)
			hits, trials := make([]float64, batches), make([]float64, batches)
			bad := false
			for i := range hits {
				for range size {
					if bad = r.Float64() < pick(bad, tt.on, tt.begin); bad {
						hits[i]++
					}
				}
				trials[i] = size
			}
			// A chain of two states: it is bad for begin/(begin+1-on) of the time.
			truth := tt.begin / (tt.begin + 1 - tt.on)
			if ShareInterval(hits, trials).Contains(truth) {
				covered++
			}
		}
		if covered < runs*92/100 {
			t.Errorf("failures %s: the 95%% interval covers in %d of %d runs, want 92%%", tt.name, covered, runs)
		}
	}
}
