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
	for _, name := range []string{"url-shortener", "e-commerce", "ride-sharing", "payments-ledger"} {
		text, err := os.ReadFile("../../designs/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		designs[name] = string(text)
	}
	for name, text := range designs {
		t.Run(name, func(t *testing.T) {
			s := Compile(load(t, text), Options{})
			w := s.world()
			w.percentiles()
			b := newWriter(w)
			b.everything()
			var room beside
			for _, input := range b.inputs().names {
				quick := room.world(w, input, true)
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

// An entry that is not evaluated for an input must not change with it.
func TestNothingElseChangesThanWhatIsEvaluated(t *testing.T) {
	for name, text := range map[string]string{"generated": modeltest.Large(20), "shop": shop} {
		s := Compile(load(t, text), Options{})
		w := s.world()
		b := newWriter(w)
		b.everything()
		inputs := b.inputs()
		numbers := b.numbers(inputs)
		w.percentiles()
		for _, up := range []bool{true, false} {
			var room, again beside
			for k, list := range room.changes(b, inputs, up, numbers) {
				m := again.world(w, inputs.names[k], up)
				for i := range b.entries {
					by := next(&list, i)
					if q := &numbers[i]; q.Why == "" && by != b.entries[i].value(m)-q.Value {
						t.Errorf("%s: %s changes by %g with %s, taken as %g", name, q.ID, b.entries[i].value(m)-q.Value, inputs.names[k], by)
					}
				}
			}
		}
	}
}
