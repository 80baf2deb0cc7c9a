package faulttree

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// Model is what Open-PSA files say: fault trees and event trees over one set of
// events. Open-PSA Model Exchange Format 2.0d.
type Model struct {
	Name      string
	Tree      *Tree
	Tops      []Top // gates that no gate rests on
	Sequences []Top // ends of event trees, without the rate of what initiates them
}

// Top is a function with a name.
type Top struct {
	Name string
	Ref  Ref
}

// ReadOptions say how Open-PSA files are read. The zero value takes the
// defaults.
type ReadOptions struct {
	MissionTime float64 // hours; 0 is the files' own, or 8760
	NoGroups    bool    // common-cause groups are left out
}

const defaultMissionTime = 8760

// ReadOpenPSA reads models in the Open-PSA Model Exchange Format, several files
// as one. It reports everything that is wrong with them; the model is nil when
// something is.
func ReadOpenPSA(files []*diag.Source, o ReadOptions) (*Model, diag.List) {
	r := &reader{
		o: o, tree: New(), mission: defaultMissionTime, files: files,
		gates: map[string]*definition{}, events: map[string]*definition{}, houses: map[string]*definition{}, parameters: map[string]*definition{},
		sequences: map[string]*definition{}, rules: map[string]*definition{}, branches: map[string]*definition{},
		values: map[string]value{}, made: map[string]Ref{}, referred: map[string]bool{},
	}
	for _, file := range files {
		if root := parseXML(file, &r.problems); root != nil {
			r.file(root)
		}
	}
	if o.MissionTime > 0 {
		r.mission = o.MissionTime
	}
	r.groups()
	m := &Model{Name: r.name, Tree: r.tree}
	main := &resolver{r: r, known: map[string]Ref{}, open: map[string]bool{}}
	for _, name := range r.order {
		main.gate(r.gates[name])
	}
	for _, name := range r.order {
		if !r.referred[name] {
			m.Tops = append(m.Tops, Top{name, main.known[name]})
		}
	}
	m.Sequences = r.initiating()
	if len(m.Tops)+len(m.Sequences) == 0 && len(r.problems) == 0 && len(files) > 0 {
		r.report(diag.Span{Source: files[0]}, "openpsa-empty", "the file defines no gate", "add a define-fault-tree with a define-gate")
	}
	r.problems.Sort()
	if r.problems.HasErrors() {
		return nil, r.problems
	}
	return m, r.problems
}

// reader collects the definitions of all files.
type reader struct {
	o        ReadOptions
	tree     *Tree
	name     string
	mission  float64
	files    []*diag.Source
	problems diag.List

	gates, events, houses, parameters, sequences, rules, branches map[string]*definition

	order        []string // gates, as written
	causes       []*definition
	initiators   []*definition
	eventTrees   []*definition
	values       map[string]value
	made         map[string]Ref // basic events
	referred     map[string]bool
	groupMembers map[string]Ref
	below        int // parameters that are being evaluated
}

// definition is something with a name; its full name begins with the
// containers that keep it private.
type definition struct {
	*element
	full  string
	scope []string // containers it stands in, from the outside
}

func (r *reader) report(at diag.Span, code, message, help string) {
	r.problems = append(r.problems, diag.Diagnostic{Severity: diag.Error, Code: code, Span: at, Message: message, Help: help})
}

// file takes in the definitions of one file.
func (r *reader) file(root *element) {
	if root.name != "opsa-mef" {
		r.report(root.span, "openpsa-root", fmt.Sprintf("the file begins with %q, not with \"opsa-mef\"", root.name), "export the model in the Open-PSA Model Exchange Format")
		return
	}
	if r.name == "" {
		r.name = root.attr["name"]
	}
	r.container(root, nil)
}

// unsupported are definitions that would change the numbers if they were left
// out.
var unsupported = []string{"define-alignment", "define-substitution", "define-extern-function", "define-extern-library"}

