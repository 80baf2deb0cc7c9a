package syntax

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/loadpath/loadpath/internal/diag"
)

// ParseJSON is Parse for a text in JSON, which is YAML but for tabs between
// words and characters that are written as pairs of escapes.
func ParseJSON(src *diag.Source) (*Node, diag.List) {
	part := diag.NewSource(src.Name, jsonAsYAML(src.Text))
	root, problems := Parse(part)
	m := mover{from: part, to: src, moved: map[*Node]bool{}}
	if root != nil {
		m.node(root)
	}
	return root, m.list(problems)
}

// jsonAsYAML rewrites the tabs and the pairs; every value keeps its place in
// bytes.
func jsonAsYAML(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case '\t':
			out = append(out, ' ')
			i++
		case '"':
			end := stringEnd(text, i)
			value := withoutPairs(text[i:end])
			out = append(out, value...)
			out = append(out, bytes.Repeat([]byte(" "), end-i-len(value))...)
			i = end
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

// stringEnd is where the string that starts at an offset ends, behind its
// quote.
func stringEnd(text []byte, at int) int {
	for i := at + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// withoutPairs writes characters for pairs of escapes, and the replacement
// character for halves of them.
func withoutPairs(text []byte) []byte {
	var out []byte
	for i := 0; i < len(text); {
		first, ok := escaped(text[i:])
		switch {
		case !ok && text[i] == '\\' && i+1 < len(text):
			out = append(out, text[i], text[i+1])
			i += 2
		case !ok:
			out = append(out, text[i])
			i++
		case !utf16.IsSurrogate(first):
			out = append(out, text[i:i+6]...)
			i += 6
		default:
			second, _ := escaped(text[i+6:])
			r := utf16.DecodeRune(first, second)
			out = utf8.AppendRune(out, r)
			if i += 6; r != utf8.RuneError {
				i += 6
			}
		}
	}
	return out
}

// escaped reads the \uXXXX that a text begins with.
func escaped(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}
