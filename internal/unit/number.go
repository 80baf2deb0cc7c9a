package unit

import (
	"math"
	"strings"
	"sync"
)

// Number is a value in base units together with the uncertain inputs that move
// it. Numbers that share an input move together, so a quotient of two numbers
// that both scale with the same guess is as sure as if the guess were known.
type Number struct {
	Value float64
	Moves []Move // by Input, ascending; empty for an exact number
}

// Move says how far a number goes when one uncertain input moves by one
// standard deviation up or down (of its logarithm).
type Move struct {
	Input    string  // path of the input in the file, or in the catalogue
	Up, Down float64 // change of the value, signed
}

// Exact returns a number that nothing moves.
func Exact(v float64) Number { return Number{Value: v} }

// Guess returns a number with a 90% interval of its own, named by input: the
// points low and high of a lognormal with mean value. Without 0 < low < high
// it is exact.
func Guess(value, low, high float64, input string) Number {
	if low <= 0 || high <= low {
		return Exact(value)
	}
	return uncertain(value, logSD(low, high), input)
}

// Combine returns f of the numbers. Each uncertain input among them is moved up
// and down alone, and f is asked again where the numbers then stand; so numbers
// that share an input move together, and kinks such as ceil show their real
// steps. f must depend on nothing but its argument and must not keep it.
func Combine(f func(x []float64) float64, in ...Number) Number {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.reset(in)
	out := Number{Value: f(s.x)}
	for {
		input, ok := s.next(in)
		if !ok {
			return out
		}
		if out.Moves == nil {
			out.Moves = make([]Move, 0, s.left+1)
		}
		out.add(input, f(s.up), f(s.down))
	}
}

// scratch holds the arguments of one Combine.
type scratch struct {
	x, up, down []float64
	at          []int // next move of each number
	left        int   // moves not yet taken, over all numbers
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) reset(in []Number) {
	s.x, s.up, s.down, s.at, s.left = s.x[:0], s.up[:0], s.down[:0], s.at[:0], 0
	for _, n := range in {
		s.x = append(s.x, n.Value)
		s.at = append(s.at, 0)
		s.left += len(n.Moves)
	}
}

// next takes the first input by name that has not been moved yet, and leaves
// in up and down where the numbers stand when it moves.
func (s *scratch) next(in []Number) (string, bool) {
	first, found := "", false
	for i, n := range in {
		if s.at[i] < len(n.Moves) {
			if name := n.Moves[s.at[i]].Input; !found || name < first {
				first, found = name, true
			}
		}
	}
	if !found {
		return "", false
	}
	s.up, s.down = append(s.up[:0], s.x...), append(s.down[:0], s.x...)
	for i, n := range in {
		if s.at[i] < len(n.Moves) && n.Moves[s.at[i]].Input == first {
			m := n.Moves[s.at[i]]
			s.up[i] += m.Up
			s.down[i] += m.Down
			s.at[i]++
			s.left--
		}
	}
	return first, true
}

// Add returns n + o.
func (n Number) Add(o Number) Number {
	return combine2(n, o, func(a, b float64) float64 { return a + b })
}

// Sub returns n - o.
func (n Number) Sub(o Number) Number {
	return combine2(n, o, func(a, b float64) float64 { return a - b })
}

// Mul returns n * o.
func (n Number) Mul(o Number) Number {
	return combine2(n, o, func(a, b float64) float64 { return float64(a * b) })
}

// Div returns n / o; infinite or NaN where o is 0.
func (n Number) Div(o Number) Number {
	return combine2(n, o, func(a, b float64) float64 { return a / b })
}

// Min returns the smaller of the two, wherever the inputs move them.
func (n Number) Min(o Number) Number {
	return combine2(n, o, func(a, b float64) float64 { return min(a, b) })
}

// Max returns the larger of the two, wherever the inputs move them.
func (n Number) Max(o Number) Number {
	return combine2(n, o, func(a, b float64) float64 { return max(a, b) })
}

// Scale returns n times an exact factor.
func (n Number) Scale(by float64) Number {
	return n.Map(func(v float64) float64 { return float64(v * by) })
}

// Ceil rounds up, wherever the inputs move the number. What is above a whole
// number by less than a billionth of it is that number with a rounding error,
// and stays.
func (n Number) Ceil() Number { return n.Map(Ceil) }

// Ceil rounds v up as Number.Ceil does.
func Ceil(v float64) float64 {
	if whole := math.Round(v); math.Abs(v-whole) <= 1e-9*math.Abs(whole) {
		return whole
	}
	return math.Ceil(v)
}

// Map returns f of one number.
func (n Number) Map(f func(float64) float64) Number {
	out := Number{Value: f(n.Value)}
	if len(n.Moves) == 0 {
		return out
	}
	out.Moves = make([]Move, 0, len(n.Moves))
	for _, m := range n.Moves {
		out.add(m.Input, f(n.Value+m.Up), f(n.Value+m.Down))
	}
	return out
}

// combine2 is Combine for two numbers, by one merge of their moves.
func combine2(a, b Number, f func(a, b float64) float64) Number {
	out := Number{Value: f(a.Value, b.Value)}
	if len(a.Moves)+len(b.Moves) == 0 {
		return out
	}
	out.Moves = make([]Move, 0, len(a.Moves)+len(b.Moves))
	i, j := 0, 0
	for i < len(a.Moves) || j < len(b.Moves) {
		var m, o Move
		order := 0
		switch {
		case i == len(a.Moves):
			order = 1
		case j == len(b.Moves):
			order = -1
		default:
			order = strings.Compare(a.Moves[i].Input, b.Moves[j].Input)
		}
		if order <= 0 {
			m = a.Moves[i]
			i++
		}
		if order >= 0 {
			o = b.Moves[j]
			m.Input = o.Input
			j++
		}
		out.add(m.Input, f(a.Value+m.Up, b.Value+o.Up), f(a.Value+m.Down, b.Value+o.Down))
	}
	return out
}

// add appends where the number stands when an input moves up and down. An
// input that does not move it, or only by what rounding leaves, is left out.
func (n *Number) add(input string, up, down float64) {
	m := Move{Input: input, Up: up - n.Value, Down: down - n.Value}
	const rounding = 1e-14
	if least := rounding * math.Abs(n.Value); math.Abs(m.Up) <= least && math.Abs(m.Down) <= least {
		return
	}
	n.Moves = append(n.Moves, m)
}
