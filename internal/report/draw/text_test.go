package draw

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

func TestNoTextIsCutOffOrTouchesAnother(t *testing.T) {
	for _, p := range pictures {
		noTextTouches(t, p.name, p.svg())
	}
}

// noTextTouches checks that every text lies inside the picture and apart from
// the others.
func noTextTouches(t *testing.T, name, svg string) {
	t.Helper()
	all, width, height := texts(t, svg)
	for i, a := range all {
		if a.X < 0 || a.X+a.W > width || a.Y < 0 || a.Y+a.H > height {
			t.Errorf("%s: %q at %v lies outside %d by %d", name, a.text, a.Rect, width, height)
		}
		for _, b := range all[:i] {
			if a.Overlaps(b.Rect) {
				t.Errorf("%s: %q at %v overlaps %q at %v", name, a.text, a.Rect, b.text, b.Rect)
			}
		}
	}
}

// written is a text of a picture with the room it takes, from the top of its
// small letters to its baseline.
type written struct {
	layout.Rect
	text string
}

func texts(t *testing.T, svg string) (all []written, width, height int) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	var open *written
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all, width, height
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			number := func(name string) int {
				for _, a := range token.Attr {
					if a.Name.Local == name {
						n, err := strconv.Atoi(a.Value)
						if err != nil {
							t.Fatal(err)
						}
						return n
					}
				}
				return 0
			}
			switch token.Name.Local {
			case "svg":
				width, height = number("width"), number("height")
			case "text":
				open = &written{Rect: layout.Rect{X: number("x"), Y: number("y")}}
				for _, a := range token.Attr {
					if a.Name.Local == "class" {
						open.text = a.Value
					}
				}
			}
		case xml.CharData:
			if open != nil {
				all = append(all, measured(*open, string(token)))
				open = nil
			}
		}
	}
}

func measured(at written, text string) written {
	classes := strings.Fields(at.text)
	size := bodySize
	switch {
	case slices.Contains(classes, "tick"):
		size = tickSize
	case slices.Contains(classes, "note"):
		size = noteSize
	}
	w := look.Width(text, float64(size), slices.Contains(classes, "title"))
	switch {
	case slices.Contains(classes, "end"):
		at.X -= w
	case slices.Contains(classes, "mid"):
		at.X -= w / 2
	}
	return written{layout.Rect{X: at.X, Y: at.Y - size*7/10, W: w, H: size * 7 / 10}, text}
}

func TestTextOfBoxesStaysInside(t *testing.T) {
	for _, name := range []string{"a", "links-db", "a-very-long-component-name-that-nobody-types", hostile} {
		n := Node{Name: name, Kind: "sql", Notes: []string{name, "93% busy, saturates first of all components"}, Mark: name}
		w, h := n.size()
		var c canvas
		n.draw(&c, layout.Rect{W: w, H: h})
		noTextTouches(t, name, fmt.Sprintf(`<svg width="%d" height="%d">%s</svg>`, w, h, c.String()))
	}
}
