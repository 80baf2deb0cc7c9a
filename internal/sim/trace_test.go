package sim

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// traced runs a design and explains a request of its flow ask.
func traced(t *testing.T, text, percentile string, quantile float64, o Options) (*Trace, *Result) {
	t.Helper()
	p := design(t, text, o)
	r, err := Run(context.Background(), p, RunOptions{Seed: 4, MaxEvents: 60_000})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := TraceRequest(context.Background(), p, r, TraceOptions{Flow: "ask", Percentile: percentile, Quantile: quantile})
	if err != nil {
		t.Fatal(err)
	}
	return trace, r
}

// wantSpans compares what spans say with what they should.
func wantSpans(t *testing.T, got []Span, want []Span) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d spans, want %d:\n%+v", len(got), len(want), got)
	}
	for i, w := range want {
		g := got[i]
		if g.Component != w.Component || g.Operation != w.Operation || g.Kind != w.Kind || math.Abs(g.Start-w.Start) > 1e-9 || math.Abs(g.End-w.End) > 1e-9 ||
			!strings.Contains(g.Reason, w.Reason) || g.Attempt != w.Attempt || g.Abandoned != w.Abandoned || g.Depth != w.Depth {
			t.Errorf("span %d:\n got %+v\nwant %+v", i, g, w)
		}
	}
}

func TestTraceOfConstantsIsExact(t *testing.T) {
	got, _ := traced(t, `
components:
  web: {kind: service, operations: {find: [{wait: 4ms}, {call: db.look}]}, work: const(2ms)}
  db:  {kind: service, operations: {look: [{work: const(3ms)}]}}
links: {web.db: {net: 1ms}}
flows: {ask: {arrivals: const(10/s), steps: [{call: web.find}]}}
`, "p50", 0.5, Options{})
	wantSpans(t, got.Spans, []Span{
		{Component: "web", Operation: "find", Kind: "work", Start: 0, End: 0.002, Depth: 1},
		{Component: "web", Operation: "find", Kind: "wait", Start: 0.002, End: 0.006, Reason: "a wait step", Depth: 1},
		{Component: "db", Operation: "look", Kind: "network", Start: 0.006, End: 0.007, Reason: "on its way to db", Depth: 2},
		{Component: "db", Operation: "look", Kind: "work", Start: 0.007, End: 0.010, Depth: 2},
		{Component: "db", Operation: "look", Kind: "network", Start: 0.010, End: 0.011, Reason: "for the answer of db", Depth: 1},
	})
	if math.Abs(got.Latency-0.011) > 1e-9 || got.Outcome != "ok" {
		t.Errorf("latency %g, outcome %s; want 11 ms, ok", got.Latency, got.Outcome)
	}
	for kind, want := range map[string]float64{"work": 5. / 11, "wait": 4. / 11, "network": 2. / 11} {
		if math.Abs(got.Shares[kind]-want) > 1e-6 {
			t.Errorf("%s takes %.3f of it, want %.3f", kind, got.Shares[kind], want)
		}
	}
}

func TestTraceShowsEveryAttemptAndWhyItWasMade(t *testing.T) {
	got, _ := traced(t, `
components:
  web: {kind: service}
  db:  {kind: service, slots: 1}
links: {web.db: {timeout: 30ms, retry: {max: 1, backoff: 10ms, jitter: none}, on-error: continue}}
flows: {ask: {arrivals: const(5/s), steps: [{call: web, steps: [{call: db, work: const(50ms)}]}]}}
`, "p50", 0.5, Options{})
	wantSpans(t, got.Spans, []Span{
		{Component: "db", Kind: "work", Start: 0, End: 0.05, Depth: 2, Attempt: 1},
		{Component: "db", Kind: "backoff", Start: 0.03, End: 0.04, Reason: "attempt 1 at db timed out", Depth: 1},
		{Component: "db", Kind: "wait", Start: 0.04, End: 0.05, Reason: "attempt 2, because the one before timed out; for a slot: all 1 are taken", Depth: 2, Attempt: 2},
		{Component: "db", Kind: "work", Start: 0.05, End: 0.07, Depth: 2, Attempt: 2},
	})
	if math.Abs(got.Latency-0.07) > 1e-9 {
		t.Errorf("latency %g, want 30 + 10 + 30 ms", got.Latency)
	}
	if last := got.Spans[3]; !last.Open {
		t.Error("the work of the last attempt goes on beyond the answer, but is not marked")
	}
}

