package estimate

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/unit"
)

// Whatever the load, a number is finite and possible, or says why it is none.
func TestNoLoadMakesNonsense(t *testing.T) {
	designs := map[string]string{"shop": shop, "large": modeltest.Large(20)}
	files, err := filepath.Glob("../../designs/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no designs", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		designs[filepath.Base(file)] = string(text)
	}
	for name, text := range designs {
		d := load(t, text)
		for _, scale := range []float64{1e-6, 0.1, 1, 10, 1000} {
			s := Estimate(d, Options{LoadScale: scale})
			for i := range s.Quantities() {
				q := &s.Quantities()[i]
				if q.Why != "" {
					if q.Why == "it has no finite value" {
						t.Errorf("%s x %g: %s has no value and does not say why", name, scale, q.ID)
					}
					continue
				}
				low, high := q.Interval95()
				if math.IsNaN(low) || math.IsNaN(high) || low > q.Value || q.Value > high || q.Value < 0 {
					t.Errorf("%s x %g: %s = %g within %g..%g", name, scale, q.ID, q.Value, low, high)
				}
				if q.Kind == unit.KindRatio && q.Value > 1+1e-9 {
					t.Errorf("%s x %g: %s = %g, more than all", name, scale, q.ID, q.Value)
				}
			}
			if w := s.world; w.rounds > maxRounds && w.shift > 1e-4 {
				said := false
				for i := range s.Quantities() {
					said = said || s.Quantities()[i].Why != ""
				}
				if !said {
					t.Errorf("%s x %g does not settle and does not say so", name, scale)
				}
			}
		}
	}
}
