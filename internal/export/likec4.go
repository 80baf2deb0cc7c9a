package export

import (
	"cmp"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// likeC4 writes the same C4 model as structurizr for LikeC4 (likec4.dev/dsl),
// where boundaries are elements of their own.
var likeC4 = &Format{
	Name:  "likec4",
	Title: "a C4 model with views, for LikeC4",
	Lacks: workspaceLacks + "; calls of a component to itself",
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		ws := workspaceOf(s)
		m := &likeC4Text{ws: ws, paths: map[*element]string{}}
		m.WriteString(likeC4Specification)
		m.model()
		m.deployment()
		m.views()
		_, err := io.WriteString(w, m.String())
		return append(ws.leftOut, m.leftOut...), err
	},
}

const likeC4Specification = `specification {
  element person {
    style { shape person }
  }
  element external {
    style { color muted }
  }
  element system
  element boundary {
    style { color muted; opacity 20% }
  }
  element container
  element database {
    style { shape storage }
  }
  element queue {
    style { shape queue }
  }
  relationship async {
    line dotted
  }
  deploymentNode region
  deploymentNode node
}
`

// likeC4Text is a model that is being written.
type likeC4Text struct {
	lines
	ws      *workspace
	paths   map[*element]string // full names
	leftOut []string
}

// likeC4System is the id of our system; ids of the picture have a prefix.
const likeC4System = "system"

func (m *likeC4Text) model() {
	m.line(0, "model {")
	for _, e := range append(m.ws.of(person), m.ws.of(outside)...) {
		m.element(1, "", e)
	}
	m.line(1, "%s = system %s {", likeC4System, likeC4Quote(m.ws.title))
	m.texts(2, m.ws.summary, "")
	m.inside(2, likeC4System, nil, m.ws.of(container))
	m.line(1, "}")
	for _, r := range m.ws.relations {
		if r.from == r.to {
			m.leftOut = append(m.leftOut, r.from.id+": LikeC4 has no arrow from an element to itself")
			continue
		}
		arrow := "->"
		if r.async {
			arrow = "-[async]->"
		}
		technology := ""
		if r.protocol != "" {
			technology = " { technology " + likeC4Quote(r.protocol) + " }"
		}
		m.line(1, "%s %s %s %s%s", m.paths[r.from], arrow, m.paths[r.to], likeC4Quote(r.label), technology)
	}
	m.line(0, "}")
}

// inside writes the containers in a boundary and the boundaries in it.
func (m *likeC4Text) inside(depth int, path string, around []boundary, all []*element) {
	for _, part := range inside(around, all) {
		if part.element != nil {
			m.element(depth, path, part.element)
			continue
		}
		m.line(depth, "%s = boundary %s {", part.id, likeC4Quote(part.title))
		m.texts(depth+1, part.note, "")
		m.inside(depth+1, path+"."+part.id, append(around[:len(around):len(around)], part.boundary), part.elements)
		m.line(depth, "}")
	}
}

func (m *likeC4Text) element(depth int, path string, e *element) {
	m.paths[e] = strings.TrimPrefix(path+"."+e.pictureID, ".")
	m.line(depth, "%s = %s %s {", e.pictureID, e.likeC4Kind(), likeC4Quote(e.name))
	m.texts(depth+1, e.doc, e.technology)
	if e.role != container && len(e.boundaries) > 0 {
		m.line(depth+1, "metadata {")
		m.line(depth+2, "boundary %s", likeC4Quote(e.boundaries[len(e.boundaries)-1].title))
		m.line(depth+1, "}")
	}
	m.line(depth, "}")
}

// likeC4Kind is the kind of an element in the specification.
func (e *element) likeC4Kind() string {
	switch e.role {
	case person:
		return "person"
	case outside:
		return "external"
	}
	return cmp.Or(strings.ToLower(e.tag), "container")
}

func (m *likeC4Text) texts(depth int, description, technology string) {
	if technology != "" {
		m.line(depth, "technology %s", likeC4Quote(technology))
	}
	if description != "" {
		m.line(depth, "description %s", likeC4Quote(description))
	}
}

func (m *likeC4Text) deployment() {
	if m.ws.world.empty() {
		return
	}
	m.line(0, "deployment {")
	m.place(1, m.ws.world)
	m.line(0, "}")
}

func (m *likeC4Text) place(depth int, p *place) {
	for _, inner := range p.inner {
		if inner.empty() {
			continue
		}
		m.line(depth, "%s = region %s {", boundaryID(inner.name), likeC4Quote(inner.title))
		m.texts(depth+1, inner.note, "")
		m.place(depth+1, inner)
		m.line(depth, "}")
	}
	for _, r := range p.runs {
		note := r.instances + " running"
		if r.note != "" {
			note += ", " + r.note
		}
		m.line(depth, "%s = node %s {", r.id(), likeC4Quote(r.element.name))
		m.texts(depth+1, note, r.on)
		m.line(depth+1, "instanceOf %s", m.paths[r.element])
		m.line(depth, "}")
	}
}

func (r run) id() string { return "run_" + r.element.pictureID }

func (m *likeC4Text) views() {
	m.line(0, "views {")
	m.view("view index", "Who uses it, and what it uses", "include *")
	m.view("view containers of "+likeC4System, "What it consists of", "include *, "+likeC4System+".**")
	for _, t := range m.ws.tales {
		var said []string
		for _, c := range t.calls() {
			if c.from == c.to {
				continue
			}
			arrow := "->"
			if c.kind == draw.Later {
				arrow = "-[async]->"
			}
			said = append(said, m.paths[c.from]+" "+arrow+" "+m.paths[c.to]+" "+likeC4Quote(c.label))
		}
		if len(said) > 0 {
			m.view("dynamic view flow_"+underscored(t.flow), t.title, said...)
		}
	}
	if !m.ws.world.empty() {
		m.view("deployment view deployment", "Where it runs", m.world()...)
	}
	m.line(0, "}")
}

// world names everything that runs somewhere.
func (m *likeC4Text) world() []string {
	var include []string
	for _, p := range m.ws.world.inner {
		if !p.empty() {
			include = append(include, "include "+boundaryID(p.name)+", "+boundaryID(p.name)+".**")
		}
	}
	for _, r := range m.ws.world.runs {
		include = append(include, "include "+r.id()+", "+r.id()+".**")
	}
	return include
}

func (m *likeC4Text) view(head, title string, content ...string) {
	m.line(1, "%s {", head)
	m.line(2, "title %s", likeC4Quote(title))
	for _, c := range content {
		m.line(2, "%s", c)
	}
	m.line(1, "}")
}

// likeC4Quote writes a text in single quotes, with the escapes of JavaScript.
func likeC4Quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(safe.Line(s)) + "'"
}
