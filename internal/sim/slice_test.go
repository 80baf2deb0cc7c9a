package sim

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/model"
)

// sliceCases are designs that fit whole and may be sliced.
var sliceCases = []struct{ name, slice, text string }{
	{"round robin", "1/20", `
components: {web: {kind: service, replicas: 400, cores: 1, work: 10ms}}
flows: {ask: {rate: 28k/s, steps: [{call: web}]}}
`},
	{"two choices", "1/20", `
components: {web: {kind: service, replicas: 400, slots: 1, balance: two-choices, work: 10ms}}
flows: {ask: {rate: 32k/s, steps: [{call: web}]}}
`},
	{"shards behind a service", "1/25", `
data: {row: {keys: uniform(4M)}}
components:
  web: {kind: service, replicas: 500, cores: 2, balance: random, work: 3ms}
  rows: {kind: sql, shards: {count: 100, key: id}, replicas: 2, cores: 1, reads-from: replicas, work: {read: 2ms, write: 4ms}}
links: {web.rows: {net: 0.5ms, pool: 6, timeout: 50ms}}
flows:
  look: {rate: 28k/s, steps: [{call: web, steps: [{read: rows.row}]}]}
  keep: {rate: 8k/s, steps: [{call: web, steps: [{write: rows.row}]}]}
`},
	{"a stream and its workers", "1/10", `
components:
  web: {kind: service, replicas: 200, cores: 1, balance: random, work: 2ms}
  log: {kind: stream, partitions: 400}
  worker: {kind: worker, replicas: 200, slots: 2, cores: 1, work: 0s}
flows:
  put: {rate: 20k/s, steps: [{call: web, steps: [{publish: log}]}]}
  take: {by: worker, consumes: log, steps: [{work: 7ms}]}
`},
	{"a cache of many nodes", "1/10", `
data: {item: {keys: zipf(1M s=0.2)}}
components:
  near: {kind: cache, replicas: 100, cores: 1, entries: 500, of: item, work: {get: 1ms, set: 1ms}}
  far: {kind: service, work: 5ms}
flows: {ask: {rate: 25k/s, steps: [{get: near, miss: [{call: far}, {set: near}]}]}}
`},
	{"one cache for all", "1/10", `
data: {item: {keys: zipf(200k s=0.9)}}
components:
  near: {kind: cache, entries: 20k, of: item, ttl: 10s}
  web: {kind: service, replicas: 200, cores: 1, balance: random, work: 4ms}
flows: {ask: {rate: 30k/s, steps: [{get: near, miss: [{call: web}, {set: near}]}]}}
`},
	{"retries and timeouts", "1/20", `
components: {web: {kind: service, replicas: 400, slots: 1, queue: 3, balance: random, work: 10ms}}
links: {default: {timeout: 30ms, retry: {max: 2, backoff: 20ms, budget: 20%}}}
flows: {ask: {rate: 30k/s, steps: [{call: web}]}}
`},
	{"users who wait", "1/10", `
components: {web: {kind: service, replicas: 200, cores: 1, balance: least-in-flight, work: 20ms}}
flows: {ask: {users: 9k, think: exp(1s), steps: [{call: web}]}}
`},
	{"cells", "1/12", `
data: {ride: {fields: {city: string}, keys: uniform(10M)}}
components:
  web: {kind: service, cells: {count: 24, key: city}, replicas: 4, slots: 1, balance: least-in-flight, work: 10ms}
  rows: {kind: sql, cells: {count: 24, key: city}, replicas: 2, cores: 2, work: 5ms}
flows: {ask: {rate: 6k/s, steps: [{call: web, steps: [{write: rows.ride}]}]}}
`},
	{"bursts", "1/20", `
components: {web: {kind: service, replicas: 400, slots: 1, balance: random, work: 10ms}}
flows: {ask: {arrivals: bursty(28k/s cv=4), steps: [{call: web}]}}
`},
}

func TestASliceAndTheWholeAgree(t *testing.T) {
	for _, tt := range sliceCases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			run := RunOptions{Seed: 3, Precision: 0.03, MaxEvents: 400_000}
			whole := simulate(t, tt.text, Options{}, run)
			slice := simulate(t, tt.text, Options{Slice: fractionOf(tt.slice)}, run)
			if want := fractionOf(tt.slice); slice.Slice == nil || slice.Slice.Fraction != want {
				t.Fatalf("it was not sliced: %+v", slice.Slice)
			}
			agree(t, whole, slice)
		})
	}
}

