package layout

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyGraph draws a graph with nested groups, cycles, loops, parallel edges and
// labels.
func anyGraph(t *rapid.T) Graph {
	g := Graph{Direction: Direction(rapid.IntRange(0, 1).Draw(t, "direction"))}
	pick := func(ids []string, what string) string {
		if len(ids) == 0 {
			return ""
		}
		return rapid.SampledFrom(ids).Draw(t, what)
	}
	groups := []string{""}
	for i := range rapid.IntRange(0, 6).Draw(t, "groups") {
		id := fmt.Sprintf("g%d", i)
		g.Groups = append(g.Groups, Group{ID: id, Parent: pick(groups, "parent"), W: rapid.IntRange(0, 120).Draw(t, "w"), H: 14})
		groups = append(groups, id)
	}
	var nodes []string
	for i := range rapid.IntRange(0, 20).Draw(t, "nodes") {
		id := fmt.Sprintf("n%d", i)
		g.Nodes = append(g.Nodes, Node{ID: id, W: rapid.IntRange(20, 200).Draw(t, "w"), H: rapid.IntRange(20, 90).Draw(t, "h"), Group: pick(groups, "group")})
		nodes = append(nodes, id)
	}
	if len(nodes) == 0 {
		return g
	}
	for range rapid.IntRange(0, 35).Draw(t, "edges") {
		e := Edge{From: pick(nodes, "from"), To: pick(nodes, "to")}
		if rapid.Bool().Draw(t, "labelled") {
			e.W, e.H = rapid.IntRange(5, 150).Draw(t, "w"), rapid.IntRange(10, 30).Draw(t, "h")
		}
		g.Edges = append(g.Edges, e)
	}
	return g
}

