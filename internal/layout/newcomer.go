package layout

import (
	"cmp"
	"slices"
)

// farAway is how far from where it belongs a newcomer may stand, in times of
// its own width and height, before room is made for it.
const farAway = 2

// thing is what is placed as one: a box, or a group in which nothing stands
// yet, with all it holds as the layers have it.
type thing struct {
	items  []int
	group  int  // or the root for a box
	in     int  // the cluster that holds it
	base   Rect // where the layers have it
	wish   Rect // where it would like to stand
	apart  int  // how far it needs to be from boxes
	former bool // it stood before, or this is the first drawing
}

// placeRest places what does not stand yet: first what can have the place it
// likes, then the others as near to it as there is room. It returns a cluster
// whose pins leave no room for the rest of it, or -1.
func (s *settling) placeRest() int {
	var displaced []thing
	for _, t := range s.things() {
		if t.former && s.inTheWay(t.in, t.wish, t.apart) == nil {
			s.put(t, t.wish)
			continue
		}
		displaced = append(displaced, t)
	}
	for _, t := range displaced {
		if !t.former {
			t.wish = s.nearNeighbours(t)
		}
		at, found := s.nearest(t)
		if !found || !t.former && distance(at, t.wish) > farAway*(t.base.W+t.base.H) {
			if beside, ok := s.makeRoom(t); ok {
				at, found = beside, true
			}
		}
		if !found {
			return t.in
		}
		s.put(t, at)
	}
	return -1
}

// things lists what does not stand yet.
func (s *settling) things() []thing {
	first := !slices.Contains(s.former, true)
	of := map[int]int{} // by the outermost group in which nothing stands
	var all []thing
	for i := range s.foot {
		if s.standing[i] {
			continue
		}
		block := s.d.root
		for c := s.d.items[i].cluster; c != s.d.root && s.hull[c].W == 0; c = s.d.clusters[c].parent {
			block = c
		}
		former := first || s.former[i]
		if n, ok := of[block]; ok {
			all[n].items = append(all[n].items, i)
			all[n].former = all[n].former || former
			continue
		}
		t := thing{items: []int{i}, group: block, in: s.d.items[i].cluster, base: s.foot[i], apart: clearance, former: former}
		if block != s.d.root {
			of[block] = len(all)
			t.in, t.base, t.apart = s.d.clusters[block].parent, s.outline(block), groupApart
		}
		t.wish = t.base
		switch {
		case first:
			follow := s.follow(t.in)
			t.wish = t.base.moved(follow.X, follow.Y)
		case block == s.d.root && former:
			t.wish = t.base.at(Point{s.g.Nodes[i].Was.X, s.g.Nodes[i].Was.Y})
		}
		all = append(all, t)
	}
	return all
}

// outline returns the rectangle of a group in which nothing stands yet.
func (s *settling) outline(c int) Rect {
	var held Rect
	for i := range s.foot {
		if s.d.items[i].cluster == c {
			held = held.union(s.foot[i])
		}
	}
	for _, child := range s.d.clusters[c].children {
		held = held.union(s.outline(child))
	}
	return s.grown(c, held)
}

// follow returns how far a group's free boxes move with its pinned ones: just
// as far as the group needs to hold the pinned ones.
func (s *settling) follow(c int) Point {
	if c == s.d.root {
		return Point{}
	}
	shift := s.follow(s.d.clusters[c].parent)
	if s.hull[c].W == 0 {
		return shift
	}
	at := s.base.Groups[c].Rect.moved(shift.X, shift.Y)
	return Point{shift.X + reach(at.X, at.W, s.hull[c].X, s.hull[c].W), shift.Y + reach(at.Y, at.H, s.hull[c].Y, s.hull[c].H)}
}

// reach returns the least move after which one span holds the other, or their
// middles meet when the other is larger.
func reach(at, size, other, otherSize int) int {
	switch {
	case otherSize > size:
		return other + otherSize/2 - at - size/2
	case other < at:
		return other - at
	}
	return max(0, other+otherSize-at-size)
}

// put lets a thing stand. A group takes just the outline that was tried: box by
// box it could grow further, where its label is wider than its boxes.
func (s *settling) put(t thing, at Rect) {
	dx, dy := at.X-t.base.X, at.Y-t.base.Y
	if t.group == s.d.root {
		s.stand(t.items[0], s.foot[t.items[0]].moved(dx, dy))
		return
	}
	for _, i := range t.items {
		s.foot[i], s.standing[i] = s.foot[i].moved(dx, dy), true
	}
	for c := range s.left {
		if s.d.within(c, t.group) {
			s.left[c] += dx
		}
	}
	for c := range s.hull {
		if s.d.within(c, t.group) {
			s.hull[c] = s.outline(c)
		}
	}
	s.grow(t.in, s.hull[t.group])
}

// nearNeighbours returns where a newcomer belongs: behind those that call it,
// else before those that it calls, else where the layers have it.
func (s *settling) nearNeighbours(t thing) Rect {
	var callers, callees Rect
	for _, e := range s.d.edges {
		from, to := e.from, e.to
		if e.reversed {
			from, to = to, from
		}
		if slices.Contains(t.items, to) && s.standing[from] {
			callers = callers.union(s.foot[from])
		}
		if slices.Contains(t.items, from) && s.standing[to] {
			callees = callees.union(s.foot[to])
		}
	}
	at, near, gap := t.base, callers.union(callees), 2*layerGap
	switch {
	case near.W == 0:
		return at
	case s.d.turned:
		at.Y = near.Y + (near.H-at.H)/2
		if at.X = callers.X + callers.W + gap; callers.W == 0 {
			at.X = callees.X - gap - at.W
		}
	default:
		at.X = near.X + (near.W-at.W)/2
		if at.Y = callers.Y + callers.H + gap; callers.W == 0 {
			at.Y = callees.Y - gap - at.H
		}
	}
	return at
}

