package studio

import (
	"cmp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// Sizes of what the page draws, in its pixels at rest. web/src/canvas draws
// exactly these.
const (
	nodeWidth   = 164
	nodeHeight  = 56
	actorHeight = 36
	labelHeight = 16
	labelChar   = 7 // widest of the digits and letters in a label
	captionRoom = 20
)

// mostBoxes is how many boxes a page shows before boundaries are folded into
// one box each.
const mostBoxes = 60

// pictureOf lays the design out: actors, components in their boundaries, calls
// and deliveries. Beyond mostBoxes the boundaries that hold most are folded,
// but for those in open.
func pictureOf(s *study.Study, open []string) Picture {
	p := &drawing{graph: layout.Graph{Direction: layout.Down}, s: s, d: s.Design, folded: fold(s.Design, open)}
	p.gather()
	res := layout.Layout(p.graph)
	out := Picture{W: res.W, H: res.H, Nodes: p.nodes, Groups: p.groups, Edges: p.arrows, Folded: []Folding{}}
	for i := range out.Nodes {
		out.Nodes[i].Box = boxOf(res.Nodes[i])
	}
	for i := range out.Groups {
		out.Groups[i].Box = boxOf(res.Groups[i].Rect)
	}
	for i := range out.Edges {
		for _, q := range res.Edges[i].Points {
			out.Edges[i].Points = append(out.Edges[i].Points, [2]int{q.X, q.Y})
		}
		out.Edges[i].At = boxOf(res.Edges[i].Label)
	}
	for name, parts := range p.folded {
		out.Folded = append(out.Folded, Folding{name, titled(p.d.Boundaries.Get(name).Title, name), parts})
	}
	slices.SortFunc(out.Folded, func(a, b Folding) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func boxOf(r layout.Rect) Box { return Box{r.X, r.Y, r.W, r.H} }

// drawing gathers what stands in a picture.
type drawing struct {
	s      *study.Study
	d      *model.Design
	folded map[string]int // boundaries drawn as one box, with how many components they hold

	graph  layout.Graph
	nodes  []Node
	groups []Group
	arrows []Arrow
	drawn  map[[2]string]int // which arrow leads from one node to another
}

func (p *drawing) gather() {
	p.drawn = map[[2]string]int{}
	p.arrows, p.groups, p.nodes = []Arrow{}, []Group{}, []Node{}
	for name, b := range p.d.Boundaries.All() {
		if p.hidden(name) != "" || !p.inhabited(name) {
			continue
		}
		group := Group{ID: name, Name: titled(b.Title, name), Note: b.Trust}
		if p.d.Boundaries.Has(b.In.Text) {
			group.Parent = b.In.Text
		}
		p.groups = append(p.groups, group)
		p.graph.Groups = append(p.graph.Groups, layout.Group{ID: name, Parent: group.Parent, W: labelChar*len([]rune(group.Name)) + 12, H: captionRoom})
	}
	for _, e := range p.d.Calls() {
		rate := value(p.s, "links."+e.Caller+"."+e.Callee+".rate")
		p.arrow(e.Caller, e.Callee, e.Async, rate)
	}
	for name, f := range p.d.Flows.All() {
		_, worker := p.d.Starter(f)
		if f.Consumes != nil && worker != nil && p.d.Components.Has(f.Consumes.Head()) {
			p.arrow(f.Consumes.Head(), worker.Name, true, value(p.s, "flows."+name+".offered"))
		}
	}
	calling := map[string]bool{}
	for _, a := range p.arrows {
		calling[a.From] = true
	}
	for name, a := range p.d.Actors.All() {
		if calling["a:"+name] {
			p.node(Node{ID: "a:" + name, Name: name, Kind: cmp.Or(a.Kind, "actor")}, nodeWidth, actorHeight, true)
		}
	}
	for name, c := range p.d.Components.All() {
		if p.placeOf(name) == "c:"+name {
			p.node(Node{ID: "c:" + name, Name: titled(c.Title, name), Kind: c.Kind, Group: p.groupOf(c.PrimaryIn())}, nodeWidth, nodeHeight, false)
		}
	}
	for name, b := range p.d.Boundaries.All() {
		if _, folded := p.folded[name]; folded && p.hidden(b.In.Text) == "" {
			p.node(Node{ID: "b:" + name, Name: titled(b.Title, name), Kind: "boundary", Group: p.groupOf(b.In.Text)}, nodeWidth, nodeHeight, false)
		}
	}
}

func (p *drawing) node(n Node, w, h int, first bool) {
	p.nodes = append(p.nodes, n)
	p.graph.Nodes = append(p.graph.Nodes, layout.Node{ID: n.ID, W: w, H: h, Group: n.Group, First: first})
}

// arrow draws a call between the boxes in which caller and callee stand; calls
// between the same two boxes are one arrow.
func (p *drawing) arrow(from, to string, async bool, rate *float64) {
	a := Arrow{From: p.placeOf(from), To: p.placeOf(to), Async: async, Points: [][2]int{}, Link: from + "." + to}
	if a.From == "" || a.To == "" || a.From == a.To && from != to {
		return
	}
	if rate != nil {
		a.Rate = *rate
	}
	pair := [2]string{a.From, a.To}
	if i, ok := p.drawn[pair]; ok {
		p.arrows[i].Rate += a.Rate
		p.arrows[i].Async = p.arrows[i].Async && async
		return
	}
	p.drawn[pair] = len(p.arrows)
	p.arrows = append(p.arrows, a)
	p.graph.Edges = append(p.graph.Edges, layout.Edge{From: a.From, To: a.To})
}

// placeOf is the box in which a caller or callee is drawn; "" for nobody.
func (p *drawing) placeOf(name string) string {
	if c := p.d.Components.Get(name); c != nil {
		if b := p.hidden(c.PrimaryIn()); b != "" {
			return "b:" + b
		}
		return "c:" + name
	}
	if p.d.Actors.Has(name) {
		return "a:" + name
	}
	return ""
}

// hidden is the outermost folded boundary around a boundary, itself included;
// "" when it is open to see.
func (p *drawing) hidden(boundary string) string {
	found := ""
	for b := p.d.Boundaries.Get(boundary); b != nil; b = p.d.Boundaries.Get(b.In.Text) {
		if _, folded := p.folded[b.Name]; folded {
			found = b.Name
		}
	}
	return found
}

func (p *drawing) groupOf(boundary string) string {
	if p.d.Boundaries.Has(boundary) {
		return boundary
	}
	return ""
}

// inhabited tells whether something is drawn in a boundary.
func (p *drawing) inhabited(boundary string) bool {
	for _, c := range p.d.Components.All() {
		for b := p.d.Boundaries.Get(c.PrimaryIn()); b != nil; b = p.d.Boundaries.Get(b.In.Text) {
			if b.Name == boundary {
				return true
			}
		}
	}
	return false
}

// fold chooses the boundaries that are drawn as one box: none in a picture of
// mostBoxes or fewer, and otherwise the ones that hold most, until it is.
func fold(d *model.Design, open []string) map[string]int {
	folded := map[string]int{}
	boxes := d.Components.Len()
	for boxes > mostBoxes {
		best, most := "", 1
		for name := range d.Boundaries.All() {
			if n := direct(d, name, folded); n > most && !slices.Contains(open, name) {
				best, most = name, n
			}
		}
		if best == "" {
			break
		}
		folded[best] = most
		boxes -= most - 1
	}
	return folded
}

// direct counts the components that stand in a boundary and in no inner one; 0
// when it is folded already.
func direct(d *model.Design, boundary string, folded map[string]int) int {
	if _, ok := folded[boundary]; ok {
		return 0
	}
	n := 0
	for _, c := range d.Components.All() {
		if c.PrimaryIn() == boundary {
			n++
		}
	}
	for _, b := range d.Boundaries.All() {
		if b.In.Text == boundary {
			return 0 // inner ones are folded first
		}
	}
	return n
}

func titled(title, name string) string { return cmp.Or(strings.TrimSpace(title), name) }
