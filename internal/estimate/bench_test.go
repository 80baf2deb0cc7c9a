package estimate

import (
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// The budgets of docs/architecture.md, in seconds. What a benchmark reports as
// x-of-budget is the share that it uses: up to 1 holds.
const (
	sheetBudget  = 5e-3 // of 100 components
	sliderBudget = 1e-3 // of 100 components, one input moved
)

func BenchmarkEstimate100Components(b *testing.B) {
	d := load(b, modeltest.Large(100))
	for b.Loop() {
		Estimate(d, Options{})
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/sheetBudget, "x-of-budget")
}

// A slider asks for what one flow and one part come to, and compiles the design
// that it has changed.
func BenchmarkSlider100Components(b *testing.B) {
	d := load(b, modeltest.Large(100))
	for b.Loop() {
		s := Estimate(d, Options{Points: true})
		s.Get("flows.read-0.latency.p99")
		s.Get("components.svc-0-0.utilization")
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/sliderBudget, "x-of-budget")
}
