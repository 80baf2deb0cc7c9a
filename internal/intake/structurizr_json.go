package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// workspaceReader reads a workspace in JSON.
type workspaceReader struct {
	w         *workspace
	separator string // between the names of nested groups
	byID      map[string]*c4Element
	relations map[string]*c4Relation
	arrows    []*syntax.Node // relationships, which may lead to elements further down
}

// readWorkspaceJSON reads a text into a workspace.
func readWorkspaceJSON(w *workspace, src *diag.Source) diag.List {
	root, problems := syntax.ParseJSON(src)
	if problems.HasErrors() {
		return problems
	}
	r := &workspaceReader{w: w, byID: map[string]*c4Element{}, relations: map[string]*c4Relation{}}
	model := root.Get("model")
	w.name, w.doc = text(root.Get("name")), text(root.Get("description"))
	r.separator = text(model.Get("properties").Get("structurizr.groupSeparator"))
	r.elements(model.Get("people"), c4Person, nil)
	r.elements(model.Get("softwareSystems"), c4System, nil)
	for _, key := range []string{"customElements", "deploymentNodes"} {
		if n := len(items(model.Get(key))); n > 0 {
			w.draft.leaveOut("", model.Get(key).Span, "%s: a design has no place for them (%d)", key, n)
		}
	}
	for _, arrow := range r.arrows {
		problems = append(problems, r.relate(arrow)...)
	}
	for _, view := range items(root.Get("views").Get("dynamicViews")) {
		r.view(view)
	}
	return problems
}

func (r *workspaceReader) elements(list *syntax.Node, role c4Role, parent *c4Element) {
	for _, n := range items(list) {
		e := &c4Element{
			id: fmt.Sprint("element ", len(r.w.elements)), role: role, parent: parent, at: n.Span,
			identifier: text(n.Get("properties").Get("structurizr.dsl.identifier")),
			name:       text(n.Get("name")), doc: text(n.Get("description")), technology: text(n.Get("technology")),
			tags: tagsOf(text(n.Get("tags"))),
		}
		e.tags = slices.DeleteFunc(e.tags, func(tag string) bool {
			return slices.Contains([]string{"Element", "Person", "Software System", "Container", "Component"}, tag)
		})
		if name := n.Get("name"); name != nil {
			e.at = name.Span
		}
		if strings.EqualFold(text(n.Get("location")), "External") {
			e.tags = append(e.tags, "External")
		}
		if group := text(n.Get("group")); group != "" {
			e.groups = []string{group}
			if r.separator != "" {
				e.groups = strings.Split(group, r.separator)
			}
		}
		if role == c4Container {
			parent.inner++
		}
		// An identifier from the DSL may have those of the elements around it.
		e.identifier = e.identifier[strings.LastIndexByte(e.identifier, '.')+1:]
		r.w.elements = append(r.w.elements, e)
		r.byID[text(n.Get("id"))] = e
		r.arrows = append(r.arrows, items(n.Get("relationships"))...)
		switch role {
		case c4System:
			r.elements(n.Get("containers"), c4Container, e)
		case c4Container:
			r.elements(n.Get("components"), c4Component, e)
		}
	}
}

// relate reads a relationship. One that follows from another is skipped.
func (r *workspaceReader) relate(n *syntax.Node) diag.List {
	if text(n.Get("linkedRelationshipId")) != "" {
		return nil
	}
	from, to := r.byID[text(n.Get("sourceId"))], r.byID[text(n.Get("destinationId"))]
	if from == nil || to == nil {
		for _, end := range []string{"sourceId", "destinationId"} {
			if id := n.Get(end); id != nil && r.byID[text(id)] == nil {
				return broken(id.Span, "export the workspace as a whole, with its model", "there is no element with the id %q", text(id))
			}
		}
		return broken(n.Span, "it needs sourceId and destinationId", "a relationship without its ends")
	}
	relation := &c4Relation{from: from, to: to, label: text(n.Get("description")), at: n.Span}
	relation.async = text(n.Get("interactionStyle")) == "Asynchronous" || slices.Contains(tagsOf(text(n.Get("tags"))), "Asynchronous")
	r.w.relations = append(r.w.relations, relation)
	r.relations[text(n.Get("id"))] = relation
	return nil
}

// view reads a dynamic view; its messages stand in the order of their numbers.
func (r *workspaceReader) view(n *syntax.Node) {
	v := &c4View{key: text(n.Get("key")), title: text(first(n.Get("title"), n.Get("description"))), at: n.Span}
	said := slices.Clone(items(n.Get("relationships")))
	slices.SortStableFunc(said, func(a, b *syntax.Node) int {
		x, _ := strconv.Atoi(text(a.Get("order")))
		y, _ := strconv.Atoi(text(b.Get("order")))
		return x - y
	})
	for _, s := range said {
		relation := r.relations[text(s.Get("id"))]
		if relation == nil || text(s.Get("response")) == "true" {
			continue
		}
		m := *relation
		m.label, m.at = text(s.Get("description")), s.Span
		v.messages = append(v.messages, m)
	}
	r.w.views = append(r.w.views, v)
}
