package study

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
)

// small is the share of a number, and of its limit, below which a guess does not
// matter.
const small = 0.01

// assume ranks the guesses that the verdicts rest on: those that may change a
// verdict first, then those that move a number of a requirement most.
func (s *Study) assume() {
	found := map[string]*Assumption{}
	for _, q := range s.Requirements {
		x := s.Sheet.Get(q.QuantityID())
		if x == nil || x.Why != "" || x.Value == 0 {
			continue
		}
		for _, m := range x.Moves {
			e := effect(q, x, m.Down, m.Up)
			if e.spread() < small || e.spread()*math.Abs(x.Value) < small*q.Limit {
				continue
			}
			a := found[m.Input]
			if a == nil {
				a = s.assumption(m.Input)
				found[m.Input] = a
			}
			a.Moves = append(a.Moves, e)
		}
	}
	for _, a := range found {
		slices.SortFunc(a.Moves, func(x, y Effect) int {
			return cmp.Or(-compareBool(x.Flips, y.Flips), -cmp.Compare(x.spread(), y.spread()), cmp.Compare(x.Requirement, y.Requirement))
		})
		s.Assumptions = append(s.Assumptions, *a)
	}
	slices.SortFunc(s.Assumptions, func(a, b Assumption) int {
		return cmp.Or(-compareBool(a.Moves[0].Flips, b.Moves[0].Flips), -cmp.Compare(a.Moves[0].spread(), b.Moves[0].spread()), cmp.Compare(a.Input, b.Input))
	})
}

// effect is how far a requirement's number goes when a guess moves over its
// 95% interval, which is 1.96 standard deviations either way.
func effect(q *Requirement, x *estimate.Quantity, down, up float64) Effect {
	const z = 1.96
	e := Effect{Requirement: q.Name, Down: z * down / x.Value, Up: z * up / x.Value}
	if e.Down > e.Up {
		e.Down, e.Up = e.Up, e.Down
	}
	holds := func(v float64) bool { return v <= q.Limit == !q.AtLeast || v == q.Limit }
	e.Flips = holds(x.Value*(1+e.Down)) != holds(x.Value*(1+e.Up)) && q.Estimate.Verdict != model.Unknown
	return e
}

func (e Effect) spread() float64 { return e.Up - e.Down }

// assumption describes a guess by its path.
func (s *Study) assumption(path string) *Assumption {
	a := &Assumption{Input: path}
	q := s.Sheet.Leaf(path)
	if name, ok := strings.CutPrefix(path, "assume."); ok && q == nil {
		q = s.Design.Assume.Get(name)
	}
	if q != nil {
		a.Text, a.Source, a.Span = q.String(), q.Source, q.Span
	}
	return a
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
