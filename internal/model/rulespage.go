package model

import (
	"fmt"
	"regexp"
	"strings"
)

// RulesPage returns the page of all rules in Markdown: what each code means,
// why it matters, and a piece of a design that has it.
func RulesPage() string {
	var b strings.Builder
	b.WriteString("# What `loadpath check` reports\n\n")
	b.WriteString("This page is generated from the rules of the checker; do not edit it. Each example is a part of a design;\n")
	b.WriteString("the comment marks the line that the problem is reported at.\n")
	for _, r := range Rules {
		fmt.Fprintf(&b, "\n## %s\n\n%s. %s\n\n```yaml\n%s```\n", r.Code, r.Title, r.Why, marks.ReplaceAllString(r.Bad, "# here"))
	}
	return b.String()
}

// Explain returns the same of one rule, for a terminal.
func (r Rule) Explain() string {
	bad := strings.TrimRight(marks.ReplaceAllString(r.Bad, "# here"), "\n")
	return fmt.Sprintf("%s: %s (reported by check)\n\n%s\n\nNot so:\n\n  %s\n", r.Code, r.Title, r.Why, strings.ReplaceAll(bad, "\n", "\n  "))
}

// marks are what the tests look for in the examples.
var marks = regexp.MustCompile(`# want "[^"]*"`)
