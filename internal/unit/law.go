package unit

import (
	"math"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/stats"
)

// family is one law of the design file: what it is called, what may stand in
// its parentheses and how they become a stats.Law.
type family struct {
	name    string
	kind    stats.LawKind
	option  string // name of its second argument; "" for none
	example string

	// least is the smallest option that makes sense; strictly says that it
	// must be above it.
	least    float64
	strictly bool
	whole    bool
}

// families are the laws whose first argument is the mean.
var families = []family{
	{name: "const", kind: stats.Const, example: "const(1ms)"},
	{name: "exp", kind: stats.Exponential, example: "exp(20ms)"},
	{name: "normal", kind: stats.Normal, option: "sd", example: "normal(10ms sd=2ms)"},
	{name: "lognormal", kind: stats.Lognormal, option: "cv", example: "lognormal(5ms cv=1)", strictly: true},
	{name: "gamma", kind: stats.Gamma, option: "cv", example: "gamma(10ms cv=0.5)", strictly: true},
	{name: "erlang", kind: stats.Erlang, option: "k", example: "erlang(10ms k=4)", least: 1, whole: true},
	{name: "hyperexp", kind: stats.Hyperexp, option: "cv", example: "hyperexp(10ms cv=3)", least: 1},
	{name: "pareto", kind: stats.Pareto, option: "alpha", example: "pareto(3ms alpha=2.5)", least: 1, strictly: true},
	{name: "geometric", kind: stats.Geometric, example: "geometric(1.7)"},
}

const (
	uniformExample   = "uniform(1ms..3ms)"
	quantilesExample = "quantiles(p50=2ms p90=5ms p99=20ms)"
)

// parseLaw reads a law of a time, a size or a count and returns its dimension.
func parseLaw(text string) (*stats.Law, Dim, *Problem) {
	call, p := ParseCall(text)
	if p != nil {
		return nil, Dim{}, p
	}
	switch call.Name {
	case "uniform":
		return uniformLaw(call)
	case "quantiles":
		return quantilesLaw(call)
	case "zipf":
		return nil, Dim{}, call.bad("\"zipf\" is a law of keys, not of an amount", "write it under keys, or here "+quote("lognormal(5ms cv=1)"))
	}
	for _, f := range families {
		if f.name == call.Name {
			return f.law(call)
		}
	}
	return nil, Dim{}, problem("bad-law", 0, len(call.Name), quote(call.Name)+" is not a law",
		"laws are const exp uniform normal lognormal gamma erlang hyperexp pareto quantiles geometric")
}

// law checks the arguments of a law that starts with its mean.
func (f family) law(call Call) (*stats.Law, Dim, *Problem) {
	if len(call.Args) == 0 || call.Args[0].Name != "" {
		return nil, Dim{}, call.bad(quote(call.Text)+" has no mean", "write "+f.example)
	}
	m, p := call.Args[0].quantity()
	if p != nil {
		return nil, Dim{}, p
	}
	law := &stats.Law{Kind: f.kind, A: m.value}
	switch {
	case f.kind == stats.Geometric && m.dim != Count:
		return nil, m.dim, call.Args[0].bad("\"geometric\" counts; "+quote(call.Args[0].Text)+" is "+m.dim.String(), "write "+f.example)
	case m.value < 0:
		return nil, m.dim, call.Args[0].bad("the mean "+quote(call.Args[0].Text)+" is negative", "write "+f.example)
	case m.value == 0 && f.option != "":
		return nil, m.dim, call.Args[0].bad("the mean of "+quote(call.Text)+" is zero, so nothing can vary around it", "write "+f.example)
	}
	for _, extra := range call.Args[1:] {
		if extra.Name != f.option || extra.Name == "" {
			return nil, m.dim, extra.bad(quote(f.name)+" does not take "+quote(extra.Text), "write "+f.example)
		}
	}
	if f.option == "" {
		return law, m.dim, nil
	}
	if len(call.Args) != 2 {
		return nil, m.dim, call.bad(quote(call.Text)+" needs one "+quote(f.option), "write "+f.example)
	}
	law.B, p = f.second(call.Args[1], m.dim)
	return law, m.dim, p
}

// second reads the option of a law: cv, k, alpha, or sd in the unit of the mean.
func (f family) second(arg Arg, dim Dim) (float64, *Problem) {
	lit, p := arg.quantity()
	if p != nil {
		return 0, p
	}
	want := Count
	if f.kind == stats.Normal {
		want = dim
	}
	switch {
	case lit.dim != want:
		return 0, arg.bad(quote(arg.Text)+" is "+lit.dim.String()+" where "+want.String()+" is expected", "write "+f.example)
	case lit.value < f.least || lit.value == f.least && f.strictly:
		bound := "at least "
		if f.strictly {
			bound = "more than "
		}
		return 0, arg.bad(quote(arg.Name)+" of "+quote(f.name)+" is "+bound+strconv.FormatFloat(f.least, 'g', -1, 64)+", not "+quote(arg.Text), "write "+f.example)
	case f.whole && lit.value != math.Trunc(lit.value):
		return 0, arg.bad(quote(arg.Name)+" of "+quote(f.name)+" is a whole number, not "+quote(arg.Text), "write "+f.example)
	}
	return lit.value, nil
}

