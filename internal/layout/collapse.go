package layout

import (
	"cmp"
	"slices"
)

// MostBoxes is how many boxes a reader can still take in at once; drawings
// with more close some of their groups.
const MostBoxes = 60

// Collapsed says what of a graph is shown when some of its groups are closed
// to one box each. All numbers are places in the slices of the graph or, where
// it says so, in Boxes.
type Collapsed struct {
	Boxes  []Box    // the graph's open nodes in order, then its closed groups in order
	Shown  []int    // for each node of the graph, its place in Boxes
	Groups []int    // the groups that stay frames
	Lines  []Bundle // in the order of their first edges
}

// Box is a node or a closed group; the other of the two is -1.
type Box struct {
	Node, Group int
	Holds       int // how many nodes of the graph it stands for
}

// Bundle is one line between two places of Boxes and the edges it stands for.
// Only edges that lose an end of their own share a line, and edges within a
// closed group have none.
type Bundle struct {
	From, To int
	Edges    []int
}

// Collapse closes groups until at most most boxes are left: the deepest
// groups first, among them the one that hides most boxes. Groups named in
// open, and those around them, stay open, even if too many boxes are left
// then. Of the graph it looks at IDs, groups and ends alone, not at sizes.
func Collapse(g Graph, most int, open []string) Collapsed {
	d := newDrawing(g)
	d.keepOpen(g, open)
	visible := make([]int, len(d.clusters)) // boxes that a cluster shows, at any depth
	for i := range g.Nodes {
		for c := d.items[i].cluster; c >= 0; c = d.clusters[c].parent {
			visible[c]++
		}
	}
	for visible[d.root] > most {
		c := d.nextToClose(visible)
		if c < 0 {
			break
		}
		d.clusters[c].closed = true
		hidden := visible[c] - 1
		for up := c; up >= 0; up = d.clusters[up].parent {
			visible[up] -= hidden
		}
	}
	return d.collapsed(g)
}

// keepOpen marks the named groups and those around them.
func (d *drawing) keepOpen(g Graph, open []string) {
	for c, group := range g.Groups {
		if !slices.Contains(open, group.ID) {
			continue
		}
		for up := c; up >= 0; up = d.clusters[up].parent {
			d.clusters[up].keptOpen = true
		}
	}
}

// nextToClose returns the deepest group whose closing hides a box, among equals
// the one that hides most; -1 when there is none.
func (d *drawing) nextToClose(visible []int) int {
	best := -1
	for c, group := range d.clusters {
		if c == d.root || group.keptOpen || visible[c] < 2 {
			continue
		}
		if best < 0 || cmp.Or(cmp.Compare(group.depth, d.clusters[best].depth), cmp.Compare(visible[c], visible[best])) > 0 {
			best = c
		}
	}
	return best
}

// collapsed reads off which boxes and lines are left.
func (d *drawing) collapsed(g Graph) Collapsed {
	outermost := make([]int, len(d.clusters)) // the closed group that hides a cluster, -1 for none
	for c := range d.clusters {
		outermost[c] = -1
		for up := c; up >= 0; up = d.clusters[up].parent {
			if d.clusters[up].closed {
				outermost[c] = up
			}
		}
	}
	var res Collapsed
	boxOf := make([]int, len(d.clusters)) // of closed groups
	res.Shown = make([]int, len(g.Nodes))
	for i := range g.Nodes {
		if outermost[d.items[i].cluster] < 0 {
			res.Shown[i] = len(res.Boxes)
			res.Boxes = append(res.Boxes, Box{Node: i, Group: -1, Holds: 1})
		}
	}
	for c := range g.Groups {
		switch outermost[c] {
		case c:
			boxOf[c] = len(res.Boxes)
			res.Boxes = append(res.Boxes, Box{Node: -1, Group: c})
		case -1:
			res.Groups = append(res.Groups, c)
		}
	}
	for i := range g.Nodes {
		if c := outermost[d.items[i].cluster]; c >= 0 {
			res.Shown[i] = boxOf[c]
			res.Boxes[boxOf[c]].Holds++
		}
	}
	bundles := map[[2]int]int{}
	for i, e := range d.edges {
		ends := [2]int{res.Shown[e.from], res.Shown[e.to]}
		from, to := res.Boxes[ends[0]], res.Boxes[ends[1]]
		hidden := from.Group >= 0 || to.Group >= 0
		if hidden && ends[0] == ends[1] {
			continue
		}
		if n, ok := bundles[ends]; ok && hidden {
			res.Lines[n].Edges = append(res.Lines[n].Edges, i)
			continue
		}
		bundles[ends] = len(res.Lines)
		res.Lines = append(res.Lines, Bundle{From: ends[0], To: ends[1], Edges: []int{i}})
	}
	return res
}
