package unit

import "strings"

// The calendar of the language: a year is 365 days and a month a twelfth of it.
const (
	secondsPerDay   = 86400
	secondsPerMonth = 730 * 3600
	secondsPerYear  = 365 * secondsPerDay
)

// measure is what may stand behind a number: 5 in "5kB" is times 10^exp times
// mul, in base units of dim.
type measure struct {
	exp  int     // decimal, kept apart so that "0.4ms" is the float 0.0004 exactly
	mul  float64 // the part that is no power of ten
	dim  Dim
	kind Kind
}

// counts are the suffixes of plain numbers; they may also precede the unit of
// an amount of money's denominator ("$0.40/M").
var counts = map[string]measure{
	"k":  {exp: 3, mul: 1, kind: KindCount},
	"M":  {exp: 6, mul: 1, kind: KindCount},
	"bn": {exp: 9, mul: 1, kind: KindCount},
	"T":  {exp: 12, mul: 1, kind: KindCount},
}

// units are the suffixes with a dimension, and those of ratios and factors.
var units = map[string]measure{
	"%": {exp: -2, mul: 1, kind: KindRatio},
	"x": {mul: 1, kind: KindFactor},

	"ns":  {exp: -9, mul: 1, dim: Time, kind: KindTime},
	"us":  {exp: -6, mul: 1, dim: Time, kind: KindTime},
	"µs":  {exp: -6, mul: 1, dim: Time, kind: KindTime}, // U+00B5 micro sign
	"μs":  {exp: -6, mul: 1, dim: Time, kind: KindTime}, // U+03BC Greek mu
	"ms":  {exp: -3, mul: 1, dim: Time, kind: KindTime},
	"s":   {mul: 1, dim: Time, kind: KindTime},
	"min": {mul: 60, dim: Time, kind: KindTime},
	"h":   {mul: 3600, dim: Time, kind: KindTime},
	"d":   {mul: secondsPerDay, dim: Time, kind: KindTime},
	"w":   {mul: 7 * secondsPerDay, dim: Time, kind: KindTime},
	"mo":  {mul: secondsPerMonth, dim: Time, kind: KindTime},
	"y":   {mul: secondsPerYear, dim: Time, kind: KindTime},

	"hour":  {mul: 3600, dim: Time, kind: KindTime},
	"day":   {mul: secondsPerDay, dim: Time, kind: KindTime},
	"week":  {mul: 7 * secondsPerDay, dim: Time, kind: KindTime},
	"month": {mul: secondsPerMonth, dim: Time, kind: KindTime},
	"year":  {mul: secondsPerYear, dim: Time, kind: KindTime},

	"B":  {mul: 1, dim: Size, kind: KindBytes},
	"kB": {exp: 3, mul: 1, dim: Size, kind: KindBytes},
	"KB": {exp: 3, mul: 1, dim: Size, kind: KindBytes},
	"MB": {exp: 6, mul: 1, dim: Size, kind: KindBytes},
	"GB": {exp: 9, mul: 1, dim: Size, kind: KindBytes},
	"TB": {exp: 12, mul: 1, dim: Size, kind: KindBytes},
	"PB": {exp: 15, mul: 1, dim: Size, kind: KindBytes},
	"EB": {exp: 18, mul: 1, dim: Size, kind: KindBytes},

	"KiB": {mul: 1 << 10, dim: Size, kind: KindBytes},
	"MiB": {mul: 1 << 20, dim: Size, kind: KindBytes},
	"GiB": {mul: 1 << 30, dim: Size, kind: KindBytes},
	"TiB": {mul: 1 << 40, dim: Size, kind: KindBytes},
	"PiB": {mul: 1 << 50, dim: Size, kind: KindBytes},

	"bit":  {mul: 0.125, dim: Size, kind: KindBytes},
	"kbit": {exp: 3, mul: 0.125, dim: Size, kind: KindBytes},
	"Mbit": {exp: 6, mul: 0.125, dim: Size, kind: KindBytes},
	"Gbit": {exp: 9, mul: 0.125, dim: Size, kind: KindBytes},
	"Tbit": {exp: 12, mul: 0.125, dim: Size, kind: KindBytes},
}

// ambiguous are suffixes that people use for two things; they are refused.
var ambiguous = map[string]struct{ question, help string }{
	"m":  {"min or mo?", "write min for minutes or mo for months"},
	"b":  {"bit or B?", "write bit for bits or B for bytes"},
	"kb": {"kbit or kB?", "write kbit for bits or kB for bytes"},
	"Kb": {"kbit or kB?", "write kbit for bits or kB for bytes"},
	"Mb": {"Mbit or MB?", "write Mbit for bits or MB for bytes"},
	"mb": {"Mbit or MB?", "write Mbit for bits or MB for bytes"},
	"Gb": {"Gbit or GB?", "write Gbit for bits or GB for bytes"},
	"gb": {"Gbit or GB?", "write Gbit for bits or GB for bytes"},
	"Tb": {"Tbit or TB?", "write Tbit for bits or TB for bytes"},
}

// aliases are what other tools and habits call our units.
var aliases = map[string]string{
	"sec": "s", "secs": "s", "second": "s", "seconds": "s", "S": "s",
	"msec": "ms", "millis": "ms", "milliseconds": "ms", "usec": "us", "nsec": "ns",
	"mins": "min", "minute": "min", "minutes": "min",
	"hr": "h", "hrs": "h", "hours": "h", "H": "h",
	"D": "d", "days": "d", "weeks": "w", "mon": "mo", "months": "mo", "years": "y", "yr": "y", "yrs": "y",
	"byte": "B", "bytes": "B", "Kib": "KiB", "kiB": "KiB", "tb": "TB", "pb": "PB",
	"K": "k", "mil": "M", "million": "M", "G": "bn", "Bn": "bn", "billion": "bn", "trillion": "T", "thousand": "k",
	"X": "x", "times": "x", "percent": "%", "pct": "%",
	"rps": "/s", "qps": "/s", "tps": "/s", "RPS": "/s", "QPS": "/s", "Hz": "/s",
	"bps": "bit/s", "kbps": "kbit/s", "Mbps": "Mbit/s", "Gbps": "Gbit/s", "Tbps": "Tbit/s", "MBps": "MB/s", "GBps": "GB/s",
	"nine": "nines", "USD": "$", "usd": "$", "dollars": "$",
}

// unitHelp says what to type instead of a unit that does not exist.
func unitHelp(unknown string) string {
	if known, ok := aliases[unknown]; ok {
		return "did you mean " + quote(known) + "?"
	}
	for _, known := range []string{"ns", "us", "ms", "s", "min", "h", "d", "w", "mo", "y", "B", "kB", "MB", "GB", "TB", "PB",
		"KiB", "MiB", "GiB", "TiB", "kbit", "Mbit", "Gbit", "k", "M", "bn", "T"} {
		if strings.EqualFold(known, unknown) {
			return "did you mean " + quote(known) + "?"
		}
	}
	return "units are k M bn T, B kB MB GB TB PB (KiB ..), bit/s, ns us ms s min h d w mo y, %, x, each also per time (5/day)"
}
