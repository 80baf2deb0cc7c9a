package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// paper is a part of the document as it is written, block by block.
type paper struct {
	s       *study.Study
	d       *model.Design
	section string     // the part's place in a document; "" on a screen
	cites   *citations // nil on a screen, which has no appendix
	blocks  []block.Block
}

func (p *paper) add(blocks ...block.Block) { p.blocks = append(p.blocks, blocks...) }

// say adds a paragraph of plain words.
func (p *paper) say(format string, args ...any) {
	p.add(block.Paragraph{Text: block.Plain(fmt.Sprintf(format, args...))})
}

func (p *paper) para(t block.Text) { p.add(block.Paragraph{Text: t}) }

func (p *paper) heading(text string) { p.add(block.Heading{Text: block.Plain(text)}) }

// list adds items under a lead-in, or nothing when there are none.
func (p *paper) list(lead string, items []string) {
	if len(items) == 0 {
		return
	}
	if lead != "" {
		p.para(block.Plain(lead))
	}
	l := block.List{}
	for _, item := range items {
		l.Items = append(l.Items, block.Plain(item))
	}
	p.add(l)
}

// table adds rows under a heading, or nothing when they say nothing but their
// names.
func (p *paper) table(heading string, g *grid) bool {
	t := g.table()
	if len(t.Columns) < 2 {
		return false
	}
	if heading != "" {
		p.heading(heading)
	}
	p.add(t)
	return true
}

func (p *paper) figure(id, svg, alt, caption string) {
	p.add(block.Figure{ID: id, SVG: svg, Alt: alt, Caption: block.Plain(caption)})
}

// facts is a list of terms and what the design says of them; terms without
// anything said are left out.
type facts struct{ items []block.Definition }

func (f *facts) add(term string, text block.Text) {
	if strings.TrimSpace(text.String()) == "" {
		return
	}
	f.items = append(f.items, block.Definition{Term: block.Plain(term), Text: text})
}

func (f *facts) plain(term, text string) { f.add(term, block.Plain(text)) }

func (p *paper) facts(f facts) {
	if len(f.items) > 0 {
		p.add(block.Definitions{Items: f.items})
	}
}

// grid is a table whose columns without any content are not shown.
type grid struct {
	columns []block.Column
	rows    [][]block.Text
}

// columns begins a grid; a title that starts with "#" is a column of numbers.
func columns(titles ...string) *grid {
	g := &grid{}
	for _, title := range titles {
		name, isNumber := strings.CutPrefix(title, "#")
		g.columns = append(g.columns, block.Column{Title: name, Number: isNumber})
	}
	return g
}

func (g *grid) row(cells ...block.Text) { g.rows = append(g.rows, cells) }

