package unit

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// literal is one number with its unit: "5k/s", "$0.09/GB", "11 nines".
type literal struct {
	value float64 // base units
	dim   Dim
	kind  Kind
	end   int // byte offset behind it
}

// scanner reads literals out of a text.
type scanner struct {
	text string

	// formula tells that a "/" may also divide: what follows it belongs to the
	// literal only when it is the name of a unit.
	formula bool
}

// literal reads the literal that starts at pos.
func (s scanner) literal(pos int) (literal, *Problem) {
	start := pos
	money := false
	sign := s.sign(&pos)
	if strings.HasPrefix(s.text[pos:], "$") {
		money = true
		pos++
		if sign == "" {
			sign = s.sign(&pos)
		}
	}
	num, p := s.number(&pos)
	if p != nil {
		return literal{}, p
	}
	lit := literal{kind: KindCount, end: pos}
	amount := term{num: sign + num.digits, exp: num.exp, mul: 1}
	if money {
		lit.dim, lit.kind = Money, KindMoney
	}
	if other, end, ok := s.proportion(pos); ok && !money {
		return s.ratio(start, end, amount.value()/other.value())
	}
	if p := s.suffix(&lit, &amount); p != nil {
		return lit, p
	}
	div := 1.0
	for s.at(lit.end) == '/' && lit.kind != kindNines {
		ok, p := s.per(&lit, &amount, &div)
		if p != nil {
			return lit, p
		}
		if !ok {
			break
		}
	}
	if lit.kind == KindFactor && lit.dim != (Dim{}) {
		return lit, problem("bad-quantity", start, lit.end, quote(s.text[start:lit.end])+" is a factor per something", "write a factor like 3x, or a growth like 40%/y")
	}
	lit.value = amount.value() / div
	if lit.kind != kindNines {
		return lit, s.finite(lit, start)
	}
	return s.nines(lit, start)
}

// term is a decimal number times 10^exp times mul, kept in parts so that
// "0.4ms" becomes the float nearest to 0.0004 and not a rounded product.
type term struct {
	num string
	exp int
	mul float64
}

func (t term) value() float64 {
	v, err := strconv.ParseFloat(t.num+"e"+strconv.Itoa(t.exp), 64)
	if err != nil {
		return math.Inf(1) // out of range: the caller refuses it
	}
	return v * t.mul
}

// suffix reads what stands directly behind the number, with or without a
// space: "k", "ms", "%", "nines".
func (s scanner) suffix(lit *literal, amount *term) *Problem {
	at := lit.end
	for s.at(at) == ' ' {
		at++
	}
	word, end := s.word(at)
	if word == "" {
		return nil
	}
	if s.formula && at > lit.end && !known(word) {
		return nil // an operator is missing; the parser of formulas says so
	}
	switch m, isUnit := units[word]; {
	case word == "nines" || word == "nine":
		lit.kind, lit.end = kindNines, end
		return nil
	case lit.dim == Money && !isCount(word):
		return problem("unknown-unit", at, end, quote(word)+" is no unit of money", "write $340, $40k or $0.09/GB")
	case isCount(word):
		amount.exp += counts[word].exp
		lit.end = end
		return nil
	case isUnit:
		amount.exp += m.exp
		amount.mul *= m.mul
		lit.dim, lit.kind, lit.end = m.dim, m.kind, end
		return nil
	}
	if s.formula && strings.ContainsAny(word, "-0123456789") {
		return problem("bad-formula", at, end, quote(word)+" stands directly behind a number", "write an operator between them, with spaces around a \"-\"")
	}
	return unknownUnit(word, at, end)
}

// per reads one "/unit" behind a literal; false when the "/" divides instead.
func (s scanner) per(lit *literal, amount *term, div *float64) (bool, *Problem) {
	at := lit.end + 1
	for !s.formula && s.at(at) == ' ' {
		at++
	}
	below := term{num: "1", mul: 1}
	numbered := !s.formula && s.digits(at) > at
	if numbered {
		num, p := s.number(&at)
		if p != nil {
			return false, p
		}
		below.num, below.exp = num.digits, num.exp
	}
	word, end := s.word(at)
	unit, isUnit := units[word]
	isUnit = isUnit && unit.dim != (Dim{})
	if s.formula && s.at(end) == '(' {
		return false, nil // "5/min(2, 3)" divides by the smaller of two
	}
	switch {
	case isUnit:
		below.exp += unit.exp
		below.mul = unit.mul
	case word == "request" || word == "requests":
	case isCount(word) && (!s.formula || lit.dim.Money != 0):
		below.exp += counts[word].exp
		end = s.requests(end)
	case s.formula:
		return false, nil
	case word == "" && numbered:
		end = at
	case word == "":
		return false, problem("bad-quantity", lit.end, at, "nothing follows the \"/\" in "+quote(s.text), "write per what: 5/day, $0.09/GB")
	default:
		return false, unknownUnit(word, at, end)
	}
	dim, ok := lit.dim.plus(unit.dim.inverse())
	if !ok {
		return false, problem("bad-quantity", 0, end, quote(s.text)+" divides by too many units", "")
	}
	// Powers of ten go into the number, which is rounded once; the rest divides.
	amount.exp -= below.exp
	below.exp = 0
	*div *= below.value()
	lit.kind = perKind(lit.kind, dim)
	lit.dim, lit.end = dim, end
	return true, nil
}

// perKind returns what a quantity of the kind becomes when it is divided down
// to dim.
func perKind(kind Kind, dim Dim) Kind {
	switch {
	case kind == KindRatio && dim == Rate:
		return KindGrowth
	case kind == KindFactor:
		return KindFactor
	}
	return KindOf(dim)
}

