package unit

import (
	"fmt"
	"math"
)

// Add returns q + o; an error when their dimensions differ.
func (q Quantity) Add(o Quantity) (Quantity, error) { return q.join(o, "add", "and", Number.Add) }

// Sub returns q - o; an error when their dimensions differ.
func (q Quantity) Sub(o Quantity) (Quantity, error) {
	return o.join(q, "subtract", "from", func(a, b Number) Number { return b.Sub(a) })
}

// Min returns the smaller one; an error when their dimensions differ.
func (q Quantity) Min(o Quantity) (Quantity, error) { return q.join(o, "compare", "and", Number.Min) }

// Max returns the larger one; an error when their dimensions differ.
func (q Quantity) Max(o Quantity) (Quantity, error) { return q.join(o, "compare", "and", Number.Max) }

// Mul returns q * o; an error when the result is not finite.
func (q Quantity) Mul(o Quantity) (Quantity, error) {
	dim, ok := q.Dim.plus(o.Dim)
	if !ok {
		return Quantity{}, fmt.Errorf("cannot multiply %s by %s: too many units", q.shown(), o.shown())
	}
	return q.result(dim, resultKind(q, o), q.Number.Mul(o.Number), o)
}

// Div returns q / o; an error when o is 0.
func (q Quantity) Div(o Quantity) (Quantity, error) {
	if o.Value == 0 {
		return Quantity{}, fmt.Errorf("cannot divide %s by %s, which is zero", q.shown(), o.shown())
	}
	dim, ok := q.Dim.plus(o.Dim.inverse())
	if !ok {
		return Quantity{}, fmt.Errorf("cannot divide %s by %s: too many units", q.shown(), o.shown())
	}
	return q.result(dim, resultKind(q, o), q.Number.Div(o.Number), o)
}

// Ceil rounds up to a whole number; an error for anything but counts.
func (q Quantity) Ceil() (Quantity, error) {
	if q.Dim != Count {
		return Quantity{}, fmt.Errorf("cannot round up %s, which is %s: only counts are whole", q.shown(), q.Dim)
	}
	return Quantity{Number: q.Number.Ceil(), Kind: KindCount}, nil
}

// Neg returns -q.
func (q Quantity) Neg() Quantity {
	return Quantity{Number: q.Number.negative(), Dim: q.Dim, Kind: q.Kind}
}

// join combines two quantities of one dimension.
func (q Quantity) join(o Quantity, verb, preposition string, f func(a, b Number) Number) (Quantity, error) {
	if q.Dim != o.Dim {
		return Quantity{}, fmt.Errorf("cannot %s %s %s %s", verb, q.shown(), preposition, o.shown())
	}
	n := f(q.Number, o.Number)
	kind := resultKind(q, o)
	if kind == KindAny && (q.Kind == KindRatio || o.Kind == KindRatio) && n.Value >= 0 && n.Value <= 1 {
		kind = KindRatio // 1 - 99.9%
	}
	return q.result(q.Dim, kind, n, o)
}

// result is what n came to from q and o.
func (q Quantity) result(d Dim, k Kind, n Number, o Quantity) (Quantity, error) {
	if !n.finite() {
		return Quantity{}, fmt.Errorf("%s and %s make no finite number", q.shown(), o.shown())
	}
	return Quantity{Number: n, Dim: d, Kind: shownKind(d, k)}, nil
}

// resultKind keeps how both were written when they agree: two ratios make a
// ratio, a ratio and a count a count.
func resultKind(a, b Quantity) Kind {
	switch {
	case a.Kind == b.Kind:
		return a.Kind
	case a.Kind == KindGrowth || b.Kind == KindGrowth:
		return KindRate
	}
	return KindAny
}

// finite tells whether the value and every place it moves to are numbers.
func (n Number) finite() bool {
	sum := n.Value
	for _, m := range n.Moves {
		sum += math.Abs(m.Up) + math.Abs(m.Down)
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// shown is how an error speaks of a quantity: as it was written, or its
// readable value.
func (q Quantity) shown() string {
	if q.Text != "" {
		return q.Text
	}
	return q.Readable()
}
