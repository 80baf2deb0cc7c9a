package diag

import (
	"fmt"
	"strings"
	"testing"
)

func drawText(t *testing.T, opts TextOptions, list ...Diagnostic) string {
	t.Helper()
	var b strings.Builder
	if err := Text(&b, list, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// find returns the span of the first occurrence of word.
func find(src *Source, word string) Span {
	at := strings.Index(string(src.Text), word)
	return Span{Source: src, Start: at, End: at + len(word)}
}

func TestTextShowsLineCaretAndHelp(t *testing.T) {
	src := NewSource("shop.yaml", []byte(strings.Repeat("#\n", 40)+"  - to: paymnets\n"))
	got := drawText(t, TextOptions{}, Diagnostic{
		Code: "unknown-component", Span: find(src, "paymnets"),
		Message: `flow "checkout" calls "paymnets", which is not a component`,
		Help:    `did you mean "payments" (line 18)?`,
	})
	want := `shop.yaml:41:9: flow "checkout" calls "paymnets", which is not a component [unknown-component]
   41 |   - to: paymnets
      |         ^^^^^^^^
   help: did you mean "payments" (line 18)?
1 error
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTextShowsRelatedPlacesAndMilderSeverities(t *testing.T) {
	a := NewSource("a.yaml", []byte("web: 1\n"))
	b := NewSource("b.yaml", []byte("web: 2\n"))
	got := drawText(t, TextOptions{},
		Diagnostic{
			Severity: Warning, Code: "duplicate-key", Span: find(b, "web"), Message: "stands twice", Help: "first\nsecond",
			Related: []Related{{Span: find(a, "web"), Message: "the first"}, {Message: "nowhere"}},
		},
		Diagnostic{Severity: Info, Code: "hint", Message: "no place"})
	want := `b.yaml:1:1: warning: stands twice [duplicate-key]
    1 | web: 2
      | ^^^
   see a.yaml:1:1: the first
    1 | web: 1
      | ---
   see: nowhere
   help: first
         second
info: no place [hint]
1 warning, 1 note
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCaretStaysUnderItsWord(t *testing.T) {
	tests := []struct{ name, line, word, excerpt, caret string }{
		{"tab", "\tx: bad", "bad", "    x: bad", "       ^^^"},
		{"wide", "東京: bad", "bad", "東京: bad", "      ^^^"},
		{"wide word", "x: 東京", "東京", "x: 東京", "   ^^^^"},
		{"combining", "e\u0301: bad", "bad", "e\u0301: bad", "   ^^^"},
		{"emoji", "😀: bad", "bad", "😀: bad", "    ^^^"},
		{"escape", "\x1b[31mx: bad", "bad", "\uFFFD[31mx: bad", "        ^^^"},
		{"byte order mark", "\uFEFFx: bad", "bad", "\uFEFFx: bad", "   ^^^"},
		{"CRLF", "x: bad\r", "bad", "x: bad", "   ^^^"},
		{"several lines", "x: bad\n  more", "bad\n  more", "x: bad", "   ^^^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := NewSource("f", []byte(tt.line+"\n"))
			lines := strings.Split(drawText(t, TextOptions{}, Diagnostic{Span: find(src, tt.word)}), "\n")
			if got := strings.TrimPrefix(lines[1], "    1 | "); strings.TrimPrefix(got, "\uFEFF") != strings.TrimPrefix(tt.excerpt, "\uFEFF") {
				t.Errorf("excerpt %q, want %q", got, tt.excerpt)
			}
			if got := strings.TrimPrefix(lines[2], "      | "); got != tt.caret {
				t.Errorf("caret %q, want %q", got, tt.caret)
			}
		})
	}
}

func TestLongLinesAreCutAroundTheCaret(t *testing.T) {
	line := strings.Repeat("a", 300) + " bad " + strings.Repeat("z", 300)
	for _, word := range []string{"aaa", "bad", "zzz", line} {
		src := NewSource("f", []byte(line))
		lines := strings.Split(drawText(t, TextOptions{Width: 60}, Diagnostic{Span: find(src, word)}), "\n")
		excerpt, caret := []rune(lines[1]), []rune(lines[2])
		if len(excerpt) > 60 || len(caret) > 60 {
			t.Errorf("%q: lines of %d and %d cells in a terminal of 60", word, len(excerpt), len(caret))
		}
		at := strings.IndexRune(lines[2], '^')
		if got := string(excerpt[at:min(at+3, len(excerpt))]); got != word[:3] {
			t.Errorf("caret stands under %q, want %q\n%s\n%s", got, word[:3], lines[1], lines[2])
		}
		if !strings.Contains(lines[1], "…") {
			t.Errorf("no ellipsis in %q", lines[1])
		}
	}
	src := NewSource("f", []byte(line))
	end := Span{Source: src, Start: len(line), End: len(line)}
	lines := strings.Split(drawText(t, TextOptions{Width: 60}, Diagnostic{Span: end}), "\n")
	if n := len([]rune(lines[1])); n < 50 || !strings.HasSuffix(lines[2], "^") {
		t.Errorf("a place at the end shows %d cells: %q", n, lines[2])
	}
}

func TestALongListIsCapped(t *testing.T) {
	var list List
	for i := range 41 {
		d := Diagnostic{Severity: Warning, Code: fmt.Sprintf("w%d", i), Message: "m"}
		if i >= 30 {
			d.Severity = Error
		}
		list = append(list, d)
	}
	got := drawText(t, TextOptions{MaxShown: 12}, list...)
	for _, want := range []string{"[w0]", "[w30]", "[w40]", "and 29 more\n", "11 errors, 30 warnings\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "[w1]") {
		t.Error("a second warning is shown though errors fill the cap")
	}
	if got := drawText(t, TextOptions{}); got != "" {
		t.Errorf("an empty list draws %q", got)
	}
}

func TestColourSurroundsThePartsAndNothingElse(t *testing.T) {
	src := NewSource("f", []byte("x: bad"))
	d := Diagnostic{Code: "c", Span: find(src, "bad"), Message: "m", Help: "h"}
	plain := drawText(t, TextOptions{}, d)
	colored := drawText(t, TextOptions{Style: Color}, d)
	if plain == colored || strings.Contains(plain, "\x1b") {
		t.Error("plain text holds escapes, or colour none")
	}
	for _, s := range []string{Color.Place, Color.Error, Color.Caret, Color.Help, Color.Reset} {
		colored = strings.ReplaceAll(colored, s, "")
	}
	if colored != plain {
		t.Errorf("without escapes\n%q\nwant\n%q", colored, plain)
	}
}

func TestSummaryOfNothing(t *testing.T) {
	if got := (List{}).Summary(); got != "no problems" {
		t.Errorf("Summary() = %q", got)
	}
}
