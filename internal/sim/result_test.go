package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/stats"
)

func TestOverloadDoesNotSettleAndSaysWhatGrows(t *testing.T) {
	const text = `components: {front: {kind: service}, back: {kind: service, cores: 1, work: 10ms}}
flows: {ask: {rate: 110/s, steps: [{call: front, steps: [{call: back}]}]}, calm: {rate: 10/s, steps: [{call: front}]}}
requirements: {quality: {fast: {flow: ask, p99: 30ms}, up: {flow: ask, availability: 99%}, sound: {flow: ask, errors: 1%}, easy: {flow: calm, mean: 1s}}}
`
	r := simulate(t, text, Options{}, RunOptions{Precision: 0.05})
	if r.Settled || !strings.Contains(r.Why, "back grows by ") {
		t.Errorf("settled %v: %q, want it to name what grows", r.Settled, r.Why)
	}
	if r.Flows["ask"].Latency.P99.Known() || !strings.HasPrefix(r.Flows["ask"].Latency.P99.Why, "does not settle") {
		t.Errorf("p99 in overload is %+v", r.Flows["ask"].Latency.P99)
	}
	if !r.Flows["calm"].Latency.Mean.Known() || r.Components["back"].Wait.Mean.Known() {
		t.Errorf("a calm flow has no latency, or a station that grows has a wait: %+v", r.Components["back"].Wait.Mean)
	}
	if u := r.Components["back"].Utilization; math.Abs(u.Value-1) > 0.01 {
		t.Errorf("utilization %+v, want 1", u)
	}
	verdicts := map[string]Verdict{"fast": Broken, "up": Broken, "sound": Broken, "easy": Met}
	for _, q := range r.Requirements {
		if q.Verdict != verdicts[q.Name] {
			t.Errorf("%s is %s, want %s: %+v", q.Name, q.Verdict, verdicts[q.Name], q)
		}
	}
}

