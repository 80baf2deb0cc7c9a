package search

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Every scenario of these tests begins at 20 s, lasts 30 s, and is followed for
// 60 s more.
const (
	testAt     = 20
	testLasts  = 30
	testLength = 110
)

// planted is the sound design of testdata with other text in places; an edit is
// what stands there and what takes its place.
func planted(t *testing.T, edits ...[2]string) *model.Design {
	t.Helper()
	text, err := os.ReadFile("testdata/sound.yaml")
	if err != nil {
		t.Fatal(err)
	}
	full := string(text)
	for _, e := range edits {
		if !strings.Contains(full, e[0]) {
			t.Fatalf("the sound design does not say %q", e[0])
		}
		full = strings.Replace(full, e[0], e[1], 1)
	}
	d, problems, err := model.Load("sound.yaml", func(string) ([]byte, error) { return []byte(full), nil })
	if err != nil || problems.HasErrors() {
		t.Fatalf("the design is broken: %v %v", err, problems)
	}
	return d
}

// tried runs a design under some faults.
func tried(t *testing.T, d *model.Design, inject []model.Fault) *sim.Result {
	t.Helper()
	p, problems := sim.Compile(d, sim.Options{Load: "peak", LoadScale: 1, For: testLength, Faults: inject})
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	r, err := sim.Run(context.Background(), p, sim.RunOptions{Seed: 1, Timeline: true, History: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// single judges one fault at one target.
func single(t *testing.T, d *model.Design, calm *sim.Result, f *fault.Fault, target fault.Target) *Outcome {
	t.Helper()
	params := f.Usual(testAt)
	if !f.Momentary() {
		params.For = testLasts
	}
	inject, err := f.Inject(d, target, params)
	if err != nil {
		t.Fatal(err)
	}
	s := &Scenario{Design: d, Inject: inject, Disturbed: tried(t, d, inject), Calm: calm, Length: testLength}
	return s.Judge()
}

// singleAt is single for the target of a name.
func singleAt(t *testing.T, d *model.Design, calm *sim.Result, code, at string) *Outcome {
	t.Helper()
	for _, target := range fault.Of(code).Targets(d) {
		if target.Name == at {
			return single(t, d, calm, fault.Of(code), target)
		}
	}
	t.Fatalf("%s does not happen to %s", code, at)
	return nil
}

func TestASoundDesignShowsNoWeakness(t *testing.T) {
	d := planted(t)
	for _, b := range BlindSpots(d) {
		t.Errorf("false alarm: %s at %s: %s", b.Kind, b.At, b.Text)
	}
	calm := tried(t, d, nil)
	seen := map[string]bool{} // one of those that are alike is enough
	for _, f := range fault.All() {
		for _, target := range f.Targets(d) {
			if seen[f.Code+target.Symmetry] {
				continue
			}
			seen[f.Code+target.Symmetry] = true
			o := single(t, d, calm, f, target)
			for _, w := range o.Weaknesses {
				t.Errorf("%s at %s: false alarm: %s at %s: %s", f.Code, target.Name, w.Name, w.At, w.Text)
			}
			for _, b := range o.BlindSpots {
				t.Errorf("%s at %s: false alarm: %s at %s: %s", f.Code, target.Name, b.Kind, b.At, b.Text)
			}
		}
	}
}

// TestTwoFaultsAtOnceAreNoWeakness lets a second fault happen 5 s after the first
// while that lasts. What the second does is nothing that the first has shown.
func TestTwoFaultsAtOnceAreNoWeakness(t *testing.T) {
	d := planted(t)
	calm := tried(t, d, nil)
	for _, tt := range [][4]string{
		{"crash", "api#1", "dependency-down", "api"},
		{"crash", "api#1", "region-loss", "eu"},
		{"crash", "orders-db.primary", "dependency-down", "api"},
		{"crash", "tips#1", "traffic-spike", "all"},
		{"hang", "tips", "dependency-down", "orders-db"},
		{"hang", "tips", "retry-misconfiguration", "api.orders-db"},
		{"cache-flush", "cache", "hang", "orders-db"},
	} {
		var inject []model.Fault
		for i, at := range []float64{testAt, testAt + 5} {
			f := fault.Of(tt[2*i])
			params := f.Usual(at)
			if !f.Momentary() {
				params.For = testLasts
			}
			k := slices.IndexFunc(f.Targets(d), func(x fault.Target) bool { return x.Name == tt[2*i+1] })
			if k < 0 {
				t.Fatalf("%s does not happen to %s", tt[2*i], tt[2*i+1])
			}
			faults, err := f.Inject(d, f.Targets(d)[k], params)
			if err != nil {
				t.Fatal(err)
			}
			inject = append(inject, faults...)
		}
		s := &Scenario{Design: d, Inject: inject, Disturbed: tried(t, d, inject), Calm: calm, Length: testLength}
		for _, w := range s.Judge().Weaknesses {
			t.Errorf("%v: false alarm: %s at %s: %s", tt, w.Name, w.At, w.Text)
		}
	}
}

// TestWhatIsBrokenUndisturbedIsSaid asks more of the sound design than it does on
// its best day; no fault can be told to break that.
func TestWhatIsBrokenUndisturbedIsSaid(t *testing.T) {
	for _, tt := range []struct {
		edits [][2]string
		want  []string
	}{
		{nil, nil},
		{[][2]string{{"p99: 400ms", "p99: 1ms"}}, []string{"browse reads"}},
		{[][2]string{{"    buys: {flow: buy, p99: 800ms, errors: 2%}\n", ""}, {"edge.api: {timeout: 350ms", "edge.api: {timeout: 20ms"}}, []string{"buy serves"}},
	} {
		d := planted(t, tt.edits...)
		calm := tried(t, d, nil)
		s := &Scenario{Design: d, Inject: []model.Fault{}, Disturbed: calm, Calm: calm, Length: testLength}
		s.Judge()
		var got []string
		for _, a := range s.Already() {
			got = append(got, a.Flow+" "+a.Requirement)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%v: broken undisturbed %q, want %q", tt.edits, got, tt.want)
		}
	}
}

// TestWhoHasABudgetForRetriesMakesNoStorm asks who could make one.
func TestWhoHasABudgetForRetriesMakesNoStorm(t *testing.T) {
	for _, tt := range []struct{ budget, want string }{{", budget: 10%", ""}, {", budget: 80%", "api"}, {"", "api"}} {
		d := planted(t, [2]string{"bulkhead: 6, retry: {max: 1, backoff: 10ms, budget: 10%}", "bulkhead: 6, retry: {max: 1, backoff: 10ms" + tt.budget + "}"})
		caller, _ := (&Scenario{Design: d}).retrier("orders-db")
		if caller != tt.want {
			t.Errorf("%q: %q may make a storm, want %q", tt.budget, caller, tt.want)
		}
	}
}

// TestPlantedWeaknessesAreNamed puts one weakness into the sound design at a
// time, and lets one fault happen that has nothing of its name.
func TestPlantedWeaknessesAreNamed(t *testing.T) {
	ordersLink := "api.orders-db: {timeout: 100ms, bulkhead: 6, retry: {max: 1, backoff: 10ms, budget: 10%}}"
	for _, tt := range []struct {
		name      string // of the weakness
		edits     [][2]string
		fault, at string
		where     string
	}{
		{"retry-storm", [][2]string{{ordersLink, "api.orders-db: {timeout: 100ms, retry: {max: 7, backoff: 1ms}}"}}, "dependency-slow", "orders-db", "api.orders-db"},
		{"cold-cache", [][2]string{{", coalesce: true", ""}, {"slots: 20, cores: 4, work: {read: 4ms}", "slots: 20, cores: 1, work: {read: const(30ms)}"}}, "cache-flush", "cache", "cache"},
		{"shared-pool", [][2]string{{ordersLink, "api.orders-db: {timeout: 10s}"}, {"edge.api: {timeout: 350ms", "edge.api: {timeout: 12s"}}, "hang", "orders-db", "api"},
		{"shared-pool", [][2]string{{"{call: edge > api, work: 2ms, steps: [{write: orders-db.order}]}", "{call: edge > api, work: 2ms, steps: [{call: till, steps: [{write: orders-db.order}]}]}"}, {"{call: tips, work: 2ms}]}]", "{call: till}, {call: tips, work: 2ms}]}]"}, {"  tips: {kind", "  till: {kind: service, in: eu, replicas: 3}\n  tips: {kind"}, {"  api.tips:", "  api.till: {pool: 2, timeout: 5s}\n  till.orders-db: {timeout: 4s}\n  edge.api: {timeout: 8s}\n  api.tips:"}, {"  edge.api: {timeout: 350ms, retry: {max: 1, backoff: 10ms, budget: 10%, for: [refused]}}\n", ""}, {"guest.edge: {timeout: 1s}", "guest.edge: {timeout: 10s}"}}, "hang", "orders-db", "api.till"},
		{"missing-timeout", [][2]string{{"api.tips: {timeout: 50ms, bulkhead: 4", "api.tips: {timeout: unlimited"}}, "hang", "tips", "api.tips"},
		{"hidden-k-of-k", [][2]string{{"tips: {kind: service, in: eu", "tips: {kind: service, in: eu, needs: 3"}, {"bulkhead: 4, on-error: continue", "bulkhead: 4"}}, "crash", "tips#1", "tips"},
		{"hidden-k-of-k", [][2]string{{"cores: 2\n", "cores: 0.033\n"}, {"p99: 400ms, errors: 2%", "errors: 5%"}, {"edge.api: {timeout: 350ms", "edge.api: {timeout: 900ms"}}, "crash", "api#1", "api"},
		{"hidden-k-of-k", [][2]string{{"replication: {mode: sync}, failover: {time: 4s, by: referee}", "replication: {mode: quorum(w=3 r=1)}"}}, "crash", "orders-db#2", "orders-db"},
		{"failover-without-coverage", [][2]string{{"by: referee", "by: referee, coverage: 80%"}}, "failover-fails", "orders-db.primary", "orders-db"},
		{"failover-without-coverage", [][2]string{{"failover: {time: 4s, by: referee}, ", ""}}, "crash", "orders-db.primary", "orders-db"},
		{"cyclic-recovery", [][2]string{{"start: {time: 1s}}", "start: {time: 1s, needs: [api]}}"}}, "region-loss", "eu", "api"},
		{"alert-depends-on-what-it-watches", [][2]string{{"watch: {kind: monitoring, in: outside}", "watch: {kind: monitoring, in: outside, needs: {orders-db: up}}"}, {"    watch-silent: {on: watch, kind: absence}\n", ""}}, "hang", "orders-db", "buy-burns"},
		{"unnoticed", [][2]string{{"    buy-burns: {on-slo: buy-well, kind: burn-rate}\n", ""}}, "hang", "orders-db", "buy"},
		{"health-cascade", [][2]string{{"pass: 1, at-most: 50%}\n  config", "pass: 1, checks: [tips]}\n  config"}}, "hang", "tips", "api"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := planted(t, tt.edits...)
			o := singleAt(t, d, tried(t, d, nil), tt.fault, tt.at)
			named := slices.ContainsFunc(o.Weaknesses, func(w Weakness) bool { return w.Name == tt.name && w.At == tt.where })
			seen := slices.ContainsFunc(o.BlindSpots, func(b BlindSpot) bool { return string(b.Kind) == tt.name && b.At == tt.where })
			if !named && !seen {
				t.Errorf("%s at %s, %s (%s), shows no %s at %s, but %+v", tt.fault, tt.at, o.Verdict, o.Why, tt.name, tt.where, o.Weaknesses)
			}
		})
	}
}
