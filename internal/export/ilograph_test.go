package export

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/safe"
)

// ilographDiagram has the properties of the specification that are written;
// any other is an error (ilograph.com/docs/spec).
type (
	ilographDiagram struct {
		Description  string
		Resources    []ilographResource
		Perspectives []struct {
			Name      string
			Relations []struct{ From, To, Label, Description, Color string }
			Sequence  struct {
				Start string
				Steps []ilographStep
			}
		}
	}
	ilographResource struct {
		ID, Name, Subtitle, Description string
		Children                        []ilographResource
	}
	ilographStep struct {
		To        string
		ToAndBack string `yaml:"toAndBack"`
		ToAsync   string `yaml:"toAsync"`
		RestartAt string `yaml:"restartAt"`
		Label     string
	}
)

// ilographMessages follows a sequence as Ilograph does: `to` moves, `toAndBack`
// and `toAsync` do not.
func ilographMessages(start string, steps []ilographStep) (messages []string) {
	at := start
	say := func(from, to, how string) { messages = append(messages, from+how+to) }
	for _, s := range steps {
		switch {
		case s.RestartAt != "":
			at = s.RestartAt
		case s.ToAsync != "":
			say(at, s.ToAsync, "-)")
		case s.ToAndBack != "":
			say(at, s.ToAndBack, "->")
			say(s.ToAndBack, at, "->")
		default:
			say(at, s.To, "->")
			at = s.To
		}
	}
	return messages
}

func TestIlographTellsEveryElementCallAndMessage(t *testing.T) {
	for name, s := range drawable(t) {
		text, _ := drawn(t, ilograph, s, Ask{})
		var d ilographDiagram
		decoder := yaml.NewDecoder(strings.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&d); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		w := workspaceOf(s)
		got := map[string]string{}
		var read func(path string, all []ilographResource)
		read = func(path string, all []ilographResource) {
			for _, r := range all {
				if _, ok := got[path+r.ID]; ok {
					t.Errorf("%s: %s is there twice", name, r.ID)
				}
				got[path+r.ID] = r.Name
				read(path+r.ID+" ", r.Children)
			}
		}
		read("", d.Resources)
		want := map[string]string{w.systemID(): safe.Line(w.title)}
		for _, e := range w.elements {
			path := ""
			if e.role == container {
				path = w.systemID() + " "
				for _, b := range e.boundaries {
					want[path+b.id] = safe.Line(b.title)
					path += b.id + " "
				}
			}
			want[path+e.pictureID] = safe.Line(e.name)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: resources are\n%q\nwant\n%q", name, got, want)
		}
		if len(d.Perspectives) != 1+len(w.tales) || len(d.Perspectives[0].Relations) != len(w.relations) {
			t.Fatalf("%s: %d perspectives and %d calls, want %d and %d", name, len(d.Perspectives), len(d.Perspectives[0].Relations), 1+len(w.tales), len(w.relations))
		}
		for i, r := range d.Perspectives[0].Relations {
			if c := w.relations[i]; r.From != c.from.pictureID || r.To != c.to.pictureID || r.Label != safe.Line(c.label) {
				t.Errorf("%s: call %d is %+v", name, i, r)
			}
		}
		for i, tale := range w.tales {
			var want []string
			for _, m := range tale.messages {
				want = append(want, m.from.pictureID+map[bool]string{true: "-)", false: "->"}[m.kind == draw.Later]+m.to.pictureID)
			}
			sequence := d.Perspectives[1+i].Sequence
			if got := ilographMessages(sequence.Start, sequence.Steps); !slices.Equal(got, want) {
				t.Errorf("%s: flow %s says\n%q\nwant\n%q", name, tale.flow, got, want)
			}
		}
	}
}
