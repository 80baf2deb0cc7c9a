package look

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestColoursCanBeReadInLightAndDark(t *testing.T) {
	byName := map[string]Colour{}
	for _, c := range Palette {
		byName[c.Name] = c
	}
	for _, c := range Palette {
		for _, on := range []string{c.On, "paper", "card"} {
			if c.Ratio == 1 {
				continue
			}
			if got := contrast(t, c.Light, byName[on].Light); got < c.Ratio {
				t.Errorf("light: %s on %s has contrast %.2f, want %g", c.Name, on, got, c.Ratio)
			}
			if got := contrast(t, c.Dark, byName[on].Dark); got < c.Ratio {
				t.Errorf("dark: %s on %s has contrast %.2f, want %g", c.Name, on, got, c.Ratio)
			}
		}
	}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	var rgb [3]int
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(rgb[i]) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestEveryToneHasItsOwnMarkAndColour(t *testing.T) {
	marks := map[string]bool{}
	for tone := Note; tone <= Unknown; tone++ {
		if marks[tone.Mark()] {
			t.Errorf("two tones have the mark %s", tone.Mark())
		}
		marks[tone.Mark()] = true
		if !strings.Contains(Variables(":root"), "--"+tone.Class()+":") {
			t.Errorf("no colour for %s", tone.Class())
		}
	}
}

func TestVariablesHoldBothModes(t *testing.T) {
	rules := Variables(".x")
	for _, want := range []string{".x{", "prefers-color-scheme:dark", ".x.light,.light .x{", ".x.dark,.dark .x{"} {
		if !strings.Contains(rules, want) {
			t.Errorf("no %q in %s", want, rules)
		}
	}
}

func TestWidthsAreThoseOfTheMetrics(t *testing.T) {
	for _, tt := range []struct {
		text string
		bold bool
		want int
	}{{"", false, 0}, {"Hello", false, 228}, {"Hello", true, 245}, {"0", false, 56}, {"1", true, 56}, {"é", false, 73}, {"日", false, 100}} {
		if got := Width(tt.text, 100, tt.bold); got != tt.want {
			t.Errorf("Width(%q, 100, %t) = %d, want %d", tt.text, tt.bold, got, tt.want)
		}
	}
}

func TestFitKeepsToTheWidth(t *testing.T) {
	for _, s := range []string{"a-component-with-a-name", "日本語日本語日本語", "👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀"} {
		for width := 20; width < 200; width += 7 {
			if got := Fit(s, width, 13, true); Width(got, 13, true) > width {
				t.Errorf("Fit(%q, %d) = %q, which takes %d", s, width, got, Width(got, 13, true))
			}
		}
	}
	if got := Fit("abc", 1, 13, false); got != "…" {
		t.Errorf("where nothing fits: %q", got)
	}
}

func TestWrapBreaksAtSpacesAndHyphens(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		lines int
		want  string
	}{
		{"read on a miss", 60, 3, "read on a|miss"},
		{"recommendation-service", 110, 2, "recommendation-|service"},
		{"one two three four", 44, 2, "one two|three…"},
		{"unbreakableunbreakable", 60, 2, "unbreak…"},
		{"  ", 60, 2, ""},
	} {
		got := strings.Join(Wrap(tt.text, tt.width, tt.lines, 12, false), "|")
		if got != tt.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}
