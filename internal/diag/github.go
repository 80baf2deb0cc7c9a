package diag

import (
	"fmt"
	"io"
	"strings"
)

// Escapes of workflow commands; properties have two separators more.
// github.com/actions/toolkit, packages/core/src/command.ts.
var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub writes a list as workflow commands, which GitHub shows as annotations
// on the lines of a pull request.
func GitHub(w io.Writer, list List) error {
	var b strings.Builder
	for _, d := range list {
		b.WriteString("::" + map[Severity]string{Error: "error", Warning: "warning", Info: "notice"}[d.Severity] + " ")
		if p := place(d.Span); p.File != "" {
			fmt.Fprintf(&b, "file=%s,line=%d,", escapeProperty.Replace(p.File), p.Line)
			if p.EndLine == p.Line { // columns count for one line only
				fmt.Fprintf(&b, "col=%d,endColumn=%d,", p.Column, max(p.Column, p.EndColumn-1))
			} else {
				fmt.Fprintf(&b, "endLine=%d,", p.EndLine)
			}
		}
		message := d.Message
		if d.Help != "" {
			message += "\n" + d.Help
		}
		fmt.Fprintf(&b, "title=%s::%s\n", escapeProperty.Replace(d.Code), escapeData.Replace(message))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
