package model

import (
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// fieldTypes are the types that a field may have, beside entities, actors and
// entity.field.
var fieldTypes = []string{"string", "text", "int", "float", "decimal", "bool", "time", "date", "bytes", "json", "money", "uuid", "enum", "geo", "list", "map"}

// entities checks that keys, indexes and access patterns name fields.
func (c *checker) entities() {
	for name, e := range c.d.Data.All() {
		body := e.node
		for field, f := range e.Fields.All() {
			c.shape(f.Type, body.Get("fields").Get(field), "field "+quotePath(name+"."+field))
		}
		c.fields(e, e.Key, body.Get("key"))
		for i, index := range e.Indexes {
			if at := body.Get("indexes"); at != nil && i < len(at.Items) {
				c.fields(e, index, at.Items[i])
			}
		}
		for access, a := range e.Access.All() {
			at := body.Get("access").Get(access)
			c.fields(e, a.By, at.Get("by"))
			c.order(e, a.Order, at.Get("order"))
		}
		c.oneOf(e.Span, "entity "+quotePath(name), "new, of and count", e.New != nil, e.Of.Text != "", e.Count != nil)
		c.regions(e.Region)
	}
}

// fields checks that names written at a node are fields of the entity; an
// entity without fields is not modelled that far.
func (c *checker) fields(e *Entity, names []string, at *syntax.Node) {
	if e.Fields.Len() == 0 || at == nil {
		return
	}
	for i, name := range names {
		if !e.Fields.Has(name) {
			c.errorf(itemSpan(at, i), "unknown-field", suggest(name, e.Fields.Names()), "entity %q has no field %q", e.Name, name)
		}
	}
}

// order checks "created desc".
func (c *checker) order(e *Entity, list []string, at *syntax.Node) {
	for i, text := range list {
		field, direction, _ := strings.Cut(text, " ")
		if direction != "" && direction != "asc" && direction != "desc" {
			c.errorf(itemSpan(at, i), "unknown-word", "write "+field+" asc or "+field+" desc", "%q is no order", text)
			continue
		}
		if e.Fields.Len() > 0 && !e.Fields.Has(field) {
			c.errorf(itemSpan(at, i), "unknown-field", suggest(field, e.Fields.Names()), "entity %q has no field %q", e.Name, field)
		}
	}
}

// itemSpan is the place of an item of a list, or of the single item that
// stands in its place.
func itemSpan(at *syntax.Node, i int) diag.Span {
	if at == nil {
		return diag.Span{}
	}
	if i < len(at.Items) {
		return at.Items[i].Span
	}
	return at.Span
}

// shape checks the type of a field or of a request: a word, an entity, or
// entity.field.
func (c *checker) shape(text string, at *syntax.Node, of string) {
	word := strings.TrimSuffix(strings.Trim(text, "[] "), "?")
	head, tail := cutDot(word)
	switch {
	case word == "" || at == nil:
		return
	case c.names.gone("entity", head) || c.names.gone("actor", head):
		return
	case tail == "" && (slices.Contains(fieldTypes, word) || c.d.Data.Has(word) || c.d.Actors.Has(word)):
		return
	case tail != "" && c.d.Actors.Has(head):
		return
	}
	if e := c.d.Data.Get(head); e != nil && tail != "" {
		if e.Fields.Len() == 0 || e.Fields.Has(tail) {
			return
		}
		c.errorf(at.Span, "unknown-field", suggest(tail, e.Fields.Names()), "entity %q has no field %q", head, tail)
		return
	}
	known := append(append(slices.Clone(fieldTypes), c.d.Data.Names()...), c.d.Actors.Names()...)
	help := suggest(head, known)
	if help == "" {
		help = "types are " + strings.Join(fieldTypes, ", ") + ", an entity, or entity.field"
	}
	c.errorf(at.Span, "unknown-type", help, "%s is of type %q, which does not exist", of, text)
}

// oneOf reports two keys that say the same thing in different ways.
func (c *checker) oneOf(at diag.Span, what, keys string, said ...bool) {
	count := 0
	for _, s := range said {
		if s {
			count++
		}
	}
	if count > 1 {
		c.errorf(at, "two-forms", "keep one of them", "%s may have only one of %s", what, keys)
	}
}

// routes are method and path.
var routes = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /\S*$`)

// endpoints checks routes, status codes and shapes.
func (c *checker) endpoints() {
	if c.d.API == nil {
		return
	}
	seen := map[string]diag.Span{}
	for name, e := range c.d.API.Endpoints.All() {
		body := e.node
		if e.Flow.Text == "" {
			c.warnf(e.Span, "no-flow", "write flow: and the name of the flow", "endpoint %q starts no flow", name)
		}
		if e.Route != "" {
			at := body.Get("route").Span
			if style := orText(e.Style, c.d.API.Style); (style == "rest" || style == "") && !routes.MatchString(e.Route) {
				c.errorf(at, "bad-route", "write method and path: POST /v1/links", "route %q of endpoint %q is not a method and a path", e.Route, name)
			} else if first, ok := seen[e.Route]; ok {
				c.report(diag.Diagnostic{Code: "duplicate-route", Span: at, Message: "route " + quotePath(e.Route) + " stands here a second time",
					Help: "give each endpoint its own method and path", Related: []diag.Related{{Span: first, Message: "the first"}}})
			}
			if _, ok := seen[e.Route]; !ok {
				seen[e.Route] = at
			}
		}
		c.shapes(e.Request, "the request of endpoint "+quotePath(name))
		for i, code := range e.Response.Names() {
			c.status(code, name, body.Get("response").Pairs[i])
		}
		c.rateLimit(e.RateLimit, e.Span, "endpoint "+quotePath(name))
	}
}

// status checks a status code and the shape of its answer.
func (c *checker) status(code, endpoint string, p syntax.Pair) {
	if !regexp.MustCompile(`^([1-5]\d\d|default)$`).MatchString(code) {
		c.errorf(p.Key.Span, "bad-status", "write a status code from 100 to 599, or default", "endpoint %q answers %q, which is not a status code", endpoint, code)
	}
	if p.Value.Kind == syntax.Scalar && slices.Contains([]string{"empty", "problem", "stream", "file", "html"}, p.Value.Value) {
		return
	}
	c.shapes(p.Value, "the answer of endpoint "+quotePath(endpoint))
}

// shapes checks a shape that is a word, a list, or fields with shapes.
func (c *checker) shapes(n *syntax.Node, of string) {
	if n == nil {
		return
	}
	switch n.Kind {
	case syntax.Scalar:
		c.shape(n.Value, n, of)
	case syntax.Mapping:
		for _, p := range n.Pairs {
			c.shapes(p.Value, of)
		}
	case syntax.Sequence:
		for _, item := range n.Items {
			c.shapes(item, of)
		}
	}
}

func (c *checker) rateLimit(r *RateLimit, at diag.Span, of string) {
	if r != nil && r.Rate == nil {
		c.errorf(at, "missing-key", "write rate-limit: {rate: 100/s}", "the rate-limit of %s has no rate", of)
	}
}

// pairsOf are the pairs of a node that may be missing.
func pairsOf(n *syntax.Node) []syntax.Pair {
	if n == nil {
		return nil
	}
	return n.Pairs
}
