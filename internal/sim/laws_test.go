package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyDesign draws a small design with every policy and verb somewhere. All of
// its numbers are mild, so that it runs quickly; nothing keeps it from being
// overloaded.
func anyDesign(t *rapid.T) string {
	pick := func(name string, options ...string) string { return rapid.SampledFrom(options).Draw(t, name) }
	var b strings.Builder
	b.WriteString("actors: {person: {kind: human, daily: 20}}\ndata: {thing: {fields: {id: string}, keys: zipf(1000 s=0.9)}}\n")
	b.WriteString("api: {endpoints: {one: {route: GET /one, flow: one, rate-limit: {rate: 40/s, algorithm: " + pick("limit", "leaky-bucket", "fixed-window") + ", per: person}}}}\ncomponents:\n")
	for _, name := range []string{"a", "b", "c"} {
		fmt.Fprintf(&b, "  %s: {kind: service, replicas: %s, slots: %s, cores: %s, queue: %s, discipline: %s, balance: %s, work: %s%s}\n", name,
			pick("replicas", "1", "2", "5"), pick("slots", "1", "3", "unlimited"), pick("cores", "1", "2", "0.5", "unlimited"),
			pick("queue", "0", "4", "50", "unlimited"),
			pick("discipline", "fifo", "lifo", "priority", "priority-preemptive", "processor-sharing"),
			pick("balance", "round-robin", "random", "least-in-flight", "two-choices", "choices(3)", "shared-queue", "hash(key)"),
			pick("work", "1ms", "const(2ms)", "lognormal(2ms cv=2)", "0s"),
			pick("more", "", ", cells: {count: 2, key: id}", ", max-wait: 5ms", ", rate-limit: {rate: 200/s, burst: 5}", ", rate-limit: {rate: 200/s, burst: 20, algorithm: leaky-bucket}", ", rate-limit: {rate: 20/s, algorithm: sliding-log, per: thing}", ", rate-limit: {rate: 5/s, algorithm: sliding-counter, per: person}", ", shed: {above: {queue: 2}}", ", shed: {above: {cpu: 50%, in-flight: 4}, below: 2}", ", shed: {algorithm: codel, target: 1ms, interval: 10ms}", ", shed: {algorithm: adaptive-concurrency}", ", slowdown: {serial: 5%, cross: 1%}", ", stale: 10ms",
				", health: {every: 50ms, timeout: 5ms, fail: 2, pass: 1, at-most: 60%}", ", start: {time: 20ms}, health: {every: 40ms, timeout: 8ms, fail: 1, then: restart}",
				", health: {every: 30ms, timeout: 2ms, fail: 1, then: withdraw-self, checks: [store]}", ", resolved-by: names",
				", lease: {from: store.grant, every: 50ms, ttl: 120ms, timeout: 5ms, retry: {max: 3, backoff: 1ms}}", ", lease: {from: store.grant, every: exp(20ms), ttl: 60ms, timeout: 5ms, lost: refuse-new}",
				", needs: {self: 60%, store: up, else: restart-all}, start: {time: 10ms}", ", needs: {store: 60%, else: stop}", ", limits: {threads: {max: 4}, over: crash}, start: {time: 15ms}", ", limits: {connections: {max: 3}}", ", failover: {time: 20ms, coverage: 90%}", ", active: one, failover: {time: 20ms, hold: 50ms}"))
	}
	fmt.Fprintf(&b, "  cache: {kind: cache, entries: 100, of: thing, policy: %s%s}\n", pick("policy", "lru", "lfu", "fifo", "random"), pick("ttl", "", ", ttl: 2s", ", idle: 1s", ", cold: true")+
		pick("miss", "", ", coalesce: true", ", coalesce: true, stale-on-error: 1s", ", stale-on-error: 1s, negative: 100ms")+pick("write", "", ", write: through", ", write: back", ", write: around"))
	b.WriteString("  store: {kind: sql, stores: [thing], replicas: 3, cores: 2, reads-from: " + pick("reads", "primary", "replicas", "any") + ", work: {read: 0.5ms, write: 1ms}, operations: {grant: [{work: 0.2ms}]}" +
		pick("copies", "", ", replication: {mode: async, lag: exp(20ms)}", ", replication: {mode: sync, lag: 1ms}, failover: {time: 50ms, coverage: 80%}",
			", replication: {mode: quorum(w=2 r=2)}, slots: 4", ", shards: {count: 2}, replication: {mode: async, lag: 100ms}, failover: {time: exp(100ms), by: worker, hold: 100ms}") + "}\n")
	b.WriteString("  names: {kind: dns, ttl: 100ms, negative: 20ms}\n")
	b.WriteString("  mail: {kind: queue, max-deliveries: 3" + pick("full", "", ", max-length: 5", ", max-length: 3, when-full: drop-oldest", ", max-length: 4, when-full: block") +
		pick("order", "", ", partitions: 2", ", ordered-by: id", ", ordered-by: id, partitions: 3") +
		pick("again", "", ", visibility: 3ms, dead-letter: grave", ", visibility: 10ms", ", keep: 20ms", ", windows: {every: 20ms, late: 2ms}") + "}\n  grave: {kind: queue}\n")
	b.WriteString("  log: {kind: stream, partitions: 2}\n  worker: {kind: worker, slots: 2, cores: 1}\n  gate: {kind: websocket, replicas: 2, slots: 4, connections: 3, balance: two-choices}\n")
	fmt.Fprintf(&b, "  fn: {kind: function, start: {time: 3ms, work: 1ms}, work: 1ms%s}\n", pick("pool", "", ", idle: 20ms", ", idle: 5ms, slots: 2, replicas: 3", ", replicas: {min: 1, max: 2, target: {in-flight: 1}}, idle: 10ms, queue: 1"))
	fmt.Fprintf(&b, "  web: {kind: service, slots: 3, cores: 1, work: 2ms, replicas: {min: 1, max: 6, target: {%s}, every: 50ms}, start: {time: 10ms, calls: [{call: c, timeout: 5ms}], warm: 200ms}%s}\n", pick("target", "cpu: 50%", "in-flight: 2", "queue: 1"), pick("drain", "", ", drain: 5ms"))
	b.WriteString("  wire: {kind: network, bandwidth: 8Mbit/s, packets: 3k/s, buffer: 6kB, net: 0.1ms}\n")
	fmt.Fprintf(&b, "links:\n  default: {%s}\n", pick("link",
		"via: wire, request: exp(1kB), response: 2kB, timeout: 6ms, cancel: true", "via: wire, request: 500B, retry: {max: 1}",
		"net: 0.1ms", "timeout: 8ms", "timeout: 8ms, cancel: true", "timeout: 5ms, retry: {max: 2, backoff: 2ms, jitter: equal, budget: 20%}",
		"net: exp(0.3ms), timeout: 20ms, retry: {max: 3, backoff: 1ms, jitter: decorrelated, cap: 5ms}, deadline: 30ms",
		"breaker: {errors: 50%, of: 5, open: 100ms}, timeout: 4ms", "bulkhead: 3", "pool: 2, timeout: 10ms, on-error: continue",
		"hedge: {after: 2ms}, timeout: 9ms, cancel: true, pool: 3", "hedge: {after: p90}, net: 0.2ms, retry: {max: 1}, bulkhead: 4"))
	fmt.Fprintf(&b, `flows:
  one:
    by: person
    rate: %s
    deadline: %s
    steps:
      - call: a
        steps:
          - parallel: [{call: b}, [{call: c}, {work: 1ms}]]
            join: %s
            cancel: %s
          - {publish: mail}
          - {publish: log, wait: false}
  two:
    rate: 50/s
    priority: 2
    steps:
      - get: cache
        miss: [{read: store, on-error: [{call: c}]}, {set: cache}]
      - each: geometric(3)
        at-most: 2
        steps: [{call: b, on-error: continue}]
      - choose: [{share: 30%%, steps: [{write: store, on-error: miss}]}, {steps: [{set: cache}]}]
      - saga: [{do: [{call: a}], undo: [{call: c}]}, {do: [{call: b}, {fail: 20%%}], undo: []}]
      - {call: web, on-error: continue}
      - {respond: true}
      - {call: fn, steps: [{wait: exp(3ms)}]}
  three:
    users: 4
    think: exp(20ms)
    steps: [{repeat: 2, steps: [{repeat: 2, steps: [{call: a > b}]}]}, {transaction: [{call: c, wait: false}]}]
  mails: {by: worker, consumes: mail, batch: 3, linger: 5ms, steps: [{work: 2ms}, {fail: 10%%}]}
  held: {rate: 40/s, hold: {at: gate, for: %s, reconnect: {backoff: 5ms}}, steps: [{call: gate > a, on-error: continue}, {call: gate}]}
  logs: {by: worker, consumes: log, steps: [{work: 1ms}, {delete: cache}]}
`, pick("rate", "20/s", "200/s"), pick("deadline", "1s", "10ms"), pick("join", "all", "any"), pick("cancel", "true", "false"), pick("held", "exp(50ms)", "const(200ms)"))
	return b.String()
}

