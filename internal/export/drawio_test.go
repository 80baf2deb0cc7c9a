package export

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// drawioPage is what maxGraph read of a page.
type drawioPage struct {
	Boxes    map[string]string // labels as a browser shows them
	Holds    map[string]string // the parent of each
	Places   map[string][4]int // x, y, width, height inside the parent
	Lines    map[string]string
	Elements map[string]bool // that the labels consist of
}

// TestDrawioIsReadAsItWasWritten has maxGraph, the library that draw.io's files
// are the language of, read every page of every design, and compares boxes with
// labels and parents, and lines with their ends.
func TestDrawioIsReadAsItWasWritten(t *testing.T) {
	files := map[string]string{"broken": `<mxfile><diagram>`}
	all := drawable(t)
	for name, s := range all {
		files[name], _ = drawn(t, drawio, s, Ask{})
	}
	read := map[string]struct {
		Pages map[string]drawioPage
		Error string
	}{}
	readBy(t, "drawio", "@maxgraph/core", files, &read)
	if read["broken"].Error == "" {
		t.Error("maxGraph takes what is broken")
	}
	for name, s := range all {
		got := read[name]
		if got.Error != "" {
			t.Errorf("%s: %s", name, got.Error)
			continue
		}
		pictures := map[string]*picture{"containers": pictureOf(s.Design)}
		for flow, f := range s.Design.Flows.All() {
			if len(f.Steps) == 0 {
				continue
			}
			p, err := flowPicture(s, flow)
			if err != nil {
				t.Fatal(err)
			}
			pictures["flow_"+underscored(flow)] = p
		}
		if len(got.Pages) != len(pictures) {
			t.Errorf("%s: %d pages, want %d", name, len(got.Pages), len(pictures))
		}
		for id, p := range pictures {
			comparePage(t, name+" "+id, got.Pages[id], p)
		}
	}
}

func comparePage(t *testing.T, name string, got drawioPage, p *picture) {
	t.Helper()
	boxes, holds := map[string]string{}, map[string]string{}
	around := []string{"1"}
	p.top.walk(0, func(g *group, _ int) {
		boxes[g.id], holds[g.id] = captioned(g), around[len(around)-1]
		around = append(around, g.id)
	}, func(p part, _ int) {
		boxes[p.id], holds[p.id] = safe.Line(p.title)+"\n["+p.note+"]", around[len(around)-1]
	}, func(*group, int) { around = around[:len(around)-1] })
	for id, label := range boxes {
		if got.Boxes[id] != label || got.Holds[id] != holds[id] {
			t.Errorf("%s: %s is %q in %s, want %q in %s", name, id, got.Boxes[id], got.Holds[id], label, holds[id])
		}
	}
	if len(got.Boxes) != len(boxes) {
		t.Errorf("%s: %d boxes, want %d", name, len(got.Boxes), len(boxes))
	}
	for id, at := range got.Places {
		if parent, ok := got.Places[got.Holds[id]]; ok && (at[0] < 0 || at[1] < 0 || at[0]+at[2] > parent[2] || at[1]+at[3] > parent[3]) {
			t.Errorf("%s: %s at %v lies outside of %s, which is %d by %d", name, id, at, got.Holds[id], parent[2], parent[3])
		}
	}
	var lines, want []string
	for _, line := range got.Lines {
		lines = append(lines, line)
	}
	for _, c := range p.calls {
		want = append(want, c.from+" -> "+c.to+": "+c.label)
	}
	slices.Sort(lines)
	slices.Sort(want)
	if !slices.Equal(lines, want) {
		t.Errorf("%s: lines are\n%s\nwant\n%s", name, strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	for element := range got.Elements {
		if element != "B" && element != "BR" {
			t.Errorf("%s: a label holds an element %s", name, element)
		}
	}
}

// TestDrawioIsXML holds the file to the grammar where maxGraph is not there.
func TestDrawioIsXML(t *testing.T) {
	text, left := drawn(t, drawio, hostileDesign(t), Ask{})
	cells := 0
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "mxCell" {
			cells++
		}
	}
	if cells == 0 || len(left) == 0 {
		t.Errorf("%d cells, left out %v", cells, left)
	}
}

// TestMessagesOfAFlowAreNumbered in the order in which they are sent.
func TestMessagesOfAFlowAreNumbered(t *testing.T) {
	p, err := flowPicture(hostileDesign(t), "loop")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range p.calls {
		got = append(got, c.from+" -> "+c.to+": "+c.label)
	}
	want := []string{
		"actor_class -> part_graph: 1 call", "part_graph -> part_end: 2 read graph",
		"part_graph -> part_note: 3 call", "part_graph -> part_click: 4 publish",
	}
	if !slices.Equal(got, want) {
		t.Errorf("messages are %q, want %q", got, want)
	}
}
