package model

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

var wantMark = regexp.MustCompile(`# want "([^"]*)"`)

// checkMarked checks a design in which # want "text" marks each line with a
// problem, and returns the problems. Problems without a mark, and marks without
// a problem, fail the test.
func checkMarked(t *testing.T, name, text string) diag.List {
	t.Helper()
	_, problems := load(t, text)
	lines := strings.Split(text, "\n")
	met := map[int]bool{}
	for _, p := range problems {
		line := p.Span.Position().Line
		mark := wantMark.FindStringSubmatch(lines[max(line-1, 0)])
		if mark == nil {
			t.Errorf("%s: %s: %s [%s] is not expected", name, p.Span, p.Message, p.Code)
			continue
		}
		if !regexp.MustCompile(mark[1]).MatchString(p.Message) {
			t.Errorf("%s: %s: got %q [%s], want %q", name, p.Span, p.Message, p.Code, mark[1])
		}
		met[line] = true
	}
	for i, line := range lines {
		if mark := wantMark.FindStringSubmatch(line); mark != nil && !met[i+1] {
			t.Errorf("%s: line %d: no problem, want %q", name, i+1, mark[1])
		}
	}
	return problems
}

const header = "loadpath: 1\nsystem: example\n"

func withHeader(bad string) string {
	if strings.HasPrefix(bad, "loadpath:") {
		return bad
	}
	return header + bad
}

func TestEveryRuleFindsItsBadExample(t *testing.T) {
	for _, r := range Rules {
		problems := checkMarked(t, r.Code, withHeader(r.Bad))
		if !slices.ContainsFunc(problems, func(p diag.Diagnostic) bool { return p.Code == r.Code }) {
			t.Errorf("%s: its bad example gives %v", r.Code, problems)
		}
		if r.Title == "" || r.Why == "" {
			t.Errorf("%s has no title or reason", r.Code)
		}
	}
	if !slices.IsSortedFunc(Rules, func(a, b Rule) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the rules are not sorted by code")
	}
}

// TestEveryCodeHasARule finds the codes in the source: the string before the
// help of errorf and its kin, and after Code:.
func TestEveryCodeHasARule(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`(?:errorf|warnf|infof)\(.*?, "([a-z]+(?:-[a-z]+)+)",|Code:\s+"([a-z]+(?:-[a-z]+)+)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(text), -1) {
			code := m[1] + m[2]
			if RuleOf(code) == nil && !elsewhere[code] {
				t.Errorf("%s reports %q, which has no rule", file, code)
			}
		}
	}
}

// elsewhere are codes that belong to package unit, or to an empty file.
var elsewhere = map[string]bool{"bad-quantity": true, "empty-design": true}
