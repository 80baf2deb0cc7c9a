package sim

import (
	"reflect"
	"unsafe"
)

// clone returns a copy of a world that goes on exactly as this one would, and
// shares nothing with it that changes: one may be disturbed and the other not.
// Every slab, list and table is copied, whichever feature it belongs to;
// pointers lead to the program, which does not change.
func (w *world) clone() *world {
	c := *w
	c.ops, c.sites, c.comps, c.laws = nil, nil, nil, nil
	separate(reflect.ValueOf(&c).Elem())
	c.ops, c.sites, c.comps, c.laws = w.ops, w.sites, w.comps, w.laws
	for i := range c.replicas {
		if r := &c.replicas[i]; r.t != nil {
			r.t = &c.stations[r.comp].tally
		}
	}
	return &c
}

// separate replaces the slices and maps in a value by copies.
func separate(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); shares(f.Type()) {
				separate(reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem())
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			separate(v.Index(i))
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Cap())
		reflect.Copy(copied, v)
		v.Set(copied)
		if shares(v.Type().Elem()) {
			for i := range v.Len() {
				separate(v.Index(i))
			}
		}
	case reflect.Map:
		if v.IsNil() {
			return
		}
		copied := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, value := range v.Seq2() {
			one := reflect.New(v.Type().Elem()).Elem()
			one.Set(value)
			separate(one)
			copied.SetMapIndex(key, one)
		}
		v.Set(copied)
	}
}

// shares tells whether copies of a type share memory through a slice or a map.
func shares(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return true
	case reflect.Array:
		return shares(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if shares(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
