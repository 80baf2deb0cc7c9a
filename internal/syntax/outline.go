package syntax

import (
	"bytes"
	"strings"
)

// part is a key or an item of an outline: the rough shape of a text that need
// not be YAML yet, because somebody is typing it. Where Parse refuses, an
// outline goes on: a bracket that is not closed ends with its block, and a
// word without a colon is a key that is not finished.
type part struct {
	parent *part
	parts  []*part

	key    string
	item   bool // of a list
	column int  // of the key or the dash; -1 inside brackets

	keyFrom, keyTo int // of the key as written
	from, to       int // where its value may stand; to is 0 while it has no colon
	flow           byte
	open, shut     int // behind the bracket, and where it ends

	scalar               string
	scalarFrom, scalarTo int
	text                 bool // it goes on over the lines below that are indented deeper
}

// outliner reads an outline line by line.
type outliner struct {
	text   []byte
	at     int
	offset int // of the cursor
	top    *part
	blank  *part // around the cursor, when it stands on an empty line
	prose  bool  // the cursor stands in a comment or in a text of several lines
}

// outline reads the rough shape of a text.
func outline(text []byte, offset int) *outliner {
	o := &outliner{text: text, at: bomLength(text), offset: offset}
	o.top = &part{column: -1}
	root := o.top
	for o.at < len(text) {
		o.line()
	}
	if n := len(text); offset == n && (n == 0 || text[n-1] == '\n') {
		o.blank = o.around(0)
	}
	o.top = root
	return o
}

// line reads one line of a block, and what a bracket on it spans.
func (o *outliner) line() {
	start, end := o.at, lineEnd(o.text, o.at)
	at := o.skip(start, end)
	o.at = nextLine(o.text, start)
	column := at - start
	here := o.offset >= start && o.offset <= end
	switch {
	case o.top.text && (at == end || column > o.top.column):
		o.prose = o.prose || here && o.offset-start > o.top.column
		if here && o.offset-start <= o.top.column {
			o.blank = o.around(o.offset - start)
		}
		return
	case at == end || o.text[at] == '#':
		if here && o.offset <= at {
			o.blank = o.around(o.offset - start)
		}
		o.prose = o.prose || here && o.offset > at
		return
	}
	for isDash(o.text, at, end) {
		column = at - start
		o.top = o.under(column, true)
		o.push(&part{item: true, column: column, keyFrom: at, keyTo: at + 1, from: at + 1, to: end})
		if at = o.skip(at+1, end); at == end || o.text[at] == '#' {
			o.top.to = at
			return
		}
	}
	o.entry(at, at-start, end)
}

// entry reads what stands on a line behind its indentation and dashes.
func (o *outliner) entry(at, column, end int) {
	key, keyTo, colon := o.word(at, end)
	if !colon {
		if o.top.item && o.top.to == end && o.top.from < at { // a value right behind a dash
			o.value(o.top, at, end, o.top.column)
			return
		}
		o.top = o.under(column, false)
		o.add(&part{key: key, column: column, keyFrom: at, keyTo: keyTo})
		return
	}
	o.top = o.under(column, false)
	o.push(&part{key: key, column: column, keyFrom: at, keyTo: keyTo, from: keyTo + 1})
	o.value(o.top, o.skip(keyTo+1, end), end, column)
}

// value reads what stands behind a colon or a dash. What belongs to it is
// indented deeper than base.
func (o *outliner) value(p *part, at, end, base int) {
	p.to = end
	if at == end || o.text[at] == '#' {
		p.to = at
		return
	}
	switch c := o.text[at]; c {
	case '{', '[':
		p.to = o.brackets(p, at, base)
		o.at = max(o.at, nextLine(o.text, p.to))
	case '|', '>':
		p.text = true
	case '"', '\'':
		p.scalarFrom, p.scalarTo = at, quotedEnd(o.text, at)
		p.to = max(end, p.scalarTo)
		p.scalar = strings.Trim(string(o.text[at:p.scalarTo]), string(c))
		o.at = max(o.at, nextLine(o.text, p.scalarTo))
	default:
		p.to = plainStop(o.text, at, end, "")
		o.scalar(p, at, p.to)
		p.text = p.scalar != ""
	}
}

