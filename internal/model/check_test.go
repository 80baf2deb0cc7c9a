package model

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// positions are the problems as "line:column code".
func positions(problems diag.List, severity diag.Severity) []string {
	var out []string
	for _, p := range problems {
		if p.Severity <= severity {
			at := p.Span.Position()
			out = append(out, fmt.Sprintf("%d:%d %s", at.Line, at.Column, p.Code))
		}
	}
	return out
}

func TestTwelvePlantedErrorsAreAllReportedAtTheirPlaces(t *testing.T) {
	text, err := os.ReadFile("testdata/twelve.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := load(t, string(text))
	want := []string{
		"4:19 missing-unit 40",
		"6:19 unknown-word humn",
		"8:52 unknown-field ident",
		"8:78 unknown-name shoper",
		"10:34 zero-replicas 0",
		"11:24 unknown-key timeout",
		"12:44 unknown-entity ordr",
		"12:60 ambiguous-unit m",
		"14:45 unknown-key jiter",
		"24:19 unknown-component paay",
		"27:18 unknown-flow bye",
		"28:42 out-of-range 101%",
	}
	var got []string
	for i, at := range positions(problems, diag.Warning) {
		got = append(got, at+" "+problems[i].Span.Text())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const guestbook = `loadpath: 1
system: guestbook
components:
  web: {kind: service, replicas: 2, slots: 50}
  db:  {kind: sql, tech: postgres}
flows:
  sign: {rate: 40/s, steps: [{call: web, work: 3ms, steps: [{write: db}]}]}
`

func TestSmallestDesignChecksClean(t *testing.T) {
	if _, problems := load(t, guestbook); len(problems) > 0 {
		t.Errorf("the guestbook has problems: %v", positions(problems, diag.Info))
	}
}

func TestErrorsSayWhatWasMeant(t *testing.T) {
	d := header + "components:\n  payments: {kind: service}\nflows:\n  checkout: {rate: 1/s, steps: [{call: paymnets}]}\n"
	_, problems := load(t, d)
	if len(problems) != 1 {
		t.Fatalf("got %v, want one problem", positions(problems, diag.Info))
	}
	p := problems[0]
	if p.Message != `flow "checkout" calls "paymnets", which is not a component` || p.Help != `did you mean "payments" (line 4)?` {
		t.Errorf("got %q with help %q", p.Message, p.Help)
	}
	if len(p.Fix) != 1 || p.Fix[0].New != "payments" || p.Span.Text() != "paymnets" {
		t.Errorf("fix %v at %q, want the right name in place of the wrong one", p.Fix, p.Span.Text())
	}
}

func TestBadInputIsADiagnosticWithAPlace(t *testing.T) {
	flow := "flows: {f: {rate: 1/s, steps: [{work: 1ms}]}}\n"
	for name, tt := range map[string]struct{ text, code string }{
		"an empty file":         {"", "empty-design"},
		"a list":                {"- a\n- b\n", "wrong-shape"},
		"a scalar":              {"hello\n", "wrong-shape"},
		"no version":            {"system: a\n" + flow, "missing-key"},
		"no name":               {"loadpath: 1\n" + flow, "missing-key"},
		"duplicate keys":        {header + flow + "system: b\n", "duplicate-key"},
		"recursion":             {header + "components: {a: {kind: service, operations: {x: [{call: a.x}]}}}\nflows: {f: {rate: 1/s, steps: [{call: a.x}]}}\n", "recursion"},
		"zero replicas":         {header + "components: {a: {kind: service, replicas: 0}}\nflows: {f: {rate: 1/s, steps: [{call: a}]}}\n", "zero-replicas"},
		"a negative rate":       {header + "flows: {f: {rate: -1/s, steps: [{work: 1ms}]}}\n", "negative"},
		"a flow without steps":  {header + "flows: {f: {rate: 1/s}}\n", "empty-flow"},
		"null outside variants": {header + flow + "growth: null\n", "empty-value"},
		"tabs":                  {"loadpath: 1\nsystem: a\nflows:\n\tf: {rate: 1/s}\n", ""},
		"bytes":                 {"loadpath: 1\nsystem: \xff\xfe\n", "not-utf8"},
		"an empty step":         {header + "flows:\n  f:\n    rate: 1/s\n    steps:\n      -\n", "empty-value"},
		"a name of a number":    {header + "system: 5\n" + flow, "duplicate-key"},
	} {
		_, problems := load(t, tt.text)
		found := slices.ContainsFunc(problems, func(p diag.Diagnostic) bool { return p.Code == tt.code || tt.code == "" })
		if !found {
			t.Errorf("%s: got %v, want %s", name, positions(problems, diag.Info), tt.code)
		}
		for _, p := range problems {
			if p.Span.IsZero() || p.Message == "" {
				t.Errorf("%s: a problem without a place or a message: %+v", name, p)
			}
		}
	}
}

func TestWindowsLineEndsAndByteOrderMarkMakeNoDifference(t *testing.T) {
	text := "\ufeff" + strings.ReplaceAll(guestbook, "\n", "\r\n")
	if _, problems := load(t, text); len(problems) > 0 {
		t.Errorf("problems: %v", positions(problems, diag.Info))
	}
}

func TestMissingFileAndDirectoryAreDiagnostics(t *testing.T) {
	for err, code := range map[error]string{fs.ErrNotExist: "not-found", syscall.EISDIR: "is-directory"} {
		d, problems, got := Load("x.yaml", func(string) ([]byte, error) { return nil, &fs.PathError{Op: "open", Path: "x.yaml", Err: err} })
		if got != nil || d == nil || len(problems) != 1 || problems[0].Code != code {
			t.Errorf("%v: design %v, problems %v, error %v", err, d, problems, got)
		}
		if steps := d.Steps(); len(steps) != 16 || steps[0].State != Empty {
			t.Error("a design that could not be read has no empty steps")
		}
	}
	if _, _, err := Load("x.yaml", func(string) ([]byte, error) { return nil, errors.New("disk on fire") }); err == nil {
		t.Error("a failing disk is not an error")
	}
}

func TestIncludedPartsAreCheckedTogether(t *testing.T) {
	files := map[string]string{
		"main.yaml":  "loadpath: 1\nsystem: a\ninclude: parts.yaml\nflows: {f: {rate: 1/s, steps: [{call: web}]}}\n",
		"parts.yaml": "components: {web: {kind: servce}}\n",
	}
	_, problems, err := Load("main.yaml", func(name string) ([]byte, error) { return []byte(files[name]), nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Code != "unknown-kind" || problems[0].Span.File() != "parts.yaml" {
		t.Errorf("problems %v, want the wrong kind in parts.yaml", problems)
	}
}

func TestDamagedTextDoesNotMakeUnknownNames(t *testing.T) {
	text := header + "components:\n  web: {kind: service\n  db: {kind: sql}\nflows:\n  f: {rate: 1/s, steps: [{call: web}]}\n"
	_, problems := load(t, text)
	for _, p := range problems {
		if strings.HasPrefix(p.Code, "unknown-") {
			t.Errorf("%s: %s [%s] follows from the damage", p.Span, p.Message, p.Code)
		}
	}
	if !problems.HasErrors() {
		t.Error("the damage is not reported")
	}
}

func TestGeneratedDesignOfAHundredComponentsIsClean(t *testing.T) {
	d, problems := load(t, modeltest.Large(100))
	for _, p := range problems {
		if p.Severity <= diag.Warning {
			t.Errorf("%s: %s [%s]", p.Span, p.Message, p.Code)
		}
	}
	if d.Components.Len() != 100 {
		t.Errorf("%d components, want 100", d.Components.Len())
	}
}

// The budget is that of `check` as a process, docs/architecture.md.
func BenchmarkCheck100Components(b *testing.B) {
	text := []byte(modeltest.Large(100))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems, _ := Load("design.yaml", func(string) ([]byte, error) { return text, nil }); problems.HasErrors() {
			b.Fatal(problems)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.050, "x-of-budget")
}

func TestConditionsOfNeedsAreUpOrAShare(t *testing.T) {
	for condition, ok := range map[string]bool{"up": true, "80%": true, "most": false} {
		_, problems := load(t, header+"components: {a: {kind: service, needs: {b: "+condition+"}}, b: {kind: service}}\n")
		if problems.HasErrors() == ok {
			t.Errorf("needs b %s gives %v", condition, problems)
		}
	}
}

// TestAFaultWithoutAVerbIsToldTheVerbs misspells one verb and makes one up.
func TestAFaultWithoutAVerbIsToldTheVerbs(t *testing.T) {
	for verb, want := range map[string]string{"crahs": `did you mean "crash"?`, "explode": "crash, restart, pause"} {
		_, problems := load(t, header+"components: {a: {kind: service}}\nfailures: {x: {inject: {"+verb+": a}}}\n")
		if len(problems) == 0 || problems[0].Code != "no-verb" || !strings.Contains(problems[0].Help, want) {
			t.Errorf("%s: %+v, want %q", verb, problems, want)
		}
	}
}
