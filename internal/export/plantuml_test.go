package export

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/model/modeltest"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// TestPlantUMLDrawsEveryDiagram has PlantUML draw the components of every
// design, and two flows of hostile texts with those texts as written.
func TestPlantUMLDrawsEveryDiagram(t *testing.T) {
	tool := modeltest.Oracle(t, "plantuml", "-version")
	dir := t.TempDir()
	count := 0
	write := func(s *study.Study, ask Ask) {
		text, _ := drawn(t, plantUML, s, ask)
		count++
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s-%s.puml", s.Design.System, ask.View, ask.Flow)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, s := range drawable(t) {
		for i, flow := range s.Design.Flows.Names() {
			if i < 2 || name == "hostile.yaml" {
				write(s, Ask{View: "sequence", Flow: flow})
			}
		}
		write(s, Ask{View: "component"})
		write(s, Ask{View: "c4"})
	}
	out, err := exec.Command(tool, "-tsvg", "-charset", "UTF-8", dir+"/*.puml").CombinedOutput()
	if err != nil {
		t.Fatalf("plantuml refuses a diagram: %v\n%s", err, out)
	}
	drawings, err := filepath.Glob(dir + "/*.svg")
	if err != nil || len(drawings) != count {
		t.Fatalf("%d drawings of %d diagrams: %v\n%s", len(drawings), count, err, out)
	}
	for _, diagram := range []string{"end-component-.svg", "end-c4-.svg", "end-sequence-loop.svg"} {
		if shown := textOf(t, filepath.Join(dir, diagram)); !strings.Contains(shown, squeezed(hostile)) {
			t.Errorf("%s does not show %q but\n%s", diagram, squeezed(hostile), shown)
		}
	}
}

// textOf is the text that a drawing shows, without spaces.
func textOf(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var text strings.Builder
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if err != nil {
			return squeezed(text.String())
		}
		if part, ok := token.(xml.CharData); ok {
			text.Write(part)
		}
	}
}

// squeezed leaves out all spaces: tools lay words out as they like.
func squeezed(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(safe.Line(s)), ""), "\u00a0", "")
}
