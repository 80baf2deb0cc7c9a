package unit

import (
	"math"
	"strconv"
	"strings"
)

// Format shows a computed value of a kind to a person: a fitting unit, three
// or four significant digits, groups of three: "5,787/s", "1.825 PB",
// "52.6 min", "$12,340/month", "99.99%". The same value gives the same text
// everywhere. It is not meant to be read back; Quantity.String is.
func Format(v float64, k Kind) string {
	switch {
	case math.IsNaN(v):
		return "unknown"
	case math.IsInf(v, 0):
		return strings.Repeat("-", btoi(v < 0)) + "unlimited"
	case v < 0:
		if text := Format(-v, k); text != Format(0, k) {
			return "-" + text
		}
		return Format(0, k)
	}
	switch k {
	case KindFactor:
		return significant(v, 3) + "x"
	case KindBytes:
		return spaced(v, bytesShown, 4)
	case KindBandwidth:
		return spaced(v, bandwidthShown, 4)
	case KindTime:
		return spaced(v, timeShown, 3)
	case KindRate:
		return formatRate(v)
	case KindRatio:
		return formatRatio(v)
	case KindGrowth:
		return significant(100*v*secondsPerYear, 3) + "%/y"
	case KindMoney:
		return formatMoney(v)
	case KindMoneyRate:
		return formatAmount(v*secondsPerMonth) + "/month"
	case KindMoneyPerByte:
		return formatMoney(v*1e9) + "/GB"
	}
	return formatCount(v)
}

// FormatDim shows a computed value of a dimension, as Format does.
func FormatDim(v float64, d Dim) string {
	if k := KindOf(d); k != KindDim {
		return Format(v, k)
	}
	if d == (Dim{Money: 1, Bytes: -1, Time: -1}) {
		return formatMoney(v*1e9*secondsPerMonth) + "/GB/month"
	}
	return baseText(significant(v, 4), d)
}

var (
	bytesShown     = []suffix{{"EB", 1e18}, {"PB", 1e15}, {"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}
	bandwidthShown = []suffix{{"TB/s", 1e12}, {"GB/s", 1e9}, {"MB/s", 1e6}, {"kB/s", 1e3}, {"B/s", 1}}
	timeShown      = []suffix{{"y", secondsPerYear}, {"d", secondsPerDay}, {"h", 3600}, {"min", 60}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}}
	countShown     = []suffix{{"T", 1e12}, {"bn", 1e9}, {"M", 1e6}, {"k", 1e3}}
	rateShown      = []suffix{{"/s", 0.1}, {"/min", 1. / 60}, {"/h", 1. / 3600}, {"/day", 1. / secondsPerDay}}
)

// spaced picks the largest unit of which there is at least one, after
// rounding, so that 999.99 ms is shown as "1 s".
func spaced(v float64, units []suffix, digits int) string {
	last := units[len(units)-1]
	if v == 0 {
		zero := last
		for _, u := range units {
			if u.size == 1 {
				zero = u
			}
		}
		return "0 " + zero.text
	}
	for _, u := range units {
		if round(v/u.size, digits) >= 1 {
			return significant(v/u.size, digits) + " " + u.text
		}
	}
	return significant(v/last.size, digits) + " " + last.text
}

// formatCount keeps whole thousands readable: "5,787", then "12.34k", "100M".
func formatCount(v float64) string {
	if round(v, 4) < 10_000 {
		return significant(v, 4)
	}
	for _, u := range countShown {
		if round(v, 4) >= u.size {
			return significant(v/u.size, 4) + u.text
		}
	}
	return significant(v, 4)
}

// formatRate counts per second, or per longer time when that is seldom.
func formatRate(v float64) string {
	if v == 0 {
		return "0/s"
	}
	for _, u := range rateShown {
		if v >= u.size {
			per := u.size
			if u.text == "/s" {
				per = 1
			}
			return formatCount(v/per) + u.text
		}
	}
	return formatCount(v*secondsPerYear) + "/y"
}

// formatRatio shows three digits, and near 1 three digits of what is missing:
// "99.995%".
func formatRatio(v float64) string {
	switch {
	case v > 0 && v < 1e-6:
		return shortest(round(v, 3))
	case v <= 0.99 || v >= 1:
		return significant(100*v, 3) + "%"
	}
	// Twelve decimals are as far as a float64 near 100 goes.
	decimals := min(12, 2-exponent(100*(1-v)))
	return trimZeros(strconv.FormatFloat(100*v, 'f', decimals, 64)) + "%"
}

// formatMoney shows cents below a hundred, whole amounts up to a million, and
// prices of fractions of a cent by the million.
func formatMoney(v float64) string {
	switch {
	case v == 0:
		return "$0"
	case v < 1e-9:
		return "$" + significant(v*1e6, 3) + "/M"
	case v < 0.001:
		return formatMoney(v*1e6) + "/M"
	case v < 1:
		return "$" + cents(round(v, 3))
	case round(v, 4) < 100:
		return "$" + cents(math.Round(v*100)/100)
	case round(v, 4) < 1e6:
		return "$" + group(strconv.FormatFloat(round(v, 4), 'f', -1, 64))
	}
	for _, u := range countShown {
		if round(v, 4) >= u.size {
			return "$" + significant(v/u.size, 4) + u.text
		}
	}
	return "$" + significant(v, 4)
}

// formatAmount writes what is spent: less than a tenth of a cent is no price of a
// million of something.
func formatAmount(v float64) string {
	if v > 0 && v < 0.001 {
		return "$" + significant(v, 3)
	}
	return formatMoney(v)
}

// cents writes at least two decimals unless the amount is whole: "9.50", "9".
func cents(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if point := strings.IndexByte(text, '.'); point >= 0 && len(text)-point == 2 {
		return text + "0"
	}
	return text
}

// significant writes v with that many significant digits, without trailing
// zeros, whole numbers below 10,000 in full and thousands grouped.
func significant(v float64, digits int) string {
	if v >= 1e15 || v > 0 && v < 1e-6 {
		return shortest(round(v, digits))
	}
	if v >= 100 && v < 10_000 {
		digits = max(digits, 4)
	}
	return group(strconv.FormatFloat(round(v, digits), 'f', -1, 64))
}

// round keeps the given number of significant decimal digits. It goes through
// decimal text, so that the result is the float nearest to the rounded number.
func round(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil {
		return v // the largest floats may round up out of range
	}
	return r
}

// exponent returns the power of ten of the first digit of v.
func exponent(v float64) int {
	_, power, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
	e, err := strconv.Atoi(power)
	if err != nil {
		panic("unit: exponent: " + err.Error())
	}
	return e
}

// shortest writes v in as few digits as tell it from every other float, with
// exponents as people write them: "1e-9".
func shortest(v float64) string {
	text := strconv.FormatFloat(v, 'g', -1, 64)
	text = strings.Replace(text, "e-0", "e-", 1)
	return strings.Replace(strings.Replace(text, "e+0", "e", 1), "e+", "e", 1)
}

// group puts commas between thousands: "12340.5" to "12,340.5".
func group(text string) string {
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

func trimZeros(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
