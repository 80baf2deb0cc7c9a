package look

import (
	"math"
	"strings"
	"unicode"
)

// Width returns how many pixels a line of text takes at a size, rounded up:
// from the Adobe font metrics of Helvetica, which Arial and Liberation Sans
// share, and generous guesses for the rest of Unicode.
func Width(s string, size float64, bold bool) int {
	table := &regular
	if bold {
		table = &heavy
	}
	sum := 0
	for _, r := range s {
		sum += advance(r, table)
	}
	return int(math.Ceil(float64(float64(sum)*size) / 1000))
}

// Fit shortens a line with an ellipsis until it takes at most width pixels.
func Fit(s string, width int, size float64, bold bool) string {
	if Width(s, size, bold) <= width {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		if short := strings.TrimRight(string(runes[:n]), " -") + "…"; Width(short, size, bold) <= width {
			return short
		}
	}
	return "…"
}

// Wrap breaks text at spaces and after hyphens into at most max lines of at
// most width pixels; what does not fit ends in an ellipsis.
func Wrap(s string, width, max int, size float64, bold bool) []string {
	var lines []string
	rest := strings.Join(strings.Fields(s), " ")
	for rest != "" && len(lines) < max-1 {
		if Width(rest, size, bold) <= width {
			break
		}
		cut := 0
		for i, r := range rest {
			if r != ' ' && r != '-' {
				continue
			}
			if Width(strings.TrimRight(rest[:i+1], " "), size, bold) > width {
				break
			}
			cut = i + 1
		}
		if cut == 0 {
			break
		}
		lines = append(lines, strings.TrimRight(rest[:cut], " "))
		rest = strings.TrimLeft(rest[cut:], " ")
	}
	if rest != "" {
		lines = append(lines, Fit(rest, width, size, bold))
	}
	return lines
}

func advance(r rune, table *[95]uint16) int {
	switch {
	case r >= ' ' && r <= '~':
		return int(table[r-' '])
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r == '·' || r == '’' || r == '‘':
		return 333
	case r == '…' || r == '—' || r == '→' || r == '←' || r == '↻':
		return 1000
	case r == 'µ' || r == 'μ' || r == '×' || r == '–' || r == '≤' || r == '≥' || r == '±' || r == '≈':
		return 600
	case r < 0x250:
		return 722 // accented Latin
	case r >= 0x1100 && unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana), r >= 0xFF00 && r <= 0xFF60:
		return 1000
	case r >= 0x2190 && r <= 0x2BFF:
		return 1000 // arrows and signs
	case r >= 0x10000:
		return 1400 // emoji
	}
	return 800
}

// Adobe Core 14 font metrics, Helvetica and Helvetica-Bold, 1997: thousandths
// of the size, from space to tilde.
var regular = [95]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

var heavy = [95]uint16{
	278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
	975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
	333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
	611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
}
