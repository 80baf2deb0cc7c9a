package draw

import (
	"fmt"
	"strconv"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// legend explains the colours, lines and borders that the diagram uses, below
// top, and returns the height of the whole.
func (d Diagram) legend(c *canvas, top, width int) int {
	l := keyList{c: c, width: width, x: keyLeft, y: top + 20}
	present := map[Family]bool{}
	waits, later, outside, strict, closed := false, false, false, false, false
	for _, e := range d.Edges {
		waits, later = waits || !e.Later, later || e.Later
	}
	for _, n := range d.Nodes {
		outside, closed = outside || n.Outside, closed || n.Kind == closedBoundary
		present[family(n.Kind)] = true
	}
	for _, g := range d.Groups {
		strict = strict || g.Strict
	}
	for f := People; f <= Others; f++ {
		if present[f] {
			l.entry(14, f.String(), func(x, y int) { c.rect(x, y-9, 12, 12, 3, "swatch k-"+f.class()) })
		}
	}
	if len(d.Scale) > 0 {
		l.next()
	}
	for _, s := range d.Scale {
		text := s.Text
		if s.Tone != look.Note {
			text = s.Tone.Mark() + " " + text
		}
		l.entry(36, text, func(x, y int) { bar(c, x, y-7, 32, s.Share, s.Tone) })
	}
	if l.used && (waits || later || outside || strict) {
		l.next()
	}
	line := func(later bool) func(x, y int) {
		class, head := "edge", "head"
		if later {
			class, head = "edge later", "open"
		}
		return func(x, y int) {
			arrow(c, []layout.Point{{X: x, Y: y - 4}, {X: x + 30, Y: y - 4}}, class, later, head)
		}
	}
	if d.Carries != "" {
		l.entry(36, d.Carries, func(x, y int) {
			arrow(c, []layout.Point{{X: x, Y: y - 4}, {X: x + 30, Y: y - 4}}, "edge strong", false, "head strong")
		})
	}
	if waits {
		l.entry(36, "waits for the answer", line(false))
	}
	if later {
		l.entry(36, "nobody waits", line(true))
	}
	if outside {
		l.entry(36, "not ours", func(x, y int) { c.rect(x, y-10, 30, 13, 4, "card outside") })
	}
	if strict {
		l.entry(36, "boundary of trust", func(x, y int) { c.rect(x, y-10, 30, 13, 4, "group strict") })
	}
	if closed {
		l.entry(36, "closed boundary; --open NAME shows what is in it", func(x, y int) {
			fmt.Fprintf(c, `<path transform="translate(%d %d) scale(.7)" class="sign" d="%s"/>`+"\n", x+8, y-11, icons[closedBoundary].path)
		})
	}
	if !l.used {
		return top
	}
	return l.y + 12
}

const keyLeft = 12

// keyList writes signs with their meaning from left to right, in as many rows as
// they need.
type keyList struct {
	c     *canvas
	width int
	x, y  int
	used  bool
}

func (l *keyList) entry(room int, text string, sign func(x, y int)) {
	text = look.Fit(text, l.width-2*keyLeft-room-5, tickSize, false)
	need := room + 5 + look.Width(text, tickSize, false) + 18
	if l.x > keyLeft && l.x+need > l.width {
		l.next()
	}
	sign(l.x, l.y)
	l.c.text(l.x+room+5, l.y, "tick", text)
	l.x += need
	l.used = true
}

// next begins a row unless the present one is empty.
func (l *keyList) next() {
	if l.x > keyLeft {
		l.x, l.y = keyLeft, l.y+20
	}
}

const (
	listColumn = 320 // least width of a column
	listLine   = 20
)

// list writes the numbered texts in columns below top and returns where they
// end.
func (d Diagram) list(c *canvas, top, width int) int {
	if len(d.Listed) == 0 {
		return top
	}
	columns := max(1, min((width-2*keyLeft)/listColumn, (len(d.Listed)+3)/4))
	rows := (len(d.Listed) + columns - 1) / columns
	pitch := (width - 2*keyLeft) / columns
	for i, text := range d.Listed {
		x, y := keyLeft+i/rows*pitch, top+12+i%rows*listLine
		number := strconv.Itoa(i + 1)
		w := max(badgeHeight, look.Width(number, tickSize, true)+2*badgePad)
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="badge"/>`+"\n", x, y, w, badgeHeight, badgeHeight/2)
		c.text(x+w/2, y+12, "tick title on-badge mid", number)
		c.text(x+32, y+12, "note", look.Fit(shown(text), pitch-44, noteSize, false))
	}
	return top + 12 + rows*listLine
}
