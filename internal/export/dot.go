package export

import (
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/study"
)

// dot draws the components as a graph in the language of Graphviz
// (graphviz.org/doc/info/lang.html); boundaries are clusters.
var dot = &Format{
	Name:  "dot",
	Title: "components and their calls, for Graphviz",
	Lacks: drawingLacks,
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		p := pictureOf(s.Design)
		var b lines
		b.line(0, "digraph %s {", dotText(s.Design.System))
		b.line(1, "graph [label=%s, labelloc=t, rankdir=TB, fontname=\"Helvetica\"];", dotText(p.title))
		b.line(1, "node [fontname=\"Helvetica\", style=rounded, shape=box];")
		b.line(1, "edge [fontname=\"Helvetica\", fontsize=10];")
		p.top.walk(1, func(g *group, depth int) {
			b.line(depth, "subgraph cluster_%s {", g.id)
			b.line(depth+1, "label=%s;", dotText(g.title, g.note))
		}, func(p part, depth int) {
			b.line(depth, "%s [label=%s%s];", p.id, dotText(p.title, p.note), dotShape(p))
		}, func(_ *group, depth int) {
			b.line(depth, "}")
		})
		for _, c := range p.calls {
			style := ""
			if c.async {
				style = ", style=dashed"
			}
			b.line(1, "%s -> %s [label=%s%s];", c.from, c.to, dotText(c.label), style)
		}
		b.WriteString("}\n")
		_, err := io.WriteString(w, b.String())
		return p.leftOut, err
	},
}

// dotShape is the shape of a part, where it is not the box of all others.
func dotShape(p part) string {
	switch p.element {
	case "Person":
		return ", shape=ellipse, style=solid"
	case "ContainerDb":
		return ", shape=cylinder, style=solid"
	case "ContainerQueue":
		return ", shape=cds, style=solid"
	case "System_Ext":
		return ", style=dashed"
	}
	return ""
}

// dotText quotes lines of text. In a quoted string of a label a backslash
// begins an escape and & an entity of HTML.
func dotText(texts ...string) string {
	return quoted(strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace, `\n`, texts...)
}
