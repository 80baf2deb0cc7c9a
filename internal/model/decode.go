package model

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// decoder fills a Design from a tree by the tags of the structs. It reports
// what does not fit and goes on.
type decoder struct {
	problems diag.List
	refs     []reference
	formulas []boundFormula
	broken   map[*unit.Quantity]bool // quantities whose text is wrong
}

// reference is one place where a name stands that must mean something.
type reference struct {
	ref   Ref
	kinds []string // as in the ref tag
	path  string   // of the key, "flows.redirect.by"
	keys  []string // keys that could stand in its place, where it is one itself
}

// boundFormula is a formula with the key it stands under. It is worked out,
// and checked against the key's unit, when all names are known.
type boundFormula struct {
	q *unit.Quantity
	f *field
}

// custom is implemented by values that have a form of their own.
type custom interface {
	decodeNode(d *decoder, n *syntax.Node, f *field, path string)
}

// entry is implemented by everything that embeds Entry.
type entry interface{ setEntry(Entry) }

func (e *Entry) setEntry(x Entry) { *e = x }

// mapped is implemented by every *Map.
type mapped interface{ newItem(name string) any }

func (m *Map[T]) newItem(name string) any {
	item := new(T)
	m.Put(name, item)
	return item
}

var (
	typeQuantity = reflect.TypeFor[unit.Quantity]()
	typeRef      = reflect.TypeFor[Ref]()
	typeNode     = reflect.TypeFor[syntax.Node]()
	typeSpan     = reflect.TypeFor[diag.Span]()
)

// design decodes the top of the tree.
func (d *decoder) design(root *syntax.Node, into *Design) {
	if root.Kind == syntax.Mapping {
		d.object(root, reflect.ValueOf(into).Elem(), "")
	}
}

func (d *decoder) errorf(span diag.Span, code, help, format string, args ...any) {
	d.problems = append(d.problems, diag.Diagnostic{
		Code: code, Span: span, Message: fmt.Sprintf(format, args...), Help: help,
	})
}

// value decodes a node into v, which stands under the key of f.
func (d *decoder) value(n *syntax.Node, v reflect.Value, f *field, path string) {
	if c, ok := v.Addr().Interface().(custom); ok {
		if n.Kind == syntax.Null {
			d.empty(n, path)
			return
		}
		c.decodeNode(d, n, f, path)
		return
	}
	switch {
	case v.Type() == typeNode:
		v.Set(reflect.ValueOf(*n))
		return
	case n.Kind == syntax.Null:
		d.empty(n, path)
		if q, ok := v.Addr().Interface().(*unit.Quantity); ok {
			d.broken[q] = true
		}
		return
	case v.Type() == typeQuantity:
		q := v.Addr().Interface().(*unit.Quantity)
		if !d.quantity(n, q, f, path) {
			d.broken[q] = true
		}
		return
	case v.Type() == typeRef:
		if d.scalar(n, path, "a name") {
			ref := Ref{Text: n.Value, Span: n.Span}
			v.Set(reflect.ValueOf(ref))
			d.refs = append(d.refs, reference{ref: ref, kinds: f.refs, path: path})
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.Type().Elem() == typeNode {
			v.Set(reflect.ValueOf(n))
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), f, path)
		if q, ok := v.Interface().(*unit.Quantity); ok && d.broken[q] {
			v.SetZero() // reported; nothing is said here
		}
	case reflect.String:
		d.text(n, v, f, path)
	case reflect.Bool:
		d.boolean(n, v, path)
	case reflect.Int:
		d.integer(n, v, path)
	case reflect.Slice:
		d.list(n, v, f, path)
	case reflect.Struct:
		if m, ok := v.Addr().Interface().(mapped); ok {
			d.named(n, m, f, path)
			return
		}
		d.object(n, v, path)
	default:
		panic("model: no decoder for " + v.Type().String())
	}
}

// object decodes a mapping, or one of the short forms, into a struct.
func (d *decoder) object(n *syntax.Node, v reflect.Value, path string) {
	s := specOf(v.Type())
	if span := v.FieldByName("Span"); span.IsValid() && span.Type() == typeSpan {
		if _, named := v.Addr().Interface().(entry); !named {
			span.Set(reflect.ValueOf(n.Span))
		}
	}
	switch {
	case s.scalar != nil && (n.Kind == syntax.Scalar || s.sourced(n)):
		d.value(n, v.FieldByIndex(s.scalar.index), s.scalar, path)
		return
	case n.Kind == syntax.Sequence && s.list != nil:
		d.value(n, v.FieldByIndex(s.list.index), s.list, path)
		return
	case n.Kind != syntax.Mapping:
		d.errorf(n.Span, "wrong-shape", objectHelp(s), "%s must be %s, not %s", quotePath(path), s.shapes(), shapeOf(n))
		return
	case len(s.fields) == 0 && s.rest == nil:
		d.errorf(n.Span, "wrong-shape", "", "%s must be %s, not %s", quotePath(path), s.shapes(), shapeOf(n))
		return
	}
	for _, p := range n.Pairs {
		f, ok := s.byKey[p.Key.Value]
		switch {
		case ok:
			d.value(p.Value, v.FieldByIndex(f.index), f, join(path, f.key))
		case s.rest != nil:
			d.restEntry(p, v.FieldByIndex(s.rest.index).Addr().Interface().(mapped), s.rest, s.keys(), path)
		default:
			d.unknownKey(p.Key, s, path)
		}
	}
	if a, ok := v.Addr().Interface().(interface {
		decoded(*decoder, *syntax.Node, string)
	}); ok {
		a.decoded(d, n, path)
	}
}

