package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// workspaceLacks is what a workspace of C4 has no words for.
const workspaceLacks = "timeouts, retries and other policies of calls; work and waits; boundaries with nothing in them"

// structurizr writes a workspace in the DSL of Structurizr
// (docs.structurizr.com/dsl/language), with views of the context, the
// containers, each flow and the deployment.
var structurizr = &Format{
	Name:  "structurizr",
	Title: "a workspace in the Structurizr DSL",
	Lacks: workspaceLacks,
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		ws := workspaceOf(s)
		m := &structurizrText{ws: ws, system: ws.systemID()}
		m.line(0, "workspace %s {", m.quote(ws.title, ws.summary))
		m.model()
		m.views()
		m.line(0, "}")
		_, err := io.WriteString(w, m.String())
		return ws.leftOut, err
	},
}

// structurizrText is a workspace that is being written.
type structurizrText struct {
	lines
	ws     *workspace
	system string // identifier of our system; an underscore keeps it from components
}

// groupSeparator stands between the names of nested groups.
const groupSeparator = "/"

func (m *structurizrText) model() {
	m.line(1, "model {")
	m.line(2, "properties {")
	m.line(3, "structurizr.groupSeparator %s", m.quote(groupSeparator))
	m.line(2, "}")
	m.elements(2, append(m.ws.of(person), m.ws.of(outside)...))
	m.line(2, "%s = softwareSystem %s {", m.system, m.quote(m.ws.title, m.ws.summary))
	m.elements(3, m.ws.of(container))
	m.line(2, "}")
	for _, r := range m.ws.relations {
		tag := ""
		if r.async {
			tag = asynchronous
		}
		m.line(2, "%s -> %s %s", r.from.id, r.to.id, m.quote(r.label, r.protocol, tag))
	}
	if !m.ws.world.empty() {
		m.line(2, "deploymentEnvironment %s {", m.quote(environment))
		m.place(3, m.ws.world)
		m.line(2, "}")
	}
	m.line(1, "}")
}

// What elements and arrows of a kind are called, so that styles find them.
const (
	asynchronous = "Asynchronous"
	external     = "External"
	environment  = "Design"
)

// elements writes elements inside nested groups, one group after the other.
func (m *structurizrText) elements(depth int, all []*element) {
	var open []boundary
	to := func(groups []boundary) {
		same := 0
		for same < min(len(open), len(groups)) && open[same] == groups[same] {
			same++
		}
		for ; len(open) > same; open = open[:len(open)-1] {
			m.line(depth+len(open)-1, "}")
		}
		for ; len(open) < len(groups); open = append(open, groups[len(open)]) {
			m.line(depth+len(open), "group %s {", m.quote(groupName(groups[len(open)].title)))
		}
	}
	for _, e := range all {
		to(e.boundaries)
		m.line(depth+len(open), "%s = %s", e.id, m.element(e))
	}
	to(nil)
}

func (m *structurizrText) element(e *element) string {
	tags := strings.Join(e.tags(), ",")
	switch e.role {
	case person:
		return "person " + m.quote(e.name, e.said(), tags)
	case outside:
		return "softwareSystem " + m.quote(e.name, e.said(), tags)
	}
	return "container " + m.quote(e.name, e.doc, e.technology, tags)
}

// tags are what an element is beside its role; the last is the kind of a
// component, for styles and for those who read the workspace back.
func (e *element) tags() []string {
	var tags []string
	if e.external {
		tags = append(tags, external)
	}
	if e.tag != "" {
		tags = append(tags, e.tag)
	}
	switch {
	case e.component != nil:
		tags = append(tags, e.component.Kind)
	case e.role == outside: // an actor
		tags = append(tags, "program")
	}
	return tags
}

// said describes an element that has no technology of its own in C4: "partner,
// stripe: charges cards".
func (e *element) said() string {
	return strings.Trim(e.technology+": "+e.doc, ": ")
}

