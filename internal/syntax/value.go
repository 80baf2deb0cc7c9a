package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// value is a YAML value that is to be written somewhere: a head that stands
// behind the colon or dash, and lines that stand below it, without their
// common indentation. A block collection has no head.
type value struct {
	root  *Node
	sites map[*Node]site
	head  string
	body  []string
	step  int
}

// value reads the text of a value.
func (e *editor) value(text string) (*value, error) {
	root, sites, err := asWritten(diag.NewSource("value", []byte(text)))
	if err != nil {
		return nil, fmt.Errorf("the new value is not YAML: %w", err)
	}
	v := &value{root: root, sites: sites, step: e.step}
	at := sites[root]
	written := root.Span.Source.Text
	switch {
	case root.Kind == Null && root.Span.Start == root.Span.End:
	case v.keepsBlankLines(root): // which would take in the blank lines of its new place
		v.head = v.inline()
	case root.Kind >= Mapping && !at.flow:
		v.body = dedent(strings.TrimRight(string(written[lineStart(written, at.outer):]), " \t\r\n"))
	case at.block && !strings.ContainsAny(string(written[at.outer:lineEnd(written, root.Span.Start)]), "123456789"):
		lines := dedent(root.Span.Text())
		v.head = string(written[at.outer:root.Span.Start]) + lines[0]
		v.body = dedent(strings.Join(lines[1:], "\n"))
	case !strings.Contains(root.Span.Text(), "\n") && !at.block:
		v.head = string(written[at.outer:root.Span.End])
	default:
		v.head = v.inline()
	}
	return v, nil
}

// keepsBlankLines tells whether a block scalar ends with all the blank lines
// that follow it (|+).
func (v *value) keepsBlankLines(n *Node) bool {
	if v.sites[n].block {
		written := n.Span.Source.Text
		return bytes.IndexByte(written[n.Span.Start:lineEnd(written, n.Span.Start)], '+') >= 0
	}
	return slices.ContainsFunc(n.Items, v.keepsBlankLines) ||
		slices.ContainsFunc(n.Pairs, func(p Pair) bool { return v.keepsBlankLines(p.Key) || v.keepsBlankLines(p.Value) })
}

// dedent splits a text into lines and takes away the indentation of the first
// line that has text.
func dedent(text string) []string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	indent := -1
	for i, line := range lines {
		rest := strings.TrimLeft(line, " ")
		if indent < 0 && rest != "" {
			indent = len(line) - len(rest)
		}
		lines[i] = line[min(max(indent, 0), len(line)-len(rest)):]
	}
	return lines
}

// entry returns the value behind a prefix ("key:" or "-"), its body indented
// below, ready for a line that is indented itself.
func (v *value) entry(prefix, eol string, indent int) string {
	var b strings.Builder
	b.WriteString(prefix)
	if v.head != "" {
		b.WriteString(" " + v.head)
	}
	b.WriteString(v.below(eol, indent+v.step))
	return b.String()
}

// below returns the body, each line on a new line with an indentation.
func (v *value) below(eol string, indent int) string {
	var b strings.Builder
	for _, line := range v.body {
		b.WriteString(eol)
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent) + line)
		}
	}
	return b.String()
}

// dashed returns the value as an item of a block sequence.
func (v *value) dashed(eol string, indent int) string {
	if v.head == "" && len(v.body) > 0 { // a block collection starts beside its dash
		return "- " + strings.TrimLeft(v.below(eol, indent+2), " \r\n")
	}
	return v.entry("-", eol, indent)
}

// item returns the text of a sequence that holds just this value.
func (v *value) item() string { return v.dashed("\n", 0) + "\n" }

// keyed returns the text of a mapping that holds just this value.
func (v *value) keyed(key string) string { return v.entry(Quote(key)+":", "\n", 0) + "\n" }

// inline returns the value on one line, as it may stand inside brackets.
func (v *value) inline() string { return v.flow(v.root) }

func (v *value) flow(n *Node) string {
	at := v.sites[n]
	text := n.Span.Source.Text
	properties := ""
	if at.outer < n.Span.Start {
		properties = strings.Join(strings.Fields(string(text[at.outer:n.Span.Start])), " ") + " "
	}
	switch n.Kind {
	case Null:
		return properties + "null"
	case Mapping:
		parts := make([]string, 0, len(n.Pairs))
		for _, p := range n.Pairs {
			parts = append(parts, v.flow(p.Key)+": "+v.flow(p.Value))
		}
		return properties + "{" + strings.Join(parts, ", ") + "}"
	case Sequence:
		parts := make([]string, 0, len(n.Items))
		for _, i := range n.Items {
			parts = append(parts, v.flow(i))
		}
		return properties + "[" + strings.Join(parts, ", ") + "]"
	}
	written := n.Span.Text()
	switch {
	case at.block || strings.Contains(written, "\n"):
		return properties + doubleQuoted(n.Value)
	case !n.Quoted && !at.alias && (strings.ContainsAny(written, ",[]{}") || strings.HasSuffix(written, ":")):
		return properties + doubleQuoted(n.Value)
	}
	return properties + written
}

// plain is what needs no quotes anywhere, as key or value.
var plain = regexp.MustCompile(`^[\pL\pN_./$][\pL\pN_./$%+()=^ -]*$`)

// Quote returns a text as a YAML scalar: plain where that is read back as the
// same text, in double quotes otherwise.
func Quote(s string) string {
	if plain.MatchString(s) && s == strings.TrimSpace(s) {
		switch s {
		case "null", "Null", "NULL", "...":
		default:
			return s
		}
	}
	return doubleQuoted(s)
}

func doubleQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r == 0x85 || r == 0x2028 || r == 0x2029 || !printable(r, 1) && r >= 0x80:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
