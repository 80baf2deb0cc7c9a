package layout

import "fmt"

// drawing is a graph on its way to a picture. Inside, layers run downwards:
// "across" is x, "along" is y. For the direction Right everything is turned
// on its diagonal on the way in and out.
type drawing struct {
	turned   bool
	clusters []cluster // one per group, in order, then the root
	root     int
	items    []item // one per node, in order, then placeholders, bends, labels and borders
	nodes    int    // how many items are nodes or placeholders
	edges    []edge
	links    []link
	layers   [][]int // items from left to right
	channels []channel
	rows     []row
	ordering
}

// ordering is what the search for an order of the layers needs.
type ordering struct {
	ups, downs [][]int   // per item, its neighbours in the layer above and below
	pos        []int     // of items in their layer
	cells      [][]cell  // of clusters, by layer from their first
	cellsOf    [][]*cell // of layers, outer before inner
	crossed    []int     // crossings between a layer and the next
	stale      []bool    // no more
	restless   []bool    // layers in which neighbours may gain by swapping

	// Room to work in.
	some          []entry
	swapped, tree []int
}

// cluster is a group with what is known of it so far.
type cluster struct {
	parent      int // -1 for the root
	children    []int
	depth       int
	labelAcross int
	labelAlong  int
	first, last int  // layers
	place       int  // among its siblings, from left to right
	left, right int  // coordinates of its sides
	closed      bool // shown as one box, see Collapse
	keptOpen    bool
}

// item is what stands in a layer.
type item struct {
	kind        itemKind
	first       bool // belongs into the first layer
	cluster     int
	rank        int
	left, right int   // how far it reaches from its anchor
	wide        int   // of a box alone, without its loops
	along       int   // its thickness in the direction of the layers
	loopAcross  int   // how far its loops and their labels reach from it
	loopAlong   int   // the room they take along its side
	x           int   // coordinate of its anchor
	up, down    []int // links, by number
}

type itemKind uint8

const (
	box     itemKind = iota
	blank            // stands in for the content of an empty group
	bend             // of a long edge
	label            // of an edge, beside it
	opening          // left side of a group in one layer
	closing          // right side
)

// edge is an edge of the graph, turned so that it runs downwards.
type edge struct {
	from, to  int // items; upper and lower once cycles are broken
	reversed  bool
	direct    bool  // leaves the group of its upper end at once
	w, h      int   // of the label, as it is read
	labelRank int   // layer of the label
	links     []int // its stretches from layer to layer, downwards
	labelItem int   // -1 when none
	loopAt    int   // where its room begins along the side of its box, when it is a loop
}

func (e edge) loop() bool { return e.from == e.to }

// Distances in pixels.
const (
	margin      = 12  // around the picture
	boxGap      = 36  // between boxes of a layer
	bendGap     = 14  // between lines
	labelGap    = 14  // between a label and its neighbours
	groupGap    = 20  // between a group and its neighbours
	groupPad    = 18  // between a group's side and what it holds
	wideLabel   = 120 // the widest label for which a group leaves the room twice
	labelOff    = 6   // between a line and its label
	layerGap    = 20  // between a layer and the tracks beside it
	labelLayer  = 8   // the same where a layer holds no box
	trackGap    = 12  // between tracks
	portGap     = 18  // between the ends of lines at a box, where there is room
	portGapMin  = 10
	portMargin  = 8  // between the corner of a box and the first line
	loopReach   = 18 // how far a loop leaves its box
	loopHeight  = 12
	loopGap     = 6 // between loops of a box
	columnApart = 5 // lines nearer than that count as in one column
)

