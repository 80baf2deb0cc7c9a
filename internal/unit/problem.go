package unit

import (
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// Problem says what is wrong with the text of a quantity. Offset and Length
// are bytes inside that text.
type Problem struct {
	Code           string // kebab-case, permanent: "ambiguous-unit"
	Offset, Length int
	Message        string // what is wrong, the user's text in quotes
	Help           string // what to type
}

// String returns the message, the code and the help on one line.
func (p *Problem) String() string {
	s := p.Message + " [" + p.Code + "]"
	if p.Help != "" {
		s += " help: " + p.Help
	}
	return s
}

// In returns the problem as an error at its place, given the span in which the
// text stands, with or without quotes. When escapes or line breaks make the
// span longer than that, the problem points at the whole of it.
func (p *Problem) In(span diag.Span, text string) diag.Diagnostic {
	quotes := span.End - span.Start - len(text)
	if !span.IsZero() && p.Length > 0 && (quotes == 0 || quotes == 2) {
		span.Start += quotes/2 + p.Offset
		span.End = span.Start + p.Length
	}
	return diag.Diagnostic{Severity: diag.Error, Code: p.Code, Span: span, Message: p.Message, Help: p.Help}
}

func problem(code string, start, end int, message, help string) *Problem {
	return &Problem{Code: code, Offset: start, Length: end - start, Message: message, Help: help}
}

// shift moves the problem into a longer text, of which its own is a part that
// starts at by.
func (p *Problem) shift(by int) *Problem {
	if p != nil {
		p.Offset += by
	}
	return p
}

// quote puts the user's text in quotes; long text is cut.
func quote(s string) string {
	const most = 100
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + ".."
	}
	return strconv.Quote(s)
}
