package unit

import (
	"strconv"
	"strings"
)

// Formula is a parsed "= reader * 5/day": an expression over names that the
// design defines elsewhere.
type Formula struct {
	text string
	root *node
}

// NameRef is one use of a name in a formula; Start and End are bytes in its
// text, the "=" included.
type NameRef struct {
	Name       string
	Start, End int
}

// String returns the formula as it was written.
func (f *Formula) String() string { return f.text }

// Names returns every use of a name, in the order of the text.
func (f *Formula) Names() []NameRef {
	var refs []NameRef
	f.root.walk(func(n *node) {
		if n.op == opName {
			refs = append(refs, NameRef{n.name, n.at, n.atEnd})
		}
	})
	return refs
}

// operation is what a node of a formula does with its operands.
type operation uint8

const (
	opLiteral operation = iota
	opName
	opNegate
	opAdd
	opSubtract
	opMultiply
	opDivide
	opMin
	opMax
	opCeil
)

// node is a part of a formula. start and end are its bytes, parentheses
// around it included; at and atEnd are those of its operator or its name. All
// count in the text of the formula.
type node struct {
	op         operation
	args       []*node
	name       string
	value      Quantity
	start, end int
	at, atEnd  int
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, a := range n.args {
		a.walk(visit)
	}
}

// functions are what may stand in front of a parenthesis.
var functions = map[string]operation{"min": opMin, "max": opMax, "ceil": opCeil}

// maxLength bounds the text of a formula, and so how deep its tree can grow.
const maxLength = 4096

// ParseFormula reads a formula, the "=" in front included.
func ParseFormula(text string) (*Formula, *Problem) {
	p := formulaParser{scanner: scanner{text: text, formula: true}}
	p.space()
	if p.scanner.at(p.pos) != '=' {
		return nil, problem("bad-formula", 0, len(text), quote(text)+" is not a formula", "start it with \"=\": "+quote("= "+text))
	}
	if len(text) > maxLength {
		return nil, problem("bad-formula", 0, len(text), "the formula is longer than "+strconv.Itoa(maxLength)+" bytes", "give its parts names under assume")
	}
	p.pos++
	root := p.sum()
	p.space()
	if p.problem == nil && p.pos < len(text) {
		p.unexpected()
	}
	if p.problem != nil {
		return nil, p.problem
	}
	return &Formula{text: text, root: root}, nil
}

// formulaParser descends over the text; the first problem ends it.
type formulaParser struct {
	scanner scanner
	pos     int
	problem *Problem
}

// sum reads products joined by + and " - ".
func (p *formulaParser) sum() *node {
	left := p.product()
	for p.problem == nil {
		p.space()
		var op operation
		switch p.scanner.at(p.pos) {
		case '+':
			op = opAdd
		case '-':
			op = opSubtract
			if !p.spaced() {
				return left
			}
		default:
			return left
		}
		left = p.binary(op, left, p.product)
	}
	return left
}

// product reads operands joined by * and /.
func (p *formulaParser) product() *node {
	left := p.operand()
	for p.problem == nil {
		p.space()
		switch p.scanner.at(p.pos) {
		case '*':
			left = p.binary(opMultiply, left, p.operand)
		case '/':
			left = p.binary(opDivide, left, p.operand)
		default:
			return left
		}
	}
	return left
}

// binary steps over the operator and reads what stands right of it.
func (p *formulaParser) binary(op operation, left *node, right func() *node) *node {
	n := &node{op: op, at: p.pos, atEnd: p.pos + 1}
	p.pos++
	r := right()
	if p.problem != nil {
		return left
	}
	n.args, n.start, n.end = []*node{left, r}, left.start, r.end
	return n
}

// spaced tells whether the minus at pos has spaces on both sides; without them
// it might belong to a name.
func (p *formulaParser) spaced() bool {
	if p.pos > 0 && p.scanner.at(p.pos-1) == ' ' && p.scanner.at(p.pos+1) == ' ' {
		return true
	}
	p.fail("bad-formula", p.pos, p.pos+1, "the \"-\" in "+quote(p.scanner.text)+" may be part of a name", "write spaces on both sides: a - b")
	return false
}

