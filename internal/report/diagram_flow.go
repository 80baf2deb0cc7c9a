package report

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
)

// drawFlow is the data flow of one use case: the parts that it touches, its
// calls numbered in the order in which they happen, and each in words below.
func drawFlow(k *sketch) draw.Picture {
	return k.finish(tourOf(k).d)
}

// tourOf walks a flow from the outside in.
func tourOf(k *sketch) *tour {
	t := &tour{k: k, d: draw.Diagram{Direction: layout.Right}, number: map[string]int{}}
	if f := k.flow; f.Consumes != nil && k.d.Components.Has(f.Consumes.Head()) {
		by, _ := k.d.Starter(f)
		t.meet(f.Consumes.Head())
		t.happen(f.Consumes.Head(), by, true, fmt.Sprintf("%s takes messages from %s", whoever(by), f.Consumes.Head()))
	}
	k.d.Walk(k.flow, t.visit)
	t.boundaries()
	return t
}

// tour meets the parts of a flow and numbers what happens between them.
type tour struct {
	k      *sketch
	d      draw.Diagram
	number map[string]int // of what is said
	badges []([]string)   // of each edge
}

func (t *tour) visit(v model.Visit) {
	if v.Callee == nil {
		return
	}
	words := circumstance(v) + whoever(v.Caller) + " " + does[v.Step.Verb] + " " + v.Step.Path[v.Hop].Text
	if v.Last() {
		if notes := stepNotes(v.Step); len(notes) > 0 {
			words += ", " + strings.Join(notes, ", ")
		}
	}
	if v.Async {
		words += "; nobody waits"
	}
	t.happen(v.Caller, v.Callee.Name, v.Async || v.Step.Verb == model.VerbPublish, words)
}

// whoever is a caller in words.
func whoever(name string) string {
	if name == "" {
		return "the caller"
	}
	return name
}

// happen adds one thing that happens from one part to another; what was said
// before keeps its number.
func (t *tour) happen(from, to string, async bool, words string) {
	a, b := t.meet(from), t.meet(to)
	n, said := t.number[words]
	if !said {
		t.d.Listed = append(t.d.Listed, words)
		n = len(t.d.Listed)
		t.number[words] = n
	}
	i := 0
	for i < len(t.d.Edges) && (t.d.Edges[i].From != a || t.d.Edges[i].To != b || t.d.Edges[i].Later != async) {
		i++
	}
	if i == len(t.d.Edges) {
		t.d.Edges = append(t.d.Edges, draw.Edge{From: a, To: b, Later: async})
		t.badges = append(t.badges, nil)
	}
	t.badges[i] = appendNew(t.badges[i], fmt.Sprint(n))
	t.d.Edges[i].Badge = strings.Join(t.badges[i], ", ")
}

// meet returns the node of a part or a caller, which it adds when it is new.
func (t *tour) meet(name string) string {
	n := callersNode
	if c := t.k.d.Components.Get(name); c != nil {
		n = draw.Node{ID: "c:" + name, Name: titled(c.Title, name), Kind: c.Kind, Notes: t.k.nodeNotes(c), Outside: outside(c)}
		if t.k.d.Boundaries.Has(c.PrimaryIn()) {
			n.Group = c.PrimaryIn()
		}
	} else if a := t.k.d.Actors.Get(name); a != nil {
		n = actorNode(a)
	}
	for _, known := range t.d.Nodes {
		if known.ID == n.ID {
			return n.ID
		}
	}
	t.d.Nodes = append(t.d.Nodes, n)
	return n.ID
}

// boundaries adds the boundaries around the parts that the flow meets.
func (t *tour) boundaries() {
	used := map[string]bool{}
	for _, n := range t.d.Nodes {
		t.k.around(n.Group, used)
	}
	t.d.Groups = t.k.groups(used)
}
