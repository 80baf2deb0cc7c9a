package study

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
)

func TestACampaignGathersWhatIsWeak(t *testing.T) {
	text := "loadpath: 1\nsystem: test\n" + outageAt(30, "pause: api, at: 10s, for: 10s", "") + `
observe:
  slos: {up: {flow: ask, target: 99.9%}}
  alerts: {burn: {on-slo: up, kind: burn-rate}}
variants:
  watched: {components: {spare: {kind: monitoring, needs: {api: up}}}}
`
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	c, err := Chaos(context.Background(), d, "outage", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.BlindSpots) != 0 || len(c.Weaknesses) != 1 {
		t.Fatalf("a storm that an alert notices shows %+v and %+v", c.BlindSpots, c.Weaknesses)
	}
	if w := c.Weaknesses[0]; w.Name != "retry-storm" || w.At != "api" || !slices.Equal(w.Scenarios, []string{"outage"}) {
		t.Errorf("the storm is told as %+v", w)
	}
	watched, problems := d.Apply("watched")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	c = &Campaign{}
	c.gather(watched)
	if len(c.BlindSpots) != 1 || c.BlindSpots[0].Kind != search.AlertDepends || len(c.Weaknesses) != 1 {
		t.Errorf("an alert that depends on what it watches is told as %+v and %+v", c.BlindSpots, c.Weaknesses)
	}
}

// TestFindingSinglesNamesWhatWasPlanted tries all faults on a small design whose
// caller tries too often, and on the same with a budget.
func TestFindingSinglesNamesWhatWasPlanted(t *testing.T) {
	const text = `
loadpath: 1
system: test
components:
  api: {kind: service, replicas: 2, slots: 100, health: {every: 1s, fail: 2, at-most: 50%}}
  db: {kind: sql, cores: 1, work: {write: const(20ms)}}
links:
  default: {timeout: 2s}
  api.db: {timeout: 200ms, retry: {max: 5, backoff: 10ms BUDGET}}
flows: {order: {rate: 12/s, deadline: 2s, steps: [{call: api, work: 1ms, steps: [{write: db}]}]}}
requirements: {quality: {fast: {flow: order, p99: 1s, errors: 2%}}}
`
	for budget, want := range map[string]bool{"": true, ", budget: 10%": false} {
		d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) {
			return []byte(strings.Replace(text, " BUDGET", budget, 1)), nil
		})
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		c, err := Find(context.Background(), d, Search{What: Singles}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		named := slices.ContainsFunc(c.Weaknesses, func(w Weakness) bool { return w.Name == "retry-storm" && w.At == "api.db" })
		if named != want || !want && len(c.Weaknesses)+len(c.BlindSpots) > 0 {
			t.Errorf("with retry%q the campaign names %+v and sees %+v", budget, c.Weaknesses, c.BlindSpots)
		}
	}
}
