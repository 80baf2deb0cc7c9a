package syntax

import (
	"bytes"

	"github.com/loadpath/loadpath/internal/diag"
)

// ParseAll turns a text of several documents, which lines of --- divide, into
// a tree for each, as Parse does. Empty documents are left out. A design is one
// document; files of other tools may hold more.
func ParseAll(src *diag.Source) ([]*Node, diag.List) {
	var roots []*Node
	var problems diag.List
	for start := 0; start < len(src.Text); {
		end := start + documentLength(src.Text[start:])
		part := diag.NewSource(src.Name, src.Text[start:end])
		root, found := Parse(part)
		m := mover{from: part, to: src, by: start, moved: map[*Node]bool{}}
		if root != nil && (root.Kind != Null || root.Span.Start < root.Span.End) {
			m.node(root)
			roots = append(roots, root)
		}
		problems = append(problems, m.list(found)...)
		start = end
	}
	problems.Sort()
	return roots, problems
}

// documentLength is how long the first document of a text is, up to the line of
// --- that begins the next one.
func documentLength(text []byte) int {
	at := 0
	for {
		next := bytes.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
		line := text[at:lineEnd(text, at)]
		if bytes.HasPrefix(line, []byte("---")) && (len(line) == 3 || line[3] == ' ' || line[3] == '\t') {
			return at
		}
	}
}

// mover lets what was found in a part of a text point into the whole.
type mover struct {
	from, to *diag.Source
	by       int
	moved    map[*Node]bool // nodes under an alias are met more than once
}

func (m *mover) span(s diag.Span) diag.Span {
	if s.Source != m.from {
		return s
	}
	return diag.Span{Source: m.to, Start: s.Start + m.by, End: s.End + m.by}
}

func (m *mover) node(n *Node) {
	if m.moved[n] {
		return
	}
	m.moved[n] = true
	n.Span = m.span(n.Span)
	for _, p := range n.Pairs {
		m.node(p.Key)
		m.node(p.Value)
	}
	for _, item := range n.Items {
		m.node(item)
	}
}

func (m *mover) list(problems diag.List) diag.List {
	for i := range problems {
		p := &problems[i]
		p.Span = m.span(p.Span)
		for k := range p.Related {
			p.Related[k].Span = m.span(p.Related[k].Span)
		}
		for k := range p.Fix {
			p.Fix[k].Span = m.span(p.Fix[k].Span)
		}
	}
	return problems
}