// anyDrawing draws a graph some of whose boxes are pinned, stood somewhere
// before, or both.
func anyDrawing(t *rapid.T) Graph {
	g := anyGraph(t)
	if rapid.Bool().Draw(t, "drawn before") {
		keepPlaces(&g, Layout(g))
		for i := range g.Nodes {
			if rapid.IntRange(0, 4).Draw(t, "newcomer") == 0 {
				g.Nodes[i].Was = nil
			}
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "pins") {
		if len(g.Nodes) > 0 {
			n := rapid.IntRange(0, len(g.Nodes)-1).Draw(t, "pinned")
			g.Nodes[n].Pin = &Point{rapid.IntRange(-50, 1200).Draw(t, "x"), rapid.IntRange(-50, 1200).Draw(t, "y")}
		}
	}
	return g
}

// keepPlaces lets boxes and groups ask for the places of an earlier drawing.
func keepPlaces(g *Graph, was Result) {
	for i, r := range was.Groups {
		g.Groups[i].Was = &r.Rect
	}
	for i, r := range was.Nodes {
		g.Nodes[i].Was = &r
	}
}

// Of any drawing, with pins and former places or without: nothing overlaps, no
// line crosses a box or a label, lines run at right angles from box to box,
// groups hold their own and nothing else, and a second time gives the same.
func TestDrawingsKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyDrawing(t)
		res := Layout(g)
		nothingOverlaps(t, g, res)
		noLineCrosses(t, g, res)
		rightAngles(t, g, res)
		groupsHoldTheirOwn(t, g, res)
		pinsHold(t, g, res)
		if diff := cmp.Diff(res, Layout(g)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func nothingOverlaps(t *rapid.T, g Graph, res Result) {
	solid := map[string]Rect{}
	for i, r := range res.Nodes {
		if r.W < g.Nodes[i].W || r.H < g.Nodes[i].H {
			t.Fatalf("box %d is %v, smaller than asked for (%v)", i, r, g.Nodes[i])
		}
		solid[fmt.Sprintf("box %s", g.Nodes[i].ID)] = r
	}
	for i, e := range res.Edges {
		if e.Label.W != g.Edges[i].W || g.Edges[i].W > 0 && e.Label.H != g.Edges[i].H {
			t.Fatalf("label %d is %v, want the size of %v", i, e.Label, g.Edges[i])
		}
		solid[fmt.Sprintf("label %d", i)] = e.Label
	}
	for i, group := range res.Groups {
		solid[fmt.Sprintf("label of %s", g.Groups[i].ID)] = group.Label
	}
	for a, ra := range solid {
		for b, rb := range solid {
			if a < b && ra.Overlaps(rb) {
				t.Fatalf("%s %v overlaps %s %v", a, ra, b, rb)
			}
		}
		if !(Rect{0, 0, res.W, res.H}).Contains(ra) && ra.W > 0 {
			t.Fatalf("%s %v lies outside the picture of %d by %d", a, ra, res.W, res.H)
		}
	}
}

func noLineCrosses(t *rapid.T, g Graph, res Result) {
	for i, e := range res.Edges {
		for p := 1; p < len(e.Points); p++ {
			stretch := around(e.Points[p-1], e.Points[p])
			for n, r := range res.Nodes {
				inside := Rect{r.X + 1, r.Y + 1, r.W - 2, r.H - 2}
				if stretch.Overlaps(inside) {
					t.Fatalf("edge %d %v crosses box %s %v", i, e.Points, g.Nodes[n].ID, r)
				}
			}
			for o, other := range res.Edges {
				if stretch.Overlaps(other.Label) {
					t.Fatalf("edge %d %v crosses the label %v of edge %d", i, e.Points, other.Label, o)
				}
			}
		}
	}
}

func rightAngles(t *rapid.T, g Graph, res Result) {
	index := map[string]int{}
	for i, n := range g.Nodes {
		index[n.ID] = i
	}
	for i, e := range res.Edges {
		for p := 1; p < len(e.Points); p++ {
			if a, b := e.Points[p-1], e.Points[p]; (a.X == b.X) == (a.Y == b.Y) {
				t.Fatalf("edge %d has a stretch from %v to %v", i, a, b)
			}
		}
		for _, end := range []struct {
			at   Point
			node string
		}{{e.Points[0], g.Edges[i].From}, {e.Points[len(e.Points)-1], g.Edges[i].To}} {
			if !onBorder(res.Nodes[index[end.node]], end.at) {
				t.Fatalf("edge %d ends at %v, which is not on the border of %s %v", i, end.at, end.node, res.Nodes[index[end.node]])
			}
		}
	}
}

func onBorder(r Rect, p Point) bool {
	within := r.X <= p.X && p.X <= r.X+r.W && r.Y <= p.Y && p.Y <= r.Y+r.H
	return within && (p.X == r.X || p.X == r.X+r.W || p.Y == r.Y || p.Y == r.Y+r.H)
}

func TestLinesNeverRunOverEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		res := Layout(anyGraph(t))
		for i, e := range res.Edges {
			for o, other := range res.Edges[:i] {
				for p := 1; p < len(e.Points); p++ {
					for q := 1; q < len(other.Points); q++ {
						a, b := around(e.Points[p-1], e.Points[p]), around(other.Points[q-1], other.Points[q])
						if a.W > 1 == (b.W > 1) && a.Overlaps(b) {
							t.Fatalf("edges %d and %d share a stretch: %v and %v", i, o, e.Points, other.Points)
						}
					}
				}
			}
		}
	})
}