func TestOverloadOfABoundedQueueSettles(t *testing.T) {
	r := simulate(t, "components: {s: {kind: service, cores: 1, queue: 20, work: 10ms}}\nflows: {ask: {rate: 150/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Precision: 0.02})
	if !r.Settled {
		t.Errorf("it does not settle: %s", r.Why)
	}
}

func TestRequirementsAreHeldAgainstIntervals(t *testing.T) {
	const text = `components: {s: {kind: service, cores: 1, work: 10ms}}
flows: {ask: {rate: 80/s, steps: [{call: s}]}, never: {rate: 1/s, steps: [{fail: 100%}]}}
requirements:
  quality:
    loose: {flow: ask, p99: 1s, p50: 100ms, p75: 200ms, p90: 300ms, p95: 300ms, p999: 2s, mean: 100ms}
    tight: {flow: ask, p95: 50ms}
    close: {flow: ask, mean: 50ms}
    up: {flow: ask, availability: 99.9%}
    down: {flow: never, availability: 50%, errors: 10%, p99: 1s}
    piles: {at: s, backlog: 5, chance: 1%}
    rarely: {at: s, backlog: 100, chance: 1%}
    cheap: {cost: $5/month}
`
	r := simulate(t, text, Options{}, RunOptions{Precision: 0.1, Seed: 1})
	want := map[string]Verdict{
		"loose": Met, "tight": Broken, "close": Unsure, "up": Met, "down": Broken, "piles": Broken, "rarely": Met, "cheap": Unknown,
	}
	seen := map[string]bool{}
	for _, q := range r.Requirements {
		seen[q.Name] = true
		if q.Verdict != want[q.Name] {
			t.Errorf("%s %s is %s, want %s: %+v", q.Name, q.Metric, q.Verdict, want[q.Name], q.Value)
		}
	}
	if len(seen) != len(want) || len(r.Requirements) != 16 {
		t.Errorf("%d requirements with %d limits, want %d with 16", len(seen), len(r.Requirements), len(want))
	}
	// P(waiting >= 5) = rho^6 in an M/M/1.
	for _, q := range r.Requirements {
		if q.Name == "piles" && math.Abs(q.Value.Value-math.Pow(0.8, 6)) > 0.03 {
			t.Errorf("the share of time with five waiting is %g, want %g", q.Value.Value, math.Pow(0.8, 6))
		}
	}
}

func TestPercentilesNeedSamples(t *testing.T) {
	r := simulate(t, "components: {s: {kind: service, work: 1ms}}\nflows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}\n", Options{For: 9.005}, RunOptions{})
	l := r.Flows["ask"].Latency
	if !l.P95.Known() || l.P99.Known() || l.P999.Known() {
		t.Errorf("of 900 samples p95, p99 and p999 are known: %v, %v and %v", l.P95.Known(), l.P99.Known(), l.P999.Known())
	}
	if l.P99.Why != "900 samples are too few for p99, which takes 1000" {
		t.Errorf("p99 is not known because %q", l.P99.Why)
	}
}

func TestJSONIsTheContract(t *testing.T) {
	r := simulate(t, "data: {thing: {keys: uniform(10)}}\ncomponents: {s: {kind: service, slots: 1, work: 1ms}, c: {kind: cache, of: thing}}\nflows: {ask: {rate: 100/s, steps: [{call: s}, {get: c}]}}\nrequirements: {quality: {fast: {flow: ask, p99: 1s}}}\n", Options{For: 20}, RunOptions{Seed: 9, Timeline: true})
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"seed", "settled", "requests", "events",
		"flows.ask.offered.value", "flows.ask.ok.low", "flows.ask.failed.high", "flows.ask.availability.value", "flows.ask.errors.timeout.value",
		"flows.ask.errors.refused", "flows.ask.errors.open", "flows.ask.errors.error", "flows.ask.errors.dropped", "flows.ask.errors.no-target",
		"flows.ask.latency.mean.value", "flows.ask.latency.p50", "flows.ask.latency.p90", "flows.ask.latency.p95", "flows.ask.latency.p99", "flows.ask.latency.p999.why", "flows.ask.latency.max",
		"flows.ask.failed_latency", "flows.ask.counts.offered", "flows.ask.counts.ok", "flows.ask.counts.failed",
		"components.s.arrivals", "components.s.refused", "components.s.utilization", "components.s.slots_utilization", "components.s.in_flight", "components.s.queue_length",
		"components.s.replicas", "components.s.wait.mean", "components.s.wait.p50", "components.s.wait.p95", "components.s.wait.p99", "components.s.wait.delayed",
		"components.s.response.mean", "components.s.response.p50", "components.s.response.p99", "components.c.hit_ratio.value",
	} {
		var at any = tree
		for _, key := range strings.Split(path, ".") {
			m, _ := at.(map[string]any)
			var found bool
			if at, found = m[key]; !found {
				t.Errorf("the result has no %s", path)
				break
			}
		}
	}
	if row := tree["timeline"].([]any)[3].(map[string]any); row["t"] != 3.0 || row["flows"] == nil || row["components"] == nil {
		t.Errorf("a row of the timeline is %v", row)
	}
	if q := tree["requirements"].([]any)[0].(map[string]any); q["name"] != "fast" || q["verdict"] != "met" || q["limit"] != 1.0 || q["value"] == nil {
		t.Errorf("a requirement is %v", q)
	}
	var back Result
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Flows["ask"].Latency.Mean != r.Flows["ask"].Latency.Mean || back.Flows["ask"].Latency.P999.Known() {
		t.Errorf("read back: %+v, want %+v", back.Flows["ask"].Latency.Mean, r.Flows["ask"].Latency.Mean)
	}
	if err := new(Number).UnmarshalJSON([]byte("5")); err == nil {
		t.Error("a bare number is read as a measured one")
	}
}

