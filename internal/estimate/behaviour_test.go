package estimate

import (
	"strings"
	"testing"
)

func TestOverloadHasNoLatencyAndSaysWhy(t *testing.T) {
	s := Estimate(load(t, head+`
components: {web: {kind: service, cores: 1}}
flows: {f: {rate: 1200/s, steps: [{call: web, work: 1ms}]}}`), Options{})
	for _, id := range []string{"flows.f.latency.mean", "flows.f.latency.p99", "components.web.wait.mean", "components.web.queue_length"} {
		if q := s.Get(id); q.Why != "arrivals at web, 1,200/s, exceed its capacity of 1,000/s" {
			t.Errorf("%s: why %q", id, q.Why)
		}
	}
	near(t, "headroom", value(t, s, "components.web.headroom"), 1/1.2, 1e-9)
	if s.Saturates.Component != "web" || s.Saturates.Resource != "cores" || s.Saturates.Factor.Value >= 1 {
		t.Errorf("saturates %+v", s.Saturates)
	}
	near(t, "replicas for 70%", value(t, s, "components.web.replicas.needed"), 2, 0)
}

func TestLoadsScale(t *testing.T) {
	for _, tt := range []struct {
		opt        Options
		read, puts float64
	}{
		{Options{}, 3 * 5e6 / 86400, 30}, {Options{Load: "mean"}, 5e6 / 86400, 10},
		{Options{Load: "sale"}, 2 * 3 * 5e6 / 86400, 0}, {Options{LoadScale: 10}, 30 * 5e6 / 86400, 300},
	} {
		s := Estimate(load(t, shop), tt.opt)
		near(t, "read", value(t, s, "flows.read.offered"), tt.read, 1e-9)
		near(t, "put", value(t, s, "flows.put.offered"), tt.puts, 1e-9)
	}
}

func TestGrowthCompoundsAndKeepBounds(t *testing.T) {
	s := Estimate(load(t, head+`
growth: {log: 50%/y, user: 50%/y}
actors: {user: {kind: program}}
data:
  log:  {size: 1kB, new: 1/s}
  days: {size: 1kB, new: 1/s, keep: 30d}
  rows: {size: 1kB, count: 100}
components: {db: {kind: sql, stores: [log], cores: 1, work: 1ms}}
flows: {f: {by: user, rate: 100/s, steps: [{write: db.log}]}}`), Options{})
	year := 365 * 86400.0 * 1000
	near(t, "one year", value(t, s, "data.log.storage.year1"), year, 1e-12)
	near(t, "three years", value(t, s, "data.log.storage.year3"), year*(1+1.5+2.25), 1e-12)
	near(t, "kept for 30 days", value(t, s, "data.days.storage.year5"), 30*86400*1000, 1e-12)
	near(t, "a fixed number", value(t, s, "data.rows.objects"), 100, 0)
	// 10% busy; 1.5^n reaches 10 in year 6.
	near(t, "year of break", value(t, s, "components.db.year-of-break"), 6, 0)
	near(t, "replicas in five years", value(t, s, "components.db.replicas.year5"), 2, 0)
}

func TestCopiesAndBackupsTakeRoom(t *testing.T) {
	s := Estimate(load(t, shop), Options{})
	live := value(t, s, "data.item.storage.year1")
	near(t, "30 days at 10 a second", live, 30*86400*10*1000, 1e-12)
	near(t, "two copies, a backup, ten days of changes", value(t, s, "data.item.storage.total"), live*2+live+10*86400*10*1000, 1e-12)
	near(t, "reads over writes", value(t, s, "data.item.read-write-ratio"), 5e6/86400/10, 1e-9)
	near(t, "bytes out", value(t, s, "flows.read.bandwidth.out"), 2000*3*5e6/86400, 1e-9)
	near(t, "bytes to the store", value(t, s, "links.web.db.bandwidth"), 1000*(3*5e6/86400+30), 1e-9)
}

