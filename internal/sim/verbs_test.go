package sim

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// everything is a small design in which each verb has something to break.
const everything = `actors: {person: {kind: human, daily: 1k}}
boundaries: {here: {in: land}, there: {in: land, zones: 2}, land: {region: true}}
data:
  thing: {fields: {id: string}, keys: uniform(100)}
  note: {fields: {id: string}, keys: uniform(100), count: 100}
components:
  names: {kind: dns, ttl: 1s}
  eyes: {kind: monitoring}
  wire: {kind: network, bandwidth: 80kbit/s, in: here}
  front: {kind: service, in: here, cores: 4}
  s: {kind: service, in: there, replicas: 4, cores: 1, slots: 20, work: const(1ms), resolved-by: names, limits: {memory: {max: 1GB, use: 100MB}}, lease: {from: warden.grant, every: 1s, ttl: 3s}}
  warden: {kind: lock, in: here, operations: {grant: [{work: 0.1ms}]}}
  auto: {kind: service, in: there, slots: 3, replicas: {min: 1, max: 5, target: {in-flight: 1}, every: 2s}}
  cache: {kind: cache, in: there, of: thing, entries: 20, ttl: 1h}
  db: {kind: sql, in: there, stores: [thing], replicas: 3, cores: 1, work: const(1ms), reads-from: replicas, replication: {mode: async, lag: 1ms}, disk: 10GB}
  box: {kind: queue, in: there, stores: [note], max-deliveries: 3}
  hand: {kind: worker, in: there, work: const(1ms)}
  gate: {kind: websocket, in: there, connections: 1000}
links:
  front.s: {request: 10kB, response: 10kB}
  front.db: {via: wire, request: 1kB, response: 1kB}
flows:
  ask: {by: person, arrivals: const(40/s), steps: [{call: front, steps: [{call: s}]}]}
  grow: {rate: 20/s, steps: [{call: auto, steps: [{wait: 200ms}]}]}
  look: {arrivals: const(20/s), steps: [{call: front, steps: [{get: cache, miss: [{read: db.thing}, {set: cache}]}, {read: db.thing}]}]}
  save: {arrivals: const(20/s), steps: [{call: front, steps: [{write: db.thing}, {publish: box}]}]}
  take: {by: hand, consumes: box, steps: [{work: const(2ms)}]}
  join: {arrivals: const(1/s), hold: {at: gate, for: const(500s)}, steps: []}
  tick: {by: hand, every: 3s, at: "00:00", steps: [{work: const(1ms)}]}
`

