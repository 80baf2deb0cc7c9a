package intake

import (
	"slices"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

func FuzzStructurizr(f *testing.F) { fuzzImport(f, structurizr) }

// TestDSLTextsAreReadAsStructurizrDoes has the cases in which a backslash, a
// quote or the end of a line could be taken for something else.
func TestDSLTextsAreReadAsStructurizrDoes(t *testing.T) {
	for text, want := range map[string][]string{
		`a "b \"c\"" d`:             {"a", `b "c"`, "d"},
		`"C:\Users" x`:              {`C:\Users`, "x"},
		`"a\\"b"`:                   {`a\"b`},
		`"one\ntwo"`:                {"one\ntwo"},
		"a \\\n   \"b\"":            {"a", "b"},
		"\uFEFFa // b":              {"a", "//", "b"},
		"# c\n// d\n/* e\nf */ a\n": {"a"},
		"a \"\"\"b\n\"c\" d\"\"\"":  {"a", "b\n\"c\" d"},
		`a ""`:                      {"a", ""},
	} {
		scan := newDSLScanner(diag.NewSource("workspace.dsl", []byte(text)))
		tokens, open, _ := scan.next()
		var got []string
		for _, token := range tokens {
			got = append(got, token.text)
		}
		if open != nil || !slices.Equal(got, want) {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

func TestAQuoteThatIsNotClosedEndsWithItsLine(t *testing.T) {
	scan := newDSLScanner(diag.NewSource("workspace.dsl", []byte("a \"b\nc")))
	if tokens, open, _ := scan.next(); open == nil || len(tokens) != 2 {
		t.Errorf("read %v, open %v", tokens, open)
	}
	if tokens, _, _ := scan.next(); len(tokens) != 1 || tokens[0].text != "c" {
		t.Errorf("the next line is %v", tokens)
	}
}
