package draw

import (
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/unit"
)

// BarChart compares things by length: utilisation or cost by component, or,
// with several parts a bar, where the time of a flow goes.
type BarChart struct {
	Title  string // said to those who cannot see it
	Unit   unit.Kind
	Bars   []Bar
	Limits []Limit
}

// Bar is one row. Its value is the sum of its parts; Low < High is its
// interval.
type Bar struct {
	Label     string
	Parts     []Part
	Low, High float64
	Limit     float64   // of this bar alone, a mark across it; 0 for none
	Tone      look.Tone // colours a bar of one part; Note is the plain colour
	Note      string    // beside the value
}

// Part is a stretch of a bar. Parts of the same name have the same colour in
// every bar.
type Part struct {
	Name  string
	Value float64
}

// Value returns the sum of the parts that are numbers.
func (b Bar) Value() float64 {
	sum := 0.0
	for _, p := range b.Parts {
		if number(p.Value) && p.Value > 0 {
			sum += p.Value
		}
	}
	return sum
}

const (
	barHeight = 16
	barPitch  = 30
)

// SVG draws the chart. Without any bar it says so.
func (b BarChart) SVG() string {
	if len(b.Bars) == 0 {
		return empty(b.Title)
	}
	var c canvas
	names := b.names()
	top := 8
	if len(names) > 1 || b.marked() {
		top = b.legend(&c, names)
	}
	if len(b.Limits) > 0 {
		top += 18
	}
	left, right, high := 0, chartWidth, 0.0
	for _, bar := range b.Bars {
		left = max(left, min(260, look.Width(shown(bar.Label), bodySize, false)))
		right = min(right, chartWidth-14-look.Width(b.value(bar), noteSize, true))
		high = math.Max(high, bar.Value())
		if bar.Low < bar.High && number(bar.High) {
			high = math.Max(high, bar.High)
		}
		if number(bar.Limit) {
			high = math.Max(high, bar.Limit)
		}
	}
	for _, l := range b.Limits {
		if number(l.Value) {
			high = math.Max(high, l.Value)
		}
	}
	left, right = left+14, max(right, chartWidth/2)
	bottom := top + len(b.Bars)*barPitch
	x := linear(0, high, 6, b.Unit, left, right)
	x.high = math.Max(high*1.02, 1e-12)
	b.grid(&c, x, top, bottom)
	for i, bar := range b.Bars {
		b.bar(&c, bar, names, x, top+i*barPitch)
	}
	b.limits(&c, x, top, bottom)
	return c.svg(chartWidth, bottom+26, b.Title)
}

