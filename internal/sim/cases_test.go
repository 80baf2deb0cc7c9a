package sim

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"strings"
	"testing"
)

// textbook is one case of testdata/queueing.json: closed forms and published
// results, each with its source and the widest error allowed.
type textbook struct {
	ID        string
	Expected  map[string]any // numbers, but for a list in two of them
	Tolerance float64        `json:"rel_tolerance"`
	Source    string
}

func textbookCases(t *testing.T) map[string]textbook {
	text, err := os.ReadFile("../queueing/testdata/queueing.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []textbook }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	cases := map[string]textbook{}
	for _, c := range file.Cases {
		cases[c.ID] = c
	}
	return cases
}

// read names what a result says about a quantity of a case.
type read map[string]func(*Result) Number

func flowMean(name string) func(*Result) Number {
	return func(r *Result) Number { return r.Flows[name].Latency.Mean }
}

func inFlight(name string) func(*Result) Number {
	return func(r *Result) Number { return r.Flows[name].InFlight }
}

func okRate(name string) func(*Result) Number {
	return func(r *Result) Number { return r.Flows[name].OK }
}

// failures is the share of requests that failed.
func failures(r *Result) Number {
	a := r.Flows["ask"].Availability
	return Number{Value: 1 - a.Value, Low: 1 - a.High, High: 1 - a.Low}
}

// plus is the sum of two numbers, by their intervals' ends.
func plus(a, b Number) Number {
	return Number{Value: a.Value + b.Value, Low: a.Low + b.Low, High: a.High + b.High}
}

// scaled is a number in another unit.
func scaled(a Number, by float64) Number {
	return Number{Value: a.Value * by, Low: min(a.Low*by, a.High*by), High: max(a.Low*by, a.High*by)}
}

// exactly is a count.
func exactly(n uint64) Number { return Number{Value: float64(n), Low: float64(n), High: float64(n)} }

// holds tells whether a case's value is met: within its tolerance, or, since
// the run is sized by a stopping rule, inside its own interval as long as that
// is not wide.
func holds(n Number, want, allowed float64) bool {
	return math.Abs(n.Value-want) <= allowed || n.Low <= want && want <= n.High && n.High-n.Low <= 5*allowed
}

func TestTextbookCases(t *testing.T) {
	s := func(get func(*ComponentResult) Number) func(*Result) Number {
		return func(r *Result) Number { return get(r.Components["s"]) }
	}
	f := func(get func(*FlowResult) Number) func(*Result) Number {
		return func(r *Result) Number { return get(r.Flows["ask"]) }
	}
	mmc := read{
		"rho":           s(func(c *ComponentResult) Number { return c.Utilization }),
		"p_wait":        s(func(c *ComponentResult) Number { return c.Wait.Delayed }),
		"mean_wait":     s(func(c *ComponentResult) Number { return c.Wait.Mean }),
		"mean_in_queue": s(func(c *ComponentResult) Number { return c.QueueLength }),
		"wait_p95":      s(func(c *ComponentResult) Number { return c.Wait.P95 }),
		"wait_p99":      s(func(c *ComponentResult) Number { return c.Wait.P99 }),
		"mean_response": f(func(f *FlowResult) Number { return f.Latency.Mean }),
	}
	heavy := maps.Clone(mmc)
	delete(heavy, "wait_p95") // in heavy traffic they take a billion events
	delete(heavy, "wait_p99")
	loss := read{"p_block": failures}
	mmck := read{
		"p_reject":               failures,
		"throughput":             f(func(f *FlowResult) Number { return f.OK }),
		"mean_response_accepted": f(func(f *FlowResult) Number { return f.Latency.Mean }),
		"utilisation":            s(func(c *ComponentResult) Number { return c.Utilization }),
		"mean_in_system": func(r *Result) Number {
			c := r.Components["s"]
			return plus(c.InFlight, c.QueueLength)
		},
	}
	mg1 := read{"mean_wait": mmc["mean_wait"], "mean_in_queue": mmc["mean_in_queue"], "mean_response": mmc["mean_response"]}
	hit := func(name string) read {
		return read{name: func(r *Result) Number { return *r.Components["c"].HitRatio }}
	}
	station := func(options, load string) string {
		return "components: {s: {kind: service, " + options + "}}\nflows: {ask: {" + load + ", steps: [{call: s}]}}\n"
	}
	cache := func(n, capacity, alpha, policy string) string {
		return "data: {link: {keys: zipf(" + n + " s=" + alpha + ")}}\n" +
			"components: {c: {kind: cache, entries: " + capacity + ", of: link, policy: " + policy + "}, db: {kind: sql}}\n" +
			"flows: {ask: {rate: 1000/s, steps: [{get: c, miss: [{read: db}, {set: c}]}]}}\n"
	}
	cases := textbookCases(t)
	for _, tt := range []struct {
		id, name  string
		design    string
		precision float64
		read      read
		absolute  bool // the tolerance is absolute
		options   Options
	}{
		{id: "mmc-c1-lam0.5", design: station("slots: 1, work: 1s", "rate: 0.5/s"), precision: 0.014, read: mmc},
		{id: "mmc-c1-lam0.5", name: "cores", design: station("cores: 1, work: 1s", "rate: 0.5/s"), precision: 0.014, read: mmc},
		{id: "mmc-c1-lam0.95", design: station("slots: 1, work: 1s", "rate: 0.95/s"), precision: 0.05, read: heavy},
		{id: "mmc-c4-lam2.4", design: station("replicas: 4, slots: 1, balance: shared-queue, work: 1s", "rate: 2.4/s"), precision: 0.01, read: mmc},
		{id: "mmc-c100-lam90.0", design: station("slots: 100, work: 1s", "rate: 90/s"), precision: 0.03, read: mmc},
		{id: "mm1-quantiles-.8", design: station("slots: 1, work: 1s", "rate: 0.8/s"), precision: 0.021, read: read{
			"response_p50":  f(func(f *FlowResult) Number { return f.Latency.P50 }),
			"response_p95":  f(func(f *FlowResult) Number { return f.Latency.P95 }),
			"response_p99":  f(func(f *FlowResult) Number { return f.Latency.P99 }),
			"response_p999": f(func(f *FlowResult) Number { return f.Latency.P999 }),
		}},
		{id: "erlangB-c1-a0.5", design: station("slots: 1, queue: 0, work: 1s", "rate: 0.5/s"), precision: 0.014, read: loss},
		{id: "erlangB-c20-a15", name: "exp", design: station("slots: 20, queue: 0, work: 1s", "rate: 15/s"), precision: 0.042, read: loss},
		{id: "erlangB-c20-a15", name: "const", design: station("slots: 20, queue: 0, work: const(1s)", "rate: 15/s"), precision: 0.028, read: loss},
		{id: "erlangB-c20-a15", name: "lognormal", design: station("cores: 20, queue: 0, work: lognormal(1s cv=2)", "rate: 15/s"), precision: 0.042, read: loss},
		{id: "mmck-0.9-1-10", design: station("slots: 1, queue: 9, work: 1s", "rate: 0.9/s"), precision: 0.021, read: mmck},
		{id: "mmck-2-1-5", design: station("slots: 1, queue: 4, work: 1s", "rate: 2/s"), precision: 0.007, read: mmck},
		{id: "mmck-3.2-4-8", design: station("slots: 4, queue: 4, work: 1s", "rate: 3.2/s"), precision: 0.021, read: mmck},
		{id: "mg1-D", design: station("slots: 1, work: const(1s)", "rate: 0.8/s"), precision: 0.021, read: mg1},
		{id: "mg1-exp", design: station("slots: 1, work: exp(1s)", "rate: 0.8/s"), precision: 0.028, read: mg1},
		{id: "mg1-H2-scv10", design: station("slots: 1, work: hyperexp(1s cv=3.16227766)", "rate: 0.8/s"), precision: 0.056, read: mg1},
		{id: "prio-nonpreemptive", precision: 0.021, read: read{
			"wait_high": func(r *Result) Number {
				return plus(r.Flows["high"].Latency.Mean, Number{Value: -1, Low: -1, High: -1})
			},
			"wait_low": func(r *Result) Number { return plus(r.Flows["low"].Latency.Mean, Number{Value: -1, Low: -1, High: -1}) },
		}, design: `
components: {s: {kind: service, slots: 1, discipline: priority, work: 1s}}
flows:
  high: {rate: 0.3/s, priority: 1, steps: [{call: s}]}
  low: {rate: 0.5/s, steps: [{call: s}]}
`},
		{id: "dm1-.8", design: station("slots: 1, work: 1s", "arrivals: const(0.8/s)"), precision: 0.014, read: read{"mean_response": mmc["mean_response"], "mean_wait": mmc["mean_wait"]}},
		{id: "t3-jackson", precision: 0.012, read: read{
			"lb_ms":    func(r *Result) Number { return scaled(r.Components["lb"].Response.Mean, 1e3) },
			"app_ms":   func(r *Result) Number { return scaled(r.Components["app"].Response.Mean, 1e3) },
			"db_ms":    func(r *Result) Number { return scaled(r.Components["db"].Response.Mean, 1e3) },
			"total_ms": func(r *Result) Number { return scaled(r.Flows["ask"].Latency.Mean, 1e3) },
		}, design: `
components:
  lb: {kind: load-balancer, slots: 1, work: 0.1ms}
  app: {kind: service, replicas: 8, slots: 1, balance: random}
  db: {kind: sql, slots: 4}
flows: {ask: {rate: 4000/s, steps: [{call: lb}, {call: app, work: 1.5ms}, {read: db, work: 0.6ms}]}}
`},
		{id: "feedback-retry-p", precision: 0.014, read: read{
			"effective_rate":      s(func(c *ComponentResult) Number { return c.Arrivals }),
			"utilisation":         s(func(c *ComponentResult) Number { return c.Utilization }),
			"mean_response_total": flowMean("ask"),
			"attempts_mean": func(r *Result) Number {
				return scaled(r.Components["s"].Arrivals, 1/r.Flows["ask"].Offered.Value)
			},
		}, design: `
components: {s: {kind: service, slots: 1, work: 1s, operations: {run: [{fail: 40%}]}}}
flows: {ask: {rate: 0.4/s, steps: [{call: s.run, retry: {max: unlimited, backoff: 1ns, factor: 1, jitter: none}}]}}
`},
		{id: "mva-N100-Z15.0-k3", precision: 0.014, read: read{
			"throughput": f(func(f *FlowResult) Number { return f.OK }),
			"response":   flowMean("ask"),
		}, design: `
components:
  a: {kind: service, slots: 1, work: 5ms}
  b: {kind: service, slots: 1, work: 30ms}
  c: {kind: service, cores: 1, work: 27ms, discipline: processor-sharing}
flows: {ask: {users: 100, think: exp(15s), steps: [{call: a}, {call: b}, {call: c}]}}
`},
		{id: "mva-N30-Z1.0-k3", precision: 0.014, read: read{
			"throughput": f(func(f *FlowResult) Number { return f.OK }),
			"response":   flowMean("ask"),
		}, design: `
components:
  a: {kind: service, slots: 1, work: 100ms}
  b: {kind: service, slots: 1, work: 80ms}
  c: {kind: service, slots: 1, work: 50ms}
flows: {ask: {users: 30, think: exp(1s), steps: [{call: a}, {call: b}, {call: c}]}}
`},
		{id: "lqn-01-sanity", precision: 0.007, read: read{
			"throughput":         f(func(f *FlowResult) Number { return f.OK }),
			"cycle":              flowMean("ask"),
			"client_utilisation": func(r *Result) Number { return r.Components["client"].SlotsUtilization },
			"server_utilisation": func(r *Result) Number { return r.Components["server"].Utilization },
		}, design: `
components:
  client: {kind: service, slots: 1}
  server: {kind: service, slots: 1, work: 1s}
flows: {ask: {users: 1, steps: [{call: client, work: 1s, steps: [{call: server}]}]}}
`},
		{id: "forkjoin2-0.5", precision: 0.014, read: read{"mean_response": flowMean("ask")}, design: `
components:
  a: {kind: service, slots: 1, work: 1s}
  b: {kind: service, slots: 1, work: 1s}
flows: {ask: {rate: 0.5/s, steps: [{parallel: [{call: a}, {call: b}]}]}}
`},
		{id: "fanout-infserver", precision: 0.014, read: read{"mean_10": flowMean("ten"), "mean_100": flowMean("hundred")}, design: `
components: {a: {kind: service, work: 1s}}
flows:
  ten: {rate: 5/s, steps: [{each: 10, steps: [{call: a}]}]}
  hundred: {rate: 1/s, steps: [{each: 100, steps: [{call: a}]}]}
`},
		{id: "lru-N10000-C100-a0.8", name: "lru", design: cache("10k", "100", "0.8", "lru"), precision: 0.014, read: hit("lru_hit"), absolute: true},
		{id: "lru-N10000-C100-a0.8", name: "fifo", design: cache("10k", "100", "0.8", "fifo"), precision: 0.014, read: hit("fifo_or_random_hit"), absolute: true},
		{id: "lru-N10000-C1000-a1.0", name: "lru", design: cache("10k", "1000", "1.0", "lru"), precision: 0.014, read: hit("lru_hit"), absolute: true},
		{id: "lru-N10000-C1000-a1.0", name: "random", design: cache("10k", "1000", "1.0", "random"), precision: 0.014, read: hit("fifo_or_random_hit"), absolute: true},
		{id: "lru-N100000-C5000-a1.2", name: "lru", design: cache("100k", "5000", "1.2", "lru"), precision: 0.014, read: hit("lru_hit"), absolute: true},
		{id: "lru-N100000-C5000-a1.2", name: "fifo", design: cache("100k", "5000", "1.2", "fifo"), precision: 0.014, read: hit("fifo_or_random_hit"), absolute: true},
		{id: "ttl-cache", precision: 0.007, read: hit("hit_no_reset"), design: `
data: {link: {keys: uniform(1)}}
components: {c: {kind: cache, of: link, ttl: 3s}}
flows: {ask: {rate: 2/s, steps: [{get: c, miss: [{set: c}]}]}}
`},
		{id: "ttl-cache", name: "reset", precision: 0.007, read: hit("hit_reset_on_hit"), design: `
data: {link: {keys: uniform(1)}}
components: {c: {kind: cache, of: link, idle: 3s}}
flows: {ask: {rate: 2/s, steps: [{get: c, miss: [{set: c}]}]}}
`},
		{id: "pod-1-0.9", design: station("replicas: 500, slots: 1, balance: random, work: 1s", "rate: 450/s"), precision: 0.056, read: read{"mean_response": flowMean("ask")}},
		{id: "pod-2-0.95", design: station("replicas: 500, slots: 1, balance: two-choices, work: 1s", "rate: 475/s"), precision: 0.035, read: read{"mean_response": flowMean("ask")}},
		{id: "retrial-mm1", precision: 0.014, read: read{
			"p_busy":               s(func(c *ComponentResult) Number { return c.Utilization }),
			"retry_attempts_per_s": s(func(c *ComponentResult) Number { return c.Refused }),
			"mean_orbit": func(r *Result) Number {
				return plus(r.Flows["ask"].InFlight, scaled(r.Components["s"].InFlight, -1))
			},
		}, design: `
components: {s: {kind: service, slots: 1, queue: 0, work: 1s}}
flows: {ask: {rate: 0.6/s, steps: [{call: s, retry: {max: unlimited, backoff: exp(2s), factor: 1, jitter: none}}]}}
`},
		{id: "retry-amplification", precision: 0.014, read: read{
			"attempts_per_request": func(r *Result) Number {
				return scaled(r.Components["s"].Arrivals, 1/r.Flows["ask"].Offered.Value)
			},
			"success": func(r *Result) Number { return r.Flows["ask"].Availability },
		}, design: `
components: {s: {kind: service, operations: {run: [{fail: 50%}]}}}
flows: {ask: {rate: 1000/s, steps: [{call: s.run, retry: {max: 3}}]}}
`},
		{id: "token-bucket", options: Options{For: 10.001}, read: read{
			"accepted": func(r *Result) Number { return exactly(r.Flows["ask"].Counts.OK) },
			"rejected": func(r *Result) Number { return exactly(r.Flows["ask"].Counts.Failed) },
		}, design: station("rate-limit: {rate: 100/s, burst: 50}", "arrivals: const(200/s)")},
		{id: "mm1-breakdowns", precision: 0.028, options: Options{Breakdowns: true}, read: read{
			"mean_response":  flowMean("ask"),
			"mean_in_system": s(func(c *ComponentResult) Number { return c.InFlight }),
		}, design: station("cores: 1, work: 1s, mttf: 100s, mttr: 10s, restart: resume", "rate: 0.5/s")},
		{id: "bcmp-2class-ps", precision: 0.0056, read: read{
			"throughput_class1": okRate("one"),
			"throughput_class2": okRate("two"),
			"response_class1":   flowMean("one"),
			"response_class2":   flowMean("two"),
			"queue_len_class1":  inFlight("one"),
			"queue_len_class2":  inFlight("two"),
		}, design: `
components: {s: {kind: service, cores: 1, discipline: processor-sharing, work: 1s}}
flows:
  one: {users: 2, think: erlang(666.667ms k=2), steps: [{call: s}]}
  two: {users: 2, think: hyperexp(216.667ms cv=1.2), steps: [{call: s}]}
`},
	} {
		t.Run(strings.TrimSuffix(tt.id+"/"+tt.name, "/"), func(t *testing.T) {
			c := cases[tt.id]
			r := simulate(t, tt.design, tt.options, RunOptions{Seed: 1, Precision: tt.precision, MaxEvents: 30e6})
			for name, value := range tt.read {
				want, known := c.Expected[name].(float64)
				if !known {
					t.Errorf("the case has no %q", name)
				}
				allowed := c.Tolerance * want
				if tt.absolute {
					allowed = c.Tolerance
				}
				if got := value(r); !got.Known() || !holds(got, want, allowed) {
					t.Errorf("%s = %.6g [%.6g..%.6g], want %.6g within %.2g (%d events; %s)", name, got.Value, got.Low, got.High, want, allowed, r.Events, c.Source)
				}
			}
			if !r.Settled {
				t.Errorf("it does not settle: %s", r.Why)
			}
		})
	}
}
