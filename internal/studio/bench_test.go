package studio

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/study"
)

// BenchmarkWhatIf is one move of a slider on the e-commerce design; it has 50 ms.
func BenchmarkWhatIf(b *testing.B) {
	text, _ := designs.Text("ecommerce")
	name := filepath.Join(b.TempDir(), "shop.yaml")
	if err := os.WriteFile(name, text, 0o644); err != nil {
		b.Fatal(err)
	}
	s := Open(context.Background(), name)
	q := Question{Changes: []Change{{Path: []string{"components", "finder", "replicas"}, Value: "5"}}}
	opt := q.options()
	opt.Brief = true
	for b.Loop() {
		d, err := s.design(&q)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := study.Estimate(d, opt); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.05, "x-of-budget")
}
