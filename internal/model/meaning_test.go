package model

import (
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
)

// wholeDesign loads the example that uses every section of the language.
func wholeDesign(t testing.TB) *Design {
	t.Helper()
	text, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, _ := load(t, string(text))
	return d
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b)) }

func TestFlowRateIsPerUserTimesDailyUsers(t *testing.T) {
	d := wholeDesign(t)
	s := d.StartOf(d.Flows.Get("redirect"))
	if s.Kind != StartOpen || !near(s.Rate.Value, 100e6*5/86400) {
		t.Errorf("redirect starts %s at %g/s, want open at %g/s", s.Kind, s.Rate.Value, 100e6*5/86400.0)
	}
	if got := s.RateAt("peak").Value; !near(got, 3*100e6*5/86400) {
		t.Errorf("redirect at peak = %g/s, want three times the mean", got)
	}
	if len(s.Inputs) != 2 || s.Inputs[0].Path != "flows.redirect.per-user" || s.Inputs[1].Path != "actors.reader.daily" {
		t.Errorf("inputs = %v, want per-user and daily with their paths", s.Inputs)
	}
}

func TestLinkPoliciesOverrideTheDefaultKeyByKey(t *testing.T) {
	d := wholeDesign(t)
	p := d.Policy("api", "links-db", nil)
	if p.Timeout == nil || p.Timeout.Value != 0.1 || p.Retry == nil || p.Retry.Max.Value != 2 {
		t.Errorf("policy of api.links-db = %+v, want its timeout of 100 ms and two retries", p)
	}
	l := d.LinkOf("api", "links-db")
	if l.TLS == nil || !*l.TLS || l.Auth != "iam" {
		t.Errorf("link api.links-db has tls %v and auth %q, want tls from the default and iam of its own", l.TLS, l.Auth)
	}
}

func TestWalkMeetsEveryHopAndOperation(t *testing.T) {
	d := wholeDesign(t)
	var met []string
	d.Walk(d.Flows.Get("redirect"), func(v Visit) {
		if v.Callee != nil {
			met = append(met, v.Caller+">"+v.Callee.Name)
		} else {
			met = append(met, v.Caller+":"+string(v.Step.Verb))
		}
	})
	want := []string{"reader>cdn", "cdn>edge", "edge>api", "api:work", "api>cache", "api>links-db", "api>cache", "reader>clicks"}
	if !slices.Equal(met, want) {
		t.Errorf("redirect meets\n%v, want\n%v", met, want)
	}
}

// loadClean loads a design that must have no errors.
func loadClean(t testing.TB, body string) *Design {
	t.Helper()
	d, problems := load(t, header+body)
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return d
}

func TestFlowsStartInTheWaysOfTheLanguage(t *testing.T) {
	d := loadClean(t, `actors: {person: {kind: human, daily: 86400, peak: 4x}}
components: {q: {kind: queue}, w: {kind: worker, replicas: 3}}
flows:
  per-user: {by: person, per-user: 2/day, steps: [{publish: q}]}
  rate: {by: person, rate: 6/s, peak: 2x, steps: [{work: 1ms}]}
  bursty: {arrivals: bursty(800/s cv=4), steps: [{work: 1ms}]}
  file: {arrivals: file(requests.csv), steps: [{work: 1ms}]}
  closed: {by: person, users: 10, think: exp(5s), steps: [{work: 1ms}]}
  message: {by: w, consumes: q, batch: 5, steps: [{work: 1ms}]}
  nightly: {every: 1d, at: "01:00", steps: [{work: 1ms}]}
  beat: {by: w, every: 10s, per: replica, steps: [{work: 1ms}]}
  never: {steps: [{work: 1ms}]}
`)
	for _, tt := range []struct {
		flow string
		kind StartKind
		rate float64
		peak float64
	}{
		{"per-user", StartOpen, 2, 4}, {"rate", StartOpen, 6, 2}, {"bursty", StartOpen, 800, 1}, {"file", StartOpen, 0, 1},
		{"closed", StartClosed, 0, 1}, {"message", StartOnMessage, 0, 1}, {"nightly", StartScheduled, 1.0 / 86400, 1},
		{"beat", StartScheduled, 0.3, 1}, {"never", StartNone, 0, 1},
	} {
		s := d.StartOf(d.Flows.Get(tt.flow))
		if s.Kind != tt.kind || !near(s.Rate.Value, tt.rate) || s.Peak.Value != tt.peak {
			t.Errorf("%s starts %s at %g/s with peak %g, want %s at %g/s with peak %g", tt.flow, s.Kind, s.Rate.Value, s.Peak.Value, tt.kind, tt.rate, tt.peak)
		}
	}
	if s := d.StartOf(d.Flows.Get("bursty")); s.Process != "bursty" || s.CV != 4 {
		t.Errorf("bursty arrives by %s with cv %g", s.Process, s.CV)
	}
	if s := d.StartOf(d.Flows.Get("message")); s.Queue != "q" || s.Batch.Value != 5 {
		t.Errorf("message is started by %q in batches of %v", s.Queue, s.Batch)
	}
}

