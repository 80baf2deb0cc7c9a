package draw

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Entities shows kinds of data, their fields and how they refer to each other.
type Entities struct {
	Plate
	Title     string // said to those who cannot see it
	Entities  []Entity
	Relations []Relation
}

// Entity is a kind of data.
type Entity struct {
	ID     string
	Name   string
	Note   string    // "sql in links-db · 5 TB after a year"
	Class  string    // how sensitive it is; "" when nobody says
	Tone   look.Tone // of its class
	Fields []Field
	Pin    *layout.Point // as of a Node
}

// Field is one of its columns.
type Field struct {
	Name, Type string
	Key        bool
}

// Relation is a reference: many From have one To each, or at most one when
// Single.
type Relation struct {
	From, To string
	Label    string // the field that refers
	Single   bool
}

const (
	fieldLine  = 18
	entityHead = 30
)

// SVG draws the entities, those referred to at the left. Without any it says
// so.
func (e Entities) SVG() string { return e.Picture().SVG }

// Picture draws it in its plate.
func (e Entities) Picture() Picture {
	if len(e.Entities) == 0 {
		return nothing(e.Plate, e.Title)
	}
	g := layout.Graph{Direction: layout.Right}
	for _, entity := range e.Entities {
		w, h := entity.size()
		g.Nodes = append(g.Nodes, layout.Node{ID: entity.ID, W: w, H: h, Pin: entity.Pin})
	}
	for _, r := range e.Relations {
		label := Edge{Label: r.Label}
		w, h := label.labelSize()
		g.Edges = append(g.Edges, layout.Edge{From: r.To, To: r.From, W: w, H: h})
	}
	res := layout.Layout(g)
	var c canvas
	for i, r := range e.Relations {
		r.draw(&c, res.Edges[i])
	}
	for i, entity := range e.Entities {
		entity.draw(&c, res.Nodes[i])
	}
	p := c.finish(e.Plate, max(res.W, 360), res.H, e.Title)
	p.Unmet = res.Problems
	return p
}

func (e Entity) heading() (name string, notes []string) {
	return look.Fit(shown(e.Name), 240, bodySize, true), look.Wrap(shown(e.Note), 220, 2, tickSize, false)
}

func (f Field) text() (name, kind string) {
	return look.Fit(shown(f.Name), 140, noteSize, f.Key), look.Fit(shown(f.Type), 120, noteSize, false)
}

func (e Entity) size() (w, h int) {
	name, notes := e.heading()
	w = max(nodeLeast, look.Width(name, bodySize, true)+e.classRoom())
	for _, line := range notes {
		w = max(w, look.Width(line, tickSize, false))
	}
	for _, f := range e.Fields {
		name, kind := f.text()
		w = max(w, look.Width(name, noteSize, f.Key)+24+look.Width(kind, noteSize, false)+f.keyRoom())
	}
	return w + 2*nodePad, e.headHeight() + len(e.Fields)*fieldLine + 8
}

// classRoom is the width of the class and of what is kept free before it.
func (e Entity) classRoom() int {
	if e.Class == "" {
		return 0
	}
	return 16 + e.classWidth()
}

func (e Entity) classWidth() int { return look.Width(e.class(), tickSize, true) + 2*badgePad }

func (e Entity) class() string { return look.Fit(shown(e.Class), 120, tickSize, true) }

func (e Entity) headHeight() int {
	_, notes := e.heading()
	return entityHead + len(notes)*noteLine
}

func (f Field) keyRoom() int {
	if f.Key {
		return 16
	}
	return 0
}

func (e Entity) draw(c *canvas, r layout.Rect) {
	name, notes := e.heading()
	c.open("", shown(e.Name))
	c.rect(r.X, r.Y, r.W, r.H, 5, "card")
	c.text(r.X+nodePad, r.Y+20, "title", name)
	if e.Class != "" {
		w := e.classWidth()
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="cell l-%s"/>`+"\n", r.X+r.W-nodePad-w, r.Y+8, w, badgeHeight, badgeHeight/2, e.Tone.Class())
		c.text(r.X+r.W-nodePad-w/2, r.Y+20, "tick title mid k-"+e.Tone.Class(), e.class())
	}
	for i, line := range notes {
		c.text(r.X+nodePad, r.Y+36+i*noteLine, "tick", line)
	}
	y := r.Y + e.headHeight()
	c.line(r.X, y, r.X+r.W, y, "rule")
	for _, f := range e.Fields {
		name, kind := f.text()
		class := "note"
		if f.Key {
			class = "note title"
			x := r.X + nodePad + look.Width(name, noteSize, true) + 5
			fmt.Fprintf(c, `<path transform="translate(%d %d) scale(.6)" class="icon l-s2" d="%s"/>`+"\n", x, y+4, icons["key-value"].path)
		}
		c.text(r.X+nodePad, y+17, class, name)
		c.text(r.X+r.W-nodePad, y+17, "note muted end", kind)
		y += fieldLine
	}
	c.close()
}

// draw writes the line with a bar at the one and a crow's foot at the many.
func (r Relation) draw(c *canvas, route layout.Route) {
	c.path("edge", rounded(route.Points, 5))
	n := len(route.Points)
	foot(c, route.Points[0], route.Points[1], false)
	foot(c, route.Points[n-1], route.Points[n-2], !r.Single)
	for i, line := range (Edge{Label: r.Label}).lines() {
		c.text(route.Label.X, route.Label.Y+11+i*labelLine, "tick", line)
	}
}

// foot draws how many there are at an end of a relation.
func foot(c *canvas, at, before layout.Point, many bool) {
	dx, dy := sign(before.X-at.X), sign(before.Y-at.Y)
	if !many {
		x, y := at.X+7*dx, at.Y+7*dy
		c.path("edge", fmt.Sprintf("M%d %dL%d %d", x-5*dy, y-5*dx, x+5*dy, y+5*dx))
		return
	}
	x, y := at.X+11*dx, at.Y+11*dy
	c.path("edge", fmt.Sprintf("M%d %dL%d %dM%d %dL%d %d", x, y, at.X-6*dy, at.Y-6*dx, x, y, at.X+6*dy, at.Y+6*dx))
}