// container takes in what stands in a model, a fault tree or a component.
func (r *reader) container(at *element, scope []string) {
	for _, e := range at.children {
		switch e.name {
		case "define-fault-tree", "define-component":
			if r.named(e) {
				for _, inner := range e.children {
					if e.attr["role"] == "private" && inner.attr["role"] == "" {
						inner.attr["role"] = "private"
					}
				}
				r.container(e, append(slices.Clone(scope), e.attr["name"]))
			}
		case "define-gate":
			if d := r.define(r.gates, e, scope); d != nil {
				r.order = append(r.order, d.full)
			}
		case "define-basic-event":
			r.define(r.events, e, scope)
		case "define-house-event":
			r.define(r.houses, e, scope)
		case "define-parameter":
			r.define(r.parameters, e, scope)
		case "define-CCF-group":
			r.causes = append(r.causes, &definition{e, e.attr["name"], scope})
		case "define-initiating-event":
			r.initiators = append(r.initiators, &definition{e, e.attr["name"], scope})
		case "define-event-tree":
			r.eventTree(e)
		case "define-rule":
			r.define(r.rules, e, scope)
		case "model-data":
			r.container(e, scope)
		case "label", "attributes":
		default:
			if slices.Contains(unsupported, e.name) {
				r.report(e.span, "openpsa-unsupported", fmt.Sprintf("%q is not supported", e.name), "remove it, or compute the model that it stands for")
				continue
			}
			r.report(e.span, "openpsa-unknown", fmt.Sprintf("%q is not an element of Open-PSA here", e.name), "see the Open-PSA Model Exchange Format 2.0")
		}
	}
}

func (r *reader) named(e *element) bool {
	if e.attr["name"] == "" {
		r.report(e.span, "openpsa-name", fmt.Sprintf("%q has no name", e.name), `add name="..."`)
		return false
	}
	return true
}

// define keeps a definition under its full name. What is private is known by
// the names of its containers too.
func (r *reader) define(in map[string]*definition, e *element, scope []string) *definition {
	if !r.named(e) {
		return nil
	}
	d := &definition{element: e, full: e.attr["name"], scope: scope}
	if e.attr["role"] == "private" {
		d.full = strings.Join(append(slices.Clone(scope), d.full), ".")
	}
	if first := in[d.full]; first != nil {
		r.problems = append(r.problems, diag.Diagnostic{
			Severity: diag.Error, Code: "openpsa-duplicate", Span: e.span, Message: fmt.Sprintf("%q is defined twice", d.full),
			Related: []diag.Related{{Span: first.span, Message: "the first is here"}},
		})
		return nil
	}
	in[d.full] = d
	return d
}

// lookup finds a name as it is seen from a scope: the nearest private one
// first, then the public one.
func lookup(in map[string]*definition, name string, scope []string) *definition {
	for n := len(scope); n > 0; n-- {
		if d := in[strings.Join(scope[:n], ".")+"."+name]; d != nil {
			return d
		}
	}
	if d := in[name]; d != nil {
		return d
	}
	// A path through containers to something public.
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		if d := in[name[at+1:]]; d != nil && strings.HasSuffix(strings.Join(d.scope, "."), name[:at]) {
			return d
		}
	}
	return nil
}

// mostBelow bounds how many gates or parameters rest on each other in a row:
// far above any that people write, and below what the stack holds.
const mostBelow = 10_000

func (r *reader) tooDeep(d *definition) {
	r.report(d.span, "openpsa-depth", fmt.Sprintf("%q is more than %d definitions deep", d.full, mostBelow), "")
}

// isDefined tells what says something of an event or a parameter from what
// describes it. An expression that is not known counts.
func isDefined(e *element) bool { return e.name != "label" && e.name != "attributes" }

// single returns the first child that passes a test; nil when none does. That
// there are more is reported: one of them would be left out.
func (r *reader) single(d *definition, is func(*element) bool) *element {
	first := d.only(is)
	for _, c := range d.children {
		if c != first && is(c) {
			r.report(c.span, "openpsa-twice", fmt.Sprintf("%q is defined by %q already", d.full, first.name), "keep one of the two")
			break
		}
	}
	return first
}

// basicEvent returns the event of a definition, made once.
func (r *reader) basicEvent(d *definition) Ref {
	if ref, ok := r.groupMembers[d.full]; ok {
		return ref
	}
	if ref, ok := r.made[d.full]; ok {
		return ref
	}
	p := 0.0
	if e := r.single(d, isDefined); e != nil {
		p = r.probability(e, d.scope, fmt.Sprintf("event %q", d.full))
	} else {
		r.report(d.span, "openpsa-probability", fmt.Sprintf("event %q has no probability", d.full), `add <float value="..."/>`)
	}
	ref := r.tree.Event(d.full, p)
	r.made[d.full] = ref
	return ref
}

// probability evaluates an expression that must lie between 0 and 1.
func (r *reader) probability(e *element, scope []string, of string) float64 {
	p := r.evaluate(e, scope)
	if math.IsNaN(p) {
		return 0 // reported
	}
	if p < 0 || p > 1 {
		r.report(e.span, "openpsa-probability", fmt.Sprintf("%s has probability %g", of, p), "a probability lies between 0 and 1")
		return 0
	}
	return p
}