func TestFormulasUseNamesInTheirOrder(t *testing.T) {
	d := loadClean(t, `assume: {opens: 5/day, total: "= reader + link + 1"}
actors: {reader: {kind: human, daily: 100}}
data: {link: {size: 1kB, count: 50}, reader: {size: 1B, count: 7}}
components:
  api: {kind: service, replicas: 4, slots: "= replicas * 10", limits: {threads: {max: 10k, use: "= replicas + 2000"}}}
flows:
  read: {by: reader, per-user: "= opens * 2", steps: [{call: api}]}
  copy: {rate: "= read / 2", steps: [{call: api}]}
`)
	if got := d.Assume.Get("total").Value; got != 151 {
		t.Errorf("total = %g, want the actor's 100, the entity's 50 and 1", got)
	}
	if got := d.StartOf(d.Flows.Get("copy")).Rate.Value; !near(got, 100*10/86400.0/2) {
		t.Errorf("copy runs at %g/s, want half of read", got)
	}
	api := d.Components.Get("api")
	if api.Slots.Value != 40 {
		t.Errorf("slots = %g, want ten per replica", api.Slots.Value)
	}
	use := api.Limits.Threads.Use
	if use.Value != 2004 || d.Evaluate(use, 100) != 2100 {
		t.Errorf("threads in use = %g and %g with 100 replicas, want 2004 and 2100", use.Value, d.Evaluate(use, 100))
	}
	if got := d.Evaluate(api.Limits.Threads.Max, 100); got != 10000 {
		t.Errorf("a plain quantity evaluates to %g", got)
	}
}

func TestUncertaintyTravelsThroughFormulas(t *testing.T) {
	d := loadClean(t, `assume: {opens: {value: 5/day, sure: low}}
actors: {reader: {kind: human, daily: {value: 1M, sure: high}}}
flows: {read: {by: reader, per-user: "= opens", steps: [{work: 1ms}]}}
`)
	var inputs []string
	for _, m := range d.StartOf(d.Flows.Get("read")).Rate.Moves {
		inputs = append(inputs, m.Input)
	}
	if !slices.Equal(inputs, []string{"actors.reader.daily", "assume.opens"}) {
		t.Errorf("the rate moves with %v", inputs)
	}
}