// targetsOf gives for each verb a target of every kind that it may name, and
// the options it needs.
var targetsOf = map[string]struct {
	options string
	targets map[string]string
}{
	"crash":     {"", map[string]string{"component": "s", "replica": "s#2", "boundary": "there", "all": "all"}},
	"restart":   {"batch: 1, for: 2s", map[string]string{"component": "s", "replica": "s#2", "boundary": "there", "all": "all"}},
	"pause":     {"", map[string]string{"component": "s", "replica": "s#2", "boundary": "there", "all": "all"}},
	"slow":      {"by: 3x", map[string]string{"component": "s", "replica": "db.primary", "boundary": "there", "all": "all"}},
	"hang":      {"for: 2s", map[string]string{"component": "s", "replica": "s#2", "boundary": "there", "all": "all"}},
	"errors":    {"rate: 20%", map[string]string{"component": "s", "replica": "db.primary", "link": "front.s", "flow": "ask", "all": "all"}},
	"delay":     {"by: 5ms", map[string]string{"component": "s", "link": "front.s", "boundary": "there", "pair": "[front, s]", "all": "all"}},
	"loss":      {"rate: 10%", map[string]string{"component": "s", "link": "front.s", "boundary": "there", "pair": "[here, there]", "all": "all"}},
	"cut":       {"", map[string]string{"component": "s", "link": "front.s", "boundary": "there", "pair": "[front, [s, db]]"}},
	"bandwidth": {"to: 20kbit/s", map[string]string{"component": "wire", "link": "front.s", "boundary": "there"}},
	"unresolve": {"", map[string]string{"component": "s"}},
	"flush":     {"", map[string]string{"component": "cache"}},
	"drop":      {"", map[string]string{"component": "gate", "flow": "join"}},
	"hot":       {"share: 50%", map[string]string{"component": "cache", "entity": "thing", "flow": "look"}},
	"poison":    {"rate: 50%", map[string]string{"component": "box", "flow": "take", "entity": "note"}},
	"surge":     {"by: 2x", map[string]string{"flow": "ask", "actor": "person", "all": "all"}},
	"halt":      {"", map[string]string{"flow": "ask", "actor": "person", "component": "hand", "all": "all"}},
	"admit":     {"to: 10%", map[string]string{"flow": "ask", "actor": "person", "component": "s", "all": "all"}},
	"lag":       {"by: 1s", map[string]string{"component": "db"}},
	"fill":      {"", map[string]string{"component": "db"}},
	"skew":      {"by: 4s", map[string]string{"component": "hand", "replica": "s#1"}},
	"deploy":    {"errors: 20%, slow: 2x", map[string]string{"component": "s"}},
	"expire":    {"", map[string]string{"component": "s", "link": "front.s", "all": "all"}},
	"blind":     {"", map[string]string{"component": "eyes"}},
	"stale":     {"", map[string]string{"component": "auto"}},
	"leak":      {"of: memory, by: 500MB/s", map[string]string{"component": "s"}},
	"split":     {"for: 2s", map[string]string{"component": "db"}},
	"steal":     {"by: 50%", map[string]string{"component": "s", "replica": "db.primary", "boundary": "there"}},
	"set":       {"", map[string]string{"patch": "{components: {s: {work: const(5ms)}}}"}},
}

// TestEveryVerbChangesWhateverItMayName goes through the table of the language.
func TestEveryVerbChangesWhateverItMayName(t *testing.T) {
	undisturbed := underFaults(t, everything, "", 5)
	undisturbed.Events = 0
	for _, v := range model.InjectVerbs {
		told := targetsOf[v.Name]
		for _, kind := range strings.Split(v.Targets, "|") {
			target, said := told.targets[kind]
			if !said {
				t.Errorf("the table says nothing of %s on a %s", v.Name, kind)
				continue
			}
			inject := "{" + v.Name + ": " + target + ", at: 1s"
			if told.options != "" {
				inject += ", " + told.options
			}
			r := underFaults(t, everything, inject+"}", 5)
			r.Events = 0
			if reflect.DeepEqual(r, undisturbed) {
				t.Errorf("%s} on a %s changes nothing", inject, kind)
			}
		}
	}
}

// TestAFaultThatCannotChangeAnythingIsSaidSo reports what a verb has no effect on.
func TestAFaultThatCannotChangeAnythingIsSaidSo(t *testing.T) {
	const text = `components: {s: {kind: service, replicas: 2}, c: {kind: cache, hit: 90%}, d: {kind: dns}, db: {kind: sql}}
flows: {ask: {rate: 1/s, steps: [{call: s}, {get: c}, {read: db}]}}
`
	for _, inject := range []string{
		"bandwidth: s, to: 1Gbit/s", "flush: c", "stale: d", "skew: s, by: 5s", "lag: db, by: 5s", "split: db", "fill: db, to: 50%",
		"crash: s, zone: b", "halt: db", "delay: s, by: 5ms, zone: a", "delay: s, by: 5ms, share: 50%",
	} {
		d := loaded(t, text+"failures: {f: {inject: {"+inject+"}}}\n")
		p, problems := Compile(d, Options{For: 1, Faults: d.Failures.Get("f").Inject})
		if p == nil || len(problems) == 0 || problems[0].Code != "no-effect" && problems[0].Code != "not-replicated" {
			t.Errorf("%s: %+v, want a warning that it does nothing", inject, problems)
		}
	}
}

