package studio

import (
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/study"
)

func TestAPlannedFailureTellsWhatCameOfWhatIsExpectedOfIt(t *testing.T) {
	s := serve(t, shop+`requirements:
  quality:
    few-errors: {flow: buy, errors: 1%}
failures:
  db-down:
    for: 60s
    inject: {crash: db, at: 10s, for: 10s}
    expect:
      - {flow: buy, availability: 99%}
      - {recovers: buy, within: 30s}
`)
	b := s.lastPiece("/api/break", Question{Failure: "db-down"}).Broken
	if b == nil || len(b.Expected) != 2 {
		t.Fatalf("broken %+v, want two expectations", b)
	}
	for i, want := range []string{"broken", "met"} {
		if got := b.Expected[i]; got.Verdict != want || got.Value == "" {
			t.Errorf("%q is %q with %q, want %s and what was seen", got.Text, got.Verdict, got.Value, want)
		}
	}
	if b.Outcome != "self-heals" || b.Recovery == "" || strings.Contains(b.Why, b.Recovery) {
		t.Errorf("%s after %q, because %q: want the time once", b.Outcome, b.Recovery, b.Why)
	}
}

func TestAScriptIsPlayedToItsEndAndNotUntilItsQueueIsEmpty(t *testing.T) {
	s := serve(t, `loadpath: 1
system: queue
components:
  api: {kind: service, cores: 1}
flows:
  ask: {rate: 500/s, steps: [{call: api, work: 1ms}]}
failures:
  slow: {for: 20s, inject: {slow: api, by: 10x, at: 5s}}
`)
	b := s.lastPiece("/api/break", Question{Failure: "slow"}).Broken
	if b == nil || b.Seconds != 20 || len(b.Rows) != 20 || len(b.Calm) != 20 {
		t.Fatalf("%g s are played as %d rows, %d undisturbed; want 20", b.Seconds, len(b.Rows), len(b.Calm))
	}
}

func TestTheHarmOfAFlowIsASentence(t *testing.T) {
	for _, c := range []struct {
		failed, broken float64
		want           string
	}{
		{1677, 303, "1,677 more requests failed, 5.05 min out of its limits"},
		{1, 0, "one more request failed"},
		{-3, 20, "20 s out of its limits"},
	} {
		if got := harmed(&study.HurtFlow{Flow: "buy", Failed: c.failed, Broken: c.broken}); got != c.want {
			t.Errorf("harmed(%g failed, %g s) = %q, want %q", c.failed, c.broken, got, c.want)
		}
	}
}