// sourced tells whether a mapping is a quantity with its source where a bare
// quantity is the short form: replicas: {value: 3, source: ...}.
func (s *spec) sourced(n *syntax.Node) bool {
	t := s.scalar.typ
	return t == reflect.PointerTo(typeQuantity) && n.Kind == syntax.Mapping && n.Get("value") != nil
}

// textForms are the forms of text that are checked as they are read.
var textForms = map[string]struct {
	ok         func(string) bool
	code, help string
}{
	"date":  {func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil }, "bad-date", "write a day as 2027-03-01"},
	"clock": {func(s string) bool { _, err := time.Parse("15:04", s); return err == nil && len(s) == 5 }, "bad-clock", "write a time of day as \"01:00\", in quotes"},
}

// named decodes a mapping of names to things.
func (d *decoder) named(n *syntax.Node, m mapped, f *field, path string) {
	if n.Kind != syntax.Mapping {
		d.errorf(n.Span, "wrong-shape", "write name: value, one a line", "%s must be a mapping of names, not %s", quotePath(path), shapeOf(n))
		return
	}
	for _, p := range n.Pairs {
		d.restEntry(p, m, f, nil, path)
	}
}

// restEntry decodes one name and the thing under it. keys are those that the
// name may be a misspelling of.
func (d *decoder) restEntry(p syntax.Pair, m mapped, f *field, keys []string, path string) {
	name := p.Key.Value
	at := join(path, name)
	if len(f.refs) > 0 {
		d.refs = append(d.refs, reference{Ref{Text: name, Span: p.Key.Span}, f.refs, at, keys})
	} else if help := badName(f, name); help != "" {
		d.errorf(p.Key.Span, "bad-name", help, "%q is not a name", name)
	}
	item := m.newItem(name)
	if e, ok := item.(entry); ok {
		e.setEntry(Entry{Name: name, Span: p.Key.Span, Body: p.Value.Span, node: p.Value})
	}
	if v, ok := item.(*Variant); ok {
		v.Patch = p.Value
		return
	}
	d.value(p.Value, reflect.ValueOf(item).Elem(), f, at)
}

// badName says what a name should look like, or "" when it is fine.
func badName(f *field, name string) string {
	switch f.key {
	case "links":
		if name == "default" || strings.Count(name, ".") == 1 {
			return ""
		}
		return "write caller.callee, or default for all links"
	case "response", "fields", "runbooks", "*":
		return ""
	}
	for i, r := range name {
		if r >= 'a' && r <= 'z' || i > 0 && (r >= '0' && r <= '9' || r == '-') {
			continue
		}
		return "names are lower-case letters, digits and hyphens, and begin with a letter"
	}
	if name == "" {
		return "names are lower-case letters, digits and hyphens, and begin with a letter"
	}
	return ""
}