func TestInterruptedRunKeepsWhatItHas(t *testing.T) {
	for _, length := range []float64{0, 1e6} {
		ctx, cancel := context.WithCancel(t.Context())
		p := design(t, "components: {s: {kind: service, cores: 1, work: 10ms}}\nflows: {ask: {rate: 95/s, steps: [{call: s}]}}\n", Options{For: length})
		reports := 0
		r, err := Run(ctx, p, RunOptions{Precision: 1e-6, Progress: func(p Progress) {
			if reports++; reports == 2 {
				cancel()
			}
		}})
		if err != context.Canceled || r == nil || r.Settled || r.Requests == 0 || r.Why != "interrupted" {
			t.Errorf("length %g: an interrupted run gives %v and %+v", length, err, r)
		}
		cancel()
	}
}

func TestRunsEndAtTheirLimits(t *testing.T) {
	const text = "components: {s: {kind: service, cores: 1, work: 10ms}}\nflows: {ask: {rate: %s, steps: [{call: s}]}}\n"
	few := simulate(t, strings.Replace(text, "%s", "95/s", 1), Options{}, RunOptions{Precision: 1e-4, MaxEvents: 200_000})
	if few.Settled || !strings.Contains(few.Why, "was not reached in") || few.Events > 220_000 {
		t.Errorf("after %d events: %s", few.Events, few.Why)
	}
	cut := simulate(t, strings.Replace(text, "%s", "95/s", 1), Options{For: 1e5}, RunOptions{MaxEvents: 10_000})
	if cut.Settled || !strings.Contains(cut.Why, "stopped after") {
		t.Errorf("a run of fixed length with a limit: %s", cut.Why)
	}
	full := simulate(t, strings.Replace(text, "%s", "1000/s", 1), Options{}, RunOptions{MaxLive: 5000})
	if full.Settled || !strings.Contains(full.Why, "limit") {
		t.Errorf("a run that holds too much: %s", full.Why)
	}
	long := simulate(t, strings.Replace(text, "%s", "1000/s", 1), Options{For: 1000}, RunOptions{MaxLive: 5000})
	if long.Settled || !strings.Contains(long.Why, "limit") {
		t.Errorf("a run of fixed length that holds too much: %s", long.Why)
	}
	nothing := simulate(t, "components: {s: {kind: service}}\nflows: {ask: {rate: 0/s, steps: [{call: s}]}}\n", Options{}, RunOptions{})
	if nothing.Events != 0 || nothing.Flows["ask"].Latency.Mean.Known() {
		t.Errorf("a design without load gives %+v", nothing.Flows["ask"])
	}
}

func TestDeadlockIsNoSettledRun(t *testing.T) {
	const text = "components: {s: {kind: service, slots: 1, operations: {again: [{call: s}]}}}\nflows: {ask: {arrivals: const(1/s), steps: [{call: s, steps: [{call: s}]}]}}\n"
	r := simulate(t, text, Options{For: 5}, RunOptions{})
	if r.Settled || !strings.Contains(r.Why, "wait for each other for ever") {
		t.Errorf("calls that wait for their own slot: settled %v, %q", r.Settled, r.Why)
	}
}

// What retries without end at something that stays down is left after an hour;
// a job that takes two hours and is all that is left is waited for.
func TestRetriesWithoutEndAreNotFollowedForEver(t *testing.T) {
	const text = `components: {s: {kind: service}, slow: {kind: service}}
flows:
  ask: {arrivals: const(10/s), steps: [{call: s, retry: {max: unlimited, backoff: 1s, cap: 1s}}]}
  job: {arrivals: const(1/s), steps: [{call: slow, work: const(2h)}]}
failures: {f: {inject: {crash: %s, at: 5.05s}}}
`
	r := broken(t, sprintf(text, "s"), 10)
	if r.Settled || !strings.Contains(r.Why, "still try an hour after") || r.Events > 1_000_000 {
		t.Errorf("settled %v after %d events: %q", r.Settled, r.Events, r.Why)
	}
	if whole := broken(t, sprintf(text, "s")[:strings.Index(text, "failures:")], 10); !whole.Settled || whole.Flows["job"].Counts.OK != 9 {
		t.Errorf("settled %v with %d jobs done, want 9: %q", whole.Settled, whole.Flows["job"].Counts.OK, whole.Why)
	}
}

