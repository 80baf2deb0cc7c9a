package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// lines is a text that is being written line by line.
type lines struct{ strings.Builder }

// line adds a line, two blanks further in for each depth.
func (l *lines) line(depth int, format string, args ...any) {
	fmt.Fprintf(l, strings.Repeat("  ", depth)+format+"\n", args...)
}

// quoted puts texts into one pair of quotes, without the empty ones.
func quoted(escape func(string) string, between string, texts ...string) string {
	var shown []string
	for _, t := range texts {
		if t != "" {
			shown = append(shown, escape(t))
		}
	}
	return `"` + strings.Join(shown, between) + `"`
}

// writeJSON writes a value with indents. Signs of HTML stay as they are: no page
// is made of it.
func writeJSON(w io.Writer, value any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(value)
}
