package intake

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/syntax"
)

// schemas makes an entity of each schema with a name that is an object.
func (f *openAPIFile) schemas() {
	list := pairs(f.root.Get("components").Get("schemas"))
	for _, p := range list {
		if n := f.follow(p.Value); n == p.Value && len(f.properties(n)) > 0 && !isError(p.Key.Value) {
			f.entities[n] = p.Key.Value
		}
	}
	for _, p := range list {
		if _, ok := f.entities[p.Value]; !ok {
			continue
		}
		e := Entity{ID: p.Key.Value, At: p.Key.Span}
		for _, field := range f.properties(p.Value) {
			e.Fields = append(e.Fields, Field{field.Key.Value, f.shape(field.Value, 0, false)})
		}
		f.draft.Entities = append(f.draft.Entities, e)
	}
}

// isError tells whether a schema describes what went wrong.
func isError(name string) bool {
	return slices.ContainsFunc(wordsOf(name), func(w string) bool { return w == "error" || w == "errors" || w == "problem" })
}

// deepestSchema bounds how far schemas are followed into each other.
const deepestSchema = 8

// properties are those of an object, with those of all that it is made of.
func (f *openAPIFile) properties(n *syntax.Node) []syntax.Pair {
	var list []syntax.Pair
	seen := map[*syntax.Node]bool{}
	var add func(*syntax.Node)
	add = func(n *syntax.Node) {
		if n = f.follow(n); n == nil || seen[n] {
			return
		}
		seen[n] = true
		list = append(list, pairs(n.Get("properties"))...)
		for _, part := range items(n.Get("allOf")) {
			add(part)
		}
	}
	add(n)
	return list
}

// media is the content of a body that is read, and its type: JSON before all
// others.
func (f *openAPIFile) media(body *syntax.Node) (media *syntax.Node, kind string) {
	for _, p := range pairs(body.Get("content")) {
		kind, _, _ = strings.Cut(strings.ToLower(p.Key.Value), ";")
		if kind == "application/json" || strings.HasSuffix(kind, "+json") {
			return p.Value, kind
		}
	}
	if list := pairs(body.Get("content")); len(list) > 0 {
		kind, _, _ = strings.Cut(strings.ToLower(list[0].Key.Value), ";")
		return list[0].Value, kind
	}
	return nil, ""
}

// body is the shape of a body.
func (f *openAPIFile) body(media *syntax.Node, kind string) Shape {
	switch {
	case kind == "text/event-stream":
		return Shape{Word: "stream"}
	case kind == "text/html":
		return Shape{Word: "html"}
	case strings.HasPrefix(kind, "text/"):
		return Shape{Word: "text"}
	case strings.Contains(kind, "json"), strings.Contains(kind, "xml"), strings.Contains(kind, "form"):
		return f.shape(media.Get("schema"), 0, true)
	}
	return Shape{Word: "file"}
}

// shape is what a schema looks like; objects without a name are written out
// where inline says so.
func (f *openAPIFile) shape(n *syntax.Node, depth int, inline bool) Shape {
	n = f.follow(n)
	if n == nil || depth > deepestSchema {
		return Shape{Word: "json"}
	}
	if id, ok := f.entities[n]; ok {
		return Shape{Entity: id}
	}
	if len(scalars(n.Get("enum"))) > 0 {
		return Shape{Word: "enum"}
	}
	switch kind := schemaType(n); kind {
	case "string":
		return Shape{Word: stringWord(n)}
	case "integer":
		return Shape{Word: "int"}
	case "number":
		if text(n.Get("format")) == "decimal" {
			return Shape{Word: "decimal"}
		}
		return Shape{Word: "float"}
	case "boolean":
		return Shape{Word: "bool"}
	case "array":
		item := f.shape(n.Get("items"), depth+1, false)
		if item.List || item.Word == "json" {
			return Shape{Word: "list"}
		}
		item.List = true
		return item
	}
	fields := f.properties(n)
	if !inline || len(fields) == 0 {
		return Shape{Word: "json"}
	}
	s := Shape{Fields: []Field{}}
	for _, p := range fields {
		s.Fields = append(s.Fields, Field{p.Key.Value, f.shape(p.Value, depth+1, false)})
	}
	return s
}

// schemaType is the type of a schema, apart from null; an object when it has
// properties.
func schemaType(n *syntax.Node) string {
	for _, t := range scalars(n.Get("type")) {
		if t.Value != "null" {
			return t.Value
		}
	}
	if n.Get("properties") != nil || n.Get("allOf") != nil {
		return "object"
	}
	return ""
}

// longString is a length from which a string is a text.
const longString = 1000

