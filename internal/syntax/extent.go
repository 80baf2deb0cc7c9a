package syntax

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The library says where a node starts, in lines and in columns of
// characters. This file turns that into bytes and finds where the node ends,
// by walking over text that is already known to be well-formed.

// marks turns lines and columns as the YAML reader counts them into byte
// offsets. Other than diag.Source it breaks lines at every YAML 1.1 break.
type marks struct {
	text  []byte
	lines []int

	line, column, at int // the last answer; long lines are walked once
}

func newMarks(text []byte) marks {
	m := marks{text: text, lines: []int{bomLength(text)}}
	for i := 0; i < len(text); {
		if n := breakLength(text[i:]); n > 0 {
			i += n
			m.lines = append(m.lines, i)
			continue
		}
		i++
	}
	return m
}

func (m *marks) offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(m.lines) {
		return len(m.text)
	}
	if line != m.line || column < m.column {
		m.line, m.column, m.at = line, 1, m.lines[line-1]
	}
	for ; m.column < column && m.at < len(m.text); m.column++ {
		_, size := utf8.DecodeRune(m.text[m.at:])
		m.at += size
	}
	return m.at
}

// breakLength returns the length of the line break that text starts with, or 0.
func breakLength(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '\n':
		return 1
	case text[0] == '\r':
		if len(text) > 1 && text[1] == '\n' {
			return 2
		}
		return 1
	case text[0] == 0xC2 && len(text) > 1 && text[1] == 0x85: // NEL
		return 2
	case text[0] == 0xE2 && len(text) > 2 && text[1] == 0x80 && (text[2] == 0xA8 || text[2] == 0xA9): // LS, PS
		return 3
	}
	return 0
}

// blankLength returns the length of the blank or line break that text starts
// with, or 0.
func blankLength(text []byte) int {
	if len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
		return 1
	}
	return breakLength(text)
}

// skipBlank returns the first offset that is neither blank, line break nor
// comment.
func skipBlank(text []byte, at int) int {
	for at < len(text) {
		if n := blankLength(text[at:]); n > 0 {
			at += n
			continue
		}
		if text[at] != '#' {
			return at
		}
		at = lineEnd(text, at)
	}
	return at
}

// lineEnd returns the offset of the line break that ends the line of at.
func lineEnd(text []byte, at int) int {
	for at < len(text) && breakLength(text[at:]) == 0 {
		at++
	}
	return at
}

// lineStart returns the offset at which the line of at starts.
func lineStart(text []byte, at int) int {
	for at > bomLength(text) && !breakEndsAt(text, at) {
		at--
	}
	return max(at, bomLength(text))
}

func breakEndsAt(text []byte, at int) bool {
	return breakLength(text[at-1:at]) == 1 || at > 1 && breakLength(text[at-2:at]) == 2 || at > 2 && breakLength(text[at-3:at]) == 3
}

// skipProperties steps over anchor and tag. It returns where the content
// starts and where the properties end.
func (b *builder) skipProperties(y *yaml.Node, at int) (content, bare int) {
	bare = at
	for at < len(b.text) {
		anchor := y.Anchor != "" && b.text[at] == '&'
		tag := b.text[at] == '!' // nothing else starts with one
		if !anchor && !tag {
			break
		}
		if anchor {
			at += 1 + len(y.Anchor)
		}
		verbatim := tag && at+1 < len(b.text) && b.text[at+1] == '<'
		for tag && at < len(b.text) && blankLength(b.text[at:]) == 0 && (verbatim || !flowIndicator(b.text[at])) {
			at++
		}
		bare = at
		at = skipBlank(b.text, at)
	}
	return at, bare
}

func flowIndicator(c byte) bool { return bytes.IndexByte([]byte(",[]{}"), c) >= 0 }

// closingBracket returns the offset after the bracket that closes a flow
// collection; from stands behind its last child.
func closingBracket(text []byte, from int, bracket byte) int {
	for at := from; at < len(text); at++ {
		at = skipBlank(text, at)
		if at < len(text) && text[at] == bracket {
			return at + 1
		}
	}
	return len(text)
}

func quotedEnd(text []byte, start int) int {
	quote := text[start]
	for at := start + 1; at < len(text); at++ {
		switch {
		case text[at] == '\\' && quote == '"':
			at++
		case text[at] != quote:
		case quote == '\'' && at+1 < len(text) && text[at+1] == '\'':
			at++
		default:
			return at + 1
		}
	}
	return len(text)
}

// plainEnd matches the characters of the value with those of the text; only
// blanks and line breaks may differ, where lines were folded.
func plainEnd(text []byte, start int, value string) int {
	at, v := start, []byte(value)
	for len(v) > 0 {
		if n := blankLength(v); n > 0 {
			v = v[n:]
			continue
		}
		if n := blankLength(text[at:]); n > 0 {
			at += n
			continue
		}
		v, at = v[1:], at+1
	}
	return at
}

// blockEnd returns where a literal or folded block ends: after its last line
// of text, or, when the header keeps them (+), its last empty line.
func blockEnd(text []byte, start int, value string) int {
	header := lineEnd(text, start)
	keep := bytes.IndexByte(bytes.SplitN(text[start:header], []byte("#"), 2)[0], '+') >= 0
	own, hasText := firstIndent(value)
	indent := -1
	end := header
	for at := header; at < len(text); {
		if at += breakLength(text[at:]); at == len(text) {
			break
		}
		stop := lineEnd(text, at)
		line := text[at:stop]
		spaces := len(line) - len(bytes.TrimLeft(line, " "))
		switch {
		case indent < 0 && spaces < len(line) && hasText:
			indent = spaces - own
			end = stop
		case spaces == len(line) && (indent < 0 || spaces <= indent):
			if keep {
				end = stop
			}
		case indent < 0 || spaces < indent || indent == 0 && atMarker(line):
			return end
		default:
			end = stop
		}
		at = stop
	}
	return end
}

// firstIndent returns how far the first line with text is indented inside the
// value itself.
func firstIndent(value string) (spaces int, hasText bool) {
	for line := range strings.SplitSeq(value, "\n") {
		if rest := strings.TrimLeft(line, " "); rest != "" {
			return len(line) - len(rest), true
		}
	}
	return 0, false
}

func atMarker(line []byte) bool {
	return bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("..."))
}
