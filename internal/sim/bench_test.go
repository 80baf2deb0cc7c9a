package sim

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/stats"
)

const mm1Design = `
components: {server: {kind: service, cores: 1, work: 1ms}}
flows: {ask: {rate: 800/s, steps: [{call: server}]}}
`

// threeTierDesign has every policy on: timeouts, three attempts with full
// jitter and a budget, breakers, two choices, bounded queues, network hops.
const threeTierDesign = `
components:
  lb:  {kind: load-balancer, slots: 64, queue: 1000, work: 0.1ms}
  app: {kind: service, replicas: 8, slots: 8, cores: 1, queue: 100, balance: two-choices}
  db:  {kind: sql, slots: 4, queue: 200}
links:
  default: {net: 0.25ms, timeout: 100ms, retry: {max: 2, backoff: 5ms, jitter: full, budget: 10%}, breaker: {errors: 50%, of: 20, open: 5s}}
flows:
  ask:
    rate: 4000/s
    steps: [{call: lb, steps: [{call: app, work: 1.5ms, steps: [{read: db, work: 0.6ms}]}]}]
`

// The budgets of docs/architecture.md, a second of one core: 20 M events plain;
// 12 M events and 2 M requests with every policy on.
func BenchmarkMM1(b *testing.B)       { benchmark(b, mm1Design, 20e6, 0) }
func BenchmarkThreeTier(b *testing.B) { benchmark(b, threeTierDesign, 12e6, 2e6) }

// benchmark runs a design in its steady state, batches and all; one operation
// is one request. Rates are per second of processor time. fastest-events/s is
// that of the fastest short stretch, which nothing else on the machine slowed
// down; draws/event tells machines apart, as it counts in draws of a random
// number. The checksum is that of all that was measured in the first million
// events, so no work can be left out. x-of-budget is how much of the tighter
// budget is used: up to 1 holds.
func benchmark(b *testing.B, text string, eventsBudget, requestsBudget float64) {
	w := newWorld(design(b, text, Options{}), 1, 0)
	batches := newBatches(w, steadyBatch)
	run := func(requests uint64) {
		for target := w.finished + requests; w.finished < target; {
			w.steps(min(w.events+target-w.finished, batches.next))
			if w.events < batches.next {
				continue
			}
			if batches.cut(); len(batches.list) >= mostBatches {
				batches.halve()
			}
		}
	}
	for w.events < 1e6 {
		run(1)
	}
	sum := checksum(w)
	draw := drawTime()
	const stretch = 500
	fastest := math.Inf(1)
	events, requests, before := w.events, w.finished, cpuTime()
	b.ReportAllocs()
	b.ResetTimer()
	for left := uint64(b.N); left > 0; {
		n := min(left, stretch)
		from, begun := w.events, time.Now()
		run(n)
		if n == stretch {
			fastest = min(fastest, time.Since(begun).Seconds()/float64(w.events-from))
		}
		left -= n
	}
	b.StopTimer()
	seconds := (cpuTime() - before).Seconds()
	eventRate := float64(w.events-events) / seconds
	requestRate := float64(w.finished-requests) / seconds
	b.ReportMetric(eventRate, "events/s")
	b.ReportMetric(requestRate, "requests/s")
	b.ReportMetric(1/fastest, "fastest-events/s")
	b.ReportMetric(fastest/draw, "draws/event")
	b.ReportMetric(max(eventsBudget/eventRate, requestsBudget/requestRate), "x-of-budget")
	b.ReportMetric(float64(sum), "checksum")
}

// checksum is one number for all that a world has counted and measured.
func checksum(w *world) uint32 {
	h := fnv.New32a()
	add := func(numbers ...any) {
		for _, n := range numbers {
			if err := binary.Write(h, binary.LittleEndian, n); err != nil {
				panic(err)
			}
		}
	}
	add(w.now, w.events, w.finished)
	for i := range w.flows {
		t := &w.flows[i]
		add(t.counts, t.inFlight.area(w.now), t.good.Sum(), t.good.Max(), t.bad.Sum())
	}
	for i := range w.stations {
		t := &w.stations[i].tally
		add(t.counts, t.areas(w.now), t.waits.Sum(), t.waits.Max(), t.answers.Sum(), t.answers.Max())
	}
	return h.Sum32()
}

// drawTime returns how many seconds a random number takes at the least.
func drawTime() float64 {
	const draws = 10_000
	r := stats.NewStream(1, 0, "", "")
	x, fastest := uint64(0), math.Inf(1)
	for range 1000 {
		begun := time.Now()
		for range draws {
			x ^= r.Uint64()
		}
		fastest = min(fastest, time.Since(begun).Seconds()/draws)
	}
	runtime.KeepAlive(x)
	return fastest
}

