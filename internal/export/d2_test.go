package export

import (
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// TestD2CompilesTheSameGraph has the compiler of D2 compile every design, and
// compares shapes with their labels and places, and connections.
func TestD2CompilesTheSameGraph(t *testing.T) {
	scripts := map[string]string{"broken": `a: "b`}
	all := drawable(t)
	for name, s := range all {
		scripts[name], _ = drawn(t, d2, s, Ask{})
	}
	compiled := map[string]struct {
		Shapes      map[string]string
		Connections []string
		Error       string
	}{}
	readBy(t, "d2", "@terrastruct/d2", scripts, &compiled)
	if compiled["broken"].Error == "" {
		t.Error("the compiler takes what is broken")
	}
	for name, s := range all {
		c := compiled[name]
		if c.Error != "" {
			t.Errorf("%s: %s\n%s", name, c.Error, scripts[name])
			continue
		}
		p := pictureOf(s.Design)
		shapes := map[string]string{"title": p.title}
		paths := map[string]string{}
		var around string
		say := func(id, title, note string) {
			paths[id] = around + id
			shapes[around+id] = strings.TrimSuffix(safe.Line(title)+"\n"+note, "\n")
		}
		p.top.walk(0, func(g *group, _ int) {
			say(g.id, g.title, g.note)
			around += g.id + "."
		}, func(p part, _ int) {
			say(p.id, p.title, p.note)
		}, func(g *group, _ int) {
			around = strings.TrimSuffix(around, g.id+".")
		})
		for id, label := range shapes {
			if got, ok := c.Shapes[id]; !ok || got != label {
				t.Errorf("%s: %s is %q, want %q", name, id, got, label)
			}
		}
		if len(c.Shapes) != len(shapes) {
			t.Errorf("%s: %d shapes, want %d", name, len(c.Shapes), len(shapes))
		}
		var want []string
		for _, k := range p.calls {
			from, to := paths[k.from], paths[k.to]
			want = append(want, from+" -> "+to)
		}
		if got := strings.Join(c.Connections, "\n"); got != strings.Join(want, "\n") {
			t.Errorf("%s: connections are\n%s\nwant\n%s", name, got, strings.Join(want, "\n"))
		}
	}
}
