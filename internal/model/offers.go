package model

import (
	"reflect"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Offers is what may be typed at a place of a design file.
type Offers struct {
	Start, End int // the bytes that an offer replaces
	List       []Offer
}

// Offer is one thing that may be typed.
type Offer struct {
	Kind   string // key, word, name or law
	Label  string // as it is shown and looked for
	Insert string // as it is written
	Detail string // what it is, in a word or two
	Doc    string // what it means, in a line
}

// OffersAt returns what may be typed at an offset of a text, which need not be
// readable yet: the keys and words of the language, the names of the catalogue,
// and the names of d, which may be an earlier state of the text. Nil is a
// design without names.
func OffersAt(text []byte, offset int, d *Design) Offers {
	s := syntax.SpotAt(text, offset)
	at, ok := slotAt(s.Path)
	if s.Place == syntax.Nowhere || !ok {
		return Offers{}
	}
	if d == nil {
		d = &Design{}
	}
	w := offerer{d: d, at: at, spot: s, names: indexNames(d, nil)}
	switch s.Place {
	case syntax.InKey:
		w.keys(at, dashed(at, s))
	case syntax.InItem:
		w.keys(at, "")
		w.values(at)
	default:
		w.values(at)
	}
	w.narrow(text, offset)
	return w.Offers
}

// dashed is what an item of a list begins with on a line of its own.
func dashed(at slot, s syntax.Spot) string {
	t := bare(at.typ)
	if !s.Line || t.Kind() != reflect.Slice && !isOperation(t) {
		return ""
	}
	return "- "
}

func isOperation(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !plainType(t) && specOf(t).list != nil && len(specOf(t).fields) == 0
}

// offerer gathers the offers of one place.
type offerer struct {
	Offers
	d     *Design
	at    slot
	spot  syntax.Spot
	names *names
}

func (w *offerer) add(o Offer) {
	if o.Insert == "" {
		o.Insert = o.Label
	}
	w.List = append(w.List, o)
}

// keys offers keys; dash is written before them where they begin an item.
func (w *offerer) keys(at slot, dash string) {
	others := w.spot.Others
	for dash != "" && (bare(at.typ).Kind() == reflect.Slice || isOperation(bare(at.typ))) {
		at, _ = at.under("-")
		others = nil
	}
	if bare(at.typ).Kind() == reflect.Slice && at.f.one {
		at, _ = at.under("-")
	}
	t := bare(at.typ)
	if dash != "" && t == typeRef {
		w.references(at, dash)
		return
	}
	end := ": "
	if w.spot.Colon {
		end = ""
	}
	for _, f := range at.keys(others) {
		w.add(Offer{Kind: "key", Label: f.key, Insert: dash + f.key + end, Detail: f.brief(), Doc: f.describe()})
	}
	if t.Kind() != reflect.Struct {
		return
	}
	named := at.f
	if !isMap(t) {
		if plainType(t) || specOf(t).rest == nil {
			return
		}
		named = specOf(t).rest
		t = named.typ
	}
	for _, name := range w.namesOf(named, t) {
		if !slices.ContainsFunc(others, func(o syntax.Other) bool { return o.Key == name.Label }) {
			name.Insert = name.Label + end
			w.add(name)
		}
	}
}

// namesOf are the names that may be keys of a mapping of names.
func (w *offerer) namesOf(f *field, t reflect.Type) []Offer {
	var out []Offer
	switch {
	case bare(t) == reflect.TypeFor[Map[MetricLimit]]():
		for _, m := range Metrics {
			out = append(out, Offer{Kind: "key", Label: m, Detail: "metric", Doc: f.doc})
		}
	case f.key == "links":
		out = append(out, Offer{Kind: "name", Label: "default", Detail: "all links", Doc: "Policies of every call that says nothing else."})
		for _, e := range w.d.Calls() {
			out = append(out, Offer{Kind: "name", Label: e.Caller + "." + e.Callee, Detail: "call", Doc: e.Caller + " calls " + e.Callee + "."})
		}
	default:
		for _, kind := range f.refs {
			out = append(out, w.things(kind)...)
		}
	}
	return out
}

// values offers what may stand under a key.
func (w *offerer) values(at slot) {
	t := bare(at.typ)
	for t.Kind() == reflect.Slice {
		if !at.f.one {
			return
		}
		at, _ = at.under("-")
		t = bare(at.typ)
	}
	if t.Kind() == reflect.Struct && !plainType(t) && !isMap(t) && specOf(t).scalar != nil {
		w.values(slot{typ: specOf(t).scalar.typ, f: specOf(t).scalar, way: at.way})
		return
	}
	for _, word := range wordsAt(at) {
		w.add(Offer{Kind: "word", Label: word, Detail: at.f.key, Doc: at.f.describe()})
	}
	w.catalogue(at.f.form)
	if t == typeRef || len(at.f.refs) > 0 && t.Kind() == reflect.String {
		w.references(at, "")
	}
	if t == typeQuantity {
		w.quantities(at.f)
	}
}

// wordsAt are the fixed words of a place.
func wordsAt(at slot) []string {
	switch bare(at.typ) {
	case reflect.TypeFor[Balance]():
		return []string{"round-robin", "random", "least-in-flight", "two-choices", "choices(3)", "hash(key)", "shared-queue"}
	case reflect.TypeFor[Consistency]():
		return []string{"strong", "read-your-writes", "bounded(5s)", "eventual"}
	case reflect.TypeFor[KeyLaw]():
		return []string{"zipf(50M s=1.0)", "uniform(10k)"}
	case reflect.TypeFor[ReplicationMode]():
		return []string{"sync", "async", "quorum(w=2 r=2)"}
	case reflect.TypeFor[Arrivals]():
		return []string{"poisson(800/s)", "const(800/s)", "bursty(800/s cv=4)", "file(requests.csv)"}
	case reflect.TypeFor[Threshold]():
		return []string{"p90", "p95", "p99"}
	case reflect.TypeFor[Deadline]():
		return []string{"inherit"}
	case reflect.TypeFor[Wait]():
		return []string{"false"}
	case reflect.TypeFor[Join]():
		return []string{"all", "any"}
	case reflect.TypeFor[bool]():
		return []string{"true", "false"}
	}
	if len(at.f.enum) > 0 && contains(at.f.enum, at.f.deflt) { // the usual one first
		return append([]string{at.f.deflt}, slices.DeleteFunc(slices.Clone(at.f.enum), func(e string) bool { return e == at.f.deflt })...)
	}
	return at.f.enum
}

// catalogue offers kinds, technologies that fit the kind, and machine types.
func (w *offerer) catalogue(form string) {
	switch form {
	case "kind":
		for _, k := range catalog.Kinds() {
			w.add(Offer{Kind: "word", Label: k.Name, Detail: string(k.Class), Doc: k.Doc})
		}
	case "tech":
		for _, t := range catalog.Technologies() {
			if kind := valueOf(w.spot.Others, "kind"); kind == "" || t.Fits(kind) {
				w.add(Offer{Kind: "word", Label: t.Name, Detail: t.Title, Doc: t.Doc})
			}
		}
	case "machine":
		for _, m := range catalog.Machines() {
			w.add(Offer{Kind: "word", Label: m.Name, Detail: "machine type", Doc: machineDoc(m)})
		}
	}
}

// machineDoc says what a machine has and costs, in a line.
func machineDoc(m *catalog.Machine) string {
	var parts []string
	for _, name := range []string{"cores", "memory", "price.hour"} {
		if f, ok := catalog.Find(nil, m, name); ok {
			parts = append(parts, strings.TrimSuffix(name, ".hour")+" "+f.Quantity.String())
		}
	}
	if m.Note != "" {
		parts = append(parts, m.Note)
	}
	return strings.Join(parts, ", ")
}

// lawDocs are the laws, as examples, with what they are for.
var lawDocs = [][2]string{
	{"exp(20ms)", "Exponential with this mean."},
	{"const(1ms)", "Always the same."},
	{"uniform(1ms..3ms)", "Anything between two bounds."},
	{"normal(10ms sd=2ms)", "Normal, cut at 0."},
	{"lognormal(5ms cv=1)", "Lognormal with this mean: most are short, some are long."},
	{"gamma(10ms cv=0.5)", "Gamma with this mean."},
	{"erlang(10ms k=4)", "k exponential phases; the mean is of the whole."},
	{"hyperexp(10ms cv=3)", "Two exponential phases with balanced means: bursts."},
	{"pareto(3ms alpha=2.5)", "Heavy tail; 3 ms is the mean."},
	{"quantiles(p50=2ms p90=5ms p99=20ms)", "As measured, by its percentiles."},
	{"geometric(1.7)", "Counts from 0."},
}

// quantities offers laws and words, and in a formula the names it may use.
func (w *offerer) quantities(f *field) {
	if strings.HasPrefix(strings.TrimSpace(w.spot.Word), "=") {
		for _, kind := range []string{"assume", "actor", "entity", "flow"} {
			w.List = append(w.List, w.things(kind)...)
		}
		for _, fn := range []string{"min(", "max(", "ceil("} {
			w.add(Offer{Kind: "word", Label: fn, Detail: "function", Doc: "In formulas."})
		}
		return
	}
	all := wants(f.units)
	if len(all) > 0 && all[0].Unlimited {
		w.add(Offer{Kind: "word", Label: "unlimited", Detail: f.key, Doc: f.describe()})
	}
	if len(all) > 0 && all[0].Law {
		for _, law := range lawDocs {
			if counts := law[0] == "geometric(1.7)"; counts == (all[0].Kind == unit.KindCount) || law[0] == "exp(20ms)" {
				w.add(Offer{Kind: "law", Label: law[0], Detail: "law", Doc: law[1]})
			}
		}
	}
}

// narrow sets what the offers replace: the word, or in a path or a formula its
// last name.
func (w *offerer) narrow(text []byte, offset int) {
	w.Start, w.End = w.spot.Start, max(w.spot.End, offset)
	if w.Start < w.End && (text[w.Start] == '"' || text[w.Start] == '\'') {
		w.Start++
		if w.End > w.Start && text[w.End-1] == text[w.Start-1] {
			w.End--
		}
	}
	typed := string(text[w.Start:max(offset, w.Start)])
	if trimmed := strings.TrimRight(typed, " "); trimmed != "" && trimmed != typed && !strings.ContainsAny(typed, ">=") {
		w.List = nil // the word is finished
	}
	if cut := strings.LastIndexAny(typed, ">=*/+(, "); cut >= 0 && (strings.Contains(typed, ">") || strings.HasPrefix(typed, "=")) {
		w.Start += cut + 1
		for w.End = offset; w.End < len(text) && isNameByte(text[w.End]); w.End++ {
		}
		for w.Start < offset && text[w.Start] == ' ' {
			w.Start++
		}
	}
	if w.spot.Glued {
		for i := range w.List {
			w.List[i].Insert = " " + w.List[i].Insert
		}
	}
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.'
}

// classOf is the kind of a component and its class; nil when it is not known.
func classOf(others []syntax.Other) []string {
	if k, ok := catalog.KindOf(valueOf(others, "kind")); ok {
		return []string{k.Name, string(k.Class)}
	}
	return nil
}

func valueOf(others []syntax.Other, key string) string {
	for _, o := range others {
		if o.Key == key {
			return o.Value
		}
	}
	return ""
}

// brief says in a word or two what stands under a key.
func (f *field) brief() string {
	t := bare(f.typ)
	list := ""
	if t.Kind() == reflect.Slice {
		list = "list of "
		if f.one {
			list = ""
		}
		t = bare(t.Elem())
	}
	switch {
	case t == typeStep:
		return "steps"
	case len(f.units) > 0:
		return list + strings.TrimPrefix(strings.TrimPrefix(wants(f.units)[0].Kind.String(), "a "), "an ")
	case len(f.enum) > 0, t == reflect.TypeFor[bool]():
		return "word"
	case f.form == "kind" || f.form == "tech" || f.form == "machine":
		return "of the catalogue"
	case len(f.refs) > 0 && t.Kind() != reflect.Struct || t == typeRef:
		return list + strings.Join(f.refs, " or ")
	case t.Kind() == reflect.String:
		return list + "text"
	case t.Kind() == reflect.Struct && isMap(t):
		return "names"
	case t.Kind() == reflect.Struct && !plainType(t):
		return "mapping"
	}
	return ""
}
