package draw

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Diagram shows parts, the boundaries around them and what flows between:
// contexts, containers, deployments, data flows.
type Diagram struct {
	Title     string // said to those who cannot see it
	Direction layout.Direction
	Nodes     []Node
	Groups    []Group
	Edges     []Edge
}

// Node is a part of the system or someone who calls it.
type Node struct {
	ID      string
	Name    string
	Kind    string // a component's kind, "human" or "program": its icon
	Notes   []string
	Outside bool      // not ours: drawn with a broken border
	Tone    look.Tone // a verdict on it, shown with Mark
	Mark    string    // "saturates first"; empty for no verdict
	Group   string    // "" for none
}

// Group is a boundary.
type Group struct {
	ID     string
	Name   string
	Note   string // behind the name: "3 zones"
	Parent string
}

// Edge is a call or a message from one node to another.
type Edge struct {
	From, To string
	Label    string
	Later    bool      // nobody waits: a broken line with an open head
	Tone     look.Tone // colours the line; Note is plain
}

const (
	nodeWidth    = 216 // at most, before ports need more
	nodeLeast    = 104
	nodePad      = 12
	iconRoom     = 28
	nameLine     = 17
	noteLine     = 15
	labelWidth   = 168
	labelLine    = 14
	groupCaption = 15
)

// SVG draws the diagram. Without nodes it says so.
func (d Diagram) SVG() string {
	if len(d.Nodes) == 0 {
		return empty(d.Title)
	}
	g := layout.Graph{Direction: d.Direction}
	for _, n := range d.Nodes {
		w, h := n.size()
		g.Nodes = append(g.Nodes, layout.Node{ID: n.ID, W: w, H: h, Group: n.Group, First: n.Outside && (n.Kind == "human" || n.Kind == "program")})
	}
	for _, group := range d.Groups {
		g.Groups = append(g.Groups, layout.Group{ID: group.ID, Parent: group.Parent, W: group.width(), H: groupCaption})
	}
	for _, e := range d.Edges {
		w, h := e.labelSize()
		g.Edges = append(g.Edges, layout.Edge{From: e.From, To: e.To, W: w, H: h})
	}
	res := layout.Layout(g)

	var c canvas
	for i, group := range d.Groups {
		group.frame(&c, res.Groups[i])
	}
	for i, e := range d.Edges {
		e.draw(&c, res.Edges[i])
	}
	for i, group := range d.Groups {
		group.caption(&c, res.Groups[i])
	}
	for i, n := range d.Nodes {
		n.draw(&c, res.Nodes[i])
	}
	width := max(res.W, 360)
	height := d.legend(&c, res.H, width)
	return c.svg(width, height, d.Title)
}

func (n Node) lines() (name, notes []string) {
	room := nodeWidth - 2*nodePad - n.iconWidth()
	name = look.Wrap(shown(n.Name), room, 2, bodySize, true)
	for _, note := range n.Notes {
		notes = append(notes, look.Wrap(shown(note), room, 2, noteSize, false)...)
	}
	return name, notes
}

func (n Node) iconWidth() int {
	if _, ok := icons[n.Kind]; ok {
		return iconRoom
	}
	return 0
}

func (n Node) mark() string {
	if n.Mark == "" {
		return ""
	}
	return look.Fit(n.Tone.Mark()+" "+shown(n.Mark), nodeWidth-2*nodePad-n.iconWidth(), noteSize, true)
}

func (n Node) size() (w, h int) {
	name, notes := n.lines()
	for _, line := range name {
		w = max(w, look.Width(line, bodySize, true))
	}
	for _, line := range notes {
		w = max(w, look.Width(line, noteSize, false))
	}
	w = max(w, look.Width(n.mark(), noteSize, true))
	h = len(name)*nameLine + len(notes)*noteLine
	if n.Mark != "" {
		h += noteLine
	}
	return max(nodeLeast, w+2*nodePad+n.iconWidth()), max(h, 20) + 2*nodePad - 4
}

