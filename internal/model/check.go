package model

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Load reads a design file with everything it includes and checks it, its
// variants too. All problems come back at once, sorted; the design holds what
// could be understood, and is never nil unless the error is not. The error is
// for the world: a disk that fails.
func Load(name string, read func(name string) ([]byte, error)) (*Design, diag.List, error) {
	doc, problems, err := syntax.Load(name, read)
	if err != nil {
		return nil, problems, err
	}
	d, found := FromDocument(doc)
	if slices.ContainsFunc(problems, damages) {
		found = withoutUnknown(found) // what is missing may stand in the damaged part
	}
	problems = append(problems, found...)
	problems.Sort()
	return d, problems, nil
}

// FromDocument checks a design that is already a tree.
func FromDocument(doc *syntax.Document) (*Design, diag.List) {
	if doc.Root == nil {
		return &Design{Doc: doc}, nil
	}
	d, problems := build(doc, doc.Root, "", nil)
	problems = append(problems, checkVariants(d, problems)...)
	problems.Sort()
	return d, problems
}

// build makes a design of a tree: decode, resolve names, work formulas out,
// check the meaning. base is the design that a patch was applied to, or nil.
func build(doc *syntax.Document, root *syntax.Node, variant string, base *Design) (*Design, diag.List) {
	d := &Design{Doc: doc, Root: root, Variant: variant}
	decoded := decode(d, root)
	c := &checker{d: d, base: base, broken: decoded.broken, problems: decoded.problems, names: indexNames(d, base)}
	if root.Kind != syntax.Mapping {
		c.wantHeader(root)
		d.problems = c.problems
		return d, c.problems
	}
	d.fromCatalogue(c)
	for _, r := range decoded.refs {
		c.resolve(r)
	}
	c.dropRemoved()
	c.resolveFormulas(decoded.formulas)
	for _, check := range checks {
		check(c)
	}
	d.problems = c.problems
	return d, c.problems
}

// decode fills the design from the tree.
func decode(d *Design, root *syntax.Node) *decoder {
	dec := &decoder{broken: map[*unit.Quantity]bool{}}
	dec.design(root, d)
	return dec
}

// checker gathers what is wrong with the meaning of a design.
type checker struct {
	d        *Design
	base     *Design // what a variant's patch was applied to; nil otherwise
	names    *names
	broken   map[*unit.Quantity]bool
	problems diag.List

	bodies map[diag.Span]diag.Span // of names in the tree, what stands under them; made when first asked for
	errors map[*diag.Source][]int  // where errors start that were known before the checks of meaning
	under  map[string]CallOptions  // what links say of calls to a callee
}

// checks are all checks of meaning, in the order of the process.
var checks = []func(*checker){
	(*checker).header,
	(*checker).actors,
	(*checker).journeys,
	(*checker).requirements,
	(*checker).entities,
	(*checker).endpoints,
	(*checker).boundaries,
	(*checker).components,
	(*checker).links,
	(*checker).flows,
	(*checker).stepsOf,
	(*checker).cycles,
	(*checker).timeouts,
	(*checker).coverage,
	(*checker).loads,
	(*checker).failures,
	(*checker).operate,
	(*checker).decisions,
	(*checker).waivers,
}

// report adds a problem. That something is absent is not said of a thing in
// which something is wrong, for that may be what is meant.
func (c *checker) report(d diag.Diagnostic) {
	if absences[d.Code] && c.damaged(d.Span) {
		return
	}
	c.problems = append(c.problems, d)
}

// absences are the codes of problems that say that something is not there.
var absences = map[string]bool{
	"missing-key": true, "missing-kind": true, "missing-time": true, "no-limit": true, "no-number": true, "no-target": true, "no-actor": true,
	"empty-expectation": true, "empty-flow": true, "empty-journey": true, "empty-operation": true, "empty-step": true, "no-fault": true,
	"hit-unknown": true, "unserved-requirement": true, "open-waiver": true, "misplaced-miss": true, "no-flow": true,
}

// damaged tells whether something is wrong in what stands under the name at a
// place, or at the place itself when it is no name.
func (c *checker) damaged(at diag.Span) bool {
	if c.bodies == nil {
		c.index()
	}
	if body, ok := c.bodies[at]; ok {
		at = body
	}
	starts := c.errors[at.Source]
	i, _ := slices.BinarySearch(starts, at.Start)
	return i < len(starts) && starts[i] < at.End
}

// index notes what stands under each name, and where errors are.
func (c *checker) index() {
	c.bodies, c.errors = map[diag.Span]diag.Span{}, map[*diag.Source][]int{}
	var visit func(*syntax.Node)
	visit = func(n *syntax.Node) {
		for _, p := range n.Pairs {
			c.bodies[p.Key.Span] = p.Value.Span
			visit(p.Value)
		}
		for _, item := range n.Items {
			visit(item)
		}
	}
	visit(c.d.Root)
	for _, p := range c.problems {
		if p.Severity == diag.Error && !absences[p.Code] {
			c.errors[p.Span.Source] = append(c.errors[p.Span.Source], p.Span.Start)
		}
	}
	for _, starts := range c.errors {
		slices.Sort(starts)
	}
}

// found tells whether a problem with one of the codes is reported already, of
// which others would only be an echo.
func (c *checker) found(codes ...string) bool {
	return slices.ContainsFunc(c.problems, func(d diag.Diagnostic) bool { return slices.Contains(codes, d.Code) })
}

func (c *checker) errorf(span diag.Span, code, help, format string, args ...any) {
	c.add(diag.Error, span, code, help, format, args...)
}

func (c *checker) warnf(span diag.Span, code, help, format string, args ...any) {
	c.add(diag.Warning, span, code, help, format, args...)
}

func (c *checker) infof(span diag.Span, code, help, format string, args ...any) {
	c.add(diag.Info, span, code, help, format, args...)
}

func (c *checker) add(severity diag.Severity, span diag.Span, code, help, format string, args ...any) {
	c.report(diag.Diagnostic{Severity: severity, Code: code, Span: span, Message: fmt.Sprintf(format, args...), Help: help})
}

// damages tells whether a problem of the text takes a part of it away, so that
// names seem to be missing that are only not read.
func damages(d diag.Diagnostic) bool {
	return d.Severity == diag.Error && d.Code != "duplicate-key" && d.Code != "include"
}

// withoutUnknown leaves out the problems that only say that a name is missing.
func withoutUnknown(list diag.List) diag.List {
	var kept diag.List
	for _, d := range list {
		if !missingName[d.Code] {
			kept = append(kept, d)
		}
	}
	return kept
}

// missingName are the codes of problems that a damaged part of the text brings
// with it.
var missingName = func() map[string]bool {
	codes := map[string]bool{"unknown-name": true, "unknown-operation": true, "missing-key": true, "nothing-consumes": true, "nothing-publishes": true}
	for _, t := range things {
		codes["unknown-"+t.kind] = true
	}
	return codes
}()
