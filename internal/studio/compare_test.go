package studio

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
)

// desks has a variant with one part more, one less and one that differs.
const desks = `
loadpath: 1
system: desks
actors: {asker: {kind: human}}
components:
  desk: {kind: service, cores: 1, price: $10/month}
  shelf: {kind: service, cores: 1, price: $3/month}
flows:
  ask: {by: asker, rate: 20/s, steps: [{call: desk}, {work: 10ms}, {call: shelf, work: 5ms}]}
variants:
  other:
    components:
      desk: {replicas: 2}
      shelf: null
      drawer: {kind: service, cores: 1, price: $1/month}
    flows: {ask: {steps: [{call: desk}, {work: 10ms}, {call: drawer, work: 5ms}]}}
`

func (s *served) differing(left, right string) Differing {
	s.t.Helper()
	var d Differing
	if status := s.ask("GET", "/api/diff?left="+left+"&right="+right, nil, &d); status != http.StatusOK {
		s.t.Fatalf("%s to %s is answered with %d", left, right, status)
	}
	return d
}

func changeOf(all []Changed, id string) string {
	i := slices.IndexFunc(all, func(c Changed) bool { return c.ID == id })
	if i < 0 {
		return ""
	}
	return all[i].Change
}

func TestWhatOnlyTheOtherSideHasIsDrawnToo(t *testing.T) {
	s := serve(t, desks)
	for _, tt := range []struct{ left, right, drawer, shelf string }{
		{"base", "other", "added", "removed"},
		{"other", "base", "removed", "added"},
	} {
		d := s.differing(tt.left, tt.right)
		for id, want := range map[string]string{"c:drawer": tt.drawer, "c:shelf": tt.shelf, "c:desk": "changed"} {
			if got := changeOf(d.Boxes, id); got != want {
				t.Errorf("%s to %s: %s is %q, want %q", tt.left, tt.right, id, got, want)
			}
			if !slices.ContainsFunc(d.Picture.Nodes, func(n Node) bool { return n.ID == id && n.W > 0 }) {
				t.Errorf("%s to %s: %s is not drawn", tt.left, tt.right, id)
			}
			if !slices.ContainsFunc(d.Components, func(c Component) bool { return "c:"+c.Name == id }) {
				t.Errorf("%s to %s: nothing is said of %s", tt.left, tt.right, id)
			}
		}
		if got := changeOf(d.Arrows, "a:asker c:drawer"); got != tt.drawer {
			t.Errorf("%s to %s: the call of drawer is %q, want %q", tt.left, tt.right, got, tt.drawer)
		}
	}
}

func TestCostIsHeldAgainstTheOtherSideByComponent(t *testing.T) {
	s := serve(t, desks)
	d := s.differing("base", "other")
	want := map[string][3]string{"": {"$13", "$21", "+$8"}, "desk": {"$10", "$20", "+$10"}, "shelf": {"$3", "", "-$3"}, "drawer": {"", "$1", "+$1"}}
	for _, m := range append(d.Costs, d.Cost) {
		if got := [3]string{m.Left, m.Right, m.Change}; got != want[m.Component] {
			t.Errorf("%q costs %q, want %q", m.Component, got, want[m.Component])
		}
		delete(want, m.Component)
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v", want)
	}
}

