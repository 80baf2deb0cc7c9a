package fault

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

var update = flag.Bool("update", false, "rewrite docs/faults")

// every design in designs/, and the one of the examples.
func allDesigns(t *testing.T) map[string]*model.Design {
	t.Helper()
	out := map[string]*model.Design{"gallery": gallery()}
	for _, name := range designs.Names() {
		text, _ := designs.Text(name)
		out[name] = read(t, string(text))
	}
	return out
}

func read(t testing.TB, text string) *model.Design {
	t.Helper()
	d, problems, err := model.Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil || problems.HasErrors() {
		t.Fatalf("the design is broken: %v %v", err, problems)
	}
	return d
}

func TestEveryFaultAppliesSomewhereAndCanBeInjectedThere(t *testing.T) {
	for name, d := range allDesigns(t) {
		for _, f := range All() {
			targets := f.Targets(d)
			if name == "gallery" && len(targets) == 0 {
				t.Errorf("%s applies nowhere in the gallery", f.Code)
			}
			for i, target := range targets {
				faults, err := f.Inject(d, target, f.Usual(60))
				if err != nil {
					t.Errorf("%s: %v\n%s", name, err, f.Text(d, target, f.Usual(60)))
					continue
				}
				if i > 0 || len(target.Components) == 0 {
					continue
				}
				if _, problems := sim.Compile(d, sim.Options{Load: "peak", LoadScale: 1, For: 100, Faults: faults}); problems.HasErrors() {
					t.Errorf("%s: %s at %s cannot be simulated: %s", name, f.Code, target.Name, problems[0].Message)
				}
			}
		}
	}
}

func TestFaultsSayWhatTheyAre(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range All() {
		if seen[f.Code] {
			t.Errorf("two faults are called %s", f.Code)
		}
		seen[f.Code] = true
		for what, text := range map[string]string{"title": f.Title, "what it hits": f.Hits, "story": f.Story, "how it shows": f.Shows, "what helps": f.Helps} {
			if text == "" {
				t.Errorf("%s does not say its %s", f.Code, what)
			}
		}
		if f.PerYear <= 0 {
			t.Errorf("%s does not say how often it is taken to happen", f.Code)
		}
		if s := f.Size; s != nil && (s.Usual <= s.Least || s.Usual > s.Most) {
			t.Errorf("%s: the usual size %g is not between %g and %g", f.Code, s.Usual, s.Least, s.Most)
		}
		if f.Size == nil && f.Momentary() && f.Code != "cold-restart" && f.Code != "cache-flush" && f.Code != "poison-message" {
			t.Errorf("%s has neither size nor length", f.Code)
		}
	}
}

func TestPartsThatOnlyTheirNamesTellApartAreAlike(t *testing.T) {
	d := read(t, `
loadpath: 1
system: alike
components:
  api: {kind: service, replicas: 2}
  left: {kind: service, replicas: 2, slots: 5}
  right: {kind: service, replicas: 2, slots: 5}
  other: {kind: service, replicas: 2, slots: 6}
links:
  api.left: {timeout: 1s}
  api.right: {timeout: 1s}
flows:
  f: {rate: 10/s, steps: [{call: api, steps: [{parallel: [{call: left, work: 1ms}, {call: right, work: 1ms}, {call: other, work: 1ms}]}]}]}
`)
	keys := map[string]string{}
	for _, target := range Of("crash").Targets(d) {
		keys[target.Components[0]] = target.Symmetry
	}
	if keys["left"] != keys["right"] {
		t.Errorf("left and right are alike, but their keys are %q and %q", keys["left"], keys["right"])
	}
	if keys["left"] == keys["other"] || keys["left"] == keys["api"] {
		t.Errorf("other and api are not like left, but share its key %q", keys["left"])
	}
}

func TestZonesThatHoldTheSameAreAlike(t *testing.T) {
	d := read(t, `
loadpath: 1
system: zoned
boundaries:
  eu: {region: true, zones: 3}
components:
  api: {kind: service, in: eu, replicas: 6}
  db: {kind: sql, in: eu, replicas: 3, replication: {mode: sync}}
flows:
  f: {rate: 10/s, steps: [{call: api, steps: [{read: db}]}]}
`)
	list := Of("zone-loss").Targets(d)
	if len(list) != 3 {
		t.Fatalf("a region of three zones has %d to lose", len(list))
	}
	if list[1].Symmetry != list[2].Symmetry || list[0].Symmetry == list[1].Symmetry {
		t.Errorf("the zone of the primary is unlike the two others, but the keys are %q, %q and %q", list[0].Symmetry, list[1].Symmetry, list[2].Symmetry)
	}
}

// A load balancer of a provider says zones and no replicas: it is in all of them.
func TestAServiceThatSpansZonesIsLostWithNone(t *testing.T) {
	d := read(t, `
loadpath: 1
system: zoned
boundaries:
  eu: {region: true, zones: 3}
components:
  edge: {kind: load-balancer, tech: aws/alb, in: eu, zones: 3}
  api: {kind: service, in: eu, zones: 3, replicas: 3}
  own: {kind: load-balancer, in: eu, zones: 3}
flows:
  f: {rate: 10/s, steps: [{call: edge > own > api}]}
`)
	lost := map[string]int{}
	for _, zone := range Of("zone-loss").Targets(d) {
		for _, c := range zone.Components {
			lost[c]++
		}
	}
	if want := map[string]int{"api": 3, "own": 1}; !maps.Equal(lost, want) {
		t.Errorf("zones take %v with them, not %v", lost, want)
	}
}

func TestInjectedFaultsKeepTheirParameters(t *testing.T) {
	f, d := Of("slow"), gallery()
	faults, err := f.Inject(d, f.Targets(d)[0], Params{Size: 2.5, At: 12.5, For: 0.25, Ramp: 3})
	if err != nil {
		t.Fatal(err)
	}
	m := &faults[0]
	if m.Verb != "slow" || m.By.Value != 2.5 || m.At.Value != 12.5 || m.For.Value != 0.25 || m.Ramp.Value != 3 {
		t.Errorf("the fault became %s", m.Span.Text())
	}
}

func TestSizesAreWrittenSoThatTheyReadBack(t *testing.T) {
	for _, v := range []float64{1e-4, 0.1, 1.0 / 3, 9.999, 60, 86400, 1e7} {
		q, problem := unit.Parse(seconds(v), unit.Want{Kind: unit.KindTime})
		if problem != nil || q.Value < v*0.99999 || q.Value > v*1.00001 {
			t.Errorf("%g s is written %q and read as %g: %v", v, seconds(v), q.Value, problem)
		}
	}
}

func TestPagesAreFresh(t *testing.T) {
	dir := "../../docs/faults"
	pages := map[string]string{"README.md": Index()}
	for _, f := range All() {
		pages[f.Code+".md"] = Page(f)
	}
	for name, want := range pages {
		file := filepath.Join(dir, name)
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != want {
			t.Errorf("%s is stale; run `go test ./internal/fault -update`\n%s", name, cmp.Diff(string(got), want))
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, known := pages[e.Name()]; !known {
			t.Errorf("%s is a page of no fault", e.Name())
		}
	}
}
