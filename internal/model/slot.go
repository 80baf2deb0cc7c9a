package model

import (
	"reflect"
	"slices"

	"github.com/loadpath/loadpath/internal/syntax"
)

// slot is a place of the language: what may stand under a path of keys. It is
// found in the definition alone, so that a text may be asked about while it is
// being typed.
type slot struct {
	typ reflect.Type
	f   *field   // that the value stands under, for its words, units and references
	way []string // the path to it
}

// slotAt follows a path of keys, with "-" for items of lists; ok is false where
// the language has nothing.
func slotAt(path []string) (at slot, ok bool) {
	at = slot{typ: typeDesign, f: &field{}}
	for i, step := range path {
		if at, ok = at.under(step); !ok {
			return at, false
		}
		at.way = path[:i+1]
	}
	return at, true
}

// under returns what stands under a key, or under "-" as an item.
func (s slot) under(step string) (slot, bool) {
	t := bare(s.typ)
	item := step == "-"
	switch {
	case t == reflect.TypeFor[Variant]():
		return slot{typ: typeDesign, f: s.f}.under(step)
	case t == reflect.TypeFor[Fault]():
		return s.inFault(step)
	case t == typeRef:
		return s, item // the sides of a cut
	case t == typeQuantity:
		return s.inQuantity(step)
	case t.Kind() == reflect.Slice:
		elem := slot{typ: t.Elem(), f: s.f}
		if item {
			return elem, true
		}
		return elem.under(step)
	case t.Kind() != reflect.Struct || item && specOf(t).list == nil:
		return s, false
	case isMap(t):
		return slot{typ: itemOf(t), f: s.f}, true
	}
	sp := specOf(t)
	if item {
		return slot{typ: sp.list.typ, f: sp.list}.under("-")
	}
	if f, ok := sp.byKey[step]; ok {
		return slot{typ: f.typ, f: f}, true
	}
	if sp.scalar != nil && bare(sp.scalar.typ) == typeQuantity && slices.Contains(quantityKeys, step) {
		return slot{typ: typeQuantity, f: sp.scalar}.inQuantity(step)
	}
	if sp.rest != nil {
		return slot{typ: itemOf(sp.rest.typ), f: sp.rest}, true
	}
	return s, false
}

// inFault is under for a fault: a verb names what it happens to, everything
// else is an option.
func (s slot) inFault(step string) (slot, bool) {
	if step == "set" {
		return slot{typ: typeDesign, f: &field{}}, true
	}
	if v := InjectVerbOf(step); v != nil {
		return slot{typ: typeRef, f: &field{key: step, typ: typeRef, doc: v.Doc, refs: splitTag(v.Targets, "|")}}, true
	}
	f, ok := specOf(reflect.TypeFor[faultOptions]()).byKey[step]
	if !ok {
		return s, false
	}
	return slot{typ: f.typ, f: f}, true
}

// quantityKeys are the keys of a quantity with its source.
var quantityKeys = []string{"value", "source", "sure"}

// quantityDocs say what they mean; the schema says the same.
var quantityDocs = map[string]string{
	"value": "The quantity itself.", "source": "Where the number is from.", "sure": "How sure it is: 10%, 30% or 100% either way.",
}

func (s slot) inQuantity(step string) (slot, bool) {
	switch step {
	case "value":
		return s, true
	case "source":
		return slot{typ: reflect.TypeFor[string](), f: &field{key: step, typ: reflect.TypeFor[string](), doc: quantityDocs[step]}}, true
	case "sure":
		return slot{typ: reflect.TypeFor[string](), f: &field{key: step, typ: reflect.TypeFor[string](), doc: quantityDocs[step], enum: []string{"high", "medium", "low"}}}, true
	}
	return s, false
}

// keys are the keys that may still be written beside the others, each with its
// definition, in the order of the definition.
func (s slot) keys(others []syntax.Other) []*field {
	t := bare(s.typ)
	var all []*field
	switch {
	case t == reflect.TypeFor[Variant]():
		all = specOf(typeDesign).fields
	case t == reflect.TypeFor[Fault]():
		all = faultKeys(others)
	case t == typeStep:
		all = stepKeys(others)
	case t == typeQuantity:
		all = quantityFields()
	case t.Kind() == reflect.Struct && !isMap(t) && !plainType(t):
		all = specOf(t).fields
		if short := specOf(t).scalar; short != nil && bare(short.typ) == typeQuantity {
			all = append(slices.Clip(all), quantityFields()...)
		}
	}
	class := classOf(others)
	var out []*field
	for _, f := range all {
		taken := slices.ContainsFunc(others, func(o syntax.Other) bool { return o.Key == f.key })
		if !taken && (class == nil || len(f.on) == 0 || slices.ContainsFunc(f.on, func(on string) bool { return slices.Contains(class, on) })) {
			out = append(out, f)
		}
	}
	return out
}

func quantityFields() (fields []*field) {
	for _, key := range quantityKeys {
		fields = append(fields, &field{key: key, typ: reflect.TypeFor[string](), doc: quantityDocs[key]})
	}
	return fields
}

// stepKeys are verbs as long as a step has none, then its options.
func stepKeys(others []syntax.Other) []*field {
	var verb, alone bool
	for _, o := range others {
		if f := verbOf(o.Key); f != nil {
			verb, alone = verb || f.verb == "true", alone || f.verb == "alone"
		}
	}
	var out []*field
	for _, f := range specOf(typeStep).fields {
		if f.verb == "true" && !verb || f.verb == "alone" && (verb || !alone) || f.verb == "" && (verb || alone) {
			out = append(out, f)
		}
	}
	return out
}

// faultKeys are the verbs of a fault without one, else the options of its verb.
func faultKeys(others []syntax.Other) []*field {
	var verb *InjectVerb
	for _, o := range others {
		if v := InjectVerbOf(o.Key); v != nil && (verb == nil || v.Name == "deploy") {
			verb = v
		}
	}
	var out []*field
	if verb == nil {
		for _, v := range InjectVerbs {
			out = append(out, &field{key: v.Name, typ: typeRef, doc: v.Doc, refs: splitTag(v.Targets, "|")})
		}
		return out
	}
	for _, f := range specOf(reflect.TypeFor[faultOptions]()).fields {
		if contains(commonOptions, f.key) || contains(verb.Options, f.key) {
			out = append(out, f)
		}
	}
	return out
}

func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func isMap(t reflect.Type) bool {
	_, ok := reflect.New(t).Interface().(mapped)
	return ok
}

// itemOf is the type of the things of a Map.
func itemOf(t reflect.Type) reflect.Type {
	m, _ := bare(t).FieldByName("items")
	return m.Type.Elem().Elem()
}
