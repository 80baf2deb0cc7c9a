package designs_test

import (
	"os"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// What a reference design expects of itself in the failures that it declares is
// a promise to its readers.
func TestReferenceDesignsComeThroughTheFailuresTheyDeclare(t *testing.T) {
	for _, name := range designs.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, problems, err := model.Load(name+".yaml", os.ReadFile)
			if err != nil || d == nil {
				t.Fatal(err, problems)
			}
			c, err := study.Chaos(t.Context(), d, "", study.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.Scenarios {
				s := &c.Scenarios[i]
				for _, e := range s.Expectations {
					if e.Verdict != model.Met {
						t.Errorf("line %d, %s: %s: %v, %s", e.Line, s.Name, e.Text, e.Verdict, e.Value)
					}
				}
			}
		})
	}
}
