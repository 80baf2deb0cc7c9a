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
}

// Group is a rectangle around its nodes and groups. W and H are the size of
// its label, which stands in its top left corner where lines leave it free.
type Group struct {
	ID     string
	W, H   int
	Parent string // of the group that holds it; "" for none
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
func Layout(g Graph) Result {
	d := newDrawing(g)
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

// around returns the smallest rectangle that holds both ends of a stretch,
// one pixel wide at least.
func around(a, b Point) Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return Rect{x, y, max(a.X, b.X) - x + 1, max(a.Y, b.Y) - y + 1}
}
