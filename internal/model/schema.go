package model

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

// Schema returns the JSON Schema (2020-12) of a design file, made from the
// same tags as the checker, indented and ending in a line break. It is the same
// bytes every time. It knows shapes, keys, words and the forms of quantities;
// names and meaning only the checker knows.
func Schema() []byte {
	s := schemer{defs: map[string]object{}}
	root := s.structure(reflect.TypeFor[Design]())
	doc := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", "https://github.com/loadpath/loadpath/loadpath.schema.json"},
		{"title", "loadpath design"},
		{"description", "A system design that loadpath checks, computes, simulates and documents."},
	}
	doc = append(doc, root...)
	doc = append(doc, member{"required", []string{"loadpath", "system"}})
	var defs object
	for _, name := range s.order {
		defs = append(defs, member{name, s.defs[name]})
	}
	doc = append(doc, member{"$defs", defs})
	text, err := marshal(doc)
	if err != nil {
		panic("model: schema: " + err.Error())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		panic("model: schema: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// object is a JSON object that keeps its order.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal writes <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// schemer gathers the definitions that the schema refers to.
type schemer struct {
	defs  map[string]object
	order []string
}

// define returns a reference to a definition, which make fills the first time.
func (s *schemer) define(name string, make func() object) object {
	if _, ok := s.defs[name]; !ok {
		s.defs[name] = object{} // so that a recursive type ends
		s.defs[name] = make()
		s.order = append(s.order, name)
	}
	return object{{"$ref", "#/$defs/" + name}}
}

// structure is the schema of a mapping with fixed keys.
func (s *schemer) structure(t reflect.Type) object {
	sp := specOf(t)
	var properties object
	for _, f := range sp.fields {
		properties = append(properties, member{f.key, s.described(f)})
	}
	o := object{{"type", "object"}}
	if len(properties) > 0 {
		o = append(o, member{"properties", properties})
	}
	if sp.rest == nil {
		return append(o, member{"additionalProperties", false})
	}
	return append(o, s.names(sp.rest)...)
}

// described is the schema of a key with its title and what it means.
func (s *schemer) described(f *field) object {
	title := strings.ReplaceAll(f.key, "-", " ")
	o := object{{"title", strings.ToUpper(title[:1]) + title[1:]}, {"description", f.describe()}}
	if d := f.defaultValue(); d != nil {
		o = append(o, member{"default", d})
	}
	return append(o, s.field(f)...)
}

// describe is the doc of a key and what one types there.
func (f *field) describe() string {
	text := f.doc
	if len(f.units) > 0 {
		text += " " + f.typed() + "."
	}
	if f.deflt != "" {
		text += " Default: " + f.deflt + "."
	}
	if len(f.on) > 0 {
		text += " For: " + strings.Join(f.on, ", ") + "."
	}
	return text
}

// typed says what a quantity looks like: "A time like 5ms, 30s or 7d, or a law".
func (f *field) typed() string {
	all := wants(f.units)
	var parts []string
	for _, w := range all {
		parts = append(parts, w.Takes())
	}
	text := strings.Join(parts, "; or ")
	if all[0].Law {
		text += ", or a law like exp(20ms)"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// defaultValue is the default as JSON where it is a literal of the key's type.
func (f *field) defaultValue() any {
	switch {
	case f.deflt == "" || f.deflt == "all" && len(f.enum) > 0:
		return nil
	case f.typ == reflect.TypeFor[*bool]():
		return f.deflt == "true"
	}
	return f.deflt
}

// field is the schema of what stands under a key.
func (s *schemer) field(f *field) object {
	return s.value(f.typ, f)
}

func (s *schemer) value(t reflect.Type, f *field) object {
	if t.Kind() == reflect.Pointer {
		return s.value(t.Elem(), f)
	}
	if form, ok := s.form(t); ok {
		return form
	}
	switch {
	case t == typeQuantity:
		return s.quantity(f)
	case t == typeNode:
		return object{}
	case t == typeRef:
		return object{{"type", "string"}, {"minLength", 1}}
	}
	switch t.Kind() {
	case reflect.String:
		return s.text(f)
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.Int:
		return object{{"type", "integer"}, {"minimum", 0}}
	case reflect.Slice:
		item := s.value(t.Elem(), f)
		list := object{{"type", "array"}, {"items", item}}
		if f.one {
			return object{{"anyOf", []object{item, list}}}
		}
		return list
	}
	if _, ok := reflect.New(t).Interface().(mapped); ok {
		return append(object{{"type", "object"}}, s.names(f)...)
	}
	return s.define(defName(t), func() object { return s.forms(t) })
}

// names is the schema of a mapping from names to things.
func (s *schemer) names(f *field) object {
	m, _ := f.typ.FieldByName("items")
	item := s.item(m.Type.Elem().Elem(), f)
	switch {
	case f.key == "links":
		return object{{"patternProperties", object{{`^(default|[^.]+\.[^.]+)$`, item}}}, {"additionalProperties", false}}
	case f.key == "*" && f.typ == reflect.TypeFor[Map[MetricLimit]]():
		var properties object
		for _, metric := range Metrics {
			properties = append(properties, member{"^" + metric + "$", item})
		}
		return object{{"patternProperties", properties}, {"additionalProperties", false}}
	case len(f.refs) > 0 || badName(f, "!") == "":
		return object{{"additionalProperties", item}}
	}
	return object{{"patternProperties", object{{`^[a-z][a-z0-9-]*$`, item}}}, {"additionalProperties", false}}
}

// item is the schema of one thing of a Map.
func (s *schemer) item(t reflect.Type, f *field) object {
	if t == reflect.TypeFor[Variant]() {
		return object{{"type", "object"}, {"description", "A JSON merge patch of the design; null removes a key."}}
	}
	return s.value(t, f)
}

// forms is the schema of a struct with its short forms.
func (s *schemer) forms(t reflect.Type) object {
	sp := specOf(t)
	var forms []object
	if sp.scalar != nil {
		forms = append(forms, s.field(sp.scalar))
	}
	if sp.list != nil {
		forms = append(forms, s.field(sp.list))
	}
	if len(sp.fields) > 0 || sp.rest != nil {
		forms = append(forms, s.structure(t))
	}
	if t == typeStep {
		return append(forms[0], oneVerb()...)
	}
	if len(forms) == 1 {
		return forms[0]
	}
	return object{{"anyOf", forms}}
}

// oneVerb asks for exactly one verb in a step: one that is always a verb, or
// work or wait without one.
func oneVerb() object {
	has := func(key string) object { return object{{"required", []string{key}}} }
	var options, any []object
	for _, f := range verbFields {
		if f.verb == "true" {
			options = append(options, has(f.key))
			any = append(any, has(f.key))
		}
	}
	alone := object{{"not", object{{"anyOf", any}}}, {"oneOf", []object{has("work"), has("wait")}}}
	return object{{"oneOf", append(options, alone)}}
}

// text is the schema of a word or of free text, which YAML may read as a
// number.
func (s *schemer) text(f *field) object {
	switch {
	case f.form == "kind":
		return object{{"enum", kindNames()}}
	case f.form == "tech":
		return s.define("tech", func() object {
			var names []string
			for _, t := range catalog.Technologies() {
				names = append(names, t.Name)
			}
			return object{{"enum", names}}
		})
	case f.form == "machine":
		return s.define("machine", func() object {
			var names []string
			for _, m := range catalog.Machines() {
				names = append(names, m.Name)
			}
			return object{{"enum", names}}
		})
	case len(f.enum) > 0 && contains(f.enum, "true"):
		values := []any{true, false}
		for _, e := range f.enum {
			if e != "true" && e != "false" {
				values = append(values, e)
			}
		}
		return object{{"enum", values}}
	case len(f.enum) > 0:
		return object{{"enum", f.enum}}
	case textPatterns[f.form] != "":
		return object{{"type", "string"}, {"pattern", textPatterns[f.form]}}
	}
	return object{{"type", []string{"string", "number", "boolean"}}}
}

// textPatterns are the forms of text that the decoder checks.
var textPatterns = map[string]string{
	"name":  `^[a-z][a-z0-9-]*$`,
	"date":  `^\d{4}-\d{2}-\d{2}$`,
	"clock": `^([01]\d|2[0-3]):[0-5]\d$`,
}

// quantity is the schema of a quantity: a scalar, or {value, source, sure}.
func (s *schemer) quantity(f *field) object {
	name := "quantity-" + strings.NewReplacer("/", "-per-", ",", "-").Replace(strings.Join(f.units, ","))
	return s.define(name, func() object {
		bare := quantityForm(f.units)
		with := object{
			{"type", "object"},
			{"properties", object{
				{"value", bare},
				{"source", object{{"type", []string{"string", "number"}}, {"description", "Where the number is from."}}},
				{"sure", object{{"enum", []string{"high", "medium", "low"}}, {"description", "How sure it is: 10%, 30% or 100% either way."}}},
			}},
			{"required", []string{"value"}},
			{"additionalProperties", false},
		}
		return object{{"description", f.typed() + "."}, {"oneOf", []object{bare, with}}}
	})
}

// unitPatterns are the suffixes of each dimension, as regular expressions.
var unitPatterns = map[unit.Kind]string{
	unit.KindAny:          `[^=.()]*`,
	unit.KindCount:        countUnit,
	unit.KindFactor:       `(x|` + countUnit + `|:\d[\d.]*)`,
	unit.KindBytes:        bytesUnit,
	unit.KindBandwidth:    bytesUnit + per,
	unit.KindTime:         `(` + timeUnits + `)`,
	unit.KindRate:         countUnit + per,
	unit.KindRatio:        `(%| ?nines?|:\d[\d.]*)?`,
	unit.KindGrowth:       `%?` + per,
	unit.KindMoney:        countUnit + `( ?/ ?(k|M|bn|T)?( ?requests?)?)?`,
	unit.KindMoneyRate:    countUnit + per,
	unit.KindMoneyPerByte: countUnit + ` ?/ ?\d*` + bytesUnit,
}

const (
	countUnit = `(k|M|bn|T)?`
	timeUnits = `ns|us|µs|μs|ms|s|min|h|d|w|mo|y|hour|day|week|month|year`
	bytesUnit = `([kKMGTPE]?B|[KMGTP]iB|[kMGT]?bit)`
	per       = ` ?/ ?\d*\.?\d* ?(` + timeUnits + `)`
	number    = `[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?`
)

// quantityForm is a scalar in one of the dimensions: a number where no unit is
// needed, else text.
func quantityForm(units []string) object {
	var forms []string
	bare := false
	law, unlimited := false, false
	for _, w := range wants(units) {
		side := `\$?` + number + ` ?` + unitPatterns[w.Kind]
		if w.Kind == unit.KindMoney || w.Kind == unit.KindMoneyRate || w.Kind == unit.KindMoneyPerByte {
			side = `[-+]?\$` + number + ` ?` + unitPatterns[w.Kind]
		}
		free := `\$?` + number + ` ?[^.=()]*`
		forms = append(forms, side, free+`\.\. ?`+side, side+` ?\.\. ?`+free)
		law, unlimited = law || w.Law, unlimited || w.Unlimited
		switch w.Kind {
		case unit.KindAny, unit.KindCount, unit.KindFactor, unit.KindRatio:
			bare = true
		}
	}
	forms = append(forms, `=(.|\n)+`)
	if law {
		forms = append(forms, `[a-z]+\(.+\)`)
	}
	if unlimited {
		forms = append(forms, "unlimited")
	}
	text := object{{"type", "string"}, {"pattern", `^\s*(` + strings.Join(forms, "|") + `)\s*$`}}
	if !bare {
		return text
	}
	return object{{"anyOf", []object{{{"type", "number"}, {"minimum", 0}}, text}}}
}

// form is the schema of a value with a form of its own.
func (s *schemer) form(t reflect.Type) (object, bool) {
	inner := func(units ...string) object { return s.quantity(&field{units: units}) }
	word := func(pattern string) object { return object{{"type", "string"}, {"pattern", "^(" + pattern + ")$"}} }
	switch t {
	case reflect.TypeFor[Balance]():
		return word(`round-robin|random|least-in-flight|two-choices|choices\(\s*[1-9]\d*\s*\)|hash\(.+\)|shared-queue`), true
	case reflect.TypeFor[Consistency]():
		return word(`strong|read-your-writes|eventual|bounded\(.+\)`), true
	case reflect.TypeFor[KeyLaw]():
		return word(`zipf\(.+\)|uniform\(.+\)`), true
	case reflect.TypeFor[ReplicationMode]():
		return word(`sync|async|quorum\(w=\d+ +r=\d+\)`), true
	case reflect.TypeFor[Arrivals]():
		return word(`(poisson|const|bursty|file)\(.+\)`), true
	case reflect.TypeFor[Threshold]():
		return object{{"anyOf", []object{word(`p\d\d+`), inner("time")}}}, true
	case reflect.TypeFor[Deadline]():
		return object{{"anyOf", []object{{{"const", "inherit"}}, inner("time", "law")}}}, true
	case reflect.TypeFor[Wait]():
		return object{{"anyOf", []object{{{"type", "boolean"}}, inner("time", "law", "zero")}}}, true
	case reflect.TypeFor[Join]():
		return object{{"anyOf", []object{{{"enum", []string{"all", "any"}}}, {{"type", "integer"}, {"minimum", 1}}}}}, true
	case reflect.TypeFor[Branch]():
		step := s.value(typeStep, &field{})
		return object{{"anyOf", []object{step, {{"type", "array"}, {"items", step}}}}}, true
	case reflect.TypeFor[MetricLimit]():
		return object{{"type", []string{"string", "number"}}}, true
	case reflect.TypeFor[Fault]():
		return s.define("fault", s.fault), true
	}
	return nil, false
}

// fault is a mapping with one inject verb, its options and what it names.
func (s *schemer) fault() object {
	var properties object
	name := object{{"type", "string"}, {"minLength", 1}}
	list := object{{"type", "array"}, {"items", object{{"anyOf", []object{name, {{"type", "array"}, {"items", name}}}}}}}
	options := specOf(reflect.TypeFor[faultOptions]())
	var verbs []object
	for _, v := range InjectVerbs {
		target := object{{"anyOf", []object{name, list}}}
		if v.Name == "set" {
			target = object{{"type", "object"}}
		} else if f, ok := options.byKey[v.Name]; ok {
			target = object{{"anyOf", []object{name, list, s.field(f)}}} // beside deploy it is an option
		}
		properties = append(properties, member{v.Name, append(object{{"title", v.Name}, {"description", v.Doc}}, target...)})
		verbs = append(verbs, object{{"required", []string{v.Name}}})
	}
	for _, f := range options.fields {
		if InjectVerbOf(f.key) == nil {
			properties = append(properties, member{f.key, s.described(f)})
		}
	}
	return object{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}, {"anyOf", verbs}}
}

// defName is the name of a type's definition: "rate-limit".
func defName(t reflect.Type) string {
	var b strings.Builder
	upper := func(r byte) bool { return r >= 'A' && r <= 'Z' }
	name := t.Name()
	for i := range len(name) {
		if i > 0 && upper(name[i]) && !upper(name[i-1]) {
			b.WriteByte('-')
		}
		b.WriteByte(name[i])
	}
	return strings.ToLower(b.String())
}