// brackets reads a mapping or list in brackets, over as many lines as it has,
// and returns where it ends. One that is not closed ends before the next line
// that is indented no deeper than base.
func (o *outliner) brackets(p *part, at, base int) int {
	p.flow, p.open, p.shut = o.text[at], at+1, len(o.text)
	for at++; at < len(o.text); {
		switch c := o.text[at]; {
		case c == '}' || c == ']':
			p.shut = at
			return at + 1
		case c == '\n':
			next := o.skip(at+1, lineEnd(o.text, at+1))
			deep := next - at - 1
			if next < len(o.text) && deep <= base && breakLength(o.text[next:]) == 0 && o.text[next] != '}' && o.text[next] != ']' {
				p.shut = at
				return at
			}
			at++
		case c == '#' && blankLength(o.text[at-1:]) > 0:
			stop := lineEnd(o.text, at)
			o.prose = o.prose || o.offset > at && o.offset <= stop
			at = stop
		case c == ',' || blankLength(o.text[at:]) > 0:
			at++
		case p.flow == '[':
			at = o.inBrackets(p, &part{item: true, keyFrom: at, keyTo: at, from: at}, at, base)
		default:
			key, to, colon := o.word(at, lineEnd(o.text, at))
			child := &part{key: key, keyFrom: at, keyTo: to}
			if !colon {
				o.inside(p, child)
				at = max(to, at+1)
				continue
			}
			child.from = to + 1
			at = o.inBrackets(p, child, o.skip(to+1, lineEnd(o.text, to)), base)
		}
	}
	return at
}

// inBrackets reads the value of an entry in brackets and returns where it ends.
func (o *outliner) inBrackets(p, child *part, at, base int) int {
	o.inside(p, child)
	end := lineEnd(o.text, at)
	child.to = at
	if at == end {
		return at
	}
	switch c := o.text[at]; c {
	case '{', '[':
		child.to = o.brackets(child, at, base)
		return child.to
	case '"', '\'':
		child.scalarFrom, child.scalarTo = at, quotedEnd(o.text, at)
		child.scalar = strings.Trim(string(o.text[at:child.scalarTo]), string(c))
		child.to = child.scalarTo
		return child.to
	}
	child.to = plainStop(o.text, at, end, ",]}")
	o.scalar(child, at, child.to)
	return child.to
}

func (o *outliner) scalar(p *part, at, to int) {
	text := bytes.TrimRight(o.text[at:to], " \t\r")
	p.scalar, p.scalarFrom, p.scalarTo = string(text), at, at+len(text)
}

// word reads a key, or a word that may become one; keyTo is where its colon
// stands if it has one.
func (o *outliner) word(at, end int) (key string, keyTo int, colon bool) {
	if c := o.text[at]; c == '"' || c == '\'' {
		keyTo = min(quotedEnd(o.text, at), end)
		key = strings.Trim(string(o.text[at:keyTo]), string(c))
	} else {
		for keyTo = at; keyTo < end && !isColon(o.text, keyTo, end) && bytes.IndexByte([]byte(",{}[]"), o.text[keyTo]) < 0; keyTo++ {
			if o.text[keyTo] == '#' && keyTo > at && blankLength(o.text[keyTo-1:]) > 0 {
				break
			}
		}
		text := bytes.TrimRight(o.text[at:keyTo], " \t\r")
		if key = string(text); keyTo == end || o.text[keyTo] != ':' {
			keyTo = at + len(text)
		}
	}
	return key, keyTo, isColon(o.text, keyTo, end)
}

func (o *outliner) skip(at, end int) int {
	for at < end && (o.text[at] == ' ' || o.text[at] == '\t') {
		at++
	}
	return at
}

// around returns what would hold a key that is typed at a column.
func (o *outliner) around(column int) *part {
	p := o.top
	for p.parent != nil && (p.column >= column || p.scalar != "" || p.flow != 0) {
		p = p.parent
	}
	return p
}

// under returns what holds a key, or a dash, at a column; a dash may stand as
// far to the left as the key of its list.
func (o *outliner) under(column int, dash bool) *part {
	p := o.top
	for p.parent != nil && (p.column > column || p.column == column && (!dash || p.item)) {
		p = p.parent
	}
	return p
}

func (o *outliner) add(p *part) {
	p.parent = o.top
	o.top.parts = append(o.top.parts, p)
}

func (o *outliner) push(p *part) {
	o.add(p)
	o.top = p
}

func (o *outliner) inside(parent, p *part) {
	p.parent, p.column = parent, -1
	parent.parts = append(parent.parts, p)
}

func isDash(text []byte, at, end int) bool {
	return text[at] == '-' && (at+1 == end || text[at+1] == ' ')
}

// isColon tells whether a colon stands there that ends a key.
func isColon(text []byte, at, end int) bool {
	return at < end && text[at] == ':' && (at+1 == end || blankLength(text[at+1:]) > 0 || bytes.IndexByte([]byte(",]}"), text[at+1]) >= 0)
}

// plainStop returns where a plain scalar ends: at a comment, at one of the
// characters, or with the line.
func plainStop(text []byte, at, end int, stops string) int {
	for i := at; i < end; i++ {
		if strings.IndexByte(stops, text[i]) >= 0 || text[i] == '#' && blankLength(text[i-1:]) > 0 {
			return i
		}
	}
	return end
}
