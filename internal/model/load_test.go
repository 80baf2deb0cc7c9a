package model

import (
	"os"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

// load reads a design from text.
func load(t testing.TB, text string) (*Design, diag.List) {
	t.Helper()
	d, problems, err := Load("design.yaml", func(string) ([]byte, error) { return []byte(text), nil })
	if err != nil {
		t.Fatal(err)
	}
	return d, problems
}

func TestWholeFileOfTheLanguageIsAccepted(t *testing.T) {
	text, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := load(t, string(text))
	for _, p := range problems {
		if p.Severity == diag.Error {
			t.Errorf("%s: %s [%s]", p.Span, p.Message, p.Code)
		} else {
			t.Logf("%s: %s: %s [%s]", p.Span, p.Severity, p.Message, p.Code)
		}
	}
}

func TestEveryFormOfTheTablesIsAccepted(t *testing.T) {
	text, err := os.ReadFile("testdata/tables.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := load(t, string(text))
	for _, p := range problems {
		t.Errorf("%s: %s: %s [%s]", p.Span, p.Severity, p.Message, p.Code)
	}
	if err := compiled(t).Validate(instance(tree(t, string(text)))); err != nil {
		t.Errorf("the schema refuses it: %v", err)
	}
}
