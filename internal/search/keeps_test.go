package search

import (
	"context"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// A cache is emptied in one go; the database behind it cannot do every get, and
// what times out there fills nothing.
const emptied = `loadpath: 1
system: emptied
data: {user: {fields: {id: string}, key: id, size: 1kB, count: 10k, keys: uniform(10k)}}
components:
  api: {kind: service}
  cache: {kind: cache, replicas: 4, balance: hash(id), of: user, entries: 10k}
  db: {kind: sql, stores: [user], cores: 1, work: {read: 40ms}}
links: {api.db: {timeout: 500ms}}
flows: {ask: {rate: 100/s, steps: [{call: api, steps: [{get: cache, miss: [{read: db.user}, {set: cache}]}]}]}}
failures: {rollout: {inject: {restart: cache, batch: 2, every: 4s, at: 20s}}}
`

func TestWhatKeepsAFailureAliveIsNamedWithItsNumbers(t *testing.T) {
	o := judged(t, emptied, "rollout", 400)
	if o.Verdict != Metastable {
		t.Fatalf("the verdict is %s, want metastable: %s", o.Verdict, o.Why)
	}
	for _, part := range []string{"the fault has been over for 6.27 min", "db is full and asked 10", "/s, undisturbed 0/s", "cache hits ", "%, undisturbed 100%", " of the requests of ask fail"} {
		if !strings.Contains(o.Why, part) {
			t.Errorf("the reason does not say %q: %s", part, o.Why)
		}
	}
}

// judged runs a failure of a design and the same load undisturbed, for so many
// seconds.
func judged(t *testing.T, text, failure string, length float64) *Outcome {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatalf("the design is broken: %v %v", err, problems)
	}
	run := func(inject []model.Fault) *sim.Result {
		p, problems := sim.Compile(d, sim.Options{LoadScale: 1, For: length, Faults: inject})
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		r, err := sim.Run(context.Background(), p, sim.RunOptions{Seed: 1, Timeline: true, History: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	inject := d.Failures.Get(failure).Inject
	return (&Scenario{Design: d, Inject: inject, Disturbed: run(inject), Calm: run(nil), Length: length}).Judge()
}
