package diag

import (
	"math"
	"strings"
)

// Suggest returns the candidate that a person most likely meant by name, or
// "" when none is close. Among equals the first letter decides, then the order
// of the candidates.
func Suggest(name string, candidates []string) string {
	best, least := "", math.MaxInt
	for _, c := range candidates {
		if d := unlikeness(name, c); d < least {
			best, least = c, d
		}
	}
	return best
}

// unlikeness grows with the slips it takes to type name instead of candidate.
func unlikeness(name, candidate string) int {
	typed, meant := []rune(strings.ToLower(name)), []rune(strings.ToLower(candidate))
	if name == candidate || len(typed) < 2 || len(meant) == 0 {
		return math.MaxInt
	}
	// One slip in a short word, a third of the letters of a long one: beyond
	// that a suggestion is a guess.
	limit := max(1, len(typed)/3)
	if d := distance(typed, meant, limit); d <= limit {
		if typed[0] == meant[0] {
			return 2 * d
		}
		return 2*d + 1
	}
	for part := range strings.SplitSeq(string(meant), "-") {
		if part == string(typed) { // "db" for "links-db"
			return 2*limit + 2
		}
	}
	return math.MaxInt
}

// distance is the number of insertions, deletions, replacements and swaps of
// neighbours that turn a into b, or limit+1 when it is larger than limit.
// Damerau-Levenshtein in the restricted form (optimal string alignment).
func distance(a, b []rune, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
