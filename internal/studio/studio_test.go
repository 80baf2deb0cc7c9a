package studio

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
)

const shop = `loadpath: 1 # the language
system: shop
actors:
  buyer: {daily: 10k} # from the report
components:
  api: {kind: service, replicas: 2, cores: 2} # two for safety
  db: {kind: sql, replicas: 1}
flows:
  buy:
    by: buyer
    rate: 20/s
    steps:
      - call: api
      - work: 2ms
      - read: db
`

// served is a studio on a file of its own.
type served struct {
	t    *testing.T
	name string
	s    *Studio
	http *httptest.Server
}

func serve(t *testing.T, text string) *served {
	name := filepath.Join(t.TempDir(), "shop.yaml")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return open(t, name)
}

func open(t *testing.T, name string) *served {
	s := Open(t.Context(), name)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return &served{t, name, s, server}
}

// ask sends a request as our page would, with some headers on top, and returns
// the status; the answer goes into out.
func (s *served) ask(method, path string, body, out any, headers ...string) int {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequest(method, s.http.URL+path, bytes.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set(tokenHeader, s.s.token)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	if out != nil {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			s.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return res.StatusCode
}

func (s *served) state() (state State) {
	s.t.Helper()
	if status := s.ask("GET", "/api/state", nil, &state); status != http.StatusOK {
		s.t.Fatalf("state: %d", status)
	}
	return state
}

func (s *served) onDisk() string {
	s.t.Helper()
	text, err := os.ReadFile(s.name)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

func TestOnlyOurOwnPageOnThisMachineIsAnswered(t *testing.T) {
	s := serve(t, shop)
	for _, c := range []struct {
		why     string
		method  string
		headers []string
		want    int
	}{
		{"our page", "GET", nil, http.StatusOK},
		{"a name that was rebound to this machine", "GET", []string{"Host", "evil.example:80"}, http.StatusForbidden},
		{"a page of another origin", "GET", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"another port of this machine", "GET", []string{"Origin", "http://127.0.0.1:1"}, http.StatusForbidden},
		{"what a browser calls another site", "GET", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"a write without the token", "POST", []string{tokenHeader, ""}, http.StatusForbidden},
		{"a write with the token of an earlier start", "POST", []string{tokenHeader, "old"}, http.StatusForbidden},
	} {
		path := "/api/state"
		if c.method == "POST" {
			path = "/api/text"
		}
		if got := s.ask(c.method, path, NewText{}, nil, c.headers...); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
	if s.onDisk() != shop {
		t.Error("a refused request changed the file")
	}
}

func TestAChangeOfOneValueLeavesEverythingElse(t *testing.T) {
	s := serve(t, shop)
	var state State
	change := Changes{s.state().Revision, []Change{{Path: []string{"components", "api", "replicas"}, Value: "5"}}}
	if status := s.ask("POST", "/api/edit", change, &state); status != http.StatusOK {
		t.Fatalf("edit: %d", status)
	}
	want := strings.Replace(shop, "replicas: 2", "replicas: 5", 1)
	if s.onDisk() != want || state.Text != want {
		t.Errorf("the file is now\n%s", s.onDisk())
	}
}

func TestAChangeNeverOverwritesWhatItHasNotSeen(t *testing.T) {
	s := serve(t, shop)
	seen := s.state().Revision
	elsewhere := strings.Replace(shop, "10k", "20k", 1)
	if err := os.WriteFile(s.name, []byte(elsewhere), 0o644); err != nil {
		t.Fatal(err)
	}
	var disk State
	change := Changes{seen, []Change{{Path: []string{"components", "api", "replicas"}, Value: "5"}}}
	if status := s.ask("POST", "/api/edit", change, &disk); status != http.StatusConflict {
		t.Errorf("edit: %d, want a conflict", status)
	}
	if disk.Text != elsewhere || s.onDisk() != elsewhere {
		t.Error("the conflict does not show what is on the disk, or has changed it")
	}
	if status := s.ask("POST", "/api/text", NewText{seen, "x"}, &disk); status != http.StatusConflict || s.onDisk() != elsewhere {
		t.Errorf("a whole text: %d, want a conflict", status)
	}
}

func TestAFileThatCannotBeReadKeepsTheLastPicture(t *testing.T) {
	s := serve(t, shop)
	for _, c := range []struct {
		why  string
		harm func() error
	}{
		{"broken", func() error { return os.WriteFile(s.name, []byte(shop+"  x: [1\n"), 0o644) }},
		{"not a design", func() error { return os.WriteFile(s.name, []byte("components: {a: {in: nowhere}}\n"), 0o644) }},
		{"deleted", func() error { return os.Remove(s.name) }},
	} {
		if err := c.harm(); err != nil {
			t.Fatal(err)
		}
		state := s.state()
		if !state.Stale || state.Design == nil || len(state.Design.Components) != 2 {
			t.Errorf("%s: stale %v, design %v", c.why, state.Stale, state.Design != nil)
		}
		if state.Missing != (c.why == "deleted") || !state.Missing && len(state.Problems) == 0 {
			t.Errorf("%s: missing %v with %d problems", c.why, state.Missing, len(state.Problems))
		}
		if err := os.WriteFile(s.name, []byte(shop), 0o644); err != nil {
			t.Fatal(err)
		}
		if state := s.state(); state.Stale || state.Missing {
			t.Errorf("%s: mended, but stale %v, missing %v", c.why, state.Stale, state.Missing)
		}
	}
}

func TestFaultsAreRunAgainstTheSameSeedWithoutThem(t *testing.T) {
	s := serve(t, shop)
	var faults []Fault
	s.ask("GET", "/api/faults?of=c:db", nil, &faults)
	i := slices.IndexFunc(faults, func(f Fault) bool { return f.Code == "crash" && slices.Contains(f.Targets, "db") })
	if i < 0 {
		t.Fatal("the database cannot be killed")
	}
	req, _ := json.Marshal(Question{Harms: []Harm{{Code: "crash", Target: "db", At: faults[i].At, For: faults[i].For}}})
	post, _ := http.NewRequest("POST", s.http.URL+"/api/break", bytes.NewReader(req))
	post.Header.Set(tokenHeader, s.s.token)
	res, err := http.DefaultClient.Do(post)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var last Piece
	for dec := json.NewDecoder(res.Body); dec.More(); {
		last = Piece{}
		if err := dec.Decode(&last); err != nil {
			t.Fatal(err)
		}
	}
	b := last.Broken
	if b == nil {
		t.Fatalf("no outcome: %+v", last)
	}
	at := int(b.Starts)
	for second := range at {
		with, without := b.Rows[second].Flows["buy"], b.Calm[second].Flows["buy"]
		if with.Offered != without.Offered || with.OK != without.OK {
			t.Errorf("second %d before the fault: %+v and %+v", second, with, without)
		}
	}
	failed := uint64(0)
	for second := at; second < len(b.Rows); second++ {
		failed += b.Rows[second].Flows["buy"].Failed
	}
	if failed == 0 || len(b.Cascade) == 0 || len(b.Hurt) == 0 {
		t.Errorf("killing the database fails %d requests, tells %d events, hurts %d flows", failed, len(b.Cascade), len(b.Hurt))
	}
}

func TestAFileThatDoesNotExistIsBegunOnceAndNeverOverwritten(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "new.yaml"))
	if state := s.state(); !state.Missing || state.Design != nil {
		t.Fatalf("missing %v, design %v", state.Missing, state.Design != nil)
	}
	var state State
	compose := Import{"compose.yaml", "services:\n  web: {image: nginx, depends_on: [db]}\n  db: {image: postgres:16}\n"}
	if status := s.ask("POST", "/api/import", compose, &state); status != http.StatusOK || state.Design == nil || len(state.Design.Components) != 2 {
		t.Fatalf("import: %d, %+v", status, state.Problems)
	}
	before := s.onDisk()
	if status := s.ask("POST", "/api/new", Begin{"url-shortener"}, nil); status != http.StatusConflict || s.onDisk() != before {
		t.Errorf("a second beginning: %d, want a conflict", status)
	}
}

func TestTheGalleryHoldsEveryDesign(t *testing.T) {
	s := serve(t, shop)
	var all []Template
	s.ask("GET", "/api/gallery", nil, &all)
	if len(all) != len(designs.All()) {
		t.Errorf("%d of %d designs", len(all), len(designs.All()))
	}
}

func TestFaultsFitWhatIsSelected(t *testing.T) {
	s := serve(t, zoned)
	targets := func(selected, code string) []string {
		var faults []Fault
		s.ask("GET", "/api/faults?of="+url.QueryEscape(selected), nil, &faults)
		i := slices.IndexFunc(faults, func(f Fault) bool { return f.Code == code })
		if i < 0 {
			t.Fatalf("no fault is called %s", code)
		}
		return faults[i].Targets
	}
	for _, tt := range []struct {
		selected, code string
		want           []string
	}{
		{"c:db", "error-rate", []string{"db"}},
		{"l:api.db", "link-delay", []string{"api.db"}},
		{"b:east", "region-loss", []string{"east"}},
		{"b:east", "zone-loss", []string{"east zone 1", "east zone 2"}},
		{"b:inner", "crash", []string{"inner"}},
		{"a:buyer", "traffic-spike", []string{"buy", "all"}},
		{"c:db", "traffic-spike", []string{"buy", "all"}},
		{"l:api.db", "traffic-spike", []string{}},
		{"", "error-rate", []string{"api", "db"}},
	} {
		if got := targets(tt.selected, tt.code); !slices.Equal(got, tt.want) {
			t.Errorf("%s of %q can happen to %q, want %q", tt.code, tt.selected, got, tt.want)
		}
	}
}

const zoned = `loadpath: 1
system: zoned
actors:
  buyer: {daily: 10k}
boundaries:
  east: {region: true, zones: 2}
  inner: {in: east}
components:
  api: {kind: service, replicas: 2, zones: 2, in: inner}
  db: {kind: sql, replicas: 2, zones: 2, in: east}
flows:
  buy: {by: buyer, rate: 20/s, steps: [{call: api, work: 2ms, steps: [{read: db}]}]}
  look: {by: api, rate: 1/s, steps: [{work: 1ms}]}
`

func TestFaultsOfAPageAreWrittenAsTheFileWould(t *testing.T) {
	d, err := (&Studio{file: &file{name: "zoned.yaml"}}).readable([]byte(zoned))
	if err != nil {
		t.Fatal(err)
	}
	got, err := injected(d, []Harm{
		{Code: "link-delay", Target: "api.db", Size: 0.25, At: 5, For: 10},
		{Code: "traffic-spike", Target: "all", Size: 1e9, At: 20},
		{Code: "retry-misconfiguration", Target: "api.db", Size: 7, At: 1, For: 30},
		{Code: "crash", Target: "inner", At: 0, For: 3},
	})
	want := "[{delay: api.db, by: 250ms, at: 5s, for: 10s}, {surge: all, by: 1000x, at: 20s}, " +
		"{set: {links: {api.db: {retry: {max: 7, backoff: 1ms, jitter: none}}}}, at: 1s, for: 30s}, {pause: db, at: 6s, for: 5s}, {crash: inner, at: 0s, for: 3s}]"
	if err != nil || got != want {
		t.Errorf("%s (%v), want\n%s", got, err, want)
	}
	if _, problems := d.ReadFaults(got); problems.HasErrors() {
		t.Errorf("it cannot be read: %v", problems)
	}
	for _, h := range []Harm{{Code: "sabotage", Target: "db"}, {Code: "crash", Target: "moon"}, {Code: "crash", Target: "inner", At: -1}, {Code: "crash", Target: "inner", For: 1e9}} {
		if text, err := injected(d, []Harm{h}); err == nil {
			t.Errorf("%+v became %s", h, text)
		}
	}
}
