package model

import (
	"reflect"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// step decodes one step.
func (d *decoder) step(n *syntax.Node, path string) *Step {
	s := new(Step)
	d.object(n, reflect.ValueOf(s).Elem(), path)
	return s
}

// verbFields are the keys of a step that are verbs, in the order of the struct.
var verbFields = func() (fields []*field) {
	for _, f := range specOf(reflect.TypeFor[Step]()).fields {
		if f.verb != "" {
			fields = append(fields, f)
		}
	}
	return fields
}()

// decoded works out the verb of a step and what it points at.
func (s *Step) decoded(d *decoder, n *syntax.Node, path string) {
	s.node = n
	v := reflect.ValueOf(s).Elem()
	var verbs []*field
	for _, want := range []string{"true", "alone"} {
		for _, f := range verbFields {
			if f.verb == want && !v.FieldByIndex(f.index).IsZero() {
				verbs = append(verbs, f)
			}
		}
		if len(verbs) > 0 {
			break // work and wait are verbs only where they stand alone
		}
	}
	for _, p := range n.Pairs {
		// An empty list is a verb too.
		if f := verbOf(p.Key.Value); f != nil && f.verb == "true" && len(verbs) == 0 {
			verbs = append(verbs, f)
		}
	}
	switch len(verbs) {
	case 0:
		if hasUnknownKey(n) {
			return // reported; it may well be the verb
		}
		d.errorf(n.Span, "no-verb", "a step is one verb and its options: call, read, write, get, set, publish, work, wait, parallel, choose, repeat, each, respond, saga, transaction, fail", "this step has no verb")
		return
	case 1:
	default:
		d.errorf(n.Span, "two-verbs", "make it two steps", "this step has two verbs, %q and %q", verbs[0].key, verbs[1].key)
		return
	}
	s.Verb = Verb(verbs[0].key)
	if ref, ok := v.FieldByIndex(verbs[0].index).Interface().(*Ref); ok && ref != nil {
		s.Target = *ref
		s.Path = []Ref{*ref}
		if s.Verb == VerbCall {
			s.Path = hops(*ref)
			s.Target = s.Path[len(s.Path)-1]
		}
	}
}

// hasUnknownKey tells whether a step has a key that no step has.
func hasUnknownKey(n *syntax.Node) bool {
	known := specOf(reflect.TypeFor[Step]()).byKey
	return slices.ContainsFunc(n.Pairs, func(p syntax.Pair) bool { return known[p.Key.Value] == nil })
}

func verbOf(key string) *field {
	for _, f := range verbFields {
		if f.key == key {
			return f
		}
	}
	return nil
}

// hops splits a path "a > b > c.op" into references with their own places.
func hops(ref Ref) []Ref {
	var out []Ref
	at := 0
	for _, part := range strings.Split(ref.Text, ">") {
		text := strings.TrimSpace(part)
		hop := Ref{Text: text, Span: ref.Span}
		if start := at + strings.Index(part, text); strings.HasPrefix(ref.Span.Text(), ref.Text) {
			hop.Span = diag.Span{Source: ref.Span.Source, Start: ref.Span.Start + start, End: ref.Span.Start + start + len(text)}
		}
		out = append(out, hop)
		at += len(part) + 1
	}
	return out
}

var typeStep = reflect.TypeFor[Step]()