func TestPoliciesMergeInsideRetryToo(t *testing.T) {
	d := loadClean(t, `components: {a: {kind: service}, b: {kind: service}, c: {kind: service}, wire: {kind: network}}
links:
  default: {tls: true, timeout: 1s, retry: {max: 5, backoff: 10ms, jitter: none}, breaker: {errors: 50%, open: 1s}, hedge: {after: p95}}
  a.b: {retry: {max: 1}, breaker: {open: 9s}, hedge: {after: 5ms}, protocol: grpc, via: wire, bytes: 3kB}
  wire.b: {timeout: 2s}
flows: {f: {rate: 1/s, steps: [{call: a > b, retry: {backoff: 70ms}, request: 2kB, timeout: 3s}, {call: c}]}}
`+"")
	step := d.Flows.Get("f").Steps[0]
	p := d.Policy("a", "b", step)
	if p.Retry.Max.Value != 1 || p.Retry.Backoff.Value != 0.07 || p.Retry.Jitter != "none" {
		t.Errorf("retry = max %v, backoff %v, jitter %s", p.Retry.Max, p.Retry.Backoff, p.Retry.Jitter)
	}
	if p.Breaker.Errors.Value != 0.5 || p.Breaker.Open.Value != 9 || p.Hedge.After.Time.Value != 0.005 || p.Hedge.After.Percentile != 0 {
		t.Errorf("breaker %+v, hedge %+v", p.Breaker, p.Hedge)
	}
	if outer := d.Policy("", "a", step); outer.Timeout.Value != 1 || outer.Request.Value != 2000 {
		t.Errorf("the outer hop has timeout %v and request %v, want the default and the size", outer.Timeout, outer.Request)
	}
	if l := d.LinkOf("a", "b"); l.Protocol != "grpc" || !*l.TLS || l.Via.Text != "wire" || l.Bytes.Value != 3000 || l.Name != "a.b" {
		t.Errorf("link a.b = %+v", l)
	}
	if l := d.LinkOf("x", "y"); l.Name != "default" {
		t.Errorf("a link of nobody is %q, want the default", l.Name)
	}
}

func TestReplicasAreSpreadOverPlaces(t *testing.T) {
	d := loadClean(t, `boundaries:
  east: {region: true, zones: 3, net: {west: 40ms}}
  west: {region: true}
  core: {in: east, trust: private, context: shop}
components:
  five: {kind: service, in: [east, west], replicas: 5}
  none: {kind: service, in: [east, west]}
  auto: {kind: service, in: core, replicas: {min: 2, max: 9, target: {cpu: 60%}}}
  both: {kind: service, in: [east, west], primary: west, replicas: {east: 5, west: {min: 1, max: 4, target: {queue: 10}}}}
  free: {kind: service}
`)
	for _, tt := range []struct {
		name        string
		counts      []int
		total, most float64
		primary     string
	}{
		{"five", []int{3, 2}, 5, 5, "east"}, {"none", []int{1, 1}, 2, 2, "east"}, {"auto", []int{2}, 2, 9, "core"},
		{"both", []int{5, 1}, 6, 9, "west"}, {"free", []int{1}, 1, 1, ""},
	} {
		c := d.Components.Get(tt.name)
		var counts []int
		primary := ""
		for _, p := range d.Deployments(c) {
			counts = append(counts, p.N())
			if p.Primary {
				primary = p.Boundary
			}
		}
		if !slices.Equal(counts, tt.counts) || c.TotalReplicas().Value != tt.total || c.MostReplicas().Value != tt.most || primary != tt.primary {
			t.Errorf("%s runs %v, %g in total, %g at most, primary in %q; want %v", tt.name, counts, c.TotalReplicas().Value, c.MostReplicas().Value, primary, tt)
		}
	}
	if got := d.RegionOf("core"); got != "east" || d.TrustOf("core") != "private" || d.ContextOf("core") != "shop" {
		t.Errorf("core is in region %q", got)
	}
	if z := d.ZonesOf(d.Components.Get("auto")); z == nil || z.Value != 3 {
		t.Errorf("zones of auto = %v, want those of its region", z)
	}
}

func TestDelayAddsDistanceAndTheCalleesOwn(t *testing.T) {
	d := loadClean(t, `boundaries:
  east: {region: true, net: {west: 40ms}}
  west: {region: true}
  core: {in: east}
components:
  web: {kind: service, in: core}
  near: {kind: service, in: east, net: 1ms}
  far: {kind: service, in: west, net: 2ms}
  both: {kind: service, in: [west, east]}
  said: {kind: service, in: west, net: 2ms}
links: {web.said: {net: 7ms}}
flows: {f: {by: web, rate: 1/s, steps: [{call: said}]}}
`)
	sum := func(callee string) (total float64) {
		for _, q := range d.Delay("web", callee, nil) {
			total += q.Value
		}
		return total
	}
	for callee, want := range map[string]float64{"near": 0.001, "far": 0.042, "both": 0, "said": 0.007, "nobody": 0} {
		if got := sum(callee); !near(got, want) {
			t.Errorf("delay of web to %s = %g s, want %g", callee, got, want)
		}
	}
}

