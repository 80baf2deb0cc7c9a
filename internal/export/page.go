package export

import (
	"cmp"
	"fmt"
	"strings"
)

// Page returns the generated page docs/formats.md: every format with what it is
// about, its views and what it has no words for.
func Page() string {
	var b strings.Builder
	b.WriteString("# Formats that a design can be exported to\n\nThis page is generated from the list of formats; do not edit it.\n" +
		"`loadpath export FORMAT DESIGN.yaml` writes to standard output. What a format has no words for is left\n" +
		"out, and each piece of your design that is left out is a line on standard error.\n\n" +
		"| format | what it is | about | views | what it has no words for |\n|---|---|---|---|---|\n")
	for _, f := range Formats {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f.Name, f.Title, aboutDoc[f.About], strings.Join(f.Views, ", "), cmp.Or(f.Lacks, "-"))
	}
	b.WriteString("\nA view is named with `--view`, a flow with `--flow`, a failure with `--failure`. A view `sequence` or `flow`\nis about one flow.\n")
	return b.String()
}

var aboutDoc = [...]string{Whole: "the design", OneFlow: "one flow", OneFailure: "one failure"}
