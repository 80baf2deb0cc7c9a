package draw

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Edge is a call or a message from one node to another.
type Edge struct {
	From, To string
	Label    string
	Badge    string    // before the label, on a round ground: "1, 4"
	Later    bool      // nobody waits: a broken line with an open head
	Tone     look.Tone // colours the line; Note is plain
	Strong   bool      // the line that the picture is about
	Faded    bool      // there, but not what the picture is about
}

const (
	labelWidth  = 168
	labelLine   = 14
	badgeHeight = 16
	badgePad    = 5
)

func (e Edge) lines() []string {
	return look.Wrap(shown(e.Label), labelWidth-e.badgeRoom(), 2, tickSize, false)
}

// badgeRoom is the width of the badge and of what is kept free behind it.
func (e Edge) badgeRoom() int {
	if e.Badge == "" {
		return 0
	}
	return max(badgeHeight, look.Width(e.badge(), tickSize, true)+2*badgePad) + 5
}

func (e Edge) badge() string { return look.Fit(shown(e.Badge), labelWidth/2, tickSize, true) }

func (e Edge) labelSize() (w, h int) {
	lines := e.lines()
	for _, line := range lines {
		w = max(w, look.Width(line, tickSize, false)+2)
	}
	h = len(lines) * labelLine
	if e.Badge != "" {
		w, h = w+e.badgeRoom(), max(h, badgeHeight)
	}
	return w, h
}

func (e Edge) draw(c *canvas, r layout.Route) {
	c.open("", shown(e.From+" → "+e.To))
	class := "edge"
	if e.Later {
		class += " later"
	}
	if e.Strong {
		class += " strong"
	}
	if e.Faded {
		class += " faded"
	}
	if e.Tone != look.Note {
		class += " l-" + e.Tone.Class()
	}
	arrow(c, r.Points, class, e.Later, e.head())
	x := r.Label.X
	if room := e.badgeRoom(); room > 0 {
		w := room - 5
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="badge%s"/>`+"\n", x, r.Label.Y, w, badgeHeight, badgeHeight/2, toneFill(e.Tone))
		c.text(x+w/2, r.Label.Y+12, "tick title on-badge mid", e.badge())
		x += room
	}
	for i, line := range e.lines() {
		c.text(x, r.Label.Y+11+i*labelLine, "tick"+toneText(e.Tone), line)
	}
	c.close()
}

// head is the class of the arrow's head.
func (e Edge) head() string {
	switch {
	case e.Tone != look.Note && e.Later:
		return "open l-" + e.Tone.Class()
	case e.Tone != look.Note:
		return "head k-" + e.Tone.Class()
	case e.Later && e.Strong:
		return "open strong"
	case e.Later:
		return "open"
	case e.Strong:
		return "head strong"
	}
	return "head"
}

// arrow draws a line with rounded corners and a head: filled when somebody
// waits for the answer, open when not.
func arrow(c *canvas, points []layout.Point, class string, open bool, head string) {
	c.path(class, rounded(points, 5))
	end, before := points[len(points)-1], points[len(points)-2]
	dx, dy := sign(end.X-before.X), sign(end.Y-before.Y)
	const long, wide = 8, 4
	a := layout.Point{X: end.X - long*dx + wide*dy, Y: end.Y - long*dy + wide*dx}
	b := layout.Point{X: end.X - long*dx - wide*dy, Y: end.Y - long*dy - wide*dx}
	closing := "Z"
	if open {
		closing = ""
	}
	c.path(head, fmt.Sprintf("M%d %dL%d %dL%d %d%s", a.X, a.Y, end.X, end.Y, b.X, b.Y, closing))
}

// rounded is a path along right-angled corners, each cut by an arc.
func rounded(points []layout.Point, radius int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0].X, points[0].Y)
	for i := 1; i+1 < len(points); i++ {
		p, at, n := points[i-1], points[i], points[i+1]
		r := min(radius, span(p, at)/2, span(at, n)/2)
		in := layout.Point{X: at.X - r*sign(at.X-p.X), Y: at.Y - r*sign(at.Y-p.Y)}
		out := layout.Point{X: at.X + r*sign(n.X-at.X), Y: at.Y + r*sign(n.Y-at.Y)}
		fmt.Fprintf(&b, "L%d %dQ%d %d %d %d", in.X, in.Y, at.X, at.Y, out.X, out.Y)
	}
	last := points[len(points)-1]
	fmt.Fprintf(&b, "L%d %d", last.X, last.Y)
	return b.String()
}

func span(a, b layout.Point) int { return max(a.X-b.X, b.X-a.X, a.Y-b.Y, b.Y-a.Y) }

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func toneFill(t look.Tone) string {
	if t == look.Note {
		return ""
	}
	return " k-" + t.Class()
}
