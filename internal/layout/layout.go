// Package layout decides where boxes, labels and lines go. It draws graphs in
// layers (Sugiyama, Tagawa and Toda 1981) with nested groups and right-angled
// lines, and sequences of messages. It works on sizes alone and knows neither
// text nor designs; package draw under report turns its results into pictures.
package layout

// Direction is where edges run.
type Direction uint8

// The directions.
const (
	Down  Direction = iota // from top to bottom
	Right                  // from left to right
)

// Graph is what to lay out. All sizes are pixels.
type Graph struct {
	Direction Direction
	Nodes     []Node
	Groups    []Group
	Edges     []Edge
}

// Node is a box. It may come out wider than asked for (taller when edges run
// to the right), so that its edges have room to leave it apart.
type Node struct {
	ID    string
	W, H  int
	Group string // of the group that holds it; "" for none
	First bool   // belongs into the first layer: those who call from outside
	// Pin is where its top left corner must stand, nil for anywhere.
	Pin *Point
	// Was is where it stood when the graph was drawn before, nil for a newcomer.
	// It stays there unless it must make room, and keeps a size that is enough;
	// the size may be left out.
	Was *Rect
}

// Group is a rectangle around its nodes and groups. W and H are the size of
// its label, which stands in its top left corner where lines leave it free.
type Group struct {
	ID     string
	W, H   int
	Parent string // of the group that holds it; "" for none
	Was    *Rect  // where it stood when the graph was drawn before, where known
}

// Edge is a line from one node to another, or to itself. W and H are the size
// of its label; a W of 0 means none.
type Edge struct {
	From, To string
	W, H     int
}

// Result is where everything stands. Its slices are in the order of the
// graph's. Nothing lies outside (0, 0) to (W, H).
type Result struct {
	W, H   int
	Nodes  []Rect
	Groups []GroupBox
	Edges  []Route
	// Shift is how far everything, pinned boxes too, was moved because some of
	// it had to stand left of 0 or above it.
	Shift    Point
	Problems []Problem
}

// Point is a place in pixels from the top left corner.
type Point struct{ X, Y int }

// Rect is a rectangle by its top left corner and its size.
type Rect struct{ X, Y, W, H int }

// GroupBox is a group's rectangle and the place of its label inside it.
type GroupBox struct {
	Rect
	Label Rect
}

// Route is the corners of a line, from its source's border to its target's:
// every stretch is horizontal or vertical. Label is empty when there is none.
type Route struct {
	Points []Point
	Label  Rect
}

// Layout places a graph: no two boxes or labels overlap, no line crosses a box
// or another line's label, and every group holds its own nodes and no others.
// The same graph gives the same result. It panics when an ID stands twice, is
// unknown, or a group holds itself.
//
// A pinned box stands exactly at its pin plus the result's Shift, and the rest
// arranges itself around it; a pin that cannot be kept is among the Problems.
// Boxes that say where they were stay there; a newcomer is put near those it is
// linked with. Where there is no room for it, others make room: none moves by
// more than the size of the newcomer with its loops, or of the group it brings along, and two
// gaps between boxes in either direction. When boxes do not stand in layers, lines
// may share a stretch where they leave no room for two.
func Layout(g Graph) Result {
	d := newDrawing(g)
	res := d.layered()
	if !g.wishful() {
		return res
	}
	return settle(g, d, res)
}

// layered draws without a look at pins and former places.
func (d *drawing) layered() Result {
	d.breakCycles()
	d.assignRanks()
	d.splitEdges()
	d.reduceCrossings()
	d.assignPorts()
	d.place()
	d.slidePorts()
	d.route()
	return d.result()
}

// Overlaps tells whether two rectangles share an area.
func (r Rect) Overlaps(o Rect) bool {
	return r.W > 0 && r.H > 0 && o.W > 0 && o.H > 0 &&
		r.X < o.X+o.W && o.X < r.X+r.W && r.Y < o.Y+o.H && o.Y < r.Y+r.H
}

// Contains tells whether o lies within r.
func (r Rect) Contains(o Rect) bool {
	return r.X <= o.X && r.Y <= o.Y && o.X+o.W <= r.X+r.W && o.Y+o.H <= r.Y+r.H
}

// moved returns the rectangle elsewhere.
func (r Rect) moved(dx, dy int) Rect { return Rect{r.X + dx, r.Y + dy, r.W, r.H} }

// at returns the rectangle with its top left corner at p.
func (r Rect) at(p Point) Rect { return Rect{p.X, p.Y, r.W, r.H} }

// inflated returns the rectangle with by more on every side.
func (r Rect) inflated(by int) Rect { return Rect{r.X - by, r.Y - by, r.W + 2*by, r.H + 2*by} }

// union returns the smallest rectangle that holds both.
func (r Rect) union(o Rect) Rect {
	if r.W == 0 {
		return o
	}
	x, y := min(r.X, o.X), min(r.Y, o.Y)
	return Rect{x, y, max(r.X+r.W, o.X+o.W) - x, max(r.Y+r.H, o.Y+o.H) - y}
}

// around returns the smallest rectangle that holds both ends of a stretch,
// one pixel wide at least.
func around(a, b Point) Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return Rect{x, y, max(a.X, b.X) - x + 1, max(a.Y, b.Y) - y + 1}
}
