package sim

import "testing"

// TestSheddingKeepsAnOverloadedServerUseful sends twice what four cores can
// do: without shedding the wait grows for ever; with it those who are let in
// wait little and hardly any capacity is lost.
func TestSheddingKeepsAnOverloadedServerUseful(t *testing.T) {
	for _, tt := range []struct {
		name, shed string
		goodput    float64 // at least, of 400/s
		p99        float64 // at most, seconds; work has one of 46 ms
	}{
		{"queue", "{above: {queue: 8}}", 0.98, 0.090},
		{"in flight", "{above: {in-flight: 12}}", 0.98, 0.090},
		{"processor", "{above: {cpu: 90%}}", 0.87, 0.150}, // utilisation is a slow signal
		{"codel", "{algorithm: codel}", 0.98, 0.156},      // an interval, twice the target, and work
		{"adaptive concurrency", "{algorithm: adaptive-concurrency}", 0.98, 0.090},
	} {
		t.Run(tt.name, func(t *testing.T) {
			slots := "slots: 4, "
			if tt.name == "in flight" {
				slots = ""
			}
			r := simulate(t, "components: {s: {kind: service, "+slots+"cores: 4, work: 10ms, shed: "+tt.shed+"}}\nflows: {ask: {rate: 800/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Seed: 1, Precision: 0.05, MaxEvents: 1e6})
			f := r.Flows["ask"]
			if got := f.OK.Value / 400; got < tt.goodput || got > 1.02 {
				t.Errorf("goodput is %.3f of capacity, want at least %g", got, tt.goodput)
			}
			if !f.Latency.P99.Known() || f.Latency.P99.Value > tt.p99 {
				t.Errorf("p99 of those admitted is %g s (%s), want at most %g", f.Latency.P99.Value, f.Latency.P99.Why, tt.p99)
			}
			if got := f.Errors["refused"].Value; !holds(f.Errors["refused"], 1-f.Availability.Value, 1e-9) || got < 0.45 {
				t.Errorf("%g are refused, want all who are not served: %g", got, 1-f.Availability.Value)
			}
		})
	}
}

// TestProcessorShedsAtItsLevel holds utilisation just above its level, at
// twice the load and at four times.
func TestProcessorShedsAtItsLevel(t *testing.T) {
	for _, rate := range []string{"800/s", "1600/s"} {
		r := simulate(t, "components: {s: {kind: service, cores: 4, work: 10ms, shed: {above: {cpu: 70%}}}}\nflows: {ask: {rate: "+rate+", steps: [{call: s}]}}\n", Options{For: 120}, RunOptions{Seed: 1})
		if got := r.Components["s"].Utilization; !holds(got, 0.70, 0.02) {
			t.Errorf("at %s utilisation is %+v, want 0.70", rate, got)
		}
	}
}

// TestSheddersLeaveALightLoadAlone offers 60% of capacity.
func TestSheddersLeaveALightLoadAlone(t *testing.T) {
	for _, shed := range []string{"{above: {cpu: 95%}}", "{algorithm: codel, target: 20ms}", "{algorithm: adaptive-concurrency}"} {
		r := simulate(t, "components: {s: {kind: service, slots: 8, cores: 8, work: 10ms, shed: "+shed+"}}\nflows: {ask: {rate: 480/s, steps: [{call: s}]}}\n", Options{For: 100}, RunOptions{Seed: 1})
		if got := r.Flows["ask"].Counts; float64(got.Failed) > 0.001*float64(got.Offered) {
			t.Errorf("shed: %s refuses %d of %d at 60%% of capacity", shed, got.Failed, got.Offered)
		}
	}
}

// TestAdaptiveConcurrencyFindsTheLimitAgain slows a server down to half and
// back: the limit follows, so that goodput is what the server can do.
func TestAdaptiveConcurrencyFindsTheLimitAgain(t *testing.T) {
	d := loaded(t, "components: {s: {kind: service, slots: 16, cores: 16, work: 10ms, shed: {algorithm: adaptive-concurrency}}}\nflows: {ask: {rate: 2000/s, steps: [{call: s}]}}\nfailures: {f: {inject: {slow: s, by: 2x, at: 20s, for: 20s}}}\n")
	p, _ := Compile(d, Options{For: 60, Faults: d.Failures.Get("f").Inject})
	r, err := Run(t.Context(), p, RunOptions{Seed: 1, Timeline: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []struct {
		from, to int
		capacity float64
	}{{5, 20, 1600}, {25, 40, 800}, {45, 60, 1600}} {
		ok, slowest := 0.0, 0.0
		for _, row := range r.Timeline[w.from:w.to] {
			ok += float64(row.Flows["ask"].OK)
			slowest = max(slowest, row.Flows["ask"].Latency.P50)
		}
		if got := ok / float64(w.to-w.from) / w.capacity; got < 0.95 {
			t.Errorf("from %d to %d s goodput is %.3f of capacity", w.from, w.to, got)
		}
		if slowest > 0.060 {
			t.Errorf("from %d to %d s the median of a second reaches %g s", w.from, w.to, slowest)
		}
	}
}

// TestSheddingSparesTheImportant refuses only priorities below the level.
func TestSheddingSparesTheImportant(t *testing.T) {
	const text = `components: {s: {kind: service, slots: 1, work: const(10ms), discipline: priority, shed: {above: {queue: 2}, below: 5}}}
flows:
  high: {rate: 50/s, priority: 5, steps: [{call: s}]}
  low:  {rate: 150/s, priority: 1, steps: [{call: s}]}
`
	r := simulate(t, text, Options{For: 60}, RunOptions{Seed: 1})
	if got := r.Flows["high"].Counts.Failed; got != 0 {
		t.Errorf("%d important requests are refused", got)
	}
	if got := r.Flows["low"].OK.Value; got < 40 || got > 55 {
		t.Errorf("the others get %g/s, want what is left of 100/s", got)
	}
}

// TestCodelDropsOnlyFromABadQueue feeds it waits, one every 10 ms.
func TestCodelDropsOnlyFromABadQueue(t *testing.T) {
	s := &shedding{target: codelTarget, interval: codelInterval}
	var c codel
	feed := func(from int64, n int, wait int64) (drops int) {
		for k := range n {
			if c.waits(wait, from+int64(k)*10e6, s) {
				drops++
			}
		}
		return drops
	}
	if n := feed(1, 10, 50e6); n != 0 {
		t.Errorf("it drops %d in the first interval, before it knows the queue is bad", n)
	}
	if n := feed(110e6, 10, 50e6); n != 9 {
		t.Errorf("it drops %d of ten from a bad queue, want all but the first of the interval", n)
	}
	if n := feed(220e6, 10, 9e6); n != 0 {
		t.Errorf("it drops %d that waited less than twice the target", n)
	}
	feed(330e6, 10, 1e6)
	if n := feed(440e6, 10, 50e6); n != 0 {
		t.Errorf("it drops %d from a queue whose shortest wait was short", n)
	}
}
