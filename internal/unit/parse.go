package unit

import (
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/stats"
)

// Parse reads the text of a scalar where a key expects w. The result has
// neither place nor path yet: see Place. A formula comes back unresolved: its
// value is known once Resolve is given the names it uses.
func Parse(text string, w Want) (Quantity, *Problem) {
	q := Quantity{Text: text, Kind: w.Kind}
	trimmed := strings.TrimRight(text, " \t")
	lead := len(trimmed) - len(strings.TrimLeft(trimmed, " \t"))
	body := trimmed[lead:]
	switch {
	case body == "":
		return q, problem("bad-quantity", 0, len(text), "the value is empty", "write "+w.Takes())
	case strings.HasPrefix(body, "="):
		return parseFormulaQuantity(q, w)
	case body == "unlimited":
		return parseUnlimited(q, w)
	case isCall(body):
		return parseLawQuantity(q, body, lead, w)
	}
	var p *Problem
	if low, high, ok := strings.Cut(body, ".."); ok {
		p = parseInterval(&q, low, high, w)
	} else {
		p = parseLiteral(&q, body)
	}
	if p != nil {
		return q, p.shift(lead).forWant(body, w)
	}
	return w.settle(q)
}

func parseFormulaQuantity(q Quantity, w Want) (Quantity, *Problem) {
	if w.NoFormula {
		return q, problem("wrong-form", 0, len(q.Text), quote(q.Text)+" is a formula, which cannot stand here", "write "+w.Takes())
	}
	f, p := ParseFormula(q.Text)
	q.Formula = f
	q.Dim = w.dim()
	return q, p
}

func parseUnlimited(q Quantity, w Want) (Quantity, *Problem) {
	if !w.Unlimited {
		return q, problem("wrong-form", 0, len(q.Text), "\"unlimited\" cannot stand here", "write "+w.Takes())
	}
	q.Unlimited, q.Value, q.Dim = true, math.Inf(1), w.dim()
	return q, nil
}

func parseLawQuantity(q Quantity, body string, lead int, w Want) (Quantity, *Problem) {
	law, dim, p := parseLaw(body)
	if p != nil {
		return q, p.shift(lead)
	}
	if !w.Law {
		return q, problem("wrong-form", 0, len(q.Text), quote(q.Text)+" is a law, which cannot stand here", "write "+w.Takes())
	}
	if err := law.Validate(); err != nil {
		return q, problem("bad-law", lead, lead+len(body), quote(body)+": "+err.Error(), "write "+w.Takes())
	}
	q.Law, q.Dim, q.Kind, q.Value = law, dim, KindOf(dim), law.Mean()
	return w.settle(q)
}

func parseLiteral(q *Quantity, body string) *Problem {
	s := scanner{text: body}
	lit, p := s.literal(0)
	if p != nil {
		return p
	}
	if lit.end < len(body) {
		return s.leftover(lit.end)
	}
	q.Value, q.Dim, q.Kind = lit.value, lit.dim, lit.kind
	return nil
}

// leftover explains text that goes on behind a complete quantity.
func (s scanner) leftover(at int) *Problem {
	rest := strings.TrimSpace(s.text[at:])
	help := "write one number with its unit"
	if rest != "" && strings.ContainsAny(rest[:1], "+-*/()") {
		help = "a formula starts with \"=\": " + quote("= "+s.text)
	}
	return problem("bad-quantity", at, len(s.text), quote(s.text)+" goes on after the quantity with "+quote(rest), help)
}