func uniformLaw(call Call) (*stats.Law, Dim, *Problem) {
	if len(call.Args) != 1 || call.Args[0].Name != "" {
		return nil, Dim{}, call.bad(quote("uniform")+" takes its two bounds", "write "+uniformExample)
	}
	arg := call.Args[0]
	low, high, ok := strings.Cut(arg.Text, "..")
	if !ok {
		return nil, Dim{}, arg.bad(quote(arg.Text)+" is one bound; "+quote("uniform")+" takes two", "write "+uniformExample)
	}
	lo, hi, p := parseBounds(low, high)
	switch {
	case p != nil:
		p.Code = "bad-law"
		return nil, Dim{}, p.shift(arg.Start)
	case lo.value < 0:
		return nil, lo.dim, arg.bad(quote(arg.Text)+" starts below 0", "write "+uniformExample)
	case lo.value > hi.value:
		return nil, lo.dim, arg.bad(quote(arg.Text)+" ends before it starts", "write uniform("+swap(low, high)+")")
	}
	return &stats.Law{Kind: stats.Uniform, A: lo.value, B: hi.value}, lo.dim, nil
}

func quantilesLaw(call Call) (*stats.Law, Dim, *Problem) {
	if len(call.Args) < 2 {
		return nil, Dim{}, call.bad(quote(call.Text)+" names fewer than two points", "write "+quantilesExample)
	}
	law := &stats.Law{Kind: stats.Quantiles}
	var dim Dim
	for i, arg := range call.Args {
		prob, ok := probability(arg.Name)
		if !ok {
			return nil, dim, arg.bad(quote(arg.Text)+" does not name a percentile", "write "+quantilesExample)
		}
		lit, p := arg.quantity()
		switch {
		case p != nil:
			return nil, dim, p
		case i > 0 && lit.dim != dim:
			return nil, dim, arg.bad(quote(arg.Text)+" is "+lit.dim.String()+" after "+dim.String(), "write "+quantilesExample)
		case lit.value <= 0:
			return nil, dim, arg.bad(quote(arg.Text)+" is not above 0", "write "+quantilesExample)
		case i > 0 && prob <= law.P[i-1]:
			return nil, dim, arg.bad(quote(arg.Name)+" does not come after "+quote(call.Args[i-1].Name), "write the percentiles in ascending order: "+quantilesExample)
		case i > 0 && lit.value < law.X[i-1]:
			return nil, dim, arg.bad(quote(arg.Text)+" is less than "+quote(call.Args[i-1].Text), "write values that do not fall: "+quantilesExample)
		}
		dim = lit.dim
		law.P = append(law.P, prob)
		law.X = append(law.X, lit.value)
	}
	return law, dim, nil
}

// probability reads the name of a percentile: p50 is 0.5, p999 and p99.9 are
// 0.999, p0 and p100 the ends.
func probability(name string) (float64, bool) {
	digits, ok := strings.CutPrefix(name, "p")
	if !ok || digits == "" || strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	if len(digits) > 2 && digits != "100" && !strings.Contains(digits, ".") {
		digits = digits[:2] + "." + digits[2:]
	}
	v, err := strconv.ParseFloat(digits+"e-2", 64)
	return v, err == nil && v >= 0 && v <= 1
}

// ParseKeyLaw reads how traffic falls on keys: "zipf(50M s=1.0)" or
// "uniform(10k)".
func ParseKeyLaw(text string) (stats.KeyLaw, *Problem) {
	const example = "write zipf(50M s=1.0) or uniform(10k)"
	call, p := ParseCall(text)
	if p != nil {
		p.Help = example
		return stats.KeyLaw{}, p
	}
	if call.Name != "zipf" && call.Name != "uniform" {
		return stats.KeyLaw{}, problem("bad-law", 0, len(call.Name), quote(call.Name)+" is not a law of keys", example)
	}
	wantArgs := map[string]int{"zipf": 2, "uniform": 1}[call.Name]
	if len(call.Args) != wantArgs || call.Args[0].Name != "" {
		return stats.KeyLaw{}, call.bad(quote(text)+" does not name its keys and how they are used", example)
	}
	n, p := call.Args[0].quantity()
	switch {
	case p != nil:
		return stats.KeyLaw{}, p
	case n.dim != Count || n.value < 1 || n.value > 1<<53 || n.value != math.Trunc(n.value):
		return stats.KeyLaw{}, call.Args[0].bad(quote(call.Args[0].Text)+" is not a number of keys", example)
	}
	law := stats.KeyLaw{N: uint64(n.value)}
	if call.Name == "uniform" {
		return law, nil
	}
	arg := call.Args[1]
	s, p := arg.quantity()
	switch {
	case p != nil:
		return law, p
	case arg.Name != "s" || s.dim != Count || s.value < 0 || s.value > 20:
		return law, arg.bad(quote(arg.Text)+" is not the exponent of a Zipf law, 0 to 20", example)
	}
	law.S = s.value
	return law, nil
}
