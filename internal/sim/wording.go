package sim

import (
	"fmt"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/unit"
)

// perSecond writes a rate with three digits: "1,200/s".
func perSecond(v float64) string { return unit.Format(threeDigits(v), unit.KindRate) }

// seconds3 writes a time with three digits.
func seconds3(v float64) string { return unit.Format(threeDigits(v), unit.KindTime) }

// whole3 writes a number of things.
func whole3(v float64) string { return unit.Format(threeDigits(v), unit.KindCount) }

// percentOf writes a share with three digits: "11.1%".
func percentOf(v float64) string { return unit.Format(threeDigits(v), unit.KindRatio) }

func threeDigits(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	step := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-2)
	return math.Round(v/step) * step
}

// roundDown rounds a share down to one digit, or to two below a tenth of its
// digit: 10%, 5%, 20%.
func roundDown(v float64) float64 {
	step := math.Pow(10, math.Floor(math.Log10(v)))
	return math.Floor(v/step) * step
}

// numbers are the small numbers in words.
var numbers = strings.Fields("no one two three four five six seven eight nine ten")

func inWords(n int) string {
	if n < len(numbers) {
		return numbers[n]
	}
	return fmt.Sprint(n)
}

// counted writes a number of things: "one retry", "two retries".
func counted(n int, what string) string {
	if n == 1 {
		return "one " + what
	}
	return inWords(n) + " " + strings.TrimSuffix(what, "y") + "ies"
}