// TestDelayIsTheMeanOverTheCallersReplicas has three replicas of four in the
// east, and calls what is near, what is in one place, and what only a primary
// answers.
func TestDelayIsTheMeanOverTheCallersReplicas(t *testing.T) {
	d := loadClean(t, `boundaries:
  east: {region: true, net: {west: 40ms, south: 10ms}}
  west: {region: true, net: {south: 20ms}}
  south: {region: true}
components:
  web: {kind: service, in: [east, west], replicas: {east: 3, west: 1}}
  both: {kind: service, in: [west, east]}
  far: {kind: service, in: west}
  away: {kind: service, in: [west, south]}
  db: {kind: sql, in: [west, east], replication: {mode: async}, reads-from: any}
flows: {f: {by: web, rate: 1/s, steps: [{write: db}, {read: db}, {call: both}, {call: far}, {call: away}]}}
`)
	want := []float64{0.030, 0, 0, 0.030, 0.0075}
	d.Walk(d.Flows.Get("f"), func(v Visit) {
		total := 0.0
		for _, q := range d.Delay("web", v.Callee.Name, v.Step) {
			total += q.Value
		}
		if !near(total, want[0]) {
			t.Errorf("%s of %s is %g s away, want %g", v.Step.Verb, v.Callee.Name, total, want[0])
		}
		want = want[1:]
	})
}

func TestFileWinsOverTheCatalogue(t *testing.T) {
	d := loadClean(t, `components:
  plain: {kind: service}
  bare: {kind: service, tech: go, runs-on: aws/c7g.large}
  own: {kind: service, tech: go, runs-on: aws/c7g.large, cores: 1, price: $1/month, availability: 99%, memory: 1GB}
  redis: {kind: cache, tech: redis, runs-on: aws/c7g.large, hit: 90%}
  pg: {kind: sql, tech: postgres, work: {read: 1ms, write: 2ms, scan: 9ms}}
  free: {kind: service, cores: unlimited}
`)
	get := func(name string) Effective { return d.Components.Get(name).Effective() }
	if e := get("plain"); e != (Effective{}) {
		t.Errorf("a component of no technology has %+v, want nothing", e)
	}
	if e := get("bare"); e.Cores.Value != 2 || e.Cores.Path != "catalog/aws/c7g.large.cores" || e.Price == nil {
		t.Errorf("cores = %+v, want the machine's two", e.Cores)
	}
	if e := get("own"); e.Cores.Value != 1 || e.Cores.Path != "components.own.cores" || e.Price.Value != 1.0/(730*3600) || e.Availability.Value != 0.99 || e.MTTF != nil || e.Memory.Value != 1e9 {
		t.Errorf("own = %+v", e)
	}
	if e := get("redis"); e.Cores.Value != 1 {
		t.Errorf("redis uses %g cores, want one of the machine's two", e.Cores.Value)
	}
	if e := get("free"); e.Cores != nil {
		t.Error("unlimited cores are limited")
	}
	pg := d.Components.Get("pg")
	for verb, want := range map[Verb]float64{VerbRead: 1e-3, VerbGet: 1e-3, VerbWrite: 2e-3, VerbSet: 2e-3, VerbDelete: 2e-3, VerbAppend: 2e-3, VerbScan: 9e-3, VerbQuery: 9e-3} {
		if q := pg.ServiceWork(verb); q == nil || q.Value != want {
			t.Errorf("work of a %s = %v, want %g s", verb, q, want)
		}
	}
	if q := d.Components.Get("redis").ServiceWork(VerbGet); q == nil || q.Path != "catalog/redis.work.get" {
		t.Errorf("work of a get in redis = %+v, want the catalogue's", q)
	}
	if q := d.Components.Get("plain").ServiceWork(VerbCall); q != nil {
		t.Errorf("a plain component works %v", q)
	}
}

