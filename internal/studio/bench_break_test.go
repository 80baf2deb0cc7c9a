package studio

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/study"
)

// BenchmarkBreak kills the database of the e-commerce design, which has been
// run undisturbed; the page has 500 ms to show the cascade.
func BenchmarkBreak(b *testing.B) {
	text, _ := designs.Text("e-commerce")
	name := filepath.Join(b.TempDir(), "shop.yaml")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		b.Fatal(err)
	}
	s := &Studio{file: openFile(name)}
	stand, err := s.standFor(&Question{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := stand.Break(context.Background(), "{crash: catalogue-db, at: 10s, for: 20s}", func(study.Progress) {}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.5, "x-of-budget")
}
