package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/draw/drawtest"
	"github.com/loadpath/loadpath/internal/study"
)

// drawn draws every view of a study, with every overlay that it takes.
func drawn(t *testing.T, s *study.Study, see func(name string, p draw.Picture)) {
	t.Helper()
	for _, v := range Views {
		flows, covers := []string{""}, []string{""}
		if v.OneFlow {
			flows = s.Design.Flows.Names()
		}
		if v.Name == "containers" {
			covers = append(covers, Overlays()...)
		}
		for _, flow := range flows {
			for _, cover := range covers {
				name := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", s.Design.System, v.Name, flow, cover))
				p, problems, err := Diagram(s, v, DiagramOptions{Flow: flow, Overlay: cover})
				if err != nil || len(problems) > 0 {
					t.Errorf("%s: %v, %v", name, err, problems)
				}
				see(name, p)
			}
		}
	}
}

func TestEveryViewOfEveryDesignCanBeRead(t *testing.T) {
	for _, name := range designs.All() {
		text, _ := designs.Text(name)
		s := estimated(t, load(t, name+".yaml", text))
		drawn(t, s, func(name string, p draw.Picture) { drawtest.Check(t, name, p.SVG) })
	}
}

func TestHostileTextsAreDrawnAsText(t *testing.T) {
	drawn(t, estimated(t, design(t, "hostile.yaml")), func(name string, p draw.Picture) {
		drawtest.Check(t, name, p.SVG)
	})
}

func TestAPictureIsTheSameEveryTime(t *testing.T) {
	text, _ := designs.Text("e-commerce")
	var first []string
	for i := range 2 {
		at := 0
		drawn(t, estimated(t, load(t, "e-commerce.yaml", text)), func(name string, p draw.Picture) {
			if i == 0 {
				first = append(first, p.SVG)
			} else if first[at] != p.SVG {
				t.Errorf("%s differs between two runs", name)
			}
			at++
		})
	}
}

func TestEveryKindHasAnIcon(t *testing.T) {
	for _, k := range catalog.Kinds() {
		if !draw.HasIcon(k.Name) {
			t.Errorf("the kind %s has no icon", k.Name)
		}
	}
}

func TestThemesFixTheColours(t *testing.T) {
	s := estimated(t, design(t, "notes.yaml"))
	for theme, want := range map[draw.Theme]string{draw.Auto: `class="lp"`, draw.Light: `class="lp light"`, draw.Dark: `class="lp dark"`} {
		p, _, err := Diagram(s, ViewOf("containers"), DiagramOptions{Theme: theme})
		if err != nil || !strings.Contains(p.SVG, want) {
			t.Errorf("a picture of theme %d has no %s: %v", theme, want, err)
		}
	}
}

func TestAFlowNumbersItsCallsInOrder(t *testing.T) {
	d := load(t, "d.yaml", []byte(`loadpath: 1
system: d
actors: {user: {daily: 1k}}
components: {a: {kind: service}, b: {kind: cache, hit: 50%}, c: {kind: sql}, q: {kind: queue}}
flows:
  f: {by: user, rate: 1/s, steps: [{call: a, steps: [{get: b, miss: [{read: c}, {set: b}]}, {publish: q}]}]}
`))
	k := &sketch{paper: &paper{s: estimated(t, d), d: d}, view: ViewOf("flow"), flow: d.Flows.Get("f")}
	tour := tourOf(k)
	var got []string
	for _, e := range tour.d.Edges {
		got = append(got, e.From+" "+e.Badge+" "+e.To)
	}
	want := []string{"a:user 1 c:a", "c:a 2, 4 c:b", "c:a 3 c:c", "c:a 5 c:q"}
	if !slices.Equal(got, want) {
		t.Errorf("the flow is drawn as %q, want %q", got, want)
	}
	if len(tour.d.Listed) != 5 || tour.d.Listed[2] != "on a miss, a reads c" {
		t.Errorf("the flow is told as %q", tour.d.Listed)
	}
}

func TestReplicasAreSpreadOverZones(t *testing.T) {
	d := load(t, "d.yaml", []byte(`loadpath: 1
system: d
boundaries: {east: {region: true, zones: 3}, west: {region: true, zones: 2}}
components: {a: {kind: service, in: [east, west], replicas: {east: 5, west: 3}}}
`))
	k := &sketch{paper: &paper{s: estimated(t, d), d: d}}
	a := d.Components.Get("a")
	var got []string
	for _, p := range d.Deployments(a) {
		n := k.deployed(a, p, 2)
		got = append(got, fmt.Sprint(n.Group, n.Notes, n.Cells))
	}
	want := []string{"east[service 5 replicas] [{a 2} {b 2} {c 1}]", "west[service 3 replicas] [{a 2} {b 1}]"}
	if !slices.Equal(got, want) {
		t.Errorf("the replicas are drawn as %q, want %q", got, want)
	}
}