// TestBooksBalance runs generated designs. Run checks conservation and Little's
// law itself and panics when they fail.
func TestBooksBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyDesign(t)
		p := generated(t, text)
		r, err := Run(context.Background(), p, RunOptions{Seed: rapid.Uint64().Draw(t, "seed"), MaxEvents: 30_000})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Settled && !strings.Contains(r.Why, "stopped after") {
			t.Fatalf("it ended without an end: %s", r.Why)
		}
		for name, f := range r.Flows {
			if r.Settled && f.Counts.Offered != f.Counts.OK+f.Counts.Failed {
				t.Fatalf("flow %s: %d offered, %d ok and %d failed, though requests are followed to their end\n%s", name, f.Counts.Offered, f.Counts.OK, f.Counts.Failed, text)
			}
			if l := f.Latency; l.Mean.Known() && (l.P50.Value > l.P95.Value || l.P95.Value > l.Max.Value || l.Mean.Value > l.Max.Value) {
				t.Fatalf("flow %s: percentiles fall: %+v", name, f.Latency)
			}
		}
		for name, c := range r.Components {
			if u := c.Utilization; u.Known() && (u.Value < -1e-9 || u.Value > 1+1e-9) {
				t.Fatalf("component %s: utilization %g\n%s", name, u.Value, text)
			}
		}
	})
}

