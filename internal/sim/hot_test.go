package sim

import (
	"math"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// hotDesign asks a cache of one entry, which hits with the probability that two
// requests in a row are for the same key: the sum of the squares of the keys'
// shares.
const hotDesign = `data: {thing: {keys: uniform(1M)}, other: {keys: uniform(1M)}}
components: {c: {kind: cache, of: thing, entries: 1}, d: {kind: cache, of: other, entries: 1}}
flows:
  ask: {rate: 500/s, steps: [{get: c, miss: [{set: c}]}, {get: d, miss: [{set: d}]}]}
  too: {rate: 500/s, steps: [{get: c, miss: [{set: c}]}]}
load: {viral: {level: mean, for: 30s, hot: {entity: thing, share: 60%}}}
failures:
  entity: {inject: {hot: thing, share: 60%, at: 0s, for: 15s}}
  cache:  {inject: {hot: c, entity: thing, share: 60%, at: 0s, for: 15s}}
  flow:   {inject: {hot: ask, entity: thing, share: 60%, at: 0s}}
`

func TestHotKeyTakesItsShare(t *testing.T) {
	tests := []struct {
		name string
		o    Options
		want float64
	}{
		{"load", Options{Load: "viral"}, 0.6 * 0.6},
		{"entity", Options{Load: "mean", For: 30, Faults: faultsOf(t, hotDesign, "entity")}, 0.6 * 0.6 / 2},
		{"cache", Options{Load: "mean", For: 30, Faults: faultsOf(t, hotDesign, "cache")}, 0.6 * 0.6 / 2},
		{"flow", Options{Load: "mean", For: 30, Faults: faultsOf(t, hotDesign, "flow")}, 0.3 * 0.3},
	}
	for _, tt := range tests {
		r := simulate(t, hotDesign, tt.o, RunOptions{Seed: 1})
		if got := r.Components["c"].HitRatio.Value; math.Abs(got-tt.want) > 0.015 {
			t.Errorf("%s: two in a row are for the same key in %.3f of all cases, want %.3f", tt.name, got, tt.want)
		}
		if got := r.Components["d"].HitRatio.Value; got > 0.001 {
			t.Errorf("%s: another entity hits %.3f", tt.name, got)
		}
	}
}

// TestHotKeyIsNotDrawnBesidesItsShare uses so few keys that the law itself
// draws the hot one often.
func TestHotKeyIsNotDrawnBesidesItsShare(t *testing.T) {
	p := design(t, "data: {thing: {keys: uniform(2)}}\ncomponents: {c: {kind: cache, of: thing}}\nflows: {ask: {rate: 1/s, steps: [{get: c}]}}\nload: {viral: {for: 1s, hot: {entity: thing, share: 90%}}}\n", Options{Load: "viral"})
	w := newWorld(p, 1, 0)
	n := 0
	for range 10_000 {
		if w.drawKey(&frame{}, &p.keys[0]) == 2 {
			n++
		}
	}
	if math.Abs(float64(n)-9000) > 5*math.Sqrt(900) {
		t.Errorf("the hot key is drawn %d times of 10000, want 9000", n)
	}
}

// TestAHotKeyOverloadsItsShard has shards that could carry the load if it fell
// on all of them alike.
func TestAHotKeyOverloadsItsShard(t *testing.T) {
	const text = `data: {thing: {fields: {id: string}, key: id, keys: uniform(1M)}}
components: {db: {kind: key-value, stores: [thing], shards: {count: 10, key: id}, cores: 1, work: {read: 1ms}}}
flows: {ask: {rate: 4000/s, steps: [{read: db.thing}]}}
load: {viral: {level: mean, for: 10s, hot: {entity: thing, share: 25%}}}
`
	even := simulate(t, text, Options{Load: "mean", For: 10}, RunOptions{Seed: 1})
	if l := even.Flows["ask"].Latency.P99; l.Value > 0.02 {
		t.Errorf("even traffic has p99 %g", l.Value)
	}
	// 25% of 4000/s and a tenth of the rest are 1300/s for one core that does 1000/s.
	viral := simulate(t, text, Options{Load: "viral"}, RunOptions{Seed: 1})
	if l := viral.Flows["ask"].Latency.P99; l.Value < 1 {
		t.Errorf("with a hot key p99 is %g, want the seconds that its shard falls behind", l.Value)
	}
}

// faultsOf returns what a failure of a design injects.
func faultsOf(t failer, text, name string) []model.Fault {
	t.Helper()
	return loaded(t, text).Failures.Get(name).Inject
}
