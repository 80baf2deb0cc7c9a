package model

import (
	"fmt"
	"reflect"
	"strings"
)

// Reference returns the reference page of the design file in Markdown: every
// key with what it means, what may stand there and what holds without it. It is
// made from the same tags as the checker and the schema.
func Reference() string {
	r := referrer{seen: map[reflect.Type]bool{}}
	r.b.WriteString(referenceHead)
	r.object(reflect.TypeFor[Design](), "A design", "")
	for len(r.queue) > 0 {
		next := r.queue[0]
		r.queue = r.queue[1:]
		r.object(next.typ, next.title, next.path)
	}
	r.faults()
	return r.b.String()
}

const referenceHead = `# Every key of the design file

This page is generated from the definitions that the checker uses; do not edit it.
A key may be left out unless it says *required*. A quantity may stand bare, as a
formula such as ` + "`\"= reader * 5/day\"`" + `, as an interval such as ` + "`2ms..8ms`" + `, or with its
source: ` + "`{value: 100M, source: \"traffic report\", sure: low}`" + `.
`

type referrer struct {
	b     strings.Builder
	seen  map[reflect.Type]bool
	queue []referenceTopic
}

type referenceTopic struct {
	typ         reflect.Type
	title, path string
}

// object writes the table of one object and queues those under it.
func (r *referrer) object(t reflect.Type, title, path string) {
	s := specOf(t)
	fmt.Fprintf(&r.b, "\n## %s\n\n", title)
	if path != "" {
		fmt.Fprintf(&r.b, "Stands under `%s`.%s\n\n", path, shortForms(s))
	}
	if len(s.fields) > 0 {
		r.b.WriteString("| key | meaning | what may stand there | without it |\n|---|---|---|---|\n")
	}
	for _, f := range s.fields {
		doc := f.doc
		if len(f.on) > 0 {
			doc += " For: " + strings.Join(f.on, ", ") + "."
		}
		if f.key == "loadpath" || f.key == "system" && path == "" {
			doc += " *Required.*"
		}
		fmt.Fprintf(&r.b, "| `%s` | %s | %s | %s |\n", f.key, cell(doc), cell(r.stands(f, path)), cell(f.deflt))
	}
	if s.rest != nil {
		fmt.Fprintf(&r.b, "\nEvery other key: %s %s\n", s.rest.doc, r.stands(s.rest, path))
	}
}

// cell keeps a text inside a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// shortForms says what may stand in place of the mapping.
func shortForms(s *spec) string {
	var out string
	if s.scalar != nil {
		out += " Short form: " + lowerFirst(s.scalar.stands()) + " (" + lowerFirst(strings.TrimSuffix(s.scalar.doc, ".")) + ")."
	}
	if s.list != nil {
		out += " Or a list: " + lowerFirst(s.list.doc)
	}
	return out
}

// stands says what may stand under a key, and queues the objects there.
func (r *referrer) stands(f *field, path string) string {
	at := join(path, f.key)
	if f.key == "*" {
		at = join(path, "NAME")
	}
	t := f.typ
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t != reflect.TypeFor[Branch]() {
		if t.Kind() == reflect.Slice {
			at += "[]"
		}
		t = t.Elem()
	}
	kind := "mapping"
	if _, ok := reflect.New(t).Interface().(mapped); ok && t.Kind() == reflect.Struct {
		m, _ := t.FieldByName("items")
		t = m.Type.Elem().Elem()
		if f.key != "*" {
			at += ".NAME"
		}
		kind = "names"
		for t.Kind() == reflect.Slice {
			t = t.Elem()
			at += "[]"
		}
	}
	if t.Kind() != reflect.Struct || plainType(t) {
		if t == reflect.TypeFor[Variant]() {
			return "names, each a JSON merge patch of the design; `null` removes a key"
		}
		if kind == "names" {
			return "names, each with: " + lowerFirst(f.stands())
		}
		return f.stands()
	}
	title := t.Name()
	if !r.seen[t] {
		r.seen[t] = true
		r.queue = append(r.queue, referenceTopic{t, title, at})
	}
	link := fmt.Sprintf("[%s](#%s)", title, strings.ToLower(title))
	switch {
	case kind == "names":
		return "names, each " + link
	case f.typ.Kind() == reflect.Slice && f.one:
		return link + ", or a list of them"
	case f.typ.Kind() == reflect.Slice:
		return "list of " + link
	}
	return link
}

