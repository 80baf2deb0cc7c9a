package study

import (
	"context"
	"slices"
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
