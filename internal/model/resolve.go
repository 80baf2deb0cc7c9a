package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// wordsOf are words that mean something beside the names of a kind.
var wordsOf = map[string][]string{
	"field": {"ip", "user", "tenant", "key", "session", "token"},
}

// resolve reports a reference that means nothing, or two things.
func (c *checker) resolve(r reference) {
	name, rest := r.ref.Text, ""
	var kinds []string
	for _, kind := range r.kinds {
		switch kind {
		case "path":
			for _, hop := range hops(r.ref) {
				c.resolveOperation(hop, r.path)
			}
			return
		case "operation":
			c.resolveOperation(r.ref, r.path)
			return
		case "store":
			c.resolveStore(r)
			return
		case "queue":
			kinds = append(kinds, "component")
		case "option":
			return // checked with its decision
		case "all":
			if name == "all" {
				return
			}
		case "replica":
			if head, tail := replicaOf(name); tail != "" {
				name, rest = head, tail
			}
		case "link", "pair":
			if caller, callee, ok := strings.Cut(name, "."); ok && kind == "link" && callee != "primary" {
				c.resolveLink(r, caller, callee)
				return
			}
			if kind == "pair" {
				kinds = append(kinds, "component", "boundary")
			}
		case "patch":
		default:
			kinds = append(kinds, kind)
		}
	}
	ref := r.ref
	if rest != "" {
		ref = r.ref.head(name)
	}
	c.resolveName(ref, dedupe(kinds), r)
}

// replicaOf splits c#2 and c.primary into the component and which replica.
func replicaOf(text string) (component, which string) {
	if head, number, ok := strings.Cut(text, "#"); ok {
		return head, number
	}
	if head, ok := strings.CutSuffix(text, ".primary"); ok {
		return head, "primary"
	}
	return text, ""
}

// head is the reference to the first part of what r names.
func (r Ref) head(name string) Ref {
	if strings.HasPrefix(r.Text, name) && r.Span.Text() == r.Text {
		r.Span.End = r.Span.Start + len(name)
	}
	r.Text = name
	return r
}

// resolveName checks that a bare name is one of the kinds, and only one.
func (c *checker) resolveName(ref Ref, kinds []string, r reference) bool {
	var found []string
	for _, kind := range kinds {
		if c.names.gone(kind, ref.Text) {
			return true
		}
		if c.names.has(kind, ref.Text) || slices.Contains(wordsOf[kind], ref.Text) {
			found = append(found, kind)
		}
	}
	if len(found) > 1 && found[len(found)-1] == "field" {
		found = found[:len(found)-1] // a field is meant only when nothing else is
	}
	switch {
	case len(found) == 1, len(found) > 1 && r.path == "growth."+ref.Text:
		return true // what grows is everything of that name
	case len(found) == 0:
		c.unknown(ref, kinds, r)
		return false
	}
	first, second := thingOf(found[0]), thingOf(found[1])
	c.report(diag.Diagnostic{
		Code: "ambiguous-name", Span: ref.Span,
		Message: fmt.Sprintf("%q is both %s and %s, and %s may name either", ref.Text, first.article, second.article, quotePath(placeKey(r))),
		Help:    fmt.Sprintf("rename one of the two: %s.%s or %s.%s", first.section, ref.Text, second.section, ref.Text),
		Related: c.related(found, ref.Text),
	})
	return false
}

func (c *checker) related(kinds []string, name string) []diag.Related {
	var out []diag.Related
	for _, kind := range kinds {
		if span := c.names.spans[kind][name]; !span.IsZero() {
			out = append(out, diag.Related{Span: span, Message: fmt.Sprintf("%q is %s here", name, thingOf(kind).article)})
		}
	}
	return out
}

// maxCandidates is among how many names a misspelt one is still looked for; a
// machine wrote what has more, and every search would take a millisecond.
const maxCandidates = 5000