func (n Node) draw(c *canvas, r layout.Rect) {
	c.open("", strings.Join(append([]string{shown(n.Name)}, n.Notes...), " · "))
	class := "card"
	if n.Outside {
		class += " outside"
	}
	c.rect(r.X, r.Y, r.W, r.H, 5, class)
	if n.Mark != "" {
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="5" class="l-%s" fill="none" stroke-width="2"/>`+"\n", r.X, r.Y, r.W, r.H, n.Tone.Class())
	}
	name, notes := n.lines()
	_, h := n.size()
	y := r.Y + (r.H-h)/2 + nodePad - 2
	c.icon(n.Kind, r.X+nodePad-2, y-1)
	x := r.X + nodePad + n.iconWidth()
	for _, line := range name {
		c.text(x, y+13, "title", line)
		y += nameLine
	}
	for _, line := range notes {
		c.text(x, y+11, "note muted", line)
		y += noteLine
	}
	if mark := n.mark(); mark != "" {
		c.text(x, y+11, "note title"+toneText(n.Tone), mark)
	}
	c.close()
}

func (g Group) text() (name, note string) {
	name = look.Fit(shown(g.Name), 240, noteSize, true)
	if g.Note != "" {
		note = look.Fit(shown(g.Note), 240, noteSize, false)
	}
	return name, note
}

func (g Group) width() int {
	name, note := g.text()
	w := look.Width(name, noteSize, true) + 2
	if note != "" {
		w += 8 + look.Width(note, noteSize, false)
	}
	return w
}

func (g Group) frame(c *canvas, b layout.GroupBox) {
	c.rect(b.X, b.Y, b.W, b.H, 8, "group")
}

func (g Group) caption(c *canvas, b layout.GroupBox) {
	name, note := g.text()
	c.text(b.Label.X, b.Label.Y+12, "note title", name)
	if note != "" {
		c.text(b.Label.X+look.Width(name, noteSize, true)+8, b.Label.Y+12, "note muted", note)
	}
}

func (e Edge) lines() []string {
	return look.Wrap(shown(e.Label), labelWidth, 2, tickSize, false)
}

func (e Edge) labelSize() (w, h int) {
	lines := e.lines()
	for _, line := range lines {
		w = max(w, look.Width(line, tickSize, false)+2)
	}
	return w, len(lines) * labelLine
}

func (e Edge) draw(c *canvas, r layout.Route) {
	c.open("", shown(e.From+" → "+e.To))
	class := "edge"
	if e.Later {
		class += " later"
	}
	if e.Tone != look.Note {
		class += " l-" + e.Tone.Class()
	}
	arrow(c, r.Points, class, e.Later, e.Tone)
	for i, line := range e.lines() {
		c.text(r.Label.X, r.Label.Y+11+i*labelLine, "tick", line)
	}
	c.close()
}

// arrow draws a line with rounded corners and a head: filled when somebody
// waits for the answer, open when not.
func arrow(c *canvas, points []layout.Point, class string, open bool, tone look.Tone) {
	c.path(class, rounded(points, 5))
	end, before := points[len(points)-1], points[len(points)-2]
	dx, dy := sign(end.X-before.X), sign(end.Y-before.Y)
	const long, wide = 8, 4
	a := layout.Point{X: end.X - long*dx + wide*dy, Y: end.Y - long*dy + wide*dx}
	b := layout.Point{X: end.X - long*dx - wide*dy, Y: end.Y - long*dy - wide*dx}
	head, close := "head", "Z"
	if open {
		head, close = "open", ""
	}
	if tone != look.Note {
		head += map[bool]string{true: " l-", false: " k-"}[open] + tone.Class()
	}
	c.path(head, fmt.Sprintf("M%d %dL%d %dL%d %d%s", a.X, a.Y, end.X, end.Y, b.X, b.Y, close))
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

// legend explains the lines and borders that the diagram uses and returns the
// height of the whole.
func (d Diagram) legend(c *canvas, top, width int) int {
	waits, later, outside := false, false, false
	for _, e := range d.Edges {
		waits, later = waits || !e.Later, later || e.Later
	}
	for _, n := range d.Nodes {
		outside = outside || n.Outside
	}
	x, y := 12, top+14
	entry := func(used bool, text string, sign func(x, y int)) {
		if !used {
			return
		}
		need := 38 + look.Width(text, tickSize, false) + 20
		if x > 12 && x+need > width {
			x, y = 12, y+18
		}
		sign(x, y-4)
		c.text(x+38, y, "tick", text)
		x += need
	}
	line := func(later bool) func(x, y int) {
		class := map[bool]string{true: "edge later", false: "edge"}[later]
		return func(x, y int) {
			arrow(c, []layout.Point{{X: x, Y: y}, {X: x + 30, Y: y}}, class, later, look.Note)
		}
	}
	entry(waits, "waits for the answer", line(false))
	entry(later, "nobody waits", line(true))
	entry(outside, "not ours", func(x, y int) { c.rect(x, y-6, 30, 12, 3, "card outside") })
	if x == 12 {
		return top
	}
	return y + 12
}
