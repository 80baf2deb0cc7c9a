package unit

import (
	"fmt"
	"strings"
)

// Dim is a dimension: the exponents of second, byte and currency. Counts and
// ratios have the zero Dim.
type Dim struct{ Time, Bytes, Money int8 }

// The dimensions of the language's keys.
var (
	Count        = Dim{}
	Ratio        = Dim{}
	Time         = Dim{Time: 1}
	Size         = Dim{Bytes: 1}
	Rate         = Dim{Time: -1}
	Bandwidth    = Dim{Bytes: 1, Time: -1}
	Money        = Dim{Money: 1}
	MoneyRate    = Dim{Money: 1, Time: -1}
	MoneyPerByte = Dim{Money: 1, Bytes: -1}
)

// dimNames says what a person calls a dimension.
var dimNames = map[Dim]string{
	Count:                           "a count",
	Time:                            "a time",
	Size:                            "a size",
	Rate:                            "a rate",
	Bandwidth:                       "a bandwidth",
	Money:                           "money",
	MoneyRate:                       "money per time",
	MoneyPerByte:                    "money per byte",
	{Money: 1, Bytes: -1, Time: -1}: "money per byte and time",
	{Bytes: 1, Time: 1}:             "bytes times time",
	{Time: 2}:                       "time squared",
}

// String names the dimension with its article: "a rate".
func (d Dim) String() string {
	if name, ok := dimNames[d]; ok {
		return name
	}
	return "something in " + d.symbol()
}

// symbol writes the dimension in base units: "$·B⁻¹" as "$/B".
func (d Dim) symbol() string {
	var over, under strings.Builder
	for _, part := range []struct {
		symbol   string
		exponent int8
	}{{"$", d.Money}, {"B", d.Bytes}, {"s", d.Time}} {
		switch e := part.exponent; {
		case e == 1:
			over.WriteString(part.symbol)
		case e > 1:
			fmt.Fprintf(&over, "%s^%d", part.symbol, e)
		case e == -1:
			under.WriteString("/" + part.symbol)
		case e < -1:
			fmt.Fprintf(&under, "/%s^%d", part.symbol, -e)
		}
	}
	return over.String() + under.String()
}

// maxExponent bounds what multiplication may build; nothing a design computes
// comes near it.
const maxExponent = 8

// plus adds exponents, as multiplication does; false when they grow absurd.
func (d Dim) plus(o Dim) (Dim, bool) {
	sum := Dim{d.Time + o.Time, d.Bytes + o.Bytes, d.Money + o.Money}
	for _, e := range [...]int8{sum.Time, sum.Bytes, sum.Money} {
		if e > maxExponent || e < -maxExponent {
			return sum, false
		}
	}
	return sum, true
}

// inverse negates every exponent.
func (d Dim) inverse() Dim { return Dim{-d.Time, -d.Bytes, -d.Money} }