// parseInterval reads low..high, the 5% and 95% points of a lognormal. Either
// side may leave its unit to the other: "2..8ms".
func parseInterval(q *Quantity, low, high string, w Want) *Problem {
	text := low + ".." + high
	if w.NoInterval {
		return problem("wrong-form", 0, len(text), quote(text)+" is an interval, which cannot stand here", "write "+w.Takes())
	}
	lo, hi, p := parseBounds(low, high)
	switch {
	case p != nil:
		return p
	case lo.value <= 0:
		return problem("bad-interval", 0, len(low), quote(text)+" starts at "+strings.TrimSpace(low)+"; the 5% point of an interval is above 0", "write an interval like 2ms..8ms")
	case lo.value > hi.value:
		return problem("bad-interval", 0, len(text), quote(text)+" ends before it starts", "write "+quote(swap(low, high)))
	}
	q.Low, q.High, q.Dim, q.Kind = lo.value, hi.value, lo.dim, hi.kind
	q.Value = lognormalMean(lo.value, hi.value)
	if math.IsInf(q.Value, 0) || math.IsNaN(q.Value) {
		return problem("not-finite", 0, len(text), quote(text)+" has no finite mean", "write an interval like 2ms..8ms")
	}
	return nil
}

// parseBounds reads both sides of "..", lending the unit of one to the other.
func parseBounds(low, high string) (lo, hi literal, p *Problem) {
	if hi, p = bound(high); p != nil {
		return lo, hi, p.shift(len(low) + len(".."))
	}
	if lo, p = bound(low); p != nil {
		return lo, hi, p
	}
	if lo, p = bound(lend(low, high)); p != nil {
		return lo, hi, p
	}
	if hi, p = bound(lend(high, low)); p != nil {
		return lo, hi, p
	}
	if lo.dim != hi.dim {
		return lo, hi, problem("bad-interval", 0, len(low)+len("..")+len(high),
			quote(low+".."+high)+" goes from "+lo.dim.String()+" to "+hi.dim.String(), "write both ends in the same unit: 2ms..8ms")
	}
	return lo, hi, nil
}

// bound reads one side of an interval.
func bound(text string) (literal, *Problem) {
	lead := len(text) - len(strings.TrimLeft(text, " "))
	s := scanner{text: strings.TrimRight(text, " ")}
	if lead >= len(s.text) || s.text[lead] == '.' {
		return literal{}, problem("bad-interval", 0, len(text), "one end of the interval is not a number", "write both ends: 2ms..8ms")
	}
	lit, p := s.literal(lead)
	if p == nil && lit.end < len(s.text) {
		p = s.leftover(lit.end)
	}
	return lit, p
}

// lend gives one end of an interval the currency and the unit of the other,
// where it has none: "2" and "8ms" become "2ms" and "8ms".
func lend(text, other string) string {
	text, other = strings.TrimSpace(text), strings.TrimSpace(other)
	if strings.HasPrefix(other, "$") && !strings.HasPrefix(text, "$") {
		text = "$" + text
	}
	if unitOf(text) == "" {
		text += unitOf(other)
	}
	return text
}

// unitOf returns what stands behind the number in a literal: "ms" of "8ms".
func unitOf(text string) string {
	s := scanner{text: strings.TrimPrefix(text, "$")}
	pos := 0
	s.sign(&pos)
	if _, p := s.number(&pos); p != nil {
		return ""
	}
	return s.text[pos:]
}

func swap(low, high string) string {
	return strings.TrimSpace(high) + ".." + strings.TrimSpace(low)
}

// lognormalMean returns the mean of the lognormal with these 5% and 95%
// points: exp(mu + sigma^2/2), with mu the middle of their logarithms.
func lognormalMean(low, high float64) float64 {
	if low == high {
		return low
	}
	mu := (stats.Log(low) + stats.Log(high)) / 2
	sigma := logSD(low, high)
	return stats.Exp(mu + float64(sigma*sigma)/2)
}

// forWant adds what the key expects to help that could not know it.
func (p *Problem) forWant(body string, w Want) *Problem {
	switch {
	case p.Help == anyQuantity:
		p.Help = "write " + w.Takes()
	case p.Code == "ambiguous-unit" && strings.HasSuffix(body, "m") && w.dim() == Count && (w.Kind == KindCount || w.Kind == KindAny):
		p.Help += ", or M for millions"
	case p.Code == "ambiguous-unit" && w.Kind == KindTime && strings.HasSuffix(body, "m"):
		number := strings.TrimSpace(strings.TrimSuffix(body, "m"))
		p.Help = "write " + quote(number+"min") + " or " + quote(number+"mo")
	}
	return p
}
