package study

import (
	"math"
	"os"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

func TestWhatSaturatesFirstDoesNotDependOnTheLoad(t *testing.T) {
	for _, name := range []string{"url-shortener", "e-commerce", "ride-sharing"} {
		d, problems, err := model.Load("../../designs/"+name+".yaml", os.ReadFile)
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		base, err := Estimate(d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, scale := range []float64{2, 5, 10, 40} {
			s, err := Estimate(d, Options{Scale: scale})
			if err != nil {
				t.Fatal(err)
			}
			got, want := s.Saturates.Factor*scale, base.Saturates.Factor
			if s.Saturates.Component != base.Saturates.Component || math.Abs(got/want-1) > 0.02 {
				t.Errorf("%s at %gx: %s saturates first at %.3gx of the peak; at 1x it was %s at %.3gx",
					name, scale, s.Saturates.Component, got, base.Saturates.Component, want)
			}
		}
	}
}
