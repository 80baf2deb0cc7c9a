package sim

import (
	"context"
	"fmt"
	"math"
	"testing"
)

// TestAMiniatureIsAsBusyAsTheDesign: its utilisations, hit ratios, rates and
// shares of failures are those of the design, within what a short run leaves
// open.
func TestAMiniatureIsAsBusyAsTheDesign(t *testing.T) {
	text := `
data: {item: {keys: zipf(400k s=1.0)}}
components:
  web: {kind: service, replicas: 6, cores: 4, slots: 400, balance: least-in-flight, work: 0.5ms}
  near: {kind: cache, replicas: 2, entries: 20k, of: item, cores: 1, work: {get: 0.02ms, set: 0.02ms}}
  rows: {kind: sql, cores: 16, work: 2ms}
  jobs: {kind: stream, partitions: 40}
  worker: {kind: worker, replicas: 4, slots: 10, work: 0s}
links: {web.rows: {timeout: 300ms, pool: 60}}
flows:
  ask: {rate: 12k/s, steps: [{call: web, steps: [{get: near, miss: [{read: rows.item}, {set: near}]}, {publish: jobs}]}]}
  take: {by: worker, consumes: jobs, steps: [{work: 2ms}]}
  other: {rate: 2k/s, steps: [{call: worker, work: 1ms}]}
`
	whole := simulate(t, text, Options{For: 4}, RunOptions{Seed: 1})
	small := simulate(t, text, Options{For: 40, Miniature: 10}, RunOptions{Seed: 1})
	for name, w := range whole.Components {
		m := small.Components[name]
		if w.Utilization.Known() && math.Abs(m.Utilization.Value-w.Utilization.Value) > 0.04*w.Utilization.Value+0.002 {
			t.Errorf("%s is used %.4f in the miniature, %.4f in the design", name, m.Utilization.Value, w.Utilization.Value)
		}
		if w.HitRatio != nil && math.Abs(m.HitRatio.Value-w.HitRatio.Value) > 0.01 {
			t.Errorf("%s hits %.4f in the miniature, %.4f in the design", name, m.HitRatio.Value, w.HitRatio.Value)
		}
	}
	if w, m := whole.Flows["ask"].Offered.Value, small.Flows["ask"].Offered.Value; math.Abs(m/w-1) > 0.02 {
		t.Errorf("%.0f requests a second in the miniature, %.0f in the design", m, w)
	}
}

// TestAMiniatureCacheFillsInTheSameTime: a cache that was emptied hits as often
// after so many seconds as that of the design.
func TestAMiniatureCacheFillsInTheSameTime(t *testing.T) {
	text := `
data: {item: {keys: zipf(100k s=0.9)}}
components: {near: {kind: cache, entries: 20k, of: item, cold: true}, far: {kind: service}}
flows: {ask: {rate: 10k/s, steps: [{get: near, miss: [{call: far}, {set: near}]}]}}
`
	hits := func(miniature, second int) float64 {
		p, problems := Compile(loaded(t, text), Options{For: 4, Miniature: miniature})
		if p == nil {
			t.Fatal(problems)
		}
		hits, lookups := uint64(0), uint64(0)
		for seed := uint64(1); seed <= 4; seed++ {
			r, err := Run(context.Background(), p, RunOptions{Seed: seed, Timeline: true, History: true})
			if err != nil {
				t.Fatal(err)
			}
			w := r.History.Component("near", second, second+1)
			hits, lookups = hits+w.Hits, lookups+w.Lookups
		}
		return float64(hits) / float64(lookups)
	}
	for second := range 4 {
		if whole, small := hits(1, second), hits(10, second); math.Abs(whole-small) > 0.02 {
			t.Errorf("in second %d the cache of the miniature hits %.3f, that of the design %.3f", second, small, whole)
		}
	}
}

// TestAMiniatureStormsAsTheDesignDoes holds the rule of retry storms in a
// tenth: after a pause it recovers if and only if the load with all retries
// stays below what it can do.
func TestAMiniatureStormsAsTheDesignDoes(t *testing.T) {
	for _, tt := range []struct {
		rate     int
		recovers bool
	}{{200, true}, {220, true}, {300, false}} {
		text := fmt.Sprintf(`
components: {server: {kind: service, slots: 1, work: 1ms}}
links: {default: {timeout: 500ms, retry: {max: 3}}}
flows: {ask: {rate: %d/s, steps: [{call: server}]}}
failures: {outage: {for: 310s, inject: {pause: server, at: 10s, for: 10s}}}
`, tt.rate)
		d := loaded(t, text)
		p, problems := Compile(d, Options{For: 310, Miniature: 10, Faults: d.Failures.Get("outage").Inject})
		if p == nil {
			t.Fatal(problems)
		}
		r, err := Run(context.Background(), p, RunOptions{Seed: 3, Timeline: true, History: true})
		if err != nil {
			t.Fatal(err)
		}
		w := r.History.Flow("ask", 290, 310)
		share := float64(w.OK) / float64(w.Offered)
		if tt.recovers != (share > 0.9) {
			t.Errorf("at %d/s a share of %.3f is served in the end, want recovery %v", tt.rate, share, tt.recovers)
		}
	}
}
