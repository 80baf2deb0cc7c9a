package model

import (
	"reflect"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// About is what the language and a design say of one word of a text.
type About struct {
	Start, End int    // the bytes of the word
	Title      string // the word, with what it is
	Doc        string // what it means
	Takes      string // of a key: what may stand there, and what holds without it
	Value      string // of a quantity: what it comes to
	Kind, Name string // of a name: which thing it is, as component and api
	Path       string // of the key that it is, or stands under: components.api.replicas
}

// AboutAt says what stands at an offset of a text; ok is false where nothing is
// to be said. Names mean those of d, which may be an earlier state of the text.
func AboutAt(text []byte, offset int, d *Design) (about About, ok bool) {
	s := syntax.SpotAt(text, offset)
	if d == nil {
		d = &Design{}
	}
	about = About{Start: s.Start, End: s.End, Path: strings.Join(s.Path, ".")}
	switch {
	case s.Place == syntax.Nowhere || s.Start >= s.End:
		return about, false
	case s.Place == syntax.InKey:
		ok = about.key(s, d)
	default:
		ok = about.value(s, text, offset, d)
	}
	return about, ok
}

// key is about a key: of the language, or the name of a thing.
func (a *About) key(s syntax.Spot, d *Design) bool {
	around, ok := slotAt(s.Path)
	if !ok {
		return false
	}
	for bare(around.typ).Kind() == reflect.Slice {
		around, _ = around.under("-")
	}
	a.Path = strings.TrimPrefix(a.Path+"."+s.Word, ".")
	if kind, ok := kindUnder(s.Path); ok {
		a.thing(kind, s.Word, d)
		return true
	}
	for _, f := range around.keys(nil) {
		if f.key == s.Word {
			a.field(f)
			return true
		}
	}
	if f := verbOrOption(around, s.Word); f != nil {
		a.field(f)
		return true
	}
	return a.named(around.f.refs, s.Word, d)
}

// verbOrOption is a key that keys does not offer because of its neighbours.
func verbOrOption(around slot, key string) *field {
	switch bare(around.typ) {
	case typeStep:
		return specOf(typeStep).byKey[key]
	case reflect.TypeFor[Fault]():
		under, ok := around.under(key)
		if ok {
			return under.f
		}
	}
	return nil
}

func (a *About) field(f *field) {
	a.Title, a.Doc = f.key, f.doc
	a.Takes = f.stands()
	if a.Takes == "See its meaning" {
		a.Takes = ""
	}
	switch {
	case f.deflt == "":
	case a.Takes == "":
		a.Takes = "Without it " + f.deflt
	default:
		a.Takes += "; without it " + f.deflt
	}
}

// kindUnder is the kind of thing whose names stand right under a path.
func kindUnder(path []string) (string, bool) {
	section := strings.Join(path, ".")
	switch section {
	case "":
		return "", false
	case "links":
		return "link", true
	case "assume":
		return "assume", true
	}
	i := slices.IndexFunc(things, func(t thing) bool { return t.section == section })
	if i < 0 {
		return "", false
	}
	return things[i].kind, true
}

func (a *About) thing(kind, name string, d *Design) {
	a.Kind, a.Name, a.Title, a.Doc = kind, name, kind+" "+name, d.line(kind, name)
	if q := d.Assume.Get(name); kind == "assume" && q != nil {
		a.Title, a.Doc, a.Value = name, "Assumed; formulas use it by name.", readable(q)
		if q.Source != "" {
			a.Doc += " Source: " + q.Source + "."
		}
	}
}

// named is about a word that names a thing of one of the kinds.
func (a *About) named(refs []string, name string, d *Design) bool {
	names := indexNames(d, nil)
	head, tail := cutDot(name)
	for _, kind := range refs {
		switch kind {
		case "path", "operation", "store", "queue", "replica", "pair":
			kind = "component"
		case "link":
			if d.Components.Has(head) && d.Components.Has(tail) {
				a.thing("link", name, d)
				return true
			}
			kind = "component"
		}
		if names.has(kind, name) {
			a.thing(kind, name, d)
			return true
		}
		if kind == "component" && names.has(kind, head) {
			a.thing(kind, head, d)
			a.Title += ", " + tail
			return true
		}
	}
	return false
}

// value is about what stands under a key.
func (a *About) value(s syntax.Spot, text []byte, offset int, d *Design) bool {
	at, ok := slotAt(s.Path)
	if !ok {
		return false
	}
	key := at.f
	t := bare(at.typ)
	if !plainType(t) && t.Kind() == reflect.Struct && !isMap(t) && specOf(t).scalar != nil {
		at = slot{typ: specOf(t).scalar.typ, f: specOf(t).scalar, way: s.Path}
		t = bare(at.typ)
	}
	switch {
	case t == typeQuantity:
		a.field(key)
		return a.quantity(s, at, text, offset, d)
	case at.f.form == "kind" || at.f.form == "tech" || at.f.form == "machine":
		a.Title, a.Doc, ok = catalogued(s.Word)
		return ok
	case len(at.f.refs) > 0:
		name := a.nameAt(s, text, offset)
		return a.named(at.f.refs, name, d)
	case slices.Contains(wordsAt(at), s.Word):
		a.field(at.f)
		a.Title = at.f.key + ": " + s.Word
		return true
	}
	return false
}

// nameAt is the name under the cursor in a path a > b > c or in a formula, and
// makes it the word that is spoken of.
func (a *About) nameAt(s syntax.Spot, text []byte, offset int) string {
	if !strings.ContainsAny(s.Word, "> =") {
		return s.Word
	}
	from, to := min(offset, s.End), offset
	for from > s.Start && isNameByte(text[from-1]) {
		from--
	}
	for to < s.End && isNameByte(text[to]) {
		to++
	}
	if from < to {
		a.Start, a.End = from, to
	}
	return string(text[from:to])
}

// catalogued is the line that the catalogue has on a name.
func catalogued(name string) (title, doc string, ok bool) {
	if k, ok := catalog.KindOf(name); ok {
		return k.Name + ": " + k.Title, k.Doc, true
	}
	for _, t := range catalog.Technologies() {
		if t.Name == name {
			return t.Name + ": " + t.Title, t.Doc, true
		}
	}
	for _, m := range catalog.Machines() {
		if m.Name == name {
			return m.Name, machineDoc(m), true
		}
	}
	return "", "", false
}

// quantity is about a quantity, or about a name in a formula.
func (a *About) quantity(s syntax.Spot, at slot, text []byte, offset int, d *Design) bool {
	component := ""
	if len(s.Path) > 1 && s.Path[0] == "components" {
		component = s.Path[1]
	}
	if strings.HasPrefix(s.Word, "=") {
		start, end := a.Start, a.End
		name := a.nameAt(s, text, offset)
		if m, ok := d.formulaName(name, component); ok && m.value != nil {
			a.Title, a.Value = name, readable(ptr(m.value()))
			if m.article != "" {
				a.Doc = m.article
			}
			a.named([]string{"actor", "entity", "flow"}, name, d)
			a.Kind, a.Name = "", ""
			return true
		}
		a.Start, a.End = start, end
	}
	q, problem := parseAs(s.Word, wants(at.f.units))
	if problem != nil {
		return true // the diagnostics say so
	}
	if q.Formula != nil {
		lookup := func(name string) (unit.Quantity, bool) {
			m, ok := d.formulaName(name, component)
			if !ok || m.value == nil {
				return unit.Quantity{}, false
			}
			return m.value(), true
		}
		if q, problem = q.Resolve(wants(at.f.units)[0], lookup); problem != nil {
			return true
		}
	}
	a.Value = readable(&q)
	if q.Law == nil && slices.Contains(at.f.units, "exp") && q.Formula == nil {
		a.Value += ", the mean of an exponential law"
	}
	return true
}

func ptr[T any](v T) *T { return &v }

// readable says what a quantity comes to.
func readable(q *unit.Quantity) string {
	switch {
	case q.Unlimited:
		return "unlimited"
	case q.Law != nil:
		return "mean " + q.Readable()
	case q.Low < q.High:
		return "mean " + q.Readable() + ", 90% of it between the two"
	}
	return q.Readable()
}
