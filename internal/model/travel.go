package model

import "slices"

// Sighting is a place where an entity is: at rest in a component, or on the
// way between two.
type Sighting struct {
	Entity string
	Rests  string // the component that keeps it; "" when it travels
	From   string // caller and callee when it travels
	To     string
	Flow   string // the flow that moves it; "" for what is only stored
	Async  bool
}

// Sightings returns every place where each entity rests and travels, in the
// order of the file. An entity travels with every call on the way between the
// outermost step of a flow and the store where the flow reads or writes it;
// what a flow carries travels with all of its calls, and what it publishes to a
// queue travels on with the flows that consume it. It rests in stores, in
// caches of it, in queues that it passes, and in those of their dead letters.
func (d *Design) Sightings() []Sighting {
	t := traveller{d: d, seen: map[Sighting]bool{}}
	for _, c := range d.Components.All() {
		for _, ref := range c.Stores {
			t.add(Sighting{Entity: ref.Text, Rests: c.Name})
		}
		if c.Of.Text != "" {
			t.add(Sighting{Entity: c.Of.Text, Rests: c.Name})
		}
	}
	inQueue := map[string][]string{} // entities by queue
	for range d.Components.Len() + 1 {
		before := len(t.list)
		for name, f := range d.Flows.All() {
			t.flow(name, f, inQueue)
		}
		if len(t.list) == before {
			break
		}
	}
	return t.list
}

type traveller struct {
	d    *Design
	seen map[Sighting]bool
	list []Sighting
}

func (t *traveller) add(s Sighting) {
	if s.Entity == "" || t.seen[s] {
		return
	}
	t.seen[s] = true
	t.list = append(t.list, s)
}

// flow follows one flow; what it publishes is left in inQueue.
func (t *traveller) flow(name string, f *Flow, inQueue map[string][]string) {
	var carried []string // with every call
	for _, ref := range f.Carries {
		carried = append(carried, ref.Text)
	}
	if f.Consumes != nil {
		carried = append(carried, inQueue[f.Consumes.Head()]...)
	}
	touched := slices.Clone(carried)
	var way []Visit // calls from the outermost to the current one
	t.d.Walk(f, func(v Visit) {
		if v.Callee == nil {
			return
		}
		for len(way) > 0 && (way[len(way)-1].Depth >= v.Depth || way[len(way)-1].Callee.Name != v.Caller) {
			way = way[:len(way)-1]
		}
		way = append(way, v)
		moved := carried
		if e := t.d.EntityOf(v.Step); e != nil && v.Last() {
			moved = append(slices.Clone(carried), e.Name)
			touched = append(touched, e.Name)
		}
		if v.Step.Verb == VerbPublish && v.Last() {
			moved = touched
			for _, entity := range touched {
				t.add(Sighting{Entity: entity, Rests: v.Callee.Name})
				if dead := t.d.Components.Get(v.Callee.DeadLetter.Head()); dead != nil {
					t.add(Sighting{Entity: entity, Rests: dead.Name})
				}
				if !slices.Contains(inQueue[v.Callee.Name], entity) {
					inQueue[v.Callee.Name] = append(inQueue[v.Callee.Name], entity)
				}
			}
			t.travel(name, moved, []Visit{v})
			return
		}
		t.travel(name, moved, way)
	})
}

// travel notes that entities go over every call of a way.
func (t *traveller) travel(flow string, entities []string, way []Visit) {
	for _, entity := range entities {
		for _, v := range way {
			if v.Caller != "" {
				t.add(Sighting{Entity: entity, From: v.Caller, To: v.Callee.Name, Flow: flow, Async: v.Async})
			}
		}
	}
}

// Whereabouts returns the sightings of every entity of a class, such as
// "personal".
func (d *Design) Whereabouts(class string) []Sighting {
	var out []Sighting
	for _, s := range d.Sightings() {
		if e := d.Data.Get(s.Entity); e != nil && e.Class == class {
			out = append(out, s)
		}
	}
	return out
}