func TestAutoscalersHoldTheirTarget(t *testing.T) {
	s := Estimate(load(t, head+`
components:
  cpu:   {kind: service, cores: 1, replicas: {min: 2, max: 40, target: {cpu: 50%}}, price: $10/month}
  slots: {kind: service, slots: 10, replicas: {min: 1, max: 40, target: {in-flight: 5}}}
  least: {kind: service, cores: 1, replicas: {min: 3, max: 9, target: {cpu: 50%}}}
flows: {f: {rate: 1000/s, peak: 2x, steps: [{call: cpu, work: 2ms}, {call: slots, work: 10ms}, {call: least, work: 0.1ms}]}}`), Options{})
	near(t, "4 cores busy at the peak, half used", value(t, s, "components.cpu.replicas"), 8, 0)
	near(t, "20 in flight, 5 each", value(t, s, "components.slots.replicas"), 4, 0)
	near(t, "at least three", value(t, s, "components.least.replicas"), 3, 0)
	near(t, "paid for the peak", value(t, s, "cost.components.cpu")*secondsPerMonth, 80, 1e-9)
	mean := Estimate(load(t, head+`
components: {cpu: {kind: service, cores: 1, replicas: {min: 2, max: 40, target: {cpu: 50%}}, price: $10/month}}
flows: {f: {rate: 1000/s, peak: 2x, steps: [{call: cpu, work: 2ms}]}}`), Options{Load: "mean"})
	near(t, "running at the mean load", value(t, mean, "components.cpu.replicas"), 4, 0)
	near(t, "paid for the peak all the same", value(t, mean, "cost.components.cpu")*secondsPerMonth, 80, 1e-9)
}

func TestTimeoutsBecomeErrorsAndRetriesLoad(t *testing.T) {
	s := Estimate(load(t, head+`
components: {slow: {kind: service}, web: {kind: service}}
links: {web.slow: {timeout: 100ms}}
flows:
  once:  {rate: 10/s, steps: [{call: web, steps: [{call: slow, work: 50ms}]}]}
  twice: {rate: 10/s, steps: [{call: web, steps: [{call: slow, work: 50ms, retry: {max: 1, backoff: 10ms, jitter: none}}]}]}
  soft:  {rate: 10/s, steps: [{call: web, steps: [{call: slow, work: 50ms, on-error: continue}]}]}
  other: {rate: 10/s, steps: [{call: web, steps: [{call: slow, work: 50ms, on-error: [{wait: 1s}]}]}]}`), Options{})
	late := 0.1353352832366127 // exp(-2)
	near(t, "late", value(t, s, "flows.once.errors.timeout"), late, 1e-9)
	near(t, "late twice", value(t, s, "flows.twice.errors.timeout"), late*late, 1e-9)
	if s.Get("flows.soft.errors").Value != 0 || s.Get("flows.other.errors").Value != 0 {
		t.Error("who goes on without the answer does not fail")
	}
	in := (1 - 3*late) / (1 - late) * 0.05 // mean of an exponential cut at twice its mean
	near(t, "mean of the good ones", value(t, s, "flows.once.latency.mean"), in, 1e-9)
	near(t, "a fallback takes its time", value(t, s, "flows.other.latency.mean"), in*(1-late)+late*(0.1+1), 1e-6)
	near(t, "attempts", value(t, s, "links.web.slow.rate"), 40+10*late, 1e-9)
}

func TestBulkheadsPoolsAndLimitsRefuseOrDelay(t *testing.T) {
	s := Estimate(load(t, head+`
components:
  web:     {kind: service}
  walled:  {kind: service}
  pooled:  {kind: service}
  limited: {kind: service, rate-limit: {rate: 50/s}}
  hasty:   {kind: service, slots: 1, max-wait: 1s}
flows:
  wall:  {rate: 15/s, steps: [{call: web, steps: [{call: walled, work: 1s, bulkhead: 20}]}]}
  pool:  {rate: 0.5/s, steps: [{call: web, steps: [{call: pooled, work: 1s, pool: 1}]}]}
  limit: {rate: 100/s, steps: [{call: limited}]}
  hurry: {rate: 0.5/s, steps: [{call: hasty, work: 1s}]}
  dead:  {rate: 1/s, deadline: 1s, steps: [{call: web, work: 1s}]}`), Options{})
	near(t, "Erlang B at the bulkhead", value(t, s, "flows.wall.errors.refused"), 0.04559321558981184, 1e-6)
	near(t, "what passes it", value(t, s, "components.walled.arrivals"), 15*(1-0.04559321558981184), 1e-6)
	near(t, "M/M/1 at the pool", value(t, s, "flows.pool.latency.mean"), 2, 1e-6)
	near(t, "half is above the limit", value(t, s, "flows.limit.errors.refused"), 0.5, 1e-9)
	near(t, "waits over a second", value(t, s, "flows.hurry.errors.refused"), 0.5*0.6065306597, 1e-6)
	near(t, "later than the deadline", value(t, s, "flows.dead.errors.timeout"), 0.36787944, 1e-6)
	near(t, "the pool's connections", value(t, s, "components.pooled.connections"), 1, 0)
}

