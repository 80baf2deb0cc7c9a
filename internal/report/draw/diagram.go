package draw

import (
	"github.com/loadpath/loadpath/internal/layout"
)

// Diagram shows parts, the boundaries around them and what flows between:
// contexts, containers, deployments, data flows.
type Diagram struct {
	Plate
	Title     string // said to those who cannot see it
	Direction layout.Direction
	Nodes     []Node
	Groups    []Group
	Edges     []Edge
	Open      []string // groups that stay open however many boxes there are
	Scale     []Step   // what the colours of gauges mean
	Carries   string   // what strong lines mean
	Listed    []string // numbered below the picture: the badges of its edges
}

// Group is a boundary.
type Group struct {
	ID     string
	Name   string
	Note   string // behind the name: "3 zones"
	Sign   string // a kind whose icon stands before the name; "" for none
	Strict bool   // a border that not everything may cross: drawn broken and strong
	Parent string
}

// SVG draws the diagram. Without nodes it says so.
func (d Diagram) SVG() string { return d.Picture().SVG }

// Picture draws the diagram in its plate.
func (d Diagram) Picture() Picture {
	if len(d.Nodes) == 0 {
		return nothing(d.Plate, d.Title)
	}
	d = d.closed()
	res := layout.Layout(d.graph())
	var c canvas
	for i, group := range d.Groups {
		group.frame(&c, res.Groups[i], d.depth(group))
	}
	for i, e := range d.Edges {
		e.draw(&c, res.Edges[i])
	}
	for i, group := range d.Groups {
		group.caption(&c, res.Groups[i], d.depth(group))
	}
	for i, n := range d.Nodes {
		n.draw(&c, res.Nodes[i])
	}
	width := max(res.W, 360)
	height := d.list(&c, res.H, width)
	height = d.legend(&c, height, width)
	p := c.finish(d.Plate, width, height, d.Title)
	p.Unmet = res.Problems
	return p
}

// graph is the diagram as sizes.
func (d Diagram) graph() layout.Graph {
	g := layout.Graph{Direction: d.Direction}
	for _, n := range d.Nodes {
		w, h := n.size()
		g.Nodes = append(g.Nodes, layout.Node{ID: n.ID, W: w, H: h, Group: n.Group, Pin: n.Pin, First: n.Kind == "human" || n.Kind == "program"})
	}
	for _, group := range d.Groups {
		g.Groups = append(g.Groups, layout.Group{ID: group.ID, Parent: group.Parent, W: group.width(), H: groupCaption})
	}
	for _, e := range d.Edges {
		w, h := e.labelSize()
		g.Edges = append(g.Edges, layout.Edge{From: e.From, To: e.To, W: w, H: h})
	}
	return g
}

// depth is how many groups are around a group.
func (d Diagram) depth(g Group) int {
	depth := 0
	for parent := g.Parent; parent != ""; depth++ {
		up := ""
		for _, other := range d.Groups {
			if other.ID == parent {
				up = other.Parent
			}
		}
		parent = up
	}
	return depth
}