func (d *decoder) list(n *syntax.Node, v reflect.Value, f *field, path string) {
	items := n.Items
	switch {
	case n.Kind == syntax.Sequence:
	case f.one:
		items = []*syntax.Node{n}
	default:
		d.errorf(n.Span, "wrong-shape", "write [a, b], or one item a line after a hyphen", "%s must be a list, not %s", quotePath(path), shapeOf(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		d.value(item, out.Index(i), f, fmt.Sprintf("%s[%d]", path, i))
	}
	v.Set(withoutNil(out))
}

// withoutNil drops the items of a list of pointers that were empty; they are
// reported already.
func withoutNil(list reflect.Value) reflect.Value {
	if list.Type().Elem().Kind() != reflect.Pointer {
		return list
	}
	kept := reflect.MakeSlice(list.Type(), 0, list.Len())
	for i := range list.Len() {
		if !list.Index(i).IsNil() {
			kept = reflect.Append(kept, list.Index(i))
		}
	}
	return kept
}

func (d *decoder) text(n *syntax.Node, v reflect.Value, f *field, path string) {
	if !d.scalar(n, path, "text") {
		return
	}
	if len(f.enum) > 0 && !contains(f.enum, n.Value) {
		d.misspelt(n, "unknown-word", f.enum, "%s cannot be %q", quotePath(path), n.Value)
		return
	}
	if check, ok := textForms[f.form]; ok && !check.ok(n.Value) {
		d.errorf(n.Span, check.code, check.help, "%s cannot be %q", quotePath(path), n.Value)
		return
	}
	if len(f.refs) > 0 && f.refs[0] != "field" {
		d.refs = append(d.refs, reference{ref: Ref{Text: n.Value, Span: n.Span}, kinds: f.refs, path: path})
	}
	v.SetString(n.Value)
}

func (d *decoder) boolean(n *syntax.Node, v reflect.Value, path string) {
	switch {
	case n.Kind == syntax.Scalar && n.Value == "true":
		v.SetBool(true)
	case n.Kind == syntax.Scalar && n.Value == "false":
	default:
		d.errorf(n.Span, "wrong-shape", "write true or false", "%s must be true or false, not %s", quotePath(path), shapeOf(n))
	}
}

func (d *decoder) integer(n *syntax.Node, v reflect.Value, path string) {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != syntax.Scalar || err != nil || i < 0 {
		d.errorf(n.Span, "bad-quantity", "write a whole number", "%s must be a whole number, not %s", quotePath(path), shapeOf(n))
		return
	}
	v.SetInt(int64(i))
}

// scalar tells whether the node is a scalar, and reports it otherwise.
func (d *decoder) scalar(n *syntax.Node, path, want string) bool {
	if n.Kind == syntax.Scalar {
		return true
	}
	d.errorf(n.Span, "wrong-shape", "", "%s must be %s, not %s", quotePath(path), want, shapeOf(n))
	return false
}

func (d *decoder) empty(n *syntax.Node, path string) {
	d.errorf(n.Span, "empty-value", "write a value, or delete the key; null removes a key in variants only", "%s has no value", quotePath(path))
}

func (d *decoder) unknownKey(key *syntax.Node, s *spec, path string) {
	where := "at the top of a design"
	if path != "" {
		where = "in " + quotePath(path)
	}
	d.misspelt(key, "unknown-key", s.keys(), "unknown key %q %s", key.Value, where)
	if last := &d.problems[len(d.problems)-1]; last.Help == "" {
		last.Help = rightPlace(key.Value, s)
	}
}

// rightPlace says where a key belongs that stands in the wrong object.
func rightPlace(key string, s *spec) string {
	policies := specOf(reflect.TypeFor[CallOptions]()).byKey
	switch {
	case policies[key] != nil && s.typ == reflect.TypeFor[Component]():
		return fmt.Sprintf("it is a policy of calls: write links: {caller.callee: {%s: ...}}, or beside the call", key)
	case s.typ == reflect.TypeFor[Step]():
		return "a step is one verb, as call or read, with options as work, timeout and retry beside it"
	}
	return "`loadpath schema` has all keys"
}

// misspelt reports a word that is not in a list, with the nearest one as help
// and as fix.
func (d *decoder) misspelt(n *syntax.Node, code string, known []string, format string, args ...any) {
	near := diag.Suggest(n.Value, known)
	p := diag.Diagnostic{Code: code, Span: n.Span, Message: fmt.Sprintf(format, args...), Help: meant(near, known)}
	if near != "" && !n.Quoted {
		p.Fix = []diag.Edit{{Span: n.Span, New: near}}
	}
	d.problems = append(d.problems, p)
}

// suggest is the help for a word that is not in a list: the nearest one, or
// all when they are few.
func suggest(word string, candidates []string) string {
	return meant(diag.Suggest(word, candidates), candidates)
}

func meant(near string, candidates []string) string {
	switch {
	case near != "":
		return fmt.Sprintf("did you mean %q?", near)
	case len(candidates) > 0 && len(candidates) <= 12:
		return "one of " + strings.Join(candidates, ", ")
	}
	return ""
}

// shapes names the shapes that an object may have.
func (s *spec) shapes() string {
	var shapes []string
	if s.scalar != nil {
		shapes = append(shapes, "a single value")
	}
	if s.list != nil {
		shapes = append(shapes, "a list")
	}
	if len(s.fields) > 0 || s.rest != nil {
		shapes = append(shapes, "a mapping")
	}
	return strings.Join(shapes, " or ")
}

func objectHelp(s *spec) string {
	keys := s.keys()
	if len(keys) == 0 {
		return ""
	}
	return "its keys are " + strings.Join(keys[:min(len(keys), 8)], ", ") + map[bool]string{true: ", ...", false: ""}[len(keys) > 8]
}

func shapeOf(n *syntax.Node) string {
	switch n.Kind {
	case syntax.Null:
		return "nothing"
	case syntax.Scalar:
		return strconv.Quote(n.Value)
	case syntax.Mapping:
		return "a mapping"
	default:
		return "a list"
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func quotePath(path string) string {
	if path == "" {
		return "a design"
	}
	return strconv.Quote(path)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
