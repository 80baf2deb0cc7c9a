package draw

import (
	"fmt"
	"testing"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/draw/drawtest"
)

func TestNoTextIsCutOffOrTouchesAnotherAndAllCanBeRead(t *testing.T) {
	for _, p := range pictures {
		drawtest.Check(t, p.name, p.svg())
	}
}

func TestTextOfBoxesStaysInside(t *testing.T) {
	for _, name := range []string{"a", "links-db", "a-very-long-component-name-that-nobody-types", hostile} {
		n := Node{Name: name, Kind: "sql", Notes: []string{name, "93% busy, saturates first of all components"}, Mark: name, Text: name,
			Gauge: &Gauge{Text: name, Share: 2}, Cells: []Cell{{name, name}, {"b", "2"}}, Stack: 2}
		w, h := n.size()
		var c canvas
		n.draw(&c, layout.Rect{W: w, H: h})
		drawtest.Read(t, fmt.Sprintf(`<svg width="%d" height="%d">%s</svg>`, w, h, c.String())).Touching(t, name)
	}
}
