package study

import (
	"context"
	"fmt"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
)

// outageSeeds is with how many seeds each replay must end as its account says.
const outageSeeds = 10

// Every sentence of an account is an expectation of a script, on the design as
// it was and on its repaired twin. None may hang on luck.
func TestOutagesEndAsTheirAccountsSay(t *testing.T) {
	for _, name := range designs.Outages() {
		text, _ := designs.Text(name)
		d := loadedText(t, string(text))
		for seed := range uint64(outageSeeds) {
			t.Run(fmt.Sprintf("%s/%d", name, seed+1), func(t *testing.T) {
				t.Parallel()
				c, err := Chaos(context.Background(), d, "", Options{Seed: seed + 1})
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range c.Scenarios {
					for _, e := range s.Expectations {
						if e.Verdict != model.Met {
							t.Errorf("%s %s: %q is %s: %s; the run is %s: %s", s.Name, s.Variant, e.Text, e.Verdict, e.Value, s.Verdict, s.Why)
						}
					}
				}
			})
		}
	}
}

// A replay without a repaired twin teaches half of it.
func TestEveryOutageRunsOnItsTwinToo(t *testing.T) {
	for _, name := range designs.Outages() {
		text, _ := designs.Text(name)
		d := loadedText(t, string(text))
		for script, f := range d.Failures.All() {
			if with := f.With.Get("twin"); len(f.Expect) == 0 || with == nil || len(*with) == 0 {
				t.Errorf("%s: the script %s expects nothing of the design, or nothing of its twin", name, script)
			}
		}
	}
}
