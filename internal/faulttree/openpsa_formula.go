package faulttree

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/loadpath/loadpath/internal/diag"
)

// resolver turns definitions of gates into gates of a tree, for one setting of
// the house events.
type resolver struct {
	r      *reader
	houses map[string]bool // that an event tree has set
	known  map[string]Ref  // gates
	open   map[string]bool // gates that are being made
}

// gate returns the function of a gate.
func (s *resolver) gate(d *definition) Ref {
	if ref, ok := s.known[d.full]; ok {
		return ref
	}
	switch {
	case s.open[d.full]:
		s.r.report(d.span, "openpsa-cycle", fmt.Sprintf("gate %q rests on itself", d.full), "break the cycle")
		return False
	case len(s.open) >= mostBelow:
		s.r.tooDeep(d)
		return False
	}
	s.open[d.full] = true
	ref := False
	if f := s.r.single(d, isFormula); f != nil {
		ref = s.formula(f, d.scope)
	} else {
		s.r.report(d.span, "openpsa-gate", fmt.Sprintf("gate %q has no formula", d.full), "add <and>, <or> or <atleast> with its inputs")
	}
	delete(s.open, d.full)
	s.known[d.full] = ref
	return ref
}

var formulas = []string{
	"and", "or", "not", "nand", "nor", "xor", "iff", "imply", "atleast", "cardinality", "constant", "gate", "basic-event", "house-event", "event",
}

func isFormula(e *element) bool { return slices.Contains(formulas, e.name) }

// formula returns the function of a formula.
func (s *resolver) formula(e *element, scope []string) Ref {
	switch e.name {
	case "gate", "basic-event", "house-event", "event":
		return s.reference(e, scope)
	case "constant":
		return False.with(s.r.truth(e))
	}
	var in []Ref
	for _, c := range e.children {
		switch {
		case isFormula(c):
			in = append(in, s.formula(c, scope))
		case c.name != "label" && c.name != "attributes":
			s.r.report(c.span, "openpsa-formula", fmt.Sprintf("%q is not a part of a formula", c.name), "")
		}
	}
	t := s.r.tree
	switch e.name {
	case "and":
		return s.some(e, in, 1, t.And)
	case "or":
		return s.some(e, in, 1, t.Or)
	case "nand":
		return s.some(e, in, 1, t.And).Not()
	case "nor":
		return s.some(e, in, 1, t.Or).Not()
	case "xor":
		return s.some(e, in, 2, t.Xor)
	case "iff":
		return s.exactly(e, in, 2, func(in ...Ref) Ref { return t.Xor(in...).Not() })
	case "imply":
		return s.exactly(e, in, 2, func(in ...Ref) Ref { return t.Imply(in[0], in[1]) })
	case "not":
		return s.exactly(e, in, 1, func(in ...Ref) Ref { return in[0].Not() })
	case "atleast":
		k, ok := s.count(e, "min", len(in))
		if !ok {
			return False
		}
		return t.AtLeast(k, in...)
	}
	low, ok := s.count(e, "min", len(in))
	high, ok2 := s.count(e, "max", len(in))
	if !ok || !ok2 {
		return False
	}
	if low > high {
		s.r.report(e.span, "openpsa-count", fmt.Sprintf("%q wants at least %d and at most %d", e.name, low, high), "")
		return False
	}
	return t.Between(low, high, in...)
}

func (s *resolver) some(e *element, in []Ref, least int, make func(...Ref) Ref) Ref {
	if len(in) < least {
		s.r.report(e.span, "openpsa-inputs", fmt.Sprintf("%q has %d inputs, and takes at least %d", e.name, len(in), least), "")
		return False
	}
	return make(in...)
}

func (s *resolver) exactly(e *element, in []Ref, n int, make func(...Ref) Ref) Ref {
	if len(in) != n {
		s.r.report(e.span, "openpsa-inputs", fmt.Sprintf("%q has %d inputs, and takes %d", e.name, len(in), n), "")
		return False
	}
	return make(in...)
}

// count reads a number of inputs from an attribute.
func (s *resolver) count(e *element, attr string, of int) (int, bool) {
	k, err := strconv.Atoi(e.attr[attr])
	switch {
	case err != nil:
		s.r.report(e.span, "openpsa-count", fmt.Sprintf("%q has %s=%q, which is not a whole number", e.name, attr, e.attr[attr]), "")
		return 0, false
	case k < 0 || k > of:
		s.r.report(e.span, "openpsa-count", fmt.Sprintf("%q wants %d of %d inputs", e.name, k, of), fmt.Sprintf("%s lies between 0 and %d", attr, of))
		return 0, false
	}
	return k, true
}

// truth reads a constant.
func (r *reader) truth(e *element) bool {
	v, err := strconv.ParseBool(e.attr["value"])
	if err != nil {
		r.report(e.span, "openpsa-constant", fmt.Sprintf("a constant is %q", e.attr["value"]), `write value="true" or value="false"`)
	}
	return v
}

// reference returns what a name in a formula stands for.
func (s *resolver) reference(e *element, scope []string) Ref {
	name, kind := e.attr["name"], e.name
	if kind == "event" {
		kind = e.attr["type"]
	}
	if kind == "" || kind == "gate" {
		if d := lookup(s.r.gates, name, scope); d != nil {
			s.r.referred[d.full] = true
			return s.gate(d)
		}
	}
	if kind == "" || kind == "basic-event" {
		if d := lookup(s.r.events, name, scope); d != nil {
			return s.r.basicEvent(d)
		}
	}
	if kind == "" || kind == "house-event" {
		if d := lookup(s.r.houses, name, scope); d != nil {
			return s.house(d)
		}
	}
	if kind == "" {
		kind = "event"
	}
	s.r.unknown(e, kind, name, s.r.gates, s.r.events, s.r.houses)
	return False
}

// unknown reports a name that nothing has, with the nearest that something has.
func (r *reader) unknown(e *element, kind, name string, among ...map[string]*definition) {
	var names []string
	for _, m := range among {
		for n := range m {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	help := ""
	if near := diag.Suggest(name, names); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	r.report(e.span, "openpsa-undefined", fmt.Sprintf("%s %q is not defined", kind, name), help)
}

// house returns the constant that a house event is.
func (s *resolver) house(d *definition) Ref {
	if v, ok := s.houses[d.full]; ok {
		return False.with(v)
	}
	if c := d.child("constant"); c != nil {
		return False.with(s.r.truth(c))
	}
	return False
}
