package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// Arrangement is where people want boxes to stand in the drawings of a design:
// the content of a file beside it, as
//
//	layout: 1
//	containers:
//	  positions: {api: [320, 40]}
//	  open: [core]
//	flow:
//	  checkout: {positions: {api: [320, 40]}}
//
// A position is that of the top left corner of a box in pixels, from the top left
// corner of the drawing without its title block.
type Arrangement struct {
	views map[string]*places // by view, or view and flow
}

// places are what is said of one drawing.
type places struct {
	pins []pin
	open []string
}

// pin is the place of a box.
type pin struct {
	name string
	at   layout.Point
	span diag.Span
}

// ReadArrangement reads such a file. What is wrong with it comes back with its
// place, and what could be read counts.
func ReadArrangement(src *diag.Source, d *model.Design) (*Arrangement, diag.List) {
	root, problems := syntax.Parse(src)
	r := &arrangementReader{d: d, problems: problems, a: &Arrangement{views: map[string]*places{}}}
	if root != nil && !problems.HasErrors() && r.mapping(root, "a file of places") {
		r.file(root)
	}
	r.problems.Sort()
	return r.a, r.problems
}

type arrangementReader struct {
	d        *model.Design
	a        *Arrangement
	problems diag.List
}

func (r *arrangementReader) report(severity diag.Severity, at *syntax.Node, help, format string, args ...any) {
	r.problems = append(r.problems, diag.Diagnostic{Code: "broken-layout", Severity: severity, Span: at.Span, Message: fmt.Sprintf(format, args...), Help: help})
}

func (r *arrangementReader) mapping(n *syntax.Node, what string) bool {
	if n.Kind != syntax.Mapping {
		r.report(diag.Error, n, "write names with their values under it", "%s must be a mapping", what)
	}
	return n.Kind == syntax.Mapping
}

func (r *arrangementReader) file(root *syntax.Node) {
	for _, p := range root.Pairs {
		v := ViewOf(p.Key.Value)
		switch {
		case p.Key.Value == "layout":
			if p.Value.Value != "1" {
				r.report(diag.Error, p.Value, "write layout: 1", "this is no file of places of version 1")
			}
		case v == nil || !v.Placed:
			r.report(diag.Error, p.Key, "write one of "+strings.Join(placedViews(), ", "), "there is no view %q to place boxes in", p.Key.Value)
		case !r.mapping(p.Value, "a view"):
		case v.OneFlow:
			r.flows(v, p.Value)
		default:
			r.a.views[v.Name] = r.places(p.Value)
		}
	}
}

// placedViews are the names of the views whose boxes may be placed.
func placedViews() []string {
	var names []string
	for _, v := range Views {
		if v.Placed {
			names = append(names, v.Name)
		}
	}
	return names
}

func (r *arrangementReader) flows(v *View, n *syntax.Node) {
	for _, p := range n.Pairs {
		if !r.d.Flows.Has(p.Key.Value) {
			r.report(diag.Warning, p.Key, suggestion(p.Key.Value, r.d.Flows.Names()), "there is no flow %q", p.Key.Value)
			continue
		}
		if r.mapping(p.Value, "a view") {
			r.a.views[v.Name+" "+p.Key.Value] = r.places(p.Value)
		}
	}
}

func (r *arrangementReader) places(n *syntax.Node) *places {
	out := &places{}
	for _, p := range n.Pairs {
		switch p.Key.Value {
		case "positions":
			if r.mapping(p.Value, "positions") {
				for _, at := range p.Value.Pairs {
					r.position(out, at)
				}
			}
		case "open":
			for _, name := range p.Value.Items {
				if !r.d.Boundaries.Has(name.Value) {
					r.report(diag.Warning, name, suggestion(name.Value, r.d.Boundaries.Names()), "there is no boundary %q", name.Value)
					continue
				}
				out.open = append(out.open, name.Value)
			}
		default:
			r.report(diag.Error, p.Key, "write positions or open", "a view has no key %q", p.Key.Value)
		}
	}
	return out
}

// farthest bounds a position in pixels: beyond what anybody can look at.
const farthest = 100_000

func (r *arrangementReader) position(out *places, at syntax.Pair) {
	var xy [2]int
	ok := len(at.Value.Items) == 2
	for i := 0; ok && i < 2; i++ {
		n, err := strconv.Atoi(at.Value.Items[i].Value)
		ok = err == nil && n >= -farthest && n <= farthest
		xy[i] = n
	}
	if !ok {
		r.report(diag.Error, at.Value, "write [320, 40]: pixels from the left and from the top", "the position of %q is no pair of whole numbers", at.Key.Value)
		return
	}
	out.pins = append(out.pins, pin{at.Key.Value, layout.Point{X: xy[0], Y: xy[1]}, at.Key.Span})
}

// suggestion is the name that a person most likely meant.
func suggestion(name string, names []string) string {
	if near := diag.Suggest(name, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "there are " + strings.Join(names, ", ")
}

// of returns what is said of a view; nothing of a nil arrangement.
func (a *Arrangement) of(v *View, f *model.Flow) *places {
	if a == nil {
		return &places{}
	}
	name := v.Name
	if f != nil {
		name += " " + f.Name
	}
	if p := a.views[name]; p != nil {
		return p
	}
	return &places{}
}

// pinned finds the place of each box by the names that it goes by. A name
// of no box, or of several, is reported.
func (k *sketch) pinned(names map[string][]string) map[string]*layout.Point {
	boxes := map[string][]string{} // by name
	var known []string
	for id, all := range names {
		for _, name := range all {
			boxes[name] = append(boxes[name], id)
			known = append(known, name)
		}
	}
	slices.Sort(known)
	pins := map[string]*layout.Point{}
	for i := range k.places.pins {
		p := &k.places.pins[i]
		switch ids := boxes[p.name]; len(ids) {
		case 1:
			pins[ids[0]] = &p.at
		case 0:
			k.warn(p.span, suggestion(p.name, slices.Compact(known)), "the view %s has no box %q to place", k.view.Name, p.name)
		default:
			slices.Sort(ids)
			k.warn(p.span, "write "+strings.Join(ids, " or "), "%q is drawn %d times", p.name, len(ids))
		}
	}
	return pins
}

func (k *sketch) warn(span diag.Span, help, format string, args ...any) {
	k.problems = append(k.problems, diag.Diagnostic{Code: "unplaced-box", Severity: diag.Warning, Span: span, Message: fmt.Sprintf(format, args...), Help: help})
}