func TestTraceShowsWhatItWaitsFor(t *testing.T) {
	for _, tt := range []struct{ name, text, why string }{
		{"slots", "components: {s: {kind: service, slots: 1, work: 8ms}}\nflows: {ask: {rate: 100/s, steps: [{call: s}]}}\n", "for a slot: all 1 are taken, "},
		{"cores", "components: {s: {kind: service, cores: 2, work: 16ms}}\nflows: {ask: {rate: 100/s, steps: [{call: s}]}}\n", "for a core: all 2 are busy, "},
		{"connections", "components: {s: {kind: service}, db: {kind: sql}}\nlinks: {s.db: {pool: 1}}\nflows: {ask: {rate: 100/s, steps: [{call: s, steps: [{read: db, work: 8ms}]}]}}\n", "for a connection to db: all 1 are in use"},
		{"long work", "components: {s: {kind: service, work: 8ms}}\nflows: {ask: {rate: 100/s, steps: [{call: s}]}}\n", "times its mean of 8 ms"},
	} {
		got, _ := traced(t, tt.text, "p99", 0.99, Options{})
		found := false
		for _, s := range got.Spans {
			found = found || strings.Contains(s.Reason, tt.why)
		}
		if !found {
			t.Errorf("%s: no span says %q: %+v", tt.name, tt.why, got.Spans)
		}
	}
}

// branching has calls in order, at the same time, with retries, timeouts and
// caches.
const branching = `
data: {item: {count: 200, fields: {id: string}, key: id, keys: zipf(200 s=1)}}
components:
  web:   {kind: service, replicas: 2, cores: 1, slots: 12, work: 1ms}
  cache: {kind: cache, entries: 50, of: item, work: 0.1ms}
  db:    {kind: sql, stores: [item], cores: 2, slots: 6, queue: 20, work: {read: 5ms}}
  side:  {kind: service, cores: 2, work: 3ms}
links: {web.db: {timeout: 30ms, retry: {max: 2, backoff: 5ms}, net: 0.5ms, on-error: continue, pool: 4}}
flows:
  ask:
    rate: 100/s
    steps:
      - call: web
        steps:
          - get: cache
            miss: [{read: db.item}, {set: cache}]
          - parallel: [{call: side}, [{work: 0.5ms}, {call: side}]]
          - each: 3
            at-most: 2
            steps: [{call: side, net: 0.2ms}]
`

// TestTraceCoversTheWholeRequest adds up what a trace shows: there is no moment
// of which it says nothing.
func TestTraceCoversTheWholeRequest(t *testing.T) {
	for percentile, q := range map[string]float64{"p10": 0.1, "p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1} {
		got, r := traced(t, branching, percentile, q, Options{})
		sum := 0.0
		for _, share := range got.Shares {
			sum += share
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("%s: the spans cover %.6f of the request:\n%+v", percentile, sum, got.Spans)
		}
		if v := got.Value.Value; math.Abs(got.Latency-v) > 0.03*v {
			t.Errorf("%s: a request of %g s stands for %g s", percentile, got.Latency, v)
		}
		if percentile == "p99" && got.Value != r.Flows["ask"].Latency.P99 {
			t.Errorf("p99 is %+v in the trace and %+v in the result", got.Value, r.Flows["ask"].Latency.P99)
		}
	}
}

// TestWatchedRunIsTheRun steps a watched world and one that is not side by
// side.
func TestWatchedRunIsTheRun(t *testing.T) {
	p := design(t, branching, Options{})
	plain, watched := newWorld(p, 4, 0), newWorld(p, 4, 0)
	n := &noted{until: math.MaxInt64, samples: map[int64]sought{}}
	watched.timeline, watched.flows[0].noted = true, n
	watched.watch = &watch{w: watched, sought: sought{took: math.MaxInt64}}
	for range 20_000 {
		plain.step()
		watched.step()
		if len(watched.watch.nodes) == 0 {
			watched.watch.sought.arrived = watched.now
			watched.watch.begin()
		} else {
			watched.watch.look()
		}
		if plain.now != watched.now || plain.events != watched.events || plain.live != watched.live {
			t.Fatalf("after %d events the watched run is at %d with %d in progress, the other at %d with %d", plain.events, watched.now, watched.live, plain.now, plain.live)
		}
	}
	if plain.flows[0].counts != watched.flows[0].counts || n.good.Count() == 0 {
		t.Errorf("%+v and %+v", plain.flows[0].counts, watched.flows[0].counts)
	}
}

