package safe

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAnyTextIsOneWellFormedLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "s"))
		if rapid.Bool().Draw(t, "runes") {
			s = rapid.String().Draw(t, "s")
		}
		got := XML(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\t<>\"'\x00") {
			t.Fatalf("XML(%q) = %q", s, got)
		}
		d := xml.NewDecoder(strings.NewReader(`<a b="` + got + `">` + got + `</a>`))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("XML(%q) = %q: %v", s, got, err)
			}
			if text, ok := token.(xml.CharData); ok && string(text) != Line(s) {
				t.Fatalf("%q reads back as %q", s, text)
			}
		}
	})
}

func TestWhatTurnsTheReadingOrderIsLeftOut(t *testing.T) {
	if got := Line("safe\u202Egnp.exe\u2066\u200f"); got != "safegnp.exe" {
		t.Errorf("got %q", got)
	}
}

func TestScriptsAndEmojiStay(t *testing.T) {
	for _, s := range []string{"مرحبا", "👩‍🚀", "日本語", "naïve"} {
		if Line(s) != s {
			t.Errorf("Line(%q) = %q", s, Line(s))
		}
	}
}

func TestLinesKeepTheirBreaks(t *testing.T) {
	if got, want := Lines("a\r\nb\rc\td\x07"), "a\nb\nc\td"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := XMLLines("<a>\n"), "&lt;a&gt;\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLinksLeadToPagesOnly(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.org/a?b=c#d": true, "HTTP://example.org": true, "mailto:a@example.org": true, "#scale": true, "figures/a.svg": true, "a/b:c": true,
		"javascript:alert(1)": false, "JavaScript:alert(1)": false, "data:text/html,x": false, " https://example.org": false, "java\nscript:x": false, "//evil.example": false, "": false, `a"b`: false,
	} {
		if URL(address) != want {
			t.Errorf("URL(%q) = %t, want %t", address, !want, want)
		}
	}
}