func TestEveryVerbTakesItsTime(t *testing.T) {
	for steps, want := range map[string]float64{
		"{work: const(5ms)}": 5, // outside there is always a processor
		"{wait: 5ms}":        5,
		"{call: a, work: const(2ms), steps: [{work: const(3ms)}, {wait: 1ms}]}":                 6,
		"{repeat: 3, steps: [{call: a, work: const(2ms)}]}":                                     6,
		"{each: 4, at-most: 2, steps: [{call: a, work: const(2ms)}]}":                           4,
		"{parallel: [{call: a, work: const(2ms)}, [{call: a, work: const(3ms)}, {wait: 1ms}]]}": 4,
		"{parallel: [{call: a, work: const(2ms)}, {wait: 9ms}], join: any}":                     2,
		"{choose: [{share: 50%, steps: [{wait: 2ms}]}, {steps: []}]}":                           1,
		"{transaction: [{read: db}, {write: db}]}":                                              3,
		"{saga: [{do: [{call: a, work: const(1ms)}], undo: [{call: a}]}, {do: [{wait: 1ms}]}]}": 2,
		"{call: a, work: const(1ms), steps: [{respond: true}, {wait: 50ms}]}":                   1,
		"{call: a, work: const(9ms), wait: false}":                                              0,
		"{publish: q}":                   1,
		"{get: c, miss: [{wait: 10ms}]}": 2,
		"{call: a, work: const(1ms), hit: 80%, miss: [{wait: 10ms}]}": 3,
		"{get: c, keys: 3}": 0,
		"{call: a > b.op}":  4,
	} {
		text := head + `
components:
  a: {kind: service}
  b: {kind: service, operations: {op: [{wait: 4ms}]}}
  c: {kind: cache, hit: 80%}
  q: {kind: queue, work: const(1ms)}
  db: {kind: sql, work: {read: const(1ms), write: const(2ms)}}
flows: {f: {rate: 1/s, steps: [` + steps + `]}}`
		s := Estimate(load(t, text), Options{})
		if got := 1e3 * value(t, s, "flows.f.latency.mean"); got < want*0.999-1e-9 || got > want*1.001+1e-9 {
			t.Errorf("%s takes %g ms, want %g", steps, got, want)
		}
	}
}

func TestRepliesLeaveButSlotsStayHeld(t *testing.T) {
	s := Estimate(load(t, head+`
components: {a: {kind: service, slots: 10}}
flows: {f: {rate: 10/s, steps: [{call: a, work: const(1ms), steps: [{respond: true}, {wait: 99ms}]}]}}`), Options{})
	near(t, "latency", value(t, s, "flows.f.latency.mean"), 1e-3, 1e-6)
	near(t, "in flight", value(t, s, "components.a.in_flight"), 1, 1e-6)
}

func TestConsumersRunAsOftenAsBatchesFill(t *testing.T) {
	s := Estimate(load(t, head+`
components:
  q:   {kind: stream, keep: 1d}
  job: {kind: worker, slots: 1}
  two: {kind: worker, slots: 1}
flows:
  put:  {rate: 1000/s, steps: [{publish: q, bytes: 100B}]}
  take: {by: job, consumes: q, batch: 100, linger: 1s, steps: [{work: const(1ms)}]}
  each: {by: two, consumes: q, steps: [{work: const(0.5ms)}]}`), Options{})
	near(t, "runs", value(t, s, "flows.take.offered"), 10, 1e-9)
	near(t, "the other group takes all too", value(t, s, "flows.each.offered"), 1000, 1e-9)
	near(t, "the oldest waits for 99 others", value(t, s, "flows.take.latency.mean"), 0.099+0.001, 0.01)
	near(t, "a day of messages", value(t, s, "components.q.storage"), 1000*100*86400, 1e-9)
	// M/D/1 at one half: W = S/2.
	near(t, "M/D/1", value(t, s, "flows.each.latency.mean"), 0.75e-3, 1e-6)
}

func TestQueuesShareTheirMessagesAmongConsumers(t *testing.T) {
	s := Estimate(load(t, head+`
components: {q: {kind: queue}, a: {kind: worker}, b: {kind: worker}}
flows:
  put: {rate: 10/s, steps: [{publish: q}]}
  one: {by: a, consumes: q, steps: [{work: 1ms}]}
  two: {by: b, consumes: q, steps: [{work: 1ms}]}`), Options{})
	near(t, "half each", value(t, s, "flows.one.offered"), 5, 1e-9)
}

