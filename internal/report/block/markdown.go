package block

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// Markdown renders blocks as GitHub Flavored Markdown. Figures are referred to
// as figures/ID.svg, where figures is the path of their folder; the caller
// writes them there (see Figures).
func Markdown(blocks []Block, figures string) string {
	m := &markdown{figures: figures}
	m.blocks(blocks)
	return m.String()
}

// Markdown renders the text as inline Markdown. All text is escaped.
func (t Text) Markdown() string { return t.inline(false) }

// markdown is the document so far.
type markdown struct {
	strings.Builder
	figures string
}

// blocks writes blocks with an empty line between them.
func (m *markdown) blocks(blocks []Block) {
	for i, b := range blocks {
		if i > 0 {
			m.WriteByte('\n')
			if isList(blocks[i-1]) && isList(b) {
				m.WriteString("<!-- -->\n\n") // or the two would be one list
			}
		}
		b.markdown(m)
	}
}

func isList(b Block) bool {
	switch b.(type) {
	case List, Definitions:
		return true
	}
	return false
}

// inner renders blocks on their own.
func (m *markdown) inner(blocks []Block) string { return Markdown(blocks, m.figures) }

func (h Heading) markdown(m *markdown) {
	if h.ID != "" {
		fmt.Fprintf(m, "<a id=\"%s\"></a>\n\n", safe.XML(h.ID))
	}
	text := h.Text.Markdown()
	if strings.HasSuffix(text, "#") { // or it would count as the heading's end
		text = text[:len(text)-1] + `\#`
	}
	fmt.Fprintf(m, "%s %s\n", strings.Repeat("#", h.level()), text)
}

func (p Paragraph) markdown(m *markdown) { fmt.Fprintln(m, p.Text.Markdown()) }

func (l List) markdown(m *markdown) {
	for i, item := range l.Items {
		mark := "-"
		if l.Ordered {
			mark = fmt.Sprintf("%d.", i+1)
		}
		fmt.Fprintln(m, strings.TrimRight(mark+" "+item.Markdown(), " "))
	}
}

func (t Table) markdown(m *markdown) {
	if t.Caption != "" {
		fmt.Fprintf(m, "%s\n\n", Strong(t.Caption).Markdown())
	}
	rule := make([]string, len(t.Columns))
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = Plain(c.Title).inline(true)
		rule[i] = "---"
		if c.Number {
			rule[i] = "--:"
		}
	}
	m.row(head)
	m.row(rule)
	for _, row := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i := range cells {
			cells[i] = cell(row, i).inline(true)
		}
		m.row(cells)
	}
}

func (m *markdown) row(cells []string) { fmt.Fprintf(m, "| %s |\n", strings.Join(cells, " | ")) }

func (f Figure) markdown(m *markdown) {
	folder := m.figures
	if folder != "" && !strings.HasSuffix(folder, "/") {
		folder += "/"
	}
	fmt.Fprintf(m, "![%s](<%s%s.svg>)\n", Plain(f.Alt).Markdown(), folder, f.ID)
	if len(f.Caption) > 0 {
		fmt.Fprintf(m, "\n%s\n", f.Caption.Markdown())
	}
}

func (d Definitions) markdown(m *markdown) {
	for _, item := range d.Items {
		fmt.Fprintf(m, "- %s: %s\n", item.Term.term(), item.Text.Markdown())
		for _, line := range item.More {
			fmt.Fprintf(m, "  - %s\n", line.Markdown())
		}
	}
}

// term is a term in bold letters, with its place when it has one.
func (t Text) term() string {
	place := ""
	if len(t) > 0 && t[0].id != "" {
		place = fmt.Sprintf(`<a id="%s"></a>`, safe.XML(t[0].id))
	}
	return place + Strong(t.String()).Markdown()
}

func (c Callout) markdown(m *markdown) {
	inside := Strong(c.Tone.Mark()+" "+c.Title).Markdown() + "\n"
	if len(c.Body) > 0 {
		inside += "\n" + m.inner(c.Body)
	}
	for line := range strings.Lines(inside) {
		m.WriteString(strings.TrimRight("> "+strings.TrimSuffix(line, "\n"), " ") + "\n")
	}
}

func (c Code) markdown(m *markdown) {
	text := safe.Lines(strings.TrimRight(c.Text, "\n"))
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	fmt.Fprintf(m, "%s%s\n%s\n%s\n", fence, word(c.Language), text, fence)
}

func (d Details) markdown(m *markdown) {
	fmt.Fprintf(m, "<details>\n<summary>%s</summary>\n\n%s\n</details>\n", d.Summary.HTML(), m.inner(d.Body))
}

// inline writes the runs of a text; inside a table a bar would end the cell,
// even in a code span.
func (t Text) inline(inTable bool) string {
	var b strings.Builder
	for i, r := range t {
		b.WriteString(r.inline(inTable, i == 0 && !inTable))
	}
	return strings.TrimSpace(b.String())
}

func (r run) inline(inTable, first bool) string {
	if r.id != "" {
		here := r
		here.id = ""
		return fmt.Sprintf(`<a id="%s"></a>`, safe.XML(r.id)) + here.inline(inTable, false)
	}
	text := escapeMarkdown(r.text, first && r.style == plain)
	switch r.style {
	case strong:
		return emphasised(text)
	case mono:
		return codeSpan(safe.Line(r.text), inTable)
	case link:
		return fmt.Sprintf("[%s](<%s>)", text, strings.ReplaceAll(r.href, "|", "%7C"))
	case sign:
		return r.tone.Mark()
	case chip:
		return emphasised(r.tone.Mark() + " " + text)
	}
	return text
}

// emphasised needs no space inside its stars, and nothing between them when
// there is nothing to stress.
func emphasised(text string) string {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return text
	}
	return "**" + trimmed + "**"
}

// codeSpan fences with one backtick more than any run inside. A span of
// nothing is no span.
func codeSpan(text string, inTable bool) string {
	if strings.TrimSpace(text) == "" {
		return text
	}
	if inTable {
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// escapeMarkdown puts a backslash before every character that could be
// syntax. At the start of a line more of them are: "1. ", "- ", "+ ", "# ".
func escapeMarkdown(s string, lineStart bool) string {
	s = safe.Line(s)
	var b strings.Builder
	for i, r := range s {
		if strings.ContainsRune("\\`*_[]<>&~|", r) || r == '!' && strings.HasPrefix(s[i+1:], "[") {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	text := b.String()
	if !lineStart {
		return text
	}
	text = strings.TrimLeft(text, " ")
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	switch rest := text[digits:]; {
	case digits > 0 && (marks(rest, ".") || marks(rest, ")")):
		return text[:digits] + `\` + rest
	case digits == 0 && (marks(text, "-") || marks(text, "+") || marks(text, strings.Repeat("#", leading(text, '#')))):
		return `\` + text
	}
	return text
}

// marks tells whether text starts with a sign that opens a list or a heading:
// with a space or nothing behind it, or drawn as a line.
func marks(text, sign string) bool {
	rest, ok := strings.CutPrefix(text, sign)
	return ok && sign != "" && (rest == "" || rest[0] == ' ' || rest[0] == sign[0])
}

func leading(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

func longestRun(s string, c byte) int {
	longest, here := 0, 0
	for i := range len(s) {
		here++
		if s[i] != c {
			here = 0
		}
		longest = max(longest, here)
	}
	return longest
}

// word keeps the letters and digits of a language name.
func word(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
}