func groupsHoldTheirOwn(t *rapid.T, g Graph, res Result) {
	parent, index := map[string]string{}, map[string]int{}
	for i, group := range g.Groups {
		parent[group.ID], index[group.ID] = group.Parent, i
	}
	within := func(id, group string) bool {
		for ; id != ""; id = parent[id] {
			if id == group {
				return true
			}
		}
		return false
	}
	for i, group := range g.Groups {
		r := res.Groups[i]
		for n, node := range g.Nodes {
			inside := within(node.Group, group.ID)
			if inside && !r.Contains(res.Nodes[n]) || !inside && r.Overlaps(res.Nodes[n]) {
				t.Fatalf("group %s %v, box %s %v, belongs: %v", group.ID, r.Rect, node.ID, res.Nodes[n], inside)
			}
		}
		for o, other := range g.Groups {
			switch {
			case within(other.ID, group.ID):
				if !r.Contains(res.Groups[o].Rect) {
					t.Fatalf("group %s %v does not hold %s %v", group.ID, r.Rect, other.ID, res.Groups[o].Rect)
				}
			case !within(group.ID, other.ID) && r.Overlaps(res.Groups[o].Rect):
				t.Fatalf("group %s %v overlaps %s %v", group.ID, r.Rect, other.ID, res.Groups[o].Rect)
			}
		}
		if r.Label.W > 0 && !r.Contains(r.Label) {
			t.Fatalf("group %s %v does not hold its label %v", group.ID, r.Rect, r.Label)
		}
	}
}

func TestAChainIsAStraightLine(t *testing.T) {
	g := Graph{Nodes: []Node{{ID: "a", W: 100, H: 40}, {ID: "b", W: 60, H: 40}, {ID: "c", W: 140, H: 40}},
		Edges: []Edge{{From: "a", To: "b"}, {From: "b", To: "c"}}}
	res := Layout(g)
	for i, e := range res.Edges {
		if len(e.Points) != 2 {
			t.Errorf("edge %d bends: %v", i, e.Points)
		}
	}
	if res.Nodes[0].Y >= res.Nodes[1].Y || res.Nodes[1].Y >= res.Nodes[2].Y {
		t.Errorf("the chain does not run down: %v", res.Nodes)
	}
}

func TestBackEdgesPointUp(t *testing.T) {
	g := Graph{Nodes: []Node{{ID: "a", W: 80, H: 40}, {ID: "b", W: 80, H: 40}},
		Edges: []Edge{{From: "a", To: "b"}, {From: "b", To: "a"}}}
	back := Layout(g).Edges[1].Points
	if back[0].Y <= back[len(back)-1].Y {
		t.Errorf("the edge back runs %v", back)
	}
}

func TestAPlanarGraphIsDrawnWithoutCrossings(t *testing.T) {
	// A binary tree whose leaves are listed in the wrong order.
	g := Graph{Nodes: []Node{{ID: "r"}, {ID: "a"}, {ID: "b"}, {ID: "b2"}, {ID: "a2"}, {ID: "b1"}, {ID: "a1"}}}
	for i := range g.Nodes {
		g.Nodes[i].W, g.Nodes[i].H = 60, 30
	}
	g.Edges = []Edge{{From: "r", To: "a"}, {From: "r", To: "b"}, {From: "b", To: "b2"}, {From: "a", To: "a2"}, {From: "b", To: "b1"}, {From: "a", To: "a1"}}
	if n := lineCrossings(Layout(g)); n != 0 {
		t.Errorf("%d crossings, want none", n)
	}
}

func lineCrossings(res Result) int {
	n := 0
	for i, e := range res.Edges {
		for _, o := range res.Edges[:i] {
			for p := 1; p < len(e.Points); p++ {
				for q := 1; q < len(o.Points); q++ {
					if around(e.Points[p-1], e.Points[p]).Overlaps(around(o.Points[q-1], o.Points[q])) {
						n++
					}
				}
			}
		}
	}
	return n
}

func TestWrongGraphsPanic(t *testing.T) {
	for name, g := range map[string]Graph{
		"two nodes":       {Nodes: []Node{{ID: "a"}, {ID: "a"}}},
		"two groups":      {Groups: []Group{{ID: "a"}, {ID: "a"}}},
		"unknown node":    {Edges: []Edge{{From: "a", To: "b"}}},
		"unknown group":   {Nodes: []Node{{ID: "a", Group: "g"}}},
		"group in itself": {Groups: []Group{{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			Layout(g)
		}()
	}
}

func TestNothingTakesNoRoom(t *testing.T) {
	if res := Layout(Graph{}); res.W != 2*margin || res.H != 2*margin {
		t.Errorf("the empty graph is %d by %d", res.W, res.H)
	}
}
