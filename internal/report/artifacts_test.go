package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
)

// lines are the rows of every table of a step, and its paragraphs, cells
// joined by " | ".
func lines(blocks []block.Block) []string {
	var out []string
	for _, b := range blocks {
		switch b := b.(type) {
		case block.Paragraph:
			out = append(out, b.Text.String())
		case block.List:
			for _, item := range b.Items {
				out = append(out, item.String())
			}
		case block.Table:
			for _, row := range b.Rows {
				var cells []string
				for _, cell := range row {
					cells = append(cells, cell.String())
				}
				out = append(out, strings.Join(cells, " | "))
			}
		case block.Definitions:
			for _, item := range b.Items {
				out = append(out, item.Term.String()+" | "+item.Text.String())
			}
		case block.Callout:
			out = append(out, b.Title)
			out = append(out, lines(b.Body)...)
		}
	}
	return out
}

// TestArtifactsSayWhatFollowsFromTheFacts holds each step of testdata/notes.yaml
// to lines that can be worked out by hand.
func TestArtifactsSayWhatFollowsFromTheFacts(t *testing.T) {
	s := reviewed(t, design(t, "notes.yaml"))
	for key, want := range map[string][]string{
		"justify":    {"Go: build", "wiki | search | no notes on a phone | by its maker"},
		"users":      {"writer | a person, inside | write; find | 20k | 10k | 2x | diurnal", "day | writer | write, then find | the same note twice", "write | starts it | –", "send | – | mailer"},
		"functional": {"find | A writer finds a note. | find | find", "print | A writer prints a note. | none | –", "No flow serves print", "Flows that no requirement asks for: send.", "post | sends mail | mailer"},
		// 0.1% of 8760 h, 730 h, 168 h and 24 h
		"quality": {"up | find | 99.9% | 8.76 h | 43.8 min | 10.1 min | 1.44 min", "Team | 3 engineers"},
		// 8.64 a day by 10k writers is 1/s, twice that at the peak
		"scale":      {"writes | 8.64/day | high | survey of ten teams"},
		"interfaces": {"write | POST /v1/notes | write | bearer | same answer, by key | 10/s per writer, bursts of 20 | – | 1/s | 2/s", "find | – | 200 [note] | –"},
		"data":       {"note | by-id | id | – | – | find | key", "note | of-author | author | created desc | 20 | – | (author, created)", "note | of-day | created | – | – | – | none", "comment | nowhere | id | – | – | – | internal | –"},
		"components": {"inside | api | service | 2 | – | notes-team"},
		"flows":      {"web calls api (work 4 ms)", "api reads db.note (work 1 ms, waits 200ms at most)", "if that fails, mailer deletes in db.note (work 1 ms)"},
		"asynchrony": {"news | queue | api | send | 4d | 3 times | to lost", "lost | queue | – | people: dead letters of news | – | – | –", "send | 1 | db.note | db.note", "send | 2 | post | –"},
		"scaling":    {"mailer | itself | 1 to 4, aiming at cpu 60%"},
		"failure":    {"note | db | sync | 30s | 1d | 30d | 1h | 90d", "db-lost | The database's primary dies. | crash: db.primary, at: 60s, for: 5min | flow: find, availability: 99% | health checks | Wait for the failover. | notes-team", "api.db | 200ms | 1 after 10ms, jitter full | 10% | opens at 50% of 20 for 5s"},
		// 0.1% of 30 days is 43.2 min, and of 10/s 25,920 runs
		"observability": {"found | find | 99.9% | is no error | 30 d | 43.2 min | 25.92k", "found | page | 14.4x | 1.44% | 1 h | 5 min | 2%", "found | page | 6x | 0.6% | 6 h | 30 min | 5%", "found | ticket | 1x | 0.1% | 3 d | 6 h | 10%", "burn | found | burn-rate | page | runbooks/find.md", "db-lost | runbooks/db.md"},
		// 10% of 11/s over ten minutes
		"delivery": {"1 | 10% | 0 s | 10 min | 660", "2 | 100% | 10 min | – | all from here on", "tags | note | add → write-both → backfill → read-new → remove"},
		"security": {"writer | write, find", "writer → web | outside | outside (public) | yes | mtls | note", "web → api | outside (public) | inside (private) | yes | mtls | note"},
		"decide":   {"Because | One team.", "lead | engineering | Components | complete | not yet"},
	} {
		step := s.Step(key)
		got := lines(section(s, step, newCitations()))
		for _, line := range want {
			if !slices.ContainsFunc(got, func(have string) bool { return strings.HasPrefix(have, line) }) {
				t.Errorf("%s does not say %q; it says\n  %s", key, line, strings.Join(got, "\n  "))
			}
		}
	}
}

func TestJustificationIsShownOnlyWhenItIsStated(t *testing.T) {
	for _, tt := range []struct{ why, want string }{
		{"{decision: stop}", "Stop"},
		{"{decision: build, problem: p, outcome: o}", "Not shown yet"},
		{"{decision: build, problem: p, outcome: o, alternatives: {a: {lacks: x}}}", "Go: build"},
		{"{decision: buy, problem: p, outcome: o, alternatives: {a: {offers: x}}}", "Go: buy"},
		{"{problem: p, outcome: o, alternatives: {a: {lacks: x}}}", "Not shown yet"},
	} {
		d := load(t, "design.yaml", []byte("loadpath: 1\nsystem: a\nwhy: "+tt.why+"\n"))
		if _, got, reason := goOrStop(d.Why); got != tt.want || reason == "" {
			t.Errorf("why: %s is %q (%s), want %q", tt.why, got, reason, tt.want)
		}
	}
}