// table returns the grid without its empty columns.
func (g *grid) table() block.Table {
	var t block.Table
	var keep []int
	for i, c := range g.columns {
		for _, row := range g.rows {
			if i < len(row) && row[i].String() != "" && row[i].String() != dash {
				keep = append(keep, i)
				t.Columns = append(t.Columns, c)
				break
			}
		}
	}
	for _, row := range g.rows {
		var cells []block.Text
		for _, i := range keep {
			if i < len(row) {
				cells = append(cells, row[i])
			} else {
				cells = append(cells, nil)
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// dash stands where a design says nothing.
const dash = "–"

// orDash is the text, or a dash for an empty one.
func orDash(text string) block.Text {
	if text == "" {
		text = dash
	}
	return block.Plain(text)
}

// code is a name as it stands in the file, or a dash.
func code(name string) block.Text {
	if name == "" {
		return orDash("")
	}
	return block.Mono(name)
}

// codes joins names as they stand in the file, or is a dash.
func codes(names []string) block.Text {
	if len(names) == 0 {
		return orDash("")
	}
	t := block.Mono(names[0])
	for _, name := range names[1:] {
		t = t.Plain(", ").Mono(name)
	}
	return t
}

// refs returns the texts of references.
func refs(list []model.Ref) []string {
	var names []string
	for _, r := range list {
		names = append(names, r.Text)
	}
	return names
}

// written is a quantity as it stands in the file; a formula with its result.
func written(q *unit.Quantity) string {
	switch {
	case q == nil:
		return ""
	case q.Formula != nil:
		return fmt.Sprintf("%s (%s)", q.Readable(), q.String())
	}
	return q.String()
}

// yesNo is what a truth value says, or nothing.
func yesNo(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}

// value is an estimate by its id without its interval: "5,787/s", "not known",
// or a dash where there is no such number.
func (p *paper) value(id string) block.Text {
	return p.estimate(id, func(q *estimate.Quantity) string { return q.Text() })
}

// number is an estimate by its id with its 95% interval.
func (p *paper) number(id string) block.Text {
	if q := p.s.Sheet.Get(id); q != nil && q.Why != "" {
		return p.cite(id, measured(q))
	}
	return p.estimate(id, measured)
}

// about is an estimate by its id with half its interval as a share of it.
func (p *paper) about(id string) block.Text {
	return p.estimate(id, func(q *estimate.Quantity) string {
		low, high := q.Interval95()
		return plusMinus(q.Value, low, high, q.Kind)
	})
}

func (p *paper) estimate(id string, text func(*estimate.Quantity) string) block.Text {
	q := p.s.Sheet.Get(id)
	switch {
	case q == nil:
		return orDash("")
	case q.Why != "":
		return p.cite(id, "not known")
	}
	return p.cite(id, text(q))
}

// known returns an estimate that has a value, or nil.
func (p *paper) known(id string) *estimate.Quantity {
	if q := p.s.Sheet.Get(id); q != nil && q.Why == "" {
		return q
	}
	return nil
}

// measured writes an estimate with its 95% interval, or why there is none.
func measured(q *estimate.Quantity) string {
	if q.Why != "" {
		return "not known: " + q.Why
	}
	low, high := q.Interval95()
	return withInterval(func(v float64) string { return unit.Format(v, q.Kind) }, q.Value, low, high)
}

// derivations adds, for those who want to unfold it, how numbers come about. In
// a document that is told in the appendix.
func (p *paper) derivations(ids ...string) {
	if p.cites != nil {
		return
	}
	g := columns("number", "#value and 95% interval", "formula", "from")
	for _, id := range ids {
		q := p.s.Sheet.Get(id)
		if q == nil {
			continue
		}
		g.row(block.Mono(id), block.Plain(measured(q)), orDash(q.Formula), p.origin(q))
	}
	p.folded("Formula, inputs and source of "+counted(len(g.rows), "number"), g)
}

// formula is that of a number where no appendix tells it.
func (p *paper) formula(q *estimate.Quantity) block.Text {
	if p.cites != nil {
		return orDash("")
	}
	return orDash(q.Formula)
}

// origin lists what a number is made of, with who says so.
func (p *paper) origin(q *estimate.Quantity) block.Text {
	const most = 8
	var t block.Text
	for i, input := range q.Inputs {
		if i == most {
			return t.Plain(fmt.Sprintf(" and %d more", len(q.Inputs)-most))
		}
		if i > 0 {
			t = t.Plain(", ")
		}
		t = t.Mono(input)
		if leaf := p.s.Sheet.Leaf(input); leaf != nil {
			t = t.Plain(" " + leaf.String())
			if leaf.Source != "" {
				t = t.Plain(" (" + leaf.Source + ")")
			}
		}
	}
	if q.Source != "" {
		t = t.Plain(" " + q.Source)
	}
	return t
}

// counted writes a number of things: "1 flow", "3 flows", "2 entities".
func counted(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case strings.HasSuffix(word, "s"):
		return fmt.Sprintf("%d %ses", n, word)
	case strings.HasSuffix(word, "y") && !strings.HasSuffix(word, "ey"):
		return fmt.Sprintf("%d %sies", n, word[:len(word)-1])
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// joined writes names as a sentence does: "a, b and c".
func joined(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
