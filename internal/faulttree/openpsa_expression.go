package faulttree

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// value is a parameter that is known, or being evaluated.
type value struct {
	v    float64
	open bool
}

// operation computes an expression from its arguments; it takes least to most
// of them, any number when most is 0.
type operation struct {
	least, most int
	of          func(a []float64) float64
}

// operations are the expressions of Open-PSA. Where one is a distribution it
// stands for its mean.
var operations = map[string]operation{
	"neg": {1, 1, func(a []float64) float64 { return -a[0] }},
	"add": {2, 0, fold(func(x, y float64) float64 { return x + y })},
	"sub": {2, 0, fold(func(x, y float64) float64 { return x - y })},
	"mul": {2, 0, fold(func(x, y float64) float64 { return x * y })},
	"div": {2, 0, fold(func(x, y float64) float64 { return x / y })},
	"min": {1, 0, slices.Min[[]float64]},
	"max": {1, 0, slices.Max[[]float64]},
	"mean": {1, 0, func(a []float64) float64 {
		return fold(func(x, y float64) float64 { return x + y })(a) / float64(len(a))
	}},
	"pi":    {0, -1, func([]float64) float64 { return math.Pi }},
	"abs":   {1, 1, one(math.Abs)},
	"acos":  {1, 1, one(math.Acos)},
	"asin":  {1, 1, one(math.Asin)},
	"atan":  {1, 1, one(math.Atan)},
	"cos":   {1, 1, one(math.Cos)},
	"cosh":  {1, 1, one(math.Cosh)},
	"exp":   {1, 1, one(math.Exp)},
	"log":   {1, 1, one(math.Log)},
	"log10": {1, 1, one(math.Log10)},
	"mod":   {2, 2, func(a []float64) float64 { return math.Mod(math.Trunc(a[0]), math.Trunc(a[1])) }},
	"pow":   {2, 2, func(a []float64) float64 { return math.Pow(a[0], a[1]) }},
	"sin":   {1, 1, one(math.Sin)},
	"sinh":  {1, 1, one(math.Sinh)},
	"sqrt":  {1, 1, one(math.Sqrt)},
	"tan":   {1, 1, one(math.Tan)},
	"tanh":  {1, 1, one(math.Tanh)},
	"ceil":  {1, 1, one(math.Ceil)},
	"floor": {1, 1, one(math.Floor)},
	"not":   {1, 1, func(a []float64) float64 { return truth(a[0] == 0) }},
	"and":   {1, 0, func(a []float64) float64 { return truth(!slices.Contains(a, 0)) }},
	"or":    {1, 0, func(a []float64) float64 { return truth(slices.Max(a) != 0 || slices.Min(a) != 0) }},
	"eq":    {2, 2, func(a []float64) float64 { return truth(a[0] == a[1]) }},
	"df":    {2, 2, func(a []float64) float64 { return truth(a[0] != a[1]) }},
	"lt":    {2, 2, func(a []float64) float64 { return truth(a[0] < a[1]) }},
	"gt":    {2, 2, func(a []float64) float64 { return truth(a[0] > a[1]) }},
	"leq":   {2, 2, func(a []float64) float64 { return truth(a[0] <= a[1]) }},
	"geq":   {2, 2, func(a []float64) float64 { return truth(a[0] >= a[1]) }},
	"ite": {3, 3, func(a []float64) float64 {
		if a[0] != 0 {
			return a[1]
		}
		return a[2]
	}},

	// Probability that a component has failed by time t.
	"exponential":   {2, 2, func(a []float64) float64 { return -math.Expm1(-a[0] * a[1]) }},
	"GLM":           {4, 4, glm},
	"Weibull":       {4, 4, weibull},
	"periodic-test": {4, 5, periodicTest},

	// Means of distributions.
	"uniform-deviate":   {2, 2, func(a []float64) float64 { return (a[0] + a[1]) / 2 }},
	"normal-deviate":    {2, 2, func(a []float64) float64 { return a[0] }},
	"lognormal-deviate": {2, 3, lognormalMean},
	"gamma-deviate":     {2, 2, func(a []float64) float64 { return a[0] * a[1] }},
	"beta-deviate":      {2, 2, func(a []float64) float64 { return a[0] / (a[0] + a[1]) }},
}

