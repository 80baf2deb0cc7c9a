package fault

import (
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// BenchmarkTargets finds everything that can happen to a design of 500 components.
func BenchmarkTargets(b *testing.B) {
	d := read(b, modeltest.Large(500))
	for b.Loop() {
		for _, f := range All() {
			f.Targets(d)
		}
	}
}