func TestUnknownLoadIsAnError(t *testing.T) {
	p, problems := Compile(loaded(t, "components: {s: {kind: service}}\n"), Options{Load: "storm"})
	if p != nil || !problems.HasErrors() || problems[0].Code != "unknown-load" {
		t.Errorf("an unknown load gives %+v", problems)
	}
}

func TestThroughputIsMetAtItsLoad(t *testing.T) {
	const text = `components: {s: {kind: service, cores: 1, work: 10ms, queue: 50}}
flows: {ask: {rate: 80/s, steps: [{call: s}]}}
requirements: {quality: {carries: {flow: ask, throughput: %s}, fast: {flow: ask, p95: %s}}}
`
	for _, tt := range []struct {
		limit, fast string
		scale       float64
		want        Verdict
	}{
		{"70/s", "1s", 1, Met},
		{"90/s", "1s", 1, Unknown}, // it is not offered
		{"90/s", "50ms", 1, Broken},
		{"150/s", "1s", 2, Broken}, // 160/s are offered, 100/s answered
	} {
		r := simulate(t, fmt.Sprintf(text, tt.limit, tt.fast), Options{LoadScale: tt.scale}, RunOptions{Precision: 0.03})
		if got := r.Requirements[0]; got.Verdict != tt.want {
			t.Errorf("throughput of %s with p95 %s at %gx is %s (%s), want %s", tt.limit, tt.fast, tt.scale, got.Verdict, got.Why, tt.want)
		}
	}
}

// TestBackoffsSumUp holds the sums of seven retries with base 100 ms, factor 2
// and a cap of 2 s.
func TestBackoffsSumUp(t *testing.T) {
	want := textbookCases(t)["backoff-sum"].Expected
	for _, tt := range []struct {
		jitter jitter
		want   float64
	}{
		{noJitter, want["total_no_jitter"].(float64)},
		{fullJitter, want["mean_full_jitter"].(float64)},
		{equalJitter, want["mean_equal_jitter"].(float64)},
	} {
		a := newAssembler()
		stream := a.stream("a.b", "retry")
		r := retry{backoff: a.time(stats.Law{Kind: stats.Const, A: 0.1}, stream), factor: 2, cap: 2e9, jitter: tt.jitter, stream: stream}
		w := newWorld(a.p, 1, 0)
		const rounds = 20_000
		sum := 0.0
		for range rounds {
			f := frame{}
			for f.tries = 1; f.tries <= 7; f.tries++ {
				sum += float64(w.backoff(&f, &r)) / 1e9
			}
		}
		tolerance := 1e-9
		if tt.jitter != noJitter {
			tolerance = 0.02
		}
		if got := sum / rounds; math.Abs(got-tt.want) > tolerance {
			t.Errorf("jitter %d: seven backoffs take %g s, want %g", tt.jitter, got, tt.want)
		}
	}
}