func TestABandwidthHoldsUpMessagesBySize(t *testing.T) {
	const text = `boundaries: {here: {}, there: {}}
components:
  wire: {kind: network, bandwidth: 8Mbit/s}
  front: {kind: service, in: here}
  s: {kind: service, replicas: 2, in: there}
links: {front.s: {request: 10kB, response: 40kB}}
flows: {ask: {arrivals: const(4/s), steps: [{call: front, steps: [{call: s}]}]}}
`
	// At 8 Mbit/s a kilobyte takes a millisecond.
	for _, tt := range []struct {
		name, text, inject string
		want               float64 // mean latency in seconds
	}{
		{"a link", text, "{bandwidth: front.s, to: 8Mbit/s}", 0.05},
		{"a component", text, "{bandwidth: s, to: 8Mbit/s}", 0.05},
		{"a boundary", text, "{bandwidth: there, to: 8Mbit/s}", 0.05},
		{"the caller", text, "{bandwidth: front, to: 8Mbit/s}", 0.05},
		{"for half of the time", text, "{bandwidth: s, to: 8Mbit/s, for: 10s}", 0.05 * 39 / 80},
		{"the narrower of two", text, "{bandwidth: s, to: 16Mbit/s}, {bandwidth: front, to: 8Mbit/s}", 0.05},
		{"a network that is there", strings.Replace(text, "front.s: {", "front.s: {via: wire, ", 1), "{bandwidth: wire, to: 4Mbit/s}", 0.1},
		{"a network that was wider", strings.Replace(text, "front.s: {", "front.s: {via: wire, ", 1), "{bandwidth: wire, to: 1Gbit/s}", 0.05},
		{"before a network", strings.Replace(text, "front.s: {", "front.s: {via: wire, ", 1), "{bandwidth: s, to: 8Mbit/s}", 0.1},
	} {
		if got := underFaults(t, tt.text, tt.inject, 20.0005).Flows["ask"].Latency.Mean.Value; math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: the mean latency is %g s, want %g s", tt.name, got, tt.want)
		}
	}
}

// TestAStaleNameKeepsCallersWhereTheyWere takes one replica of four away, adds
// one, or lets the primary move, while callers do not hear of it.
func TestAStaleNameKeepsCallersWhereTheyWere(t *testing.T) {
	const service = `components: {names: {kind: dns, ttl: 1s}, s: {kind: service, replicas: 4, resolved-by: names, work: const(1ms), cores: 1}}
flows: {ask: {arrivals: const(400/s), steps: [{call: s}]}}
`
	const store = `components: {db: {kind: sql, replicas: 2, replication: {mode: sync}, failover: {time: 2s}}}
flows: {ask: {arrivals: const(10/s), steps: [{write: db}]}}
`
	refused := func(r *Result) float64 { return float64(r.Flows["ask"].Counts.Failed) }
	busiest := func(r *Result) float64 { return r.Components["s"].Utilization.Value }
	for _, tt := range []struct {
		name, text, inject string
		read               func(*Result) float64
		want, within       float64
	}{
		{"a replica that has left is still asked", service, "{stale: names, at: 5s}, {set: {components: {s: {replicas: 3}}}, at: 10s}", refused, 1000, 1},
		{"and no more when answers are fresh", service, "{stale: s, at: 5s, for: 10s}, {set: {components: {s: {replicas: 3}}}, at: 10s}", refused, 500, 1},
		{"without it nobody is refused", service, "{set: {components: {s: {replicas: 3}}}, at: 10s}", refused, 0, 0},
		{"new replicas get nothing", service, "{stale: s}, {set: {components: {s: {replicas: 8}}}, at: 0s}", busiest, 0.05, 1e-3},
		{"writes go to the old primary", store, "{stale: db, at: 5s}, {crash: db.primary, at: 10.05s}", refused, 99, 1},
		{"or to the new one after two seconds", store, "{crash: db.primary, at: 10.05s}", refused, 20, 1},
		{"a name that becomes empty is still found", service, "{stale: names, at: 5s}, {unresolve: s, at: 10s}", refused, 0, 0},
	} {
		if got := tt.read(underFaults(t, tt.text, tt.inject, 20.0005)); math.Abs(got-tt.want) > tt.within {
			t.Errorf("%s: %g, want %g", tt.name, got, tt.want)
		}
	}
}

