// Package block is the one model of a document's content: paragraphs, tables,
// figures, verdicts. A document is written once as blocks and goes out as HTML
// and as Markdown. What stands in it is decided by package report, the page
// around it by package page.
package block

import (
	"strings"

	"github.com/loadpath/loadpath/internal/report/look"
)

// Block is a piece of a document that stands on its own lines.
type Block interface {
	html(b *strings.Builder)
	markdown(m *markdown)
}

// Heading opens a part of a section. Level 3 is the first below the section's
// own, 6 the last; 0 is taken as 3. ID, when given, is what links point to.
type Heading struct {
	Level int
	ID    string
	Text  Text
}

// Paragraph is running text.
type Paragraph struct{ Text Text }

// List is items of one line each.
type List struct {
	Ordered bool
	Items   []Text
}

// Table is rows of cells under named columns. A row may be shorter than the
// columns.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]Text
}

// Column names a column. Numbers stand at the right in figures of equal width.
type Column struct {
	Title  string
	Number bool
}

// Figure is a picture. SVG is complete and trusted, as package draw makes it;
// ID names its file beside a Markdown document.
type Figure struct {
	ID      string // [a-z0-9-]+
	SVG     string
	Alt     string
	Caption Text
}

// Definitions explains terms.
type Definitions struct{ Items []Definition }

// Definition is a term and what is said of it, first in a line and then in as
// many more as it takes.
type Definition struct {
	Term, Text Text
	More       []Text
}

// Callout is a verdict or a warning that must not be missed.
type Callout struct {
	Tone  look.Tone
	Title string
	Body  []Block
}

// Code is text as it stands in a file.
type Code struct {
	Language string
	Text     string
}

// Details is what only some readers want to unfold: derivations, raw numbers.
type Details struct {
	Summary Text
	Body    []Block
}

// Figures returns the figures among the blocks, also those inside others, in
// order.
func Figures(blocks []Block) []Figure {
	var found []Figure
	for _, b := range blocks {
		switch b := b.(type) {
		case Figure:
			found = append(found, b)
		case Callout:
			found = append(found, Figures(b.Body)...)
		case Details:
			found = append(found, Figures(b.Body)...)
		}
	}
	return found
}

func (h Heading) level() int {
	if h.Level < 3 {
		return 3
	}
	return min(h.Level, 6)
}