// names returns the names of parts in order of first appearance.
func (b BarChart) names() []string {
	var names []string
	for _, bar := range b.Bars {
		for _, p := range bar.Parts {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// legend writes the names of the parts and returns where the bars may start.
func (b BarChart) legend(c *canvas, names []string) int {
	x, y := 0, 14
	entry := func(name string, sign func(x, y int)) {
		name = look.Fit(shown(name), 220, noteSize, false)
		w := look.Width(name, noteSize, false)
		if x > 0 && x+16+w > chartWidth {
			x, y = 0, y+20
		}
		sign(x, y)
		c.text(x+16, y, "note", name)
		x += 16 + w + 18
	}
	if len(names) > 1 {
		for i, n := range names {
			entry(n, func(x, y int) {
				fmt.Fprintf(c, `<rect x="%d" y="%d" width="10" height="10" rx="2" class="k-%s"%s/>`+"\n", x, y-9, seriesClass(i), again(i))
			})
		}
	}
	if b.marked() {
		entry("limit", func(x, y int) { c.line(x+5, y-11, x+5, y+3, "mark") })
	}
	return y + 16
}

// marked tells whether a bar has a limit of its own.
func (b BarChart) marked() bool {
	return slices.ContainsFunc(b.Bars, func(bar Bar) bool { return number(bar.Limit) && bar.Limit > 0 })
}

func (b BarChart) grid(c *canvas, x scale, top, bottom int) {
	free := 0.0
	for _, t := range x.ticks {
		if t > x.high {
			break
		}
		at, text := x.at(t), unit.Format(t, b.Unit)
		c.line(int(math.Round(at)), top, int(math.Round(at)), bottom, "rule")
		half := float64(look.Width(text, tickSize, false)) / 2
		if at-half >= free {
			c.text(int(math.Round(at)), bottom+18, "tick mid", text)
			free = at + half + 10
		}
	}
}

func (b BarChart) bar(c *canvas, bar Bar, names []string, x scale, y int) {
	y += (barPitch - barHeight) / 2
	label := shown(bar.Label)
	c.open("", label+": "+b.value(bar))
	c.text(int(x.from)-14, y+12, "end", look.Fit(label, int(x.from)-14, bodySize, false))
	from := 0.0
	for _, p := range bar.Parts {
		if !number(p.Value) || p.Value <= 0 {
			continue
		}
		i := slices.Index(names, p.Name)
		class := seriesClass(i)
		if len(names) == 1 && bar.Tone != look.Note {
			class = bar.Tone.Class()
		}
		a, z := x.at(from), x.at(from+p.Value)
		if from > 0 {
			a = math.Min(a+1, z) // a hair of paper between parts
		}
		fmt.Fprintf(c, `<rect x="%s" y="%d" width="%s" height="%d" class="k-%s"%s>`, px(a), y, px(math.Max(z-a, 0.5)), barHeight, class, again(i))
		fmt.Fprintf(c, "<title>%s</title></rect>\n", safe.XML(p.Name+": "+unit.Format(p.Value, b.Unit)))
		from += p.Value
	}
	end := x.at(from)
	if bar.Low < bar.High && number(bar.High) {
		whisker(c, x.at(bar.Low), x.at(bar.High), y+barHeight/2, "whisker")
		end = math.Max(end, x.at(bar.High))
	}
	if number(bar.Limit) && bar.Limit > 0 {
		at := int(math.Round(x.at(bar.Limit)))
		c.line(at, y-5, at, y+barHeight+5, "behind")
		c.line(at, y-5, at, y+barHeight+5, "mark")
		if end < float64(at) && int(end)+16+look.Width(b.value(bar), noteSize, true) > at {
			end = float64(at) // the value stands beyond the mark rather than across it
		}
	}
	c.text(int(math.Round(end))+8, y+12, "note title"+toneText(bar.Tone), b.value(bar))
	c.close()
}

// value is what stands at the end of a bar.
func (b BarChart) value(bar Bar) string {
	text := unit.Format(bar.Value(), b.Unit)
	if bar.Tone != look.Note {
		text = bar.Tone.Mark() + " " + text
	}
	if bar.Note != "" {
		text += " · " + shown(bar.Note)
	}
	return look.Fit(text, chartWidth/3, noteSize, true)
}

func (b BarChart) limits(c *canvas, x scale, top, bottom int) {
	for _, l := range b.Limits {
		if !number(l.Value) {
			continue
		}
		at := int(math.Round(x.at(l.Value)))
		c.line(at, top-4, at, bottom, "behind")
		c.line(at, top-4, at, bottom, "limit")
		text := look.Fit(shown(l.Label), chartWidth/2, noteSize, true)
		anchor := "note title k-bad mid"
		if at+look.Width(text, noteSize, true)/2 > chartWidth {
			anchor = "note title k-bad end"
		}
		c.text(at, top-9, anchor, text)
	}
}

// whisker draws an interval as a line with ends.
func whisker(c *canvas, a, z float64, y int, class string) {
	c.path(class, fmt.Sprintf("M%s %dv8M%s %dH%sM%s %dv8", px(a), y-4, px(a), y, px(z), px(z), y-4))
}

// again marks the second round of the series colours.
func again(i int) string {
	if i/look.Series%2 == 1 {
		return ` fill-opacity=".55"`
	}
	return ""
}

func toneText(t look.Tone) string {
	if t == look.Note {
		return ""
	}
	return " k-" + t.Class()
}
