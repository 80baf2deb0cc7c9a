package syntax

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// This file decides which bytes an edit touches.

func (e *editor) edit(start, end int, text string) diag.Edit {
	return diag.Edit{Span: diag.Span{Source: e.src, Start: start, End: end}, New: text}
}

// insideBrackets tells whether any of the nodes is written with brackets.
func (e *editor) insideBrackets(nodes []*Node) bool {
	for _, n := range nodes {
		if e.sites[n].flow {
			return true
		}
	}
	return false
}

// insert adds what is missing of a path, with a value, to the last node of
// the trail.
func (e *editor) insert(path Path, trail []*Node, text string) ([]diag.Edit, error) {
	last := len(trail) - 1
	parent := trail[last]
	for i := len(path) - 1; i > last; i-- {
		v, err := e.value(text)
		if err != nil {
			return nil, err
		}
		text = v.keyed(path[i])
	}
	v, err := e.value(text)
	if err != nil {
		return nil, err
	}
	if parent.Kind == Null { // it becomes a mapping with this one key
		only, err := e.value(v.keyed(path[last]))
		if err != nil {
			return nil, err
		}
		want := changed(e.root, path[:last], func(*Node) *Node { return only.root })
		return e.verified(e.replace(path[:last], trail, only), want)
	}
	if parent.Kind != Mapping {
		return nil, fmt.Errorf("%s is not a mapping", path[:last])
	}
	want := changed(e.root, path[:last], func(n *Node) *Node {
		out := *n
		out.Pairs = append(append([]Pair(nil), n.Pairs...), Pair{&Node{Kind: Scalar, Value: path[last]}, v.root})
		return &out
	})
	key := Quote(path[last]) + ":"
	if e.sites[parent].flow {
		return e.verified(e.addInBrackets(parent, key+" "+v.inline()), want)
	}
	indent := e.column(parent)
	at := lineEnd(e.text, parent.Span.End)
	return e.verified([]diag.Edit{
		e.edit(at, at, e.eol+strings.Repeat(" ", indent)+v.entry(key, e.eol, indent)),
	}, want)
}

// addItem adds an item to a sequence.
func (e *editor) addItem(list *Node, v *value) []diag.Edit {
	if e.sites[list].flow {
		return e.addInBrackets(list, v.inline())
	}
	indent := e.column(list)
	at := lineEnd(e.text, list.Span.End)
	return []diag.Edit{e.edit(at, at, e.eol+strings.Repeat(" ", indent)+v.dashed(e.eol, indent))}
}

// addInBrackets adds an entry to a collection in brackets, on a line of its
// own if the entry before has one.
func (e *editor) addInBrackets(n *Node, entry string) []diag.Edit {
	entries := e.entries(n)
	if len(entries) == 0 {
		at := n.Span.Start + 1
		return []diag.Edit{e.edit(at, at, entry)}
	}
	last := entries[len(entries)-1]
	beside := []diag.Edit{e.edit(last.end, last.end, ", "+entry)}
	pad := e.text[lineStart(e.text, last.start):last.start]
	if len(bytes.TrimLeft(pad, " \t")) > 0 {
		return beside
	}
	next := skipBlank(e.text, last.end)
	if next < len(e.text) && e.text[next] == ',' {
		if at := lineEnd(e.text, next); skipBlank(e.text, next+1) >= at {
			return []diag.Edit{e.edit(at, at, e.eol+string(pad)+entry+",")}
		}
		return beside
	}
	at := lineEnd(e.text, last.end)
	if next < at {
		return beside
	}
	return []diag.Edit{e.edit(last.end, last.end, ","), e.edit(at, at, e.eol+string(pad)+entry)}
}

// extent is where an entry of a collection is written, from its key, dash or
// first character to the end of its value.
type extent struct{ start, end int }

func (e *editor) entries(n *Node) []extent {
	var out []extent
	at := n.Span.Start
	if e.sites[n].flow {
		at++
	}
	add := func(end int) {
		start := skipBlank(e.text, at)
		for e.sites[n].flow && start < len(e.text) && e.text[start] == ',' {
			start = skipBlank(e.text, start+1)
		}
		end = max(end, start)
		out = append(out, extent{start, end})
		at = end
	}
	for _, p := range n.Pairs {
		add(max(p.Key.Span.End, p.Value.Span.End))
	}
	for _, item := range n.Items {
		end := item.Span.End
		if !e.sites[n].flow {
			end = max(end, skipBlank(e.text, at)+1) // at least the dash
		}
		add(end)
	}
	return out
}