// generated compiles a generated design with a fault in it.
func generated(t *rapid.T, text string) *Program {
	fault := rapid.SampledFrom([]string{"pause: a", "crash: b#1", "slow: store, by: 5x", "flush: cache", "crash: worker", "pause: cache", "crash: cache", "pause: mail", "crash: gate#1", "restart: a, batch: 1", "hang: b", "errors: store, rate: 30%", "delay: a.b, by: 5ms", "loss: all, rate: 10%", "cut: [a, b]", "surge: one, by: 3x, ramp: 100ms",
		"crash: web", "pause: web", "crash: fn", "restart: web",
		"surge: three, by: 2x", "halt: mails", "halt: two", "admit: one, to: 20%, ramp: 200ms", "drop: gate", "poison: mail, rate: 30%", "deploy: a, share: 50%, errors: 20%, slow: 2x", "steal: store, by: 50%, share: 50%", "expire: c", "unresolve: b", "stale: names", "bandwidth: wire, to: 2Mbit/s",
		"set: {components: {a: {work: const(3ms), slots: 7, replicas: 4}, b: {cores: 3}}, flows: {one: {rate: 50/s}}}",
		"crash: store.primary", "crash: \"store#2\"", "pause: store.primary", "bandwidth: store, to: 400kbit/s", "bandwidth: wire, to: 1Mbit/s, ramp: 100ms", "stale: names", "stale: store", "skew: a, by: 100ms", "skew: cache, by: 1s", "poison: store, rate: 20%", "lag: store, by: 50ms", "split: store", "fill: store", "hot: thing, share: 30%"}).Draw(t, "fault")
	text += "failures: {f: {inject: {" + fault + ", at: 500ms, for: 300ms}}}\n"
	d := loaded(t, text)
	p, problems := Compile(d, Options{For: 2, Faults: d.Failures.Get("f").Inject})
	if p == nil {
		t.Fatalf("it does not compile: %+v\n%s", problems, text)
	}
	return p
}

