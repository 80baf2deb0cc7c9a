package estimate

import (
	"cmp"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
)

// Assumption is an uncertain input and what hangs on it.
type Assumption struct {
	Input            string // path in the file or the catalogue
	Span             diag.Span
	Written          string  // as in the file
	Value, Low, High float64 // its own 95% interval
	Source           string
	Sure             string
	Effects          []Effect // on the numbers asked for, the largest first
}

// Effect is how far a number goes when an input moves over its own interval.
type Effect struct {
	ID       string
	Down, Up float64 // relative change of the number: -0.2 is a fifth less
}

// Assumptions ranks the uncertain inputs behind some numbers: first those that
// move a number most when the guess moves from one end of its 95% interval to
// the other.
func (s *Sheet) Assumptions(ids ...string) []Assumption {
	byInput := map[string]*Assumption{}
	for _, id := range ids {
		q := s.Get(id)
		if q == nil || q.Why != "" || q.Value == 0 {
			continue
		}
		for _, m := range q.Moves {
			a := byInput[m.Input]
			if a == nil {
				a = s.assumption(m.Input)
				byInput[m.Input] = a
			}
			a.Effects = append(a.Effects, Effect{ID: id, Down: reach95 * m.Down / math.Abs(q.Value), Up: reach95 * m.Up / math.Abs(q.Value)})
		}
	}
	out := make([]Assumption, 0, len(byInput))
	for _, a := range byInput {
		slices.SortFunc(a.Effects, func(x, y Effect) int {
			return cmp.Or(cmp.Compare(y.spread(), x.spread()), cmp.Compare(x.ID, y.ID))
		})
		out = append(out, *a)
	}
	slices.SortFunc(out, func(x, y Assumption) int {
		return cmp.Or(cmp.Compare(y.Effects[0].spread(), x.Effects[0].spread()), cmp.Compare(x.Input, y.Input))
	})
	return out
}

// reach95 is how many standard deviations a 95% interval reaches either way.
const reach95 = 1.96

func (e Effect) spread() float64 { return math.Abs(e.Up - e.Down) }

func (s *Sheet) assumption(input string) *Assumption {
	a := &Assumption{Input: input}
	if q := s.Leaf(input); q != nil {
		a.Span, a.Written, a.Value, a.Source, a.Sure = q.Span, q.String(), q.Value, q.Source, q.Sure.String()
		a.Low, a.High = q.Number.Interval95()
	}
	return a
}
