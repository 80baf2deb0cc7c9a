package study

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/sim"
)

// The budgets of docs/architecture.md. What a benchmark reports as x-of-budget
// is the share of the budget that it uses: up to 1 holds.
const (
	checkBudget  = 50 * time.Millisecond // of 100 components, as a process
	eventsBudget = 12e6                  // a second and core, policies on
)

// One operation is one run of a reference design at its peak, on one core. The
// first run is shorter; what the second takes more is steady state, without
// compiling, filling caches and reporting.
func BenchmarkDesign(b *testing.B) {
	for _, name := range designs.Names() {
		b.Run(name, func(b *testing.B) {
			text, _ := designs.Text(name)
			d := loaded(b, text)
			trial := timed(b, d, 2)
			short := 500_000 / trial.perSecond
			var sum stretch
			for b.Loop() {
				a, z := timed(b, d, short), timed(b, d, 6*short)
				sum.events += z.events - a.events
				sum.requests += z.requests - a.requests
				sum.allocations += z.allocations - a.allocations
				sum.took += z.took - a.took
			}
			rate := sum.events / sum.took
			b.ReportMetric(rate, "events/s")
			b.ReportMetric(sum.requests/sum.took, "requests/s")
			b.ReportMetric(sum.allocations/sum.requests, "allocs/request")
			b.ReportMetric(eventsBudget/rate, "x-of-budget")
		})
	}
}

// stretch is what a run did, and what it took in seconds.
type stretch struct {
	events, requests, allocations, took float64
	perSecond                           float64 // events of a simulated second
}

// timed simulates a design at its peak for so many seconds.
func timed(b *testing.B, d *model.Design, seconds float64) stretch {
	b.Helper()
	p, problems := sim.Compile(d, sim.Options{For: seconds})
	if problems.HasErrors() {
		b.Fatal(problems)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	r, err := sim.Run(context.Background(), p, sim.RunOptions{Seed: 1})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil {
		b.Fatal(err)
	}
	return stretch{float64(r.Events), float64(r.Requests), float64(after.Mallocs - before.Mallocs), took.Seconds(), float64(r.Events) / seconds}
}

// The whole process: start, read, check, print.
func BenchmarkCheck100ComponentsAsProcess(b *testing.B) {
	dir := b.TempDir()
	program, file := filepath.Join(dir, "loadpath"), filepath.Join(dir, "large.yaml")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/loadpath").CombinedOutput(); err != nil {
		b.Fatalf("build the program: %v\n%s", err, out)
	}
	if err := os.WriteFile(file, []byte(modeltest.Large(100)), 0o644); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if out, err := exec.Command(program, "check", file).CombinedOutput(); err != nil {
			b.Fatalf("check: %v\n%s", err, out)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(checkBudget), "x-of-budget")
}

func loaded(b testing.TB, text []byte) *model.Design {
	b.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return text, nil })
	if err != nil || problems.HasErrors() {
		b.Fatalf("the design does not load: %v %v", err, problems)
	}
	return d
}
