package export

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// plantUML writes diagrams for PlantUML (plantuml.com).
var plantUML = &Format{
	Name:  "plantuml",
	Title: "diagrams for PlantUML",
	Lacks: drawingLacks,
	Views: []string{"component", "sequence", "c4"},
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		m := &plantText{}
		m.line(0, "@startuml")
		var leftOut []string
		if ask.View == "sequence" {
			q, err := sequenceOf(s, ask.Flow)
			if err != nil {
				return nil, err
			}
			m.sequence(q)
			leftOut = q.leftOut
		} else {
			p := pictureOf(s.Design)
			if ask.View == "c4" {
				m.c4(p)
			} else {
				m.components(p)
			}
			leftOut = p.leftOut
		}
		m.line(0, "@enduml")
		_, err := io.WriteString(w, m.String())
		return leftOut, err
	},
}

// plantText is a diagram that is being written.
type plantText struct{ lines }

func (m *plantText) components(p *picture) {
	m.line(0, "title %s", plantEscape(p.title))
	p.top.walk(0, func(g *group, depth int) {
		m.line(depth, "rectangle %s as %s {", plantLines(g.title, g.note), g.id)
	}, func(p part, depth int) {
		m.line(depth, "%s %s as %s", plantElement(p), plantLines(p.title, p.note), p.id)
	}, func(_ *group, depth int) {
		m.line(depth, "}")
	})
	for _, c := range p.calls {
		arrow := "-->"
		if c.async {
			arrow = "..>"
		}
		m.line(0, "%s %s %s : %s", c.from, arrow, c.to, plantEscape(c.label))
	}
}

// plantElement is the word for a part.
func plantElement(p part) string {
	switch p.element {
	case "Person":
		return "actor"
	case "ContainerDb":
		return "database"
	case "ContainerQueue":
		return "queue"
	case "System_Ext":
		return "cloud"
	}
	return "component"
}

// c4 uses the macros of C4-PlantUML, which stand inside PlantUML's own library
// and need no network. Queues are containers: the library knew no other word
// until version 2.
func (m *plantText) c4(p *picture) {
	m.line(0, "!include <C4/C4_Container>\ntitle %s", plantEscape(p.title))
	p.top.walk(0, func(g *group, depth int) {
		m.line(depth, "Boundary(%s, %s) {", g.id, plantLines(captioned(g)))
	}, func(p part, depth int) {
		m.line(depth, "%s(%s, %s, %s)", strings.Replace(p.element, "Queue", "", 1), p.id, plantLines(p.title), plantLines(p.note))
	}, func(_ *group, depth int) {
		m.line(depth, "}")
	})
	for _, c := range p.calls {
		m.line(0, "Rel(%s, %s, %s)", c.from, c.to, plantLines(c.label))
	}
}

func (m *plantText) sequence(q *sequence) {
	m.line(0, "title %s", plantEscape(q.Title))
	for _, p := range q.Participants {
		kind := "participant"
		if p.Outside {
			kind = "actor"
		}
		m.line(0, "%s %s as %s", kind, plantLines(p.Name), q.id(p.ID))
	}
	q.write(&m.lines, 0, plantMessages)
}

var plantMessages = &messages{
	escape: plantEscape,
	call:   "%s -> %s : %s", later: "%s ->> %s : %s", answer: "%s --> %s", remark: "note over %s : %s",
	frames: mermaidMessages.frames,
	parts:  [...]string{draw.Perhaps: "else", draw.Alternatives: "else", draw.Together: "else", draw.Again: "else", draw.Critical: "else"},
}

// plantLines quotes lines of text as one label.
func plantLines(texts ...string) string { return quoted(plantEscape, `\n`, texts...) }

// plantEscape writes what could mean something by its number in Unicode, which
// PlantUML shows as the sign. Letters of every script, digits and a few
// harmless signs stay; a hyphen and an underscore are harmless alone.
func plantEscape(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range safe.Line(s) {
		plain := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == ' ' || r == ',' || r > unicode.MaxLatin1
		if plain || strings.ContainsRune("-_./", r) && r != last {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
		last = r
	}
	return b.String()
}