func fractionOf(text string) float64 {
	k := 0.0
	fmt.Sscanf(text, "1/%g", &k)
	return 1 / k
}

// agree holds a slice to the whole: every number within both intervals and the
// error that the slice states. Some twenty numbers are compared for a design,
// so the intervals are those of 99.9% rather than 95%: half as wide again.
func agree(t failer, whole, slice *Result) {
	t.Helper()
	if slice.Slice.Error == nil {
		t.Fatalf("the slice does not know its error: %+v", slice.Slice)
	}
	off := *slice.Slice.Error
	check := func(what string, a, b Number) {
		t.Helper()
		if a.Known() != b.Known() && whole.Settled {
			t.Fatalf("%s: known is %v of the whole and %v of the slice", what, a.Known(), b.Known())
		}
		if room := off*math.Abs(a.Value) + 1.5*(a.High-a.Low+b.High-b.Low)/2 + 1e-9; a.Known() && b.Known() && math.Abs(a.Value-b.Value) > room {
			t.Fatalf("%s: %.4g [%.4g, %.4g] of the whole and %.4g [%.4g, %.4g] of the slice, whose error is %.2g", what, a.Value, a.Low, a.High, b.Value, b.Low, b.High, off)
		}
	}
	for name, f := range whole.Flows {
		g := slice.Flows[name]
		check(name+" offered", f.Offered, g.Offered)
		check(name+" availability", f.Availability, g.Availability)
		check(name+" in flight", f.InFlight, g.InFlight)
		check(name+" mean latency", f.Latency.Mean, g.Latency.Mean)
		check(name+" p50", f.Latency.P50, g.Latency.P50)
		check(name+" p95", f.Latency.P95, g.Latency.P95)
	}
	for name, c := range whole.Components {
		s := slice.Components[name]
		check(name+" arrivals", c.Arrivals, s.Arrivals)
		check(name+" utilization", c.Utilization, s.Utilization)
		check(name+" in flight", c.InFlight, s.InFlight)
		check(name+" replicas", c.Replicas, s.Replicas)
		if c.HitRatio != nil {
			check(name+" hit ratio", *c.HitRatio, *s.HitRatio)
		}
	}
}

// slicedDesign is a drawn design and the part of it that is simulated.
type slicedDesign struct {
	text string
	k    float64
}

// anySliced draws sharded stores behind caches behind replicated services.
var anySliced = rapid.Custom(func(t *rapid.T) slicedDesign {
	pick := func(name string, options ...string) string { return rapid.SampledFrom(options).Draw(t, name) }
	text := fmt.Sprintf(`
data: {item: {keys: %s}}
components:
  web: {kind: service, replicas: 160, slots: %s, cores: 1, balance: %s, work: %s}
  near: {kind: cache, entries: 1k, of: item, policy: %s%s}
  rows: {kind: key-value, shards: {count: 80, key: id}, cores: 1, work: {read: 3ms}}
links: {web.rows: {%s}}
flows:
  ask: {rate: %s, steps: [{call: web, steps: [{get: near, miss: [{read: rows.item}, {set: near}]}]}]}
`, pick("keys", "zipf(1M s=0.3)", "uniform(1M)"), pick("slots", "unlimited", "20"), pick("balance", "round-robin", "random", "least-in-flight", "two-choices", "hash(id)"),
		pick("work", "8ms", "const(8ms)", "lognormal(8ms cv=1.5)"), pick("policy", "lru", "fifo", "random"), pick("ttl", "", ", ttl: 5s"),
		pick("link", "net: 1ms", "pool: 10", "timeout: 60ms, retry: {max: 1, backoff: 5ms, budget: 10%}"), pick("rate", "5k/s", "12k/s"))
	return slicedDesign{text, rapid.SampledFrom([]float64{5, 8, 10}).Draw(t, "k")}
})

func TestAnySliceAgreesWithItsWhole(t *testing.T) {
	for n := range 10 {
		d := anySliced.Example(n)
		// The whole needs as many more events to see as many seconds.
		whole := simulate(t, d.text, Options{}, RunOptions{Seed: uint64(n + 1), Precision: 0.03, MaxEvents: 300_000})
		slice := simulate(t, d.text, Options{Slice: 1 / d.k}, RunOptions{Seed: uint64(n + 1), Precision: 0.05, MaxEvents: 80_000})
		if slice.Slice.Fraction == 1 {
			t.Fatalf("it was not sliced: %+v", slice.Slice)
		}
		agree(t, whole, slice)
	}
}

