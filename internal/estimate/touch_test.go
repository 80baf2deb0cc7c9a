package estimate

import (
	"math"
	"os"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// What an input cannot touch is taken over from the point values; solving
// everything anew must come to the same.
func TestOnlyWhatAnInputTouchesMoves(t *testing.T) {
	designs := map[string]string{"generated": modeltest.Large(20)}
	for _, name := range []string{"url-shortener", "ecommerce"} {
		text, err := os.ReadFile("../../designs/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		designs[name] = string(text)
	}
	for name, text := range designs {
		t.Run(name, func(t *testing.T) {
			s := Compile(load(t, text), Options{})
			w := s.world(nil)
			b := s.writer(w)
			for _, input := range b.inputs() {
				quick := w.around(input, true)
				full := w.moved(input, true)
				full.solve()
				for i := range b.entries {
					e := &b.entries[i]
					if e.why != "" {
						continue
					}
					got, want := e.value(quick), e.value(full)
					if math.Abs(got-want) > 1e-3*math.Abs(want)+1e-12 && !(math.IsNaN(got) && math.IsNaN(want)) {
						t.Errorf("%s moved: %s = %g, solved anew %g", input, e.id, got, want)
					}
				}
			}
		})
	}
}
