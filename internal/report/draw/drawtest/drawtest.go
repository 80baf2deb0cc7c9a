// Package drawtest is what tests ask of every picture: that it is XML, that no
// text leaves its box or touches another, and that all of them can be read in
// light and in dark. It measures with the same metrics as package draw.
package drawtest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Check asks everything of a picture.
func Check(t testing.TB, name, svg string) {
	t.Helper()
	p, err := read(svg)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	p.Touching(t, name)
	p.leaving(t, name)
	p.contrast(t, name)
}

// Picture is the texts and the areas of an SVG in document order.
type Picture struct {
	Width, Height int
	shapes        []shape
	rules         []rule
}

// shape is a text, with the room it takes from the top of its small letters to
// its baseline, or an area.
type shape struct {
	layout.Rect
	text    string // "" for an area
	classes []string
	around  []string // classes of the elements that it is in
	fill    string   // attributes; "" when they are not there
	opacity string
}

// Read reads a picture; it fails the test when that is no XML, or holds a script.
func Read(t testing.TB, svg string) *Picture {
	t.Helper()
	p, err := read(svg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func read(svg string) (*Picture, error) {
	p := &Picture{}
	d := xml.NewDecoder(strings.NewReader(svg))
	type element struct {
		name    string
		dx, dy  int
		classes []string
	}
	var stack []element
	var open *shape
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, classes: strings.Fields(attribute(token, "class"))}
			if len(stack) > 0 {
				e.dx, e.dy = stack[len(stack)-1].dx, stack[len(stack)-1].dy
			}
			switch e.name {
			case "script", "a", "image", "foreignObject", "use":
				return nil, fmt.Errorf("a picture holds the element %s", e.name)
			case "svg":
				p.Width, p.Height = number(token, "width"), number(token, "height")
			case "g":
				var dx, dy int
				if _, err := fmt.Sscanf(attribute(token, "transform"), "translate(%d %d)", &dx, &dy); err == nil {
					e.dx, e.dy = e.dx+dx, e.dy+dy
				}
			case "rect", "text":
				s := shape{Rect: layout.Rect{X: e.dx + number(token, "x"), Y: e.dy + number(token, "y"), W: number(token, "width"), H: number(token, "height")},
					classes: e.classes, fill: attribute(token, "fill"), opacity: attribute(token, "fill-opacity")}
				for _, outer := range stack {
					s.around = append(s.around, outer.classes...)
				}
				if e.name == "text" {
					open = &s
				} else {
					p.shapes = append(p.shapes, s)
				}
			}
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 && stack[len(stack)-1].name == "style" {
				p.rules = append(p.rules, rulesOf(string(token))...)
			}
			if open != nil {
				p.shapes = append(p.shapes, open.measured(string(token)))
				open = nil
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// number is a whole attribute; charts write some with a decimal.
func number(e xml.StartElement, name string) int {
	v, _ := strconv.ParseFloat(attribute(e, name), 64)
	return int(v)
}

// measured gives a text the room that it takes.
func (s shape) measured(text string) shape {
	size := 13
	switch {
	case slices.Contains(s.classes, "heading"):
		size = 20
	case slices.Contains(s.classes, "tick"):
		size = 11
	case slices.Contains(s.classes, "note"):
		size = 12
	}
	bold := slices.Contains(s.classes, "heading") || slices.Contains(s.classes, "title") && !slices.Contains(s.around, "faded")
	s.text, s.W, s.H = text, look.Width(text, float64(size), bold), size*7/10
	s.Y -= s.H
	switch {
	case slices.Contains(s.classes, "end"):
		s.X -= s.W
	case slices.Contains(s.classes, "mid"):
		s.X -= s.W / 2
	}
	return s
}

// Touching checks that every text lies inside the picture and apart from the
// others.
func (p *Picture) Touching(t testing.TB, name string) {
	t.Helper()
	var before []shape
	for _, a := range p.shapes {
		if a.text == "" {
			continue
		}
		if a.X < 0 || a.X+a.W > p.Width || a.Y < 0 || a.Y+a.H > p.Height {
			t.Errorf("%s: %q at %v lies outside %d by %d", name, a.text, a.Rect, p.Width, p.Height)
		}
		for _, b := range before {
			if a.Overlaps(b.Rect) {
				t.Errorf("%s: %q at %v overlaps %q at %v", name, a.text, a.Rect, b.text, b.Rect)
			}
		}
		before = append(before, a)
	}
}

// boxes are the classes of areas that texts are written on or stay away from.
var boxes = []string{"card", "badge", "cell", "tab"}

// leaving checks that no text stands half in a box, and that boxes stand apart
// or within each other.
func (p *Picture) leaving(t testing.TB, name string) {
	t.Helper()
	for i, box := range p.shapes {
		if box.text != "" || !slices.ContainsFunc(boxes, func(class string) bool { return slices.Contains(box.classes, class) }) {
			continue
		}
		for _, s := range p.shapes {
			if s.text != "" && s.Overlaps(box.Rect) && !box.Contains(s.Rect) {
				t.Errorf("%s: %q at %v stands half in the box %v", name, s.text, s.Rect, box.Rect)
			}
		}
		for _, other := range p.shapes[:i] {
			card := slices.Contains(box.classes, "card") && slices.Contains(other.classes, "card")
			stacked := other.W == box.W && other.H == box.H && max(box.X-other.X, other.X-box.X) <= 8 && max(box.Y-other.Y, other.Y-box.Y) <= 8
			if card && box.Overlaps(other.Rect) && !stacked {
				t.Errorf("%s: the boxes %v and %v overlap", name, box.Rect, other.Rect)
			}
		}
	}
}