func TestBareWorkIsExponentialAndEverythingElseConstant(t *testing.T) {
	d := loadClean(t, "components: {a: {kind: service, work: 3ms, net: 2ms}, b: {kind: service, work: const(3ms)}, c: {kind: service, work: 0s}}\n")
	a, b, c := d.Components.Get("a"), d.Components.Get("b"), d.Components.Get("c")
	if l := WorkLaw(a.Work.All); l.String() != "exp(0.003)" {
		t.Errorf("work: 3ms is %s", l)
	}
	if l := LawOf(a.Net); l.String() != "const(0.002)" {
		t.Errorf("net: 2ms is %s", l)
	}
	if l := WorkLaw(b.Work.All); l.String() != "const(0.003)" {
		t.Errorf("work: const(3ms) is %s", l)
	}
	if l := WorkLaw(c.Work.All); l.Mean() != 0 || LawOf(nil).Mean() != 0 || WorkLaw(nil).Mean() != 0 {
		t.Errorf("no work has mean %g", l.Mean())
	}
}

func TestStepsCarryTheirObjects(t *testing.T) {
	d := loadClean(t, `data: {link: {size: 500B, keys: zipf(1k s=1.0)}, user: {size: 1kB}}
components:
  api: {kind: service}
  db: {kind: sql, stores: [link, user], work: 1ms}
  one: {kind: sql, stores: [user]}
  cache: {kind: cache, of: link, hit: 50%, work: 2ms}
  q: {kind: queue}
  w: {kind: worker}
links: {api.q: {bytes: 300B}}
flows:
  f:
    rate: 1/s
    steps:
      - call: api
        request: 10kB
        steps:
          - {read: db.link}
          - {scan: db.link, rows: 20}
          - {write: one}
          - {get: cache, keys: 10}
          - {set: cache, bytes: 50B}
          - {publish: q}
          - {read: db}
          - {work: 1ms}
          - {read: db.user, response: 7B, work: 5ms}
  g: {by: w, consumes: q, steps: [{work: 1ms}]}
`)
	var got [][2]float64
	d.Walk(d.Flows.Get("f"), func(v Visit) {
		if v.Callee == nil {
			return
		}
		request, response := d.Sizes(v.Caller, v.Callee.Name, v.Step)
		got = append(got, [2]float64{request.Number().Value, response.Number().Value})
	})
	want := [][2]float64{{10000, 0}, {0, 500}, {0, 10000}, {1000, 0}, {0, 5000}, {50, 0}, {300, 0}, {0, 0}, {0, 7}}
	if !slices.Equal(got, want) {
		t.Errorf("bytes there and back are\n%v, want\n%v", got, want)
	}
	steps := d.Flows.Get("f").Steps[0].Steps
	if k, ok := d.KeysOf(steps[3]); !ok || k.Text != "zipf(1k s=1.0)" {
		t.Errorf("keys of the get = %v", k)
	}
	if _, ok := d.KeysOf(steps[6]); ok {
		t.Error("a read that names no entity of two has keys")
	}
	if w := d.WorkOf(d.Components.Get("cache"), steps[3]); w.Quantity.Value != 2e-3 || w.Times.Value != 10 {
		t.Errorf("work of a get of ten keys = %+v", w)
	}
	if w := d.WorkOf(d.Components.Get("db"), steps[8]); w.Quantity.Value != 5e-3 || w.Law().String() != "exp(0.005)" {
		t.Errorf("work said by the step = %+v", w)
	}
}

