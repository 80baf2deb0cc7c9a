package unit

import (
	"math"
	"strings"
)

// suffix is one way to write the base units of a dimension: the text behind
// the number, and the value of one of them.
type suffix struct {
	text string
	size float64
}

// suffixes lists for each kind how its values may be written, largest first.
var suffixes = map[Kind][]suffix{
	KindCount:        {{"T", 1e12}, {"bn", 1e9}, {"M", 1e6}, {"k", 1e3}, {"", 1}},
	KindFactor:       {{"x", 1}},
	KindBytes:        {{"EB", 1e18}, {"PB", 1e15}, {"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}},
	KindBandwidth:    {{"TB/s", 1e12}, {"GB/s", 1e9}, {"MB/s", 1e6}, {"kB/s", 1e3}, {"B/s", 1}, {"B/day", 1. / secondsPerDay}},
	KindTime:         {{"y", secondsPerYear}, {"d", secondsPerDay}, {"h", 3600}, {"min", 60}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}},
	KindRate:         {{"M/s", 1e6}, {"k/s", 1e3}, {"/s", 1}, {"/min", 1. / 60}, {"/h", 1. / 3600}, {"/day", 1. / secondsPerDay}, {"/y", 1. / secondsPerYear}},
	KindRatio:        {{"%", 1e-2}, {"", 1}},
	KindGrowth:       {{"%/y", 1e-2 / secondsPerYear}, {"%/s", 1e-2}},
	KindMoney:        {{"bn", 1e9}, {"M", 1e6}, {"k", 1e3}, {"", 1}, {"/M", 1e-6}},
	KindMoneyRate:    {{"M/month", 1e6 / secondsPerMonth}, {"k/month", 1e3 / secondsPerMonth}, {"/month", 1. / secondsPerMonth}, {"/s", 1}},
	KindMoneyPerByte: {{"/GB", 1e-9}, {"/B", 1}},
}

// exactText writes a value so that Parse reads the same value back, in the
// unit that a person would take. A dimension that the language has no way to
// write, such as time squared, is written in base units and does not read back.
func exactText(v float64, d Dim, k Kind) string {
	if math.IsInf(v, 1) {
		return "unlimited"
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "not a number"
	}
	best, rank := baseText(shortest(v), d), math.MaxInt
	for _, s := range suffixes[shownKind(d, k)] {
		number := v / s.size
		// Dividing by a unit leaves an error in the last digits, which fewer
		// digits round away: 40 and not 40.00000000000001.
		for _, digits := range []int{15, 16, 17} {
			short := shortest(round(number, digits))
			text := withSuffix(short, s.text, d)
			lit, p := scanner{text: text}.literal(0)
			if p != nil || lit.value != v || lit.dim != d {
				continue
			}
			if r := awkwardness(number, short, s); r < rank {
				best, rank = text, r
			}
			break
		}
	}
	return best
}

// awkwardness orders ways to write one value: exponents are worst, then
// fractions of a unit, then length.
func awkwardness(number float64, text string, s suffix) int {
	r := len(text) + len(s.text)
	if strings.Contains(text, "e") {
		r += 1000
	}
	if math.Abs(number) < 1 && (number != 0 || s.size != 1) {
		r += 100
	}
	return r
}

// shownKind is the kind in which a value is written: as it was, when that has
// its dimension.
func shownKind(d Dim, k Kind) Kind {
	if k != KindAny && k != KindDim && k.Dim() == d {
		return k
	}
	return KindOf(d)
}

func withSuffix(number, suffix string, d Dim) string {
	if d.Money > 0 {
		if rest, negative := strings.CutPrefix(number, "-"); negative {
			return "-$" + rest + suffix
		}
		return "$" + number + suffix
	}
	return number + suffix
}

// baseText writes a number in base units: "12 B/s", "$3/B/s", "12 s^2".
func baseText(number string, d Dim) string {
	symbol := d.symbol()
	if d.Money == 1 {
		return withSuffix(number, strings.TrimPrefix(symbol, "$"), d)
	}
	if strings.HasPrefix(symbol, "/") || symbol == "" {
		return number + symbol
	}
	return number + " " + symbol
}