// requests steps over the word "requests" behind a count: "$0.40/M requests".
func (s scanner) requests(at int) int {
	for next := at; next < len(s.text); next++ {
		if s.text[next] == ' ' {
			continue
		}
		if word, end := s.word(next); word == "requests" || word == "request" {
			return end
		}
		break
	}
	return at
}

// kindNines marks "11 nines" while it is being read.
const kindNines Kind = 255

// maxNines is how many nines a float64 tells from 1.
const maxNines = 15

// nines turns 11 into 0.99999999999.
func (s scanner) nines(lit literal, start int) (literal, *Problem) {
	n := lit.value
	if n != math.Trunc(n) || n < 1 || n > maxNines {
		return lit, problem("out-of-range", start, lit.end, quote(s.text[start:lit.end])+" is not a number of nines", "write 1 to 15 nines, such as 11 nines")
	}
	value, err := strconv.ParseFloat("0."+strings.Repeat("9", int(n)), 64)
	if err != nil {
		panic("unit: nines: " + err.Error())
	}
	lit.value, lit.kind = value, KindRatio
	return lit, nil
}

// proportion reads the ":1" of "10:1" and returns where it ends.
func (s scanner) proportion(pos int) (term, int, bool) {
	if s.at(pos) != ':' {
		return term{}, pos, false
	}
	pos++
	num, p := s.number(&pos)
	if p != nil {
		return term{}, pos, false
	}
	return term{num: num.digits, exp: num.exp, mul: 1}, pos, true
}

// ratio is what "10:1" stands for: a factor above 1, a ratio up to there.
func (s scanner) ratio(start, end int, value float64) (literal, *Problem) {
	lit := literal{value: value, end: end, kind: KindFactor}
	if value <= 1 {
		lit.kind = KindRatio
	}
	return lit, s.finite(lit, start)
}

func (s scanner) finite(lit literal, start int) *Problem {
	if math.IsNaN(lit.value) || math.IsInf(lit.value, 0) {
		return problem("not-finite", start, lit.end, quote(s.text[start:lit.end])+" is not a finite number", "write a number below 1e308")
	}
	return nil
}

// decimal is the digits of a number and its exponent of ten.
type decimal struct {
	digits string // "1.5", without sign
	exp    int
}

// number reads digits, with a point and an exponent if they are there.
func (s scanner) number(pos *int) (decimal, *Problem) {
	start := *pos
	at := s.digits(start)
	whole := at > start
	if s.at(at) == '.' && s.at(at+1) != '.' {
		after := s.digits(at + 1)
		if after == at+1 && !whole {
			return decimal{}, s.noNumber(start)
		}
		at = after
		whole = true
	}
	if !whole {
		return decimal{}, s.noNumber(start)
	}
	n := decimal{digits: s.text[start:at]}
	if c := s.at(at); c == 'e' || c == 'E' {
		from := at + 1
		if c := s.at(from); c == '-' || c == '+' {
			from++
		}
		if end := s.digits(from); end > from {
			exp, err := strconv.Atoi(s.text[at+1 : end])
			if err != nil || exp > 1000 || exp < -1000 {
				return n, problem("not-finite", start, end, quote(s.text[start:end])+" is beyond what a number can hold", "write a number below 1e308")
			}
			n.exp, at = exp, end
		}
	}
	if s.at(at) == ',' || s.at(at) == '_' || s.at(at) == '\'' {
		if end := s.digits(at + 1); end > at+1 {
			plain := s.text[start:at] + s.text[at+1:end]
			return n, problem("bad-quantity", start, end, quote(s.text[start:end])+" groups its digits", "write "+plain+", or 5k, 100M, 1.2bn")
		}
	}
	*pos = at
	return n, nil
}

// anyQuantity is help that does not know yet what the key expects.
const anyQuantity = "write a number with its unit: 5k, 2kB, 5ms, 5/day, 92%, $340/month"

func (s scanner) noNumber(at int) *Problem {
	end := len(s.text)
	return problem("bad-quantity", min(at, end), end, quote(s.text)+" is not a quantity", anyQuantity)
}

func (s scanner) digits(at int) int {
	for c := s.at(at); c >= '0' && c <= '9'; c = s.at(at) {
		at++
	}
	return at
}

func (s scanner) sign(pos *int) string {
	if c := s.at(*pos); c == '-' || c == '+' {
		*pos++
		return string(c)
	}
	return ""
}

// word reads the name of a unit: "%", or letters. In a formula it reads on to
// the end of a name, so that "5/day-rate" is not taken for 5 per day.
func (s scanner) word(at int) (string, int) {
	if s.at(at) == '%' {
		return "%", at + 1
	}
	start := at
	for at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == 'µ' || r == 'μ'
		inName := s.formula && at > start && (r == '-' || r >= '0' && r <= '9')
		if !letter && !inName {
			break
		}
		at += size
	}
	return s.text[start:at], at
}

// at returns the byte at i; 0 beyond the text.
func (s scanner) at(i int) byte {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

func isCount(word string) bool { _, ok := counts[word]; return ok }

// known tells whether a word is a unit or a suffix of counts.
func known(word string) bool {
	_, ok := units[word]
	return ok || isCount(word) || word == "nines"
}

func unknownUnit(word string, at, end int) *Problem {
	if a, ok := ambiguous[word]; ok {
		return problem("ambiguous-unit", at, end, quote(word)+" may be two units: "+a.question, a.help)
	}
	return problem("unknown-unit", at, end, quote(word)+" is not a unit", unitHelp(word))
}
