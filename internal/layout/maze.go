package layout

import (
	"cmp"
	"slices"
)

// Lanes of the maze, in pixels. Between two boxes that are clearance apart one
// lane passes at least: 2*laneApart + lane = clearance.
const (
	lane      = 10
	laneStart = 4 // the first, so that a line fits into the margin
	laneApart = 6 // from a box
	laneSpare = 8 // lanes beyond the last box
)

// Costs of a line through the maze, in pixels of its length: a corner is worth
// a detour, a crossing a longer one, and running over another line nearly any.
const (
	costCorner   = 30
	costCrossing = 60
	costFlank    = 20   // leaving a box not in the direction of the drawing
	costAlong    = 8    // a stretch beside the side of a group
	costCaption  = 40   // a stretch through the label of a group
	costShared   = 3000 // a stretch of another line, or its corner
)

// maze is a net of lanes over the picture, in which lines are found one after
// the other as shortest paths (Lee 1961; Hart, Nilsson and Raphael 1968).
type maze struct {
	wide, high int
	blocked    []bool   // crossings of lanes within a box
	extra      [2][]int // cost of the stretch to the right of a crossing, and below it
	used       [2][]int // lines on that stretch
	corners    []int    // lines that turn at a crossing

	// Of the search that runs, by state: a crossing and the way it was entered.
	search int
	stamp  []int // the search that wrote the other two
	cost   []int
	before []int
	open   heap
}

// way is a direction: right, down, left, up.
type way int

const (
	rightward way = iota
	downward
	leftward
	upward
)

func (w way) back() way { return (w + 2) % 4 }

// axis is 0 for across the picture, 1 for down.
func (w way) axis() int { return int(w % 2) }

// gate is where a line may leave a box: the first crossing outside.
type gate struct {
	at   int
	out  way
	cost int
	end  Point // on the border of the box
}

func newMaze(w, h int) *maze {
	m := &maze{wide: (w-laneStart)/lane + laneSpare, high: (h-laneStart)/lane + laneSpare}
	n := m.wide * m.high
	m.blocked, m.corners = make([]bool, n), make([]int, n)
	for axis := range 2 {
		m.extra[axis], m.used[axis] = make([]int, n), make([]int, n)
	}
	m.stamp, m.cost, m.before = make([]int, 4*n+1), make([]int, 4*n+1), make([]int, 4*n+1)
	return m
}

// lanes returns the lanes from a coordinate to another, both included.
func lanes(from, to int) (first, last int) {
	return max(0, (from-laneStart+lane-1)/lane), (to-laneStart+lane)/lane - 1
}

func coordinate(n int) int { return laneStart + n*lane }

func (m *maze) point(at int) Point {
	return Point{coordinate(at % m.wide), coordinate(at / m.wide)}
}

// within calls visit for the crossings of lanes in a rectangle.
func (m *maze) within(r Rect, visit func(at int)) {
	left, right := lanes(r.X, r.X+r.W)
	top, bottom := lanes(r.Y, r.Y+r.H)
	for y := top; y <= min(bottom, m.high-1); y++ {
		for x := left; x <= min(right, m.wide-1); x++ {
			visit(y*m.wide + x)
		}
	}
}

// block closes the lanes through a box and beside it.
func (m *maze) block(r Rect) {
	m.within(r.inflated(laneApart-1), func(at int) { m.blocked[at] = true })
}

// avoid makes lanes along the sides of a group and through its label dear.
func (m *maze) avoid(r, label Rect) {
	for _, side := range []Rect{{r.X, r.Y, r.W, 0}, {r.X, r.Y + r.H, r.W, 0}} {
		m.within(side.inflated(3), func(at int) { m.extra[0][at] += costAlong })
	}
	for _, side := range []Rect{{r.X, r.Y, 0, r.H}, {r.X + r.W, r.Y, 0, r.H}} {
		m.within(side.inflated(3), func(at int) { m.extra[1][at] += costAlong })
	}
	if label.W > 0 {
		m.within(label.inflated(3), func(at int) {
			m.extra[0][at] += costCaption
			m.extra[1][at] += costCaption
		})
	}
}

