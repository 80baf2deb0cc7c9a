package sim

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
)

// verdictOf runs a design for a short while.
func verdictOf(t *testing.T, text string) *Result {
	t.Helper()
	return simulate(t, text, Options{}, RunOptions{Seed: 1, MaxEvents: 60_000})
}

// mechanismOf returns a mechanism of a result, nil when it was not seen.
func mechanismOf(r *Result, name string) *Mechanism {
	for i := range r.Mechanisms {
		if r.Mechanisms[i].Name == name {
			return &r.Mechanisms[i]
		}
	}
	return nil
}

const stormy = `
components: {server: {kind: service, slots: 1, work: %s%s}}
links: {default: {timeout: 500ms, retry: {max: %d%s}%s}}
flows: {ask: {rate: %d/s, steps: [{call: server}]}}
`

func TestVerdictOnRetriesIsTheFixedPoint(t *testing.T) {
	for _, tt := range []struct {
		rate, retries int
		work          string
		want          string
	}{
		{300, 3, "1ms", "Retries make 1,200/s out of 300/s at server, which does 1,000/s; after an outage it comes back only under 250/s; two retries instead of three lift that to 333/s."},
		{300, 5, "1ms", "Retries make 1,800/s out of 300/s at server, which does 1,000/s; after an outage it comes back only under 167/s; two retries instead of five lift that to 333/s."},
		{220, 3, "2ms", "Retries make 880/s out of 220/s at server, which does 500/s; after an outage it comes back only under 125/s; one retry instead of three lifts that to 250/s."},
		{900, 3, "1ms", "Retries make 3,600/s out of 900/s at server, which does 1,000/s; after an outage it comes back only under 250/s; a retry budget of 10% lifts that to 909/s."},
	} {
		r := verdictOf(t, fmt.Sprintf(stormy, tt.work, "", tt.retries, "", "", tt.rate))
		if r.Verdict != tt.want {
			t.Errorf("%d/s with %d retries of %s:\n got %s\nwant %s", tt.rate, tt.retries, tt.work, r.Verdict, tt.want)
		}
		if m := mechanismOf(r, "retry-storm-ahead"); m == nil || math.Abs(m.Figures["recovers_below"]/(m.Figures["capacity"]/float64(1+tt.retries))-1) > 1e-9 {
			t.Errorf("%+v: a server recovers below its capacity over one and the retries", m)
		}
	}
}

// TestStormsAheadAreThoseThatAnOutageBegins asks the verdict of a design in
// peace, and then holds it against what the same design does after a pause.
func TestStormsAheadAreThoseThatAnOutageBegins(t *testing.T) {
	for _, tt := range []struct {
		name, station, link, retry string
		rate                       int
	}{
		{name: "below the load with all retries", rate: 200},
		{name: "above it", rate: 300},
		{name: "a budget that leaves room", rate: 700, retry: ", budget: 5%"},
		{name: "a budget that does not", rate: 700, retry: ", budget: 60%"},
		{name: "cancelled work", rate: 900, link: ", cancel: true"},
		{name: "last in first out", rate: 300, station: ", discipline: lifo"},
		{name: "a short queue", rate: 300, station: ", queue: 450"},
		{name: "a long queue", rate: 300, station: ", queue: 2000"},
		{name: "retries by chance", rate: 300, retry: ", chance: 50%"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const scale = 10
			text := fmt.Sprintf(stormy, "10ms", tt.station, 3, tt.retry, tt.link, tt.rate/scale)
			text = strings.Replace(text, "timeout: 500ms", "timeout: 5s", 1) // a tenth of everything
			warned := mechanismOf(verdictOf(t, text), "retry-storm-ahead") != nil
			d := loaded(t, text+"failures: {outage: {for: 900s, inject: {pause: server, at: 100s, for: 100s}}}\n")
			p, problems := Compile(d, Options{For: 900, Faults: d.Failures.Get("outage").Inject})
			if p == nil {
				t.Fatal(problems)
			}
			r, err := Run(context.Background(), p, RunOptions{Seed: 2, Timeline: true})
			if err != nil {
				t.Fatal(err)
			}
			offered, ok := uint64(0), uint64(0)
			for _, row := range r.Timeline[700:900] {
				offered += row.Flows["ask"].Offered
				ok += row.Flows["ask"].OK
			}
			recovers := float64(ok) > 0.9*float64(offered)
			if warned == recovers {
				t.Errorf("the verdict warns: %v; after the outage %d of %d succeed", warned, ok, offered)
			}
			if raging := mechanismOf(r, "retry-storm") != nil; raging == recovers {
				t.Errorf("the run is said to be in a storm: %v; after the outage %d of %d succeed", raging, ok, offered)
			}
		})
	}
}

