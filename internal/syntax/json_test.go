package syntax

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

func TestStringsOfJSONAreReadAsTheyAre(t *testing.T) {
	for _, written := range []string{"{\n\t\"a\":\t\"\\ud83d\\ude00 \\/ \\\\ud83d\", \"b\": [\"\\ud83d\"],\n\t\"c\": \"\\u00e9\"}"} {
		n, problems := ParseJSON(diag.NewSource("a.json", []byte(written)))
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		if a, b, c := n.Get("a").Value, n.Get("b").Items[0].Value, n.Get("c").Value; a != `😀 / \ud83d` || b != "\ufffd" || c != "é" {
			t.Errorf("read %q, %q, %q", a, b, c)
		}
		if at := n.Get("b").Span.String(); at != "a.json:2:39" {
			t.Errorf("b stands at %s, want 2:39", at)
		}
	}
}

// TestStringsInEscapesAreReadBack holds over strings of every kind.
func TestStringsInEscapesAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := strings.ToValidUTF8(rapid.StringN(0, 20, -1).Draw(t, "text"), "")
		var b strings.Builder
		for _, unit := range utf16.Encode([]rune(want)) {
			fmt.Fprintf(&b, `\u%04X`, unit)
		}
		n, problems := ParseJSON(diag.NewSource("a.json", []byte(`{"a": "`+b.String()+`"}`)))
		if got := n.Get("a"); problems.HasErrors() || got.Value != want {
			t.Fatalf("%s is read as %q, want %q: %v", &b, got.Value, want, problems)
		}
	})
}
