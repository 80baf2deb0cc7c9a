// Package page is the sheet of paper around the blocks: one self-contained
// HTML file with contents, light and dark, fit for print, and the same
// document as Markdown. It knows nothing of what is written on it.
package page

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Doc is a document.
type Doc struct {
	Title    string
	Subtitle string // one sentence below the title
	Date     string // as it is to be read
	Intro    []block.Block
	Sections []Section
}

// Section is a numbered part of a document with an entry in its contents.
type Section struct {
	ID     string // [a-z0-9-]+, what links point to
	Title  string
	Status block.Text // a chip beside the title and in the contents, or nothing
	Body   []block.Block
}

// WriteHTML writes the document as one file that needs no other and no
// network. Its errors are those of w.
func (d Doc) WriteHTML(w io.Writer) error {
	return skeleton.Execute(w, struct {
		Doc
		Style template.CSS
	}{d, style})
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
	for i, s := range d.Sections {
		fmt.Fprintf(&b, "\n<a id=\"%s\"></a>\n\n## %d. %s\n", template.HTMLEscapeString(s.ID), i+1, block.Plain(s.Title).Markdown())
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

// Figures returns the pictures of the document, which Markdown needs as files
// named ID.svg.
func (d Doc) Figures() []block.Figure {
	found := block.Figures(d.Intro)
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
	"add":    func(a, b int) int { return a + b },
}).Parse(markup))
