package intake

import (
	"regexp"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// dslHead is how a workspace in the DSL begins, after comments.
var dslHead = regexp.MustCompile(`(?im)^\s*workspace\b[^\n]*\{\s*$`)

// dslToken is a word or a quoted text of the Structurizr DSL.
type dslToken struct {
	text   string
	quoted bool
	at     diag.Span
}

// dslScanner divides a text into statements, one a line. Inside quotes \" is a
// quote, \n a line break and every other backslash itself; outside, a backslash
// at the end of a line continues it.
type dslScanner struct {
	src  *diag.Source
	text string // of src
	at   int
}

func newDSLScanner(src *diag.Source) *dslScanner {
	return &dslScanner{src: src, text: string(src.Text)}
}

// next returns the tokens of the next statement that has any; ok is false at
// the end of the text. A quote that is not closed ends with its line, and open
// is its place.
func (s *dslScanner) next() (tokens []dslToken, open *diag.Span, ok bool) {
	for s.at < len(s.text) {
		rest := s.text[s.at:]
		switch {
		case rest[0] == '\n':
			s.at++
			if len(tokens) > 0 {
				return tokens, open, true
			}
		case strings.HasPrefix(rest, "\uFEFF"):
			s.at += len("\uFEFF")
		case strings.ContainsRune(" \t\r", rune(rest[0])):
			s.at++
		case strings.HasPrefix(rest, "\\\n"), strings.HasPrefix(rest, "\\\r\n"):
			s.at += strings.IndexByte(rest, '\n') + 1
		case len(tokens) == 0 && strings.HasPrefix(rest, "/*"):
			s.at += lengthTo(rest, "*/")
		case len(tokens) == 0 && (rest[0] == '#' || strings.HasPrefix(rest, "//")):
			s.at += lengthBefore(rest, "\n")
		case strings.HasPrefix(rest, `"""`):
			n := len(`"""`) + lengthTo(rest[len(`"""`):], `"""`)
			tokens = append(tokens, dslToken{strings.Trim(rest[:n], `"`), true, s.span(n)})
			s.at += n
		case rest[0] == '"':
			token, n, closed := quotedToken(rest)
			token.at = s.span(n)
			if !closed {
				open = &token.at
			}
			tokens = append(tokens, token)
			s.at += n
		default:
			n := lengthBefore(rest, " \t\r\n")
			tokens = append(tokens, dslToken{rest[:n], false, s.span(n)})
			s.at += n
		}
	}
	return tokens, open, len(tokens) > 0
}

func (s *dslScanner) span(n int) diag.Span {
	return diag.Span{Source: s.src, Start: s.at, End: s.at + n}
}

// dslContinued is the end of a line that goes on, with the indent of the next.
var dslContinued = regexp.MustCompile(`^\\\r?\n[ \t]*`)

// quotedToken reads a text in quotes, which ends with its line at the latest.
func quotedToken(rest string) (token dslToken, n int, closed bool) {
	var text strings.Builder
	for n = 1; n < len(rest); n++ {
		if more := dslContinued.FindString(rest[n:]); more != "" {
			n += len(more) - 1
			continue
		}
		switch {
		case rest[n] == '"':
			return dslToken{text: text.String(), quoted: true}, n + 1, true
		case rest[n] == '\n':
			return dslToken{text: text.String(), quoted: true}, n, false
		case strings.HasPrefix(rest[n:], `\"`):
			text.WriteByte('"')
			n++
		case strings.HasPrefix(rest[n:], `\n`):
			text.WriteByte('\n')
			n++
		default:
			text.WriteByte(rest[n])
		}
	}
	return dslToken{text: text.String(), quoted: true}, len(rest), false
}

// lengthBefore is the length of a text up to the first of the signs, or all of it.
func lengthBefore(text, signs string) int {
	if i := strings.IndexAny(text, signs); i >= 0 {
		return i
	}
	return len(text)
}

// lengthTo is the length of a text up to and with the first mark, or all of it.
func lengthTo(text, mark string) int {
	if i := strings.Index(text, mark); i >= 0 {
		return i + len(mark)
	}
	return len(text)
}