// TestACommitIsReadWithWhatItIncluded changes an included file after the
// commit: the side of the commit must have its earlier text.
func TestACommitIsReadWithWhatItIncluded(t *testing.T) {
	modeltest.Oracle(t, "git", "--version")
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("desks.yaml", "loadpath: 1\nsystem: desks\ninclude: [parts.yaml]\nflows: {ask: {rate: 20/s, steps: [{call: desk, work: 10ms}]}}\nvariants: {wide: {components: {desk: {cores: 2}}}}\n")
	write("parts.yaml", "components: {desk: {kind: service, cores: 1, replicas: 2}}\n")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "as planned"}} {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	write("parts.yaml", "components: {desk: {kind: service, cores: 1, replicas: 3}}\n")
	s := open(t, filepath.Join(dir, "desks.yaml"))
	var sides Sides
	s.ask("GET", "/api/sides", nil, &sides)
	if sides.Left != "git:HEAD" || sides.Right != "base" || !strings.Contains(sides.Choices[len(sides.Choices)-1].Text, "as planned") {
		t.Errorf("the sides are %+v, want HEAD to the file at first, and the commit by its subject", sides)
	}
	d := s.differing("git:HEAD", "base")
	if len(d.Parts) != 1 || !slices.Equal(d.Parts[0].Facts, []string{"replicas: 2 → 3"}) {
		t.Errorf("what changed is %+v, want the replicas of desk", d.Parts)
	}
	if d.Left != "HEAD" || d.Right != "desks.yaml" {
		t.Errorf("the sides are called %q and %q", d.Left, d.Right)
	}
}

func TestASideThatThereIsNotIsRefusedByName(t *testing.T) {
	s := serve(t, desks)
	for query, want := range map[string]string{
		"left=base&right=nobody":        `there is no variant "nobody"`,
		"left=base&right=base":          "both sides are the same",
		"left=git:-x&right=base":        "is not the name of a commit",
		"left=git:abcdef0&right=base":   "git has no",
		"left=git:HEAD:../x&right=base": "is not the name of a commit",
	} {
		var said Trouble
		if status := s.ask("GET", "/api/diff?"+query, nil, &said); status != http.StatusUnprocessableEntity || !strings.Contains(said.Message, want) {
			t.Errorf("%s: %d %s, want %s", query, status, said.Message, want)
		}
	}
}

// TestAClosedBoundaryTellsThatSomethingInItChanged compares a design that is
// too large to be drawn in full.
func TestAClosedBoundaryTellsThatSomethingInItChanged(t *testing.T) {
	s := serve(t, town(100)+"variants:\n  more: {components: {c42: {replicas: 3}}}\n")
	d := s.differing("base", "more")
	if got := changeOf(d.Boxes, "b:area-4"); got != "changed" {
		t.Errorf("area 4, which holds c42, is %q, want changed", got)
	}
	if got := changeOf(d.Boxes, "b:area-5"); got != "" {
		t.Errorf("area 5 is %q, and nothing in it changed", got)
	}
	var open Differing
	s.ask("GET", "/api/diff?left=base&right=more&open=area-4", nil, &open)
	if !slices.ContainsFunc(open.Picture.Nodes, func(n Node) bool { return n.ID == "c:c42" }) || changeOf(open.Boxes, "c:c42") != "changed" {
		t.Error("an open boundary does not show what changed in it")
	}
}

func TestARenamedPartIsOneBoxThatTellsItsEarlierName(t *testing.T) {
	text := strings.Replace(desks, "variants:", "variants:\n  renamed:\n    components: {shelf: null, rack: {kind: service, cores: 1, price: $3/month}}\n    flows: {ask: {steps: [{call: desk}, {work: 10ms}, {call: rack, work: 5ms}]}}", 1)
	s := serve(t, text)
	d := s.differing("base", "renamed")
	i := slices.IndexFunc(d.Boxes, func(c Changed) bool { return c.ID == "c:rack" })
	if i < 0 || d.Boxes[i].Change != "changed" || d.Boxes[i].Was != "shelf" {
		t.Errorf("the boxes are %+v, want rack, which was shelf", d.Boxes)
	}
	if slices.ContainsFunc(d.Picture.Nodes, func(n Node) bool { return n.ID == "c:shelf" }) {
		t.Error("shelf is drawn beside rack")
	}
	for _, m := range d.Costs {
		if m.Change != "" {
			t.Errorf("%s costs %s more under another name", m.Component, m.Change)
		}
	}
	if got := changeOf(d.Arrows, "a:asker c:rack"); got != "" {
		t.Errorf("the call of rack is %q, and it is the one that shelf had", got)
	}
}
