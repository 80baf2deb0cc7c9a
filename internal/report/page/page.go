// Package page is the sheet of paper around the blocks: one self-contained
// HTML file with contents, light and dark, fit for print, and the same
// document as Markdown. It knows nothing of what is written on it.
package page

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Doc is a document.
type Doc struct {
	Title    string
	Subtitle string // one sentence below the title
	Date     string // as it is to be read, with what else tells this issue from others
	Intro    []block.Block
	Summary  []block.Block // the whole on one page, with a place in the contents; or nothing
	Sections []Section
	Chapters []Chapter // how the contents list the sections; none lists them one after the other
}

// Section is a part of a document with an entry in its contents.
type Section struct {
	ID     string // [a-z0-9-]+, what links point to
	Label  string // before the title, as "A" of an appendix; "" is its number
	Title  string
	Above  string     // a line over the title: the chapter it belongs to, or nothing
	Status block.Text // a chip beside the title and in the contents, or nothing
	Body   []block.Block
}

// Chapter groups sections in the contents under a title. A section may stand in
// several.
type Chapter struct {
	Title string // "" for none
	IDs   []string
}

// entries are the contents: chapters with their sections, in order.
type entries struct {
	Title    string
	Sections []Section
}

// contents returns the sections as the contents list them, with their labels.
func (d Doc) contents() []entries {
	labelled := d.labelled()
	if len(d.Chapters) == 0 {
		return []entries{{Sections: labelled}}
	}
	var out []entries
	for _, c := range d.Chapters {
		e := entries{Title: c.Title}
		for _, id := range c.IDs {
			i := slices.IndexFunc(labelled, func(s Section) bool { return s.ID == id })
			e.Sections = append(e.Sections, labelled[i])
		}
		out = append(out, e)
	}
	return out
}

// labelled returns the sections, each with a label.
func (d Doc) labelled() []Section {
	out := slices.Clone(d.Sections)
	for i := range out {
		out[i].Label = cmp.Or(out[i].Label, strconv.Itoa(i+1))
	}
	return out
}

// WriteHTML writes the document as one file that needs no other and no
// network. Its errors are those of w.
func (d Doc) WriteHTML(w io.Writer) error {
	return skeleton.Execute(w, struct {
		Doc
		Contents []entries
		Parts    []Section
		Style    template.CSS
	}{d, d.contents(), d.labelled(), style})
}

// WriteMarkdown writes the document as GitHub Flavored Markdown whose pictures
// are files in the folder figures (see Figures). Its errors are those of w.
func (d Doc) WriteMarkdown(w io.Writer, figures string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", block.Plain(d.Title).Markdown())
	for _, line := range []string{d.Subtitle, d.Date} {
		if line != "" {
			fmt.Fprintf(&b, "\n%s\n", block.Plain(line).Markdown())
		}
	}
	if len(d.Intro) > 0 {
		fmt.Fprintf(&b, "\n%s", block.Markdown(d.Intro, figures))
	}
	if len(d.Summary) > 0 {
		fmt.Fprintf(&b, "\n<a id=\"summary\"></a>\n\n## Summary\n\n%s\n## Contents\n", block.Markdown(d.Summary, figures))
		d.markdownContents(&b)
	}
	for _, s := range d.labelled() {
		fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n\n## %s. %s\n", template.HTMLEscapeString(s.ID), s.Label, block.Plain(s.Title).Markdown())
		if s.Above != "" {
			fmt.Fprintf(&b, "\n%s\n", block.Plain(s.Above).Markdown())
		}
		if len(s.Status) > 0 {
			fmt.Fprintf(&b, "\n%s\n", s.Status.Markdown())
		}
		if len(s.Body) > 0 {
			fmt.Fprintf(&b, "\n%s", block.Markdown(s.Body, figures))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownContents lists the sections with links.
func (d Doc) markdownContents(b *strings.Builder) {
	for _, c := range d.contents() {
		b.WriteString("\n")
		if c.Title != "" {
			fmt.Fprintf(b, "%s\n\n", block.Strong(c.Title).Markdown())
		}
		for _, s := range c.Sections {
			fmt.Fprintf(b, "- %s %s\n", s.Label, block.Link(s.Title, "#"+s.ID).Markdown())
		}
	}
}

// Figures returns the pictures of the document, which Markdown needs as files
// named ID.svg.
func (d Doc) Figures() []block.Figure {
	found := append(block.Figures(d.Intro), block.Figures(d.Summary)...)
	for _, s := range d.Sections {
		found = append(found, block.Figures(s.Body)...)
	}
	return found
}

//go:embed page.css
var rules string

//go:embed page.html
var markup string

var style = template.CSS(look.Variables(":root") +
	"\n:root{--sans:" + look.Fonts + ";--mono:" + look.MonoFonts + "}\n" + rules)

var skeleton = template.Must(template.New("page").Funcs(template.FuncMap{
	"blocks": block.HTML,
}).Parse(markup))
