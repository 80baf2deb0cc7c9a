package search

import (
	"context"
	"testing"
)

// TestALossThatIsChanceIsAskedForAgain: two primaries of a store that is written
// to twice in three seconds lose nothing in some runs; that they may is found
// all the same. One with a majority for every write loses nothing in any.
func TestALossThatIsChanceIsAskedForAgain(t *testing.T) {
	text := func(mode string) string {
		return `
loadpath: 1
system: pair
components:
  api: {kind: service, replicas: 2}
  db: {kind: sql, replicas: 3, stores: [entry], replication: {mode: ` + mode + `}}
data: {entry: {size: 1kB}}
flows: {put: {rate: 0.7/s, steps: [{call: api, steps: [{write: db.entry}]}]}}
`
	}
	for mode, want := range map[string]bool{"async": true, "quorum(w=2 r=2)": false} {
		d := load(t, text(mode))
		faults, problems := d.ReadFaults("{split: db, at: 10s, for: 20s}")
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		b, err := NewBench(context.Background(), d, &Scale{Fraction: 1, Miniature: 1}, BenchOptions{Seed: 1, Length: 40})
		if err != nil {
			t.Fatal(err)
		}
		said, _, err := b.losesWith(context.Background(), faults, 1e9)
		if err != nil {
			t.Fatal(err)
		}
		if (said != "") != want {
			t.Errorf("%s: %q, want a loss: %v", mode, said, want)
		}
	}
}
