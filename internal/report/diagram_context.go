package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/unit"
)

// theSystem is the node of the system as one box.
const theSystem = "system"

// drawContext is the system as one box between those who use it and the
// services of others that it uses.
func drawContext(k *sketch) draw.Picture {
	d := draw.Diagram{}
	ours := 0
	for _, c := range k.d.Components.All() {
		if !outside(c) {
			ours++
		}
	}
	box := draw.Node{ID: theSystem, Name: k.s.Title(), Kind: "service", Text: k.d.Summary, Main: true,
		Notes: []string{counted(ours, "component") + " · " + counted(k.d.Flows.Len(), "flow")}}
	w := ways{k: k, met: map[string]bool{}}
	for _, e := range k.d.Calls() {
		w.call(e)
	}
	w.nameless()
	for name, a := range k.d.Actors.All() {
		if w.met["a:"+name] {
			d.Nodes = append(d.Nodes, actorNode(a))
		}
	}
	if w.met[callersID] {
		d.Nodes = append(d.Nodes, callersNode)
	}
	d.Nodes = append(d.Nodes, box)
	for name, c := range k.d.Components.All() {
		if id := "c:" + name; outside(c) && w.met[id] {
			d.Nodes = append(d.Nodes, draw.Node{ID: id, Name: titled(c.Title, name), Kind: c.Kind, Notes: made(c), Outside: true})
		}
	}
	for _, way := range w.list {
		d.Edges = append(d.Edges, draw.Edge{From: way.from, To: way.to, Label: way.label(), Later: way.async})
	}
	return k.finish(d)
}

// callersID stands for whoever starts flows when the design names nobody.
const callersID = "callers"

var callersNode = draw.Node{ID: callersID, Name: "callers", Kind: "human", Notes: []string{"nobody is named"}, Outside: true}

// ways are the calls between the system and what is around it.
type ways struct {
	k    *sketch
	met  map[string]bool
	list []*way
}

// way is everything that goes from one to another.
type way struct {
	from, to string
	flows    []string
	rate     float64
	async    bool
}

// label names the flows of a way and how often it is taken.
func (w *way) label() string {
	const most = 3
	text := strings.Join(w.flows[:min(len(w.flows), most)], ", ")
	if more := len(w.flows) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if w.rate > 0 {
		text += " · " + unit.Format(w.rate, unit.KindRate)
	}
	return text
}

// call adds a call that crosses the border of the system, or passes it by.
func (w *ways) call(e model.Edge) {
	from, to := w.end(e.Caller), w.end(e.Callee)
	if from == to {
		return
	}
	x := w.between(from, to, e.Async)
	if q := w.k.known("links." + e.Caller + "." + e.Callee + ".rate"); q != nil {
		x.rate += q.Value
	}
	for _, flow := range e.Flows {
		if slices.Contains(x.flows, flow) {
			continue
		}
		x.flows = append(x.flows, flow)
		if q := w.k.known("flows." + flow + ".offered"); q != nil && w.k.d.Actors.Has(e.Caller) {
			x.rate += q.Value
		}
	}
}

// nameless adds the flows that come from outside and of which nobody says from
// whom.
func (w *ways) nameless() {
	for name, f := range w.k.d.Flows.All() {
		if !w.k.fromNobody(f) {
			continue
		}
		x := w.between(callersID, theSystem, false)
		x.flows = append(x.flows, name)
		if q := w.k.known("flows." + name + ".offered"); q != nil {
			x.rate += q.Value
		}
	}
}

// fromNobody tells whether a flow comes from outside and nobody says from whom.
func (k *sketch) fromNobody(f *model.Flow) bool {
	starter, _ := k.d.Starter(f)
	return starter == "" && f.Consumes == nil && f.Every == nil
}

// end is the node that a caller or a callee is part of.
func (w *ways) end(name string) string {
	switch c := w.k.d.Components.Get(name); {
	case c != nil && outside(c):
		return "c:" + name
	case c == nil && w.k.d.Actors.Has(name):
		return "a:" + name
	}
	return theSystem
}

func (w *ways) between(from, to string, async bool) *way {
	w.met[from], w.met[to] = true, true
	for _, x := range w.list {
		if x.from == from && x.to == to {
			x.async = x.async && async
			return x
		}
	}
	x := &way{from: from, to: to, async: async}
	w.list = append(w.list, x)
	return x
}

// actorNotes says how many there are of an actor.
func actorNotes(a *model.Actor) []string {
	switch {
	case a.Daily != nil:
		return []string{a.Daily.Readable() + " a day"}
	case a.Total != nil:
		return []string{a.Total.Readable()}
	}
	return nil
}

// made is what a component is and what it is built with.
func made(c *model.Component) []string {
	if c.Tech == "" {
		return []string{c.Kind}
	}
	return []string{c.Kind + " · " + c.Tech}
}
