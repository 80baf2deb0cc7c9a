package draw

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// LineChart shows how quantities move: over time, or over load.
type LineChart struct {
	Title  string // said to those who cannot see it
	Y      unit.Kind
	YLabel string // what is measured, above the axis
	X      unit.Kind
	XLabel string
	Log    bool // of the y axis, for latencies that span decades
	Series []Series
	Limits []Limit
	Spans  []Span
}

// Series is one line with its name at its end.
type Series struct {
	Name   string
	Points []Point // in order of X
	Dashed bool    // a wish or a forecast rather than a measurement
}

// Point is a value with, when Low < High, the interval it lies in. A NaN in Y
// breaks the line.
type Point struct{ X, Y, Low, High float64 }

// Limit is what a requirement allows.
type Limit struct {
	Value float64
	Label string
}

// Span is a stretch of the x axis worth a word: a fault, a ramp.
type Span struct {
	From, To float64
	Label    string
}

const (
	chartWidth = 880
	lineHeight = 280 // of the plot
	tickGap    = 8
)

// SVG draws the chart. Without any point it says so.
func (l LineChart) SVG() string {
	var c canvas
	x0, x1, y0, y1, ok := l.bounds()
	if !ok {
		return empty(l.Title)
	}
	top := 14
	if l.YLabel != "" {
		top += 20
	}
	if len(l.Spans) > 0 {
		top += 18
	}
	bottom := top + lineHeight
	var y scale
	if l.Log {
		y = logarithmic(y0, y1, bottom, top)
	} else {
		y = linear(y0, y1, 5, l.Y, bottom, top)
	}
	left, right := l.margins(y)
	x := linear(x0, x1, 8, l.X, left, right)
	x.low, x.high = x0, x1 // ticks are round, ends are where the data ends
	if x0 == x1 {
		x.high = x0 + 1
	}

	if l.YLabel != "" {
		c.text(0, 15, "muted note", look.Fit(shown(l.YLabel), chartWidth, noteSize, false))
	}
	l.spans(&c, x, top, bottom)
	for _, t := range y.ticks {
		at := int(math.Round(y.at(t)))
		c.line(left, at, right, at, "rule")
		c.text(left-tickGap, at+4, "tick end", unit.Format(t, l.Y))
	}
	l.xAxis(&c, x, bottom)
	for i, s := range l.Series {
		s.draw(&c, seriesClass(i), x, y)
	}
	l.limits(&c, y, left, right)
	l.names(&c, x, y, right, top, bottom)
	height := bottom + 28
	if l.XLabel != "" {
		height += 18
		c.text(right, bottom+40, "muted note end", shown(l.XLabel))
	}
	return c.svg(chartWidth, height, l.Title)
}

// bounds returns the range of both axes; false when there is nothing to draw.
func (l LineChart) bounds() (x0, x1, y0, y1 float64, ok bool) {
	x0, y0 = math.Inf(1), math.Inf(1)
	x1, y1 = math.Inf(-1), math.Inf(-1)
	y := func(v float64) {
		if number(v) && (!l.Log || v > 0) {
			y0, y1 = math.Min(y0, v), math.Max(y1, v)
		}
	}
	for _, s := range l.Series {
		for _, p := range s.Points {
			if !l.drawable(p) {
				continue
			}
			ok = true
			x0, x1 = math.Min(x0, p.X), math.Max(x1, p.X)
			y(p.Y)
			if p.Low < p.High {
				y(p.Low)
				y(p.High)
			}
		}
	}
	for _, limit := range l.Limits {
		y(limit.Value)
	}
	if !l.Log {
		y0 = math.Min(y0, 0)
		if y1 == y0 {
			y1 = y0 + 1
		}
	}
	return x0, x1, y0, y1, ok
}

func (l LineChart) drawable(p Point) bool {
	return number(p.X) && number(p.Y) && (!l.Log || p.Y > 0)
}

// margins leaves room for the ticks at the left and the names at the right.
func (l LineChart) margins(y scale) (left, right int) {
	for _, t := range y.ticks {
		left = max(left, look.Width(unit.Format(t, l.Y), tickSize, false)+tickGap)
	}
	names := 0
	for _, s := range l.Series {
		names = max(names, min(200, look.Width(shown(s.Name), noteSize, true)))
	}
	return left + 2, chartWidth - names - 14
}

func (l LineChart) spans(c *canvas, x scale, top, bottom int) {
	for _, s := range l.Spans {
		from, to := math.Max(s.From, x.low), math.Min(s.To, x.high)
		if !(from < to) {
			continue
		}
		a, b := int(math.Round(x.at(from))), int(math.Round(x.at(to)))
		c.rect(a, top-18, max(1, b-a), bottom-top+18, 0, "span")
		anchor, place := "muted note", a+6
		if a+6+look.Width(shown(s.Label), noteSize, false) > int(x.to) {
			anchor, place = "muted note end", b-6
		}
		c.text(place, top-5, anchor, look.Fit(shown(s.Label), int(x.to-x.from), noteSize, false))
	}
}

func (l LineChart) xAxis(c *canvas, x scale, bottom int) {
	c.line(int(x.from), bottom, int(x.to), bottom, "axis")
	free := math.Inf(-1)
	for _, t := range x.ticks {
		if t < x.low || t > x.high {
			continue
		}
		text := unit.Format(t, l.X)
		half := float64(look.Width(text, tickSize, false)) / 2
		at := x.at(t)
		c.line(int(math.Round(at)), bottom, int(math.Round(at)), bottom+5, "axis")
		if at-half < free || at+half > chartWidth {
			continue
		}
		free = at + half + 8
		c.text(int(math.Round(at)), bottom+19, "tick mid", text)
	}
}