// TestWhatSharesABottleneckIsNotSliced states why, with the place, and runs the
// whole.
func TestWhatSharesABottleneckIsNotSliced(t *testing.T) {
	const web = "components:\n  web: {kind: service, replicas: 400, cores: 1, balance: random, work: 10ms}\n"
	const ask = "flows: {ask: {rate: 20k/s, steps: [{call: web, steps: [{call: x}]}]}}\n"
	for _, tt := range []struct{ name, text, why string }{
		{"one replica", web + "  x: {kind: service, slots: 100, work: 1ms}\n" + ask, "x is one replica, which takes its calls from all parts of the load (line 5)"},
		{"a primary", web + "  x: {kind: sql, replicas: 3, cores: 64, work: 1ms}\n" + strings.Replace(ask, "call: x", "write: x", 1), "x has one primary"},
		{"few replicas to choose from", web + "  x: {kind: service, replicas: 100, cores: 2, work: 1ms}\n" + ask, "leaves fewer than 16 to choose from"},
		{"no whole number", web + "  x: {kind: service, replicas: 107, balance: random, cores: 2, work: 1ms}\n" + ask, "1/20 of the 107 replicas of x is no whole number"},
		{"a hot key", "data: {row: {keys: zipf(1M s=1)}}\n" + web + "  x: {kind: sql, shards: {count: 400, key: id}, cores: 1, work: 1ms}\n" + strings.Replace(ask, "call: x", "read: x.row", 1), "the keys of row load the shards of x unevenly"},
		{"a small burst", web + "  x: {kind: service, rate-limit: {rate: 30k/s, burst: 100}}\n" + ask, "1/20 of the requests that a rate limit lets through at once leaves fewer than 50"},
		{"a short queue", web + "  x: {kind: queue, max-length: 100}\n  y: {kind: worker}\n" + strings.Replace(ask, "call: x", "publish: x", 1), "1/20 of the messages that fit into x"},
		{"a job by the clock", web + "flows:\n  ask: {rate: 20k/s, steps: [{call: web}]}\n  job: {every: 1s, steps: [{call: web}]}\n", "job runs by the clock"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := simulate(t, tt.text, Options{Slice: 1.0 / 20}, RunOptions{MaxEvents: 20_000})
			if r.Slice == nil || r.Slice.Fraction != 1 || !strings.Contains(r.Slice.Why, tt.why) {
				t.Errorf("the slice is %+v, want the whole because %q", r.Slice, tt.why)
			}
		})
	}
}

// TestASliceOfASharedBottleneckWouldBeWrong shows what the rule guards against:
// one lock of all requests, of which a part of the load sees nothing.
func TestASliceOfASharedBottleneckWouldBeWrong(t *testing.T) {
	const text = `
components:
  web: {kind: service, replicas: 200, cores: 1, balance: random, work: 10ms}
  lock: {kind: service, slots: 1, work: 0.09ms}
flows: {ask: {rate: 10k/s, steps: [{call: web, steps: [{call: lock}]}]}}
`
	run := RunOptions{Seed: 1, Precision: 0.1}
	whole := simulate(t, text, Options{}, run)
	d := loaded(t, text)
	p, _ := Compile(d, Options{})
	r := newSliceRule(d, p, nil)
	forced, _ := r.compile(d, Options{}, 20, "")
	slice, err := Run(t.Context(), forced, run)
	if err != nil {
		t.Fatal(err)
	}
	if w, s := whole.Components["lock"].Wait.Mean.Value, slice.Components["lock"].Wait.Mean.Value; w < 0.6e-3 || s > 0.01e-3 {
		t.Errorf("the lock makes the whole wait %g s and the slice %g s; at 90%% it is 0.81 ms, and nearly nothing at 4.5%%", w, s)
	}
}

func TestOnlyALargeLoadIsSliced(t *testing.T) {
	const text = `
components: {web: {kind: service, replicas: 40k, cores: 1, balance: random, work: 10ms}}
flows: {ask: {rate: 2.4M/s, steps: [{call: web}]}}
`
	small := simulate(t, text, Options{Slice: SliceAuto, LoadScale: 0.01}, RunOptions{MaxEvents: 20_000})
	if small.Slice != nil {
		t.Errorf("24k/s were sliced: %+v", small.Slice)
	}
	large := simulate(t, text, Options{Slice: SliceAuto}, RunOptions{MaxEvents: 300_000})
	if s := large.Slice; s == nil || s.Fraction > 1.0/20 || s.Kept["web"].Of != 40_000 || !strings.Contains(s.Why, "events in a simulated second") {
		t.Fatalf("2.4M/s were not sliced: %+v", s)
	}
	f := large.Flows["ask"]
	if !(f.Offered.Low <= 2.4e6 && 2.4e6 <= f.Offered.High) {
		t.Errorf("%+v were offered, want 2.4M/s", f.Offered)
	}
	if c := large.Components["web"]; math.Abs(c.Replicas.Value-40_000) > 1e-6 {
		t.Errorf("there are %g replicas, want 40,000", c.Replicas.Value)
	}
	// An M/M/1 queue of each: 10 ms / (1 - 0.6).
	if m := f.Latency.Mean; !(m.Low <= 0.025 && 0.025 <= m.High) {
		t.Errorf("the mean latency is %+v, want 25 ms", m)
	}
}

