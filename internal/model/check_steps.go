package model

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/unit"
)

// place is where a step list stands.
type place struct {
	what  string // `flow "redirect"`
	start bool   // among the start calls of a component
}

// eachStep visits every written step once, nested ones after the one they
// stand in.
func (c *checker) eachStep(visit func(*Step, place)) {
	each := func(list []*Step, at place) { eachIn(list, func(s *Step) { visit(s, at) }) }
	for name, component := range c.d.Components.All() {
		for op, o := range component.Operations.All() {
			each(o.Steps, place{what: fmt.Sprintf("operation %q", name+"."+op)})
		}
		if component.Start != nil {
			each(component.Start.Calls, place{what: fmt.Sprintf("the start of component %q", name), start: true})
		}
	}
	for name, l := range c.d.Links.All() {
		if l.OnError != nil {
			each(l.OnError.Steps, place{what: fmt.Sprintf("link %q", name)})
		}
	}
	for name, f := range c.d.Flows.All() {
		each(f.Steps, place{what: fmt.Sprintf("flow %q", name)})
	}
}

// eachIn visits the steps of a list and all that stand inside them.
func eachIn(list []*Step, visit func(*Step)) {
	for _, s := range list {
		visit(s)
		for _, inner := range s.inner() {
			eachIn(inner, visit)
		}
	}
}

// inner returns the step lists that stand inside a step.
func (s *Step) inner() [][]*Step {
	lists := [][]*Step{s.Steps, s.Miss, s.Transaction}
	for _, b := range s.Parallel {
		lists = append(lists, b)
	}
	for _, ch := range s.Choose {
		lists = append(lists, ch.Steps)
	}
	for _, p := range s.Saga {
		lists = append(lists, p.Do, p.Undo)
	}
	if s.OnError != nil {
		lists = append(lists, s.OnError.Steps)
	}
	return lists
}

// stepsOf checks every step by itself.
func (c *checker) stepsOf() {
	c.eachStep(func(s *Step, at place) {
		if s.Verb == "" {
			return // broken, and reported
		}
		c.target(s, at)
		c.branches(s, at)
		c.misses(s, at)
		c.options(s)
		c.stepPolicy(s, at)
	})
	c.unusedOperations()
}

// target checks that the component takes the verb, and keeps the entity.
func (c *checker) target(s *Step, at place) {
	for _, hop := range s.Path {
		component := c.d.Components.Get(hop.Head())
		if component == nil || component.Behaviour.Name == "" {
			continue
		}
		verb := s.Verb
		if hop != s.Target {
			verb = VerbCall
		}
		if !component.Behaviour.Accepts(string(verb)) {
			c.errorf(hop.Span, "unfit-verb", fmt.Sprintf("a %s takes %s", component.Kind, joinVerbs(component.Behaviour.Verbs)),
				"%s %s %q, which is a %s", at.what, predicate("."+string(verb)), hop.Head(), component.Kind)
			return
		}
	}
	component, entity := c.d.Components.Get(s.Target.Head()), s.Target.Tail()
	if s.Verb == VerbCall || component == nil || entity == "" || !c.d.Data.Has(entity) {
		return
	}
	keeps := func(ref Ref) bool { return ref.Text == entity }
	wrong := func(ref Ref) bool { return !c.d.Data.Has(ref.Text) }
	switch {
	case slices.ContainsFunc(component.Stores, wrong): // reported, and may have meant this one
	case slices.ContainsFunc(component.Stores, keeps) || component.Of.Text == entity:
	case len(component.Stores) > 0:
		c.errorf(s.Target.tail(), "not-stored", fmt.Sprintf("write stores: [%s] on it, or name another store", entity), "%s %s %q, but component %q does not store %q", at.what, predicate("."+string(s.Verb)), s.Target, component.Name, entity)
	case component.Of.Text != "":
		c.errorf(s.Target.tail(), "not-stored", "write of: "+entity+" on it", "%s %s %q, but cache %q is of %q", at.what, predicate("."+string(s.Verb)), s.Target, component.Name, component.Of)
	case component.Behaviour.Class == catalog.Store:
		c.warnf(s.Target.tail(), "not-stored", fmt.Sprintf("write components.%s.stores: [%s]", component.Name, entity), "component %q does not say that it stores %q", component.Name, entity)
	}
}