func newDrawing(g Graph) *drawing {
	d := &drawing{turned: g.Direction == Right, root: len(g.Groups)}
	groups := d.addClusters(g)
	nodes := map[string]int{}
	for i, n := range g.Nodes {
		if _, twice := nodes[n.ID]; twice {
			panic(fmt.Sprintf("layout: two nodes %q", n.ID))
		}
		nodes[n.ID] = i
		across, along := d.turn(n.W, n.H)
		d.items = append(d.items, item{kind: box, first: n.First, cluster: find(groups, n.Group, "group"), wide: across, left: across / 2, right: across - across/2, along: along})
	}
	d.fillEmptyClusters()
	d.nodes = len(d.items)
	for _, e := range g.Edges {
		from, to := find(nodes, e.From, "node"), find(nodes, e.To, "node")
		n := edge{from: from, to: to, labelItem: -1, w: e.W, h: e.H}
		if n.loop() {
			d.addLoop(&n)
		}
		d.edges = append(d.edges, n)
	}
	return d
}

func (d *drawing) addClusters(g Graph) map[string]int {
	index := map[string]int{"": d.root}
	for i, group := range g.Groups {
		if _, twice := index[group.ID]; twice {
			panic(fmt.Sprintf("layout: two groups %q", group.ID))
		}
		index[group.ID] = i
	}
	for i, group := range g.Groups {
		across, along := d.turn(group.W, group.H)
		parent := find(index, group.Parent, "group")
		d.clusters = append(d.clusters, cluster{parent: parent, labelAcross: across, labelAlong: along})
		for up, steps := parent, 0; up != d.root; up = find(index, g.Groups[up].Parent, "group") {
			if steps++; steps > len(g.Groups) || up == i {
				panic(fmt.Sprintf("layout: group %q holds itself", group.ID))
			}
		}
	}
	d.clusters = append(d.clusters, cluster{parent: -1})
	for i := range g.Groups {
		p := &d.clusters[d.clusters[i].parent]
		p.children = append(p.children, i)
		for up := i; up != d.root; up = d.clusters[up].parent {
			d.clusters[i].depth++
		}
	}
	return index
}

// fillEmptyClusters gives every group without a node something to hold.
func (d *drawing) fillEmptyClusters() {
	holds := make([]bool, len(d.clusters))
	for _, it := range d.items {
		for c := it.cluster; c >= 0; c = d.clusters[c].parent {
			holds[c] = true
		}
	}
	for c := range d.clusters {
		if !holds[c] && c != d.root && len(d.clusters[c].children) == 0 {
			d.items = append(d.items, item{kind: blank, cluster: c, left: 20, right: 20, along: 8})
		}
	}
}

// addLoop makes room for a loop at the side of its box, below those that are
// there, and makes the box longer when its side is too short for all.
func (d *drawing) addLoop(e *edge) {
	it := &d.items[e.from]
	reach, along := loopReach, loopHeight
	if e.w > 0 {
		across, labelAlong := d.turn(e.w, e.h)
		reach, along = reach+labelOff+across, max(along, labelAlong)
	}
	e.loopAt = it.loopAlong
	it.loopAlong += along + loopGap
	if reach > it.loopAcross {
		it.right += reach - it.loopAcross
		it.loopAcross = reach
	}
	it.along = max(it.along, it.loopAlong+loopGap)
}

// turn swaps width and height when edges run to the right.
func (d *drawing) turn(w, h int) (across, along int) {
	if d.turned {
		return h, w
	}
	return w, h
}

// within tells whether cluster c is g or inside it.
func (d *drawing) within(c, g int) bool {
	for ; c >= 0; c = d.clusters[c].parent {
		if c == g {
			return true
		}
	}
	return false
}

// common returns the smallest cluster that holds both.
func (d *drawing) common(a, b int) int {
	for d.clusters[a].depth > d.clusters[b].depth {
		a = d.clusters[a].parent
	}
	for d.clusters[b].depth > d.clusters[a].depth {
		b = d.clusters[b].parent
	}
	for a != b {
		a, b = d.clusters[a].parent, d.clusters[b].parent
	}
	return a
}

func find(index map[string]int, id, what string) int {
	i, ok := index[id]
	if !ok {
		panic(fmt.Sprintf("layout: no %s %q", what, id))
	}
	return i
}