func TestVerdictNamesWhatIsShort(t *testing.T) {
	for _, tt := range []struct {
		name, text, mechanism, component string
		says                             []string
	}{
		{"more than the cores do", `
components: {web: {kind: service, replicas: 2, cores: 1, work: 5ms}}
flows: {ask: {rate: 500/s, steps: [{call: web}]}}
`, "overload", "web", []string{"web is asked for 500/s and does 400/s with 5 ms of work each", "its queue grows by", "from the start"}},
		{"more than a bounded queue holds", `
components: {web: {kind: service, cores: 1, queue: 10, work: const(5ms)}}
flows: {ask: {arrivals: const(300/s), steps: [{call: web}]}}
`, "overload", "web", []string{"does 200/s", "refuses 100/s"}},
		{"slots taken while processors idle", `
components:
  web: {kind: service, cores: 4, slots: 20, queue: 50, work: const(1ms)}
  db:  {kind: sql}
flows: {ask: {arrivals: const(100/s), steps: [{call: web, steps: [{call: db, steps: [{wait: 500ms}]}]}]}}
`, "idle-processors", "web", []string{"All 20 slots of web are taken", "holds one for 501 ms, of which 1 ms is work", "waiting for db", "It does 39.9/s at most"}},
		{"a scaler that looks at processors", `
components:
  web: {kind: service, cores: 4, slots: 20, queue: 50, work: 1ms, replicas: {min: 1, max: 9, target: {cpu: 60%}}}
  db:  {kind: sql}
flows: {ask: {rate: 100/s, steps: [{call: web, steps: [{call: db, steps: [{wait: 500ms}]}]}]}}
`, "blind-autoscaler", "web", []string{"target 60%", "one on in-flight would"}},
		{"too few connections", `
components: {web: {kind: service}, db: {kind: sql, work: {read: const(20ms)}}}
links: {web.db: {pool: 2}}
flows: {ask: {rate: 120/s, steps: [{call: web, steps: [{read: db}]}]}}
`, "exhausted-pool", "web", []string{"The 2 connections of each web to db carry 100/s at 20 ms a call, and 120/s are asked for."}},
		{"a timeout below the slowest answers", `
components: {web: {kind: service}, db: {kind: sql, work: {read: 10ms}}}
links: {web.db: {timeout: 20ms, on-error: continue}}
flows: {ask: {rate: 120/s, steps: [{call: web, steps: [{read: db}]}]}}
`, "short-timeout", "db", []string{"web gives db 20 ms, but one answer in a hundred takes more than 4"}},
		{"a cache whose loss is not survived", `
data: {item: {count: 1k, fields: {id: string}, key: id, keys: uniform(1k)}}
components:
  cache: {kind: cache, entries: 800, of: item}
  db: {kind: sql, cores: 1, stores: [item], work: {read: 2ms}}
flows: {ask: {rate: 800/s, steps: [{get: cache, miss: [{read: db.item}, {set: cache}]}]}}
`, "fragile-cache", "cache", []string{"With cache empty db gets 800/s and does 500/s", "at least 37.5% of the gets hit"}},
		{"a shard with the most popular key", `
data: {item: {count: 1k, fields: {id: string}, key: id, keys: zipf(1k s=1.2)}}
components: {db: {kind: sql, cores: 1, stores: [item], shards: {count: 8, key: id}, work: {read: 2ms}}}
flows: {ask: {rate: 2000/s, steps: [{read: db.item}]}}
`, "hot-shard", "db", []string{"hottest of 8 shards of db", "its cores do 500/s", "on average they are 50% busy"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := verdictOf(t, tt.text)
			m := mechanismOf(r, tt.mechanism)
			if m == nil || m.Component != tt.component {
				t.Fatalf("%s of %s is not seen: %q %+v", tt.mechanism, tt.component, r.Verdict, r.Mechanisms)
			}
			for _, part := range tt.says {
				if !strings.Contains(strings.ToLower(m.Text), strings.ToLower(part)) {
					t.Errorf("%q does not say %q", m.Text, part)
				}
			}
		})
	}
}

func TestVerdictOfWhatHoldsIsCalm(t *testing.T) {
	r := verdictOf(t, `
components: {web: {kind: service, cores: 2, work: 5ms}}
flows: {ask: {rate: 200/s, steps: [{call: web}]}}
`)
	if len(r.Mechanisms) != 0 || !strings.HasPrefix(r.Verdict, "Nothing is short: web is fullest, with ") || !strings.HasSuffix(r.Verdict, "it does 400/s and is asked for 200/s.") {
		t.Errorf("%q %+v", r.Verdict, r.Mechanisms)
	}
}

// TestTrafficFollowsTheCode counts calls by hand: a choice, a loop, branches, a
// miss and what is under it.
func TestTrafficFollowsTheCode(t *testing.T) {
	p := design(t, `
data: {item: {count: 10, fields: {id: string}, key: id, keys: uniform(10)}}
components:
  web:   {kind: service, work: 1ms}
  cache: {kind: cache, hit: 75%, of: item}
  db:    {kind: sql, work: {read: 4ms}}
  other: {kind: service, work: const(2ms), cores: 0.5}
links: {web.db: {timeout: 1s, retry: {max: 2}}, default: {timeout: 2s, retry: {max: 1}}}
flows:
  ask:
    rate: 100/s
    steps:
      - call: web
        steps:
          - get: cache
            miss: [{read: db}]
          - choose: [{share: 30%, steps: [{call: other}]}, {steps: []}]
          - repeat: 3
            steps: [{call: other}]
          - each: 5
            steps: [{read: db}]
`, Options{})
	got := p.trafficOf([]float64{100}, func(int32) float64 { return 0.75 })
	index := map[string]int{}
	for k := range p.components {
		index[p.components[k].name] = k
	}
	for name, want := range map[string][3]float64{
		"web":   {100, 0.1, 200},          // two attempts
		"cache": {100, 0, 400},            // two attempts of each of those
		"db":    {525, 2.1, 525 * 6},      // a quarter of the gets and five each; three attempts of two
		"other": {330, 0.66 * 2, 330 * 4}, // half a core doubles the work
	} {
		k := index[name]
		for i, x := range []float64{got.calls[k], got.busy[k], got.worst[k]} {
			if math.Abs(x-want[i]) > 1e-6*want[i]+1e-9 {
				t.Errorf("%s: %s %.6g, want %.6g", name, []string{"calls", "busy cores", "attempts at worst"}[i], x, want[i])
			}
		}
	}
}
