package export

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// scenes are every view of every design.
func scenes(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, s := range drawable(t) {
		all[name], _ = drawn(t, excalidraw, s, Ask{})
		for _, flow := range s.Design.Flows.Names() {
			all[name+" "+flow], _ = drawn(t, excalidraw, s, Ask{View: "flow", Flow: flow})
		}
	}
	return all
}

// TestExcalidrawRestoresEveryElement has Excalidraw restore every scene, and
// holds it to what was written: nothing dropped, nothing changed. Ends of arrows
// may move by a tenth of a thousandth, as Excalidraw does in the middle of a side.
func TestExcalidrawRestoresEveryElement(t *testing.T) {
	all := scenes(t)
	all["broken"] = `{"elements":`
	restored := map[string]struct {
		Elements []map[string]any
		Error    string
	}{}
	readBy(t, "excalidraw", "@excalidraw/excalidraw", all, &restored)
	if restored["broken"].Error == "" {
		t.Error("Excalidraw takes what is broken")
	}
	delete(all, "broken")
	for name, text := range all {
		got := restored[name]
		if got.Error != "" {
			t.Errorf("%s: %s", name, got.Error)
			continue
		}
		var want struct{ Elements []map[string]any }
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(name, err)
		}
		if len(got.Elements) != len(want.Elements) {
			t.Errorf("%s: %d elements, want %d", name, len(got.Elements), len(want.Elements))
			continue
		}
		for i, e := range want.Elements {
			for key, value := range e {
				if restored := got.Elements[i][key]; !reflect.DeepEqual(rounded(restored), rounded(value)) {
					t.Errorf("%s: %s of %s is %v, want %v", name, key, e["id"], restored, value)
				}
			}
		}
	}
}

// rounded is a value of JSON without its smallest differences.
func rounded(v any) any {
	switch v := v.(type) {
	case float64:
		return fmt.Sprintf("%.3f", v)
	case []any:
		var out []any
		for _, e := range v {
			out = append(out, rounded(e))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, e := range v {
			out[key] = rounded(e)
		}
		return out
	}
	return v
}

// TestArrowsAndTextsKnowTheirBoxes and the boxes know them: otherwise Excalidraw
// leaves them behind when a box moves.
func TestArrowsAndTextsKnowTheirBoxes(t *testing.T) {
	for name, s := range drawable(t) {
		scene := excalidrawOf(pictureOf(s.Design).placed())
		knows := map[string]bool{}
		for _, e := range scene.Elements {
			for _, b := range e.Bound {
				knows[e.ID+" knows "+b.Type+" "+b.ID] = true
			}
		}
		for _, e := range scene.Elements {
			var boxes []string
			if e.excalidrawText != nil {
				boxes = append(boxes, e.Container)
			}
			if e.excalidrawArrow != nil {
				boxes = append(boxes, e.Start.Element, e.End.Element)
			}
			for _, box := range boxes {
				if !knows[box+" knows "+e.Type+" "+e.ID] {
					t.Errorf("%s: %s does not know the %s %s", name, box, e.Type, e.ID)
				}
			}
		}
	}
}

func TestExcalidrawShowsTextAsWritten(t *testing.T) {
	for _, e := range excalidrawOf(pictureOf(hostileDesign(t).Design).placed()).Elements {
		if e.excalidrawText != nil && squeezed(e.Text) != squeezed(e.Original) {
			t.Errorf("%s shows %q, want %q", e.ID, e.Text, e.Original)
		}
		if e.ID == "part_note_text" && !strings.HasPrefix(squeezed(e.Text), squeezed(hostile)) {
			t.Errorf("%s shows %q", e.ID, e.Text)
		}
	}
}
