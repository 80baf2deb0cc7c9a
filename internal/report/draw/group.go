package draw

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

const (
	groupCaption = 15
	groupSign    = 19 // room of the icon before its name
)

func (g Group) text() (name, note string) {
	name = look.Fit(shown(g.Name), 240, noteSize, true)
	if g.Note != "" {
		note = look.Fit(shown(g.Note), 240, noteSize, false)
	}
	return name, note
}

func (g Group) width() int {
	name, note := g.text()
	w := g.signRoom() + look.Width(name, noteSize, true) + 2
	if note != "" {
		w += 8 + look.Width(note, noteSize, false)
	}
	return w
}

func (g Group) signRoom() int {
	if _, ok := icons[g.Sign]; ok {
		return groupSign
	}
	return 0
}

// frame draws the area of a group; neighbours in depth differ in shade.
func (g Group) frame(c *canvas, b layout.GroupBox, depth int) {
	class := [...]string{"group", "group inner"}[depth%2]
	if g.Strict {
		class += " strict"
	}
	c.rect(b.X, b.Y, b.W, b.H, 10, class)
}

func (g Group) caption(c *canvas, b layout.GroupBox, depth int) {
	halo := [...]string{" halo washed", " halo"}[depth%2]
	name, note := g.text()
	x, y := b.Label.X, b.Label.Y+12
	if room := g.signRoom(); room > 0 {
		fmt.Fprintf(c, `<path transform="translate(%d %d) scale(.75)" class="sign" d="%s"/>`+"\n", x-1, b.Label.Y, icons[g.Sign].path)
		x += room
	}
	c.text(x, y, "note title"+halo, name)
	if note != "" {
		c.text(x+look.Width(name, noteSize, true)+8, y, "note muted"+halo, note)
	}
}