// replace writes a value over the one at a path.
func (e *editor) replace(path Path, trail []*Node, v *value) []diag.Edit {
	last := len(path)
	old := trail[last]
	span := old.Span
	if e.insideBrackets(trail[:last]) {
		text := v.inline()
		if span.Start == span.End { // {key}, {key: } or [key: ]
			text = " " + text
			if span.Start > 0 && e.text[span.Start-1] != ':' {
				text = ":" + text
			}
		}
		return []diag.Edit{e.edit(span.Start, span.End, text)}
	}
	if last == 0 {
		return e.replaceAll(old, v)
	}
	parent := trail[last-1]
	indent := e.column(parent)
	block := v.head == "" && len(v.body) > 0
	if parent.Kind == Sequence && block && e.besideDash(span) && e.restOfLine(span.End) == "" {
		text := strings.TrimLeft(v.below(e.eol, max(indent+2, e.column(old))), " \r\n")
		if span.Start == span.End {
			text = " " + strings.TrimLeft(v.below(e.eol, indent+2), " \r\n")
		}
		return []diag.Edit{e.edit(span.Start, span.End, text)}
	}
	onOwnLines := old.Kind >= Mapping && !e.sites[old].flow && e.startsLine(span.Start)
	if onOwnLines && block {
		deeper := e.column(old)
		if deeper == indent && v.root.Kind == Mapping { // only a list may stand right below its key
			deeper += e.step
		}
		text := strings.Repeat(" ", deeper-e.column(old)) + strings.TrimLeft(v.below(e.eol, deeper), " \r\n")
		return []diag.Edit{e.edit(span.Start, lineEnd(e.text, span.End), text)}
	}
	if onOwnLines {
		return append(e.removeLines(span), e.behind(parent, path[last-1], old, v, indent)...)
	}
	if v.head == "" { // the place behind the colon stays empty
		start := span.Start
		for start > 0 && (e.text[start-1] == ' ' || e.text[start-1] == '\t') {
			start--
		}
		at := lineEnd(e.text, span.End)
		return []diag.Edit{e.edit(start, span.End, ""), e.edit(at, at, v.below(e.eol, indent+e.step))}
	}
	head := v.head
	if span.Start == span.End {
		head = " " + head
	}
	edits := []diag.Edit{e.edit(span.Start, span.End, head)}
	if len(v.body) > 0 {
		at := lineEnd(e.text, span.End)
		edits = append(edits, e.edit(at, at, v.below(e.eol, indent+e.step)))
	}
	return edits
}

// replaceAll writes a value over the whole document; comments around it stay.
func (e *editor) replaceAll(old *Node, v *value) []diag.Edit {
	text := strings.TrimPrefix(v.head+v.below(e.eol, 0), e.eol)
	if v.head != "" {
		text = v.inline()
	}
	if old.Span.Start < old.Span.End {
		end := old.Span.End
		if len(v.body) > 0 {
			end = lineEnd(e.text, end)
		}
		return []diag.Edit{e.edit(old.Span.Start, end, text)}
	}
	end := len(e.text)
	if end > bomLength(e.text) && e.text[end-1] != '\n' {
		text = e.eol + text
	}
	return []diag.Edit{e.edit(end, end, text+e.eol)}
}

// behind writes a value with a head behind the colon or dash of the entry
// whose old value is gone from the lines below.
func (e *editor) behind(parent *Node, step string, old *Node, v *value, indent int) []diag.Edit {
	i := position(parent, step)
	at := e.entries(parent)[i].start + 1
	if parent.Kind == Mapping {
		at = parent.Pairs[i].Key.Span.End
		at += bytes.IndexByte(e.text[at:], ':') + 1
	}
	if outer := e.sites[old].outer; outer < old.Span.Start { // an anchor or tag stays before the value
		at = outer + len(bytes.TrimRight(e.text[outer:old.Span.Start], " \t\r\n"))
	}
	edits := []diag.Edit{e.edit(at, at, " "+v.head)}
	if len(v.body) > 0 {
		end := lineEnd(e.text, at)
		edits = append(edits, e.edit(end, end, v.below(e.eol, indent+e.step)))
	}
	return edits
}

// startsLine tells whether only blanks stand before an offset on its line.
func (e *editor) startsLine(at int) bool {
	return len(bytes.TrimLeft(e.text[lineStart(e.text, at):at], " \t")) == 0
}

// restOfLine returns the text from an offset to the end of its line, without
// blanks around it.
func (e *editor) restOfLine(at int) string {
	return strings.TrimSpace(string(e.text[at:lineEnd(e.text, at)]))
}

// besideDash tells whether a value stands on the line of its dash.
func (e *editor) besideDash(span diag.Span) bool {
	before := bytes.TrimRight(e.text[lineStart(e.text, span.Start):span.Start], " \t")
	return bytes.HasSuffix(before, []byte("-"))
}

// removeLines takes away the lines of a span, comments behind it included.
func (e *editor) removeLines(span diag.Span) []diag.Edit {
	return []diag.Edit{e.edit(lineStart(e.text, span.Start), nextLine(e.text, span.End), "")}
}

// remove takes the entry number i out of the collection at the end of a path.
func (e *editor) remove(path Path, trail []*Node, i int) []diag.Edit {
	last := len(path) - 1
	n := trail[last]
	entries := e.entries(n)
	own := entries[i]
	switch {
	case len(entries) == 1:
		return e.empty(path[:last], trail[:last+1])
	case e.sites[n].flow && i+1 < len(entries):
		return []diag.Edit{e.edit(own.start, entries[i+1].start, "")}
	case e.sites[n].flow:
		return []diag.Edit{e.edit(entries[i-1].end, own.end, "")}
	case e.startsLine(own.start):
		return e.removeLines(diag.Span{Start: own.start, End: own.end})
	}
	return []diag.Edit{e.edit(own.start, entries[i+1].start, "")} // the first one, beside a dash
}

// empty writes {} or [] over a collection.
func (e *editor) empty(path Path, trail []*Node) []diag.Edit {
	n := trail[len(trail)-1]
	brackets := "{}"
	if n.Kind == Sequence {
		brackets = "[]"
	}
	v := &value{root: &Node{Kind: n.Kind}, head: brackets, step: e.step}
	if e.sites[n].flow || len(path) == 0 {
		return []diag.Edit{e.edit(n.Span.Start, n.Span.End, brackets)}
	}
	return e.replace(path, trail, v)
}