func TestJourneysAddTheirUsersToTheFlows(t *testing.T) {
	s := Estimate(load(t, head+`
actors: {user: {kind: human}}
journeys:
  mixed:   {by: user, users: 100, think: exp(9s), mix: {look: 70%, buy: 30%}}
  ordered: {by: user, users: 10, think: exp(9s), flows: [look, buy]}
components: {web: {kind: service}}
flows:
  look: {by: user, rate: 1/s, steps: [{call: web, work: 1s}]}
  buy:  {by: user, rate: 1/s, steps: [{call: web, work: 1s}]}`), Options{})
	near(t, "look", value(t, s, "flows.look.offered"), 1+7+0.5, 1e-6)
	near(t, "buy", value(t, s, "flows.buy.offered"), 1+3+0.5, 1e-6)
}

func TestCachesThatCannotFillAlwaysMiss(t *testing.T) {
	s := Estimate(load(t, head+`
data: {item: {size: 1kB, keys: zipf(1000 s=1.0)}, vague: {size: 1kB}}
components:
  empty: {kind: cache, of: item, entries: 100}
  blind: {kind: cache, of: vague, entries: 100}
  half:  {kind: cache, of: item, memory: 500kB, policy: random, replicas: 2}
  db:    {kind: sql}
flows:
  a: {rate: 1/s, steps: [{get: empty, miss: [{read: db.item}]}]}
  b: {rate: 1/s, steps: [{get: blind, miss: [{read: db.vague}, {set: blind}]}]}
  c: {rate: 1/s, steps: [{get: half, miss: [{read: db.item}, {set: half}]}]}`), Options{})
	for _, name := range []string{"empty", "blind"} {
		if q := s.Get("components." + name + ".hit_ratio"); q.Why == "" {
			t.Errorf("%s hits %g", name, q.Value)
		}
	}
	near(t, "two halves hold everything", value(t, s, "components.half.hit_ratio"), 1, 1e-9)
	near(t, "reads", value(t, s, "components.db.arrivals"), 2, 1e-9)
}

func TestStoresServeFromTheirPrimary(t *testing.T) {
	text := head + `
data: {row: {size: 1kB, new: 1/s}}
components: {db: {kind: sql, stores: [row], replicas: 4, cores: 1, shards: SHARDS, reads-from: FROM}}
flows: {r: {rate: 500/s, steps: [{read: db, work: 1ms}]}}`
	for _, tt := range []struct {
		shards, from string
		headroom     float64
	}{{"{count: 1}", "primary", 2}, {"{count: 3}", "primary", 6}, {"{count: 1}", "any", 8}} {
		s := Estimate(load(t, strings.NewReplacer("SHARDS", tt.shards, "FROM", tt.from).Replace(text)), Options{})
		near(t, tt.shards+tt.from, value(t, s, "components.db.headroom"), tt.headroom, 1e-9)
	}
}

func TestCostAddsMachinesRequestsAndBytes(t *testing.T) {
	s := Estimate(load(t, head+`
data: {file: {size: 1MB, new: 1/s, keep: 1y}}
components:
  own:  {kind: service, replicas: 3, price: $100/month, per-request: $1/M, egress: $0.1/GB}
  s3:   {kind: object-store, tech: aws/s3, stores: [file]}
  run:  {kind: function, tech: aws/lambda, memory: 1GB}
  edge: {kind: load-balancer, tech: aws/alb}
  free: {kind: service}
flows:
  up:  {rate: 10/s, request: 1MB, response: 1kB, steps: [{call: own, steps: [{write: s3.file}]}]}
  fun: {rate: 10/s, steps: [{call: edge}, {call: run, work: 100ms}]}`), Options{})
	month := 10 * 730 * 3600.0
	near(t, "own", value(t, s, "cost.components.own")*secondsPerMonth, 300+month*1e-6+month*1000*0.1e-9, 1e-9)
	for _, name := range []string{"s3", "run", "edge"} {
		if got := value(t, s, "cost.components."+name); got <= 0 {
			t.Errorf("%s costs %g", name, got)
		}
	}
	if q := s.Get("cost.components.free"); q.Why == "" {
		t.Errorf("free costs %g, want unknown", q.Value)
	}
	if q := s.Get("cost.month"); !strings.HasSuffix(q.Formula, "not in it: free") {
		t.Errorf("the total does not say what it leaves out: %q", q.Formula)
	}
	if value(t, s, "cost.per1000") <= 0 {
		t.Error("a thousand runs cost something")
	}
}