func stringWord(n *syntax.Node) string {
	word := map[string]string{"date-time": "time", "date": "date", "uuid": "uuid", "binary": "bytes", "byte": "bytes", "decimal": "decimal"}[text(n.Get("format"))]
	switch most, ok := whole(n.Get("maxLength")); {
	case word != "":
		return word
	case ok && most > longString:
		return "text"
	}
	return "string"
}

// whole reads a number that is not negative.
func whole(n *syntax.Node) (float64, bool) {
	v, err := strconv.ParseUint(text(n), 10, 40)
	return float64(v), err == nil
}

// bounds are how many bytes a value takes at least and at most; ok is false when
// nothing bounds it.
type bounds struct {
	least, most float64
	ok          bool
}

// size is how large a value of a schema is as JSON without blanks, at one byte
// a character.
func (f *openAPIFile) size(n *syntax.Node, kind string) bounds {
	if !strings.Contains(kind, "json") {
		return bounds{}
	}
	return f.bounds(n)
}

// Lengths of JSON values that their type bounds: RFC 3339 times with and
// without fractions and offset, a UUID in quotes, 64-bit numbers.
var fixed = map[string][2]float64{"date-time": {22, 37}, "date": {12, 12}, "uuid": {38, 38}, "int32": {1, 11}, "integer": {1, 20}, "number": {1, 24}, "boolean": {4, 5}}

func (f *openAPIFile) bounds(n *syntax.Node) bounds {
	if n = f.follow(n); n == nil {
		return bounds{}
	}
	b, known := f.sizes[n]
	if !known {
		f.sizes[n] = bounds{} // for a schema that holds itself
		b = f.boundsOf(n)
		f.sizes[n] = b
	}
	return b
}

func (f *openAPIFile) boundsOf(n *syntax.Node) bounds {
	if words := scalars(n.Get("enum")); len(words) > 0 {
		b := bounds{math.Inf(1), 0, true}
		for _, w := range words {
			length := float64(len(w.Value) + 2)
			b.least, b.most = min(b.least, length), max(b.most, length)
		}
		return b
	}
	kind := schemaType(n)
	for _, word := range []string{text(n.Get("format")), kind} {
		if b, known := fixed[word]; known {
			return bounds{b[0], b[1], true}
		}
	}
	switch kind {
	case "string":
		shortest, _ := whole(n.Get("minLength"))
		longest, bounded := whole(n.Get("maxLength"))
		return bounds{shortest + 2, max(longest, shortest) + 2, bounded}
	case "array":
		fewest, _ := whole(n.Get("minItems"))
		largest, bounded := whole(n.Get("maxItems"))
		item := f.bounds(n.Get("items"))
		return bounds{listed(fewest, fewest*item.least), listed(max(largest, fewest), max(largest, fewest)*item.most), bounded && item.ok}
	case "object":
		return f.boundsOfObject(n)
	}
	return bounds{}
}

// boundsOfObject adds up fields; those that are not required may be missing.
func (f *openAPIFile) boundsOfObject(n *syntax.Node) bounds {
	extra := n.Get("additionalProperties")
	fields := f.properties(n)
	if extra != nil && text(extra) != "false" || len(fields) == 0 {
		return bounds{}
	}
	required := scalars(n.Get("required"))
	for _, part := range items(n.Get("allOf")) {
		required = append(required, scalars(f.follow(part).Get("required"))...)
	}
	least, most, needed := 0.0, 0.0, 0.0
	for _, p := range fields {
		b := f.bounds(p.Value)
		if !b.ok {
			return bounds{}
		}
		name := float64(len(p.Key.Value) + 3) // in quotes, with a colon
		most += name + b.most
		if slices.ContainsFunc(required, func(r *syntax.Node) bool { return r.Value == p.Key.Value }) {
			least += name + b.least
			needed++
		}
	}
	return bounds{listed(needed, least), listed(float64(len(fields)), most), true}
}

// listed is the size of entries in brackets, with commas between them.
func listed(entries, size float64) float64 { return 2 + size + max(entries-1, 0) }

// widest is the largest quotient of two bounds that still says something.
const widest = 100

// text writes bounds as a size of the language; false when they say too little.
func (b bounds) text() (string, bool) {
	switch {
	case !b.ok || b.least <= 0 || b.most > b.least*widest || b.most > largest:
		return "", false
	case b.least == b.most:
		return bytesText(b.most), true
	}
	return bytesText(b.least) + ".." + bytesText(b.most), true
}

// largest is more than anybody sends as one value of JSON.
const largest = 1e9

func bytesText(b float64) string { return fmt.Sprintf("%.0fB", b) }