// nearest returns the place nearest to where a thing would like to stand: in a
// line with what stands, or beside it. There may be none within a group whose
// pins are hemmed in.
func (s *settling) nearest(t thing) (at Rect, found bool) {
	corner := s.corner()
	xs, ys := []int{t.wish.X, corner.X}, []int{t.wish.Y, corner.Y}
	note := func(r Rect) {
		xs = append(xs, r.X, r.X+(r.W-t.wish.W)/2, r.X+r.W+boxGap, r.X-boxGap-t.wish.W)
		ys = append(ys, r.Y, r.Y+(r.H-t.wish.H)/2, r.Y+r.H+boxGap, r.Y-boxGap-t.wish.H)
	}
	for i, r := range s.foot {
		if s.standing[i] {
			note(r)
		}
	}
	for _, r := range s.hull {
		if r.W > 0 {
			note(r)
			note(r.inflated(-groupPad)) // of a group that will grow to there
		}
	}
	byDistance(xs, t.wish.X)
	byDistance(ys, t.wish.Y)
	for _, x := range xs {
		if found && abs(x-t.wish.X) >= distance(at, t.wish) {
			break
		}
		for _, y := range ys {
			r := t.wish.at(Point{x, y})
			if found && distance(r, t.wish) >= distance(at, t.wish) {
				break
			}
			if s.onPage(t.in, r, corner) && s.inTheWay(t.in, r, t.apart) == nil {
				at, found = r, true
				break
			}
		}
	}
	return at, found
}

func byDistance(coordinates []int, wish int) {
	slices.SortFunc(coordinates, func(a, b int) int {
		return cmp.Or(cmp.Compare(abs(a-wish), abs(b-wish)), cmp.Compare(a, b))
	})
}

func distance(a, b Rect) int { return abs(a.X-b.X) + abs(a.Y-b.Y) }

// onPage tells whether a thing, and the groups around it, leave a margin at the
// left and on top, or reach no further than what stands.
func (s *settling) onPage(c int, r Rect, corner Point) bool {
	for ; c != s.d.root; c = s.d.clusters[c].parent {
		r = s.grown(c, r)
	}
	return r.X >= corner.X && r.Y >= corner.Y
}

// corner returns the corner of the page, or of what stands beyond it.
func (s *settling) corner() Point {
	at := Point{margin, margin}
	for _, r := range s.hull {
		if r.W > 0 {
			at = Point{min(at.X, r.X), min(at.Y, r.Y)}
		}
	}
	for i, r := range s.foot {
		if s.standing[i] {
			at = Point{min(at.X, r.X), min(at.Y, r.Y)}
		}
	}
	return at
}

// makeRoom moves boxes to the right and down, so that a thing has room to the
// right of one that stands in its cluster: of the nearest for which no pin is
// in the way. What lies right of a vertical line moves by the same, so nothing
// that was apart meets.
func (s *settling) makeRoom(t thing) (at Rect, ok bool) {
	var hosts []Rect
	for i, r := range s.foot {
		if s.standing[i] && s.d.items[i].cluster == t.in {
			hosts = append(hosts, r)
		}
	}
	for _, child := range s.d.clusters[t.in].children {
		if s.hull[child].W > 0 {
			hosts = append(hosts, s.hull[child])
		}
	}
	slices.SortStableFunc(hosts, func(a, b Rect) int { return cmp.Compare(gapBetween(a, t.wish), gapBetween(b, t.wish)) })
	for _, host := range hosts {
		right, below := t.wish.W+2*boxGap, max(0, t.wish.H-host.H)
		if s.pinsMove(host, below > 0) {
			continue
		}
		s.cut(host.X+host.W, host.Y+host.H, right, below)
		return t.wish.at(Point{host.X + host.W + boxGap, host.Y}), true
	}
	return Rect{}, false
}

// gapBetween returns how far two rectangles are apart.
func gapBetween(a, b Rect) int {
	return max(0, a.X-b.X-b.W, b.X-a.X-a.W) + max(0, a.Y-b.Y-b.H, b.Y-a.Y-a.H)
}

// pinsMove tells whether making room right of a host, and below it, would move
// a pinned box.
func (s *settling) pinsMove(host Rect, below bool) bool {
	for i, pinned := range s.pinned {
		if pinned && (s.foot[i].X >= host.X+host.W || below && s.foot[i].Y >= host.Y+host.H) {
			return true
		}
	}
	return false
}

// cut moves what stands right of x to the right and what stands below y down.
// Groups that begin there move as well, groups that reach over it stretch.
func (s *settling) cut(x, y, right, below int) {
	wider, taller := make([]bool, len(s.d.clusters)), make([]bool, len(s.d.clusters))
	for i, r := range s.foot {
		if !s.standing[i] {
			continue
		}
		var dx, dy int
		if r.X >= x {
			dx = right
		}
		if r.Y >= y {
			dy = below
		}
		s.foot[i] = r.moved(dx, dy)
		for c := s.d.items[i].cluster; c >= 0; c = s.d.clusters[c].parent {
			wider[c], taller[c] = wider[c] || dx > 0, taller[c] || dy > 0
		}
	}
	for c := range s.hull {
		r := &s.hull[c]
		switch {
		case r.W == 0:
			continue
		case r.X >= x:
			r.X += right
			s.left[c] += right
		case wider[c]:
			r.W += right
		}
		switch {
		case r.Y >= y:
			r.Y += below
		case taller[c]:
			r.H += below
		}
	}
}
