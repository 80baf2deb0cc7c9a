package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/designs"
	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/export"
	"github.com/loadpath/loadpath/internal/intake"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
)

// roundtrips are the formats that are written and read. What a view of one flow
// gives back is put together over all flows.
var roundtrips = []struct{ export, view, read string }{
	{"drawio", "", "drawio"},
	{"excalidraw", "containers", "excalidraw"},
	{"mermaid", "flowchart", "mermaid"},
	{"mermaid", "sequence", "mermaid"},
	{"structurizr", "", "structurizr"},
	{"structurizr-json", "", "structurizr"},
}

// TestExportsAreImportedAsTheSameDesign writes every design in every format
// that can be read too, and reads it back: the same actors, components, kinds
// and places, and the same pairs of caller and callee.
func TestExportsAreImportedAsTheSameDesign(t *testing.T) {
	for _, file := range designs.All() {
		text, _ := designs.Text(file)
		s := studied(t, file, text)
		want := factsOf(s.Design)
		for _, r := range roundtrips {
			want, back := want, imported(t, s, r.export, r.view, r.read)
			got := factsOf(back)
			switch {
			case r.view == "sequence":
				want = messagesOf(s.Design)
			case r.read == "structurizr": // whose groups have no name but the one that is shown
				want, got = factsByTitle(s.Design), factsByTitle(back)
			}
			if diff := difference(want, got); diff != "" {
				t.Errorf("%s as %s %s:\n%s", file, r.export, r.view, diff)
			}
		}
	}
}

// TestTitlesComeBackAsTheyWere holds texts that mean something in the formats.
func TestTitlesComeBackAsTheyWere(t *testing.T) {
	titles := []string{
		"[x]", "Search (old)", `say "hi"`, "<b>bold</b> & &lt;", `a\nb`, "50%% ; end", "1 call", "- - -> x", "it's {z} | `q`", "\u05E9\u05DC\u05D5\u05DD \U0001F980", "a, b: c", "#35; #quot; fa:fa-user",
	}
	var text strings.Builder
	text.WriteString("loadpath: 1\nsystem: hostile\nboundaries: {in-b: {title: \"Team [a] \\\"b\\\" <c>\", trust: private}}\ncomponents:\n")
	for i, title := range titles {
		fmt.Fprintf(&text, "  part-%d: {kind: service, in: in-b, title: %s}\n", i, syntax.Quote(title))
	}
	s := studied(t, "hostile.yaml", []byte(text.String()))
	for _, format := range []string{"drawio", "excalidraw", "mermaid"} {
		d := imported(t, s, format, "", format)
		for i, title := range titles {
			switch c := d.Components.Get(fmt.Sprint("part-", i)); {
			case c == nil:
				t.Errorf("%s: the component titled %q is lost", format, title)
			case c.Title != title:
				t.Errorf("%s: the title %q came back as %q", format, title, c.Title)
			}
		}
		if b := d.Boundaries.Get("in-b"); b == nil || b.Title != `Team [a] "b" <c>` || b.Trust != "private" {
			t.Errorf("%s: the boundary came back as %+v", format, b)
		}
	}
}

func studied(t *testing.T, name string, text []byte) *study.Study {
	t.Helper()
	d, problems, err := model.Load(name, func(string) ([]byte, error) { return text, nil })
	if err != nil || problems.HasErrors() {
		t.Fatal(name, err, problems)
	}
	s, err := study.Estimate(d, study.Options{})
	if err != nil {
		t.Fatal(name, err)
	}
	return s
}

// imported writes a design in a format and reads what was written.
func imported(t *testing.T, s *study.Study, format, view, read string) *model.Design {
	t.Helper()
	var files []*diag.Source
	flows := []string{""}
	if view == "sequence" {
		flows = s.Design.Flows.Names()
	}
	for _, flow := range flows {
		var out bytes.Buffer
		if _, err := export.Find(format).Export(&out, s, export.Ask{View: view, Flow: flow}); err != nil {
			t.Fatalf("%s as %s %s: %v", s.Design.System, format, flow, err)
		}
		files = append(files, diag.NewSource(fmt.Sprintf("%s%s.txt", s.Design.System, flow), out.Bytes()))
	}
	if f := intake.Detect(files[0]); f == nil || f.Name != read {
		t.Errorf("%s as %s is not known for what it is: %v", s.Design.System, format, f)
	}
	made, problems := intake.Find(read).Import(files, "imported")
	if problems.HasErrors() {
		t.Fatalf("%s as %s is not read: %v", s.Design.System, format, problems[0].Message)
	}
	d, problems, err := model.Load("imported.yaml", func(string) ([]byte, error) { return made.Text, nil })
	if err != nil || problems.HasErrors() {
		t.Fatalf("%s as %s: what was read does not check: %v %v\n%s", s.Design.System, format, err, problems, made.Text)
	}
	return d
}

// factsOf are the sentences that a drawing of a design makes.
func factsOf(d *model.Design) map[string]bool {
	return factsWith(d, func(boundary string) string { return boundary })
}

// factsByTitle are the same with the titles of boundaries.
func factsByTitle(d *model.Design) map[string]bool {
	return factsWith(d, func(boundary string) string {
		if b := d.Boundaries.Get(boundary); b != nil {
			return cmp.Or(b.Title, boundary)
		}
		return boundary
	})
}

func factsWith(d *model.Design, place func(boundary string) string) map[string]bool {
	facts := map[string]bool{}
	for name := range d.Actors.All() {
		facts["actor "+name] = true
	}
	for name, c := range d.Components.All() {
		facts[fmt.Sprintf("%s is a %s in %q", name, c.Kind, place(c.PrimaryIn()))] = true
		if c.DeadLetter.Text != "" {
			facts[name+" -> "+c.DeadLetter.Text] = true
		}
	}
	for _, e := range d.Calls() {
		facts[e.Caller+" -> "+e.Callee] = true
	}
	for _, f := range d.Flows.All() {
		if by, component := d.Starter(f); f.Consumes != nil && component != nil {
			facts[f.Consumes.Head()+" -> "+by] = true
		}
	}
	return facts
}

// messagesOf are the sentences that the sequences of a design make: who takes
// part in a flow, and who sends to whom.
func messagesOf(d *model.Design) map[string]bool {
	facts := map[string]bool{}
	add := func(from, to string) {
		facts[from+" -> "+to] = true
		for _, name := range []string{from, to} {
			if c := d.Components.Get(name); c != nil {
				facts[fmt.Sprintf("%s is a %s in %q", name, c.Kind, "")] = true
			} else {
				facts["actor "+name] = true
			}
		}
	}
	for _, f := range d.Flows.All() {
		by, component := d.Starter(f)
		if f.Consumes != nil && component != nil {
			add(f.Consumes.Head(), by)
		}
		d.Walk(f, func(v model.Visit) {
			if v.Callee != nil {
				add(cmp.Or(v.Caller, "callers"), v.Callee.Name)
			}
		})
	}
	return facts
}

// difference tells what one design has and another has not, line by line.
func difference(want, got map[string]bool) string {
	var b strings.Builder
	for _, fact := range slices.Sorted(maps.Keys(want)) {
		if !got[fact] {
			fmt.Fprintf(&b, "  lost: %s\n", fact)
		}
	}
	for _, fact := range slices.Sorted(maps.Keys(got)) {
		if !want[fact] {
			fmt.Fprintf(&b, "  new: %s\n", fact)
		}
	}
	return b.String()
}
