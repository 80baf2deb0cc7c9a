package export

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/study"
)

// hostile has texts that mean something in the formats. Names cannot.
const hostile = "\"; } end <b>&lt;\\n[x](y)|{z}#35; 'q' ` %% ]] -->\n@enduml \U0001F980 \u05E9\u05DC\u05D5\u05DD \u202Eabc"

// hostileDesign has such texts wherever a drawing shows one, and names that are
// words of the formats.
func hostileDesign(t *testing.T) *study.Study {
	t.Helper()
	text, err := json.Marshal(hostile)
	if err != nil {
		t.Fatal(err)
	}
	return estimated(t, "hostile.yaml", []byte(strings.ReplaceAll(`
loadpath: 1
system: end
title: EVIL
actors: {end: {kind: human}, class: {kind: program}}
data:
  graph: {fields: {end: string, node: subgraph.id, at: time}, key: end, class: internal}
  subgraph: {fields: {id: string}, key: id}
boundaries: {subgraph: {title: EVIL, trust: private}, empty: {}, style: {in: subgraph, region: true}, west: {region: true}}
components:
  graph: {kind: service, title: EVIL, doc: EVIL, in: subgraph}
  end: {kind: sql, title: EVIL, in: [style, west], stores: [graph], failover: {time: 30s}}
  click: {kind: queue, in: style}
  node: {kind: worker}
  note: {kind: third-party, title: EVIL}
links: {graph.end: {timeout: 1s, retry: {max: 2}}}
flows:
  loop: {title: EVIL, by: class, rate: 1/s, steps: [{call: graph, steps: [{work: 1ms}, {read: end.graph}, {choose: [{share: 10%, steps: [{call: note}]}, {steps: []}]}, {publish: click}]}]}
  alt: {by: node, consumes: click, steps: [{parallel: [{write: end}, {call: note}]}, {call: graph, wait: false}]}
`, "EVIL", string(text))))
}

// drawn writes a design in a format.
func drawn(t *testing.T, f *Format, s *study.Study, ask Ask) (text string, leftOut []string) {
	t.Helper()
	var out bytes.Buffer
	leftOut, err := f.Export(&out, s, ask)
	if err != nil {
		t.Fatalf("%s of %s: %v", f.Name, s.Design.System, err)
	}
	return out.String(), leftOut
}

// drawable are the designs that every format is tried on; tests only read them.
func drawable(t *testing.T) map[string]*study.Study {
	t.Helper()
	if len(drawables) == 0 {
		drawables = loadDrawable(t)
	}
	return drawables
}

var drawables map[string]*study.Study

func loadDrawable(t *testing.T) map[string]*study.Study {
	t.Helper()
	all := designs(t)
	all["hostile.yaml"] = hostileDesign(t)
	outages, err := filepath.Glob("../../designs/outages/*.yaml")
	if err != nil || len(outages) == 0 {
		t.Fatal("no outages", err)
	}
	for _, file := range outages {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = estimated(t, filepath.Base(file), text)
	}
	return all
}

func TestPictureHasEveryPartAndEveryCallOnce(t *testing.T) {
	for name, s := range drawable(t) {
		p := pictureOf(s.Design)
		var got, want []string
		ids := map[string]bool{}
		p.top.walk(0, func(*group, int) {}, func(p part, _ int) {
			got = append(got, p.id)
			ids[p.id] = true
		}, func(*group, int) {})
		for name := range s.Design.Actors.All() {
			want = append(want, actorID(name))
		}
		for name := range s.Design.Components.All() {
			want = append(want, componentID(name))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: parts are %v, want %v", name, got, want)
		}
		for _, c := range p.calls {
			if !ids[c.from] || !ids[c.to] {
				t.Errorf("%s: the call %s -> %s leads to nothing", name, c.from, c.to)
			}
		}
		if len(p.calls) < len(s.Design.Calls()) {
			t.Errorf("%s: %d calls are drawn, the design has %d", name, len(p.calls), len(s.Design.Calls()))
		}
	}
}

