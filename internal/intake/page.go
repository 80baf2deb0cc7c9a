package intake

import (
	"fmt"
	"strings"
)

// Page returns the generated page docs/imports.md: every format with the files
// it stands in, what it brings and what it does not.
func Page() string {
	var b strings.Builder
	b.WriteString("# Files that become a design\n\nThis page is generated from the list of formats; do not edit it.\n" +
		"`loadpath import FILE... -o DESIGN.yaml` reads files of another tool and writes a design that checks. What\n" +
		"the files do not tell stands in it as a comment, `# open: ...`, above what it is about and with the place\n" +
		"it came from; the same list is on standard error, after what was left out. Nothing is ever overwritten, and\n" +
		"no load, size or time is invented. The format shows in the file; `--as FORMAT` decides where it does not.\n")
	for _, f := range Formats {
		fmt.Fprintf(&b, "\n## %s\n\n%s: %s.\n\n- Becomes part of the design: %s\n- Is left out: %s\n", f.Name, f.Title, f.Files, f.Takes, f.Drops)
	}
	return b.String()
}