// TestAFaultFallsOnASliceAsOnTheWhole slows all replicas for a second, so that
// timeouts fail a part of the requests; a fault on one replica is refused.
func TestAFaultFallsOnASliceAsOnTheWhole(t *testing.T) {
	const text = `
components: {web: {kind: service, replicas: 200, cores: 1, balance: random, work: 10ms}}
links: {default: {timeout: 100ms}}
flows: {ask: {rate: 12k/s, steps: [{call: web}]}}
failures:
  slow: {inject: {slow: web, by: 2x, at: 1s, for: 1s}}
  one: {inject: {crash: web#1, at: 1s, for: 1s}}
`
	faults := func(name string) []model.Fault { return loaded(t, text).Failures.Get(name).Inject }
	whole := simulate(t, text, Options{For: 4, Faults: faults("slow")}, RunOptions{Seed: 1})
	slice := simulate(t, text, Options{For: 4, Faults: faults("slow"), Slice: 0.1}, RunOptions{Seed: 1})
	a, b := whole.Flows["ask"].Availability.Value, slice.Flows["ask"].Availability.Value
	if slice.Slice.Fraction != 0.1 || a > 0.9 || math.Abs(a-b) > 0.02 {
		t.Errorf("%.3f of the requests succeed in the whole and %.3f in the slice %+v", a, b, slice.Slice)
	}
	if n, want := float64(slice.Flows["ask"].Counts.Offered), 48_000.0; math.Abs(n/want-1) > 0.05 {
		t.Errorf("the slice counts %g requests, want those of the whole, %g", n, want)
	}
	one := simulate(t, text, Options{For: 4, Faults: faults("one"), Slice: 0.1}, RunOptions{Seed: 1})
	if !strings.Contains(one.Slice.Why, "crash hits one replica (line 9)") {
		t.Errorf("a fault on one of 200 replicas is sliced, or refused because %q", one.Slice.Why)
	}
}

// TestEveryKeyOfAComponentHasARuleInSlices fails when the language gets a key
// of which slices know nothing.
func TestEveryKeyOfAComponentHasARuleInSlices(t *testing.T) {
	rules := map[string][]string{
		"said for each replica, so it stays": {"Slots", "Cores", "Memory", "Disk", "Queue", "MaxWait", "Discipline", "Work", "Balance", "Stale", "Shed", "Connections", "Drain",
			"Start", "Health", "Lease", "Failover", "Active", "MTTF", "MTTR", "Available", "RepairCrews", "Restart", "Zones", "CommonCause", "Standby", "Hit", "Policy", "Write",
			"Of", "Stores", "Replication", "ReadsFrom", "Isolation", "Backup", "Visibility", "MaxDeliveries", "DeadLetter", "Keep", "WhenFull", "Net", "ResolvedBy", "Operations"},
		"divided":                      {"Replicas", "Shards", "Cells", "Partitions", "MaxLength", "RateLimit"},
		"stretched or kept whole":      {"Entries", "TTL", "Idle", "Negative", "StaleOnError"},
		"refused where it is in force": {"Slowdown", "Limits", "Needs", "Coalesce", "Cold", "OrderedBy", "Windows", "Bandwidth", "Packets", "Buffer"},
		"not simulated": {"Entry", "Title", "Doc", "Kind", "Tech", "RunsOn", "In", "Primary", "Price", "PerRequest", "Egress", "Owner", "Criticality", "Built", "Encrypted",
			"MultiTenant", "Admins", "HoldsSecrets", "Logs", "Behaviour", "Technology", "Machine"},
	}
	known := map[string]bool{}
	for _, fields := range rules {
		for _, f := range fields {
			known[f] = true
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[model.Component]()) {
		if len(f.Index) == 1 && !known[f.Name] {
			t.Errorf("slices have no rule for %s of a component: is it said for each replica, or for all of them together?", f.Name)
		}
	}
}
