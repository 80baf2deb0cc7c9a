package layout

import "slices"

// Problem is a wish that could not be granted.
type Problem struct {
	Node string // whose pin was not kept
	// By is the node or the group that stands in the way: too near, or within
	// what one of the groups around Node would cover. Both are empty when the
	// pins of Node's group left no room for its other boxes.
	ByNode, ByGroup string
}

// Distances of boxes that do not stand in layers, in pixels.
const (
	clearance  = 22 // least between boxes: a line passes there
	groupApart = 12 // least between a group and what is beside it
	leastSide  = 20 // of a box: a lane meets it wherever it stands
)

// settling puts boxes that have a place of their own where they belong, and
// the others around them. Its rectangles include the room of loops.
type settling struct {
	g        Graph
	d        *drawing
	base     Result // the graph in layers
	foot     []Rect // of nodes and of what fills empty groups, at base, then where they settle
	standing []bool
	pinned   []bool // to where it stands
	former   []bool // has a former place that it may keep
	released []bool // from its pin, for the sake of others
	hull     []Rect // of clusters, empty while nothing in them stands
	left     []int  // of clusters: where their sides would stand if their labels need more room than their boxes
	problems []Problem
	unkept   []Problem // of released boxes
}

// wishful tells whether some box has a place of its own.
func (g Graph) wishful() bool {
	return slices.ContainsFunc(g.Nodes, func(n Node) bool { return n.Pin != nil || n.Was != nil })
}

// settle moves a layered drawing so that pins are kept, and boxes that stood
// in an earlier drawing stay there. It draws all lines anew.
func settle(g Graph, d *drawing, base Result) Result {
	s := newSettling(g, d, base)
	for {
		s.keepPins()
		s.keepFormer()
		cramped := s.placeRest()
		if cramped < 0 {
			return s.draw()
		}
		s.giveWay(cramped)
		s.clear()
	}
}

// giveWay takes back wishes of a cluster that had no room for the rest of it,
// or of the clusters around it: first former places, then pins.
func (s *settling) giveWay(c int) {
	for given := false; !given; c = s.d.clusters[c].parent {
		for i := range s.g.Nodes {
			if s.standing[i] && s.former[i] && s.d.within(s.d.items[i].cluster, c) {
				s.former[i], given = false, true
			}
		}
		if given {
			return
		}
		for i, n := range s.g.Nodes {
			if s.pinned[i] && s.d.within(s.d.items[i].cluster, c) {
				s.released[i], given = true, true
				s.unkept = append(s.unkept, Problem{Node: n.ID})
			}
		}
	}
}

func newSettling(g Graph, d *drawing, base Result) *settling {
	s := &settling{g: g, d: d, base: base, former: make([]bool, d.nodes), released: make([]bool, d.nodes)}
	for i, n := range g.Nodes {
		s.former[i] = n.Was != nil
	}
	s.clear()
	return s
}

// clear takes all boxes back to where the layers have them.
func (s *settling) clear() {
	s.foot = make([]Rect, s.d.nodes)
	for i := range s.foot {
		s.foot[i] = s.baseFoot(i)
	}
	s.standing, s.pinned = make([]bool, s.d.nodes), make([]bool, s.d.nodes)
	s.hull = make([]Rect, len(s.d.clusters))
	s.left = make([]int, len(s.d.clusters))
	for c, group := range s.g.Groups {
		s.left[c] = s.base.Groups[c].X
		if group.Was != nil {
			s.left[c] = group.Was.X
		}
	}
	s.problems = slices.Clone(s.unkept)
}

// baseFoot returns what a box and its loops cover in the layered drawing.
func (s *settling) baseFoot(i int) Rect {
	it := s.d.items[i]
	if it.kind == blank {
		r := s.base.Groups[it.cluster]
		pad := s.padding(it.cluster)
		return Rect{r.X + groupPad, r.Y + pad, r.W - 2*groupPad, r.H - groupPad - pad}
	}
	r := s.base.Nodes[i]
	if n := s.g.Nodes[i]; n.Was != nil {
		r.W, r.H = max(n.W, n.Was.W), max(n.H, n.Was.H)
	}
	if s.d.turned {
		return Rect{r.X, r.Y, max(r.W, leastSide), max(r.H, leastSide) + it.loopAcross}
	}
	return Rect{r.X, r.Y, max(r.W, leastSide) + it.loopAcross, max(r.H, leastSide)}
}

// padding returns the room between the upper side of a group and what it
// holds.
func (s *settling) padding(c int) int {
	w, h := s.label(c)
	if w == 0 {
		return groupPad
	}
	return groupPad + h
}

func (s *settling) label(c int) (w, h int) {
	return s.d.turn(s.d.clusters[c].labelAcross, s.d.clusters[c].labelAlong)
}