func TestSensitiveDataIsFollowedOverBoundariesOfTrust(t *testing.T) {
	const text = `loadpath: 1
system: d
actors: {user: {daily: 1k}}
data: {person: {fields: {id: string}, class: personal}, page: {fields: {id: string}, class: public}}
boundaries: {outer: {trust: public}, inner: {trust: private}}
components:
  a: {kind: service, in: outer}
  b: {kind: sql, in: inner, stores: [person], encrypted: disk}
  c: {kind: sql, in: inner, stores: [page]}
links: {a.b: {tls: %s}}
flows:
  f: {by: user, rate: 1/s, steps: [{call: a, steps: [{write: b.person}, {read: c.page}]}]}
`
	for tls, want := range map[string]string{"{tls: true}": "✓ encrypted: person", "{tls: false}": "✗ not encrypted: person", "{timeout: 1s}": "? encryption not said: person"} {
		d := load(t, "d.yaml", []byte(strings.Replace(text, "{tls: %s}", tls, 1)))
		k := &sketch{paper: &paper{s: estimated(t, d), d: d}}
		w := k.watch()
		crossing := draw.Edge{From: "c:a", To: "c:b"}
		if w.edge(&crossing); crossing.Label != want || !crossing.Strong {
			t.Errorf("with %s the call says %q, want %q", tls, crossing.Label, want)
		}
		plain := draw.Edge{From: "c:a", To: "c:c", Label: "1/s"}
		if w.edge(&plain); plain.Label != "" || plain.Strong || !plain.Faded {
			t.Errorf("a call with public data is drawn as %+v", plain)
		}
		keeps := draw.Node{ID: "c:b"}
		if w.node(&keeps); keeps.Mark != "encrypted" || !slices.Contains(keeps.Notes, "keeps person") {
			t.Errorf("the store is drawn as %+v", keeps)
		}
	}
}

func TestDeadLettersKeepWhatTheirQueueKeeps(t *testing.T) {
	d := load(t, "d.yaml", []byte(`loadpath: 1
system: d
actors: {user: {daily: 1k}}
data: {person: {fields: {id: string}, class: personal}}
components: {a: {kind: service}, b: {kind: sql, stores: [person]}, q: {kind: queue, dead-letter: dead}, dead: {kind: queue}, w: {kind: worker}}
flows:
  f: {by: user, rate: 1/s, steps: [{call: a, steps: [{read: b.person}, {publish: q}]}]}
  g: {by: w, consumes: q, steps: [{work: 1ms}]}
`))
	k := &sketch{paper: &paper{s: estimated(t, d), d: d}}
	n := draw.Node{ID: "c:dead"}
	if k.watch().node(&n); !slices.Contains(n.Notes, "keeps person") || n.Mark != "encryption not said" {
		t.Errorf("the queue of dead letters is drawn as %+v", n)
	}
}

func TestBoxesStandWhereTheFileOfPlacesSays(t *testing.T) {
	d := design(t, "notes.yaml")
	first := d.Components.Names()[0]
	src := func(text string) *diag.Source { return diag.NewSource("notes.layout.yaml", []byte(text)) }
	a, problems := ReadArrangement(src("layout: 1\ncontainers: {positions: {"+first+": [700, 33]}}\n"), d)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, problems, err := Diagram(estimated(t, d), ViewOf("containers"), DiagramOptions{Placed: a})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if !strings.Contains(p.SVG, `<rect x="700" y="33"`) {
		t.Errorf("no box stands at 700, 33")
	}
	for _, tt := range []struct{ text, want string }{
		{"containers: {positions: {nobody: [1, 2]}}", `notes.layout.yaml:1:26: warning: the view containers has no box "nobody" to place`},
		{"containers: {positions: {" + first + ": 12}}", "is no pair of whole numbers"},
		{"steps: {positions: {}}", `there is no view "steps" to place boxes in`},
		{"containers: {open: [nowhere]}", `there is no boundary "nowhere"`},
		{"flow: {nothing: {positions: {}}}", `there is no flow "nothing"`},
		{"containers: {colour: red}", `a view has no key "colour"`},
		{"layout: 2", "this is no file of places of version 1"},
	} {
		a, problems := ReadArrangement(src(tt.text), d)
		_, more, err := Diagram(estimated(t, d), ViewOf("containers"), DiagramOptions{Placed: a})
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		if err := diag.Text(&said, append(problems, more...), diag.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said.String(), tt.want) {
			t.Errorf("%s: said %q, want %q", tt.text, said.String(), tt.want)
		}
	}
}

func TestLargeDrawingsCloseBoundaries(t *testing.T) {
	var text strings.Builder
	text.WriteString("loadpath: 1\nsystem: d\nboundaries: {")
	for b := range 8 {
		fmt.Fprintf(&text, "in-%d: {}, ", b)
	}
	text.WriteString("}\ncomponents:\n")
	for i := range 80 {
		fmt.Fprintf(&text, "  part-%d: {kind: service, in: in-%d}\n", i, i%8)
	}
	s := estimated(t, load(t, "d.yaml", []byte(text.String())))
	shows := func(opt DiagramOptions) string {
		p, _, err := Diagram(s, ViewOf("containers"), opt)
		if err != nil {
			t.Fatal(err)
		}
		drawtest.Check(t, "large", p.SVG)
		return p.SVG
	}
	if svg := shows(DiagramOptions{}); strings.Count(svg, `<g class="node">`) > 60 || !strings.Contains(svg, "10 parts") {
		t.Errorf("%d boxes are drawn", strings.Count(svg, `<g class="node">`))
	}
	if svg := shows(DiagramOptions{Open: []string{"all"}}); strings.Count(svg, `<g class="node">`) != 80 {
		t.Errorf("with all boundaries open %d boxes are drawn, want 80", strings.Count(svg, `<g class="node">`))
	}
	if _, _, err := Diagram(s, ViewOf("containers"), DiagramOptions{Open: []string{"in-9"}}); err == nil || !strings.Contains(err.Error(), `no boundary "in-9"`) {
		t.Errorf("an unknown boundary: %v", err)
	}
}
