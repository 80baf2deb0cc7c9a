package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/unit"
)

// drawDeployment is what runs where: each part once in every place where it has
// replicas, with its machines and how many of them stand in each zone.
func drawDeployment(k *sketch) draw.Picture {
	d := draw.Diagram{}
	used := map[string]bool{}
	for _, c := range k.d.Components.All() {
		places := k.d.Deployments(c)
		for _, p := range places {
			d.Nodes = append(d.Nodes, k.deployed(c, p, len(places)))
			k.around(p.Boundary, used)
		}
	}
	d.Groups = k.groups(used)
	k.routes(&d)
	k.replications(&d)
	return k.finish(d)
}

// around marks a boundary and those around it.
func (p *paper) around(boundary string, used map[string]bool) {
	for b := p.d.Boundaries.Get(boundary); b != nil && !used[b.Name]; b = p.d.Boundaries.Get(b.In.Text) {
		used[b.Name] = true
	}
}

// groups are the boundaries that are used, in the order of the file.
func (p *paper) groups(used map[string]bool) []draw.Group {
	var groups []draw.Group
	for name, b := range p.d.Boundaries.All() {
		if !used[name] {
			continue
		}
		group := draw.Group{ID: name, Name: titled(b.Title, name), Note: boundaryNote(b), Sign: boundarySign(b)}
		if used[b.In.Text] {
			group.Parent = b.In.Text
		}
		groups = append(groups, group)
	}
	return groups
}

func placeID(c *model.Component, p model.Deployment) string { return c.Name + " in " + p.Boundary }

// deployed is a component in one of its places.
func (k *sketch) deployed(c *model.Component, p model.Deployment, places int) draw.Node {
	n := draw.Node{ID: placeID(c, p), Name: titled(c.Title, c.Name), Kind: c.Kind, Notes: made(c), Outside: outside(c)}
	if k.d.Boundaries.Has(p.Boundary) {
		n.Group = p.Boundary
	}
	if c.RunsOn != "" {
		n.Notes = append(n.Notes, c.RunsOn)
		if size := machine(c); size != "" {
			n.Notes = append(n.Notes, size)
		}
	}
	if outside(c) {
		return n
	}
	n.Notes = append(n.Notes, k.replicas(c, p)...)
	if places > 1 && (c.Active == "one" || c.Behaviour.KeepsData()) {
		role := "copy"
		if p.Primary {
			role = "primary"
		}
		n.Notes = append(n.Notes, role)
	}
	zones := k.zonesAt(c, p.Boundary)
	n.Stack = max(0, min(2, int(float64(p.N())*c.Parts())-1))
	n.Cells = zoneCells(zones, p.N())
	if len(n.Cells) == 0 && zones != nil && zones.Value > 1 {
		n.Notes = append(n.Notes, "over "+zones.String()+" zones")
	}
	return n
}

// zonesAt is over how many zones the replicas of a component in one place are
// spread: its own zones, or those of the region around the place.
func (k *sketch) zonesAt(c *model.Component, boundary string) *unit.Quantity {
	zones := c.Zones
	for b := k.d.Boundaries.Get(boundary); b != nil && zones == nil; b = k.d.Boundaries.Get(b.In.Text) {
		zones = b.Zones
	}
	return zones
}

// machine is the size of what a replica runs on: "2 cores · 4 GiB".
func machine(c *model.Component) string {
	var words []string
	e := c.Effective()
	if e.Cores != nil && !e.Cores.Unlimited {
		cores := " cores"
		if e.Cores.Value == 1 {
			cores = " core"
		}
		words = append(words, unit.Format(e.Cores.Value, unit.KindCount)+cores)
	}
	if e.Memory != nil {
		words = append(words, e.Memory.String())
	}
	return strings.Join(words, " · ")
}

