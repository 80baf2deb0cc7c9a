package unit

import (
	"strconv"

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
// text stands. Where the span is longer than the text, because it is quoted in
// the file, one byte of quote is stepped over.
func (p *Problem) In(span diag.Span, text string) diag.Diagnostic {
	at := span
	if !span.IsZero() {
		start := span.Start
		if span.End-span.Start == len(text)+2 {
			start++
		}
		if exact := (diag.Span{Source: span.Source, Start: start + p.Offset, End: start + p.Offset + p.Length}); exact.End <= span.End && p.Length > 0 {
			at = exact
		}
	}
	return diag.Diagnostic{Severity: diag.Error, Code: p.Code, Span: at, Message: p.Message, Help: p.Help}
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

func quote(s string) string { return strconv.Quote(s) }
