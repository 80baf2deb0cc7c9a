package diag

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Style holds the escape sequences around the parts of a problem; the zero
// Style is plain text. Whether a terminal wants colour (NO_COLOR) is for the
// caller to know.
type Style struct {
	Place, Error, Warning, Info, Caret, Help, Reset string
}

// Color is the Style of a terminal.
var Color = Style{
	Place: "\x1b[1m", Error: "\x1b[1;31m", Warning: "\x1b[1;33m", Info: "\x1b[1;36m",
	Caret: "\x1b[31m", Help: "\x1b[32m", Reset: "\x1b[0m",
}

// TextOptions say how Text draws.
type TextOptions struct {
	Style    Style
	MaxShown int // 0 shows all
	Width    int // of the terminal in cells; 0 means 100
}

// Text draws a list as a person reads it: every problem with its line, a caret
// and what to type, then how many there are. When MaxShown is passed, errors
// are shown before the rest. An empty list draws nothing.
func Text(w io.Writer, list List, opts TextOptions) error {
	if len(list) == 0 {
		return nil
	}
	if opts.Width <= 0 {
		opts.Width = 100
	}
	var b strings.Builder
	shown := mostSevere(list, opts.MaxShown)
	for _, d := range shown {
		t := textWriter{b: &b, opts: opts}
		t.diagnostic(d)
	}
	if more := len(list) - len(shown); more > 0 {
		fmt.Fprintf(&b, "and %d more\n", more)
	}
	fmt.Fprintf(&b, "%s\n", list.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

// Summary counts the problems: "2 errors, 1 warning".
func (l List) Summary() string {
	var counts [3]int
	for _, d := range l {
		counts[d.Severity]++
	}
	var parts []string
	for i, name := range []string{"error", "warning", "note"} {
		switch {
		case counts[i] == 1:
			parts = append(parts, "1 "+name)
		case counts[i] > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", counts[i], name))
		}
	}
	if parts == nil {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}

// mostSevere returns at most n of the list, errors before warnings, in the
// order of the list; all of it for n = 0.
func mostSevere(list List, n int) List {
	if n <= 0 || len(list) <= n {
		return list
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(list[a].Severity) - int(list[b].Severity) })
	order = order[:n]
	slices.Sort(order)
	out := make(List, 0, n)
	for _, i := range order {
		out = append(out, list[i])
	}
	return out
}

type textWriter struct {
	b    *strings.Builder
	opts TextOptions
}

func (t *textWriter) diagnostic(d Diagnostic) {
	s := t.opts.Style
	if !d.Span.IsZero() {
		t.b.WriteString(s.Place + printable(d.Span.String()) + ":" + t.reset(s.Place) + " ")
	}
	if d.Severity != Error {
		color := map[Severity]string{Warning: s.Warning, Info: s.Info}[d.Severity]
		t.b.WriteString(color + d.Severity.String() + ":" + t.reset(color) + " ")
	}
	color := ""
	if d.Severity == Error {
		color = s.Error
	}
	fmt.Fprintf(t.b, "%s%s%s [%s]\n", color, printable(d.Message), t.reset(color), d.Code)
	t.excerpt(d.Span, '^')
	for _, r := range d.Related {
		if r.Span.IsZero() {
			fmt.Fprintf(t.b, "   see: %s\n", printable(r.Message))
			continue
		}
		fmt.Fprintf(t.b, "   see %s: %s\n", printable(r.Span.String()), printable(r.Message))
		t.excerpt(r.Span, '-')
	}
	if d.Help != "" {
		for i, line := range strings.Split(d.Help, "\n") {
			label := "help:"
			if i > 0 {
				label = "     "
			}
			fmt.Fprintf(t.b, "   %s%s%s %s\n", s.Help, label, t.reset(s.Help), printable(line))
		}
	}
}

// reset ends a colour that was begun.
func (t *textWriter) reset(color string) string {
	if color == "" {
		return ""
	}
	return t.opts.Style.Reset
}

// excerpt draws the first line of a span with marks under it.
func (t *textWriter) excerpt(span Span, mark rune) {
	if span.IsZero() {
		return
	}
	p := span.Position()
	line := cells(span.Source.Line(p.Line))
	from := min(p.Column-1, len(line))
	to := len(line)
	if end := span.Source.Position(span.End); end.Line == p.Line {
		to = min(end.Column-1, len(line))
	}
	number := strconv.Itoa(p.Line)
	gutter := max(5, len(number))
	line, from, to = window(line, from, max(to, from), max(20, t.opts.Width-gutter-3))
	fmt.Fprintf(t.b, "%*s | %s\n", gutter, number, strings.TrimRight(drawn(line), " "))
	s := t.opts.Style.Caret
	fmt.Fprintf(t.b, "%*s | %s%s%s%s\n", gutter, "", strings.Repeat(" ", width(line[:from])),
		s, strings.Repeat(string(mark), max(1, width(line[from:to]))), t.reset(s))
}

// window cuts a line to a number of cells around the characters from..to,
// with an ellipsis where something is missing.
func window(line []cell, from, to, room int) (_ []cell, newFrom, newTo int) {
	if width(line) <= room {
		return line, from, to
	}
	ellipsis := cell{"…", 1}
	room -= 2 * ellipsis.width
	start, end, used := from, from, 0
	back := func(limit int) {
		for ; start > 0 && used+line[start-1].width <= limit; start-- {
			used += line[start-1].width
		}
	}
	back(room / 3)
	for ; end < len(line) && used+line[end].width <= room; end++ {
		used += line[end].width
	}
	back(room)
	cut := slices.Clone(line[start:end])
	from, to = from-start, min(to, end)-start
	if start > 0 {
		cut = append([]cell{ellipsis}, cut...)
		from, to = from+1, to+1
	}
	if end < len(line) {
		cut = append(cut, ellipsis)
	}
	return cut, from, max(from, to)
}

// printable draws a message as cells does a line: no control characters.
func printable(s string) string { return drawn(cells(s)) }
