package diag

import (
	"testing"

	"pgregory.net/rapid"
)

func TestOffsetUndoesPosition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching("(\uFEFF)?[a東\u00e9😀\n\r ]{0,40}").Draw(t, "text")
		src := NewSource("f", []byte(text))
		for at := range text { // starts of characters
			if at == 0 && len(text) > 2 && text[:3] == "\uFEFF" {
				continue // the mark has no place of its own
			}
			if got := src.Offset(src.Position(at)); got != at {
				t.Fatalf("%q: offset %d is %+v, which is offset %d", text, at, src.Position(at), got)
			}
		}
	})
}

func TestPlacesOutsideTheTextAreItsEdges(t *testing.T) {
	src := NewSource("f", []byte("ab\ncd"))
	if got := src.Position(99); got != (Position{2, 3}) {
		t.Errorf("Position beyond the end = %+v", got)
	}
	if got := src.Position(-1); got != (Position{1, 1}) {
		t.Errorf("Position before the start = %+v", got)
	}
	for _, tt := range []struct {
		at   Position
		want int
	}{{Position{0, 1}, 0}, {Position{9, 1}, 5}, {Position{1, 9}, 2}} {
		if got := src.Offset(tt.at); got != tt.want {
			t.Errorf("Offset(%+v) = %d, want %d", tt.at, got, tt.want)
		}
	}
	if got := src.Line(3) + src.Line(0); got != "" {
		t.Errorf("lines outside the text read %q", got)
	}
	var nowhere Span
	if nowhere.String()+nowhere.Text()+nowhere.File() != "" || nowhere.Position() != (Position{}) {
		t.Error("the zero span is somewhere")
	}
	if got := (Span{src, 0, 2}).Text(); got != "ab" {
		t.Errorf("Text() = %q", got)
	}
}

func TestSortOrdersByPlaceAndDropsRepeats(t *testing.T) {
	a, b := NewSource("a", []byte("xxxx")), NewSource("b", []byte("xxxx"))
	list := List{
		{Code: "5", Span: Span{b, 0, 1}},
		{Code: "4", Span: Span{a, 2, 3}, Severity: Warning},
		{Code: "3", Span: Span{a, 2, 3}},
		{Code: "1", Message: "no place"},
		{Code: "2", Span: Span{a, 0, 1}},
		{Code: "2", Span: Span{a, 0, 1}},
	}
	list.Sort()
	codes := ""
	for _, d := range list {
		codes += d.Code
	}
	if codes != "12345" {
		t.Errorf("order %s, want 12345", codes)
	}
	if !list.HasErrors() || (List{{Severity: Warning}}).HasErrors() {
		t.Error("HasErrors does not tell errors from warnings")
	}
}
