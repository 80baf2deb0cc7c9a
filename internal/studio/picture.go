package studio

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// Sizes of what the page draws, in its pixels at rest; it draws exactly these.
const (
	nodeWidth   = 176
	nodeHeight  = 56
	actorHeight = 36
	oneLine     = 16 // letters of a name; a longer one breaks at a hyphen or a space
	secondLine  = 24 // by which that makes its box higher
	letter      = 10 // width of a letter in a caption
	captionRoom = 24
)

// finer is how much larger boxes are while the picture is laid out: a screen
// wants large boxes close together, a document wants air between them.
const finer = 1.6

func grown(size int) int { return int(math.Round(float64(size) * finer)) }

func shrunk(at int) int { return int(math.Round(float64(at) / finer)) }

// pictureOf lays the design out: actors, components in their boundaries, calls
// and deliveries. A large picture closes boundaries to one box each, but for
// those in open.
func pictureOf(s *study.Study, open []string) Picture {
	all := &drawing{s: s, d: s.Design, drawn: map[[2]string]int{}}
	all.gather()
	return all.picture(open)
}

// picture lays out what was gathered.
func (p *drawing) picture(open []string) Picture {
	shown := p.closed(open)
	res := layout.Layout(shown.graph)
	out := Picture{W: shrunk(res.W), H: shrunk(res.H), Nodes: list(shown.nodes), Groups: list(shown.groups), Edges: list(shown.arrows), Folded: list(shown.folded)}
	for i := range out.Nodes {
		out.Nodes[i].Box = boxOf(res.Nodes[i])
	}
	for i := range out.Groups {
		out.Groups[i].Box = boxOf(res.Groups[i].Rect)
		out.Groups[i].Label = boxOf(res.Groups[i].Label)
	}
	for i := range out.Edges {
		for _, q := range res.Edges[i].Points {
			out.Edges[i].Points = append(out.Edges[i].Points, [2]int{shrunk(q.X), shrunk(q.Y)})
		}
	}
	return out
}

func boxOf(r layout.Rect) Box {
	x, y := shrunk(r.X), shrunk(r.Y)
	return Box{x, y, shrunk(r.X+r.W) - x, shrunk(r.Y+r.H) - y}
}

// drawing gathers what stands in a picture; the graph is in the order of the
// other slices.
type drawing struct {
	s *study.Study
	d *model.Design

	graph  layout.Graph
	nodes  []Node
	groups []Group
	arrows []Arrow
	folded []Folding
	drawn  map[[2]string]int // which arrow leads from one node to another
}

func (p *drawing) gather() {
	for name, b := range p.d.Boundaries.All() {
		p.group(Group{ID: name, Name: titled(b.Title, name), Note: b.Trust, Parent: p.boundary(b.In.Text)})
	}
	for _, e := range p.d.Calls() {
		link := e.Caller + "." + e.Callee
		p.call(e.Caller, e.Callee, link, e.Async, value(p.s, "links."+link+".rate"))
	}
	for name, f := range p.d.Flows.All() {
		_, worker := p.d.Starter(f)
		if f.Consumes != nil && worker != nil && p.d.Components.Has(f.Consumes.Head()) {
			p.call(f.Consumes.Head(), worker.Name, name, true, value(p.s, "flows."+name+".offered"))
		}
	}
	for name, c := range p.d.Components.All() {
		if p.d.Components.Has(c.DeadLetter.Head()) {
			p.call(name, c.DeadLetter.Head(), "", true, nil)
		}
	}
	calling := map[string]bool{}
	for _, a := range p.arrows {
		calling[a.From] = true
	}
	for name, a := range p.d.Actors.All() {
		if calling["a:"+name] {
			p.node(Node{ID: "a:" + name, Name: name, Kind: cmp.Or(a.Kind, "actor")})
		}
	}
	for name, c := range p.d.Components.All() {
		p.node(Node{ID: "c:" + name, Name: titled(c.Title, name), Kind: c.Kind, Group: p.boundary(c.PrimaryIn())})
	}
}

