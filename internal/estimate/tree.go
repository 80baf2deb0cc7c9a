package estimate

import (
	"strings"
	"sync"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

// Tree is where a number comes from: its formula, its inputs with theirs, down
// to lines of the file and figures of the catalogue.
type Tree struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"` // the value as a person reads it
	Value   *float64 `json:"value"`
	Low     *float64 `json:"low,omitempty"` // of the 95% interval
	High    *float64 `json:"high,omitempty"`
	Unit    string   `json:"unit,omitempty"`
	Formula string   `json:"formula,omitempty"`
	Why     string   `json:"why,omitempty"`    // why there is no number
	Source  string   `json:"source,omitempty"` // who says so
	AsOf    string   `json:"as_of,omitempty"`  // date of a figure of the catalogue
	Holds   string   `json:"holds,omitempty"`  // the conditions under which it does
	Sure    string   `json:"sure,omitempty"`
	File    string   `json:"file,omitempty"` // of a leaf
	Line    int      `json:"line,omitempty"`
	Written string   `json:"written,omitempty"` // the line as it stands there
	Again   bool     `json:"again,omitempty"`   // it has been derived further up
	Inputs  []*Tree  `json:"inputs,omitempty"`

	show func(v float64) string // a value in the form of this one
}

// Tree returns the derivation of a number, or of a key of the file by its path;
// nil when the sheet has neither. A number that is used twice is derived where
// it is met first.
func (s *Sheet) Tree(id string) *Tree {
	return s.derive(id, map[string]bool{})
}

// Read returns where a key of the file or a figure of the catalogue comes from,
// by its path, even when a number of the same name is made of it; nil when no
// number of the sheet rests on it.
func (s *Sheet) Read(path string) *Tree {
	q := s.Leaf(path)
	if q == nil {
		return nil
	}
	return s.deriveLeaf(q, map[string]bool{})
}

// Interval shows the ends of the 95% interval to a person; "" when there is none.
func (t *Tree) Interval() (low, high string) {
	if t.Low == nil || t.High == nil {
		return "", ""
	}
	return t.show(*t.Low), t.show(*t.High)
}

func (s *Sheet) derive(id string, seen map[string]bool) *Tree {
	if q := s.Get(id); q != nil {
		return s.deriveQuantity(q, seen)
	}
	if q := s.Leaf(id); q != nil {
		return s.deriveLeaf(q, seen)
	}
	return nil
}

func (s *Sheet) deriveQuantity(q *Quantity, seen map[string]bool) *Tree {
	t := &Tree{ID: q.ID, Text: q.Text(), Unit: unitNames[q.Kind], Formula: q.Formula, Why: q.Why, Source: q.Source}
	t.show = func(v float64) string { return unit.Format(v, q.Kind) }
	if q.Why == "" {
		low, high := q.Interval95()
		t.number(q.Value, low, high)
	}
	if seen[q.ID] {
		t.Again = len(q.Inputs) > 0
		return t
	}
	seen[q.ID] = true
	for _, input := range q.Inputs {
		if input == q.ID {
			// The key of the file that has the same name: replicas = replicas.
			if leaf := s.Leaf(input); leaf != nil {
				t.Inputs = append(t.Inputs, s.deriveLeaf(leaf, seen))
			}
			continue
		}
		if child := s.derive(input, seen); child != nil {
			t.Inputs = append(t.Inputs, child)
		}
	}
	return t
}

func (t *Tree) number(value, low, high float64) {
	t.Value = &value
	if low != high {
		t.Low, t.High = &low, &high
	}
}

// deriveLeaf is a quantity of the file or of the catalogue. A formula of the
// file goes on with the names in it.
func (s *Sheet) deriveLeaf(q *unit.Quantity, seen map[string]bool) *Tree {
	t := &Tree{ID: q.Path, Text: q.Readable(), Unit: unitNames[q.Kind], Source: q.Source, Sure: q.Sure.String()}
	t.show = func(v float64) string { return like(q, v) }
	if !q.Unlimited {
		low, high := q.Number.Interval95()
		if q.Kind == unit.KindRatio {
			low, high = q.RatioInterval95()
		}
		t.number(q.Value, low, high)
	}
	if f, ok := figures()[q.Path]; ok {
		t.AsOf, t.Holds = f.AsOf, f.Conditions
		return t
	}
	if q.Source == "" && strings.HasPrefix(q.Path, "assume.") {
		t.Source = "nobody: give it a source"
	}
	if !q.Span.IsZero() {
		t.File, t.Line = q.Span.File(), q.Span.Position().Line
		t.Written = strings.TrimSpace(q.Span.Source.Line(t.Line))
	}
	if q.Formula == nil {
		return t
	}
	t.Formula = q.Formula.String()
	key := "formula of " + q.Path
	if seen[key] {
		t.Again = true
		return t
	}
	seen[key] = true
	for _, name := range q.Formula.Names() {
		if child := s.deriveName(name.Name, q.Path, seen); child != nil {
			t.Inputs = append(t.Inputs, child)
		}
	}
	return t
}

// like writes a value as a quantity is written.
func like(q *unit.Quantity, v float64) string {
	if k := unit.KindOf(q.Dim); k != unit.KindDim && k != unit.KindCount {
		return unit.Format(v, k)
	}
	part := *q
	part.Value = v
	return part.Readable()
}

// deriveName is what a name means in a formula: the replicas of its own
// component, then assume, actors, data and flows.
func (s *Sheet) deriveName(name, path string, seen map[string]bool) *Tree {
	d := s.design
	if rest, ok := strings.CutPrefix(path, "components."); ok && name == "replicas" {
		component, _, _ := strings.Cut(rest, ".")
		return s.derive("components."+component+".replicas", seen)
	}
	if q := d.Assume.Get(name); q != nil {
		return s.deriveLeaf(q, seen)
	}
	if a := d.Actors.Get(name); a != nil && a.Daily != nil {
		return s.deriveLeaf(a.Daily, seen)
	}
	if e := d.Data.Get(name); e != nil && e.Count != nil {
		return s.deriveLeaf(e.Count, seen)
	}
	return s.derive("flows."+name+".rate.mean", seen)
}

// figures are all figures of the catalogue by their path.
var figures = sync.OnceValue(func() map[string]catalog.Figure {
	out := map[string]catalog.Figure{}
	for _, t := range catalog.Technologies() {
		for _, f := range t.Figures() {
			out[f.Path] = f
		}
	}
	for _, m := range catalog.Machines() {
		for _, f := range m.Figures() {
			out[f.Path] = f
		}
	}
	return out
})
