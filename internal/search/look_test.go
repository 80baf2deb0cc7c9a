package search

import (
	"context"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
)

// stormyDesign comes back from a crash of its spare at once, and never from a crash
// of what its retries then overload.
const stormyDesign = `loadpath: 1
system: test
components: {api: {kind: service, slots: 1, work: 20ms}, side: {kind: service, replicas: 2, work: 1ms}}
links: {default: {timeout: 500ms, retry: {max: 3}}}
flows: {ask: {rate: 30/s, steps: [{call: side}, {call: api}]}}
requirements: {quality: {fast: {flow: ask, p99: 400ms}, up: {flow: ask, availability: 99%}}}
failures:
  brief: {inject: {crash: "side#1", at: 10s, for: 30s}}
  lost: {inject: {crash: api, at: 10s, for: 30s}}
  stalled: {inject: {pause: api, at: 10s, for: 30s}}
  forever: {inject: {crash: api, at: 10s}}
`

func load(t *testing.T, text string) *model.Design {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	return d
}

// TestAScenarioIsWatchedUntilItsVerdictIsCertain: a run ends soon when all is as
// it was, and goes on to the promise when it is not; its verdict is that of a run
// that always goes on to the promise.
func TestAScenarioIsWatchedUntilItsVerdictIsCertain(t *testing.T) {
	ctx := context.Background()
	d := load(t, stormyDesign)
	whole := &Scale{Fraction: 1, Miniature: 1}
	o := BenchOptions{Seed: 1, Length: longestScript, Usual: usualScript}
	b, err := NewBench(ctx, d, whole, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		verdict Verdict
		length  float64
	}{
		{"brief", Absorbed, 40 + quietLook},
		{"stalled", Metastable, 40 + promised + lastLook},
		{"forever", Down, 10 + firstLook},
	} {
		inject := d.Failures.Get(tt.name).Inject
		s, out, err := b.Try(ctx, inject, 0)
		if err != nil {
			t.Fatal(err)
		}
		if out.Verdict != tt.verdict || s.Length != tt.length || s.Cut != "" {
			t.Errorf("%s ends %s after %g s (%s), want %s after %g s", tt.name, out.Verdict, s.Length, s.Cut, tt.verdict, tt.length)
		}
		o.Length = 40 + promised + lastLook
		if tt.name == "forever" {
			o.Length = 10 + firstLook
		}
		full, err := RunAlone(ctx, d, whole, o, inject, nil)
		if err != nil {
			t.Fatal(err)
		}
		full.Calm = b.long
		if full.Calm == nil {
			full.Calm, err = b.calmFor(ctx, o.Length)
		}
		if err != nil {
			t.Fatal(err)
		}
		if v := full.Judge().Verdict; v != tt.verdict {
			t.Errorf("%s run to the promise ends %s, want %s", tt.name, v, tt.verdict)
		}
	}
}

// TestWhoStopsDoesNotStopTheOthers: the long undisturbed run of a caller that was
// interrupted is made again for the next.
func TestWhoStopsDoesNotStopTheOthers(t *testing.T) {
	b, err := NewBench(context.Background(), load(t, stormyDesign), &Scale{Fraction: 1, Miniature: 1}, BenchOptions{Seed: 1, Length: 120, Usual: 30})
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := b.calmFor(stopped, 100); err == nil {
		t.Error("the interrupted caller gets a run")
	}
	if r, err := b.calmFor(context.Background(), 100); err != nil || r.History.Seconds() < 100 {
		t.Errorf("the next caller gets %v", err)
	}
}