// TestJittersKeepTheirBounds holds each kind of jitter to where its formula
// puts it.
func TestJittersKeepTheirBounds(t *testing.T) {
	a := newAssembler()
	stream := a.stream("a.b", "retry")
	base := a.time(stats.Law{Kind: stats.Const, A: 0.1}, stream)
	w := newWorld(a.p, 1, 0)
	for range 2000 {
		f := frame{}
		last := 0.1
		for f.tries = 1; f.tries <= 6; f.tries++ {
			grown := 0.1 * math.Pow(2, float64(f.tries-1))
			r := retry{backoff: base, factor: 2, cap: 1e9, stream: stream}
			r.jitter = additiveJitter
			if d := float64(w.backoff(&f, &r)) / 1e9; d < min(1, grown)-1e-9 || d > min(1, grown+0.1) {
				t.Fatalf("additive jitter of try %d waits %g", f.tries, d)
			}
			r.jitter = decorrelatedJitter
			d := float64(w.backoff(&f, &r)) / 1e9
			if d < 0.1-1e-9 || d > min(1, 3*last)+1e-9 {
				t.Fatalf("decorrelated jitter waits %g after %g", d, last)
			}
			last = max(d, 0.1)
		}
	}
	unending := retry{backoff: base, factor: 2, cap: longest, jitter: noJitter, stream: stream}
	f := frame{tries: math.MaxUint16}
	if d := w.backoff(&f, &unending); d <= 0 || f.tries != math.MaxUint16-1 {
		t.Errorf("after %d tries it waits %d ns", f.tries, d)
	}
}

func TestBudgetForgetsAfterTenSeconds(t *testing.T) {
	b := budget{ratio: 0.1}
	for range 100 {
		b.first(0)
	}
	allowed := 0
	for range 50 {
		if b.take(5e9) {
			allowed++
		}
	}
	if allowed != 10 {
		t.Errorf("%d retries for 100 first attempts, want 10", allowed)
	}
	if b.take(11e9) {
		t.Error("first attempts of more than ten seconds ago still count")
	}
}

// TestCheckFindsBrokenBooks breaks each account in turn.
func TestCheckFindsBrokenBooks(t *testing.T) {
	fresh := func() *world {
		w := newWorld(design(t, threeTierDesign, Options{}), 1, 0)
		for w.finished < 100 {
			w.step()
		}
		return w
	}
	if err := fresh().check(); err != nil {
		t.Fatalf("sound books are reported: %v", err)
	}
	for name, spoil := range map[string]func(*world){
		"a lost frame":     func(w *world) { w.live++ },
		"a lost request":   func(w *world) { w.flows[0].counts.offered++ },
		"a lost call":      func(w *world) { w.stations[1].tally.held.n++ },
		"a lost stay":      func(w *world) { w.stations[1].tally.stays++ },
		"a lost in-flight": func(w *world) { w.flows[0].inFlight.n-- },
	} {
		w := fresh()
		spoil(w)
		if w.check() == nil {
			t.Errorf("%s goes unnoticed", name)
		}
	}
}

// Replications share the bound; half of an odd one must not fall short of it.
func TestUnsettledRunStopsAtAnyBound(t *testing.T) {
	p := design(t, "components: {web: {kind: service, slots: 1}}\nflows: {f: {rate: 50/s, steps: [{call: web, work: 10ms}]}}\n", Options{})
	r, err := Run(context.Background(), p, RunOptions{Seed: 1, MaxEvents: 30_001, Precision: 1e-6})
	if err != nil || r.Settled || r.Events < 30_001 || r.Events > 40_000 { // it is looked at after each stretch
		t.Errorf("settled %v after %d events, %v", r.Settled, r.Events, err)
	}
}

// A request an hour takes more years to be known than a clock of nanoseconds
// has.
func TestARunEndsBeforeTheClockDoes(t *testing.T) {
	r := simulate(t, "components: {s: {kind: service, mttf: 1000h, mttr: 10h}}\nflows: {ask: {rate: 1/h, steps: [{call: s}]}}\n", Options{Breakdowns: true}, RunOptions{Seed: 1, Precision: 0.001})
	if r.Settled || !strings.Contains(r.Why, "not reached in 73 years") || r.Seconds > 200*365*86400 {
		t.Errorf("settled %v after %.3g s: %s", r.Settled, r.Seconds, r.Why)
	}
	if rate := r.Flows["ask"].Offered; math.Abs(rate.Value*3600-1) > 0.01 {
		t.Errorf("%g requests an hour came, want 1", rate.Value*3600)
	}
}
