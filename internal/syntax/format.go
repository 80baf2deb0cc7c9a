package syntax

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// formatStep is by how much a block stands deeper than its owner.
const formatStep = 2

// Format returns a text in its canonical form: two spaces of indentation,
// lists indented below their key, one space after colons, dashes and commas
// and none inside brackets, no blanks at line ends, at most one empty line in
// a row, one line break at the end. Words, comments, the order of keys and the
// choice between lines and brackets stay. The result means the same, and
// formatting it again changes nothing. A text with syntax errors is an error
// that names the first.
func Format(src *diag.Source) ([]byte, error) {
	e, err := openEditor(src)
	if err != nil {
		return nil, err
	}
	f := &formatter{
		editor: e, tokens: e.tokens(), columns: map[int]int{},
		base: -formatStep,
	}
	f.place(e.root, 0)
	out := f.print()
	again, _, err := asWritten(diag.NewSource(src.Name, out))
	if err != nil || !same(again, e.root) {
		return nil, errors.New("this text cannot be formatted without changing its meaning")
	}
	return out, nil
}

// token is a piece of text that formatting moves as a whole.
type token struct {
	start, end int
	kind       rune // an indicator stands for itself
	node       *Node
}

const (
	word     = 'w' // a scalar or alias
	property = 'p' // an anchor or tag
	comment  = '#'
	marker   = '%' // a line like --- or %YAML
)

// tokens splits the text; between tokens there are only blanks and breaks.
func (e *editor) tokens() []token {
	var scalars []*Node
	var collect func(*Node)
	collect = func(n *Node) {
		if n.Kind <= Scalar && n.Span.Start < n.Span.End {
			scalars = append(scalars, n)
		}
		for _, p := range n.Pairs {
			collect(p.Key)
			collect(p.Value)
		}
		for _, i := range n.Items {
			collect(i)
		}
	}
	collect(e.root)
	slices.SortFunc(scalars, func(a, b *Node) int { return a.Span.Start - b.Span.Start })

	var out []token
	for at := bomLength(e.text); ; {
		for at < len(e.text) && blankLength(e.text[at:]) > 0 {
			at += blankLength(e.text[at:])
		}
		if at >= len(e.text) {
			return out
		}
		t := token{start: at, end: at + 1, kind: rune(e.text[at])}
		switch c := e.text[at]; {
		case len(scalars) > 0 && at == scalars[0].Span.Start:
			t = token{at, scalars[0].Span.End, word, scalars[0]}
			scalars = scalars[1:]
		case c == '#':
			t.kind, t.end = comment, lineEnd(e.text, at)
		case at == lineStart(e.text, at) && (c == '%' || atMarker(e.text[at:lineEnd(e.text, at)])):
			t.kind, t.end = marker, at+3
			if c == '%' {
				t.end = lineEnd(e.text, at)
			}
		case c == '&' || c == '!':
			t.kind = property
			for t.end < len(e.text) && blankLength(e.text[t.end:]) == 0 && !flowIndicator(e.text[t.end]) {
				t.end++
			}
			if c == '&' { // a colon right behind an anchor is none of its characters
				t.end = at + len(bytes.TrimRight(e.text[at:t.end], ":"))
			}
		}
		t.end = at + len(bytes.TrimRight(e.text[at:t.end], " \t"))
		if t.node != nil {
			t.end = t.node.Span.End
		}
		out = append(out, t)
		at = t.end
	}
}

// formatter writes tokens with new blanks between them.
type formatter struct {
	*editor
	tokens  []token
	columns map[int]int // new column of each block entry, by the offset where it starts
	base    int         // new column of the entry being written
	depth   int         // of brackets
	open    []level     // the entries around, outermost first
	out     bytes.Buffer
}

// level is the column of an entry before and after formatting.
type level struct{ was, is int }

// place gives every entry of every block its new column.
func (f *formatter) place(n *Node, column int) {
	if f.sites[n].flow {
		return
	}
	for i, x := range f.entries(n) {
		f.columns[x.start] = column
		if n.Kind == Sequence {
			f.place(n.Items[i], column+formatStep)
			continue
		}
		p := n.Pairs[i]
		if f.text[x.start] == '?' {
			f.place(p.Key, column+formatStep)
			if at := skipBlank(f.text, max(p.Key.Span.End, x.start+1)); at < len(f.text) && f.text[at] == ':' {
				f.columns[at] = column
			}
		}
		f.place(p.Value, column+formatStep)
	}
}

func (f *formatter) print() []byte {
	f.out.Write(f.text[:bomLength(f.text)])
	at := bomLength(f.text)
	for i, t := range f.tokens {
		breaks := f.breaks(at, t.start)
		switch {
		case i == 0:
			f.indent(i)
		case breaks == 0:
			f.out.WriteString(f.gap(f.tokens[i-1], t))
		default:
			f.out.WriteString(strings.Repeat(f.eol, min(breaks, 2)))
			f.indent(i)
		}
		f.enter(t)
		f.write(t)
		at = t.end
	}
	if len(f.tokens) == 0 {
		return f.out.Bytes()
	}
	last := f.tokens[len(f.tokens)-1]
	if last.node != nil && f.sites[last.node].block && f.breaks(at, len(f.text)) == 0 {
		return f.out.Bytes() // a line break would become part of the value
	}
	f.out.WriteString(f.eol)
	return f.out.Bytes()
}

