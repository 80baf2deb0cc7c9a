package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Compare writes a comparison on the screen.
func Compare(w io.Writer, c *study.Comparison, p Palette) {
	fmt.Fprintf(w, "%s%s%s\n%s%s%s\n", p.Bold, wrap(comparedTitle(c), screenWidth, "  "), p.Reset, p.Dim, wrap(upperFirst(Circumstances(c)), screenWidth, ""), p.Reset)
	if c.Interrupted {
		fmt.Fprintf(w, "%s≈ interrupted: the numbers are those of the replications that all designs have finished%s\n", p.Warn, p.Reset)
	}
	onScreen(w, p, compared(c))
}

// CompareMarkdown writes a comparison as GitHub Flavored Markdown. Its errors
// are those of w.
func CompareMarkdown(w io.Writer, c *study.Comparison) error {
	head := []block.Block{
		block.Heading{Text: block.Plain(comparedTitle(c))},
		block.Paragraph{Text: block.Plain(upperFirst(Circumstances(c)) + ".")},
	}
	_, err := io.WriteString(w, block.Markdown(append(head, compared(c)...), ""))
	return err
}

// comparedTitle names what is held against what: "guestbook: base against
// wide and slow".
func comparedTitle(c *study.Comparison) string {
	names := c.Names()
	return c.Title + ": " + names[0] + " against " + joined(names[1:])
}