// BenchmarkTwoCores runs replications side by side: efficiency is the time on
// one core over twice that on two, and wants to be 0.9.
func BenchmarkTwoCores(b *testing.B) {
	if runtime.NumCPU() < 2 {
		b.Skip("there is only one core")
	}
	p := design(b, threeTierDesign, Options{})
	run := func(cores int) float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		begun := time.Now()
		if _, err := Run(context.Background(), p, RunOptions{Seed: 1, Precision: 1e-9, MaxEvents: 4_000_000}); err != nil {
			b.Fatal(err)
		}
		return time.Since(begun).Seconds()
	}
	one, two := math.Inf(1), math.Inf(1)
	for b.Loop() {
		one, two = min(one, run(1)), min(two, run(2))
	}
	b.ReportMetric(one/(2*two), "efficiency")
}

// BenchmarkSimpy runs the three-tier design in simpy too: how many times as
// many requests a second of processor time goes here. The mean latencies must
// agree.
func BenchmarkSimpy(b *testing.B) {
	python := modeltest.Oracle(b, "/usr/bin/python3", "-c", "import simpy")
	p := design(b, threeTierDesign, Options{})
	theirs := struct {
		Requests, Seconds float64
		Means             []float64
	}{}
	var ours *Result
	var seconds float64
	for b.Loop() {
		out, err := exec.CommandContext(b.Context(), python, "testdata/oracle/three_tier.py").Output()
		if err != nil {
			b.Fatalf("simpy does not run: %v", err)
		}
		if err := json.Unmarshal(out, &theirs); err != nil {
			b.Fatalf("read what simpy measured: %v", err)
		}
		before := cpuTime()
		if ours, err = Run(context.Background(), p, RunOptions{Seed: 1, Precision: 0.01}); err != nil {
			b.Fatal(err)
		}
		seconds = (cpuTime() - before).Seconds()
	}
	mean := ours.Flows["ask"].Latency.Mean
	measured := stats.MeanInterval(theirs.Means)
	if half := math.Hypot(measured.High-measured.Value, mean.High-mean.Value); math.Abs(mean.Value-measured.Value) > 1.5*half {
		b.Errorf("the mean latency is %g in %g..%g, simpy measures %g in %g..%g", mean.Value, mean.Low, mean.High, measured.Value, measured.Low, measured.High)
	}
	rate := float64(ours.Requests) / seconds
	b.ReportMetric(theirs.Requests/theirs.Seconds, "simpy-requests/s")
	b.ReportMetric(rate, "requests/s")
	b.ReportMetric(rate*theirs.Seconds/theirs.Requests, "times-simpy")
	b.ReportMetric(mean.Value*1e3, "mean-ms")
	b.ReportMetric(measured.Value*1e3, "simpy-mean-ms")
}

// TestManyStepsAreSingleSteps runs worlds step by step and in one loop.
func TestManyStepsAreSingleSteps(t *testing.T) {
	for name, text := range map[string]string{
		"three tiers": threeTierDesign,
		"contenders":  "components: {s: {kind: service, slots: 1, queue: 2, work: const(4ms)}}\nflows: {ask: {arrivals: const(200/s), steps: [{call: s}]}, more: {arrivals: const(100/s), steps: [{call: s}]}}\n",
	} {
		p := design(t, text, Options{})
		one, many := newWorld(p, 1, 0), newWorld(p, 1, 0)
		const events = 20_000
		for one.events < events {
			one.step()
		}
		many.steps(events)
		if many.events != events || checksum(one) != checksum(many) {
			t.Errorf("%s: %d events in one loop, and %d step by step, give other counts", name, many.events, one.events)
		}
	}
}

// TestSteadyStateAllocatesNothing runs what the benchmarks run: slabs, rings
// and histograms have grown, and batches are joined in their own memory.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	for name, text := range map[string]string{"one server": mm1Design, "three tiers": threeTierDesign} {
		w := newWorld(design(t, text, Options{}), 1, 0)
		batches := newBatches(w, 200)
		run := func(events uint64) {
			for end := w.events + events; w.events < end; {
				if w.step(); w.events < batches.next {
					continue
				}
				if batches.cut(); len(batches.list) >= mostBatches {
					batches.halve()
				}
			}
		}
		run(300_000)
		before := w.finished
		allocations := testing.AllocsPerRun(1, func() { run(100_000) })
		if requests := w.finished - before; allocations > float64(requests)/1000 {
			t.Errorf("%s: %g allocations for %d requests", name, allocations, requests)
		}
	}
}
