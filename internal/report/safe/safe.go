// Package safe makes text from a design harmless before it is printed: no
// control characters, no invisible ones that turn the reading order round, and
// nothing that a browser would take for markup. It knows no layout.
package safe

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line returns s as one line of text that XML 1.0 can carry: line breaks and
// tabs become spaces, broken UTF-8 the replacement character; control and
// bidirectional formatting characters are left out.
func Line(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return ' '
		case hidden(r):
			return -1
		case r == 0xFFFE || r == 0xFFFF:
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// Lines is Line for text whose line breaks matter, such as code; it ends every
// line with a single line feed and keeps tabs.
func Lines(s string) string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n")
	for i, line := range lines {
		cells := strings.Split(line, "\t")
		for j, cell := range cells {
			cells[j] = Line(cell)
		}
		lines[i] = strings.Join(cells, "\t")
	}
	return strings.Join(lines, "\n")
}

// XML returns Line(s) escaped for text and quoted attributes of HTML and SVG.
func XML(s string) string { return escape.Replace(Line(s)) }

// XMLLines returns Lines(s) escaped for text of HTML and SVG.
func XMLLines(s string) string { return escape.Replace(Lines(s)) }

// URL tells whether a link may point there: a web or mail address, or a place
// in this document or beside it. Everything else ("javascript:") may not.
func URL(s string) bool {
	if s != Line(s) || strings.ContainsAny(s, " \\<>\"`") || strings.HasPrefix(s, "//") {
		return false
	}
	scheme, _, found := strings.Cut(s, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return s != ""
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "mailto":
		return true
	}
	return false
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// hidden are the characters that change how others are read without being
// seen: controls, embeddings, overrides and isolates. The joiners that emoji
// and several scripts need stay.
func hidden(r rune) bool {
	switch {
	case r == '\u200e' || r == '\u200f' || r == '\u061c' || r == '\ufeff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}
