package export

import (
	"fmt"
	"slices"
	"testing"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// TestLikeC4ValidatesTheSameModel has LikeC4 validate every design as `likec4
// validate` does, and compares elements with their titles, relationships, and
// what each view shows.
func TestLikeC4ValidatesTheSameModel(t *testing.T) {
	texts := map[string]string{"broken": "model { a = "}
	all := drawable(t)
	for name, s := range all {
		texts[name], _ = drawn(t, likeC4, s, Ask{})
	}
	read := map[string]struct {
		Errors        []string
		Elements      map[string]string
		Relationships []string
		Views         map[string]struct {
			Nodes []string
			Edges int
		}
	}{}
	readBy(t, "likec4", "likec4", texts, &read)
	if len(read["broken"].Errors) == 0 {
		t.Error("LikeC4 takes what is broken")
	}
	for name, s := range all {
		got := read[name]
		for _, e := range got.Errors {
			t.Errorf("%s: %s", name, e)
		}
		w := workspaceOf(s)
		paths := map[*element]string{}
		titles := map[string]string{likeC4System: safe.Line(w.title)}
		for _, e := range w.elements {
			path := ""
			if e.role == container {
				path = likeC4System + "."
				for _, b := range e.boundaries {
					titles[path+b.id] = safe.Line(b.title)
					path += b.id + "."
				}
			}
			paths[e] = path + e.pictureID
			titles[paths[e]] = safe.Line(e.name)
		}
		for path, title := range titles {
			if shown, ok := got.Elements[path]; !ok || shown != title {
				t.Errorf("%s: %s is %q, want %q", name, path, shown, title)
			}
		}
		if len(got.Elements) != len(titles) {
			t.Errorf("%s: %d elements, want %d", name, len(got.Elements), len(titles))
		}
		var want []string
		var containers int
		for _, r := range w.relations {
			if r.from == r.to {
				continue
			}
			arrow := map[bool]string{false: "->", true: "-[async]->"}[r.async]
			want = append(want, fmt.Sprintf("%s %s %s: %s", paths[r.from], arrow, paths[r.to], safe.Line(r.label)))
			if r.from.role == container || r.to.role == container {
				containers++
			}
		}
		slices.Sort(want)
		slices.Sort(got.Relationships)
		if !slices.Equal(got.Relationships, want) {
			t.Errorf("%s: relationships are\n%q\nwant\n%q", name, got.Relationships, want)
		}
		view := got.Views["containers"]
		if view.Edges != containers {
			t.Errorf("%s: the view of containers has %d arrows, want %d", name, view.Edges, containers)
		}
		for e, path := range paths {
			if e.role == container && !slices.Contains(view.Nodes, path) {
				t.Errorf("%s: the view of containers does not show %s", name, path)
			}
		}
		for _, tale := range w.tales {
			edges := 0
			for _, c := range tale.calls() {
				if c.from != c.to {
					edges++
				}
			}
			if got := got.Views["flow_"+underscored(tale.flow)].Edges; got != edges {
				t.Errorf("%s: flow %s has %d steps, want %d", name, tale.flow, got, edges)
			}
		}
		if nodes := got.Views["deployment"].Nodes; len(nodes) < len(w.of(container)) {
			t.Errorf("%s: the deployment shows %d of %d containers: %v", name, len(nodes), len(w.of(container)), nodes)
		}
	}
}
