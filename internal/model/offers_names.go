package model

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
)

// Names of the design as offers, each with a line of what it is.

// references offers what a reference may name; dash is written before it where
// it is an item on a line of its own.
func (w *offerer) references(at slot, dash string) {
	from := len(w.List)
	for _, kind := range at.f.refs {
		switch kind {
		case "path":
			w.components(func(k catalog.Kind) bool { return k.Accepts("call") }, true)
		case "operation":
			w.operations()
		case "store":
			w.stores(at.f.key)
		case "queue":
			w.components(func(k catalog.Kind) bool { return k.Class == catalog.Queue || k.Class == catalog.Stream }, false)
		case "replica":
			for name := range w.d.Components.All() {
				w.add(Offer{Kind: "name", Label: name + ".primary", Detail: "replica", Doc: "The primary of " + name + "."})
			}
		case "link":
			for _, e := range w.d.Calls() {
				w.add(Offer{Kind: "name", Label: e.Caller + "." + e.Callee, Detail: "call", Doc: e.Caller + " calls " + e.Callee + "."})
			}
		case "pair":
			w.List = append(append(w.List, w.things("component")...), w.things("boundary")...)
		case "all":
			w.add(Offer{Kind: "word", Label: "all", Detail: "everything"})
		case "field":
			w.fields(at)
		case "option", "patch":
		default:
			w.List = append(w.List, w.things(kind)...)
		}
	}
	seen := map[string]bool{}
	kept := w.List[:from]
	for _, o := range w.List[from:] {
		if !seen[o.Label] {
			seen[o.Label] = true
			o.Insert = dash + o.Insert
			kept = append(kept, o)
		}
	}
	w.List = kept
}

// things offers every name of a kind.
func (w *offerer) things(kind string) []Offer {
	if kind == "assume" {
		var out []Offer
		for name, q := range w.d.Assume.All() {
			out = append(out, Offer{Kind: "name", Label: name, Insert: name, Detail: "assumed", Doc: q.Text})
		}
		return out
	}
	var out []Offer
	for _, name := range w.names.order[kind] {
		out = append(out, Offer{Kind: "name", Label: name, Insert: name, Detail: kind, Doc: w.d.line(kind, name)})
	}
	return out
}

// components offers those of a kind, with their operations if asked.
func (w *offerer) components(fits func(catalog.Kind) bool, operations bool) {
	for name, c := range w.d.Components.All() {
		if c.Kind != "" && !fits(c.Behaviour) {
			continue
		}
		w.add(Offer{Kind: "name", Label: name, Detail: "component", Doc: w.d.line("component", name)})
		if operations {
			for op := range c.Operations.All() {
				w.add(Offer{Kind: "name", Label: name + "." + op, Detail: "operation", Doc: "The operation " + op + " of " + name + "."})
			}
		}
	}
}

func (w *offerer) operations() {
	for name, c := range w.d.Components.All() {
		for op := range c.Operations.All() {
			w.add(Offer{Kind: "name", Label: name + "." + op, Detail: "operation", Doc: "The operation " + op + " of " + name + "."})
		}
	}
}

// stores offers what a verb may read or write, alone and with its entities.
func (w *offerer) stores(verb string) {
	for name, c := range w.d.Components.All() {
		if c.Kind != "" && !c.Behaviour.Accepts(verb) {
			continue
		}
		w.add(Offer{Kind: "name", Label: name, Detail: "component", Doc: w.d.line("component", name)})
		held := c.Stores
		if c.Of.Text != "" {
			held = append(slices.Clone(held), c.Of)
		}
		for _, e := range held {
			w.add(Offer{Kind: "name", Label: name + "." + e.Text, Detail: "entity", Doc: w.d.line("entity", e.Text)})
		}
	}
}

// fields offers those of the entity that the place is in, or of all.
func (w *offerer) fields(at slot) {
	for name, e := range w.d.Data.All() {
		if len(at.way) > 1 && at.way[0] == "data" && at.way[1] != name {
			continue
		}
		for f, typ := range e.Fields.All() {
			w.add(Offer{Kind: "name", Label: f, Detail: "field of " + name, Doc: typ.Type})
		}
	}
}

// line says in a line what a named thing is.
func (d *Design) line(kind, name string) string {
	var parts []string
	add := func(words ...string) {
		for _, w := range words {
			if w != "" {
				parts = append(parts, w)
			}
		}
	}
	switch kind {
	case "component":
		if c := d.Components.Get(name); c != nil {
			add(c.Title, c.Kind, c.Tech, c.RunsOn)
			if c.PrimaryIn() != "" {
				add("in " + c.PrimaryIn())
			}
		}
	case "flow":
		if f := d.Flows.Get(name); f != nil {
			add(f.Title)
			if f.By.Text != "" {
				add("by " + f.By.Text)
			}
			if f.Consumes != nil {
				add("consumes " + f.Consumes.Text)
			}
		}
	case "entity":
		if e := d.Data.Get(name); e != nil {
			add(e.Class)
			if e.Size != nil {
				add(e.Size.Text)
			}
		}
	case "actor":
		if a := d.Actors.Get(name); a != nil {
			add(a.Kind)
			if a.Daily != nil {
				add(a.Daily.Text + " a day")
			}
		}
	case "boundary":
		if b := d.Boundaries.Get(name); b != nil {
			add(b.Title, b.Trust, b.Context)
		}
	case "failure":
		if f := d.Failures.Get(name); f != nil {
			add(f.Text)
		}
	case "load":
		if name == "mean" || name == "peak" {
			add("always exists")
		} else if l := d.Load.Get(name); l != nil {
			add(l.Doc)
		}
	case "step":
		for _, s := range ProcessSteps {
			if s.Key == name {
				add(s.Title)
			}
		}
	}
	return strings.Join(parts, ", ")
}