func TestWhatAPictureCannotShowIsListed(t *testing.T) {
	left := strings.Join(pictureOf(hostileDesign(t).Design).leftOut, "\n")
	for _, want := range []string{"graph -> end: timeout, retry", "boundary empty: nothing stands in it", "end in west: it is drawn once, in style"} {
		if !strings.Contains(left, want) {
			t.Errorf("left out is\n%s\nand says nothing of %q", left, want)
		}
	}
}

// dotGraph is what Graphviz read, as `dot -Tdot_json` tells it.
type dotGraph struct {
	Objects []struct {
		ID    int    `json:"_gvid"`
		Name  string `json:"name"`
		Label string `json:"label"`
		Nodes []int  `json:"nodes"`
	} `json:"objects"`
	Edges []struct{ Tail, Head int } `json:"edges"`
}

// TestGraphvizReadsBackTheSameGraph has dot read every design, and compares
// nodes, their places and arrows.
func TestGraphvizReadsBackTheSameGraph(t *testing.T) {
	graphviz := modeltest.Oracle(t, "dot", "-V")
	for name, s := range drawable(t) {
		text, _ := drawn(t, dot, s, Ask{})
		cmd := exec.Command(graphviz, "-Tdot_json")
		cmd.Stdin = strings.NewReader(text)
		var out, warnings bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &warnings
		if err := cmd.Run(); err != nil || warnings.Len() > 0 {
			t.Errorf("%s: dot does not take it: %v\n%s\n%s", name, err, warnings.String(), text)
			continue
		}
		var g dotGraph
		if err := json.Unmarshal(out.Bytes(), &g); err != nil {
			t.Fatal(name, err)
		}
		got := map[string]bool{}
		names := map[int]string{}
		for _, o := range g.Objects {
			names[o.ID] = o.Name
		}
		for _, o := range g.Objects {
			for _, n := range o.Nodes {
				got[o.Name+" holds "+names[n]] = true
			}
			got[o.Name] = true
		}
		for _, e := range g.Edges {
			got[names[e.Tail]+" -> "+names[e.Head]] = true
		}
		for fact := range factsOf(pictureOf(s.Design)) {
			if !got[fact] {
				t.Errorf("%s: dot does not know that %q", name, fact)
			}
			delete(got, fact)
		}
		for fact := range got {
			if !strings.Contains(fact, " holds ") { // of groups around groups
				t.Errorf("%s: dot knows %q, which is not so", name, fact)
			}
		}
	}
}

// factsOf are the sentences that a drawing makes.
func factsOf(p *picture) map[string]bool {
	facts := map[string]bool{}
	var inside []string
	p.top.walk(0, func(g *group, _ int) {
		inside = append(inside, "cluster_"+g.id)
		facts[inside[len(inside)-1]] = true
	}, func(p part, _ int) {
		facts[p.id] = true
		if len(inside) > 0 {
			facts[inside[len(inside)-1]+" holds "+p.id] = true
		}
	}, func(*group, int) { inside = inside[:len(inside)-1] })
	for _, c := range p.calls {
		facts[c.from+" -> "+c.to] = true
	}
	return facts
}

func TestTextThatMeansSomethingToGraphvizIsShownAsWritten(t *testing.T) {
	graphviz := modeltest.Oracle(t, "dot", "-V")
	text, _ := drawn(t, dot, hostileDesign(t), Ask{})
	cmd := exec.Command(graphviz, "-Tsvg")
	cmd.Stdin = strings.NewReader(text)
	svg, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := "&quot;; } end &lt;b&gt;&amp;lt;\\n[x](y)|{z}#35; &#39;q&#39; `"; !strings.Contains(string(svg), want) {
		t.Errorf("the picture does not show %s", want)
	}
}

// readBy has a tool from npm read texts by name: tools/oracles/<script>.mjs,
// which needs a package there. What it prints is JSON.
func readBy(t *testing.T, script, npm string, texts map[string]string, said any) {
	t.Helper()
	const dir = "../../tools/oracles/"
	node := modeltest.Oracle(t, "node", "-e", "require('fs').accessSync('"+dir+"node_modules/"+npm+"/package.json')")
	input, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, dir+script+".mjs")
	cmd.Stdin = bytes.NewReader(input)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s\n%s", script, err, out, complaints.String())
	}
	if err := json.Unmarshal(out, said); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
}
