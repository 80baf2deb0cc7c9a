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

// mermaid writes diagrams for Mermaid (mermaid.js.org), which code hosts show
// inside Markdown.
var mermaid = &Format{
	Name:  "mermaid",
	Title: "diagrams for Mermaid",
	Lacks: drawingLacks,
	Views: []string{"flowchart", "sequence", "er", "c4", "state"},
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		m := &mermaidText{}
		leftOut, err := m.view(s, ask)
		if err != nil {
			return nil, err
		}
		_, err = io.WriteString(w, m.String())
		return leftOut, err
	},
}

// mermaidText is a diagram that is being written.
type mermaidText struct{ lines }

func (m *mermaidText) view(s *study.Study, ask Ask) (leftOut []string, err error) {
	switch ask.View {
	case "sequence":
		q, err := sequenceOf(s, ask.Flow)
		if err != nil {
			return nil, err
		}
		m.sequence(q)
		return q.leftOut, nil
	case "er":
		e, err := entitiesOf(s.Design)
		if err != nil {
			return nil, err
		}
		m.entities(e)
		return nil, nil
	case "state":
		machines, err := machinesOf(s.Design)
		if err != nil {
			return nil, err
		}
		m.states(machines)
		return nil, nil
	}
	p := pictureOf(s.Design)
	if ask.View == "c4" {
		m.c4(p)
	} else {
		m.flowchart(p)
	}
	return p.leftOut, nil
}

func (m *mermaidText) flowchart(p *picture) {
	m.line(0, "---\ntitle: %s\n---\nflowchart TB", yamlText(p.title))
	p.top.walk(1, func(g *group, depth int) {
		m.line(depth, "subgraph %s[%s]", g.id, mermaidLines(g.title, g.note))
	}, func(p part, depth int) {
		left, right := mermaidShape(p)
		m.line(depth, "%s%s%s%s", p.id, left, mermaidLines(p.title, p.note), right)
	}, func(_ *group, depth int) {
		m.line(depth, "end")
	})
	for _, c := range p.calls {
		arrow := "-->"
		if c.async {
			arrow = "-.->"
		}
		m.line(1, "%s %s|%s| %s", c.from, arrow, mermaidLines(c.label), c.to)
	}
}

// mermaidShape is what stands around the label of a part.
func mermaidShape(p part) (left, right string) {
	switch p.element {
	case "Person":
		return "([", "])"
	case "ContainerDb":
		return "[(", ")]"
	case "ContainerQueue":
		return ">", "]"
	case "System_Ext":
		return "[[", "]]"
	}
	return "[", "]"
}

func (m *mermaidText) c4(p *picture) {
	m.line(0, "C4Container\n  title %s", mermaidPlain(p.title))
	p.top.walk(1, func(g *group, depth int) {
		m.line(depth, "Boundary(%s, %s) {", g.id, mermaidAll(g.title, g.note))
	}, func(p part, depth int) {
		m.line(depth, "%s(%s, %s)", p.element, p.id, mermaidAll(p.title, p.note))
	}, func(_ *group, depth int) {
		m.line(depth, "}")
	})
	for _, c := range p.calls {
		m.line(1, "Rel(%s, %s, %s)", c.from, c.to, mermaidAll(c.label))
	}
}

func (m *mermaidText) sequence(q *sequence) {
	m.line(0, "sequenceDiagram\n  title %s", mermaidEscape(q.Title))
	for _, p := range q.Participants {
		kind := "participant"
		if p.Outside {
			kind = "actor"
		}
		what := ""
		if p.Kind != "" {
			what = "<br/>" + mermaidEscape("["+p.Kind+"]")
		}
		m.line(1, "%s %s as %s%s", kind, q.id(p.ID), mermaidEscape(p.Name), what)
	}
	q.write(&m.lines, 1, mermaidMessages)
}