func TestTraceOfTheSameSeedIsTheSame(t *testing.T) {
	a, _ := traced(t, branching, "p99", 0.99, Options{})
	b, _ := traced(t, branching, "p99", 0.99, Options{})
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if string(x) != string(y) {
		t.Errorf("two traces of one seed:\n%s\n%s", x, y)
	}
}

func TestTraceOfAnOutageIsThatOfAFailure(t *testing.T) {
	got, _ := traced(t, `
components: {s: {kind: service}}
links: {default: {timeout: 5ms}}
flows: {ask: {rate: 100/s, steps: [{call: s, work: const(8ms)}]}}
`, "p50", 0.5, Options{})
	if got.Outcome != "timeout" || math.Abs(got.Latency-0.005) > 1e-9 || len(got.Spans) != 1 || !got.Spans[0].Open {
		t.Errorf("%+v, want a timeout after 5 ms in work that goes on", got)
	}
}

func TestTraceOfAMessageBeginsInItsQueue(t *testing.T) {
	got, _ := traced(t, `
components:
  jobs: {kind: queue}
  worker: {kind: worker, slots: 1}
flows:
  send: {rate: 50/s, steps: [{publish: jobs}]}
  ask:  {by: worker, consumes: jobs, steps: [{work: const(12ms)}]}
`, "p90", 0.9, Options{For: 60})
	if wait := got.Spans[0]; wait.Component != "jobs" || wait.Kind != "wait" || wait.Start != 0 || wait.End <= 0 {
		t.Errorf("%+v, want a wait at jobs first", got.Spans)
	}
	if work := got.Spans[len(got.Spans)-1]; work.Component != "worker" || work.Kind != "work" || math.Abs(work.End-work.Start-0.012) > 1e-9 {
		t.Errorf("%+v, want 12 ms of work of the worker", got.Spans)
	}
}

// TestTraceOfASecondIsOfThatSecond asks for the slowest request of one second,
// and of the requests that failed.
func TestTraceOfASecondIsOfThatSecond(t *testing.T) {
	p := design(t, `
components: {s: {kind: service, slots: 1, queue: 3, work: 20ms}}
flows: {ask: {rate: 60/s, steps: [{call: s}]}}
`, Options{For: 10})
	r, err := Run(context.Background(), p, RunOptions{Seed: 4, Timeline: true})
	if err != nil {
		t.Fatal(err)
	}
	for second := 2.; second < 5; second++ {
		got, err := TraceRequest(context.Background(), p, r, TraceOptions{Flow: "ask", Percentile: "max", Quantile: 1, From: second, To: second + 1})
		if err != nil {
			t.Fatal(err)
		}
		longest := r.Timeline[int(second)].Flows["ask"].Latency.Max
		if answered := got.At + got.Latency; answered < second || answered >= second+1 || math.Abs(got.Latency-longest) > 0.01*longest {
			t.Errorf("from %g s on it explains a request of %g s, answered at %g s; the longest of that second took %g s", second, got.Latency, answered, longest)
		}
	}
	got, err := TraceRequest(context.Background(), p, r, TraceOptions{Flow: "ask", Percentile: "failed", Quantile: 1, Failed: true})
	if err == nil && got.Outcome == "ok" || err != nil && !strings.Contains(err.Error(), "takes no time") {
		t.Errorf("a request that failed is explained as %+v, %v", got, err)
	}
	_, err = TraceRequest(context.Background(), p, r, TraceOptions{Flow: "ask", Percentile: "max", Quantile: 1, From: 50, To: 51})
	if err == nil || !strings.Contains(err.Error(), "from 50 s to 51 s") {
		t.Errorf("behind the end of the run: %v", err)
	}
}
