package layout

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// pinsHold wants pinned boxes where they are pinned, but for those with a
// problem.
func pinsHold(t *rapid.T, g Graph, res Result) {
	for i, n := range g.Nodes {
		r := res.Nodes[i]
		asked := slices.ContainsFunc(res.Problems, func(p Problem) bool { return p.Node == n.ID })
		if n.Pin != nil && !asked && (r.X != n.Pin.X+res.Shift.X || r.Y != n.Pin.Y+res.Shift.Y) {
			t.Fatalf("box %s is pinned to %v and stands at %v, shift %v", n.ID, *n.Pin, r, res.Shift)
		}
		if n.Pin == nil && asked {
			t.Fatalf("box %s is not pinned and has a problem", n.ID)
		}
	}
}

func TestAFirstPinIsAlwaysKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		if len(g.Nodes) == 0 {
			return
		}
		g.Nodes[0].Pin = &Point{rapid.IntRange(0, 2000).Draw(t, "x"), rapid.IntRange(0, 2000).Draw(t, "y")}
		if res := Layout(g); len(res.Problems) > 0 {
			t.Fatalf("a single pin has problems %v", res.Problems)
		}
	})
}

func TestPinsThatOverlapAreAProblem(t *testing.T) {
	g := Graph{Nodes: []Node{{ID: "a", W: 100, H: 40, Pin: &Point{50, 50}}, {ID: "b", W: 100, H: 40, Pin: &Point{120, 60}}}}
	res := Layout(g)
	if diff := cmp.Diff([]Problem{{Node: "b", ByNode: "a"}}, res.Problems); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if res.Nodes[0] != (Rect{50, 50, 100, 40}) || res.Nodes[1].Overlaps(res.Nodes[0]) {
		t.Errorf("the boxes stand at %v", res.Nodes)
	}
}

func TestAGroupThatItsPinsWouldStretchOverAnotherIsAProblem(t *testing.T) {
	g := Graph{
		Groups: []Group{{ID: "g", W: 20, H: 14}},
		Nodes: []Node{
			{ID: "left", W: 80, H: 40, Group: "g", Pin: &Point{100, 100}},
			{ID: "between", W: 80, H: 40, Pin: &Point{300, 100}},
			{ID: "right", W: 80, H: 40, Group: "g", Pin: &Point{500, 100}},
		},
	}
	if diff := cmp.Diff([]Problem{{Node: "right", ByNode: "between"}}, Layout(g).Problems); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatStandsLeftOfZeroShiftsThePicture(t *testing.T) {
	g := Graph{Nodes: []Node{{ID: "a", W: 100, H: 40, Pin: &Point{-30, 5}}}}
	res := Layout(g)
	if res.Shift != (Point{30, 0}) || res.Nodes[0].X != 0 || res.Nodes[0].Y != 5 {
		t.Errorf("shift %v, box %v", res.Shift, res.Nodes[0])
	}
}

// fullGroups draws a graph in which every group holds a box: an empty one has
// no place to keep.
func fullGroups(t *rapid.T) Graph {
	g := anyGraph(t)
	for i, group := range g.Groups {
		g.Nodes = append(g.Nodes, Node{ID: fmt.Sprintf("in%d", i), W: 60, H: 30, Group: group.ID})
	}
	return g
}

// A newcomer, with calls from and to those that are there, moves none of them
// by more than its own size and two gaps.
func TestANewcomerMovesNoBoxByMoreThanItsNeighbourhood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := fullGroups(t)
		before := Layout(g)
		keepPlaces(&g, before)
		group := ""
		if len(g.Groups) > 0 && rapid.Bool().Draw(t, "grouped") {
			group = rapid.SampledFrom(g.Groups).Draw(t, "group").ID
		}
		old := len(g.Nodes)
		g.Nodes = append(g.Nodes, Node{ID: "new", W: rapid.IntRange(20, 300).Draw(t, "w"), H: rapid.IntRange(20, 90).Draw(t, "h"), Group: group})
		for range rapid.IntRange(0, min(old, 4)).Draw(t, "calls") {
			e := Edge{From: "new", To: rapid.SampledFrom(g.Nodes[:old]).Draw(t, "to").ID}
			if rapid.Bool().Draw(t, "called") {
				e.From, e.To = e.To, e.From
			}
			g.Edges = append(g.Edges, e)
		}
		after := Layout(g)
		new := after.Nodes[old]
		for i := range before.Nodes {
			a, b := before.Nodes[i], after.Nodes[i]
			if dx, dy := b.X-a.X-after.Shift.X, b.Y-a.Y-after.Shift.Y; dx < 0 || dy < 0 || dx > new.W+2*boxGap || dy > new.H+2*boxGap {
				t.Fatalf("a newcomer of %d by %d moved box %s from %v to %v", new.W, new.H, g.Nodes[i].ID, a, b)
			}
		}
	})
}

func TestARemovedBoxMovesNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := fullGroups(t)
		before := Layout(g)
		keepPlaces(&g, before)
		if len(g.Nodes) == len(g.Groups) {
			return
		}
		n := rapid.IntRange(0, len(g.Nodes)-1-len(g.Groups)).Draw(t, "removed")
		gone := g.Nodes[n].ID
		g.Nodes = slices.Delete(g.Nodes, n, n+1)
		g.Edges = slices.DeleteFunc(g.Edges, func(e Edge) bool { return e.From == gone || e.To == gone })
		after := Layout(g)
		was := slices.Delete(before.Nodes, n, n+1)
		for i := range was {
			if a, b := was[i], after.Nodes[i]; a.X+after.Shift.X != b.X || a.Y+after.Shift.Y != b.Y {
				t.Fatalf("without %s, box %s went from %v to %v", gone, g.Nodes[i].ID, a, b)
			}
		}
	})
}

func TestAnUnchangedGraphKeepsItsDrawing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := fullGroups(t)
		before := Layout(g)
		keepPlaces(&g, before)
		if diff := cmp.Diff(before, Layout(g)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkNewcomer(b *testing.B) {
	for _, n := range []int{20, 200} {
		g := town(n)
		keepPlaces(&g, Layout(g))
		g.Nodes[n/2].Was = nil
		b.Run(fmt.Sprintf("%d-nodes", n), func(b *testing.B) {
			for b.Loop() {
				Layout(g)
			}
		})
	}
}
