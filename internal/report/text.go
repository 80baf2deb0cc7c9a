package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// Palette holds the escape sequences of a terminal; the zero Palette is plain.
type Palette struct {
	Bold, Dim, Good, Bad, Warn, Reset string
}

// Colours is the palette of a terminal that takes colour.
var Colours = Palette{Bold: "\x1b[1m", Dim: "\x1b[2m", Good: "\x1b[32m", Bad: "\x1b[1;31m", Warn: "\x1b[33m", Reset: "\x1b[0m"}

// cell is one field of a table on the screen.
type cell struct {
	text  string
	style string // an escape sequence of the palette
	right bool   // aligned to the right
}

func plain(s string) cell         { return cell{text: s} }
func styled(style, s string) cell { return cell{text: s, style: style} }
func number(s string) cell        { return cell{text: s, right: true} }

// table lines up rows in columns two blanks apart; the last column is not
// padded.
type table struct {
	indent string
	rows   [][]cell
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer, p Palette) {
	var widths []int
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(c.text))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		b.WriteString(t.indent)
		for i, c := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.text))
			if i > 0 {
				b.WriteString("  ")
			}
			if c.right {
				b.WriteString(pad)
			}
			if c.style != "" {
				b.WriteString(c.style + c.text + p.Reset)
			} else {
				b.WriteString(c.text)
			}
			if !c.right && i < len(row)-1 {
				b.WriteString(pad)
			}
		}
		text := strings.TrimRight(b.String(), " ")
		b.Reset()
		io.WriteString(w, text+"\n")
	}
}

// percent writes a share in whole percents, and never "-0%".
func percent(share float64) string {
	return fmt.Sprintf("%.0f%%", math.Round(share*100)+0) // + 0 takes the sign off -0
}

// moved writes how far a guess moves a number, in whole percents with signs.
func moved(down, up float64) string {
	return fmt.Sprintf("%+.0f%% to %+.0f%%", math.Round(down*100)+0, math.Round(up*100)+0)
}

// wrap breaks text into lines of at most width characters, at blanks; lines
// after the first begin with indent.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	at := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteString("\n" + indent)
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
