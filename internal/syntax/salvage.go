package syntax

import (
	"bytes"
	"errors"

	"go.yaml.in/yaml/v4"

	"github.com/loadpath/loadpath/internal/diag"
)

// Bounds of the search for more than the first syntax error.
const (
	maxSyntaxErrors = 20
	maxAttempts     = 60
	maxReparsed     = 24 << 20 // bytes, over all attempts
)

// salvage parses a text and, where the grammar breaks, once more without the
// damaged entry, so that one run shows every problem. It returns the document
// and the text that it was parsed from, which differs from the given one by
// blanks only. The document is nil when the text is empty or beyond repair.
func salvage(src *diag.Source, text []byte) (*yaml.Node, []byte, diag.List) {
	s := &salvager{src: src, original: text}
	doc, err := s.compose(text)
	for err != nil {
		if len(s.problems) == maxSyntaxErrors {
			return nil, text, s.problems
		}
		problem, stop := explain(src, text, err)
		s.add(problem)
		if stop || doc != nil {
			break
		}
		if doc, text, err = s.without(text, problem.Span, failedAt(text, err)); doc == nil && err == nil {
			break
		}
	}
	return doc, text, s.problems
}

type salvager struct {
	src      *diag.Source
	original []byte
	problems diag.List
	attempts int
	reparsed int
}

func (s *salvager) compose(text []byte) (*yaml.Node, error) {
	s.attempts++
	s.reparsed += len(text)
	return compose(text)
}

// add reports a problem, unless it is only the echo of an earlier repair.
func (s *salvager) add(d diag.Diagnostic) {
	if d.Code == "unknown-anchor" && len(s.problems) > 0 {
		name := bytes.TrimPrefix([]byte(d.Span.Text()), []byte("*"))
		if bytes.Contains(s.original, append([]byte("&"), name...)) {
			return
		}
	}
	s.problems = append(s.problems, d)
}

// without blanks the entry in which the problem stands, or the entry around
// it, and so on outwards, until the reader gets beyond the old error. What it
// returns is the next state of the loop in salvage.
func (s *salvager) without(text []byte, problem diag.Span, failed int) (*yaml.Node, []byte, error) {
	start := lineStart(text, min(problem.Start, len(text)))
	for s.attempts < maxAttempts && s.reparsed < maxReparsed {
		from, to := entry(text, start)
		repaired := blank(text, from, to)
		doc, err := s.compose(repaired)
		at := failedAt(repaired, err)
		// An open quote runs to the end and hides what is wrong before that.
		end := len(bytes.TrimRight(text, " \t\r\n"))
		hidden := failed >= end && at < end
		if doc != nil || err == nil || at > max(failed, to) || hidden {
			return doc, repaired, err
		}
		outer, inside := parentLine(text, from)
		if !inside {
			return s.upTo(text, from, failed)
		}
		start = outer
	}
	return nil, text, nil
}

// upTo is the last try: it blanks everything up to the line on which the
// reader gave up, for a bracket that swallowed its neighbours.
func (s *salvager) upTo(text []byte, from, failed int) (*yaml.Node, []byte, error) {
	to := lineStart(text, failed)
	if to <= from {
		return nil, text, nil
	}
	repaired := blank(text, from, to)
	doc, err := s.compose(repaired)
	if doc == nil && err != nil && failedAt(repaired, err) <= failed {
		return nil, text, nil
	}
	return doc, repaired, err
}

// entry returns the lines of the block that starts at a line: itself and
// what is indented deeper below it.
func entry(text []byte, start int) (from, to int) {
	indent, hasText := indentOf(text, start)
	for !hasText && start > bomLength(text) { // the end of the text, or a line already blanked
		start = lineStart(text, start-1)
		indent, hasText = indentOf(text, start)
	}
	end := nextLine(text, start)
	for at := end; at < len(text); at = nextLine(text, at) {
		deeper, hasText := indentOf(text, at)
		if hasText && deeper <= indent {
			break
		}
		end = nextLine(text, at)
	}
	return start, end
}

// parentLine returns the start of the line under which a line stands.
func parentLine(text []byte, start int) (int, bool) {
	indent, _ := indentOf(text, start)
	for at := start; at > bomLength(text); {
		at = lineStart(text, at-1)
		if outer, hasText := indentOf(text, at); hasText && outer < indent {
			return at, true
		}
	}
	return 0, false
}

func nextLine(text []byte, at int) int {
	at = lineEnd(text, at)
	return at + breakLength(text[at:])
}

// indentOf counts the blanks before the text of a line; a list item counts as
// standing deeper than the key above it, which may have the same indentation.
func indentOf(text []byte, start int) (indent int, hasText bool) {
	line := text[start:lineEnd(text, start)]
	rest := bytes.TrimLeft(line, " \t")
	indent = 2 * (len(line) - len(rest))
	if bytes.HasPrefix(rest, []byte("- ")) || bytes.Equal(rest, []byte("-")) {
		indent++
	}
	return indent, len(rest) > 0 && rest[0] != '#'
}

// blank returns a copy of the text with spaces in place of a stretch; line
// breaks stay.
func blank(text []byte, from, to int) []byte {
	out := bytes.Clone(text)
	for i := from; i < to; i++ {
		if out[i] != '\n' && out[i] != '\r' {
			out[i] = ' '
		}
	}
	return out
}

// failedAt returns the offset at which the reader gave up.
func failedAt(text []byte, err error) int {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return 0
	}
	m := newMarks(text)
	return m.offset(load.Mark.Line, load.Mark.Column)
}