func (p *drawing) group(g Group) {
	p.groups = append(p.groups, g)
	p.graph.Groups = append(p.graph.Groups, layout.Group{ID: g.ID, Parent: g.Parent, W: grown(letter*len([]rune(g.Name+" "+g.Note)) + 12), H: grown(captionRoom)})
}

func (p *drawing) node(n Node) {
	h, actor := nodeHeight, strings.HasPrefix(n.ID, "a:")
	if actor {
		h = actorHeight
	}
	n.Lines = linesOf(n.Name)
	h += (n.Lines - 1) * secondLine
	p.nodes = append(p.nodes, n)
	p.graph.Nodes = append(p.graph.Nodes, layout.Node{ID: n.ID, W: grown(nodeWidth), H: grown(h), Group: n.Group, First: actor})
}

// linesOf is on how many lines a name stands: two where it is long and can be
// broken.
func linesOf(name string) int {
	if utf8.RuneCountInString(name) > oneLine && strings.ContainsAny(name, "- ") {
		return 2
	}
	return 1
}

// call draws what one part asks of another, which a run counts as what; all of
// it is one arrow.
func (p *drawing) call(from, to, what string, async bool, rate *float64) {
	a := Arrow{From: p.box(from), To: p.box(to), Async: async, Link: from + "." + to, Calls: []string{}}
	if what != "" {
		a.Calls = []string{what}
	}
	if a.From == "" || a.To == "" {
		return
	}
	if rate != nil {
		a.Rate = *rate
	}
	pair := [2]string{a.From, a.To}
	if i, ok := p.drawn[pair]; ok {
		p.arrows[i].join(a)
		return
	}
	p.drawn[pair] = len(p.arrows)
	p.arrow(a)
}

// join adds what another arrow stands for.
func (a *Arrow) join(b Arrow) {
	a.Rate += b.Rate
	a.Async = a.Async && b.Async
	a.Calls = slices.Concat(a.Calls, b.Calls)
}

func (p *drawing) arrow(a Arrow) {
	a.Points = [][2]int{}
	p.arrows = append(p.arrows, a)
	p.graph.Edges = append(p.graph.Edges, layout.Edge{From: a.From, To: a.To})
}

// box is the node of a caller or callee; "" for nobody.
func (p *drawing) box(name string) string {
	switch {
	case p.d.Components.Has(name):
		return "c:" + name
	case p.d.Actors.Has(name):
		return "a:" + name
	}
	return ""
}

func (p *drawing) boundary(name string) string {
	if p.d.Boundaries.Has(name) {
		return name
	}
	return ""
}

// closed is the drawing with so many boundaries closed that a reader can take
// it in.
func (p *drawing) closed(open []string) *drawing {
	if len(p.nodes) <= layout.MostBoxes {
		return p
	}
	c := layout.Collapse(p.graph, layout.MostBoxes, open)
	out := &drawing{s: p.s, d: p.d}
	for _, g := range c.Groups {
		out.group(p.groups[g])
	}
	for _, b := range c.Boxes {
		if b.Node >= 0 {
			out.node(p.nodes[b.Node])
			continue
		}
		g := p.groups[b.Group]
		out.node(Node{ID: "b:" + g.ID, Name: g.Name, Kind: "boundary", Group: g.Parent})
		out.folded = append(out.folded, Folding{g.ID, g.Name, b.Holds})
	}
	for _, line := range c.Lines {
		a := p.arrows[line.Edges[0]]
		for _, i := range line.Edges[1:] {
			a.join(p.arrows[i])
		}
		a.From, a.To = out.nodes[line.From].ID, out.nodes[line.To].ID
		out.arrow(a)
	}
	return out
}

func titled(title, name string) string { return cmp.Or(strings.TrimSpace(title), name) }
