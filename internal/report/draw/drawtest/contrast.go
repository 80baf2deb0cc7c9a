package drawtest

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/report/look"
)

// least is the contrast that WCAG 2.2 AA asks of text of these sizes.
const least = 4.5

// contrast checks that every text can be read on what is painted under it, in
// light and in dark.
func (p *Picture) contrast(t testing.TB, name string) {
	t.Helper()
	for mode, colours := range map[string]map[string]colour{"light": palette(false), "dark": palette(true)} {
		for i, s := range p.shapes {
			if s.text == "" {
				continue
			}
			ground := colours["paper"]
			for _, area := range p.shapes[:i] {
				if area.text == "" && area.X <= s.X+s.W/2 && s.X+s.W/2 < area.X+area.W && area.Y <= s.Y+s.H/2 && s.Y+s.H/2 < area.Y+area.H {
					fill, opacity := p.paint(area, colours)
					ground = ground.under(fill, opacity)
				}
			}
			ink, _ := p.paint(s, colours)
			if got := ratio(ink, ground); got < least {
				t.Errorf("%s, %s: %q of class %v has contrast %.2f, want %g", name, mode, s.text, s.classes, got, least)
			}
		}
	}
}

// colour is red, green and blue from 0 to 255.
type colour [3]float64

func palette(dark bool) map[string]colour {
	all := map[string]colour{}
	for _, c := range look.Palette {
		hex := c.Light
		if dark {
			hex = c.Dark
		}
		var r, g, b int
		if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &r, &g, &b); err != nil {
			panic(err)
		}
		all[c.Name] = colour{float64(r), float64(g), float64(b)}
	}
	return all
}

// under is the colour when another is painted over it.
func (c colour) under(over colour, opacity float64) colour {
	for i := range c {
		c[i] = over[i]*opacity + c[i]*(1-opacity)
	}
	return c
}

// ratio is the contrast ratio of WCAG 2.2.
func ratio(a, b colour) float64 {
	la, lb := a.luminance(), b.luminance()
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func (c colour) luminance() float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// rule is a style rule: the classes that an element and those around it must
// have.
type rule struct {
	around, own []string
	text        bool // of text elements, whatever their class
	fill        string
	opacity     string
}

var ruleForm = regexp.MustCompile(`\.lp ([^{},]+)\{([^}]*)\}`)

func rulesOf(css string) []rule {
	var all []rule
	for _, m := range ruleForm.FindAllStringSubmatch(css, -1) {
		var r rule
		chain := strings.Fields(m[1])
		r.text = chain[len(chain)-1] == "text"
		if !r.text {
			r.own = strings.Split(strings.TrimPrefix(chain[len(chain)-1], "."), ".")
		}
		for _, outer := range chain[:len(chain)-1] {
			r.around = append(r.around, strings.TrimPrefix(outer, "."))
		}
		for _, declaration := range strings.Split(m[2], ";") {
			switch name, value, _ := strings.Cut(declaration, ":"); name {
			case "fill":
				r.fill = value
			case "fill-opacity":
				r.opacity = value
			}
		}
		all = append(all, r)
	}
	return all
}

// paint is the fill of a shape and how much of what is under it that covers.
// Style rules win over attributes, and among rules the more specific, then the
// later one.
func (p *Picture) paint(s shape, colours map[string]colour) (colour, float64) {
	fill, opacity := s.fill, s.opacity
	fillBy, opacityBy := -1, -1
	for _, r := range p.rules {
		if r.text && s.text == "" || !within(r.own, s.classes) || !within(r.around, s.around) || !r.text && len(r.own) == 0 {
			continue
		}
		weight := len(r.own) + len(r.around)
		if r.fill != "" && weight >= fillBy {
			fill, fillBy = r.fill, weight
		}
		if r.opacity != "" && weight >= opacityBy {
			opacity, opacityBy = r.opacity, weight
		}
	}
	if fill == "none" {
		return colour{}, 0
	}
	share := 1.0
	if opacity != "" {
		share, _ = strconv.ParseFloat(opacity, 64)
	}
	c, known := colours[strings.TrimSuffix(strings.TrimPrefix(fill, "var(--"), ")")]
	if !known && fill != "" {
		panic(fmt.Sprintf("a picture is painted in %q, which is not of the palette", fill))
	}
	return c, share
}

// within tells whether all classes are among others.
func within(classes, others []string) bool {
	return !slices.ContainsFunc(classes, func(c string) bool { return !slices.Contains(others, c) })
}
