// Package catalog holds what is known before a design says anything: the kinds
// of component with their behaviour, the technologies and the machine types,
// each figure with its source, its date and how sure it is. It computes
// nothing; estimate and sim ask it for service times, limits and prices, and
// what a design file says itself wins over it.
//
// Everything stands in data/*.csv, one fact a row, so that the catalogue grows
// by rows alone. A figure that is missing is unknown, never zero.
package catalog

import (
	"embed"
	"errors"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.csv
var files embed.FS

// book is the catalogue in memory, sorted by name.
type book struct {
	kinds    []Kind
	bases    []*Base
	techs    []*Tech
	machines []*Machine

	kind    map[string]int
	base    map[string]*Base
	tech    map[string]*Tech
	machine map[string]*Machine
}

// open reads the embedded tables once. A broken row is a fault of this
// package, which its tests find.
var open = sync.OnceValue(func() *book {
	l := read(files)
	if err := errors.Join(l.problems...); err != nil {
		panic("catalog: " + err.Error())
	}
	return l.b
})

// Kinds returns every kind of component, in the order of the language: from
// the outside in.
func Kinds() []Kind { return slices.Clone(open().kinds) }

// KindOf returns a kind by its name in the design file.
func KindOf(name string) (Kind, bool) {
	b := open()
	i, ok := b.kind[name]
	if !ok {
		return Kind{}, false
	}
	return b.kinds[i], true
}

// Lookup returns the technology that a component names in `tech`.
func Lookup(tech string) (*Tech, bool) {
	t, ok := open().tech[tech]
	return t, ok
}

// Technologies returns all technologies by name.
func Technologies() []*Tech { return slices.Clone(open().techs) }

// MachineOf returns the machine type that a component names in `runs-on`.
func MachineOf(name string) (*Machine, bool) {
	m, ok := open().machine[name]
	return m, ok
}

// Machines returns all machine types by name.
func Machines() []*Machine { return slices.Clone(open().machines) }

// Names returns the names of everything Explain knows, sorted: kinds, bases,
// technologies and machines. No name stands for two things.
func Names() []string {
	b := open()
	var names []string
	for _, k := range b.kinds {
		names = append(names, k.Name)
	}
	for _, base := range b.bases {
		names = append(names, base.Name)
	}
	for _, t := range b.techs {
		names = append(names, t.Name)
	}
	for _, m := range b.machines {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	return names
}

// provider returns the part of a name before its slash: "aws" of "aws/s3", ""
// of "redis".
func provider(name string) string {
	before, _, ok := strings.Cut(name, "/")
	if !ok {
		return ""
	}
	return before
}