var mermaidMessages = &messages{
	escape: mermaidEscape,
	call:   "%s->>%s: %s", later: "%s-)%s: %s", answer: "%s-->>%s: answer", remark: "Note over %s: %s",
	frames: [...]string{draw.Perhaps: "opt", draw.Alternatives: "alt", draw.Together: "par", draw.Again: "loop", draw.Critical: "critical"},
	parts:  [...]string{draw.Perhaps: "else", draw.Alternatives: "else", draw.Together: "and", draw.Again: "else", draw.Critical: "option"},
}

func (m *mermaidText) entities(all *entities) {
	m.line(0, "erDiagram")
	for _, e := range all.entities {
		m.line(1, "%s[%s] {", e.id, mermaidLines(e.name))
		for _, f := range e.fields {
			var marks []string
			if f.key {
				marks = append(marks, "PK")
			}
			if f.refers {
				marks = append(marks, "FK")
			}
			m.line(2, "%s", strings.TrimSpace(fmt.Sprintf("%s %s %s", mermaidWord(f.kind), mermaidWord(f.name), strings.Join(marks, ", "))))
		}
		m.line(1, "}")
	}
	for _, r := range all.relations {
		m.line(1, "%s }o--|| %s : %s", r.from, r.to, mermaidLines(r.label))
	}
}

// states draws each machine inside a state of its name. States are numbered:
// names of different machines may be the same.
func (m *mermaidText) states(machines []machine) {
	m.line(0, "stateDiagram-v2")
	for i, machine := range machines {
		id := func(state int) string {
			if state == final {
				return "[*]"
			}
			return fmt.Sprintf("state_%d_%d", i+1, state+1)
		}
		m.line(1, "state %s as state_%d {", mermaidLines(machine.title), i+1)
		for state, name := range machine.states {
			m.line(2, "state %s as %s", mermaidLines(name), id(state))
		}
		m.line(2, "[*] --> %s", id(0))
		for _, move := range machine.moves {
			m.line(2, "%s --> %s: %s", id(move.from), id(move.to), strings.ReplaceAll(mermaidPlain(move.when), ":", " to ")) // a colon ends a label; 10:1 is 10 to 1
		}
		m.line(1, "}")
	}
}

// mermaidPlain writes a text where Mermaid (version 11) shows entities as they
// are written: in C4 diagrams and on transitions. What would mean something
// becomes a sign that looks alike.
func mermaidPlain(s string) string { return mermaidAlike.Replace(safe.Line(s)) }

var mermaidAlike = strings.NewReplacer(`"`, "\u201D", "#", "\u266F", "<", "\u2039", ">", "\u203A", "&", "+", ";", ",", `\`, "\u2216")

// mermaidWord is a name that an attribute of an entity may have: letters,
// digits, hyphens and underscores, the first a letter.
func mermaidWord(s string) string {
	word := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-') {
			return r
		}
		return '_'
	}, s)
	if word == "" || !unicode.IsLetter(rune(word[0])) {
		return "f" + word
	}
	return word
}

// mermaidLines quotes lines of text as one label.
func mermaidLines(texts ...string) string { return quoted(mermaidEscape, "<br/>", texts...) }

// mermaidAll quotes arguments, without the empty ones at the end.
func mermaidAll(texts ...string) string {
	var quoted []string
	for _, t := range texts {
		if t != "" {
			quoted = append(quoted, `"`+mermaidPlain(t)+`"`)
		}
	}
	return strings.Join(quoted, ", ")
}

// mermaidEscape writes what could mean something as Mermaid's own entities,
// #35; for #. Letters of every script, digits and a few harmless signs stay.
func mermaidEscape(s string) string {
	var b strings.Builder
	for _, r := range safe.Line(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" ,.-_/", r) || r > unicode.MaxLatin1 {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "#%d;", r)
	}
	return b.String()
}

// yamlText quotes a line for the head of a diagram, which is YAML.
func yamlText(s string) string { return "'" + strings.ReplaceAll(safe.Line(s), "'", "''") + "'" }