// breaks counts the line breaks between two offsets.
func (f *formatter) breaks(from, to int) int {
	n := 0
	for from < to {
		if size := breakLength(f.text[from:]); size > 0 {
			n++
			from += size
			continue
		}
		from++
	}
	return n
}

// enter keeps track of where the writing is: in which entry, how deep in
// brackets.
func (f *formatter) enter(t token) {
	if column, ok := f.columns[t.start]; ok && t.kind != marker {
		was := f.src.Position(t.start).Column - 1
		for len(f.open) > 0 && f.open[len(f.open)-1].was >= was && f.open[len(f.open)-1].is >= column {
			f.open = f.open[:len(f.open)-1]
		}
		f.open = append(f.open, level{was, column})
		f.base = column
	}
	switch t.kind {
	case marker:
		f.base, f.open = -formatStep, nil
	case '{', '[':
		f.base = max(f.base, 0)
		f.depth++
	case '}', ']':
		f.depth--
	}
}

// indent writes the blanks before a token that begins a line.
func (f *formatter) indent(i int) {
	t := f.tokens[i]
	column, entry := f.columns[t.start]
	switch {
	case t.kind == marker:
		column = 0
	case entry:
	case f.depth > 0 && (t.kind == '}' || t.kind == ']'):
		column = f.base + formatStep*(f.depth-1)
	case f.depth > 0:
		column = f.base + formatStep*f.depth
	case t.kind == comment:
		column = f.commentColumn(i)
	default: // a value below its key
		column = f.base + formatStep
	}
	f.out.WriteString(strings.Repeat(" ", column))
}

// commentColumn puts a comment line where the entry stands that it is aligned
// with: the one that follows, or else one that it may end.
func (f *formatter) commentColumn(i int) int {
	was := f.src.Position(f.tokens[i].start).Column - 1
	for _, next := range f.tokens[i+1:] {
		if next.kind == comment {
			continue
		}
		if column, ok := f.columns[next.start]; ok && f.src.Position(next.start).Column-1 == was {
			return column
		}
		break
	}
	for _, l := range slices.Backward(f.open) {
		if l.was <= was {
			return l.is
		}
	}
	return 0
}

// gap returns the blanks between two tokens on a line.
func (f *formatter) gap(a, b token) string {
	written := string(f.text[a.end:b.start])
	switch {
	case b.kind == comment:
		return written
	case a.kind == '{' || a.kind == '[', b.kind == ',' && a.kind != ':':
		return ""
	case (b.kind == '}' || b.kind == ']') && a.kind != ':':
		return ""
	case b.kind == ':' && a.kind == word && !f.sites[a.node].alias:
		return ""
	case b.kind == ':' && (a.kind == '}' || a.kind == ']'):
		return ""
	}
	return " "
}

// write copies a token; the lines of a scalar after its first are indented
// anew.
func (f *formatter) write(t token) {
	text := f.text[t.start:t.end]
	if t.node == nil || bytes.IndexByte(text, '\n') < 0 {
		f.out.Write(text)
		return
	}
	first := lineEnd(text, 0)
	f.out.Write(text[:first])
	below := max(f.base, 0) + formatStep*(f.depth+1)
	if f.sites[t.node].block {
		f.writeBlock(text[first:], below, f.explicitIndent(text[:first]))
		return
	}
	for at := first; at < len(text); {
		at += f.lineBreak(text[at:])
		stop := lineEnd(text, at)
		line := bytes.TrimLeft(text[at:stop], " \t")
		if len(line) > 0 {
			f.out.WriteString(strings.Repeat(" ", below))
			f.out.Write(line)
		}
		at = stop
	}
}

// lineBreak writes the break that a text starts with and returns its length.
// The exotic breaks of YAML 1.1 mean something else than a line feed.
func (f *formatter) lineBreak(text []byte) int {
	n := breakLength(text)
	if text[0] == '\n' || text[0] == '\r' {
		f.out.WriteString(f.eol)
	} else {
		f.out.Write(text[:n])
	}
	return n
}

// explicitIndent returns the indentation indicator of a block's header, 0
// when there is none.
func (f *formatter) explicitIndent(header []byte) int {
	for _, c := range header[1:min(3, len(header))] {
		if c >= '1' && c <= '9' {
			return int(c - '0')
		}
	}
	return 0
}

// writeBlock shifts the lines of a block scalar as one, so that the blanks
// that belong to the text stay.
func (f *formatter) writeBlock(text []byte, below, explicit int) {
	was := -1
	if explicit > 0 && len(f.open) > 0 {
		below = f.base + explicit
		was = f.open[len(f.open)-1].was + explicit
	}
	for at := 0; at < len(text); {
		at += f.lineBreak(text[at:])
		stop := lineEnd(text, at)
		line := text[at:stop]
		rest := bytes.TrimLeft(line, " ")
		if was < 0 && len(rest) > 0 {
			was = len(line) - len(rest)
		}
		if was >= 0 && len(line) > was {
			f.out.WriteString(strings.Repeat(" ", below))
			f.out.Write(line[was:])
		}
		at = stop
	}
}