// keepPins lets boxes stand where they are pinned. Of two that cannot both,
// the first in the graph wins.
func (s *settling) keepPins() {
	for i, n := range s.g.Nodes {
		if n.Pin == nil || s.released[i] {
			continue
		}
		at := s.foot[i].at(*n.Pin)
		if by := s.inTheWay(s.d.items[i].cluster, at, clearance); by != nil {
			by.Node = n.ID
			s.problems = append(s.problems, *by)
			continue
		}
		s.pinned[i] = true
		s.stand(i, at)
	}
}

// keepFormer lets boxes stand where they stood before, as far as pins and
// their new sizes leave them.
func (s *settling) keepFormer() {
	for i, n := range s.g.Nodes {
		if !s.former[i] || s.standing[i] {
			continue
		}
		if at := s.foot[i].at(Point{n.Was.X, n.Was.Y}); s.inTheWay(s.d.items[i].cluster, at, clearance) == nil {
			s.stand(i, at)
		}
	}
}

// stand puts a box to its place and lets the groups around it grow.
func (s *settling) stand(i int, at Rect) {
	s.foot[i], s.standing[i] = at, true
	s.grow(s.d.items[i].cluster, at)
}

// grow lets a cluster, and those around it, hold r.
func (s *settling) grow(c int, r Rect) {
	for ; c != s.d.root; c = s.d.clusters[c].parent {
		s.hull[c] = s.grown(c, r)
		r = s.hull[c]
	}
}

// grown returns the rectangle of a group that holds r as well.
func (s *settling) grown(c int, r Rect) Rect {
	pad := s.padding(c)
	r = Rect{r.X - groupPad, r.Y - pad, r.W + 2*groupPad, r.H + pad + groupPad}
	if s.hull[c].W > 0 {
		r = r.union(s.hull[c])
	}
	if w, _ := s.label(c); w+groupPad > r.W {
		need := w + groupPad
		r.X, r.W = min(max(s.left[c], r.X+r.W-need), r.X), need
	}
	return r
}

// inTheWay returns what stands too near to r, or to what the groups around it
// would cover with r in them; nil when r fits into cluster c. A box needs to be
// apart from boxes by a clearance, a group less.
func (s *settling) inTheWay(c int, r Rect, apart int) *Problem {
	own := -1
	for {
		near := r.inflated(apart)
		for i := range s.standing {
			if s.standing[i] && s.d.items[i].cluster == c && near.Overlaps(s.foot[i]) {
				if s.d.items[i].kind == blank {
					return &Problem{ByGroup: s.g.Groups[c].ID}
				}
				return &Problem{ByNode: s.g.Nodes[i].ID}
			}
		}
		for _, child := range s.d.clusters[c].children {
			if child != own && r.inflated(groupApart).Overlaps(s.hull[child]) {
				return &Problem{ByGroup: s.g.Groups[child].ID}
			}
		}
		if c == s.d.root {
			return nil
		}
		grown := s.grown(c, r)
		if grown == s.hull[c] {
			return nil
		}
		own, c, r, apart = c, s.d.clusters[c].parent, grown, groupApart
	}
}

// draw reads off where everything settled and draws the lines. What settled
// just as the layers have it keeps their lines.
func (s *settling) draw() Result {
	if !s.moved() {
		s.base.Problems = s.problems
		return s.base
	}
	res := Result{Problems: s.problems, Shift: s.shift()}
	for i := range s.foot {
		s.foot[i] = s.foot[i].moved(res.Shift.X, res.Shift.Y)
	}
	for i := range s.g.Nodes {
		res.Nodes = append(res.Nodes, s.boxOf(i))
	}
	for c := range s.g.Groups {
		res.Groups = append(res.Groups, GroupBox{Rect: s.hull[c].moved(res.Shift.X, res.Shift.Y)})
	}
	s.drawLines(&res)
	s.d.labelGroups(&res)
	s.labelLines(&res)
	res.enclose()
	return res
}

// moved tells whether some box stands elsewhere than in the layers.
func (s *settling) moved() bool {
	for i := range s.foot {
		if at := s.baseFoot(i); s.foot[i].X != at.X || s.foot[i].Y != at.Y {
			return true
		}
	}
	return false
}

// shift returns how far all must move so that nothing has a coordinate below
// zero.
func (s *settling) shift() Point {
	left, top := 0, 0
	for _, rects := range [][]Rect{s.foot, s.hull} {
		for _, r := range rects {
			left, top = min(left, r.X), min(top, r.Y)
		}
	}
	return Point{-left, -top}
}

// boxOf returns a box without the room of its loops.
func (s *settling) boxOf(i int) Rect {
	r := s.foot[i]
	if s.d.turned {
		r.H -= s.d.items[i].loopAcross
	} else {
		r.W -= s.d.items[i].loopAcross
	}
	return r
}

// enclose measures a picture that begins at (0, 0).
func (res *Result) enclose() {
	for _, r := range res.rects() {
		res.W, res.H = max(res.W, r.X+r.W), max(res.H, r.Y+r.H)
	}
	for _, e := range res.Edges {
		for _, p := range e.Points {
			res.W, res.H = max(res.W, p.X), max(res.H, p.Y)
		}
	}
	res.W, res.H = res.W+margin, res.H+margin
}
