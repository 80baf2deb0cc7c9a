package search

import (
	"context"
	"encoding/json"
	"maps"
	"testing"
)

// tryPairsOf runs singles and pairs of a design.
func tryPairsOf(t *testing.T, o CampaignOptions) *Campaign {
	t.Helper()
	c := tryAll(t, o)
	c.PlanPairs()
	if err := c.RunPairs(context.Background()); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPairsAreTheSameOnAnyNumberOfCores: and each pair is pruned for a reason,
// simulated, or left; with few events, too.
func TestPairsAreTheSameOnAnyNumberOfCores(t *testing.T) {
	for _, events := range []float64{0, 4e5} {
		var first string
		for _, workers := range []int{1, 3} {
			c := tryPairsOf(t, CampaignOptions{Workers: workers, Events: events})
			p := c.Pairs
			pruned := 0
			for n := range maps.Values(p.Pruned) {
				pruned += n
			}
			if p.Of != pruned+len(p.Tried)+p.Left {
				t.Errorf("%d pairs are not %d pruned, %d simulated and %d left", p.Of, pruned, len(p.Tried), p.Left)
			}
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			if first == "" {
				first = string(text)
			} else if string(text) != first {
				t.Errorf("with %g events and %d workers pairs come to\n%s\nand with one to\n%s", events, workers, text, first)
			}
			if events == 0 && len(p.Wrong) > 0 {
				t.Errorf("pruned pairs end worse than their reasons say: %v", p.Wrong)
			}
		}
	}
}

// TestAPairIsWatchedUntilItsSecondFaultIsOver: with a first one that lasts for
// good and hurts nobody, it comes back; it is not down because the run ends in
// the middle of the second.
func TestAPairIsWatchedUntilItsSecondFaultIsOver(t *testing.T) {
	d := load(t, `
loadpath: 1
system: pair
components:
  api: {kind: service, replicas: 2, slots: 20, work: 5ms}
  mail: {kind: service, replicas: 2, slots: 20, work: 5ms}
flows:
  ask: {rate: 50/s, steps: [{call: api}]}
  send: {rate: 5/s, steps: [{call: mail}]}
requirements: {quality: {up: {flow: ask, errors: 1%}}}
`)
	faults, problems := d.ReadFaults("[{slow: mail, by: 2x, at: 10s}, {crash: api, at: 25s, for: 2min}]")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	b, err := NewBench(context.Background(), d, &Scale{Fraction: 1, Miniature: 1}, BenchOptions{Seed: 1, Length: longestScript, Usual: usualScript})
	if err != nil {
		t.Fatal(err)
	}
	_, out, err := b.Try(context.Background(), faults, 0)
	if err != nil {
		t.Fatal(err)
	}
	if out.Verdict != SelfHeals {
		t.Errorf("it ends %s: %s", out.Verdict, out.Why)
	}
}

// TestFaultsThatTakeNothingOfEachOtherAreApart: a component that is worse off in
// both runs, or that one breaks and the other takes from, joins them; so do two
// delays.
func TestFaultsThatTakeNothingOfEachOtherAreApart(t *testing.T) {
	at := func(names ...string) *Suspect {
		s := &Suspect{}
		s.Target.Components = names
		return s
	}
	for _, tt := range []struct {
		a, b *Suspect
		x, y Tried
		want bool
	}{
		{at("api"), at("mail"), Tried{Verdict: Absorbed}, Tried{Verdict: SelfHeals}, true},
		{at("api"), at("api"), Tried{Verdict: Absorbed}, Tried{Verdict: Absorbed}, false},
		{at("api"), at("mail"), Tried{Verdict: Absorbed, Takes: []string{"db"}}, Tried{Verdict: SelfHeals, Takes: []string{"db"}}, false},
		{at("api"), at("mail"), Tried{Verdict: Absorbed, Takes: []string{"mail"}}, Tried{Verdict: SelfHeals}, false},
		{at("api"), at("mail"), Tried{Verdict: Absorbed}, Tried{Verdict: SelfHeals, Takes: []string{"api"}}, false},
		{at("api"), at("mail"), Tried{Verdict: Degraded}, Tried{Verdict: Degraded}, false},
		{at("api"), at("mail"), Tried{Verdict: Degraded, Takes: []string{"db"}}, Tried{Verdict: Absorbed, Takes: []string{"cdn"}}, true},
	} {
		if got := apart(tt.a, tt.b, &tt.x, &tt.y); got != tt.want {
			t.Errorf("%v with %+v and %v with %+v are apart: %v", tt.a.Target.Components, tt.x.Takes, tt.b.Target.Components, tt.y.Takes, got)
		}
		if got := apart(tt.b, tt.a, &tt.y, &tt.x); got != tt.want {
			t.Errorf("the other way round they are apart: %v", got)
		}
	}
}