// gates lists where lines may leave a box that covers foot with its loops.
func (m *maze) gates(r, foot Rect, turned bool) []gate {
	var all []gate
	add := func(x, y int, out way, end Point, off int) {
		if x < 0 || y < 0 || x >= m.wide || y >= m.high || m.blocked[y*m.wide+x] {
			return
		}
		cost := abs(off)/4 + abs(end.X-coordinate(x)) + abs(end.Y-coordinate(y))
		if (out.axis() == 0) != turned {
			cost += costFlank
		}
		all = append(all, gate{y*m.wide + x, out, cost, end})
	}
	above, below := (r.Y-laneApart-laneStart+lane)/lane-1, (r.Y+r.H+laneApart-laneStart+lane-1)/lane
	inset := min(laneApart, (r.W-lane)/2)
	first, last := lanes(r.X+inset, r.X+r.W-inset)
	for x := first; x <= last; x++ {
		off := coordinate(x) - r.X - r.W/2
		add(x, above, upward, Point{coordinate(x), r.Y}, off)
		if foot.H == r.H {
			add(x, below, downward, Point{coordinate(x), r.Y + r.H}, off)
		}
	}
	before, after := (r.X-laneApart-laneStart+lane)/lane-1, (r.X+r.W+laneApart-laneStart+lane-1)/lane
	inset = min(laneApart, (r.H-lane)/2)
	first, last = lanes(r.Y+inset, r.Y+r.H-inset)
	for y := first; y <= last; y++ {
		off := coordinate(y) - r.Y - r.H/2
		add(before, y, leftward, Point{r.X, coordinate(y)}, off)
		if foot.W == r.W {
			add(after, y, rightward, Point{r.X + r.W, coordinate(y)}, off)
		}
	}
	return all
}

// trail is a way through the maze: crossings from gate to gate.
type trail struct {
	from, to gate
	at       []int
}

// find returns the cheapest way from one box to another.
func (m *maze) find(from, to []gate, goal Rect) trail {
	m.search++
	m.open = m.open[:0]
	end := len(m.cost) - 1
	left, right := lanes(goal.X, goal.X+goal.W)
	top, bottom := lanes(goal.Y, goal.Y+goal.H)
	ahead := func(at int) int {
		x, y := at%m.wide, at/m.wide
		return lane * (max(0, left-x-1, x-right-1) + max(0, top-y-1, y-bottom-1))
	}
	reach := func(state, cost, before, ahead int) {
		if m.stamp[state] == m.search && m.cost[state] <= cost {
			return
		}
		m.stamp[state], m.cost[state], m.before[state] = m.search, cost, before
		m.open.push(cost+ahead, state)
	}
	for n, g := range from {
		reach(4*g.at+int(g.out), g.cost+m.stub(g)+m.entering(g.at, g.out), -1-n, ahead(g.at))
	}
	goals := map[int]int{} // by state
	for n, g := range to {
		goals[4*g.at+int(g.out.back())] = n
	}
	for len(m.open) > 0 {
		state := m.open.pop().arc
		if state == end {
			break
		}
		at, w, cost := state/4, way(state%4), m.cost[state]
		if n, ok := goals[state]; ok {
			reach(end, cost+to[n].cost+m.stub(to[n]), state, 0)
		}
		for _, turn := range []way{(w + 1) % 4, (w + 3) % 4} {
			reach(4*at+int(turn), cost+costCorner+m.turning(at), state, ahead(at))
		}
		if next, ok := m.step(at, w); ok && !m.blocked[next] {
			stretch := min(at, next)
			reach(4*next+int(w), cost+lane+m.extra[w.axis()][stretch]+costShared*m.used[w.axis()][stretch]+m.entering(next, w), state, ahead(next))
		}
	}
	if m.stamp[end] != m.search {
		panic("layout: a box is walled in")
	}
	var t trail
	state := m.before[end]
	t.to = to[goals[state]]
	for ; state >= 0; state = m.before[state] {
		if n := len(t.at); n == 0 || t.at[n-1] != state/4 {
			t.at = append(t.at, state/4)
		}
	}
	t.from = from[-1-state]
	slices.Reverse(t.at)
	return t
}

// step returns the next crossing.
func (m *maze) step(at int, w way) (next int, ok bool) {
	x, y := at%m.wide, at/m.wide
	switch w {
	case rightward:
		return at + 1, x+1 < m.wide
	case downward:
		return at + m.wide, y+1 < m.high
	case leftward:
		return at - 1, x > 0
	}
	return at - m.wide, y > 0
}

