package report

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/report/look"
)

// TestOurLinesCrossHardlyMoreThanThoseOfDot draws the containers of every
// design twice: with package layout and with Graphviz's dot, which is given
// the same boxes, groups and labels. Of both, all places where two lines meet
// are counted, dot's splines as polylines of many short pieces. Lines of ours
// that run over each other count once for every pair.
func TestOurLinesCrossHardlyMoreThanThoseOfDot(t *testing.T) {
	dot := modeltest.Oracle(t, "dot", "-V")
	var names []string
	var graphs []layout.Graph
	var script strings.Builder
	for name, d := range drawnDesigns(t) {
		g := containerGraph(t, d)
		names, graphs = append(names, name), append(graphs, g)
		writeDot(&script, g)
	}
	cmd := exec.CommandContext(t.Context(), dot, "-Tplain")
	cmd.Stdin = strings.NewReader(script.String())
	plain, err := cmd.Output()
	if err != nil {
		t.Fatalf("dot: %v", err)
	}
	drawings := readSplines(t, string(plain))
	if len(drawings) != len(graphs) {
		t.Fatalf("dot drew %d of %d graphs", len(drawings), len(graphs))
	}
	for i, g := range graphs {
		var ours []polyline
		for n, e := range layout.Layout(g).Edges {
			if g.Edges[n].From != g.Edges[n].To {
				ours = append(ours, corners(e.Points))
			}
		}
		got, dots := meetings(ours), meetings(drawings[i])
		t.Logf("%s: %d boxes, %d lines: %d crossings, dot has %d", names[i], len(g.Nodes), len(g.Edges), got, dots)
		if float64(got) > 1.2*float64(dots) {
			t.Errorf("%s: %d crossings, more than 1.2 times the %d of dot", names[i], got, dots)
		}
	}
}

// drawnDesigns are all finished designs, those of outages too.
func drawnDesigns(t *testing.T) map[string]*model.Design {
	all := templates(t)
	files, err := filepath.Glob("../../designs/outages/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no outages: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = load(t, filepath.Base(file), text)
	}
	return all
}

// containerGraph is the picture of a design's parts, with boxes and labels of
// about the size they have in it.
func containerGraph(t *testing.T, d *model.Design) layout.Graph {
	s := estimated(t, d)
	picture := (&paper{s: s, d: d}).containers()
	var g layout.Graph
	for _, n := range picture.Nodes {
		w := look.Width(n.Name, 13, true)
		for _, note := range n.Notes {
			w = max(w, look.Width(note, 12, false))
		}
		g.Nodes = append(g.Nodes, layout.Node{ID: n.ID, Group: n.Group, W: w + 50, H: 40 + 15*len(n.Notes), First: n.Kind == "human" || n.Kind == "program"})
	}
	for _, group := range picture.Groups {
		g.Groups = append(g.Groups, layout.Group{ID: group.ID, Parent: group.Parent, W: look.Width(group.Name, 12, true), H: 15})
	}
	for _, e := range picture.Edges {
		edge := layout.Edge{From: e.From, To: e.To}
		if e.Label != "" {
			edge.W, edge.H = look.Width(e.Label, 11, false), 14
		}
		g.Edges = append(g.Edges, edge)
	}
	return g
}

// writeDot writes a graph in dot's language, in inches of 72 pixels.
func writeDot(b *strings.Builder, g layout.Graph) {
	b.WriteString("digraph {\nnode [shape=box fixedsize=true label=\"\"]\n")
	var group func(id string)
	group = func(id string) {
		for _, n := range g.Nodes {
			if n.Group == id {
				fmt.Fprintf(b, "%q [width=%g height=%g]\n", n.ID, float64(n.W)/72, float64(n.H)/72)
			}
		}
		for _, inner := range g.Groups {
			if inner.Parent == id {
				fmt.Fprintf(b, "subgraph %q {\nlabel=%q\n", "cluster_"+inner.ID, inner.ID)
				group(inner.ID)
				b.WriteString("}\n")
			}
		}
	}
	group("")
	for _, e := range g.Edges {
		fmt.Fprintf(b, "%q -> %q", e.From, e.To)
		if e.W > 0 {
			fmt.Fprintf(b, " [label=<<table border=\"0\" cellpadding=\"0\"><tr><td fixedsize=\"true\" width=\"%d\" height=\"%d\"></td></tr></table>>]", e.W, e.H)
		}
		b.WriteString("\n")
	}
	b.WriteString("}\n")
}

type polyline [][2]float64

func corners(points []layout.Point) polyline {
	var line polyline
	for _, p := range points {
		line = append(line, [2]float64{float64(p.X), float64(p.Y)})
	}
	return line
}

// readSplines reads the lines of dot's plain format, without loops: cubic
// Bezier curves, each cut into twelve pieces.
func readSplines(t *testing.T, plain string) [][]polyline {
	var drawings [][]polyline
	for _, line := range strings.Split(plain, "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case fields[0] == "graph":
			drawings = append(drawings, nil)
		case fields[0] == "edge" && fields[1] != fields[2]:
			var n int
			if _, err := fmt.Sscan(fields[3], &n); err != nil {
				t.Fatalf("dot says %q: %v", line, err)
			}
			control := make(polyline, n)
			for i := range control {
				if _, err := fmt.Sscan(fields[4+2*i], &control[i][0]); err != nil {
					t.Fatalf("dot says %q: %v", line, err)
				}
				if _, err := fmt.Sscan(fields[5+2*i], &control[i][1]); err != nil {
					t.Fatalf("dot says %q: %v", line, err)
				}
			}
			last := len(drawings) - 1
			drawings[last] = append(drawings[last], flattened(control))
		}
	}
	return drawings
}

func flattened(control polyline) polyline {
	const pieces = 12
	line := polyline{control[0]}
	for i := 0; i+3 < len(control); i += 3 {
		for k := 1; k <= pieces; k++ {
			u := float64(k) / pieces
			v := 1 - u
			var p [2]float64
			for axis := range 2 {
				p[axis] = v*v*v*control[i][axis] + 3*v*v*u*control[i+1][axis] + 3*v*u*u*control[i+2][axis] + u*u*u*control[i+3][axis]
			}
			line = append(line, p)
		}
	}
	return line
}

// meetings counts where lines cross, and once more each pair that runs over
// each other.
func meetings(lines []polyline) int {
	n := 0
	for i, a := range lines {
		for _, b := range lines[:i] {
			over := false
			for p := 1; p < len(a); p++ {
				for q := 1; q < len(b); q++ {
					if crossing(a[p-1], a[p], b[q-1], b[q]) {
						n++
					}
					over = over || runsOver(a[p-1], a[p], b[q-1], b[q])
				}
			}
			if over {
				n++
			}
		}
	}
	return n
}

// crossing tells whether two stretches cross at a point within both; a joint
// of two pieces belongs to the one that begins there.
func crossing(a, b, c, d [2]float64) bool {
	side := func(p, q, r [2]float64) bool {
		return (q[0]-p[0])*(r[1]-p[1])-(q[1]-p[1])*(r[0]-p[0]) > 0
	}
	return side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

// runsOver tells whether two stretches share a piece of a horizontal or a
// vertical line.
func runsOver(a, b, c, d [2]float64) bool {
	for axis := range 2 {
		other := 1 - axis
		if a[axis] == b[axis] && b[axis] == c[axis] && c[axis] == d[axis] &&
			max(min(a[other], b[other]), min(c[other], d[other])) < min(max(a[other], b[other]), max(c[other], d[other])) {
			return true
		}
	}
	return false
}
