package model

import (
	"reflect"
	"strings"
	"sync"
)

// spec is the definition of one object of the language, read once from the
// tags of its struct.
type spec struct {
	typ    reflect.Type
	fields []*field          // in the order of the struct
	byKey  map[string]*field // without the special forms
	scalar *field            // key:"="
	list   *field            // key:"[]"
	rest   *field            // key:"*"
}

// field is one key of an object.
type field struct {
	key   string
	index []int // for reflect.Value.FieldByIndex
	typ   reflect.Type
	doc   string
	enum  []string
	units []string // dimensions and permissions, as in the unit tag
	refs  []string // kinds of thing that a reference may mean
	form  string
	one   bool
	verb  string
	on    []string // classes and kinds of component for which the key means something
	deflt string
}

var specs sync.Map // reflect.Type -> *spec

// specOf returns the definition of a struct type.
func specOf(t reflect.Type) *spec {
	if s, ok := specs.Load(t); ok {
		return s.(*spec)
	}
	s := &spec{typ: t, byKey: map[string]*field{}}
	s.add(t, nil)
	specs.Store(t, s)
	return s
}

func (s *spec) add(t reflect.Type, at []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int(nil), at...), i)
		key, ok := sf.Tag.Lookup("key")
		if !ok {
			if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
				s.add(sf.Type, index)
			}
			continue
		}
		f := &field{
			key: key, index: index, typ: sf.Type,
			doc: sf.Tag.Get("doc"), form: sf.Tag.Get("form"), verb: sf.Tag.Get("verb"), deflt: sf.Tag.Get("default"),
			enum: splitTag(sf.Tag.Get("enum"), "|"), units: splitTag(sf.Tag.Get("unit"), ","), refs: splitTag(sf.Tag.Get("ref"), "|"),
			one: sf.Tag.Get("one") == "true", on: splitTag(sf.Tag.Get("on"), "|"),
		}
		switch key {
		case "=":
			s.scalar = f
		case "[]":
			s.list = f
		case "*":
			s.rest = f
		default:
			s.fields = append(s.fields, f)
			s.byKey[key] = f
		}
	}
}

// keys returns the keys of the object in the order of the struct.
func (s *spec) keys() []string {
	keys := make([]string, len(s.fields))
	for i, f := range s.fields {
		keys[i] = f.key
	}
	return keys
}

func splitTag(s, sep string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, sep)
}

// IsSection tells whether a word is a key at the top of a design.
func IsSection(key string) bool { return specOf(typeDesign).byKey[key] != nil }
