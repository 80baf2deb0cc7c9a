package layout

import (
	"cmp"
	"slices"
)

const (
	labelStep  = 6 // between places tried for a label
	labelApart = 3 // from everything else
)

// labelLines puts the labels of lines beside them, near their middle, where
// they cover nothing. Where a line has no such place, the label stands as near
// as there is room.
func (s *settling) labelLines(res *Result) {
	var taken []Rect
	for i := range s.g.Nodes {
		taken = append(taken, s.foot[i])
	}
	for _, g := range res.Groups {
		taken = append(taken, g.Label)
	}
	for _, e := range res.Edges {
		for p := 1; p < len(e.Points); p++ {
			taken = append(taken, around(e.Points[p-1], e.Points[p]))
		}
	}
	free := func(r Rect) bool {
		near := r.inflated(labelApart)
		return r.X >= 0 && r.Y >= 0 && !slices.ContainsFunc(taken, func(o Rect) bool { return near.Overlaps(o) })
	}
	for i, e := range s.g.Edges {
		if e.W == 0 || e.From == e.To {
			continue
		}
		res.Edges[i].Label = labelPlace(res.Edges[i].Points, e.W, e.H, free)
		taken = append(taken, res.Edges[i].Label)
	}
}

// labelPlace returns the first free place for a label beside a line.
func labelPlace(points []Point, w, h int, free func(Rect) bool) Rect {
	middle := halfway(points)
	places := besides(points, w, h)
	slices.SortStableFunc(places, func(a, b Rect) int {
		return cmp.Compare(gapBetween(a, Rect{middle.X, middle.Y, 0, 0}), gapBetween(b, Rect{middle.X, middle.Y, 0, 0}))
	})
	for _, r := range places {
		if free(r) {
			return r
		}
	}
	for away := labelStep; ; away += labelStep {
		for at := -away; at <= away; at += labelStep {
			for _, p := range []Point{{away, at}, {at, away}, {-away, at}, {at, -away}} {
				if r := (Rect{middle.X + p.X, middle.Y + p.Y, w, h}); free(r) {
					return r
				}
			}
		}
	}
}

// besides lists the places beside a line, right of it and left, above and
// below.
func besides(points []Point, w, h int) []Rect {
	var places []Rect
	for p := 1; p < len(points); p++ {
		s := around(points[p-1], points[p])
		if s.W == 1 {
			for y := s.Y; y+h <= s.Y+s.H; y += labelStep {
				places = append(places, Rect{s.X + labelOff, y, w, h}, Rect{s.X - labelOff - w, y, w, h})
			}
			continue
		}
		for x := s.X; x+w <= s.X+s.W; x += labelStep {
			places = append(places, Rect{x, s.Y - labelOff + labelApart - h, w, h}, Rect{x, s.Y + labelOff, w, h})
		}
	}
	return places
}

// halfway returns the point in the middle of a line.
func halfway(points []Point) Point {
	rest := 0
	for p := 1; p < len(points); p++ {
		rest += abs(points[p].X-points[p-1].X) + abs(points[p].Y-points[p-1].Y)
	}
	rest /= 2
	for p := 1; ; p++ {
		a, b := points[p-1], points[p]
		if length := abs(b.X-a.X) + abs(b.Y-a.Y); length < rest {
			rest -= length
			continue
		}
		return Point{a.X + min(rest, max(-rest, b.X-a.X)), a.Y + min(rest, max(-rest, b.Y-a.Y))}
	}
}