func (m *structurizrText) place(depth int, p *place) {
	for _, inner := range p.inner {
		if inner.empty() {
			continue
		}
		m.line(depth, "deploymentNode %s {", m.quote(inner.title, inner.note))
		m.place(depth+1, inner)
		m.line(depth, "}")
	}
	for _, r := range p.runs {
		m.line(depth, "deploymentNode %s {", m.quote(r.element.name, r.note, r.on, "", r.instances))
		m.line(depth+1, "containerInstance %s", r.element.id)
		m.line(depth, "}")
	}
}

func (m *structurizrText) views() {
	m.line(1, "views {")
	m.view("systemContext %s", m.quote("context", "Who uses it, and what it uses"), "include *")
	m.view("container %s", m.quote("containers", "What it consists of"), "include *")
	for _, t := range m.ws.tales {
		var said []string
		for i, c := range t.calls() {
			said = append(said, fmt.Sprintf("%d: %s -> %s %s", i+1, c.from.id, c.to.id, m.quote(c.label)))
		}
		if len(said) > 0 {
			m.view("dynamic %s", m.quote("flow-"+t.flow, t.title), said...)
		}
	}
	if !m.ws.world.empty() {
		m.view("deployment %s "+m.quote(environment), m.quote("deployment", "Where it runs"), "include *")
	}
	m.line(2, "styles {")
	for _, s := range structurizrShapes {
		m.style("element", s.Tag, "shape "+s.Shape)
	}
	for _, s := range structurizrLines {
		m.style("relationship", s.Tag, fmt.Sprintf("dashed %t", s.Dashed))
	}
	m.line(2, "}")
	m.line(1, "}")
}

func (m *structurizrText) view(head, keyAndText string, content ...string) {
	m.line(2, head+" %s {", m.system, keyAndText)
	for _, c := range content {
		m.line(3, "%s", c)
	}
	m.line(3, "autolayout lr")
	m.line(2, "}")
}

func (m *structurizrText) style(what, tag, style string) {
	m.line(3, "%s %s {", what, m.quote(tag))
	m.line(4, "%s", style)
	m.line(3, "}")
}

// Structurizr dashes every arrow unless told otherwise.
var (
	structurizrShapes = []shapeStyle{{"Person", "Person"}, {"Database", "Cylinder"}, {"Queue", "Pipe"}}
	structurizrLines  = []lineStyle{{"Relationship", false}, {asynchronous, true}}
)

type shapeStyle struct {
	Tag   string `json:"tag"`
	Shape string `json:"shape"`
}

type lineStyle struct {
	Tag    string `json:"tag"`
	Dashed bool   `json:"dashed"`
}

// line indents by four blanks, as the DSL's own examples do.
func (m *structurizrText) line(depth int, format string, args ...any) {
	m.lines.line(2*depth, format, args...)
}

// quote writes tokens with blanks between them, without the empty ones at the
// end.
func (m *structurizrText) quote(tokens ...string) string {
	for len(tokens) > 1 && tokens[len(tokens)-1] == "" {
		tokens = tokens[:len(tokens)-1]
	}
	var out []string
	for _, t := range tokens {
		out = append(out, `"`+structurizrEscape(t)+`"`)
	}
	return strings.Join(out, " ")
}

// structurizrEscape writes a text for inside quotes, where only \" and \n are
// escapes, a backslash is itself everywhere else, and ${name} is replaced. There
// is no way to write these as they are, so a blank divides them.
func structurizrEscape(s string) string {
	s = structurizrSigns.Replace(safe.Line(s))
	if strings.HasSuffix(s, `\`) {
		s += " "
	}
	return s
}

var structurizrSigns = strings.NewReplacer(`"`, `\"`, `\n`, `\ n`, "${", "$ {")

// groupName keeps a name from being taken for two nested ones.
func groupName(title string) string { return strings.ReplaceAll(title, groupSeparator, "-") }