// stub is what it costs to use a gate that others use.
func (m *maze) stub(g gate) int {
	return costShared * m.used[g.out.axis()][m.inside(g)]
}

// inside returns the stretch from a gate into its box.
func (m *maze) inside(g gate) int {
	next, _ := m.step(g.at, g.out.back())
	return min(g.at, next)
}

// entering is what it costs to come to a crossing where others are.
func (m *maze) entering(at int, w way) int {
	cost := costShared * m.corners[at]
	if m.lines(at, 1-w.axis()) > 0 {
		cost += costCrossing
	}
	return cost
}

// turning is what it costs to turn where others pass.
func (m *maze) turning(at int) int {
	return costShared * (m.lines(at, 0) + m.lines(at, 1))
}

// lines returns how many lines pass a crossing along an axis.
func (m *maze) lines(at, axis int) int {
	n := m.used[axis][at]
	if back, ok := m.step(at, way(axis).back()); ok {
		n = max(n, m.used[axis][back])
	}
	return n
}

// take enters a trail into the maze, or with -1 takes it out again.
func (m *maze) take(t trail, by int) {
	m.used[t.from.out.axis()][m.inside(t.from)] += by
	m.used[t.to.out.axis()][m.inside(t.to)] += by
	axis := t.from.out.axis()
	for i, at := range t.at {
		next := t.to.out.axis()
		if i+1 < len(t.at) {
			next = 0
			if abs(t.at[i+1]-at) != 1 {
				next = 1
			}
			m.used[next][min(at, t.at[i+1])] += by
		}
		if next != axis {
			m.corners[at] += by
		}
		axis = next
	}
}

// points returns the corners of a trail.
func (m *maze) points(t trail) []Point {
	all := []Point{t.from.end}
	for _, at := range t.at {
		all = append(all, m.point(at))
	}
	return straighten(append(all, t.to.end))
}

// drawLines finds a way for every line, the short ones first, and then once
// more for each when all others are known. Loops keep theirs.
func (s *settling) drawLines(res *Result) {
	w, h := 0, 0
	for _, r := range s.foot {
		w, h = max(w, r.X+r.W), max(h, r.Y+r.H)
	}
	for _, r := range res.Groups {
		w, h = max(w, r.X+r.W), max(h, r.Y+r.H)
	}
	m := newMaze(w, h)
	for i, r := range s.foot {
		if s.d.items[i].kind == box {
			m.block(r)
		}
	}
	for c := range res.Groups {
		r := res.Groups[c].Rect
		labelW, labelH := s.label(c)
		m.avoid(r, Rect{r.X + groupPad/2, r.Y + groupPad/2, labelW, labelH})
	}
	res.Edges = make([]Route, len(s.d.edges))
	var order []int
	for i := range s.d.edges {
		from, to := s.ends(i)
		if from == to {
			res.Edges[i] = s.movedLoop(i)
			continue
		}
		order = append(order, i)
	}
	length := func(i int) int {
		from, to := s.ends(i)
		return gapBetween(s.foot[from], s.foot[to])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(length(a), length(b)) })
	trails := make([]trail, len(s.d.edges))
	for round := range 2 {
		for _, i := range order {
			if round > 0 {
				m.take(trails[i], -1)
			}
			from, to := s.ends(i)
			trails[i] = m.find(m.gates(s.boxOf(from), s.foot[from], s.d.turned), m.gates(s.boxOf(to), s.foot[to], s.d.turned), s.foot[to])
			m.take(trails[i], 1)
		}
	}
	for _, i := range order {
		res.Edges[i].Points = m.points(trails[i])
	}
}

// ends returns the boxes of an edge, in the direction of the graph.
func (s *settling) ends(i int) (from, to int) {
	e := s.d.edges[i]
	if e.reversed {
		return e.to, e.from
	}
	return e.from, e.to
}

// movedLoop returns the line of an edge from a box to itself, with its label.
func (s *settling) movedLoop(i int) Route {
	e := s.d.edges[i]
	was, is := s.baseFoot(e.from), s.foot[e.from]
	dx, dy := is.X-was.X, is.Y-was.Y
	route := Route{Label: s.base.Edges[i].Label}
	if route.Label.W > 0 {
		route.Label = route.Label.moved(dx, dy)
	}
	for _, p := range s.base.Edges[i].Points {
		route.Points = append(route.Points, Point{p.X + dx, p.Y + dy})
	}
	return route
}
