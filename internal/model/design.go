// Package model is the design, typed and checked: every key of the language,
// with its place in the file. It answers questions about structure (callers,
// paths, where data travels) and about the process (which step is open); it
// computes no load, no latency and no cost. Packages estimate and sim do.
package model

import (
	"iter"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Design is one design file with everything it includes. The struct tags of
// this package are the definition of the language: the decoder, the schema and
// the reference page are made from them (tags.go says how to read them).
type Design struct {
	Version int      `key:"loadpath" doc:"Version of this language; 1."`
	System  string   `key:"system" doc:"Short name of the system, as used in file names." form:"name"`
	Title   string   `key:"title" doc:"Name of the system as people say it."`
	Summary string   `key:"summary" doc:"One sentence: what the system does."`
	Include []string `key:"include" one:"true" doc:"Other files that hold parts of this design, relative to this one."`

	Assume Map[unit.Quantity] `key:"assume" unit:"any,law" doc:"Named numbers, each with where it comes from; formulas use them by name."`
	Growth Map[unit.Quantity] `key:"growth" unit:"growth" ref:"actor|entity|flow" doc:"Growth a year of actors, data or flows; it compounds."`

	Why          *Why         `key:"why" doc:"Step 1: which problem, whose, and what else was looked at."`
	Actors       Map[Actor]   `key:"actors" doc:"Step 2: who calls the system: people and programs, inside and outside."`
	Journeys     Map[Journey] `key:"journeys" doc:"Step 2: several flows by one user, in order or as a mix."`
	Requirements Requirements `key:"requirements" doc:"Steps 3 and 4: what it must do, and how well."`
	Constraints  Constraints  `key:"constraints" doc:"Step 4: what limits the design from outside."`

	Data       Map[Entity]    `key:"data" doc:"Step 7: the entities that are stored or travel."`
	API        *API           `key:"api" doc:"Step 6: the operations that callers see."`
	Boundaries Map[Boundary]  `key:"boundaries" doc:"Step 8: contexts, zones of trust and regions; they nest by in."`
	Components Map[Component] `key:"components" doc:"Step 8: the parts."`
	Links      Map[Link]      `key:"links" doc:"Policies once per caller and callee, as caller.callee; default is for all."`
	Flows      Map[Flow]      `key:"flows" doc:"Step 9: what happens for each use case, from the outside in."`

	Load     Map[Scenario] `key:"load" doc:"Load scenarios for simulate and chaos; mean and peak always exist."`
	Failures Map[Failure]  `key:"failures" doc:"Step 12: the failures that the design plans for, as scripts with expectations."`

	Observe *Observe `key:"observe" doc:"Step 13: objectives, alerts, logs, metrics, traces and who is called."`
	Deliver *Deliver `key:"deliver" doc:"Step 14: pipeline, tests, roll-out, migrations."`
	Secure  *Secure  `key:"secure" doc:"Step 15: who may call what, secrets, encryption, tenants."`

	Decisions    Map[Decision]    `key:"decisions" doc:"Step 16: each choice with its options and what was given up."`
	Variants     Map[Variant]     `key:"variants" doc:"The same design with a JSON merge patch; base names the design without one."`
	Stakeholders Map[Stakeholder] `key:"stakeholders" doc:"Who approves which steps."`
	Waive        []Waiver         `key:"waive" doc:"Findings that are accepted, each with its reason, owner and end."`

	// What the checker works out; not keys of the language.

	Doc     *syntax.Document // the text and tree the design was read from
	Root    *syntax.Node     // the tree as decoded, a variant's patch applied
	Variant string           // name of the applied variant; "" for base

	problems diag.List // what is wrong with it
}

// Map holds named things in the order of the file.
type Map[T any] struct {
	names []string
	items map[string]*T
}

// Get returns the thing under a name, or nil.
func (m *Map[T]) Get(name string) *T { return m.items[name] }

// Has tells whether the name exists.
func (m *Map[T]) Has(name string) bool { _, ok := m.items[name]; return ok }

// Len returns how many there are.
func (m *Map[T]) Len() int { return len(m.names) }

// Names returns the names in file order; the caller must not change the slice.
func (m *Map[T]) Names() []string { return m.names }

// All walks names and things in file order.
func (m *Map[T]) All() iter.Seq2[string, *T] {
	return func(yield func(string, *T) bool) {
		for _, name := range m.names {
			if !yield(name, m.items[name]) {
				return
			}
		}
	}
}

// Put adds a thing, or replaces the one of that name in its place.
func (m *Map[T]) Put(name string, item *T) {
	if m.items == nil {
		m.items = map[string]*T{}
	}
	if _, ok := m.items[name]; !ok {
		m.names = append(m.names, name)
	}
	m.items[name] = item
}

// Entry is the name and the places of a thing that stands in a Map.
type Entry struct {
	Name string
	Span diag.Span // of the name
	Body diag.Span // of what stands under it

	node *syntax.Node // what stands under it, for the checker
}

// Ref is a name in the file that means a thing elsewhere in it: "api",
// "api.lookup", "links-db.link", "links-db.primary", "caller.callee".
type Ref struct {
	Text string
	Span diag.Span
}

// String returns the reference as written.
func (r Ref) String() string { return r.Text }

// Head returns the part before the first dot.
func (r Ref) Head() string { h, _ := cutDot(r.Text); return h }

// Tail returns the part after the first dot, or "".
func (r Ref) Tail() string { _, t := cutDot(r.Text); return t }

func cutDot(s string) (head, tail string) {
	for i := range len(s) {
		if s[i] == '.' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
