package studio

import (
	"strings"

	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// numberViews are the computed numbers whose ids begin with a prefix.
func numberViews(s *study.Study, prefix string) []Number {
	out := []Number{}
	for i := range s.Sheet.Quantities {
		q := &s.Sheet.Quantities[i]
		if !strings.HasPrefix(q.ID, prefix) {
			continue
		}
		n := Number{ID: q.ID, Text: q.Text(), Formula: q.Formula, Inputs: list(q.Inputs), Source: q.Source, Why: q.Why, Line: q.Span.Position().Line}
		if low, high := q.Interval95(); q.Why == "" && low < high {
			n.Low, n.High = unit.Format(low, q.Kind), unit.Format(high, q.Kind)
		}
		out = append(out, n)
	}
	return out
}
