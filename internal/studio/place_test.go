package studio

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	joined = `loadpath: 1
system: shop
include: [parts/store.yaml] # db stands there
actors:
  buyer: {daily: 10k}
components:
  api: {kind: service, replicas: 2, cores: 2}
flows:
  buy:
    by: buyer
    rate: 20/s
    steps:
      - call: api
        work: 2ms
        steps: [{read: db}, {call: mail}]
`
	store = `# what is kept
components:
  db: {kind: sql, replicas: 1, cores: 2, work: 1ms}
  mail: {kind: service, replicas: 2}
links:
  api.mail: {timeout: 1s}
requirements:
  quality:
    fast: {flow: buy, p99: 50ms}
`
)

// serveJoined is a studio on a design that includes a file, and writes another
// text into that.
func serveJoined(t *testing.T) (s *served, other func(text string)) {
	name := filepath.Join(t.TempDir(), "shop.yaml")
	part := filepath.Join(filepath.Dir(name), "parts", "store.yaml")
	if err := os.Mkdir(filepath.Dir(part), 0o755); err != nil {
		t.Fatal(err)
	}
	other = func(text string) {
		if err := os.WriteFile(part, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	other(store)
	if err := os.WriteFile(name, []byte(joined), 0o644); err != nil {
		t.Fatal(err)
	}
	return open(t, name), other
}

func TestWhatStandsInAnIncludedFileSaysSo(t *testing.T) {
	s, _ := serveJoined(t)
	d := s.state().Design
	at := map[string]Place{}
	for _, c := range d.Components {
		at[c.Name] = c.Place
		if included := c.File != ""; included != (len(c.Facts) == 0) {
			t.Errorf("%s of %q has the facts %v", c.Name, c.File, c.Facts)
		}
	}
	for _, l := range d.Links {
		at[l.ID] = l.Place
	}
	for _, r := range d.Requirements {
		at[r.Name] = r.Place
	}
	for _, f := range d.Findings {
		at[f.Check+" "+f.At] = f.Place
		if (f.File == "") != (f.Start < f.End) || f.Written && f.At == "components.db" {
			t.Errorf("%s at %s: %+v", f.Check, f.At, f)
		}
	}
	var levers []Lever
	s.ask("GET", "/api/levers", nil, &levers)
	for _, l := range levers {
		at[l.Name] = l.Place
	}
	var why Derivation
	s.ask("GET", "/api/why?id=components.db.work", nil, &why)
	at["why "+why.ID] = why.Place
	for name, want := range map[string]Place{
		"api": {"", 7}, "db": {"parts/store.yaml", 3}, "mail": {"parts/store.yaml", 4},
		"buyer.api": {"", 13}, "api.db": {"", 15}, "api.mail": {"parts/store.yaml", 6},
		"fast": {"parts/store.yaml", 9}, "single-replica components.db": {"parts/store.yaml", 3}, "no-timeout links.api.db": {"", 15},
		"api replicas": {"", 7}, "db replicas": {"parts/store.yaml", 3}, "why components.db.work": {"parts/store.yaml", 3},
	} {
		if at[name] != want {
			t.Errorf("%s stands at %+v, want %+v", name, at[name], want)
		}
	}
}

func TestAnOpenQuestionOfAnIncludedPartLeadsToItsFile(t *testing.T) {
	s, _ := serveJoined(t)
	found := false
	for _, step := range s.state().Design.Steps {
		for _, q := range step.Open {
			if slices.Equal(q.Parts, []string{"db"}) {
				found = true
				if q.Place != (Place{"parts/store.yaml", 3}) {
					t.Errorf("%s: %+v", q.Question, q.Place)
				}
			}
		}
	}
	if !found {
		t.Error("nothing is open of db alone")
	}
}

func TestAChangeOfAnIncludedPartIsTriedButNotWritten(t *testing.T) {
	s, _ := serveJoined(t)
	more := []Change{{Path: []string{"components", "db", "replicas"}, Value: "3"}}
	var after WhatIf
	if status := s.ask("POST", "/api/whatif", Question{Changes: more}, &after); status != http.StatusOK || !slices.ContainsFunc(after.Components, func(c Standing) bool { return c.Name == "db" && c.Replicas == 3 }) {
		t.Errorf("tried: %d %+v", status, after.Components)
	}
	for path, body := range map[string]any{
		"/api/edit": Changes{s.state().Revision, more}, "/api/preview": Changes{"", more}, "/api/fix": FindingAt{"single-replica", "components.db"},
	} {
		var said Trouble
		if status := s.ask("POST", path, body, &said); status != http.StatusUnprocessableEntity || !strings.Contains(said.Message, "parts/store.yaml, line 3") {
			t.Errorf("%s: %d %q", path, status, said.Message)
		}
	}
	if s.onDisk() != joined {
		t.Errorf("the design file is now\n%s", s.onDisk())
	}
}

func TestAFixJoinsASectionOfAnIncludedFile(t *testing.T) {
	s, _ := serveJoined(t)
	var fix Fix
	if status := s.ask("POST", "/api/fix", FindingAt{"no-timeout", "links.api.db"}, &fix); status != http.StatusOK || !fix.Mends {
		t.Fatalf("%d %+v", status, fix)
	}
	var state State
	if status := s.ask("POST", "/api/edit", Changes{s.state().Revision, fix.Changes}, &state); status != http.StatusOK || len(state.Problems) > 0 || state.Text != fix.Text {
		t.Errorf("%d %+v\n%s", status, state.Problems, state.Text)
	}
}

func TestAProblemOfAnIncludedFileStandsWhereItIsIncluded(t *testing.T) {
	s, other := serveJoined(t)
	other(strings.Replace(store, "kind: sql", "kind: sqll", 1))
	state := s.state()
	if len(state.Problems) != 1 || !state.Stale {
		t.Fatalf("stale %v, problems %+v", state.Stale, state.Problems)
	}
	p := state.Problems[0]
	if p.Place != (Place{"parts/store.yaml", 3}) || state.Text[p.Start:p.End] != "parts/store.yaml" || len(p.Fix) > 0 {
		t.Errorf("%+v", p)
	}
	other(store)
	if state := s.state(); state.Stale || len(state.Problems) > 0 {
		t.Errorf("mended in the included file: %+v", state.Problems)
	}
}

func TestAnIncludedFileIsAwaited(t *testing.T) {
	s := serve(t, joined)
	if state := s.state(); state.Design != nil || len(state.Problems) == 0 {
		t.Fatalf("without parts/store.yaml: %+v", state.Problems)
	}
	part := filepath.Join(filepath.Dir(s.name), "parts", "store.yaml")
	if err := os.Mkdir(filepath.Dir(part), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(part, []byte(store), 0o644); err != nil {
		t.Fatal(err)
	}
	if state := s.state(); state.Design == nil || len(state.Problems) > 0 {
		t.Errorf("now that it is there: %+v", state.Problems)
	}
}

func TestWhatIsBrokenIsHeldAgainstTheIncludedFileAsItIs(t *testing.T) {
	s, other := serveJoined(t)
	ask := Question{Seconds: 5}
	before, err := s.s.standFor(&ask)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.s.standFor(&ask); again != before {
		t.Error("the same design was run undisturbed twice")
	}
	other(strings.Replace(store, "work: 1ms", "work: 2ms", 1))
	if after, _ := s.s.standFor(&ask); after == before {
		t.Error("the undisturbed run is of the earlier text")
	}
}
