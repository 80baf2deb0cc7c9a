package study

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/search"
)

// scenarioOf runs the failure called outage of a design.
func scenarioOf(t *testing.T, text string) ScenarioResult {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte("loadpath: 1\nsystem: test\n" + text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	c, err := Chaos(context.Background(), d, "outage", Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Scenarios[0]
}

// outageAt is one station that does 100/s and its callers, who give it half a
// second and try three times more.
func outageAt(rate int, fault, expect string) string {
	return fmt.Sprintf(`
components: {api: {kind: service, replicas: 1, slots: 1, work: 10ms}, spare: {kind: service, replicas: 2}}
links: {default: {timeout: 500ms, retry: {max: 3}}}
flows: {ask: {rate: %d/s, steps: [{call: api}]}}
requirements: {quality: {fast: {flow: ask, p99: 400ms}, up: {flow: ask, errors: 1%%}}}
failures: {outage: {for: 400s, inject: {%s}, expect: [%s]}}
`, rate, fault, expect)
}

func TestVerdictsOfScenarios(t *testing.T) {
	for _, tt := range []struct {
		name, design string
		want         search.Verdict
	}{
		{"retries keep a fault alive that is over", outageAt(30, "pause: api, at: 10s, for: 10s", ""), search.Metastable},
		{"fewer of them do not", outageAt(15, "pause: api, at: 10s, for: 10s", ""), search.SelfHeals},
		{"a crash that is repaired leaves no backlog", outageAt(30, "crash: api, at: 10s, for: 10s", ""), search.SelfHeals},
		{"a crash for good", outageAt(30, "crash: api, at: 10s", ""), search.Down},
		{"what nobody uses", outageAt(30, "crash: spare, at: 10s, for: 10s", ""), search.Absorbed},
		{"a slow station that keeps its promises", outageAt(20, "slow: api, by: 2x, at: 10s, for: 300s", ""), search.Degraded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := scenarioOf(t, tt.design); got.Verdict != tt.want {
				t.Errorf("verdict %s (%s), want %s; chain %+v", got.Verdict, got.Why, tt.want, got.Chain)
			}
		})
	}
}

func TestExpectationsAreHeldAgainstWhatHappened(t *testing.T) {
	s := scenarioOf(t, outageAt(15, "pause: api, at: 10s, for: 10s", strings.Join([]string{
		"{recovers: ask, within: 90s}", "{recovers: ask, within: 5s}", "{not-before: 15s, recovers: ask}", "{stays-down: ask}",
		"{flow: ask, availability: 99%, from: 100s}", "{flow: ask, errors: 1%, to: 60s}", "{component: api, utilization: over 90%, from: 20s, to: 25s}",
		"{component: api, queue-length: falls, from: 20s, to: 100s}", "{verdict: self-heals}", "{verdict: metastable}", "{flow: ask, p99: 10ms .. 400ms, from: 200s}",
	}, ", ")))
	want := []model.Verdict{model.Met, model.Broken, model.Met, model.Broken, model.Met, model.Broken, model.Met, model.Met, model.Met, model.Broken, model.Met}
	for i, e := range s.Expectations {
		if e.Verdict != want[i] {
			t.Errorf("%s: %s (%s), want %s", e.Text, e.Verdict, e.Value, want[i])
		}
	}
	if !s.Recovery.Known() || s.Recovery.Value < 10 {
		t.Errorf("recovery %+v, want a time beyond the fault", s.Recovery)
	}
}

func TestTheSameScriptOnAVariant(t *testing.T) {
	text := strings.Replace(outageAt(30, "pause: api, at: 10s, for: 10s", "{verdict: metastable}"), "expect:", "with: {careful: [{verdict: self-heals}, {errors: below base, flow: ask, from: 100s}]}, expect:", 1) +
		"variants: {careful: {links: {default: {retry: {budget: 10%}}}}}\n"
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte("loadpath: 1\nsystem: test\n" + text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	c, err := Chaos(context.Background(), d, "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Scenarios) != 2 || c.Scenarios[1].Variant != "careful" {
		t.Fatalf("scenarios %+v, want the base and the variant", c.Scenarios)
	}
	if c.Broken() {
		t.Errorf("an expectation is broken: %+v", c.Scenarios)
	}
}

func TestAFailureThatIsNotThere(t *testing.T) {
	d, _, err := model.Load("design.yaml", func(string) ([]byte, error) {
		return []byte("loadpath: 1\nsystem: test\n" + outageAt(1, "crash: api", "")), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Chaos(context.Background(), d, "flood", Options{}); err == nil || !strings.Contains(err.Error(), "it has outage") {
		t.Errorf("error %v, want the names there are", err)
	}
}

// TestAFaultThatChangesNothingIsNotPassedOffAsSurvived crashes replicas in a zone
// in which none stand.
func TestAFaultThatChangesNothingIsNotPassedOffAsSurvived(t *testing.T) {
	for _, tt := range []struct{ inject, says string }{
		{"{crash: api, zone: c, at: 10s}", "zone c"},
		{"{halt: api, at: 10s}", "starts a flow"},
		{"{crash: api, at: 10s, for: 1s}", ""},
	} {
		d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) {
			return []byte("loadpath: 1\nsystem: test\ncomponents: {api: {kind: service, replicas: 2}}\nflows: {ask: {rate: 20/s, steps: [{call: api, work: 5ms}]}}\nfailures:\n  x: {for: 30s, inject: " + tt.inject + "}\n"), nil
		})
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		c, err := Chaos(context.Background(), d, "", Options{})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(c.Scenarios[0].Warnings, "; ")
		if tt.says == "" && text != "" || tt.says != "" && (!strings.HasPrefix(text, "line 6: ") || !strings.Contains(text, tt.says)) {
			t.Errorf("%s: warnings %q, want %q", tt.inject, text, tt.says)
		}
	}
}

// TestAScenarioThatIsNotThereHasANearestOne asks a campaign for one by a name
// that is not quite right, and is told before anything is run.
func TestAScenarioThatIsNotThereHasANearestOne(t *testing.T) {
	d, _, err := model.Load("design.yaml", func(string) ([]byte, error) {
		return []byte("loadpath: 1\nsystem: test\n" + outageAt(1, "crash: api", "")), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var tried int
	_, err = Find(context.Background(), d, Search{What: Singles, Only: "hang-apo"}, Options{Progress: func(p Progress) {
		if p.What == search.StageSingles {
			tried++
		}
	}})
	if err == nil || !strings.Contains(err.Error(), `did you mean "hang-api"`) || tried > 0 {
		t.Errorf("error %v after %d steps of singles, want hang-api at once", err, tried)
	}
}
