package export

import (
	"io"

	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/study"
)

// ilograph writes a diagram for Ilograph (ilograph.com/docs/spec): the elements
// as a tree of resources, one perspective of all calls and one of each flow.
var ilograph = &Format{
	Name:  "ilograph",
	Title: "resources with perspectives of calls and flows, for Ilograph",
	Lacks: workspaceLacks + "; how many replicas run where",
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		ws := workspaceOf(s)
		m := &ilographText{}
		if ws.summary != "" {
			m.line(0, "description: %s", yamlText(ws.summary))
		}
		m.line(0, "resources:")
		for _, e := range append(ws.of(person), ws.of(outside)...) {
			m.element(0, e)
		}
		m.resource(0, ws.systemID(), ws.title, "system", ws.summary)
		m.children(1, nil, ws.of(container))
		m.line(0, "perspectives:")
		m.calls(ws)
		for _, t := range ws.tales {
			m.flow(t)
		}
		_, err := io.WriteString(w, m.String())
		return ws.leftOut, err
	},
}

// ilographText is a diagram that is being written.
type ilographText struct{ lines }

func (m *ilographText) resource(depth int, id, name, subtitle, description string) {
	m.line(depth, "- id: %s", id)
	m.line(depth, "  name: %s", yamlText(name))
	m.line(depth, "  subtitle: %s", yamlText(subtitle))
	if description != "" {
		m.line(depth, "  description: %s", yamlText(description))
	}
}

func (m *ilographText) element(depth int, e *element) {
	m.resource(depth, e.pictureID, e.name, e.technology, e.doc)
}

// children writes the containers in a boundary and the boundaries in it.
func (m *ilographText) children(depth int, around []boundary, all []*element) {
	if len(all) > 0 {
		m.line(depth, "children:")
	}
	for _, part := range inside(around, all) {
		if part.element != nil {
			m.element(depth, part.element)
			continue
		}
		m.resource(depth, part.id, part.title, part.note, "")
		m.children(depth+1, append(around[:len(around):len(around)], part.boundary), part.elements)
	}
}

func (m *ilographText) calls(ws *workspace) {
	m.line(0, "- name: Calls")
	if len(ws.relations) == 0 {
		m.line(0, "  relations: []")
		return
	}
	m.line(0, "  relations:")
	for _, r := range ws.relations {
		m.line(1, "- from: %s", r.from.pictureID)
		m.line(1, "  to: %s", r.to.pictureID)
		m.line(1, "  label: %s", yamlText(r.label))
		if r.async {
			m.line(1, "  color: gray")
		}
		if r.protocol != "" {
			m.line(1, "  description: %s", yamlText(r.protocol))
		}
	}
}

// flow writes a sequence. Ilograph follows one thread: a step begins where the
// last one ended, so a message from elsewhere begins anew there.
func (m *ilographText) flow(t tale) {
	at := t.messages[0].from
	m.line(0, "- name: %s", yamlText("Flow: "+t.title))
	m.line(0, "  sequence:")
	m.line(2, "start: %s", at.pictureID)
	m.line(2, "steps:")
	for i := 0; i < len(t.messages); i++ {
		c := t.messages[i]
		if at != c.from {
			m.line(2, "- restartAt: %s", c.from.pictureID)
		}
		at = c.to
		label := c.label
		switch {
		case c.kind == draw.Later:
			m.line(2, "- toAsync: %s", c.to.pictureID)
			at = nil // where it goes on is said anew
		case answeredAtOnce(t.messages[i:]):
			m.line(2, "- toAndBack: %s", c.to.pictureID)
			at = c.from
			i++ // the answer
		case c.kind == draw.Answer:
			m.line(2, "- to: %s", c.to.pictureID)
			label = "answer"
		default:
			m.line(2, "- to: %s", c.to.pictureID)
		}
		m.line(2, "  label: %s", yamlText(label))
	}
}

// answeredAtOnce tells whether the first message is a call and the second its
// answer.
func answeredAtOnce(m []message) bool {
	return len(m) > 1 && m[0].kind == draw.Call && m[1].kind == draw.Answer && m[0].from == m[1].to && m[0].to == m[1].from
}
