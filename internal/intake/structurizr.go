package intake

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
)

// structurizr reads workspaces in the DSL (docs.structurizr.com/dsl/language)
// and in the JSON format (github.com/structurizr/json) of Structurizr.
var structurizr = &Format{
	Name:  "structurizr",
	Title: "Structurizr workspace, in DSL or JSON",
	Files: "workspace.dsl, workspace.json",
	Takes: "People as actors, containers as components, systems around them as third parties, groups as boundaries, relationships as calls, dynamic views as flows. A tag that is a kind of the catalogue says what a component is.",
	Drops: "Components inside containers (their calls are those of the container), deployment environments, documentation, styles and all other views; files that a workspace includes or extends, scripts and plugins.",
	Knows: knowsStructurizr,
	Read:  eachFile(readStructurizr),
}

func knowsStructurizr(name string, head []byte) bool {
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\uFEFF")))
	if bytes.HasPrefix(text, []byte("{")) {
		return bytes.Contains(text, []byte(`"softwareSystems"`)) || bytes.Contains(text, []byte(`"people"`)) && bytes.Contains(text, []byte(`"model"`))
	}
	return strings.HasSuffix(strings.ToLower(name), ".dsl") || dslHead.Match(text)
}

func readStructurizr(src *diag.Source) (*Draft, diag.List) {
	w := &workspace{draft: &Draft{}}
	var problems diag.List
	if bytes.HasPrefix(bytes.TrimSpace(src.Text), []byte("{")) {
		problems = readWorkspaceJSON(w, src)
	} else {
		problems = readDSL(w, src)
	}
	if problems.HasErrors() {
		return nil, problems
	}
	if len(w.elements) == 0 {
		return nil, append(problems, broken(diag.Span{Source: src}, "export the workspace as a whole, with its model", "there is no model in it")...)
	}
	w.build()
	return w.draft, problems
}

// workspace is what both formats hold, in the terms of the C4 model.
type workspace struct {
	draft     *Draft
	name, doc string
	elements  []*c4Element
	relations []*c4Relation
	views     []*c4View
}

// c4Role is what an element is in C4.
type c4Role uint8

const (
	c4Person c4Role = iota
	c4System
	c4Container
	c4Component
)

// c4Element is a person, a system, a container or a component.
type c4Element struct {
	id                    string // unique in the workspace
	identifier            string // in the DSL; "" without one
	name, doc, technology string
	tags                  []string
	groups                []string // around it, the outermost first
	role                  c4Role
	parent                *c4Element
	inner                 int // containers of a system
	at                    diag.Span
}

// c4Relation is an arrow.
type c4Relation struct {
	from, to *c4Element
	label    string
	async    bool
	at       diag.Span
}

// c4View is a dynamic view, a use case in order.
type c4View struct {
	key, title string
	messages   []c4Relation
	at         diag.Span
}

func (e *c4Element) tagged(tag string) bool {
	return slices.ContainsFunc(e.tags, func(t string) bool { return strings.EqualFold(t, tag) })
}

// kind is the kind of the catalogue that a tag names; "" without one.
func (e *c4Element) kind() string {
	for _, tag := range e.tags {
		if _, ok := catalog.KindOf(tag); ok {
			return tag
		}
	}
	return ""
}

// build makes the draft.
func (w *workspace) build() {
	var ours []*c4Element // systems that we see into
	for _, e := range w.elements {
		if e.role == c4System && e.inner > 0 {
			ours = append(ours, e)
		}
	}
	w.draft.Title, w.draft.Summary, w.draft.System = w.name, w.doc, w.name
	if len(ours) == 1 {
		s := ours[0]
		w.draft.Title, w.draft.Summary = cmp.Or(w.name, s.name), cmp.Or(w.doc, s.doc)
		w.draft.System = cmp.Or(strings.TrimPrefix(s.identifier, "system_"), s.name)
	}
	for _, e := range w.elements {
		w.add(e, ours)
	}
	for _, r := range w.relations {
		from, to := r.from.whole(), r.to.whole()
		switch {
		case from == nil || to == nil:
			w.draft.leaveOut("", r.at, "relationship %q from %q to %q: it is with a system as a whole, whose containers are known", r.label, r.from.name, r.to.name)
		case from != to || r.from == r.to:
			w.draft.Calls = append(w.draft.Calls, Call{From: from.id, To: to.id, Label: r.label, Async: r.async, At: r.at})
		}
	}
	for _, v := range w.views {
		w.addFlow(v)
	}
}

