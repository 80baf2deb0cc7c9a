package layout

import "slices"

// result turns the drawing back and reads it off.
func (d *drawing) result() Result {
	var res Result
	for i := range d.nodes {
		if d.items[i].kind == box {
			res.Nodes = append(res.Nodes, d.box(i))
		}
	}
	for _, e := range d.edges {
		res.Edges = append(res.Edges, d.line(e))
	}
	for c := range d.clusters {
		if c != d.root {
			res.Groups = append(res.Groups, GroupBox{Rect: d.frame(c)})
		}
	}
	if d.turned {
		res.turn()
	}
	d.labelGroups(&res)
	res.fit()
	return res
}

// box returns the rectangle of a node, in the middle of its layer.
func (d *drawing) box(i int) Rect {
	it, row := d.items[i], d.rows[d.items[i].rank]
	return Rect{it.x - it.left, row.top + (row.thick-it.along)/2, it.wide, it.along}
}

// frame returns the rectangle of a group.
func (d *drawing) frame(c int) Rect {
	group := d.clusters[c]
	top := d.rows[group.first].top - d.reachAlong(c, true)
	bottom := d.rows[group.last].top + d.rows[group.last].thick + d.reachAlong(c, false)
	return Rect{group.left, top, group.right - group.left, bottom - top}
}

// line returns the corners of an edge, in the direction of the graph.
func (d *drawing) line(e edge) Route {
	if e.loop() {
		return d.loopLine(e)
	}
	var route Route
	from, to := d.box(e.from), d.box(e.to)
	first := d.links[e.links[0]]
	at := Point{d.items[e.from].x + first.from, from.Y + from.H}
	route.Points = append(route.Points, at)
	for _, n := range e.links {
		ch := &d.channels[d.items[d.links[n].upper].rank]
		start, _ := slices.BinarySearchFunc(ch.tracks, n, func(t track, link int) int { return t.link - link })
		for _, t := range ch.tracks[start:] {
			if t.link != n {
				break
			}
			y := ch.top + t.level*trackGap
			route.Points = append(route.Points, Point{t.up, y}, Point{t.low, y})
		}
	}
	last := d.links[e.links[len(e.links)-1]]
	route.Points = append(route.Points, Point{d.items[e.to].x + last.to, to.Y})
	if e.reversed {
		slices.Reverse(route.Points)
	}
	if e.labelItem >= 0 {
		it, row := d.items[e.labelItem], d.rows[d.items[e.labelItem].rank]
		across, _ := d.turn(e.w, e.h)
		route.Label = Rect{it.x + labelOff, row.top + (row.thick-it.along)/2, across, it.along}
		if d.turned {
			route.Label.X = it.x - labelOff - across
		}
	}
	return route
}

// loopLine returns the line of an edge from a box to itself, at its side.
func (d *drawing) loopLine(e edge) Route {
	r, it := d.box(e.from), d.items[e.from]
	across, along := d.turn(e.w, e.h)
	side := r.X + r.W
	x := side + loopReach - labelOff
	middle := r.Y + (r.H-it.loopAlong)/2 + e.loopAt + (max(along, loopHeight)+loopGap)/2
	top, bottom := middle-loopHeight/2, middle+loopHeight/2
	route := Route{Points: []Point{{side, top}, {x, top}, {x, bottom}, {side, bottom}}}
	if e.w > 0 {
		route.Label = Rect{x + labelOff, middle - along/2, across, along}
	}
	return route
}

// labelGroups puts the label of each group into its top left corner, or further
// right where no line passes.
func (d *drawing) labelGroups(res *Result) {
	for c := range res.Groups {
		g := &res.Groups[c]
		w, h := d.turn(d.clusters[c].labelAcross, d.clusters[c].labelAlong)
		if w == 0 {
			continue
		}
		g.Label = Rect{g.X + groupPad/2, g.Y + groupPad/2, w, h}
		for x := g.Label.X; x+w <= g.X+g.W-groupPad/2; x += 4 {
			if !res.lineThrough(Rect{x - 3, g.Label.Y, w + 6, h}) {
				g.Label.X = x
				break
			}
		}
	}
}

// lineThrough tells whether a line passes a rectangle.
func (res *Result) lineThrough(r Rect) bool {
	for _, e := range res.Edges {
		for i := 1; i < len(e.Points); i++ {
			if r.Overlaps(around(e.Points[i-1], e.Points[i])) {
				return true
			}
		}
	}
	return false
}

// turn mirrors everything on the diagonal.
func (res *Result) turn() {
	flip := func(r *Rect) { r.X, r.Y, r.W, r.H = r.Y, r.X, r.H, r.W }
	for i := range res.Nodes {
		flip(&res.Nodes[i])
	}
	for i := range res.Groups {
		flip(&res.Groups[i].Rect)
	}
	for i := range res.Edges {
		flip(&res.Edges[i].Label)
		for p := range res.Edges[i].Points {
			at := &res.Edges[i].Points[p]
			at.X, at.Y = at.Y, at.X
		}
	}
}

// fit moves everything so that it starts at the margin, drops corners on a
// straight line, and measures the whole.
func (res *Result) fit() {
	left, top, right, bottom := 0, 0, 0, 0
	first := true
	see := func(r Rect) {
		if r.W == 0 && r.H == 0 {
			return
		}
		if first {
			left, top, right, bottom, first = r.X, r.Y, r.X+r.W, r.Y+r.H, false
		}
		left, top = min(left, r.X), min(top, r.Y)
		right, bottom = max(right, r.X+r.W), max(bottom, r.Y+r.H)
	}
	rects := res.rects()
	for _, r := range rects {
		see(*r)
	}
	for i := range res.Edges {
		points := straighten(res.Edges[i].Points)
		for p := 1; p < len(points); p++ {
			see(around(points[p-1], points[p]))
		}
		res.Edges[i].Points = points
	}
	dx, dy := margin-left, margin-top
	for _, r := range rects {
		if r.W > 0 || r.H > 0 {
			r.X, r.Y = r.X+dx, r.Y+dy
		}
	}
	for i := range res.Edges {
		for p := range res.Edges[i].Points {
			at := &res.Edges[i].Points[p]
			at.X, at.Y = at.X+dx, at.Y+dy
		}
	}
	res.W, res.H = right-left+2*margin, bottom-top+2*margin
}

func (res *Result) rects() []*Rect {
	var all []*Rect
	for i := range res.Nodes {
		all = append(all, &res.Nodes[i])
	}
	for i := range res.Groups {
		all = append(all, &res.Groups[i].Rect, &res.Groups[i].Label)
	}
	for i := range res.Edges {
		all = append(all, &res.Edges[i].Label)
	}
	return all
}

// straighten drops points that are no corners.
func straighten(points []Point) []Point {
	var out []Point
	for _, p := range points {
		n := len(out)
		switch {
		case n > 0 && out[n-1] == p:
		case n > 1 && (out[n-2].X == out[n-1].X && out[n-1].X == p.X || out[n-2].Y == out[n-1].Y && out[n-1].Y == p.Y):
			out[n-1] = p
		default:
			out = append(out, p)
		}
	}
	return out
}
