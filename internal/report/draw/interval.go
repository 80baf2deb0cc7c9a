package draw

import (
	"fmt"
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// IntervalPlot sets what the witnesses say of each requirement against its
// limit. All rows share one axis: the share of what the limit allows, so that
// latency, availability and cost can be compared. Left of the line holds.
type IntervalPlot struct {
	Title string
	Rows  []Requirement
}

// Requirement is one row.
type Requirement struct {
	Label     string
	Unit      unit.Kind
	Limit     float64
	AtLeast   bool // the limit is a least value: availability, throughput, durability
	Witnesses []Witness
	Tone      look.Tone
	Verdict   string // "met", "broken", ...
}

// Witness is one engine's number with its interval. A NaN value did not
// settle.
type Witness struct {
	Name             string
	Value, Low, High float64
}

// used returns which share of what the limit allows v takes: 1 is the limit
// itself. Of a ratio that must be at least something, it is the missing part
// that counts: 99.9% takes ten times what 99.99% allows.
func (r Requirement) used(v float64) float64 {
	limit := r.Limit
	switch {
	case r.AtLeast && r.Unit == unit.KindRatio:
		v, limit = 1-v, 1-limit
	case r.AtLeast:
		v, limit = limit, v
	}
	switch {
	case v <= limit && limit == 0:
		return 1
	case limit <= 0:
		return math.Inf(1)
	}
	return math.Max(v, 0) / limit
}

// SVG draws the plot. Without any row it says so.
func (p IntervalPlot) SVG() string {
	if len(p.Rows) == 0 {
		return empty(p.Title)
	}
	var c canvas
	left, verdict := 0, 0
	names := []string{}
	for _, r := range p.Rows {
		left = max(left, min(230, look.Width(shown(r.Label), bodySize, true)))
		left = max(left, min(230, look.Width(r.limitText(), noteSize, false)))
		verdict = max(verdict, look.Width(r.verdictText(), noteSize, true))
		for _, w := range r.Witnesses {
			if !slices.Contains(names, w.Name) {
				names = append(names, w.Name)
			}
		}
	}
	values := p.valueWidth()
	right := chartWidth - verdict - values - 36
	x := p.scale(left+18, right)

	for i, n := range names {
		at := left + 18 + i*130
		marker(&c, i, float64(at)+5, 14)
		c.text(at+16, 18, "note", look.Fit(shown(n), 106, noteSize, false))
	}
	const top = 52
	bottom := top
	for _, r := range p.Rows {
		bottom += r.height()
	}
	for _, t := range x.ticks {
		at := int(math.Round(x.at(t)))
		if t != 1 {
			c.line(at, top, at, bottom, "rule")
		}
		c.text(at, bottom+18, "tick mid", unit.Format(t, unit.KindRatio))
	}
	y := top
	for i, r := range p.Rows {
		if i > 0 {
			c.line(0, y, chartWidth, y, "rule")
		}
		p.row(&c, r, names, x, y, right, values)
		y += r.height()
	}
	at := int(math.Round(x.at(1)))
	c.line(at, top-6, at, y, "limit")
	c.text(at, top-11, "note title k-bad mid", "limit")
	c.text(at-32, top-11, "note muted end", "holds")
	c.text(at+32, top-11, "note muted", "breaks")
	c.text(left-14, y+18, "tick end", "share of limit used")
	return c.svg(chartWidth, y+28, p.Title)
}

// scale spans a factor that holds all values, with the limit always inside.
func (p IntervalPlot) scale(from, to int) scale {
	low, high := 0.5, 2.0
	for _, r := range p.Rows {
		for _, w := range r.Witnesses {
			for _, v := range []float64{w.Value, w.Low, w.High} {
				if u := r.used(v); number(u) && u > 0 {
					low, high = math.Min(low, u), math.Max(high, u)
				}
			}
		}
	}
	return logarithmic(math.Max(low, 0.01), math.Min(high, 100), from, to)
}

func (p IntervalPlot) valueWidth() int {
	width := 0
	for _, r := range p.Rows {
		for _, w := range r.Witnesses {
			width = max(width, look.Width(w.text(r.Unit), noteSize, false))
		}
	}
	return width
}

func (p IntervalPlot) row(c *canvas, r Requirement, names []string, x scale, y, right, values int) {
	height := r.height()
	c.text(0, y+height/2-3, "title", look.Fit(shown(r.Label), int(x.from)-18, bodySize, true))
	c.text(0, y+height/2+14, "muted note", look.Fit(r.limitText(), int(x.from)-18, noteSize, false))
	first := y + (height-18*len(r.Witnesses))/2 + 9
	for i, w := range r.Witnesses {
		at := first + 18*i
		c.text(right+18+values, at+4, "note end", w.text(r.Unit))
		if !number(w.Value) {
			continue
		}
		class := slices.Index(names, w.Name)
		c.open("", shown(w.Name)+": "+w.text(r.Unit)+", interval "+unit.Format(w.Low, r.Unit)+" to "+unit.Format(w.High, r.Unit))
		if w.Low < w.High {
			a, z := p.place(x, r.used(w.Low)), p.place(x, r.used(w.High))
			whisker(c, math.Min(a, z), math.Max(a, z), at, "line l-"+seriesClass(class))
		}
		marker(c, class, p.place(x, r.used(w.Value)), at)
		c.close()
	}
	c.text(chartWidth, y+height/2+4, "note title end"+toneText(r.Tone), r.verdictText())
}

// place holds a value inside the plot; what lies far outside sits at its edge.
func (p IntervalPlot) place(x scale, used float64) float64 {
	return x.at(math.Min(math.Max(used, x.low), x.high))
}

func (r Requirement) height() int { return max(2, len(r.Witnesses))*18 + 14 }

func (r Requirement) limitText() string {
	if r.AtLeast {
		return "at least " + unit.Format(r.Limit, r.Unit)
	}
	return "at most " + unit.Format(r.Limit, r.Unit)
}

func (r Requirement) verdictText() string { return r.Tone.Mark() + " " + shown(r.Verdict) }

func (w Witness) text(k unit.Kind) string {
	if math.IsNaN(w.Value) {
		return "does not settle"
	}
	return unit.Format(w.Value, k)
}

// marker draws the sign of the i-th witness: a disc, a diamond, a square.
func marker(c *canvas, i int, x float64, y int) {
	class := "k-" + seriesClass(i)
	switch i % 3 {
	case 0:
		fmt.Fprintf(c, `<circle cx="%s" cy="%d" r="4.5" class="%s"/>`+"\n", px(x), y, class)
	case 1:
		c.path(class, fmt.Sprintf("M%s %dl5.5 5.5l-5.5 5.5l-5.5 -5.5z", px(x), y-5))
	case 2:
		c.path(class, fmt.Sprintf("M%s %dh8v8h-8z", px(x-4), y-4))
	}
}