func TestStalenessIsTheAgeOfCachesAndCopies(t *testing.T) {
	s := Estimate(load(t, head+`
data: {item: {size: 1kB, keys: zipf(1000 s=1.0)}}
components:
  c:  {kind: cache, of: item, ttl: 10s}
  d:  {kind: cache, hit: 50%}
  db: {kind: sql, replicas: 2, replication: {mode: async, lag: 2s}, reads-from: replicas}
flows:
  f: {rate: 1/s, steps: [{get: c, miss: [{read: db}, {set: c}]}]}
  g: {rate: 1/s, steps: [{get: d}]}
  h: {rate: 1/s, steps: [{write: db}]}`), Options{})
	near(t, "ttl and lag", value(t, s, "flows.f.staleness"), 12, 0)
	if s.Get("flows.g.staleness").Why == "" || value(t, s, "flows.h.staleness") != 0 {
		t.Error("a cache without a ttl may be any age; who reads nothing reads nothing old")
	}
}

func TestPileUpsAreGeometric(t *testing.T) {
	s := Estimate(load(t, head+`
requirements: {quality: {calm: {at: db, backlog: 10, chance: 1%}}}
components: {db: {kind: sql, cores: 1}}
flows: {f: {rate: 800/s, steps: [{read: db, work: 1ms}]}}`), Options{})
	near(t, "P(N >= 10)", value(t, s, "components.db.backlog"), 0.8*0.10737418240000003, 1e-9)
}

func TestWhatNothingStartsIsUnknown(t *testing.T) {
	s := Estimate(load(t, head+`
components: {web: {kind: service}, alone: {kind: service}}
flows: {f: {steps: [{call: web}]}}`), Options{})
	for _, id := range []string{"flows.f.rate.mean", "flows.f.latency.mean", "flows.f.errors", "components.alone.wait.mean", "components.alone.capacity"} {
		if q := s.Get(id); q == nil || q.Why == "" {
			t.Errorf("%s is %v, want unknown", id, q)
		}
	}
}

func TestNothingComesWhereNoFlowGoes(t *testing.T) {
	s := Estimate(load(t, head+`
components: {web: {kind: service}, alone: {kind: service, cores: 1}}
flows: {f: {rate: 1/s, steps: [{call: web}]}}`), Options{})
	for _, id := range []string{"arrivals", "rate.peak", "in_flight", "queue_length", "bandwidth.in"} {
		near(t, id, value(t, s, "components.alone."+id), 0, 0)
	}
}

func TestVariantsSkipWhatTheyRemove(t *testing.T) {
	d := load(t, head+`
components: {web: {kind: service}, c: {kind: cache, hit: 90%}, db: {kind: sql}}
flows: {f: {rate: 10/s, steps: [{call: web, steps: [{get: c, miss: [{read: db}]}]}]}}
variants: {bare: {components: {c: null}}}`)
	near(t, "with the cache", value(t, Estimate(d, Options{}), "components.db.arrivals"), 1, 1e-9)
	bare, problems := d.Apply("bare")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	near(t, "without", value(t, Estimate(bare, Options{}), "components.db.arrivals"), 10, 1e-9)
}

// Two replicas with two cores each, in turn: E2/M/2. At 5% of the load hardly
// anyone finds both cores of a replica busy. From a run of that queue, 2e7
// arrivals: 0.00024 wait; of Poisson arrivals it would be 0.0048.
func TestTurnsOnSeveralCoresRarelyWaitAtLowLoad(t *testing.T) {
	s := Estimate(load(t, head+`
components: {s: {kind: service, cores: 2, replicas: 2}}
flows: {f: {rate: 0.2/s, steps: [{call: s, work: 1s}]}}`), Options{})
	near(t, "delayed", value(t, s, "components.s.wait.delayed"), 0.00024, 0.04)
}

func TestMoreReplicasNeverWaitLonger(t *testing.T) {
	for _, balance := range []string{"round-robin", "random", "least-in-flight", "two-choices", "shared-queue"} {
		last := 1e9
		for _, n := range []string{"2", "3", "5", "9"} {
			s := Estimate(load(t, head+`
components: {s: {kind: service, cores: 1, replicas: `+n+`, balance: `+balance+`}}
flows: {f: {rate: 1900/s, steps: [{call: s, work: 1ms}]}}`), Options{})
			wait := value(t, s, "components.s.wait.mean")
			if wait > last {
				t.Errorf("%s: %s replicas wait %g, fewer %g", balance, n, wait, last)
			}
			last = wait
		}
	}
}
