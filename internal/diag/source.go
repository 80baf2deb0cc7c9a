// Package diag holds problems with places: what is wrong, where in the user's
// text, and what to type instead. It draws them as text, JSON, SARIF, GitHub
// annotations and JUnit; it does not know what a design is.
package diag

import (
	"bytes"
	"fmt"
	"sort"
	"unicode/utf8"
)

// Source is one text that problems can point into.
type Source struct {
	Name  string // as the user typed it
	Text  []byte
	lines []int // byte offset at which each line starts
}

// NewSource returns text under a name, ready to be pointed into.
func NewSource(name string, text []byte) *Source {
	s := &Source{Name: name, Text: text, lines: []int{0}}
	if bytes.HasPrefix(text, []byte("\uFEFF")) {
		s.lines[0] = len("\uFEFF") // editors do not count a byte order mark as a column
	}
	for i, b := range text {
		if b == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// Position is a place a person can find: line and column count from 1, and
// columns count characters, not bytes.
type Position struct{ Line, Column int }

// Position returns the line and column of a byte offset. An offset beyond the
// text is its end.
func (s *Source) Position(offset int) Position {
	offset = min(max(offset, 0), len(s.Text))
	line := max(sort.SearchInts(s.lines, offset+1)-1, 0)
	if line == 0 {
		offset = max(offset, s.lines[0])
	}
	return Position{Line: line + 1, Column: utf8.RuneCount(s.Text[s.lines[line]:offset]) + 1}
}

// Offset returns the byte offset of a line and column, both from 1.
func (s *Source) Offset(p Position) int {
	if p.Line < 1 {
		return 0
	}
	if p.Line > len(s.lines) {
		return len(s.Text)
	}
	at := s.lines[p.Line-1]
	for c := 1; c < p.Column && at < len(s.Text) && s.Text[at] != '\n'; c++ {
		_, size := utf8.DecodeRune(s.Text[at:])
		at += size
	}
	return at
}

// Line returns the text of a line without its line break; lines count from 1.
func (s *Source) Line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	end := len(s.Text)
	if n < len(s.lines) {
		end = s.lines[n] - 1
	}
	line := s.Text[s.lines[n-1]:end]
	if len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return string(line)
}

// Span is a stretch of a source in bytes, from Start up to but not including
// End. The zero Span points nowhere.
type Span struct {
	Source     *Source
	Start, End int
}

// IsZero tells whether the span points nowhere.
func (s Span) IsZero() bool { return s.Source == nil }

// Position returns where the span starts; the zero Position for a zero Span.
func (s Span) Position() Position {
	if s.Source == nil {
		return Position{}
	}
	return s.Source.Position(s.Start)
}

// Text returns the bytes the span covers.
func (s Span) Text() string {
	if s.Source == nil {
		return ""
	}
	return string(s.Source.Text[s.Start:s.End])
}

// File returns the name of the source, or "" for a zero Span.
func (s Span) File() string {
	if s.Source == nil {
		return ""
	}
	return s.Source.Name
}

// String returns the place as file:line:column.
func (s Span) String() string {
	if s.Source == nil {
		return ""
	}
	p := s.Position()
	return fmt.Sprintf("%s:%d:%d", s.Source.Name, p.Line, p.Column)
}