func joinVerbs(verbs []string) string {
	if len(verbs) > 6 {
		verbs = verbs[:6]
	}
	return orList(verbs)
}

// branches checks parallel, choose, repeat, saga, transaction and wait.
func (c *checker) branches(s *Step, at place) {
	switch s.Verb {
	case VerbParallel:
		if len(s.Parallel) == 0 {
			c.warnf(s.Span, "empty-step", "write parallel: [{call: a}, {call: b}]", "%s has a parallel without branches", at.what)
		} else if s.Join.Count > len(s.Parallel) {
			c.errorf(s.Span, "join-too-large", fmt.Sprintf("write join: all, or at most %d", len(s.Parallel)), "%s waits for %d of %d branches", at.what, s.Join.Count, len(s.Parallel))
		}
	case VerbChoose:
		c.choices(s, at)
	case VerbRepeat, VerbEach:
		if len(s.Steps) == 0 {
			c.warnf(s.Span, "empty-step", "write steps: beside it", "%s has a %s without steps", at.what, s.Verb)
		}
	case VerbWait:
		if s.Wait.For == nil {
			c.errorf(s.Span, "missing-time", "write wait: 10ms; wait: false belongs beside a call", "%s waits, but not how long", at.what)
		}
	case VerbSaga:
		for _, p := range s.Saga {
			if len(p.Do) == 0 {
				c.errorf(p.Span, "missing-key", "write {do: [..], undo: [..]}", "a part of a saga in %s does nothing", at.what)
			}
		}
	case VerbTransaction:
		c.transaction(s, at)
	}
}

// choices checks the shares of a choose.
func (c *checker) choices(s *Step, at place) {
	if len(s.Choose) == 0 {
		c.warnf(s.Span, "empty-step", "write choose: [{share: 30%, steps: [..]}, {steps: [..]}]", "%s has a choose without branches", at.what)
		return
	}
	var list []*unit.Quantity
	for i := range s.Choose {
		ch := &s.Choose[i]
		if ch.Share != nil {
			list = append(list, ch.Share)
			continue
		}
		if i < len(s.Choose)-1 {
			c.errorf(ch.Span, "missing-key", "write share: 30%; only the last may leave it out", "branch %d of a choose in %s has no share", i+1, at.what)
			return
		}
	}
	c.shares("a choose in "+at.what, s.Span, list, len(list) == len(s.Choose))
}

// transaction checks that all of it happens in one store.
func (c *checker) transaction(s *Step, at place) {
	first := ""
	eachIn(s.Transaction, func(inner *Step) {
		component := c.d.Components.Get(inner.Target.Head())
		if component == nil || component.Behaviour.Class != catalog.Store || inner.Verb == VerbCall {
			return
		}
		switch {
		case first == "":
			first = component.Name
		case component.Name != first:
			c.errorf(inner.Target.Span, "two-stores", "use a saga across stores", "a transaction in %s touches %q and %q, but is all or nothing in one store", at.what, first, component.Name)
		}
	})
}

// misses checks that a miss can happen.
func (c *checker) misses(s *Step, at place) {
	if len(s.Miss) == 0 {
		return
	}
	span := s.Miss[0].Span
	callee := c.d.Components.Get(s.Target.Head())
	switch {
	case s.Verb == VerbGet:
	case s.Verb != VerbCall:
		c.errorf(span, "misplaced-miss", "use get, or a call with hit: 60%", "%s has a miss under a %s, which never misses", at.what, s.Verb)
	case s.Hit == nil && (callee == nil || callee.Hit == nil):
		c.errorf(s.Span, "misplaced-miss", "write hit: 60% beside the call", "%s has a miss under a call that does not say how often it hits", at.what)
	}
}