func fold(f func(x, y float64) float64) func([]float64) float64 {
	return func(a []float64) float64 {
		v := a[0]
		for _, x := range a[1:] {
			v = f(v, x)
		}
		return v
	}
}

func one(f func(float64) float64) func([]float64) float64 {
	return func(a []float64) float64 { return f(a[0]) }
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// weibull is a component with a scale, a shape and a time before which it does
// not fail: the probability that it has failed by time t.
func weibull(a []float64) float64 {
	scale, shape, from, t := a[0], a[1], a[2], a[3]
	switch {
	case scale <= 0 || shape <= 0:
		return math.NaN()
	case t <= from:
		return 0
	}
	return -math.Expm1(-math.Pow((t-from)/scale, shape))
}

// glm is a component that fails on demand with probability gamma, then at rate
// lambda, and is repaired at rate mu: its unavailability at time t.
func glm(a []float64) float64 {
	gamma, lambda, mu, t := a[0], a[1], a[2], a[3]
	r := lambda + mu
	if r == 0 {
		return gamma
	}
	return (lambda - (lambda-gamma*r)*math.Exp(-r*t)) / r
}

// periodicTest is a component that fails unseen at rate lambda and is tested
// every tau, first at theta: its unavailability at time t. Repair takes no time
// or, with five arguments, is at rate mu from the test that finds the failure.
func periodicTest(a []float64) float64 {
	lambda, tau, theta, t := a[0], a[len(a)-3], a[len(a)-2], a[len(a)-1]
	if t <= theta {
		return -math.Expm1(-lambda * t)
	}
	tests := math.Floor((t - theta) / tau)
	since := t - theta - tests*tau
	if len(a) == 4 {
		if since == 0 {
			since = tau
		}
		return -math.Expm1(-lambda * since)
	}
	mu := a[1]
	// failed at a test: in repair; repaired and failed again unseen.
	failed := -math.Expm1(-lambda * theta)
	again := func(s float64) float64 {
		if lambda == mu {
			return 1 - (1+lambda*s)*math.Exp(-lambda*s)
		}
		return 1 - (lambda*math.Exp(-mu*s)-mu*math.Exp(-lambda*s))/(lambda-mu)
	}
	at := func(s float64) float64 {
		return failed*(math.Exp(-mu*s)+again(s)) - (1-failed)*math.Expm1(-lambda*s)
	}
	for range int(min(tests, 1e6)) {
		failed = at(tau)
	}
	return at(since)
}

// lognormalMean takes the mean, an error factor and its level, or the mean and
// the standard deviation of the logarithm.
func lognormalMean(a []float64) float64 {
	if len(a) == 3 {
		return a[0]
	}
	return math.Exp(a[0] + a[1]*a[1]/2)
}

func isExpression(e *element) bool {
	switch e.name {
	case "float", "int", "bool", "parameter", "system-mission-time", "switch", "histogram":
		return true
	}
	_, ok := operations[e.name]
	return ok
}

// evaluate returns the value of an expression; NaN when it has none, which is
// reported then.
func (r *reader) evaluate(e *element, scope []string) float64 {
	switch e.name {
	case "float", "int":
		v, err := strconv.ParseFloat(e.attr["value"], 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			r.report(e.span, "openpsa-number", fmt.Sprintf("%q is not a number", e.attr["value"]), "")
			return math.NaN()
		}
		return v
	case "bool":
		return truth(r.truth(e))
	case "system-mission-time":
		return r.mission
	case "parameter":
		return r.parameter(e, scope)
	case "switch":
		return r.switched(e, scope)
	case "histogram":
		return r.histogram(e, scope)
	}
	op, ok := operations[e.name]
	if !ok {
		r.report(e.span, "openpsa-unsupported", fmt.Sprintf("the expression %q is not supported", e.name), "replace it by its value")
		return math.NaN()
	}
	var args []float64
	for _, c := range e.children {
		args = append(args, r.evaluate(c, scope))
	}
	if len(args) < op.least || op.most > 0 && len(args) > op.most {
		r.report(e.span, "openpsa-arguments", fmt.Sprintf("%q has %d arguments, and takes %s", e.name, len(args), fromTo(op.least, op.most)), "")
		return math.NaN()
	}
	if slices.ContainsFunc(args, math.IsNaN) {
		return math.NaN() // reported
	}
	v := op.of(args)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		r.report(e.span, "openpsa-number", fmt.Sprintf("%q has no value for these arguments", e.name), "")
		return math.NaN()
	}
	return v
}

