package diag

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

// sample is one error with everything and one note without a place.
func sample() (List, *Source) {
	src := NewSource("designs/my shop,1.yaml", []byte("a: 1\nname: größer\nb: 2\n"))
	word := find(src, "größer")
	return List{
		{
			Code: "unknown-key", Span: word, Message: "50% wrong:\nhere", Help: "type <b>",
			Related: []Related{{Span: find(src, "a"), Message: "the other"}, {Message: "nowhere"}},
			Fix:     []Edit{{Span: word, New: "klein"}, {Span: find(src, "b"), New: "c"}},
		},
		{Severity: Warning, Code: "wide", Span: Span{src, 0, len(src.Text) - 1}, Message: "all of it"},
		{Severity: Info, Code: "hint", Message: "no place"},
	}, src
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	if err := write(broken{}); err == nil {
		t.Error("a failing writer is not reported")
	}
	return b.String()
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestJSONHasStableKeysAndCharacterColumns(t *testing.T) {
	list, _ := sample()
	var got []map[string]any
	if err := json.Unmarshal([]byte(written(t, func(w io.Writer) error { return JSON(w, list) })), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"code": "unknown-key", "severity": "error", "message": "50% wrong:\nhere", "help": "type <b>",
		"file": "designs/my shop,1.yaml", "line": 2.0, "column": 7.0, "end_line": 2.0, "end_column": 13.0,
		"related": []any{
			map[string]any{"message": "the other", "file": "designs/my shop,1.yaml", "line": 1.0, "column": 1.0, "end_line": 1.0, "end_column": 2.0},
			map[string]any{"message": "nowhere", "file": "", "line": 0.0, "column": 0.0, "end_line": 0.0, "end_column": 0.0},
		},
		"fix": []any{
			map[string]any{"new": "klein", "file": "designs/my shop,1.yaml", "line": 2.0, "column": 7.0, "end_line": 2.0, "end_column": 13.0},
			map[string]any{"new": "c", "file": "designs/my shop,1.yaml", "line": 3.0, "column": 1.0, "end_line": 3.0, "end_column": 2.0},
		},
	}
	if !reflect.DeepEqual(got[0], want) {
		t.Errorf("got  %v\nwant %v", got[0], want)
	}
	if len(got[2]) != len(want) {
		t.Errorf("a problem without a place has keys %v", got[2])
	}
	if s := written(t, func(w io.Writer) error { return JSON(w, nil) }); s != "[]\n" {
		t.Errorf("no problems are written as %q", s)
	}
}

func TestSARIFNamesEveryRuleOnce(t *testing.T) {
	list, _ := sample()
	list = append(list, list[0])
	tool := Tool{Name: "loadpath", Version: "1.0.0", Rules: []Rule{
		{Code: "unused", Title: "t", Why: "w", URL: "https://example.com/unused"}, {Code: "unknown-key", Title: "Unknown key"}, {Code: "unused"},
	}}
	var log sarifLog
	if err := json.Unmarshal([]byte(written(t, func(w io.Writer) error { return SARIF(w, list, tool) })), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	var ids []string
	for _, r := range run.Tool.Driver.Rules {
		ids = append(ids, r.ID)
	}
	if want := []string{"unused", "unknown-key", "wide", "hint"}; !reflect.DeepEqual(ids, want) {
		t.Errorf("rules %v, want %v", ids, want)
	}
	for i, r := range run.Results {
		if ids[r.RuleIndex] != r.RuleID || r.RuleID != list[i].Code {
			t.Errorf("result %d: rule %d is %s, want %s", i, r.RuleIndex, ids[r.RuleIndex], list[i].Code)
		}
	}
	first := run.Results[0]
	loc := first.Locations[0].PhysicalLocation
	if loc.ArtifactLocation.URI != "designs/my%20shop,1.yaml" || loc.Region != (sarifRegion{2, 7, 2, 13}) {
		t.Errorf("location %+v", loc)
	}
	if log.Version != "2.1.0" || run.ColumnKind != "unicodeCodePoints" {
		t.Errorf("version %s, columns %s", log.Version, run.ColumnKind)
	}
	if n := len(first.Fixes[0].ArtifactChanges); n != 1 || len(first.Fixes[0].ArtifactChanges[0].Replacements) != 2 {
		t.Errorf("%d changed files, want 1 with both edits", n)
	}
	if len(first.RelatedLocations) != 1 {
		t.Errorf("%d related locations, want the one with a place", len(first.RelatedLocations))
	}
	levels := []string{run.Results[0].Level, run.Results[1].Level, run.Results[2].Level}
	if want := []string{"error", "warning", "note"}; !reflect.DeepEqual(levels, want) {
		t.Errorf("levels %v, want %v", levels, want)
	}
	if len(run.Results[2].Locations) != 0 {
		t.Error("a problem without a place has a location")
	}
}

func TestGitHubAnnotationsAreEscaped(t *testing.T) {
	list, _ := sample()
	got := written(t, func(w io.Writer) error { return GitHub(w, list) })
	want := "::error file=designs/my shop%2C1.yaml,line=2,col=7,endColumn=12,title=unknown-key::50%25 wrong:%0Ahere%0Atype <b>\n" +
		"::warning file=designs/my shop%2C1.yaml,line=1,endLine=3,title=wide::all of it\n" +
		"::notice title=hint::no place\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestJUnitFailsForErrorsOnly(t *testing.T) {
	list, _ := sample()
	text := written(t, func(w io.Writer) error { return JUnit(w, list, "loadpath check") })
	var s junitSuite
	if err := xml.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	if s.Tests != 3 || s.Failures != 1 || s.Cases[0].Failure == nil || s.Cases[1].Failure != nil {
		t.Errorf("%d tests, %d failures in\n%s", s.Tests, s.Failures, text)
	}
	if c := s.Cases[0]; c.Name != "unknown-key at designs/my shop,1.yaml:2:7" || !strings.Contains(c.Failure.Text, "help: type <b>") {
		t.Errorf("case %+v", c)
	}
	if !strings.Contains(s.Cases[1].Out, "warning: all of it") {
		t.Errorf("a warning says %q", s.Cases[1].Out)
	}
	var empty junitSuite
	text = written(t, func(w io.Writer) error { return JUnit(w, nil, "x") })
	if err := xml.Unmarshal([]byte(text), &empty); err != nil || empty.Tests != 1 || empty.Failures != 0 {
		t.Errorf("no problems: %v\n%s", err, text)
	}
}