// limits draws the limits with their labels at the left; one that would touch
// another's label stands behind it.
func (l LineChart) limits(c *canvas, y scale, left, right int) {
	var taken []layout.Rect
	for _, limit := range l.Limits {
		if !number(limit.Value) || l.Log && limit.Value <= 0 {
			continue
		}
		at := int(math.Round(y.at(limit.Value)))
		c.line(left, at, right, at, "limit")
		base := at - 6
		if base < int(y.to)+8 {
			base = at + 15
		}
		text := look.Fit(shown(limit.Label), right-left-16, noteSize, true)
		room := layout.Rect{X: left + 8, Y: base - noteSize, W: look.Width(text, noteSize, true) + 16, H: noteSize + 2}
		for _, other := range taken {
			if room.Overlaps(other) {
				room.X = other.X + other.W
			}
		}
		taken = append(taken, room)
		c.text(room.X, base, "note title k-bad halo", text)
	}
}

// names writes each series' name where its line ends, moved apart so that no
// two touch.
func (l LineChart) names(c *canvas, x, y scale, right, top, bottom int) {
	type name struct{ series, at, place int }
	var names []name
	for i, s := range l.Series {
		for _, p := range slices.Backward(s.Points) {
			if l.drawable(p) {
				at := int(math.Round(y.at(p.Y)))
				names = append(names, name{i, at, at})
				break
			}
		}
	}
	slices.SortStableFunc(names, func(a, b name) int { return a.at - b.at })
	const apart = 16
	for i := range names { // down from the top, then up again from the bottom
		names[i].place = max(names[i].place, top+4)
		if i > 0 {
			names[i].place = max(names[i].place, names[i-1].place+apart)
		}
	}
	for i := len(names) - 1; i >= 0; i-- {
		limit := bottom
		if i < len(names)-1 {
			limit = names[i+1].place - apart
		}
		names[i].place = min(names[i].place, limit)
	}
	for _, n := range names {
		if n.place != n.at {
			c.path("line l-"+seriesClass(n.series), fmt.Sprintf("M%d %dL%d %d", right+1, n.at, right+7, n.place))
		}
		c.text(right+10, n.place+4, "note title k-"+seriesClass(n.series),
			look.Fit(shown(l.Series[n.series].Name), 200, noteSize, true))
	}
}

// draw writes the band and the line of a series, cut where values are missing.
func (s Series) draw(c *canvas, class string, x, y scale) {
	points := thin(s.Points)
	var upper, line strings.Builder
	var lower []string
	pen := "M"
	for _, p := range points {
		if !number(p.X) || !number(p.Y) || y.log && p.Y <= 0 {
			pen = "M"
			continue
		}
		fmt.Fprintf(&line, "%s%s %s", pen, px(x.at(p.X)), px(y.at(p.Y)))
		pen = "L"
		if p.Low < p.High && number(p.Low) && number(p.High) {
			join := "L"
			if upper.Len() == 0 {
				join = "M"
			}
			fmt.Fprintf(&upper, "%s%s %s", join, px(x.at(p.X)), px(y.at(p.High)))
			lower = append(lower, "L"+px(x.at(p.X))+" "+px(y.at(p.Low)))
		}
	}
	if len(lower) > 1 {
		slices.Reverse(lower)
		fmt.Fprintf(c, `<path d="%s%sZ" class="k-%s" fill-opacity=".15"/>`+"\n", upper.String(), strings.Join(lower, ""), class)
	}
	if s.Dashed {
		class += " later"
	}
	c.path("line l-"+class, line.String())
	if len(points) == 1 && line.Len() > 0 {
		fmt.Fprintf(c, `<circle cx="%s" cy="%s" r="3.5" class="k-%s"/>`+"\n", px(x.at(points[0].X)), px(y.at(points[0].Y)), class)
	}
}

// thin keeps the lowest and the highest of neighbours when there are more
// points than pixels, so that no spike is lost.
func thin(points []Point) []Point {
	const buckets = 400
	if len(points) <= 3*buckets {
		return points
	}
	var kept []Point
	for b := range buckets {
		part := points[b*len(points)/buckets : (b+1)*len(points)/buckets]
		low, high := 0, 0
		for i, p := range part {
			if p.Y < part[low].Y {
				low = i
			}
			if !(p.Y <= part[high].Y) {
				high = i
			}
		}
		for _, i := range slices.Compact([]int{min(low, high), max(low, high)}) {
			kept = append(kept, part[i])
		}
	}
	return kept
}

// empty is the picture of nothing, which says so.
func empty(title string) string {
	c := emptiness()
	return c.svg(chartWidth, 80, title)
}

// nothing is the picture of nothing in its plate.
func nothing(p Plate, title string) Picture {
	c := emptiness()
	return c.finish(p, chartWidth, 80, title)
}

func emptiness() *canvas {
	var c canvas
	c.rect(0, 0, chartWidth, 80, 6, "group")
	c.text(chartWidth/2, 45, "muted mid", "nothing to draw")
	return &c
}

// seriesClass returns the colour class of the i-th series: s1 to s6, again.
func seriesClass(i int) string { return fmt.Sprintf("s%d", i%look.Series+1) }