func fromTo(least, most int) string {
	switch {
	case most <= 0:
		return fmt.Sprintf("at least %d", least)
	case least == most:
		return strconv.Itoa(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// parameter evaluates a parameter once.
func (r *reader) parameter(e *element, scope []string) float64 {
	d := lookup(r.parameters, e.attr["name"], scope)
	if d == nil {
		r.unknown(e, "parameter", e.attr["name"], r.parameters)
		return math.NaN()
	}
	known, ok := r.values[d.full]
	switch {
	case known.open:
		r.report(d.span, "openpsa-cycle", fmt.Sprintf("parameter %q rests on itself", d.full), "break the cycle")
		return math.NaN()
	case ok:
		return known.v
	case r.below >= mostBelow:
		r.tooDeep(d)
		return math.NaN()
	}
	r.values[d.full] = value{open: true}
	v := math.NaN()
	if x := r.single(d, isDefined); x != nil {
		r.below++
		v = r.evaluate(x, d.scope)
		r.below--
	} else {
		r.report(d.span, "openpsa-parameter", fmt.Sprintf("parameter %q has no value", d.full), `add <float value="..."/>`)
	}
	r.values[d.full] = value{v: v}
	return v
}

// switched takes the value of the first case whose condition is true, else the
// last expression.
func (r *reader) switched(e *element, scope []string) float64 {
	for _, c := range e.children {
		switch {
		case c.name != "case":
			return r.evaluate(c, scope)
		case len(c.children) != 2:
			r.report(c.span, "openpsa-arguments", "a case has a condition and a value", "")
			return math.NaN()
		}
		if r.evaluate(c.children[0], scope) != 0 {
			return r.evaluate(c.children[1], scope)
		}
	}
	r.report(e.span, "openpsa-arguments", "a switch has no last value", "add the value for all other cases behind them")
	return math.NaN()
}

// histogram returns the mean of one: a lower bound, and then bins with an upper
// bound and a weight.
func (r *reader) histogram(e *element, scope []string) float64 {
	if len(e.children) < 2 {
		r.report(e.span, "openpsa-arguments", "a histogram has a lower bound and bins", "")
		return math.NaN()
	}
	from := r.evaluate(e.children[0], scope)
	sum, weights := 0.0, 0.0
	for _, bin := range e.children[1:] {
		if bin.name != "bin" || len(bin.children) != 2 {
			r.report(bin.span, "openpsa-arguments", "a bin has an upper bound and a weight", "")
			return math.NaN()
		}
		to, weight := r.evaluate(bin.children[0], scope), r.evaluate(bin.children[1], scope)
		sum += weight * (from + to) / 2
		weights += weight
		from = to
	}
	if weights <= 0 {
		r.report(e.span, "openpsa-number", "the weights of a histogram add up to nothing", "")
		return math.NaN()
	}
	return sum / weights
}