// add makes an element what it is in a design.
func (w *workspace) add(e *c4Element, ours []*c4Element) {
	kind := e.kind()
	switch {
	case e.role == c4Component:
		w.draft.leaveOut("", e.at, "component %q: it is inside the container %q", e.name, e.parent.name)
	case e.role == c4System && e.inner > 0: // its containers stand for it
	case e.role == c4Person && kind == "":
		w.draft.Actors = append(w.draft.Actors, Actor{ID: e.id, Name: e.wish(), Title: e.title(), Kind: "human", External: e.tagged("External"), At: e.at})
	case e.tagged("program"):
		w.draft.Actors = append(w.draft.Actors, Actor{ID: e.id, Name: e.wish(), Title: e.title(), Kind: "program", External: true, At: e.at})
	default:
		if e.role == c4System && kind == "" && (len(ours) > 0 || e.tagged("External")) {
			kind = "third-party"
		}
		w.draft.Components = append(w.draft.Components, Component{
			ID: e.id, Name: e.wish(), Title: e.title(), Doc: e.doc, Kind: kind,
			Tech: techOf(e.technology), Technology: strings.TrimSpace(e.technology + " " + strings.Join(e.tags, " ")),
			In: w.boundary(e, ours), At: e.at,
		})
	}
}

// wish is the name that the author uses, and title the one that is shown, when
// it says more.
func (e *c4Element) wish() string { return cmp.Or(e.identifier, e.name) }

func (e *c4Element) title() string {
	if nameOf(e.name) == e.name {
		return ""
	}
	return e.name
}

// techOf is the first technology of the catalogue in a list of words.
func techOf(technology string) string {
	for _, word := range strings.Split(technology, ",") {
		if t, ok := catalog.Lookup(strings.TrimSpace(word)); ok {
			return t.Name
		}
	}
	return ""
}

// boundary is the id of the innermost boundary around an element. Where there
// are several systems with containers each is one.
func (w *workspace) boundary(e *c4Element, ours []*c4Element) string {
	var titles []string
	if e.parent != nil {
		titles = slices.Clone(e.parent.groups)
		if len(ours) > 1 {
			titles = append(titles, e.parent.name)
		}
	}
	in := ""
	for _, title := range append(titles, e.groups...) {
		id := in + "\x00" + title
		if !slices.ContainsFunc(w.draft.Boundaries, func(b Boundary) bool { return b.ID == id }) {
			b := Boundary{ID: id, Title: title, In: in, At: e.at}
			if nameOf(title) == title {
				b.Name, b.Title = title, ""
			}
			w.draft.Boundaries = append(w.draft.Boundaries, b)
		}
		in = id
	}
	return in
}

// whole is the element of a design that stands for this one: the container
// around a component, nil for a system that we see into.
func (e *c4Element) whole() *c4Element {
	for e.role == c4Component {
		e = e.parent
	}
	if e.role == c4System && e.inner > 0 {
		return nil
	}
	return e
}

// addFlow makes a flow of a dynamic view. A message against an arrow of the
// model is an answer.
func (w *workspace) addFlow(v *c4View) {
	f := Flow{ID: "view " + v.key, Name: strings.TrimPrefix(v.key, "flow-"), Title: v.title, At: v.at}
	if nameOf(v.title) == f.Name {
		f.Title = ""
	}
	for _, m := range v.messages {
		from, to := m.from.whole(), m.to.whole()
		if from == nil || to == nil || from == to && m.from != m.to {
			w.draft.leaveOut("", m.at, "message %q of the view %q: it is with a system as a whole, or inside a container", m.label, v.key)
			continue
		}
		there := w.relation(m.from, m.to)
		if there == nil && w.relation(m.to, m.from) != nil {
			continue
		}
		f.Steps = append(f.Steps, Step{From: from.id, To: to.id, Label: m.label, Async: there != nil && there.async, At: m.at})
	}
	if len(f.Steps) > 0 {
		w.draft.Flows = append(w.draft.Flows, f)
	}
}

// relation is the first arrow from one to the other, or nil.
func (w *workspace) relation(from, to *c4Element) *c4Relation {
	for _, r := range w.relations {
		if r.from == from && r.to == to {
			return r
		}
	}
	return nil
}
