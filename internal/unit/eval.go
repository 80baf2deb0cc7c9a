package unit

// Eval computes the formula. lookup gives the quantity behind a name, and
// false when there is none. The result carries what moves it; a problem points
// at the operator or the name that does not fit.
func (f *Formula) Eval(lookup func(name string) (Quantity, bool)) (Quantity, *Problem) {
	e := evaluation{text: f.text, lookup: lookup}
	q, p := e.node(f.root)
	if p != nil {
		return Quantity{}, p
	}
	return Quantity{Number: q.Number, Dim: q.Dim, Kind: q.Kind, Text: f.text, Formula: f}, nil
}

// Resolve computes the formula of a quantity and checks that the result may
// stand where w is expected. What was said of it (place, path, source, how
// sure) stays. Without a formula it returns q.
func (q Quantity) Resolve(w Want, lookup func(name string) (Quantity, bool)) (Quantity, *Problem) {
	if q.Formula == nil {
		return q, nil
	}
	r, p := q.Formula.Eval(lookup)
	if p != nil {
		return q, p
	}
	q.Number, q.Dim, q.Kind = r.Number, r.Dim, r.Kind
	if own := q.Sure.sigma(); own != 0 && q.Path != "" {
		q.Number = q.Number.Mul(uncertain(1, own, q.Path))
	}
	return w.settle(q)
}

type evaluation struct {
	text   string
	lookup func(name string) (Quantity, bool)
}

// node computes one part. Its Text is how an error speaks of it.
func (e evaluation) node(n *node) (Quantity, *Problem) {
	switch n.op {
	case opLiteral:
		return n.value, nil
	case opName:
		return e.name(n)
	}
	result, p := e.node(n.args[0])
	if p != nil {
		return result, p
	}
	switch n.op {
	case opNegate:
		result = result.Neg()
	case opCeil:
		if result, p = e.ceil(n, result); p != nil {
			return result, p
		}
	}
	for _, arg := range n.args[1:] {
		right, p := e.node(arg)
		if p != nil {
			return right, p
		}
		if result, p = e.apply(n, result, right); p != nil {
			return result, p
		}
	}
	result.Text = e.text[n.start:n.end]
	return result, nil
}

// name looks a name up and calls it by its name and value: "opens (5/day)".
func (e evaluation) name(n *node) (Quantity, *Problem) {
	q, ok := e.lookup(n.name)
	switch {
	case !ok && known(n.name):
		return q, problem("unknown-name", n.at, n.atEnd, quote(n.name)+" is a unit and stands alone", "write a number in front of it: 1"+n.name)
	case !ok:
		return q, problem("unknown-name", n.at, n.atEnd, quote(n.name)+" is not a name that a formula can use", "formulas use names from assume, actors, data and flows")
	case q.Unlimited || !q.finite():
		return q, problem("not-finite", n.at, n.atEnd, quote(n.name)+" is "+q.String()+", which cannot be computed with", "use a finite number")
	}
	return Quantity{Number: q.Number, Dim: q.Dim, Kind: q.Kind, Text: n.name + " (" + q.brief() + ")"}, nil
}

// brief is the text of a quantity, or its value when that text is a formula.
func (q Quantity) brief() string {
	if q.Formula != nil {
		return q.Readable()
	}
	return q.String()
}

func (e evaluation) ceil(n *node, q Quantity) (Quantity, *Problem) {
	r, err := q.Ceil()
	if err != nil {
		return r, problem("wrong-unit", n.at, n.atEnd, err.Error(), "divide by the size of one part first: ceil(a / b)")
	}
	return r, nil
}

// apply computes one operation; its problems point at the operator.
func (e evaluation) apply(n *node, a, b Quantity) (Quantity, *Problem) {
	r, err := operators[n.op](a, b)
	switch {
	case err == nil:
		return r, nil
	case n.op != opMultiply && n.op != opDivide && a.Dim != b.Dim:
		return r, problem("wrong-unit", n.at, n.atEnd, err.Error(), "both sides need the same unit; multiply or divide one of them first")
	}
	return r, problem("not-finite", n.at, n.atEnd, err.Error(), "")
}

// operators are the operations of two operands.
var operators = map[operation]func(a, b Quantity) (Quantity, error){
	opAdd:      Quantity.Add,
	opSubtract: Quantity.Sub,
	opMultiply: Quantity.Mul,
	opDivide:   Quantity.Div,
	opMin:      Quantity.Min,
	opMax:      Quantity.Max,
}
