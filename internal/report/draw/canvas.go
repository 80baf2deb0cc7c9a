// Package draw makes the pictures of a report as self-contained SVG: diagrams
// of components and flows, sequences, entities, and charts of what was
// computed. It knows values and layout; what is worth a picture is decided by
// package report. Every picture carries its light and its dark colours.
package draw

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/report/safe"
)

// Sizes of type in pixels. Nothing is smaller than tick labels.
const (
	bodySize = 13
	noteSize = 12
	tickSize = 11
)

// canvas is the inside of an SVG as it grows. Coordinates are pixels from the
// top left corner.
type canvas struct{ strings.Builder }

// svg is the canvas as a document of its own.
func (c *canvas) svg(width, height int, title string) string {
	return c.document(style, Auto, width, height, title)
}

// document wraps the canvas into an SVG with its style rules and a title for
// those who cannot see it.
func (c *canvas) document(style string, theme Theme, width, height int, title string) string {
	least := ""
	if width > widePicture {
		least = fmt.Sprintf(` style="min-width:%dpx"`, width*3/4)
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="lp%[6]s" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d"%[3]s role="img" aria-label="%[4]s">`+
		"\n<style>%[5]s</style>\n<rect class=\"paper\" width=\"%[1]d\" height=\"%[2]d\"/>\n%[7]s</svg>\n",
		width, height, least, safe.XML(title), style, theme.class(), c.String())
}

// widePicture is the width in pixels from which a page rather scrolls a picture
// than shrinks its text below three quarters.
const widePicture = 600

var style = "\n" + look.Variables(".lp") + "\n.lp{font:13px " + strings.ReplaceAll(look.Fonts, `"`, "'") + `;font-variant-numeric:tabular-nums}
.lp text{fill:var(--ink)}
.lp .paper{fill:var(--paper)}
.lp .muted{fill:var(--muted)}
.lp .title{font-weight:700}
.lp .note{font-size:12px}
.lp .tick{font-size:11px;fill:var(--muted)}
.lp .end{text-anchor:end}
.lp .mid{text-anchor:middle}
.lp .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.lp .rule{stroke:var(--rule);fill:none}
.lp .axis{stroke:var(--edge);fill:none}
.lp .whisker{stroke:var(--ink);stroke-width:1.5px;fill:none}
.lp .edge{stroke:var(--edge);stroke-width:1.5px;fill:none;stroke-linejoin:round}
.lp .later{stroke-dasharray:5 4}
.lp .head{fill:var(--edge);stroke:none}
.lp .open{fill:none;stroke:var(--edge);stroke-width:1.5px}
.lp .card{fill:var(--card);stroke:var(--edge);stroke-width:1px}
.lp .outside{stroke-dasharray:3 3}
.lp .group{fill:var(--wash);stroke:var(--rule);stroke-width:1px}
.lp .icon{fill:none;stroke:var(--accent);stroke-width:1.5px;stroke-linecap:round;stroke-linejoin:round}
.lp .limit{stroke:var(--bad);stroke-width:1.5px;stroke-dasharray:6 4;fill:none}
.lp .behind{stroke:var(--paper);stroke-width:4px;stroke-opacity:.8}
.lp .mark{stroke:var(--bad);stroke-width:2px}
.lp .line{fill:none;stroke-width:2px;stroke-linejoin:round;stroke-linecap:round}
.lp .frame{fill:none;stroke:var(--edge);stroke-opacity:.6}
.lp .tab{fill:var(--wash);stroke:var(--edge);stroke-opacity:.6}
.lp .bar{fill:var(--card);stroke:var(--edge)}
.lp .life{stroke-dasharray:3 4;stroke:var(--edge);stroke-opacity:.7}
.lp .answer{stroke-dasharray:2 3}
.lp .span{fill:var(--muted);fill-opacity:.1}
` + toneRules()

// toneRules gives every tone and series its stroke, fill and text colour: a
// shape of class "k-bad" is filled, a line of class "l-bad" stroked.
func toneRules() string {
	var b strings.Builder
	names := []string{"note", "good", "bad", "unsure", "unknown"}
	for i := range look.Series {
		names = append(names, "s"+strconv.Itoa(i+1))
	}
	for _, n := range names {
		fmt.Fprintf(&b, ".lp .k-%s{fill:var(--%[1]s)}.lp .l-%[1]s{stroke:var(--%[1]s)}\n", n)
	}
	return b.String()
}

// text writes one line with its baseline at y. It is shown as it is: shorten
// it first (look.Fit).
func (c *canvas) text(x, y int, class, s string) {
	fmt.Fprintf(c, `<text x="%d" y="%d"%s>%s</text>`+"\n", x, y, classAttribute(class), safe.XML(s))
}

func (c *canvas) rect(x, y, w, h, radius int, class string) {
	fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d"`, x, y, w, h)
	if radius > 0 {
		fmt.Fprintf(c, ` rx="%d"`, radius)
	}
	fmt.Fprintf(c, "%s/>\n", classAttribute(class))
}

func (c *canvas) line(x1, y1, x2, y2 int, class string) {
	fmt.Fprintf(c, `<path d="M%d %d`, x1, y1)
	switch {
	case y1 == y2:
		fmt.Fprintf(c, "H%d", x2)
	case x1 == x2:
		fmt.Fprintf(c, "V%d", y2)
	default:
		fmt.Fprintf(c, "L%d %d", x2, y2)
	}
	fmt.Fprintf(c, "\"%s/>\n", classAttribute(class))
}

// path writes a path of our own making.
func (c *canvas) path(class, d string) {
	fmt.Fprintf(c, "<path d=\"%s\"%s/>\n", d, classAttribute(class))
}

// open starts a group with a tooltip, which close ends.
func (c *canvas) open(class, tooltip string) {
	fmt.Fprintf(c, "<g%s>", classAttribute(class))
	if tooltip != "" {
		fmt.Fprintf(c, "<title>%s</title>", safe.XML(tooltip))
	}
	c.WriteByte('\n')
}

func (c *canvas) close() { c.WriteString("</g>\n") }

func classAttribute(class string) string {
	if class == "" {
		return ""
	}
	return ` class="` + class + `"`
}

// px writes a coordinate with at most one decimal, the same on every machine.
func px(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	if s = strings.TrimSuffix(s, ".0"); s == "-0" {
		return "0"
	}
	return s
}

// shown is text from a design as it is measured and shown.
func shown(s string) string { return strings.Join(strings.Fields(safe.Line(s)), " ") }
