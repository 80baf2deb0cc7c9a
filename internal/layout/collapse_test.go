package layout

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// regions is a graph of two regions with three zones each, four boxes a zone,
// every box calling its counterpart in the next zone, and a box outside.
func regions() Graph {
	g := Graph{Nodes: []Node{{ID: "user"}}}
	for r := range 2 {
		region := fmt.Sprintf("r%d", r)
		g.Groups = append(g.Groups, Group{ID: region})
		for z := range 3 {
			zone := fmt.Sprintf("%s-z%d", region, z)
			g.Groups = append(g.Groups, Group{ID: zone, Parent: region})
			for n := range 4 {
				id := fmt.Sprintf("%s-n%d", zone, n)
				g.Nodes = append(g.Nodes, Node{ID: id, Group: zone})
				if z > 0 {
					g.Edges = append(g.Edges, Edge{From: fmt.Sprintf("%s-z%d-n%d", region, z-1, n), To: id})
				}
			}
		}
		g.Edges = append(g.Edges, Edge{From: "user", To: region + "-z0-n0"})
	}
	return g
}

// boxNames are what a collapsed graph shows.
func boxNames(g Graph, c Collapsed) []string {
	var names []string
	for _, b := range c.Boxes {
		if b.Node >= 0 {
			names = append(names, g.Nodes[b.Node].ID)
			continue
		}
		names = append(names, fmt.Sprintf("%s of %d", g.Groups[b.Group].ID, b.Holds))
	}
	return names
}

func TestDeepestGroupsCloseFirst(t *testing.T) {
	g := regions()
	for most, want := range map[int][]string{
		7: {"user", "r0-z0 of 4", "r0-z1 of 4", "r0-z2 of 4", "r1-z0 of 4", "r1-z1 of 4", "r1-z2 of 4"},
		5: {"user", "r0 of 12", "r1-z0 of 4", "r1-z1 of 4", "r1-z2 of 4"},
		1: {"user", "r0 of 12", "r1 of 12"},
	} {
		if diff := cmp.Diff(want, boxNames(g, Collapse(g, most, nil))); diff != "" {
			t.Errorf("at most %d: (-want +got)\n%s", most, diff)
		}
	}
	if c := Collapse(g, 25, nil); len(c.Boxes) != 25 || len(c.Groups) != 8 {
		t.Errorf("25 boxes were few enough, but %d are left in %d groups", len(c.Boxes), len(c.Groups))
	}
}

func TestAGroupOpenedByNameShowsItsBoxes(t *testing.T) {
	g := regions()
	want := []string{"user", "r0-z1-n0", "r0-z1-n1", "r0-z1-n2", "r0-z1-n3", "r0-z0 of 4", "r0-z2 of 4", "r1 of 12"}
	if diff := cmp.Diff(want, boxNames(g, Collapse(g, 3, []string{"r0-z1"}))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestLinesOfAClosedGroupAreMergedAndCounted(t *testing.T) {
	g := regions()
	c := Collapse(g, 7, nil)
	var got []int
	for _, l := range c.Lines {
		got = append(got, len(l.Edges))
	}
	if diff := cmp.Diff([]int{4, 4, 1, 4, 4, 1}, got); diff != "" {
		t.Errorf("edges a line (-want +got)\n%s", diff)
	}
}

// Every node is shown once and every edge stands in one line at most, between
// the boxes that show its ends.
func TestCollapsingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		most := rapid.IntRange(0, 20).Draw(t, "most")
		c := Collapse(g, most, nil)
		index, holds := map[string]int{}, make([]int, len(c.Boxes))
		for i, n := range g.Nodes {
			index[n.ID] = i
			holds[c.Shown[i]]++
		}
		for b, box := range c.Boxes {
			if box.Holds != holds[b] {
				t.Fatalf("box %d says it holds %d, %d nodes are shown by it", b, box.Holds, holds[b])
			}
		}
		for e, want := range g.Edges {
			from, to := c.Shown[index[want.From]], c.Shown[index[want.To]]
			found := 0
			for _, l := range c.Lines {
				for _, o := range l.Edges {
					if o == e && l.From == from && l.To == to {
						found++
					}
				}
			}
			within := from == to && c.Boxes[from].Group >= 0
			if (found == 1) == within || found > 1 {
				t.Fatalf("edge %d stands in %d lines, within a closed group: %v", e, found, within)
			}
		}
	})
}
