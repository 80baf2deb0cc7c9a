package model

import (
	"strings"

	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// dimensions are the words of a unit tag that name a dimension.
var dimensions = map[string]unit.Kind{
	"any": unit.KindAny, "count": unit.KindCount, "factor": unit.KindFactor, "bytes": unit.KindBytes,
	"bandwidth": unit.KindBandwidth, "time": unit.KindTime, "rate": unit.KindRate, "ratio": unit.KindRatio,
	"growth": unit.KindGrowth, "money": unit.KindMoney, "money/time": unit.KindMoneyRate, "money/bytes": unit.KindMoneyPerByte,
}

// wants reads a unit tag: one Want for each dimension that may stand there.
func wants(units []string) []unit.Want {
	var kinds []unit.Kind
	w := unit.Want{Positive: true}
	for _, u := range units {
		switch u {
		case "whole":
			w.Whole = true
		case "law", "exp":
			w.Law = true
		case "zero":
			w.Positive = false
		case "unlimited":
			w.Unlimited = true
		default:
			kinds = append(kinds, dimensions[u])
		}
	}
	all := make([]unit.Want, len(kinds))
	for i, k := range kinds {
		all[i] = w
		all[i].Kind = k
		if k == unit.KindAny {
			all[i].Positive, all[i].Unlimited = false, true
		}
	}
	return all
}

// quantity decodes a quantity, bare or as {value, source, sure}, and tells
// whether there was one.
func (d *decoder) quantity(n *syntax.Node, q *unit.Quantity, f *field, path string) bool {
	value := n
	var source, sure *syntax.Node
	if n.Kind == syntax.Mapping {
		for _, p := range n.Pairs {
			switch p.Key.Value {
			case "value":
				value = p.Value
			case "source":
				source = p.Value
			case "sure":
				sure = p.Value
			default:
				d.errorf(p.Key.Span, "unknown-key", suggest(p.Key.Value, []string{"value", "source", "sure"}), "unknown key %q in %s", p.Key.Value, quotePath(path))
			}
		}
		if value == n {
			d.errorf(n.Span, "missing-key", "write {value: ..., source: ..., sure: medium}", "%s has no value", quotePath(path))
			return false
		}
	}
	if !d.scalar(value, path, "a quantity") {
		return false
	}
	parsed, problem := parseAs(value.Value, wants(f.units))
	if problem != nil {
		d.problems = append(d.problems, problem.In(value.Span, value.Value))
		return false
	}
	from, howSure := "", unit.SureUnsaid
	if source != nil && d.scalar(source, path, "text") {
		from = source.Value
	}
	if sure != nil && d.scalar(sure, path, "high, medium or low") {
		s, problem := unit.ParseSure(sure.Value)
		if problem != nil {
			d.problems = append(d.problems, problem.In(sure.Span, sure.Value))
		}
		howSure = s
	}
	parsed.Span = value.Span
	*q = parsed.Place(path, from, howSure)
	if q.Formula != nil {
		d.formulas = append(d.formulas, boundFormula{q, f})
	}
	return true
}

// parseAs tries each dimension in turn; the problem of the first is the one
// to report.
func parseAs(text string, all []unit.Want) (unit.Quantity, *unit.Problem) {
	var first *unit.Problem
	for _, w := range all {
		q, problem := unit.Parse(text, w)
		if problem == nil {
			return q, nil
		}
		if first == nil {
			first = problem
		}
	}
	return unit.Quantity{}, first
}

// WorkLaw returns the law of a quantity that stands under work: a bare time is
// the mean of an exponential law. Seconds.
func WorkLaw(q *unit.Quantity) stats.Law {
	if q == nil {
		return stats.Law{}
	}
	if q.Law != nil {
		return *q.Law
	}
	if q.Value == 0 {
		return stats.Law{}
	}
	return stats.Law{Kind: stats.Exponential, A: q.Value}
}

// LawOf returns the law of a quantity anywhere else: a bare value is constant.
// Base units; the zero Law (constant 0) for nil.
func LawOf(q *unit.Quantity) stats.Law {
	if q == nil {
		return stats.Law{}
	}
	if q.Law != nil {
		return *q.Law
	}
	return stats.Law{Kind: stats.Const, A: q.Value}
}

// Or returns the point value of a quantity in base units, or other when the
// key is absent.
func Or(q *unit.Quantity, other float64) float64 {
	if q == nil {
		return other
	}
	return q.Value
}

// call splits "name(arguments)" into its parts; ok is false for other text.
func call(text string) (name, args string, ok bool) {
	open := strings.IndexByte(text, '(')
	if open < 0 || !strings.HasSuffix(text, ")") {
		return text, "", false
	}
	return strings.TrimSpace(text[:open]), strings.TrimSpace(text[open+1 : len(text)-1]), true
}