// operand reads a number, a name, a call, or what stands in parentheses.
func (p *formulaParser) operand() *node {
	p.space()
	start := p.pos
	c := p.scanner.at(start)
	switch {
	case c == '(':
		p.pos++
		inner := p.sum()
		p.expect(')', start)
		if p.problem == nil {
			inner.start, inner.end = start, p.pos
		}
		return inner
	case c == '-':
		p.pos++
		arg := p.operand()
		if p.problem != nil {
			return nil
		}
		return &node{op: opNegate, args: []*node{arg}, start: start, end: arg.end, at: start, atEnd: start + 1}
	case c >= '0' && c <= '9' || c == '.' || c == '$':
		return p.literal()
	case c >= 'a' && c <= 'z':
		return p.nameOrCall()
	}
	p.unexpected()
	return nil
}

func (p *formulaParser) literal() *node {
	start := p.pos
	lit, problem := p.scanner.literal(start)
	if problem != nil {
		p.problem = problem
		return nil
	}
	p.pos = lit.end
	if strings.HasPrefix(p.scanner.text[p.pos:], "..") {
		p.fail("bad-formula", start, p.pos+2, "an interval cannot stand inside a formula", "give it a name under assume and use that")
		return nil
	}
	q := Quantity{Number: Exact(lit.value), Dim: lit.dim, Kind: lit.kind, Text: p.scanner.text[start:lit.end]}
	return &node{op: opLiteral, value: q, start: start, end: lit.end}
}

func (p *formulaParser) nameOrCall() *node {
	start := p.pos
	for c := p.scanner.at(p.pos); c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'; c = p.scanner.at(p.pos) {
		p.pos++
	}
	name := p.scanner.text[start:p.pos]
	if strings.HasSuffix(name, "-") {
		p.fail("bad-formula", p.pos-1, p.pos, "the \"-\" in "+quote(p.scanner.text)+" may be part of a name", "write spaces on both sides: a - b")
		return nil
	}
	end := p.pos
	op, isFunction := functions[name]
	p.space()
	if isFunction && p.scanner.at(p.pos) == '(' {
		return p.call(op, name, start, end)
	}
	p.pos = end
	return &node{op: opName, name: name, start: start, end: end, at: start, atEnd: end}
}

// call reads the arguments of min, max and ceil, separated by commas.
func (p *formulaParser) call(op operation, name string, start, end int) *node {
	n := &node{op: op, name: name, start: start, at: start, atEnd: end}
	open := p.pos
	p.pos++
	for {
		n.args = append(n.args, p.sum())
		p.space()
		if p.problem != nil || p.scanner.at(p.pos) != ',' {
			break
		}
		p.pos++
	}
	p.expect(')', open)
	n.end = p.pos
	switch {
	case p.problem != nil:
	case op == opCeil && len(n.args) != 1:
		p.fail("bad-formula", start, n.end, "\"ceil\" rounds up one number", "write ceil(a)")
	case op != opCeil && len(n.args) < 2:
		p.fail("bad-formula", start, n.end, quote(name)+" compares at least two numbers", "write "+name+"(a, b)")
	}
	return n
}

func (p *formulaParser) expect(c byte, open int) {
	p.space()
	switch {
	case p.problem != nil:
	case p.scanner.at(p.pos) == c:
		p.pos++
	case p.pos == len(p.scanner.text):
		p.fail("bad-formula", open, open+1, "this parenthesis is not closed", "add \")\"")
	default:
		p.unexpected()
	}
}

func (p *formulaParser) space() {
	for c := p.scanner.at(p.pos); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = p.scanner.at(p.pos) {
		p.pos++
	}
}

// unexpected explains what cannot stand at pos.
func (p *formulaParser) unexpected() {
	text := p.scanner.text
	if p.pos >= len(text) {
		p.fail("bad-formula", len(text), len(text), quote(text)+" ends where a number or a name is missing", "formulas are like \"= reader * 5/day\"")
		return
	}
	end := p.pos
	for end < len(text) && !strings.ContainsRune(" \t+*/(),", rune(text[end])) {
		end++
	}
	end = max(end, p.pos+1)
	p.fail("bad-formula", p.pos, end, quote(text[p.pos:end])+" cannot stand here", "formulas hold names, numbers with units, + * / and \" - \", parentheses, min, max and ceil")
}

func (p *formulaParser) fail(code string, start, end int, message, help string) {
	if p.problem == nil {
		p.problem = problem(code, start, end, message, help)
	}
}