func TestIndexServesWhatItsFirstFieldsName(t *testing.T) {
	e := &model.Entity{Key: []string{"id"}, Indexes: [][]string{{"owner", "created"}}}
	for _, tt := range []struct {
		by   []string
		want string
	}{
		{[]string{"id"}, "key"}, {[]string{"owner"}, "(owner, created)"}, {[]string{"created", "owner"}, "(owner, created)"},
		{[]string{"created"}, ""}, {[]string{"id", "owner"}, ""}, {nil, ""},
	} {
		if got := indexFor(e, &model.Access{By: tt.by}); got != tt.want {
			t.Errorf("reading by %v uses %q, want %q", tt.by, got, tt.want)
		}
	}
}

func TestFixesAreWrittenOnOneLine(t *testing.T) {
	for _, tt := range []struct{ fix, want string }{
		{"components.db.replicas: 2", "components.db.replicas: 2"},
		{"links:\n  web.db: {timeout: 1s}", "links: {web.db: {timeout: 1s}}"},
		{"a:\n  b:\n    c: 1\n", "a: {b: {c: 1}}"},
		{"a: 1\nb: 2", "a: 1 b: 2"},
	} {
		if got := oneLine(tt.fix); got != tt.want {
			t.Errorf("oneLine(%q) = %q, want %q", tt.fix, got, tt.want)
		}
	}
}

// TestSequenceTellsEveryCallAndItsAnswer follows the flow "find": out and back
// over two hops, with a choice in the middle.
func TestSequenceTellsEveryCallAndItsAnswer(t *testing.T) {
	d := design(t, "notes.yaml")
	p := &paper{d: d}
	names := []string{"call", "later", "answer", "remark", "open", "else", "close"}
	var got []string
	for _, e := range p.sequence(d.Flows.Get("find")).Events {
		got = append(got, strings.TrimSpace(names[e.Kind]+" "+e.From+" "+e.To+" "+e.Label))
	}
	want := []string{
		"call writer web call", "call web api call", "remark api  work 4 ms", "open api  in 25%", "call api db scan note", "answer db api",
		"else api  otherwise", "call api db read note", "answer db api", "close api", "answer api web", "answer web writer",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestEveryVerbHasItsPlaceInASequence(t *testing.T) {
	d := load(t, "design.yaml", []byte(`loadpath: 1
system: verbs
components:
  a: {kind: service, operations: {op: [{work: 1ms}]}}
  b: {kind: sql}
  c: {kind: cache}
  q: {kind: queue}
flows:
  all:
    rate: 1/s
    steps:
      - call: a.op
        hit: 40%
        miss: [{wait: 2ms}]
      - get: c
        miss: [{read: b}]
        on-error: [{work: 3ms}]
      - parallel: [{read: b}, [{write: b}, {work: 1ms}]]
      - choose: [{share: 10%, steps: []}, {steps: [{read: b}]}]
      - {repeat: 3, steps: [{read: b}]}
      - {each: 4, steps: [{read: b}]}
      - transaction: [{write: b}]
      - {call: a, wait: false}
      - {respond: true}
      - {fail: 1%}
      - {publish: q}
`))
	p := &paper{d: d}
	sequence := p.sequence(d.Flows.Get("all"))
	var said []string
	open := 0
	for _, e := range sequence.Events {
		said = append(said, e.Label)
		switch e.Kind {
		case draw.Open:
			open++
		case draw.Close:
			open--
		}
	}
	if open != 0 {
		t.Errorf("%d frames stay open", open)
	}
	for _, want := range []string{"op", "on a miss (hit 40%)", "wait 2 ms", "on a miss", "if it fails", "at the same time", "and", "in 10%", "nothing", "otherwise",
		"3 times, one after the other", "4 at once", "transaction", "answers; the rest runs behind", "fails in 1%", "publish"} {
		if !slices.Contains(said, want) {
			t.Errorf("nothing says %q in %q", want, said)
		}
	}
	if sequence.Participants[0].Name != callers {
		t.Errorf("the first participant is %q, want those who call", sequence.Participants[0].Name)
	}
}

// TestBudgetHoldsAllTimeOfAHop: the flow "write" has 1 ms at web, 5 ms at api
// and 2 ms at the database, and no network.
func TestBudgetHoldsAllTimeOfAHop(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	p := &paper{s: s, d: s.Design}
	chart := p.budget(s.Design.Flows.Get("write"))
	want := map[string]float64{"web": 0.001, "api": 0.005, "db.note": 0.002}
	for _, bar := range chart.Bars {
		if work := bar.Parts[2].Value; work != want[bar.Label] {
			t.Errorf("%s works %g s, want %g", bar.Label, work, want[bar.Label])
		}
	}
	if len(chart.Bars) != len(want) {
		t.Errorf("%d bars, want %d", len(chart.Bars), len(want))
	}
}
