package unit

import "math"

// Kind is a family of quantities, as the keys of the design file ask for them
// and as people write and read them.
type Kind uint8

// The families. The examples are what each is written like.
const (
	KindAny          Kind = iota // whatever has a value: the numbers under assume
	KindCount                    // 12, 5k, 100M
	KindFactor                   // 3x, 1.5, 10:1
	KindBytes                    // 500B, 64GB
	KindBandwidth                // 10Gbit/s, 200MB/s
	KindTime                     // 5ms, 7d
	KindRate                     // 5/day, 12k/s
	KindRatio                    // 92%, 0.92, 11 nines; 0 to 1
	KindGrowth                   // 40%/y
	KindMoney                    // $5, $0.40/M: an amount, or an amount per request
	KindMoneyRate                // $340/month
	KindMoneyPerByte             // $0.09/GB
	KindDim                      // whatever has the dimension Want.Dim
)

// kindFacts says of each family which dimension it has, how a sentence names
// it and what one types.
var kindFacts = [...]struct {
	dim           Dim
	name, example string
}{
	KindAny:          {Count, "a quantity", "100M, 5/day, 2kB or 30s"},
	KindCount:        {Count, "a count", "12, 5k or 100M"},
	KindFactor:       {Count, "a factor", "3x or 1.5"},
	KindBytes:        {Size, "a size", "500B, 2kB or 5MB"},
	KindBandwidth:    {Bandwidth, "a bandwidth", "10Gbit/s or 200MB/s"},
	KindTime:         {Time, "a time", "5ms, 30s or 7d"},
	KindRate:         {Rate, "a rate", "5/day or 12k/s"},
	KindRatio:        {Ratio, "a ratio", "92% or 0.92"},
	KindGrowth:       {Rate, "a growth per time", "40%/y"},
	KindMoney:        {Money, "an amount of money", "$5 or $0.40/M"},
	KindMoneyRate:    {MoneyRate, "money per time", "$340/month"},
	KindMoneyPerByte: {MoneyPerByte, "money per byte", "$0.09/GB"},
	KindDim:          {Count, "a quantity", "100M, 5/day, 2kB or 30s"},
}

// Dim returns the dimension that quantities of the kind have; KindAny and
// KindDim fix none and return that of a count.
func (k Kind) Dim() Dim { return kindFacts[k].dim }

// String names the kind with its article: "a rate".
func (k Kind) String() string { return kindFacts[k].name }

// Example returns what a person may type for the kind: "5/day or 12k/s".
func (k Kind) Example() string { return kindFacts[k].example }

// KindOf returns the family that a dimension is read as; KindDim when it has
// no name of its own.
func KindOf(d Dim) Kind {
	switch d {
	case Count:
		return KindCount
	case Rate:
		return KindRate
	}
	for k := KindBytes; k < KindDim; k++ {
		if kindFacts[k].dim == d {
			return k
		}
	}
	return KindDim
}

// Want is what a key expects. The zero Want takes any finite quantity of 0 or
// more, an interval and a formula, but no law.
type Want struct {
	Kind       Kind
	Dim        Dim     // for KindDim
	Law        bool    // a law may stand here: times, sizes, counts of repetitions
	Unlimited  bool    // so may "unlimited"
	Positive   bool    // 0 may not
	Negative   bool    // values below 0 may
	Whole      bool    // only whole numbers
	Most       float64 // largest value in base units; 0 for no bound of its own
	NoInterval bool
	NoFormula  bool
}

// Takes tells what a person may type here: "a time like 5ms, 30s or 7d".
func (w Want) Takes() string {
	if w.Kind == KindDim {
		return w.Dim.String()
	}
	s := w.Kind.String() + " like " + w.Kind.Example()
	if w.Unlimited {
		s += ", or unlimited"
	}
	return s
}

// Check tells whether a value, written or computed, may stand where w is
// expected; it is nil when it may. Parse has already checked what it returns;
// a formula is checked when its result is known.
func (w Want) Check(q Quantity) *Problem {
	text := quote(q.String())
	end := len(q.Text)
	if w.Kind != KindAny && q.Dim != w.dim() {
		return w.wrongDim(q)
	}
	if q.Unlimited {
		return nil
	}
	if p := w.wrongKind(q); p != nil {
		return p
	}
	switch {
	case math.IsNaN(q.Value) || math.IsInf(q.Value, 0):
		return problem("not-finite", 0, end, text+" is not a finite number", "write "+w.Takes())
	case q.Value < 0 && !w.Negative:
		return problem("negative", 0, end, text+" is negative", "write "+w.Takes()+", 0 or more")
	case q.Value == 0 && w.Positive:
		return problem("zero", 0, end, text+" is zero", "write "+w.Takes()+", more than 0")
	case w.Kind == KindRatio && max(q.Value, q.High) > 1:
		return problem("out-of-range", 0, end, text+" is more than 100%", w.ratioHelp(q))
	case w.Most > 0 && max(q.Value, q.High) > w.Most:
		return problem("out-of-range", 0, end, text+" is more than "+FormatDim(w.Most, q.Dim), "write a smaller value")
	case w.Whole && q.Law == nil && q.Low == q.High && q.Value != math.Trunc(q.Value):
		return problem("not-whole", 0, end, text+" is not a whole number", "write a whole number like 3")
	}
	return nil
}

// settle checks q and gives it the kind of its key, so that the 0.92 of a
// ratio is shown as 92%.
func (w Want) settle(q Quantity) (Quantity, *Problem) {
	p := w.Check(q)
	if p == nil && w.Kind != KindAny && w.Kind != KindDim {
		q.Kind = w.Kind
	}
	return q, p
}

func (w Want) dim() Dim {
	if w.Kind == KindDim {
		return w.Dim
	}
	return w.Kind.Dim()
}

// wrongDim explains a value of another dimension than the one expected.
func (w Want) wrongDim(q Quantity) *Problem {
	text := quote(q.String())
	if q.Dim == Count && q.Kind == KindCount && q.Formula == nil && q.Law == nil && q.Low == q.High {
		return problem("missing-unit", 0, len(q.Text), text+" has no unit", "write "+w.Takes())
	}
	is := q.Dim.String()
	if q.Dim == Count && q.Kind != KindAny {
		is = q.Kind.String()
	}
	return problem("wrong-unit", 0, len(q.Text), text+" is "+is+" where "+w.name()+" is expected", "write "+w.Takes())
}

// wrongKind refuses forms that have the right dimension and still say
// something else: "3x" for a count, "5/day" for a growth.
func (w Want) wrongKind(q Quantity) *Problem {
	if q.Formula != nil {
		return nil // units are checked, the forms inside are free
	}
	ok := true
	switch w.Kind {
	case KindCount:
		ok = q.Kind == KindCount
	case KindRatio:
		ok = q.Kind != KindFactor
	case KindRate:
		ok = q.Kind != KindGrowth
	}
	if ok {
		return nil
	}
	return problem("wrong-unit", 0, len(q.Text), quote(q.Text)+" is "+q.Kind.String()+" where "+w.name()+" is expected", "write "+w.Takes())
}

func (w Want) name() string {
	if w.Kind == KindDim {
		return w.Dim.String()
	}
	return w.Kind.String()
}

// ratioHelp takes a plain number up to 100 for a forgotten percent sign.
func (w Want) ratioHelp(q Quantity) string {
	if q.Kind == KindCount && q.Value <= 100 && q.Formula == nil {
		return "did you mean " + quote(q.Text+"%") + "?"
	}
	return "write " + w.Takes()
}
