package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// thing is a kind of named thing that a reference may mean.
type thing struct {
	kind    string // the word of a ref tag
	article string // "a component"
	section string // where such things stand; "" for those that are no section
}

// things are all kinds of thing with a name. A ref tag lists the kinds that its
// place asks for; path, store, queue, link, pair and replica are references to
// components with more in them.
var things = []thing{
	{"actor", "an actor", "actors"},
	{"journey", "a journey", "journeys"},
	{"entity", "an entity under data", "data"},
	{"boundary", "a boundary", "boundaries"},
	{"component", "a component", "components"},
	{"flow", "a flow", "flows"},
	{"load", "a load scenario", "load"},
	{"failure", "a failure", "failures"},
	{"slo", "an objective under slos", "observe.slos"},
	{"alert", "an alert", "observe.alerts"},
	{"variant", "a variant", "variants"},
	{"stakeholder", "a stakeholder", "stakeholders"},
	{"step", "a step of the process", ""},
	{"field", "a field", ""},
}

func thingOf(kind string) thing {
	i := slices.IndexFunc(things, func(t thing) bool { return t.kind == kind })
	return things[i]
}

// names is the index of everything that a reference may mean.
type names struct {
	spans   map[string]map[string]diag.Span // kind, name, place
	order   map[string][]string             // kind, names in file order
	removed map[string]map[string]bool      // kind, names that a variant took away
}

func (n *names) add(kind, name string, span diag.Span) {
	if n.spans[kind] == nil {
		n.spans[kind] = map[string]diag.Span{}
	}
	if _, ok := n.spans[kind][name]; ok {
		return
	}
	n.spans[kind][name] = span
	n.order[kind] = append(n.order[kind], name)
}

func (n *names) has(kind, name string) bool { _, ok := n.spans[kind][name]; return ok }

// gone tells whether a variant removed the thing.
func (n *names) gone(kind, name string) bool { return n.removed[kind][name] }

// indexNames collects the names of a design. What base has and d has not was
// removed by a variant.
func indexNames(d, base *Design) *names {
	n := &names{spans: map[string]map[string]diag.Span{}, order: map[string][]string{}, removed: map[string]map[string]bool{}}
	d.eachName(n.add)
	if base != nil {
		base.eachName(func(kind, name string, _ diag.Span) {
			if n.has(kind, name) {
				return
			}
			if n.removed[kind] == nil {
				n.removed[kind] = map[string]bool{}
			}
			n.removed[kind][name] = true
		})
	}
	return n
}

// eachName visits every name with its kind, in file order within a kind.
func (d *Design) eachName(visit func(kind, name string, span diag.Span)) {
	visitAll("actor", &d.Actors, visit)
	visitAll("journey", &d.Journeys, visit)
	visitAll("entity", &d.Data, visit)
	visitAll("boundary", &d.Boundaries, visit)
	visitAll("component", &d.Components, visit)
	visitAll("flow", &d.Flows, visit)
	visitAll("load", &d.Load, visit)
	visitAll("failure", &d.Failures, visit)
	visitAll("variant", &d.Variants, visit)
	visitAll("stakeholder", &d.Stakeholders, visit)
	if d.Observe != nil {
		visitAll("slo", &d.Observe.SLOs, visit)
		visitAll("alert", &d.Observe.Alerts, visit)
	}
	for _, name := range []string{"mean", "peak"} {
		visit("load", name, diag.Span{})
	}
	visit("variant", "base", diag.Span{})
	for _, s := range ProcessSteps {
		visit("step", s.Key, diag.Span{})
	}
	for _, e := range d.Data.All() {
		for name, f := range e.Fields.All() {
			visit("field", name, f.Span)
		}
	}
}

// visitAll visits the names of one section; *T must embed Entry.
func visitAll[T any, P interface {
	*T
	place() diag.Span
}](kind string, m *Map[T], visit func(string, string, diag.Span)) {
	for name, item := range m.All() {
		visit(kind, name, P(item).place())
	}
}

func (e *Entry) place() diag.Span { return e.Span }

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
	switch len(found) {
	case 1:
		return true
	case 0:
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
	near := diag.Suggest(ref.Text, append(slices.Clone(r.keys), candidates...))
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

// resolveStore checks store or store.entity.
func (c *checker) resolveStore(r reference) {
	head, entity := r.ref.Head(), r.ref.Tail()
	if c.names.gone("component", head) || !c.resolveName(r.ref.head(head), []string{"component"}, r) || entity == "" {
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

// subject says whose text a path is: `flow "checkout"`.
func subject(path string) string {
	parts := strings.Split(path, ".")
	name := func(i int) string {
		if i < len(parts) {
			return fmt.Sprintf(" %q", parts[i])
		}
		return ""
	}
	switch section, _, _ := strings.Cut(parts[0], "["); section {
	case "flows":
		return "flow" + name(1)
	case "components":
		return "component" + name(1)
	case "actors":
		return "actor" + name(1)
	case "journeys":
		return "journey" + name(1)
	case "data":
		return "entity" + name(1)
	case "boundaries":
		return "boundary" + name(1)
	case "links":
		if link, ok := strings.CutPrefix(path, "links."); ok {
			caller, rest, _ := strings.Cut(link, ".")
			callee, _, _ := strings.Cut(rest, ".")
			if callee != "" && caller != "default" {
				return fmt.Sprintf("link %q", caller+"."+callee)
			}
		}
		return "link" + name(1)
	case "failures":
		return "failure" + name(1)
	case "decisions":
		return "decision" + name(1)
	case "stakeholders":
		return "stakeholder" + name(1)
	case "load":
		return "load" + name(1)
	case "requirements":
		return "requirement" + name(2)
	case "api":
		return "endpoint" + name(2)
	case "observe", "secure", "deliver", "constraints", "growth", "waive":
		return quotePath(path)
	}
	return quotePath(path)
}

// predicate says what the key at the end of a path does with a name.
func predicate(path string) string {
	switch key := lastKey(path); key {
	case "call":
		return "calls"
	case "read", "scan", "query":
		return "reads from"
	case "write", "append", "set", "get", "delete":
		return key + "s"
	case "publish":
		return "publishes to"
	case "consumes", "stores":
		return key
	case "by":
		return "is by"
	case "in":
		return "is in"
	}
	return "names"
}

// lastKey is the last key of a path, without list positions.
func lastKey(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		path = path[dot+1:]
	}
	key, _, _ := strings.Cut(path, "[")
	return key
}

// placeKey is the key that asks for the name; the section where the name is a
// key itself.
func placeKey(r reference) string {
	if key := lastKey(r.path); key != r.ref.Text {
		return key
	}
	return lastKey(parent(r.path))
}

// parent is the path without its last key.
func parent(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		return path[:dot]
	}
	return ""
}

// orList joins with commas and "or".
func orList(items []string) string {
	if len(items) <= 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " or " + items[len(items)-1]
}

func dedupe(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
