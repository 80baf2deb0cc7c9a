package draw

import (
	"slices"
	"strconv"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// closed returns the diagram with so many of its groups closed to one box each
// that a reader can take it in. Those named in Open stay open.
func (d Diagram) closed() Diagram {
	if len(d.Nodes) <= layout.MostBoxes {
		return d
	}
	c := layout.Collapse(d.graph(), layout.MostBoxes, d.Open)
	out := d
	out.Nodes, out.Groups, out.Edges = nil, nil, nil
	for _, b := range c.Boxes {
		if b.Node >= 0 {
			out.Nodes = append(out.Nodes, d.Nodes[b.Node])
		} else {
			out.Nodes = append(out.Nodes, d.Groups[b.Group].asNode(b.Holds))
		}
	}
	for _, g := range c.Groups {
		out.Groups = append(out.Groups, d.Groups[g])
	}
	for _, bundle := range c.Lines {
		e := d.bundled(bundle.Edges)
		e.From, e.To = out.Nodes[bundle.From].ID, out.Nodes[bundle.To].ID
		out.Edges = append(out.Edges, e)
	}
	return out
}

// asNode is a group as one box.
func (g Group) asNode(holds int) Node {
	return Node{ID: g.ID, Name: g.Name, Kind: closedBoundary, Notes: []string{g.Note, strconv.Itoa(holds) + " parts"}, Stack: 2, Group: g.Parent}
}

// bundled is one line for several: it says how many, and the worst of them.
func (d Diagram) bundled(edges []int) Edge {
	e := d.Edges[edges[0]]
	if len(edges) == 1 {
		return e
	}
	all := Edge{Label: strconv.Itoa(len(edges)) + " calls", Later: true, Faded: true}
	for _, i := range edges {
		e := d.Edges[i]
		all.Later, all.Faded, all.Strong = all.Later && e.Later, all.Faded && e.Faded, all.Strong || e.Strong
		if slices.Index(worst, e.Tone) > slices.Index(worst, all.Tone) {
			all.Tone = e.Tone
		}
		if e.Badge != "" && all.Badge != "" {
			all.Badge += ", "
		}
		all.Badge += e.Badge
	}
	return all
}

// worst orders the tones, the one that matters most last.
var worst = []look.Tone{look.Note, look.Good, look.Unknown, look.Unsure, look.Bad}
