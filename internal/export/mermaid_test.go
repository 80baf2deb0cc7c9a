package export

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/study"
)

// views are what a format is asked for of a design: each view, and each flow
// where the view is about one.
func views(f *Format, flows []string) []Ask {
	var asks []Ask
	for _, view := range f.Views {
		if view != "sequence" {
			asks = append(asks, Ask{View: view})
			continue
		}
		for _, flow := range flows {
			asks = append(asks, Ask{View: view, Flow: flow})
		}
	}
	return asks
}

// shows tells whether a design has something for a view of Mermaid.
func shows(s *study.Study, view string) bool {
	_, err := machinesOf(s.Design)
	return (view != "er" || s.Design.Data.Len() > 0) && (view != "state" || err == nil)
}

// mermaidLine is every line that a diagram may consist of. A text of the design
// fits only where a text is due, and only escaped.
var mermaidLine = regexp.MustCompile(`^ *(` + strings.Join([]string{
	`flowchart TB`, `C4Container`, `sequenceDiagram`, `erDiagram`, `---`, `title: '(''|[^'])*'`, `title (TEXT|PLAIN)`, `end`, `and`, `\}`,
	`subgraph ID\[QUOTED\]`, `ID(\[|\(\[|\[\(|>|\[\[)QUOTED(\]|\]\)|\)\]|\]\])`, `ID (-->|-\.->)\|QUOTED\| ID`,
	`Boundary\(ID, "PLAIN"(, "PLAIN")?\) \{`, `(Person|Container|ContainerDb|ContainerQueue|System_Ext)\(ID, "PLAIN"(, "PLAIN")?\)`, `Rel\(ID, ID, "PLAIN"\)`,
	`(participant|actor) ID as TEXT(<br/>TEXT)?`, `ID(->>|-\)|-->>)ID: TEXT`, `Note over ID: TEXT`, `(opt|alt|par|loop|critical|else|and|option) TEXT`,
	`ID\[QUOTED\] \{`, `[a-zA-Z][\w-]* [a-zA-Z][\w-]*( PK)?(,)?( FK)?`, `stateDiagram-v2`, `state QUOTED as ID( \{)?`, `(ID|\[\*\]) --> (ID|\[\*\])(: [^:]PLAIN)?`, `ID \}o--\|\| ID : QUOTED`,
}, "|") + `)$`)

func TestMermaidHasNoTextOutsideOfItsPlace(t *testing.T) {
	known := regexp.MustCompile(strings.NewReplacer(
		"ID", `(part|actor|in|data|state)_[a-z0-9_]+`,
		"QUOTED", `"([\pL\pN\pM ,._/-]|#\d+;|<br/>|[^\x00-\x{ff}])*"`,
		"PLAIN", `[^;#<>&"]+`,
		"TEXT", `([\pL\pN\pM ,._/-]|#\d+;|[^\x00-\x{ff}])+`,
	).Replace(mermaidLine.String()))
	for name, s := range drawable(t) {
		for _, ask := range views(mermaid, s.Design.Flows.Names()) {
			if !shows(s, ask.View) {
				continue
			}
			text, _ := drawn(t, mermaid, s, ask)
			for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
				if !known.MatchString(line) {
					t.Errorf("%s %+v: a line that no diagram has: %q", name, ask, line)
				}
			}
		}
	}
}

func TestFlowchartDrawsWhatThePictureHas(t *testing.T) {
	arrow := regexp.MustCompile(`(?m)^  (\w+) -\S+> *\|.*\| (\w+)$`)
	for name, s := range drawable(t) {
		p := pictureOf(s.Design)
		text, _ := drawn(t, mermaid, s, Ask{View: "flowchart"})
		arrows := arrow.FindAllStringSubmatch(text, -1)
		if len(arrows) != len(p.calls) {
			t.Fatalf("%s: %d arrows, want %d", name, len(arrows), len(p.calls))
		}
		for i, c := range p.calls {
			if arrows[i][1] != c.from || arrows[i][2] != c.to {
				t.Errorf("%s: arrow %s -> %s, want %s -> %s", name, arrows[i][1], arrows[i][2], c.from, c.to)
			}
		}
	}
}

// TestFramesOfASequenceSayWhatTheyMean also holds every format to closing what
// it opens.
func TestFramesOfASequenceSayWhatTheyMean(t *testing.T) {
	s := hostileDesign(t)
	loop, _ := drawn(t, mermaid, s, Ask{View: "sequence", Flow: "loop"})
	alt, left := drawn(t, mermaid, s, Ask{View: "sequence", Flow: "alt"})
	for _, want := range []string{"  alt in 10#37;\n", "  else otherwise\n", "part_graph-)part_click: publish\n"} {
		if !strings.Contains(loop, want) {
			t.Errorf("no %q in\n%s", want, loop)
		}
	}
	for _, want := range []string{"part_click-)part_node: messages\n", "  par at the same time\n", "  and\n", "part_node-)part_graph: call\n"} {
		if !strings.Contains(alt, want) {
			t.Errorf("no %q in\n%s", want, alt)
		}
	}
	if len(left) != 0 {
		t.Errorf("flow alt has no policies, and %v is left out", left)
	}
	if _, left = drawn(t, mermaid, s, Ask{View: "sequence", Flow: "loop"}); strings.Join(left, "") != "graph -> end: timeout, retry" {
		t.Errorf("left out: %v", left)
	}
}

func TestUnknownViewIsRefused(t *testing.T) {
	s := hostileDesign(t)
	for format, want := range map[*Format]string{
		mermaid: `mermaid has no view "flow"; it has flowchart, sequence, er, c4, state`,
		dot:     "dot has no views to choose from",
	} {
		if _, err := format.Export(nil, s, Ask{View: "flow"}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestMermaidReadsEveryDiagram has the parser of Mermaid read every view of
// every design.
func TestMermaidReadsEveryDiagram(t *testing.T) {
	diagrams := map[string]string{}
	for name, s := range drawable(t) {
		for _, ask := range views(mermaid, s.Design.Flows.Names()) {
			if !shows(s, ask.View) {
				continue
			}
			diagrams[fmt.Sprint(name, ask)], _ = drawn(t, mermaid, s, ask)
		}
	}
	diagrams["broken"] = "flowchart TB\n  a[\"one\" --> b"
	refused := map[string]string{}
	readBy(t, "mermaid", "mermaid", diagrams, &refused)
	if refused["broken"] == "" {
		t.Error("the parser takes what is broken")
	}
	delete(refused, "broken")
	for name, why := range refused {
		t.Errorf("%s: %s\n%s", name, why, diagrams[name])
	}
}