// TestASkewedClockEndsLeasesAndEntriesEarly sets clocks forward by more than
// what is left.
func TestASkewedClockEndsLeasesAndEntriesEarly(t *testing.T) {
	const leases = `components:
  warden: {kind: lock, operations: {grant: [{work: const(1ms)}]}}
  s: {kind: service, lease: {from: warden.grant, every: const(1s), ttl: 3s}}
flows: {ask: {arrivals: const(100/s), steps: [{call: s}]}}
`
	failed := func(text, inject string) float64 {
		return float64(underFaults(t, text, inject, 20.0005).Flows["ask"].Counts.Failed)
	}
	for inject, want := range map[string]float64{
		"{skew: s, by: 1s, at: 10s}":                                  0,    // two seconds are left
		"{skew: s, by: 4s, at: 10s, for: 5s}":                         500,  // every lease is over when it comes
		"{skew: s#1, by: 4s, at: 10s}":                                1000, //
		"{skew: s, by: 4s, at: 10s}, {skew: warden, by: 4s, at: 10s}": 0,    // both are wrong alike
	} {
		if got := failed(leases, inject); math.Abs(got-want) > 105 || want == 0 && got > 0 {
			t.Errorf("%s: %g of 2000 fail, want about %g", inject, got, want)
		}
	}
	const caching = `data: {thing: {keys: uniform(10)}}
components: {cache: {kind: cache, of: thing, entries: 10, ttl: 1h}}
flows: {ask: {arrivals: const(100/s), steps: [{get: cache, miss: [{set: cache}]}]}}
`
	hits := func(inject string) float64 {
		return underFaults(t, caching, inject, 20.0005).Components["cache"].HitRatio.Value
	}
	if before, after := hits(""), hits("{skew: cache, by: 2h, at: 10s}"); math.Abs((before-after)*2000-10) > 1 {
		t.Errorf("the hit ratio is %g, and %g with a clock that is ahead: want ten misses more of 2000", before, after)
	}
}

// TestAPoisonedValueIsAnErrorToWhoReadsIt poisons what a cache and a store keep.
func TestAPoisonedValueIsAnErrorToWhoReadsIt(t *testing.T) {
	const text = `data: {setting: {keys: uniform(1)}, other: {}}
components: {cache: {kind: cache, of: setting, entries: 10}, db: {kind: sql, stores: [setting, other]}}
flows:
  use: {arrivals: const(10/s), steps: [{get: cache, on-error: miss, miss: [{read: db.setting}]}]}
  else: {arrivals: const(10/s), steps: [{read: db.other}]}
`
	for _, tt := range []struct {
		inject                string
		calls, failed, others float64
	}{
		{"", 0, 0, 0},
		{"{poison: cache, at: 10.05s}", 100, 0, 0},
		{"{poison: cache, rate: 50%, at: 0.05s}", 100, 0, 0},
		{"{poison: setting, at: 10.05s}", 100, 100, 0},
		{"{poison: setting, at: 10.05s, for: 5s}", 50, 50, 0},
		{"{poison: db, at: 10.05s}", 0, 0, 100},
	} {
		r := underFaults(t, text, tt.inject, 20.05)
		calls := r.Components["db"].Arrivals.Value*20.05 - 200
		if within := 15.0; math.Abs(calls-tt.calls) > within || tt.calls == 0 && calls > 1e-6 {
			t.Errorf("%s: the store is asked %g times for the setting, want %g", tt.inject, calls, tt.calls)
		}
		if got := float64(r.Flows["use"].Counts.Failed); got != tt.failed {
			t.Errorf("%s: %g uses fail, want %g", tt.inject, got, tt.failed)
		}
		if got := float64(r.Flows["else"].Counts.Failed); got != tt.others {
			t.Errorf("%s: %g others fail, want %g", tt.inject, got, tt.others)
		}
	}
}