// plainType tells whether a struct is written as a single value.
func plainType(t reflect.Type) bool {
	if t == typeQuantity || t == typeRef || t == typeNode || t == reflect.TypeFor[Variant]() || t == reflect.TypeFor[Fault]() {
		return true
	}
	_, own := (&schemer{defs: map[string]object{}}).form(t)
	return own
}

// stands says what may stand under a key that is no object.
func (f *field) stands() string {
	t := f.typ
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	var text string
	switch {
	case len(f.units) > 0:
		text = f.typed()
	case len(f.enum) > 0:
		text = "`" + strings.Join(f.enum, "` `") + "`"
	case len(f.refs) > 0:
		text = "Name of " + orList(articlesOf(f.refs))
	case t == reflect.TypeFor[Fault]():
		text = "A [fault](#faults)"
	case t == typeNode:
		text = "Anything"
	case f.form != "" && formsText[f.form] != "":
		text = formsText[f.form]
	case t.Kind() == reflect.Bool:
		text = "`true` or `false`"
	case t.Kind() == reflect.Int:
		text = "A whole number"
	case t.Kind() == reflect.Struct:
		text = "See its meaning"
	default:
		text = "Text"
	}
	if f.typ.Kind() == reflect.Slice {
		text = "List: " + lowerFirst(text)
		if f.one {
			text += "; one alone needs no brackets"
		}
	}
	return text
}

var formsText = map[string]string{
	"name": "Lower-case letters, digits and hyphens", "date": "A day: 2027-03-01", "clock": "A time of day: \"01:00\"",
	"kind": "A kind of the catalogue", "tech": "A technology of the catalogue", "machine": "A machine type of the catalogue",
	"path": "A path into the design: components.api", "field": "A field of an entity", "order": "A field and asc or desc: created desc",
	"route": "Method and path: POST /v1/links",
}

// articlesOf says what the words of a ref tag mean.
func articlesOf(refs []string) []string {
	var out []string
	special := map[string]string{
		"path": "a component or component.operation, or a path a > b > c.op", "store": "a component or component.entity", "queue": "a queue or stream",
		"operation": "a component.operation", "option": "one of the options", "replica": "one replica, c#2 or c.primary", "link": "a caller.callee",
		"pair": "two sides", "all": "all", "patch": "a patch",
	}
	for _, ref := range refs {
		if text, ok := special[ref]; ok {
			out = append(out, text)
			continue
		}
		out = append(out, thingOf(ref).article)
	}
	return out
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// faults writes the table of inject verbs and the options beside them.
func (r *referrer) faults() {
	r.b.WriteString("\n## Faults\n\nStand under `failures.NAME.inject`: one verb and its options.\n\n")
	r.b.WriteString("| verb | what it does | what it names | its own options |\n|---|---|---|---|\n")
	for _, v := range InjectVerbs {
		fmt.Fprintf(&r.b, "| `%s` | %s | %s | %s |\n", v.Name, v.Doc, orList(articlesOf(splitTag(v.Targets, "|"))), strings.Join(v.Options, ", "))
	}
	r.b.WriteString("\n| option | meaning | what may stand there | without it |\n|---|---|---|---|\n")
	for _, f := range specOf(reflect.TypeFor[faultOptions]()).fields {
		fmt.Fprintf(&r.b, "| `%s` | %s | %s | %s |\n", f.key, cell(f.doc), cell(f.stands()), cell(f.deflt))
	}
	r.b.WriteString("\n## Metrics of expectations\n\n`" + strings.Join(Metrics, "` `") + "`\n")
}
