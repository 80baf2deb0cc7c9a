package sim

import (
	"fmt"
	"math"
	"testing"
)

func TestBalancingFourThousandOverEight(t *testing.T) {
	for _, tt := range []struct {
		policy string
		want   float64 // milliseconds
	}{
		{"random", 6.000},
		{"round-robin", 3.636},
		{"shared-queue", 1.768},
	} {
		r := simulate(t, "components: {s: {kind: service, replicas: 8, slots: 1, work: 1.5ms, balance: "+tt.policy+"}}\nflows: {ask: {rate: 4000/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Precision: 0.02, Seed: 1})
		if got := scaled(r.Flows["ask"].Latency.Mean, 1e3); !holds(got, tt.want, 0.015*tt.want) {
			t.Errorf("%s: mean latency %.4g ms [%.4g..%.4g], want %g", tt.policy, got.Value, got.Low, got.High, tt.want)
		}
	}
}

func TestBetterPickersWaitLess(t *testing.T) {
	last := math.Inf(1)
	for _, policy := range []string{"random", "two-choices", "choices(4)", "least-in-flight", "shared-queue"} {
		r := simulate(t, "components: {s: {kind: service, replicas: 6, cores: 1, work: 10ms, balance: "+policy+"}}\nflows: {ask: {rate: 500/s, steps: [{call: s}]}}\n", Options{For: 400}, RunOptions{Seed: 1})
		if got := r.Components["s"].Wait.Mean.Value; got >= last {
			t.Errorf("%s waits %g, the policy before it %g", policy, got, last)
		} else {
			last = got
		}
	}
}

func TestHashSendsAKeyToOneReplica(t *testing.T) {
	const text = `data: {thing: {fields: {id: string}, keys: uniform(1)}}
components: {s: {kind: service, replicas: 4, slots: 1, balance: hash(id), work: const(1ms)}}
flows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}
`
	p := design(t, text, Options{})
	w := newWorld(p, 1, 0)
	for w.finished < 100 {
		w.step()
	}
	used := 0
	for i := range w.replicas {
		if w.replicas[i].slots == 0 || w.streams != nil && w.replicas[i].inFlight > 0 {
			used++
		}
	}
	if used > 1 {
		t.Errorf("one key is at %d replicas at once", used)
	}
	if p.components[0].balance != hashed || p.sites[0].keys < 0 {
		t.Errorf("balance %d with keys %d, want hashing by the keys of the entity that has the field", p.components[0].balance, p.sites[0].keys)
	}
}

func TestStoresWriteToTheirPrimary(t *testing.T) {
	const text = `data: {thing: {fields: {id: string}, key: id, keys: uniform(1000)}}
components: {db: {kind: sql, stores: [thing], replicas: 3, cores: 1, work: const(1ms), reads-from: %s%s}}
flows: {ask: {arrivals: const(%s), steps: [{%s: db}]}}
`
	for _, tt := range []struct {
		reads, shards, rate, verb string
		ok                        float64 // share of a single core that copes with it
	}{
		{"primary", "", "1500/s", "write", 1.5},
		{"primary", "", "1500/s", "read", 1.5},
		{"replicas", "", "1500/s", "read", 0.75},
		{"any", "", "1500/s", "read", 0.5},
		{"any", "", "1500/s", "write", 1.5},
		{"primary", ", shards: {count: 2, key: id}", "1500/s", "write", 0.75},
	} {
		r := simulate(t, fmt.Sprintf(text, tt.reads, tt.shards, tt.rate, tt.verb), Options{For: 4}, RunOptions{})
		c := r.Components["db"]
		copies := 3.0
		if tt.shards != "" {
			copies = 6
		}
		// Utilization is over all copies; busy copies are at most at 1.
		busy := map[string]float64{"write": 1, "read": 1}[tt.verb]
		switch {
		case tt.reads == "replicas":
			busy = 1.5
		case tt.reads == "any" && tt.verb == "read":
			busy = 1.5
		case tt.shards != "":
			busy = 1.5
		}
		if got := c.Utilization.Value * copies; math.Abs(got-busy) > 0.05 {
			t.Errorf("%s %s from %s%s: %.3f cores are busy, want %g", tt.rate, tt.verb, tt.reads, tt.shards, got, busy)
		}
	}
}

func TestDisciplines(t *testing.T) {
	// At rho = 0.8 the mean does not depend on the order; the tail does.
	tail := map[string]float64{}
	for _, d := range []string{"fifo", "lifo", "processor-sharing"} {
		r := simulate(t, "components: {s: {kind: service, cores: 1, work: 10ms, discipline: "+d+"}}\nflows: {ask: {rate: 80/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Precision: 0.02, Seed: 4})
		if got := r.Flows["ask"].Latency.Mean; !holds(got, 0.05, 0.001) {
			t.Errorf("%s: mean latency %+v, want 0.05", d, got)
		}
		tail[d] = r.Flows["ask"].Latency.P99.Value
	}
	if tail["fifo"] >= tail["processor-sharing"] || tail["processor-sharing"] >= tail["lifo"] {
		t.Errorf("p99 is %v, want first in first out below sharing below last in first out", tail)
	}
}

func TestPreemptionServesTheImportantAsIfAlone(t *testing.T) {
	const text = `components: {s: {kind: service, cores: 1, work: 10ms, discipline: priority-preemptive}}
flows:
  high: {rate: 30/s, priority: 5, steps: [{call: s}]}
  low: {rate: 50/s, steps: [{call: s}]}
`
	r := simulate(t, text, Options{}, RunOptions{Precision: 0.025, Seed: 2})
	// Preemptive resume, Kleinrock II §3.6.
	if got := r.Flows["high"].Latency.Mean; !holds(got, 0.01/0.7, 0.0003) {
		t.Errorf("high: %+v, want %g", got, 0.01/0.7)
	}
	if got := r.Flows["low"].Latency.Mean; !holds(got, 0.01/(0.7*0.2), 0.0015) {
		t.Errorf("low: %+v, want %g", got, 0.01/(0.7*0.2))
	}
}

func TestFractionsOfACoreStretchWork(t *testing.T) {
	for cores, want := range map[string]float64{"0.2": 0.050, "1": 0.010, "2.5": 0.012} {
		r := once(t, "components: {s: {kind: service, cores: "+cores+", work: const(10ms)}}", "{call: s}")
		almost(t, "work of 10 ms on "+cores+" cores", r.Flows["ask"].Latency.Mean, want)
	}
}

func TestSlowdownStretchesWorkByWhatIsInProgress(t *testing.T) {
	r := once(t, "components: {s: {kind: service, replicas: 3, work: const(10ms), slowdown: {serial: 10%, cross: 1%, of: replicas}}}", "{call: s}")
	almost(t, "work with three replicas", r.Flows["ask"].Latency.Mean, 0.010*(1+0.1*2+0.01*3*2))
	r = once(t, "components: {s: {kind: service, work: const(10ms), slowdown: {serial: 50%}}}", "{each: 2, steps: [{call: s}]}")
	almost(t, "the second of two at once", r.Flows["ask"].Latency.Mean, 0.015)
}

func TestWaitingRoomsRefuse(t *testing.T) {
	for _, tt := range []struct {
		name, station string
		ok            uint64 // of ten at once
	}{
		{"slots and a queue", "slots: 2, queue: 3", 5},
		{"cores and a queue", "cores: 2, queue: 3", 5},
		{"per replica", "replicas: 2, slots: 1, queue: 1", 4},
		{"one queue for all replicas", "replicas: 2, slots: 1, queue: 1, balance: shared-queue", 4},
		{"shedding above a queue", "slots: 2, shed: {above: {queue: 3}}", 5},
		{"a longest wait", "slots: 1, max-wait: 25ms", 3},
		{"a longest wait for a core", "cores: 1, max-wait: 25ms", 3},
		{"cores of which nobody takes another's", "cores: 2, queue: 3, discipline: priority-preemptive", 5},
		{"a rate limit", "rate-limit: {rate: 1/s, burst: 4}", 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := simulate(t, "components: {s: {kind: service, work: const(10ms), "+tt.station+"}}\nflows: {ask: {every: 1h, at: \"00:01\", steps: [{each: 10, join: 10, steps: [{call: s, on-error: continue}]}]}}\n", Options{For: 100}, RunOptions{})
			c := r.Components["s"]
			if got := uint64(math.Round(c.Refused.Value * 100)); got != 10-tt.ok {
				t.Errorf("%d of ten are refused, want %d", got, 10-tt.ok)
			}
		})
	}
}

// TestSimultaneousContendersGoInRandomOrder has two flows that always arrive
// at the same instant at a station with room for one.
func TestSimultaneousContendersGoInRandomOrder(t *testing.T) {
	const text = `components: {s: {kind: service, slots: 1, queue: 0, work: const(10ms)}}
flows:
  one: {arrivals: const(10/s), steps: [{call: s}]}
  two: {arrivals: const(10/s), steps: [{call: s}]}
`
	r := simulate(t, text, Options{For: 1000}, RunOptions{})
	if one := r.Flows["one"].Availability.Value; math.Abs(one-0.5) > 0.02 {
		t.Errorf("one of two equal flows gets %g of the slot, want half", one)
	}
}

// TestWhatIsFreedAtAnInstantIsFreeForArrivalsOfTheSame has work that ends just
// when the next request arrives.
func TestWhatIsFreedAtAnInstantIsFreeForArrivalsOfTheSame(t *testing.T) {
	r := simulate(t, "components: {s: {kind: service, slots: 1, queue: 0, work: const(100ms)}}\nflows: {ask: {arrivals: const(10/s), steps: [{call: s}]}}\n", Options{For: 100}, RunOptions{})
	if got := r.Flows["ask"].Counts.Failed; got != 0 {
		t.Errorf("%d requests are refused, want none", got)
	}
}

func TestAutoscalerFollowsTheLoad(t *testing.T) {
	for _, tt := range []struct{ name, target, station string }{
		{"processor", "cpu: 50%", "cores: 1"},
		{"in flight", "in-flight: 2", "cores: 1"},
		{"queue", "queue: 1", "cores: 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "components: {s: {kind: service, " + tt.station + ", work: const(100ms), replicas: {min: 2, max: 20, target: {" + tt.target + "}, every: 5s, cooldown: 10s}, start: {time: 3s}}}\n" +
				"load: {spike: {level: mean, ramp: {from: 30s, to: 5x, hold: 200s}, for: 400s}}\n" +
				"flows: {ask: {rate: 10/s, steps: [{call: s}]}}\n"
			r := simulate(t, text, Options{Load: "spike"}, RunOptions{Timeline: true})
			replicas := func(second int) float64 { return r.Timeline[second].Components["s"].Replicas }
			if replicas(0) != 2 || replicas(200) < 5 || replicas(390) > replicas(200) {
				t.Errorf("replicas at 0, 200 and 390 s: %g, %g and %g", replicas(0), replicas(200), replicas(390))
			}
			if got := r.Flows["ask"].Counts; got.OK != got.Offered {
				t.Errorf("%d of %d requests fail while it scales", got.Failed, got.Offered)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	run := func(fault, flows string) *Result {
		t.Helper()
		d := loaded(t, "data: {thing: {keys: uniform(100)}}\ncomponents: {s: {kind: service, slots: 1, work: const(10ms)}, c: {kind: cache, of: thing}}\nflows: {"+flows+"}\nfailures: {f: {inject: {"+fault+"}}}\n")
		p, problems := Compile(d, Options{For: 10, Faults: d.Failures.Get("f").Inject})
		if p == nil {
			t.Fatalf("it does not compile: %+v", problems)
		}
		r, err := Run(t.Context(), p, RunOptions{Timeline: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	const ask = "ask: {arrivals: const(10/s), steps: [{call: s}]}"
	paused := run("pause: s, at: 2005ms, for: 1s", ask)
	if f := paused.Flows["ask"]; f.Counts.Failed != 0 || math.Abs(f.Latency.Max.Value-1.010) > 0.1 {
		t.Errorf("a pause of 1 s: %d fail, the longest takes %g s", f.Counts.Failed, f.Latency.Max.Value)
	}
	crashed := run("crash: s, at: 2005ms, for: 1s", ask)
	if f := crashed.Flows["ask"]; f.Counts.Failed != 11 || f.Errors["error"].Value == 0 || f.Errors["refused"].Value == 0 {
		t.Errorf("a crash of 1 s fails %d requests, want 11, one of them in progress: %+v", f.Counts.Failed, f.Errors)
	}
	slow := run("slow: s#1, by: 5x, at: 2005ms, for: 1s", ask)
	if got := slow.Flows["ask"].Latency.Max.Value; math.Abs(got-0.050) > 1e-6 {
		t.Errorf("work of 10 ms takes %g s when it is five times as slow", got)
	}
	flushed := run("flush: c, at: 5s", "ask: {arrivals: const(100/s), steps: [{get: c, miss: [{set: c}]}]}")
	if before, behind := flushed.Timeline[4].Components["c"].HitRatio, flushed.Timeline[5].Components["c"].HitRatio; before != 1 || behind > 0.6 {
		t.Errorf("the hit ratio is %g before the flush and %g in the second behind it", before, behind)
	}
}

func TestBreakdownsLoseOrResume(t *testing.T) {
	const text = "components: {s: {kind: service, slots: 1, work: const(10ms), mttf: 9s, mttr: 1s, restart: %s}}\nflows: {ask: {rate: 20/s, steps: [{call: s}]}}\n"
	lose := simulate(t, fmt.Sprintf(text, "lose"), Options{For: 4000, Breakdowns: true}, RunOptions{})
	if got := lose.Flows["ask"].Availability; math.Abs(got.Value-0.9) > 0.02 {
		t.Errorf("availability %+v, want about 0.9", got)
	}
	resume := simulate(t, fmt.Sprintf(text, "resume"), Options{For: 4000, Breakdowns: true}, RunOptions{})
	if got := resume.Flows["ask"].Counts.Failed; got != 0 {
		t.Errorf("%d requests fail although breakdowns only delay them", got)
	}
	without := simulate(t, fmt.Sprintf(text, "lose"), Options{For: 400}, RunOptions{})
	if got := without.Flows["ask"].Counts.Failed; got != 0 {
		t.Errorf("%d requests fail without breakdowns", got)
	}
}
