package export

import (
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// d2 draws the components for D2 (d2lang.com); boundaries are containers.
var d2 = &Format{
	Name:  "d2",
	Title: "components and their calls, for D2",
	Lacks: drawingLacks,
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		p := pictureOf(s.Design)
		var b lines
		b.line(0, "title: %s {near: top-center; shape: text; style.font-size: 28}", d2Text(p.title))
		paths := map[string]string{} // of parts, through the containers around them
		var around []string
		p.top.walk(0, func(g *group, depth int) {
			b.line(depth, "%s: %s {", g.id, d2Text(g.title, g.note))
			around = append(around, g.id)
		}, func(p part, depth int) {
			b.line(depth, "%s: %s%s", p.id, d2Text(p.title, p.note), d2Shape(p))
			paths[p.id] = strings.Join(append(around[:len(around):len(around)], p.id), ".")
		}, func(_ *group, depth int) {
			b.line(depth, "}")
			around = around[:len(around)-1]
		})
		for _, c := range p.calls {
			style := ""
			if c.async {
				style = " {style.stroke-dash: 4}"
			}
			b.line(0, "%s -> %s: %s%s", paths[c.from], paths[c.to], d2Text(c.label), style)
		}
		_, err := io.WriteString(w, b.String())
		return p.leftOut, err
	},
}

// d2Shape is the shape of a part, where it is not the rectangle of all others.
func d2Shape(p part) string {
	switch p.element {
	case "Person":
		return " {shape: person}"
	case "ContainerDb":
		return " {shape: cylinder}"
	case "ContainerQueue":
		return " {shape: queue}"
	case "System_Ext":
		return " {style.stroke-dash: 4}"
	}
	return ""
}

// d2Text quotes lines of text. In double quotes a backslash escapes and ${
// begins a variable.
func d2Text(texts ...string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`)
	return quoted(func(s string) string { return escape.Replace(safe.Line(s)) }, `\n`, texts...)
}
