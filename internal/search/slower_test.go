package search

import (
	"context"
	"slices"
	"testing"
)

// busyDesign makes 2,700 events a second; a fifteenth of it has less
// than one core in each replica.
const busyDesign = `loadpath: 1
system: test
components:
  edge: {kind: load-balancer}
  api: {kind: service, replicas: 3, cores: 2, slots: 100, queue: 200, balance: least-in-flight}
  db: {kind: sql, cores: 8, slots: 100, work: 2ms}
links: {api.db: {timeout: 150ms, retry: {max: 1, backoff: 20ms, budget: 10%}}, edge.api: {timeout: 1s}}
flows: {ask: {rate: 900/s, steps: [{call: edge > api, work: 2ms, steps: [{read: db}]}]}}
requirements: {quality: {fast: {flow: ask, p99: 80ms}, up: {flow: ask, availability: 99%}}}
failures:
  mild: {inject: {slow: db, by: 1.5x, at: 10s, for: 30s}}
  late: {inject: {slow: db, by: 9x, at: 10s, for: 30s}}
  near: {inject: {delay: api.db, by: 2ms, at: 10s, for: 30s}}
  far: {inject: {delay: api.db, by: 50ms, at: 10s, for: 30s}}
  gone: {inject: {crash: db, at: 10s, for: 30s}}
  stuck: {inject: {hang: db, at: 10s, for: 30s}}
`

// TestASlowerPartJudgesAsTheDesignDoes: where answers take several times as long
// as in the design, and limits and timeouts with them, what breaks is what breaks
// in the design, and what comes through comes through.
func TestASlowerPartJudgesAsTheDesignDoes(t *testing.T) {
	ctx := context.Background()
	d := load(t, busyDesign)
	o := BenchOptions{Seed: 1, Length: 400, Usual: 120, Cheap: 180, Relative: true}
	scale, err := ChooseScale(ctx, d, o)
	if err != nil {
		t.Fatal(err)
	}
	if scale.Miniature < 8 || scale.Coarse || scale.times("ask", "p99") < 3 {
		t.Fatalf("the part is one in %d and %.2g times as slow, want one that is slower: %+v", scale.Miniature, scale.times("ask", "p99"), scale)
	}
	var verdicts [2][]bool
	for i, s := range []*Scale{{Fraction: 1, Miniature: 1}, scale} {
		b, err := NewBench(ctx, d, s, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Failures.All() {
			_, out, err := b.Try(ctx, f.Inject, 0)
			if err != nil {
				t.Fatal(err)
			}
			verdicts[i] = append(verdicts[i], out.Verdict.Comes())
		}
	}
	if !slices.Equal(verdicts[0], verdicts[1]) || !slices.Equal(verdicts[0], []bool{true, false, true, false, false, false}) {
		t.Errorf("of %v the design comes through %v and the part through %v", d.Failures.Names(), verdicts[0], verdicts[1])
	}
}

// TestAPartIsHeldAgainstALargerOne: some scenarios of a campaign on a part are
// run on a larger part too, and end alike.
func TestAPartIsHeldAgainstALargerOne(t *testing.T) {
	c, err := NewCampaign(context.Background(), load(t, busyDesign), CampaignOptions{BenchOptions: BenchOptions{Seed: 1, Cheap: 180}, Events: 1e7})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Singles(context.Background()); err != nil {
		t.Fatal(err)
	}
	if c.Check == nil || c.Check.Miniature*finerTimes > c.Bench.Scale.Miniature || c.Check.Scenarios < finerSample-1 || c.Check.Alike < c.Check.Scenarios-1 {
		t.Errorf("held against a larger part: %+v, want %d scenarios on one %d times as large that end alike, but for one", c.Check, finerSample, finerTimes)
	}
}
