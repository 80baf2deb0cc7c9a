package estimate

import (
	"os"
	"testing"
)

// Points leave out how far a number may be off, and nothing else; a scaled
// study is the one compiled at that load.
func TestPointsAndScaledStudiesHaveTheSameValues(t *testing.T) {
	text, err := os.ReadFile("../../designs/e-commerce.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := load(t, string(text))
	for _, scale := range []float64{1, 2.5} {
		want := Compile(d, Options{LoadScale: scale}).Sheet().Quantities
		got := Compile(d, Options{Points: true}).Scaled(scale).Sheet().Quantities
		if len(got) != len(want) {
			t.Fatalf("%d numbers at %g times the load, want %d", len(got), scale, len(want))
		}
		for i := range want {
			if got[i].ID != want[i].ID || got[i].Why != want[i].Why || got[i].Why == "" && got[i].Value != want[i].Value || got[i].Formula != want[i].Formula {
				t.Errorf("at %g times the load %s = %g (%s), want %s = %g (%s)", scale, got[i].ID, got[i].Value, got[i].Why, want[i].ID, want[i].Value, want[i].Why)
			}
			if len(got[i].Moves) > 0 {
				t.Errorf("%s has an interval", got[i].ID)
			}
		}
	}
}
