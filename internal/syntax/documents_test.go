package syntax

import (
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

func TestPlacesInLaterDocumentsAreThoseOfTheFile(t *testing.T) {
	text := "# first\na: &x [1, 2]\n---\n---\r\nb: ü\nc: {d: e}\n--- # third\ntext: |\n  ---\nf: {g: h}\n---\nk: *x\n"
	src := diag.NewSource("all.yaml", []byte(text))
	roots, problems := ParseAll(src)
	if len(roots) != 3 {
		t.Fatalf("%d documents can be read, want 3", len(roots))
	}
	for i, want := range []struct{ key, place, text string }{{"a", "all.yaml:2:7", "[1, 2]"}, {"c", "all.yaml:6:4", "{d: e}"}, {"f", "all.yaml:10:4", "{g: h}"}} {
		n := roots[i].Get(want.key)
		if n == nil || n.Span.String() != want.place || n.Span.Text() != want.text {
			t.Errorf("document %d: %s stands at %v with %q, want %s with %q", i+1, want.key, n.Span, n.Span.Text(), want.place, want.text)
		}
	}
	if len(problems) != 1 || problems[0].Code != "unknown-anchor" || problems[0].Span.String() != "all.yaml:12:4" {
		t.Errorf("problems %v, want the anchor of another document at 12:4", problems)
	}
}
