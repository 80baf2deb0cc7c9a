package estimate

import (
	"os"
	"slices"
	"testing"

	"github.com/loadpath/loadpath/designs"
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
		want := Compile(d, Options{LoadScale: scale}).Sheet().Quantities()
		got := Compile(d, Options{Points: true}).Scaled(scale).Sheet().Quantities()
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

// Whoever asks a sheet of points for one number gets what stands in the whole
// sheet, and so does whoever asks for all of them after that.
func TestNumbersAskedForOneByOneAreThoseOfTheSheet(t *testing.T) {
	for _, name := range designs.All() {
		text, _ := designs.Text(name)
		d := load(t, string(text))
		whole, asked := Estimate(d, Options{}), Estimate(d, Options{Points: true})
		if got, want := asked.Saturates, whole.Saturates; got.Component != want.Component || got.Resource != want.Resource || got.Factor.Value != want.Factor.Value {
			t.Errorf("%s: %+v saturates first, want %+v", name, got, want)
		}
		added := Quantity{ID: "flows.none.availability", Why: "it is added"}
		asked.Add(added)
		for i := range slices.Backward(whole.Quantities()) {
			want := &whole.Quantities()[i]
			got := asked.Get(want.ID)
			if got == nil {
				t.Fatalf("%s has no %s", name, want.ID)
			}
			if got.Why != want.Why || got.Why == "" && got.Value != want.Value || got.Formula != want.Formula || !slices.Equal(got.Inputs, want.Inputs) {
				t.Errorf("%s: asked for %s it is %g (%s), want %g (%s)", name, want.ID, got.Value, got.Why, want.Value, want.Why)
			}
		}
		if got := asked.Get("flows.none.errors"); got != nil {
			t.Errorf("%s: there is no flow none, but its errors are %g", name, got.Value)
		}
		all := asked.Quantities()
		if len(all) != len(whole.Quantities())+1 || all[len(all)-1].ID != added.ID || asked.Get(added.ID).Why != added.Why {
			t.Errorf("%s: %d numbers with one that was added, want %d", name, len(all), len(whole.Quantities())+1)
		}
	}
}
