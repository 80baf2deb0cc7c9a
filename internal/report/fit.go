package report

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/safe"
)

// screenWidth is how many characters of a line terminal views use.
const screenWidth = 100

// narrowest is the width below which a column of words is not squeezed.
const narrowest = 9

// fitted writes rows under column titles within screenWidth: the widest columns
// are squeezed and their text is broken into lines.
func fitted(w io.Writer, p Palette, indent string, columns []block.Column, rows [][]string) {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = utf8.RuneCountInString(c.Title)
		for _, row := range rows {
			if i < len(row) {
				widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
			}
		}
	}
	squeeze(widths, screenWidth-len(indent)-2*(len(widths)-1))
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Title
	}
	if strings.Join(titles, "") != "" {
		fittedRow(w, indent, columns, titles, widths, p.Dim, p.Reset)
	}
	for _, row := range rows {
		fittedRow(w, indent, columns, row, widths, "", "")
	}
}

// squeeze takes width from the widest column until all fit into room.
func squeeze(widths []int, room int) {
	total := 0
	for _, n := range widths {
		total += n
	}
	for ; total > room; total-- {
		widest := 0
		for i, n := range widths {
			if n > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			return
		}
		widths[widest]--
	}
}

func fittedRow(w io.Writer, indent string, columns []block.Column, row []string, widths []int, style, reset string) {
	var cells [][]string
	height := 1
	for i := range columns {
		text := ""
		if i < len(row) {
			text = safe.Line(row[i])
		}
		lines := broken(text, widths[i])
		cells = append(cells, lines)
		height = max(height, len(lines))
	}
	for k := range height {
		var b strings.Builder
		for i, lines := range cells {
			text := ""
			if k < len(lines) {
				text = lines[k]
			}
			pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text)))
			if i > 0 {
				b.WriteString("  ")
			}
			if columns[i].Number {
				b.WriteString(pad + text)
			} else {
				b.WriteString(text + pad)
			}
		}
		io.WriteString(w, indent+style+strings.TrimRight(b.String(), " ")+reset+"\n")
	}
}

// broken breaks text into lines of at most width characters: at blanks, else
// behind a dot, dash or slash, else anywhere.
func broken(text string, width int) []string {
	var lines []string
	runes := []rune(text)
	for len(runes) > width {
		cut := 0
		for i, r := range runes[:width+1] {
			switch {
			case r == ' ' && i > 0:
				cut = i
			case i < width && slices.Contains([]rune(".-/,"), r) && cut < width/2:
				cut = i + 1
			}
		}
		if cut == 0 {
			cut = width
		}
		lines = append(lines, strings.TrimRight(string(runes[:cut]), " "))
		runes = runes[cut:]
		for len(runes) > 0 && runes[0] == ' ' {
			runes = runes[1:]
		}
	}
	return append(lines, string(runes))
}

// onScreen writes blocks as a terminal shows them: pictures and what is folded
// are left out.
func onScreen(w io.Writer, p Palette, blocks []block.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case block.Heading:
			io.WriteString(w, "\n"+p.Bold+b.Text.String()+p.Reset+"\n")
		case block.Paragraph:
			io.WriteString(w, "  "+wrap(b.Text.String(), screenWidth-2, "  ")+"\n")
		case block.List:
			for _, item := range b.Items {
				io.WriteString(w, "  - "+wrap(item.String(), screenWidth-4, "    ")+"\n")
			}
		case block.Table:
			rows := make([][]string, len(b.Rows))
			for i, row := range b.Rows {
				for _, cell := range row {
					rows[i] = append(rows[i], cell.String())
				}
			}
			fitted(w, p, "  ", b.Columns, rows)
		case block.Definitions:
			rows := make([][]string, len(b.Items))
			for i, item := range b.Items {
				rows[i] = []string{item.Term.String(), item.Text.String()}
			}
			fitted(w, p, "  ", []block.Column{{}, {}}, rows)
		case block.Callout:
			io.WriteString(w, "  "+toneStyle(p, b.Tone)+b.Tone.Mark()+" "+b.Title+p.Reset+"\n")
			onScreen(w, p, b.Body)
		}
	}
}