// TestSameSeedSameBytes compares whole results, on one processor and on two.
func TestSameSeedSameBytes(t *testing.T) {
	run := func(seed uint64, o RunOptions, length float64) []byte {
		o.Seed = seed
		out, err := json.Marshal(simulate(t, threeTierDesign, Options{For: length}, o))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	steady := RunOptions{Precision: 0.05, MaxEvents: 1e6}
	first := run(7, steady, 0)
	before := runtime.GOMAXPROCS(1)
	second := run(7, steady, 0)
	runtime.GOMAXPROCS(before)
	if !bytes.Equal(first, second) {
		t.Errorf("the same seed gives other bytes on one processor:\n%s\n%s", first, second)
	}
	if bytes.Equal(first, run(8, steady, 0)) {
		t.Error("another seed gives the same bytes")
	}
	timeline := RunOptions{Timeline: true}
	if !bytes.Equal(run(7, timeline, 3), run(7, timeline, 3)) {
		t.Error("the same seed gives another timeline")
	}
}

// TestAnUnusedComponentChangesNothing holds streams apart: what one component
// draws does not depend on what else exists.
func TestAnUnusedComponentChangesNothing(t *testing.T) {
	flows := "flows: {ask: {rate: 80/s, steps: [{call: s}]}}\n"
	alone := simulate(t, "components: {s: {kind: service, cores: 1, work: 10ms}}\n"+flows, Options{For: 60}, RunOptions{Seed: 5})
	beside := simulate(t, "components: {other: {kind: service, cores: 1, work: 3ms}, s: {kind: service, cores: 1, work: 10ms}}\n"+flows, Options{For: 60}, RunOptions{Seed: 5})
	if a, b := alone.Flows["ask"].Latency, beside.Flows["ask"].Latency; a != b {
		t.Errorf("an unused component changes the latency from %+v to %+v", a, b)
	}
}

// TestScalingTimeScalesResults runs a design and the same ten times slower.
func TestScalingTimeScalesResults(t *testing.T) {
	fast := simulate(t, "components: {s: {kind: service, slots: 2, work: 10ms}}\nflows: {ask: {rate: 150/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Seed: 1, Precision: 0.02})
	slow := simulate(t, "components: {s: {kind: service, slots: 2, work: 100ms}}\nflows: {ask: {rate: 15/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Seed: 1, Precision: 0.02})
	a, b := fast.Flows["ask"].Latency.Mean, slow.Flows["ask"].Latency.Mean
	if math.Abs(b.Value-10*a.Value) > 10*(a.High-a.Low) {
		t.Errorf("ten times slower: mean latency %g, want ten times %g", b.Value, a.Value)
	}
}

// TestSplittingAStreamChangesNothing offers one Poisson stream as two.
func TestSplittingAStreamChangesNothing(t *testing.T) {
	whole := simulate(t, "components: {s: {kind: service, slots: 1, work: 10ms}}\nflows: {ask: {rate: 70/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Seed: 1, Precision: 0.02})
	split := simulate(t, "components: {s: {kind: service, slots: 1, work: 10ms}}\nflows: {ask: {rate: 30/s, steps: [{call: s}]}, more: {rate: 40/s, steps: [{call: s}]}}\n", Options{}, RunOptions{Seed: 2, Precision: 0.02})
	a, b := whole.Components["s"].Response.Mean, split.Components["s"].Response.Mean
	if a.Low > b.High || b.Low > a.High {
		t.Errorf("response %g [%g..%g] as one stream, %g [%g..%g] as two", a.Value, a.Low, a.High, b.Value, b.Low, b.High)
	}
}

// TestMoreServersNeverWaitLonger goes from one server up.
func TestMoreServersNeverWaitLonger(t *testing.T) {
	last := math.Inf(1)
	for c := 1; c <= 4; c++ {
		r := simulate(t, fmt.Sprintf("components: {s: {kind: service, slots: %d, work: 10ms}}\nflows: {ask: {rate: 85/s, steps: [{call: s}]}}\n", c), Options{For: 200}, RunOptions{Seed: 1})
		wait := r.Components["s"].Wait.Mean.Value
		if wait > last {
			t.Errorf("the mean wait with %d servers is %g, with one less %g", c, wait, last)
		}
		last = wait
	}
}
