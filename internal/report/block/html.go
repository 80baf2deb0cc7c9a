package block

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// HTML renders blocks as HTML that the style sheet of package page dresses.
// All text is escaped.
func HTML(blocks []Block) template.HTML {
	var b strings.Builder
	writeHTML(&b, blocks)
	return template.HTML(b.String())
}

// HTML renders the text as inline HTML. All text is escaped.
func (t Text) HTML() template.HTML {
	var b strings.Builder
	for _, r := range t {
		r.html(&b)
	}
	return template.HTML(b.String())
}

func writeHTML(b *strings.Builder, blocks []Block) {
	for _, block := range blocks {
		block.html(b)
	}
}

func (r run) html(b *strings.Builder) {
	text := safe.XML(r.text)
	switch r.style {
	case plain:
		b.WriteString(text)
	case strong:
		b.WriteString("<strong>" + text + "</strong>")
	case mono:
		b.WriteString("<code" + idAttribute(r.id) + ">" + text + "</code>")
	case link:
		fmt.Fprintf(b, `<a%s href="%s">%s</a>`, idAttribute(r.id), safe.XML(r.href), text)
	case sign:
		fmt.Fprintf(b, `<span class="sign %s" role="img" aria-label="%s">%s</span>`, r.tone.Class(), text, r.tone.Mark())
	case chip:
		fmt.Fprintf(b, `<span class="chip %s"><span class="mark" aria-hidden="true">%s</span>%s</span>`, r.tone.Class(), r.tone.Mark(), text)
	}
}

func (h Heading) html(b *strings.Builder) {
	fmt.Fprintf(b, "<h%d%s>%s</h%[1]d>\n", h.level(), idAttribute(h.ID), h.Text.HTML())
}

func (p Paragraph) html(b *strings.Builder) { fmt.Fprintf(b, "<p>%s</p>\n", p.Text.HTML()) }

func (l List) html(b *strings.Builder) {
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	fmt.Fprintf(b, "<%s>\n", tag)
	for _, item := range l.Items {
		fmt.Fprintf(b, "<li>%s</li>\n", item.HTML())
	}
	fmt.Fprintf(b, "</%s>\n", tag)
}

func (t Table) html(b *strings.Builder) {
	// Whoever has no mouse scrolls a wide table by its focus.
	fmt.Fprintf(b, "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"%s\"><table>\n", safe.XML(t.label()))
	if t.Caption != "" {
		fmt.Fprintf(b, "<caption>%s</caption>\n", safe.XML(t.Caption))
	}
	b.WriteString("<thead><tr>")
	for _, c := range t.Columns {
		fmt.Fprintf(b, `<th scope="col"%s>%s</th>`, c.class(), safe.XML(c.Title))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, c := range t.Columns {
			fmt.Fprintf(b, "<td%s>%s</td>", c.class(), cell(row, i).HTML())
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>\n")
}

// label names a table by its caption, or by its columns.
func (t Table) label() string {
	if t.Caption != "" {
		return t.Caption
	}
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	return "Table of " + strings.Join(titles, ", ")
}

func (c Column) class() string {
	if c.Number {
		return ` class="number"`
	}
	return ""
}

func (f Figure) html(b *strings.Builder) {
	fmt.Fprintf(b, "<figure%s tabindex=\"0\">\n%s\n", idAttribute(f.ID), strings.TrimSpace(f.SVG))
	if len(f.Caption) > 0 {
		fmt.Fprintf(b, "<figcaption>%s</figcaption>\n", f.Caption.HTML())
	}
	b.WriteString("</figure>\n")
}

func (d Definitions) html(b *strings.Builder) {
	class := ""
	if slices.ContainsFunc(d.Items, func(item Definition) bool { return len(item.More) > 0 }) {
		class = ` class="entries"`
	}
	fmt.Fprintf(b, "<dl%s>\n", class)
	for _, item := range d.Items {
		fmt.Fprintf(b, "<dt>%s</dt><dd>%s</dd>\n", item.Term.HTML(), item.Text.HTML())
		for _, line := range item.More {
			fmt.Fprintf(b, "<dd class=\"more\">%s</dd>\n", line.HTML())
		}
	}
	b.WriteString("</dl>\n")
}

func (c Callout) html(b *strings.Builder) {
	fmt.Fprintf(b, `<div class="callout %s"><p class="callout-title"><span class="mark" aria-hidden="true">%s</span>%s</p>`+"\n",
		c.Tone.Class(), c.Tone.Mark(), safe.XML(c.Title))
	writeHTML(b, c.Body)
	b.WriteString("</div>\n")
}

func (c Code) html(b *strings.Builder) {
	fmt.Fprintf(b, "<pre><code>%s</code></pre>\n", safe.XMLLines(strings.TrimRight(c.Text, "\n")))
}

func (d Details) html(b *strings.Builder) {
	fmt.Fprintf(b, "<details><summary>%s</summary>\n", d.Summary.HTML())
	writeHTML(b, d.Body)
	b.WriteString("</details>\n")
}

func idAttribute(id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf(` id="%s"`, safe.XML(id))
}

func cell(row []Text, i int) Text {
	if i < len(row) {
		return row[i]
	}
	return nil
}