// fits says beside which verbs the options of a step mean something; callOptions
// stand beside every verb with a target.
var fits = map[string][]Verb{
	"steps":    {VerbCall, VerbRepeat, VerbEach},
	"hit":      {VerbCall},
	"keys":     {VerbGet, VerbSet, VerbDelete, VerbRead, VerbWrite},
	"rows":     {VerbScan, VerbQuery, VerbRead, VerbWrite, VerbDelete},
	"bytes":    {VerbRead, VerbWrite, VerbGet, VerbSet, VerbScan, VerbQuery, VerbAppend, VerbPublish, VerbCall},
	"join":     {VerbParallel, VerbEach},
	"at-most":  {VerbEach},
	"cancel":   {VerbParallel, VerbEach},
	"on-error": {VerbParallel, VerbEach, VerbRepeat, VerbSaga, VerbTransaction},
	"deadline": {VerbParallel, VerbEach, VerbRepeat, VerbSaga, VerbTransaction},
	"wait":     {VerbParallel, VerbEach, VerbRepeat, VerbSaga, VerbTransaction},
	"work":     {},
}

// options warns of options that do nothing beside the verb.
func (c *checker) options(s *Step) {
	node := s.node
	targeted := len(s.Path) > 0
	for _, p := range pairsOf(node) {
		key := p.Key.Value
		f := specOf(typeStep).byKey[key]
		if f == nil || key == string(s.Verb) || key == "miss" || f.verb == "true" {
			continue
		}
		verbs, listed := fits[key]
		callOption := !listed || key == "cancel" || key == "on-error" || key == "deadline" || key == "wait" || key == "work"
		if callOption && targeted || slices.Contains(verbs, s.Verb) {
			continue
		}
		if key == "steps" {
			c.errorf(p.Key.Span, "misplaced-steps", "write them as the next steps of the list", "nothing runs inside a %s, so it can have no steps", s.Verb)
			continue
		}
		c.noEffect(p.Key.Span, key, "beside "+string(s.Verb), "delete it")
	}
	if s.OnError != nil && s.OnError.Do == "miss" && len(s.Miss) == 0 && targeted && s.Verb == VerbGet {
		c.noEffect(keySpan(node, "on-error"), "on-error: miss", "without miss steps", "write miss: [..] beside it")
	}
}

// stepPolicy checks the policies of a call together with those of its link.
func (c *checker) stepPolicy(s *Step, at place) {
	if len(s.Path) == 0 {
		return
	}
	c.policy(s.CallOptions, c.underOf(s.Target.Head()), fmt.Sprintf("the %s of %q in %s", s.Verb, s.Target, at.what))
}

// underOf is what links say of calls to a callee, all of them together: the
// caller depends on the flow, and any link may fill in what a step leaves out.
func (c *checker) underOf(callee string) CallOptions {
	if c.under == nil {
		c.under = map[string]CallOptions{}
		for _, l := range c.d.Links.All() {
			_, to := cutDot(l.Name)
			c.under[to] = c.under[to].with(l.CallOptions) // "" is the default
		}
	}
	return c.under[""].with(c.under[callee])
}

// unusedOperations tells which operations nothing calls.
func (c *checker) unusedOperations() {
	if c.base != nil || c.found("unknown-operation", "unknown-component") {
		return
	}
	called := map[string]bool{}
	for _, component := range c.d.Components.All() {
		if component.Lease != nil {
			called[component.Lease.From.Text] = true
		}
	}
	c.eachStep(func(s *Step, _ place) {
		for _, hop := range s.Path {
			called[hop.Text] = true
		}
	})
	for name, component := range c.d.Components.All() {
		for op, o := range component.Operations.All() {
			if !called[name+"."+op] {
				c.infof(o.Span, "unused-operation", "call it: {call: "+name+"."+op+"}, or delete it", "nothing calls operation %q", name+"."+op)
			}
		}
	}
}