// replicas says how many there are in a place, and how many there may become.
func (k *sketch) replicas(c *model.Component, p model.Deployment) []string {
	var notes []string
	if parts := c.Parts(); parts > 1 {
		what := "shards"
		if model.CellsOf(c) > 1 {
			what = "cells"
		}
		notes = append(notes, unit.Format(parts, unit.KindCount)+" "+what+", each:")
	}
	switch {
	case p.Auto != nil && p.Auto.Max != nil:
		notes = append(notes, fmt.Sprintf("%d to %s replicas", p.N(), p.Auto.Max.String()))
	case p.N() > 1 || c.Replicas != nil:
		notes = append(notes, counted(p.N(), "replica"))
	}
	return notes
}

// mostZones is how many zones a box shows one by one.
const mostZones = 4

// zoneCells spreads replicas over zones, the first ones taking what is left
// over. Of a single one nobody says in which zone it is.
func zoneCells(zones *unit.Quantity, replicas int) []draw.Cell {
	if zones == nil || replicas < 2 || zones.Value < 2 || zones.Value > mostZones {
		return nil
	}
	var cells []draw.Cell
	n := int(zones.Value)
	for i := range n {
		cells = append(cells, draw.Cell{Label: string(rune('a' + i)), Value: fmt.Sprint((replicas + n - 1 - i) / n)})
	}
	return cells
}

// routes adds the calls, each from every place of the caller to where it
// arrives: a copy nearby where one may answer, else the primary.
func (k *sketch) routes(d *draw.Diagram) {
	for _, e := range k.d.Calls() {
		from, to := k.d.Components.Get(e.Caller), k.d.Components.Get(e.Callee)
		if from == nil || to == nil || from == to {
			continue
		}
		places := k.d.Deployments(from)
		for _, p := range places {
			at := k.arrives(p, to, e.Verb)
			label := ""
			if len(places) == 1 {
				label = k.edgeLabel(e)
			}
			d.Edges = append(d.Edges, draw.Edge{From: placeID(from, p), To: placeID(to, at), Label: label, Later: e.Async})
		}
	}
	for _, c := range k.d.Components.All() {
		if dead := k.d.Components.Get(c.DeadLetter.Head()); dead != nil {
			for _, p := range k.d.Deployments(c) {
				d.Edges = append(d.Edges, draw.Edge{From: placeID(c, p), To: placeID(dead, k.arrives(p, dead, model.VerbPublish)), Label: "dead letters", Later: true})
			}
		}
	}
	for _, f := range k.d.Flows.All() {
		_, worker := k.d.Starter(f)
		if f.Consumes == nil || worker == nil || !k.d.Components.Has(f.Consumes.Head()) {
			continue
		}
		queue := k.d.Components.Get(f.Consumes.Head())
		for _, p := range k.d.Deployments(worker) {
			edge := draw.Edge{From: placeID(queue, k.arrives(p, queue, model.VerbCall)), To: placeID(worker, p), Later: true}
			if !slices.Contains(d.Edges, edge) {
				d.Edges = append(d.Edges, edge)
			}
		}
	}
}

// arrives is the place of a component that a call from another place comes to.
func (k *sketch) arrives(from model.Deployment, to *model.Component, verb model.Verb) model.Deployment {
	places := k.d.Deployments(to)
	best := places[0]
	for _, p := range places {
		if p.Primary {
			best = p
		}
	}
	if to.Active == "one" || to.Behaviour.Class == "store" && to.ReadsFrom == "" && verb != model.VerbCall {
		return best
	}
	for _, p := range places {
		if p.Region == from.Region || p.Boundary == from.Boundary {
			return p
		}
	}
	return best
}

// replications adds how copies follow the primary.
func (k *sketch) replications(d *draw.Diagram) {
	for _, c := range k.d.Components.All() {
		places := k.d.Deployments(c)
		if c.Replication == nil || len(places) < 2 {
			continue
		}
		first := slices.IndexFunc(places, func(p model.Deployment) bool { return p.Primary })
		for i, p := range places {
			if i != max(first, 0) {
				d.Edges = append(d.Edges, draw.Edge{From: placeID(c, places[max(first, 0)]), To: placeID(c, p), Label: "copies, " + replication(c), Later: c.Replication.Mode.Name == "async"})
			}
		}
	}
}