// Circumstances says under which load the designs were measured, and how.
func Circumstances(c *study.Comparison) string {
	text := c.Load + " load"
	if c.LoadScale != 1 {
		text += fmt.Sprintf(" x %g", c.LoadScale)
	}
	text += fmt.Sprintf(", seed %d, %d replications", c.Seed, c.Replications)
	if c.Seconds > 0 {
		text += fmt.Sprintf(" of %s behind a warm-up of %s", unit.Format(c.Seconds, unit.KindTime), unit.Format(c.WarmUp, unit.KindTime))
	}
	return text + ", all designs with the same random numbers"
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// compared is a comparison as blocks: what each is, requirements, then latency,
// errors and cost, and who is better.
func compared(c *study.Comparison) []block.Block {
	var limits, rest []study.Row
	for _, row := range c.Rows {
		if row.Name != "" {
			limits = append(limits, row)
		} else {
			rest = append(rest, row)
		}
	}
	var out []block.Block
	if len(limits) > 0 {
		out = append(out, block.Heading{Text: block.Plain("Requirements")}, comparedRows(c, limits))
	}
	out = append(out, block.Heading{Text: block.Plain("Flows and cost")}, comparedRows(c, rest))
	out = append(out, block.Heading{Text: block.Plain("Designs")}, sidesTable(c))
	for _, s := range c.Sides {
		if !s.Settled {
			out = append(out, block.Paragraph{Text: block.Chip(look.Unsure, s.Name).Plain(": " + s.Why)})
		}
	}
	for _, line := range unmeasuredRows(c) {
		out = append(out, block.Paragraph{Text: block.Plain(line)})
	}
	note := "A design is better where the 95% interval of the paired difference excludes zero. Cost comes from the closed forms alone."
	if len(c.Sides) > 2 {
		note = "In brackets the paired difference to " + c.Sides[0].Name + ", ≈ where its 95% interval holds zero. A design is better where the intervals of its differences to all others exclude zero. Cost comes from the closed forms alone."
	}
	return append(out, block.Paragraph{Text: block.Plain(note)}, block.Paragraph{Text: block.Strong(c.Sentence())})
}

// comparedRows sets numbers side by side. Two designs have their difference
// with its interval beside them; more have theirs to the first in each cell.
func comparedRows(c *study.Comparison, rows []study.Row) block.Table {
	t := block.Table{Columns: []block.Column{{Title: ""}}}
	limits := rows[0].Name != ""
	if limits {
		t.Columns = append(t.Columns, block.Column{Title: "limit", Number: true})
	}
	for _, name := range c.Names() {
		t.Columns = append(t.Columns, block.Column{Title: name, Number: true})
	}
	pair := len(c.Sides) == 2
	if pair {
		t.Columns = append(t.Columns, block.Column{Title: "difference", Number: true})
	}
	t.Columns = append(t.Columns, block.Column{Title: "better"})
	for _, row := range rows {
		cells := []block.Text{block.Plain(row.Describe())}
		if limits {
			cells[0] = block.Mono(row.Name).Plain(": " + row.Describe())
			cells = append(cells, block.Plain(sideLimit(row)))
		}
		for i, cell := range row.Cells {
			text := cellText(cell, row.Kind)
			if !pair && i > 0 && i-1 < len(row.Differences) {
				if d := row.Differences[i-1].Number; d.Known() {
					text = text.Plain(" (" + signed(d, row.Kind) + ")")
				}
			}
			cells = append(cells, text)
		}
		if pair {
			cells = append(cells, differenceText(row))
		}
		t.Rows = append(t.Rows, append(cells, orDash(row.Winner)))
	}
	return t
}

func sideLimit(row study.Row) string {
	if row.Limit == nil {
		return ""
	}
	if row.AtLeast {
		return "≥ " + unit.Format(*row.Limit, row.Kind)
	}
	return "≤ " + unit.Format(*row.Limit, row.Kind)
}

// cellText is a number with the mark of its verdict.
func cellText(cell study.Cell, kind unit.Kind) block.Text {
	text := brief(cell.Number, kind)
	if cell.Verdict == "" {
		return block.Plain(text)
	}
	return block.Plain(text + " " + Tone(cell.Verdict).Mark())
}

// differenceText is the paired difference of two designs with its interval.
func differenceText(row study.Row) block.Text {
	if len(row.Differences) == 0 || !row.Differences[0].Number.Known() {
		return orDash("")
	}
	d := row.Differences[0].Number
	format := func(v float64) string { return plus(v) + unit.Format(v, row.Kind) }
	return block.Plain(withInterval(format, d.Value, d.Low, d.High))
}

// signed is a difference in short: "+1.2 ms", "0" when its interval holds zero.
func signed(d sim.Number, kind unit.Kind) string {
	if d.Low <= 0 && d.High >= 0 {
		return "≈"
	}
	return plus(d.Value) + unit.Format(d.Value, kind)
}

func plus(v float64) string {
	if v > 0 {
		return "+"
	}
	return ""
}

// sidesTable says of each design how big it is and what gives way first.
func sidesTable(c *study.Comparison) block.Table {
	t := block.Table{Columns: []block.Column{{Title: "design"}, {Title: "requirements"}, {Title: "components", Number: true}, {Title: "breaks first"}}}
	for _, s := range c.Sides {
		first := "nothing has a limit"
		if s.Saturates != nil {
			first = fmt.Sprintf("%s, at %s this load", s.Saturates.Component, study.Times(s.Saturates.Factor))
		}
		t.Rows = append(t.Rows, []block.Text{block.Mono(s.Name), block.Chip(Tone(s.Verdict), string(s.Verdict)), block.Plain(fmt.Sprint(s.Components)), block.Plain(first)})
	}
	return t
}

// unmeasuredRows are the reasons why numbers are missing, each once.
func unmeasuredRows(c *study.Comparison) []string {
	var lines []string
	seen := map[string]bool{}
	for _, row := range c.Rows {
		for i, cell := range row.Cells {
			if !c.Sides[i].Settled {
				continue // said already
			}
			line := fmt.Sprintf("%s of %s is not known: %s", row.Describe(), cell.Design, cell.Number.Why)
			if cell.Number.Known() || seen[cell.Design+cell.Number.Why] {
				continue
			}
			seen[cell.Design+cell.Number.Why] = true
			lines = append(lines, line)
		}
	}
	return lines
}