func TestGrowthFollowsActorsAndFlows(t *testing.T) {
	d := loadClean(t, `growth: {reader: 40%/y, note: 10%/y}
actors: {reader: {kind: human, daily: 5}}
data: {link: {size: 1B, of: open}, note: {size: 1B, new: 1/s}, fixed: {size: 1B, count: 5}}
flows: {open: {by: reader, per-user: 1/day, steps: [{work: 1ms}]}}
`)
	for name, want := range map[string]float64{"reader": 0.4, "open": 0.4, "link": 0.4, "note": 0.1} {
		if q := d.GrowthOf(name); q == nil || !near(q.PerYear(), want) {
			t.Errorf("growth of %s = %v, want %g a year", name, q, want)
		}
	}
	if q := d.GrowthOf("fixed"); q != nil {
		t.Errorf("what does not grow grows by %v", q)
	}
}

func TestLoadsTakeTheirLevelFromOthers(t *testing.T) {
	d := loadClean(t, "load: {spike: {level: mean, ramp: {to: 10x}}, longer: {level: spike, for: 1h}, plain: {for: 1min}}\n")
	for name, level := range map[string]string{"mean": "mean", "peak": "peak", "spike": "mean", "longer": "mean", "plain": "peak"} {
		if l, ok := d.LoadOf(name); !ok || l.Level != level {
			t.Errorf("load %s is at %q, want %q", name, l.Level, level)
		}
	}
	if _, ok := d.LoadOf("none"); ok {
		t.Error("a load of no name exists")
	}
}

func TestLongestCallCountsAttemptsAndBackoff(t *testing.T) {
	d := loadClean(t, `components: {a: {kind: service}, b: {kind: service}}
links:
  default: {timeout: 100ms, retry: {max: 3, backoff: 10ms, factor: 3, cap: 50ms}}
  a.b: {retry: {jitter: additive}}
  b.a: {deadline: 200ms}
`)
	for _, tt := range []struct {
		caller, callee string
		want           float64
	}{{"x", "a", 0.4 + 0.01 + 0.03 + 0.05}, {"a", "b", 0.4 + 0.02 + 0.04 + 0.05}, {"b", "a", 0.2}} {
		if got, attempts := longest(d.Policy(tt.caller, tt.callee, nil)); !near(got, tt.want) || attempts != 4 {
			t.Errorf("a call of %s to %s lasts %g s with %g attempts, want %g with 4", tt.caller, tt.callee, got, attempts, tt.want)
		}
	}
	if got, _ := longest(CallOptions{}); !math.IsInf(got, 1) {
		t.Errorf("a call without a timeout lasts %g s", got)
	}
}

func TestVerdictsCompareTheIntervalWithTheLimit(t *testing.T) {
	for _, tt := range []struct {
		low, high     float64
		most, atLeast Verdict
	}{{1, 2, Met, Broken}, {4, 5, Broken, Met}, {2, 4, Unsure, Unsure}} {
		if got := JudgeAtMost(3, tt.low, tt.high); got != tt.most {
			t.Errorf("%g..%g at most 3 is %s", tt.low, tt.high, got)
		}
		if got := JudgeAtLeast(3, tt.low, tt.high); got != tt.atLeast {
			t.Errorf("%g..%g at least 3 is %s", tt.low, tt.high, got)
		}
	}
}

// TestAFaultMayNameAReplicaOfAnyShardOrCell counts them all.
func TestAFaultMayNameAReplicaOfAnyShardOrCell(t *testing.T) {
	for n, fits := range map[int]bool{12: true, 13: false} {
		text := fmt.Sprintf("loadpath: 1\nsystem: s\ndata: {thing: {fields: {id: string}}}\ncomponents: {db: {kind: key-value, stores: [thing], replicas: 2, shards: {count: 3, key: id}, cells: {count: 2, key: id}}}\nfailures: {f: {inject: {crash: \"db#%d\"}}}\n", n)
		_, problems, err := Load("s.yaml", func(string) ([]byte, error) { return []byte(text), nil })
		if err != nil {
			t.Fatal(err)
		}
		if got := !problems.HasErrors(); got != fits {
			t.Errorf("db#%d of 2 x 3 x 2 replicas is accepted: %v, want %v", n, got, fits)
		}
	}
}
