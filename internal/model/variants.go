package model

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
)

// Apply returns the design with a variant's patch, decoded and checked anew;
// "" and "base" are the design itself. Steps to a component that the variant
// removed are gone: a get of a removed cache is its miss, a hop of a path is
// left out, everything else is skipped with what is inside. The diagnostics are
// those of the patched design.
func (d *Design) Apply(variant string) (*Design, diag.List) {
	if variant == "" || variant == "base" {
		return d, nil
	}
	v := d.Variants.Get(variant)
	if v == nil {
		return d, diag.List{{
			Code: "unknown-variant", Message: fmt.Sprintf("there is no variant %q", variant),
			Help: suggest(variant, append([]string{"base"}, d.Variants.Names()...)),
		}}
	}
	return d.Patched(v.Patch, variant)
}

// Patched returns the design with a merge patch (RFC 7396) and what is wrong
// with it then. name is what Design.Variant shall say.
func (d *Design) Patched(patch *syntax.Node, name string) (*Design, diag.List) {
	if patch == nil || patch.Kind != syntax.Mapping {
		return d, nil // reported where it stands
	}
	out, problems := build(d.Doc, syntax.Merge(d.Root, patch), name, d)
	problems.Sort()
	return out, problems
}

// checkVariants checks every variant and every set patch of a failure, and
// returns what is wrong there and not in the design itself.
func checkVariants(d *Design, known diag.List) diag.List {
	var found diag.List
	for name, v := range d.Variants.All() {
		if v.Patch == nil || v.Patch.Kind != syntax.Mapping {
			found = append(found, diag.Diagnostic{
				Code: "wrong-shape", Span: v.Span, Message: fmt.Sprintf("variant %q must be a patch of the design", name),
				Help: "write {components: {cache: null}}; null removes a key",
			})
			continue
		}
		_, problems := d.Apply(name)
		found = append(found, newProblems(problems, known, fmt.Sprintf("variant %q", name))...)
	}
	for name, f := range d.Failures.All() {
		for i := range f.Inject {
			if patch := f.Inject[i].Set; patch != nil && patch.Kind == syntax.Mapping && !reportedIn(known, patch.Span) {
				_, problems := d.Patched(patch, "")
				found = append(found, newProblems(problems, known, fmt.Sprintf("the set of failure %q", name))...)
			}
		}
	}
	return found
}

// reportedIn tells whether an error is reported inside a span.
func reportedIn(known diag.List, span diag.Span) bool {
	return slices.ContainsFunc(known, func(k diag.Diagnostic) bool {
		return k.Severity == diag.Error && k.Span.Source == span.Source && k.Span.Start >= span.Start && k.Span.End <= span.End
	})
}

// newProblems keeps the errors and warnings that the design without the patch
// does not have, and says where they come up when their place does not.
func newProblems(problems, known diag.List, where string) diag.List {
	type key struct {
		span diag.Span
		code string
	}
	have := map[key]bool{}
	for _, k := range known {
		have[key{k.Span, k.Code}] = true
	}
	var out diag.List
	for _, p := range problems {
		if p.Severity == diag.Info || have[key{p.Span, p.Code}] {
			continue
		}
		p.Message += " (in " + where + ")"
		out = append(out, p)
	}
	return out
}

// dropRemoved takes out of all step lists what a variant left without a target.
func (c *checker) dropRemoved() {
	if len(c.names.removed["component"]) == 0 {
		return
	}
	for _, component := range c.d.Components.All() {
		for _, op := range component.Operations.All() {
			op.Steps = c.remaining(op.Steps)
		}
		if component.Start != nil {
			component.Start.Calls = c.remaining(component.Start.Calls)
		}
	}
	for _, l := range c.d.Links.All() {
		if l.OnError != nil {
			l.OnError.Steps = c.remaining(l.OnError.Steps)
		}
	}
	for _, f := range c.d.Flows.All() {
		f.Steps = c.remaining(f.Steps)
		if f.Consumes != nil && c.gone(*f.Consumes) {
			f.Consumes = nil
		}
		if c.gone(f.By) && !c.d.Actors.Has(f.By.Text) {
			f.stop()
		}
	}
}

// stop takes away how a flow starts and what it does, because who runs it is
// not there.
func (f *Flow) stop() {
	f.PerUser, f.Rate, f.Arrivals, f.Users, f.Consumes, f.Every, f.Steps = nil, nil, nil, nil, nil, nil, nil
}

// gone tells whether a reference names a component that the variant removed.
func (c *checker) gone(r Ref) bool { return c.names.gone("component", r.Head()) }

// remaining is a step list without what is removed.
func (c *checker) remaining(list []*Step) []*Step {
	var out []*Step
	for _, s := range list {
		if len(s.Path) > 0 {
			s.Path = slices.DeleteFunc(slices.Clone(s.Path), func(hop Ref) bool { return c.gone(hop) && hop != s.Target })
		}
		if c.gone(s.Target) {
			out = append(out, c.remaining(s.Miss)...)
			continue
		}
		s.Steps, s.Miss, s.Transaction = c.remaining(s.Steps), c.remaining(s.Miss), c.remaining(s.Transaction)
		for i := range s.Parallel {
			s.Parallel[i] = c.remaining(s.Parallel[i])
		}
		for i := range s.Choose {
			s.Choose[i].Steps = c.remaining(s.Choose[i].Steps)
		}
		for i := range s.Saga {
			s.Saga[i].Do, s.Saga[i].Undo = c.remaining(s.Saga[i].Do), c.remaining(s.Saga[i].Undo)
		}
		if s.OnError != nil {
			s.OnError.Steps = c.remaining(s.OnError.Steps)
		}
		out = append(out, s)
	}
	return out
}