// unknown reports a name that none of the kinds has, with the one that was
// probably meant.
func (c *checker) unknown(ref Ref, kinds []string, r reference) {
	var articles []string
	var candidates []string
	for _, kind := range kinds {
		if c.unreadable(kind) {
			return
		}
		articles = append(articles, thingOf(kind).article)
		candidates = append(candidates, c.names.order[kind]...)
		candidates = append(candidates, wordsOf[kind]...)
	}
	d := diag.Diagnostic{
		Code: "unknown-" + kinds[0], Span: ref.Span,
		Message: fmt.Sprintf("%s %s %q, which is not %s", subject(r.path), predicate(r.path), ref.Text, orList(articles)),
	}
	if len(r.keys) > 0 {
		d.Code, d.Message = "unknown-key", fmt.Sprintf("%q in %s is no key and not %s", ref.Text, quotePath(parent(r.path)), orList(articles))
	}
	near := ""
	if len(candidates) <= maxCandidates {
		near = diag.Suggest(ref.Text, append(slices.Clone(r.keys), candidates...))
	}
	switch {
	case near != "":
		d.Help = fmt.Sprintf("did you mean %q?", near)
		for _, kind := range kinds {
			if span := c.names.spans[kind][near]; !span.IsZero() {
				d.Help = fmt.Sprintf("did you mean %q (line %d)?", near, span.Position().Line)
				d.Related = []diag.Related{{Span: span, Message: fmt.Sprintf("%q stands here", near)}}
				break
			}
		}
		if ref.Span.Text() == ref.Text {
			d.Fix = []diag.Edit{{Span: ref.Span, New: near}}
		}
	case c.otherKind(ref.Text) != "":
		d.Help = fmt.Sprintf("%q is %s; here %s is expected", ref.Text, c.otherKind(ref.Text), orList(articles))
	default:
		d.Help = c.listOrDefine(kinds, candidates, ref.Text)
	}
	c.report(d)
}

// unreadable tells whether the section where such things stand is no mapping,
// which is reported, so that nothing can be known of its names.
func (c *checker) unreadable(kind string) bool {
	node := c.d.Root
	for _, key := range strings.Split(thingOf(kind).section, ".") {
		node = node.Get(key)
	}
	return node != nil && node.Kind != syntax.Mapping
}

// otherKind names what a name is when it is not what its place asks for.
func (c *checker) otherKind(name string) string {
	for _, t := range things {
		if t.section != "" && c.names.has(t.kind, name) {
			return t.article
		}
	}
	return ""
}

// listOrDefine helps where no name is near: the few that there are, or where
// to define it.
func (c *checker) listOrDefine(kinds, candidates []string, name string) string {
	if len(candidates) > 0 && len(candidates) <= 8 {
		return "one of " + strings.Join(candidates, ", ")
	}
	if section := thingOf(kinds[0]).section; section != "" {
		return fmt.Sprintf("define it under %s: %q", section, name)
	}
	return ""
}

// resolveOperation checks a component, or component.operation.
func (c *checker) resolveOperation(ref Ref, path string) bool {
	r := reference{ref: ref, path: path}
	head, op := ref.Head(), ref.Tail()
	if c.names.gone("component", head) || !c.resolveName(ref.head(head), []string{"component"}, r) {
		return false
	}
	component := c.d.Components.Get(head)
	if op == "" || op == "primary" || component.Operations.Has(op) {
		return true
	}
	if c.base != nil {
		if before := c.base.Components.Get(head); before != nil && before.Operations.Has(op) {
			return false // removed by the variant
		}
	}
	help := "it has none; write it under components." + head + ".operations"
	if component.Operations.Len() > 0 {
		help = suggest(op, component.Operations.Names())
	}
	c.errorf(ref.tail(), "unknown-operation", help, "%s %s %q, but component %q has no operation %q", subject(path), predicate(path), ref.Text, head, op)
	return false
}

// tail is the place of the part after the dot.
func (r Ref) tail() diag.Span {
	span := r.Span
	if span.Text() == r.Text {
		span.Start += len(r.Head()) + 1
	}
	return span
}

// resolveStore checks store, store.entity or store.primary.
func (c *checker) resolveStore(r reference) {
	head, entity := r.ref.Head(), r.ref.Tail()
	if c.names.gone("component", head) || !c.resolveName(r.ref.head(head), []string{"component"}, r) || entity == "" || entity == "primary" {
		return
	}
	if c.names.gone("entity", entity) {
		return
	}
	if !c.names.has("entity", entity) {
		c.unknown(Ref{Text: entity, Span: r.ref.tail()}, []string{"entity"}, r)
	}
}

// resolveLink checks the two ends of caller.callee.
func (c *checker) resolveLink(r reference, caller, callee string) {
	from := r.ref.head(caller)
	to := Ref{Text: callee, Span: r.ref.tail()}
	if !c.names.has("actor", caller) {
		c.resolveName(from, []string{"component"}, r)
	}
	c.resolveName(to, []string{"component"}, r)
}
