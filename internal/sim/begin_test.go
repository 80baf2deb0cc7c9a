package sim

import (
	"context"
	"reflect"
	"testing"
)

// TestWhatIsKeptOfABeginningChangesNothing: runs that share what is in the
// caches at the start are those that draw it themselves, with any fault, and
// with a seed or a design that it is not of.
func TestWhatIsKeptOfABeginningChangesNothing(t *testing.T) {
	text := `
components:
  api: {kind: service, replicas: 3, cores: 2, work: 1ms}
  near: {kind: cache, replicas: 2, entries: 300, of: item, policy: lru, ttl: 20s}
  far: {kind: cache, entries: 500, of: item, policy: fifo}
  often: {kind: cache, entries: 200, of: item, policy: lfu}
  db: {kind: sql, cores: 4, work: 2ms, stores: [item]}
data: {item: {keys: zipf(2k s=0.9)}}
flows:
  look: {rate: 200/s, steps: [{call: api, steps: [{get: near, miss: [{get: far, miss: [{get: often, miss: [{read: db.item}, {set: often}]}, {set: far}]}, {set: near}]}]}]}
failures:
  calm: {}
  lost: {inject: {crash: near, at: 1s, for: 1s}}
  hot: {inject: {hot: near, entity: item, share: 5%, at: 1s, for: 2s}}
  changed: {inject: {set: {components: {far: {entries: 100}}}, at: 1s, for: 1s}}
`
	d := loaded(t, text)
	var kept Begin
	for _, seed := range []uint64{7, 8} {
		for name, f := range d.Failures.All() {
			p, problems := Compile(d, Options{For: 4, Faults: f.Inject})
			if p == nil {
				t.Fatalf("%s: %v", name, problems)
			}
			o := RunOptions{Seed: seed, History: true}
			alone, err := Run(context.Background(), p, o)
			if err != nil {
				t.Fatal(err)
			}
			o.Begin = &kept
			shared, err := Run(context.Background(), p, o)
			if err != nil {
				t.Fatal(err)
			}
			if alone.Events != shared.Events || !reflect.DeepEqual(alone.History.seconds, shared.History.seconds) {
				t.Errorf("%s with seed %d: %d events, and %d from a beginning that was kept", name, seed, alone.Events, shared.Events)
			}
		}
	}
	if kept.p == nil || len(kept.caches) != 4 {
		t.Errorf("%d parts of caches are kept, want 4", len(kept.caches))
	}
}
