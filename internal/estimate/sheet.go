package estimate

import (
	"encoding/json"
	"math"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Sheet is every number that was estimated, in a fixed order: flows,
// components, links, data, money, then what saturates.
//
// A sheet of points alone is for who looks at a few of its numbers: each is
// written and evaluated when it is first asked for, so two may not ask at once.
type Sheet struct {
	Load      string  // that "now" in a formula means
	LoadScale float64 // that every rate was multiplied by
	Saturates Saturation

	quantities []Quantity
	index      map[string]int // of quantities, by id
	leaves     map[string]*unit.Quantity
	later      *deferred // what has not been asked for; nil when everything is there
	design     *model.Design
	world      *world
}

// Saturation is what gives way first as the load grows.
type Saturation struct {
	Component string      // "" when nothing has a limit
	Resource  string      // cores, slots or a limit of the catalogue
	Factor    unit.Number // how many times the load of the estimate it takes
}

// Quantity is one number of a sheet.
type Quantity struct {
	ID          string
	unit.Number           // value in base units, and what moves it; NaN when there is none
	Kind        unit.Kind // how it is shown
	Formula     string    // with the symbols of the field
	Inputs      []string  // ids of quantities, and paths of keys or figures of the catalogue
	Source      string    // who says so, when it is read and not computed
	Span        diag.Span // of what it is about
	Why         string    // why there is no number; "" when there is one

	Leaves []*unit.Quantity // that a room above read for it; a sheet keeps its own
}

// Interval95 returns the bounds of the number; those of a ratio stay within 0
// and 1.
func (q *Quantity) Interval95() (low, high float64) {
	if q.Kind == unit.KindRatio && q.Value >= 0 && q.Value <= 1 {
		return q.RatioInterval95()
	}
	low, high = q.Number.Interval95()
	if low < 0 && q.Value >= 0 {
		low = 0
	}
	return low, high
}

// Text shows the number to a person: "5,787/s", or "-" when there is none.
func (q *Quantity) Text() string {
	if q.Why != "" {
		return "-"
	}
	return unit.Format(q.Value, q.Kind)
}

// Quantities returns every number, in the order of the sheet.
func (s *Sheet) Quantities() []Quantity {
	s.finish()
	return s.quantities
}

// hold takes numbers for those of the sheet.
func (s *Sheet) hold(numbers []Quantity) {
	s.quantities = numbers
	s.index = make(map[string]int, len(numbers))
	for i := range numbers {
		s.index[numbers[i].ID] = i
	}
}

// Get returns a quantity by its id, or nil.
func (s *Sheet) Get(id string) *Quantity {
	if s.later != nil {
		return s.later.get(id)
	}
	if i, ok := s.index[id]; ok {
		return &s.quantities[i]
	}
	return nil
}

// Leaf returns a quantity of the file or the catalogue by its path, if some
// number of the sheet rests on it, or nil.
func (s *Sheet) Leaf(path string) *unit.Quantity {
	s.finish()
	return s.leaves[path]
}

// Add puts a quantity of a room above into the sheet, so that it can be
// explained with the others. It replaces one of the same id.
func (s *Sheet) Add(q Quantity) {
	if s.later != nil {
		s.later.add(q)
		return
	}
	for _, leaf := range q.Leaves {
		s.leaves[leaf.Path] = leaf
	}
	if i, ok := s.index[q.ID]; ok {
		s.quantities[i] = q
		return
	}
	s.index[q.ID] = len(s.quantities)
	s.quantities = append(s.quantities, q)
}

// unitNames says how the value of a kind is measured in JSON.
var unitNames = map[unit.Kind]string{
	unit.KindCount: "1", unit.KindFactor: "1", unit.KindRatio: "1", unit.KindBytes: "B", unit.KindBandwidth: "B/s",
	unit.KindTime: "s", unit.KindRate: "1/s", unit.KindMoney: "$", unit.KindMoneyRate: "$/month", unit.KindMoneyPerByte: "$/B",
}

// Unit is how the value is measured in JSON: "s", "1/s", "$/month".
func (q *Quantity) Unit() string { return unitNames[q.Kind] }

// MarshalJSON writes id, value, low, high, unit, formula, inputs and source;
// value, low and high are null, and why is said, when there is no number. Money
// is per month, everything else in base units.
func (q Quantity) MarshalJSON() ([]byte, error) {
	out := struct {
		ID      string   `json:"id"`
		Value   *float64 `json:"value"`
		Low     *float64 `json:"low"`
		High    *float64 `json:"high"`
		Unit    string   `json:"unit"`
		Formula string   `json:"formula"`
		Inputs  []string `json:"inputs"`
		Source  string   `json:"source"`
		Why     string   `json:"why,omitempty"`
	}{ID: q.ID, Unit: unitNames[q.Kind], Formula: q.Formula, Inputs: q.Inputs, Source: q.Source, Why: q.Why}
	if out.Inputs == nil {
		out.Inputs = []string{}
	}
	if q.Why == "" {
		low, high := q.Interval95()
		scale := 1.0
		if q.Kind == unit.KindMoneyRate {
			scale = secondsPerMonth
		}
		value := q.Value * scale
		low, high = low*scale, high*scale
		out.Value, out.Low, out.High = &value, &low, &high
	}
	return json.Marshal(out)
}

// MarshalJSON writes {"quantities": [...]} with the load they hold for.
func (s *Sheet) MarshalJSON() ([]byte, error) { return s.JSONWith(nil) }

// JSONWith writes the sheet as MarshalJSON does, with what a room above says of
// availability beside it; nil leaves that out.
func (s *Sheet) JSONWith(availability any) ([]byte, error) {
	type saturation struct {
		Component string   `json:"component"`
		Resource  string   `json:"resource"`
		Factor    *float64 `json:"factor"`
	}
	out := struct {
		Load       string      `json:"load"`
		LoadScale  float64     `json:"load_scale"`
		Quantities []Quantity  `json:"quantities"`
		Saturates  *saturation `json:"saturates"`
		Available  any         `json:"availability,omitempty"`
	}{Load: s.Load, LoadScale: s.LoadScale, Quantities: s.Quantities(), Available: availability}
	if s.Saturates.Component != "" {
		out.Saturates = &saturation{s.Saturates.Component, s.Saturates.Resource, &s.Saturates.Factor.Value}
	}
	return json.Marshal(out)
}

// Calendar of the language: a year is 365 days, a month a twelfth of it.
const (
	secondsPerDay   = 86400.0
	secondsPerYear  = 365 * secondsPerDay
	secondsPerMonth = secondsPerYear / 12
)

// entry is a quantity before it has a number: what it is, and how a world
// tells its value.
type entry struct {
	id      string
	kind    unit.Kind
	formula string
	inputs  []string
	source  string
	span    diag.Span
	why     string
	about   about
	value   func(w *world) float64
}

// writer collects entries.
type writer struct {
	p       *plan
	w       *world // at the point values
	about   about  // of what the entries are that are written now
	entries []entry
	leaves  map[string]*unit.Quantity
	growth  []string // paths of all growth, once they are asked for
}

// newWriter returns one without entries, for a world at its point values.
func newWriter(w *world) *writer {
	return &writer{p: w.p, w: w, leaves: map[string]*unit.Quantity{}}
}

func (b *writer) add(e entry) {
	e.about = b.about
	b.entries = append(b.entries, e)
}

// leaf returns the path of a quantity of the file or the catalogue, and keeps
// it for derivations.
func (b *writer) leaf(q *unit.Quantity) []string {
	if q == nil || q.Path == "" {
		return nil
	}
	if b.leaves[q.Path] == nil {
		b.leaves[q.Path] = q
		if q.Formula != nil {
			b.named(q.Formula)
		}
	}
	return []string{q.Path}
}

// named keeps what the names in a formula stand for.
func (b *writer) named(f *unit.Formula) {
	d := b.p.design
	for _, name := range f.Names() {
		if q := d.Assume.Get(name.Name); q != nil {
			b.leaf(q)
		} else if a := d.Actors.Get(name.Name); a != nil {
			b.leaf(a.Daily)
		} else if e := d.Data.Get(name.Name); e != nil {
			b.leaf(e.Count)
		}
	}
}

// numbers evaluates the entries and makes quantities of them. It notes which
// inputs each of them reads, unless rests is nil.
func (b *writer) numbers(rests *inputSet) []Quantity {
	out := make([]Quantity, len(b.entries))
	b.w.notes = rests
	defer func() { b.w.notes = nil }()
	for i := range b.entries {
		if rests != nil {
			rests.entry = i
		}
		b.entries[i].number(b.w, &out[i])
	}
	return out
}

// number evaluates the entry in a world.
func (e *entry) number(w *world, q *Quantity) {
	q.ID, q.Kind, q.Formula, q.Inputs, q.Source, q.Span, q.Why = e.id, e.kind, e.formula, e.inputs, e.source, e.span, e.why
	if q.Why == "" {
		q.Value = e.value(w)
		if math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
			q.Why = "it has no finite value"
		}
	}
	if q.Why != "" {
		q.Value = math.NaN()
	}
}

// negligible tells whether a change is only rounding.
func negligible(change, value float64) bool { return math.Abs(change) <= 1e-9*math.Abs(value) }

// bounded replaces a change to something infinite or unknown by a large one.
func bounded(change, value float64) float64 {
	if math.IsNaN(change) || math.IsInf(change, 0) {
		return 100 * math.Abs(value)
	}
	return change
}
