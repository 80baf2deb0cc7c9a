package studio

import (
	"maps"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/study"
)

// united is the drawing of what either of two designs has: that of the right
// one, and what only the left one has beside it.
type united struct {
	*drawing
	left, right *study.Study
	parts       map[string]string // what became of a thing, by the id of its box or boundary
	was         map[string]string // the earlier name, by the id
	renamed     map[string]string // the id now, by the id before
	onlyLeft    map[string]bool
	arrowsOf    [2]map[[2]string]Arrow
}

// sectionBoxes are the sections whose things are drawn, and what their ids
// begin with.
var sectionBoxes = map[string]string{"components": "c:", "actors": "a:", "boundaries": "g:"}

func uniteStudies(d *study.Diff) *united {
	u := &united{left: d.Studies[0], right: d.Studies[1], parts: map[string]string{}, was: map[string]string{}, renamed: map[string]string{}, onlyLeft: map[string]bool{}}
	for _, r := range d.Renames {
		if prefix := sectionBoxes[r.Section]; prefix != "" {
			u.renamed[prefix+r.Before] = prefix + r.After
			u.was[prefix+r.After], u.parts[prefix+r.After] = r.Before, "changed"
		}
	}
	for _, p := range d.Parts {
		if prefix := sectionBoxes[p.Section]; prefix != "" && p.Name != "" {
			u.parts[prefix+p.Name] = p.Change
		}
	}
	u.drawing = &drawing{s: u.right, d: u.right.Design, drawn: map[[2]string]int{}}
	u.gather()
	before := &drawing{s: u.left, d: u.left.Design, drawn: map[[2]string]int{}}
	before.gather()
	u.arrowsOf = [2]map[[2]string]Arrow{u.arrowsBetween(before), u.arrowsBetween(u.drawing)}
	u.also(before)
	return u
}

// now is the id in the right design of what has one in the left.
func (u *united) now(id string) string {
	if other, ok := u.renamed[id]; ok {
		return other
	}
	return id
}

// arrowsBetween are the arrows of a drawing by the ids of their ends now.
func (u *united) arrowsBetween(p *drawing) map[[2]string]Arrow {
	out := map[[2]string]Arrow{}
	for _, a := range p.arrows {
		out[[2]string{u.now(a.From), u.now(a.To)}] = a
	}
	return out
}

// also draws what only the left design has.
func (u *united) also(before *drawing) {
	for _, g := range before.groups {
		g.ID = strings.TrimPrefix(u.now("g:"+g.ID), "g:")
		if g.Parent != "" {
			g.Parent = strings.TrimPrefix(u.now("g:"+g.Parent), "g:")
		}
		if !slices.ContainsFunc(u.groups, func(o Group) bool { return o.ID == g.ID }) {
			u.group(g)
			u.onlyLeft["g:"+g.ID] = true
		}
	}
	for _, n := range before.nodes {
		n.ID = u.now(n.ID)
		if n.Group != "" {
			n.Group = strings.TrimPrefix(u.now("g:"+n.Group), "g:")
		}
		if !slices.ContainsFunc(u.nodes, func(o Node) bool { return o.ID == n.ID }) {
			u.node(n)
			u.onlyLeft[n.ID] = true
		}
	}
	for _, a := range before.arrows {
		a.From, a.To = u.now(a.From), u.now(a.To)
		if _, ok := u.arrowsOf[1][[2]string{a.From, a.To}]; !ok {
			u.arrow(a)
		}
	}
}

// changes say what became of the boxes, boundaries and arrows of a picture. A
// boundary that is drawn as one box has changed when something in it has.
func (u *united) changes(p *Picture) (boxes, arrows []Changed) {
	boxes, arrows = []Changed{}, []Changed{}
	said := map[string]bool{}
	say := func(id, change string) {
		if !said[id] {
			said[id] = true
			boxes = append(boxes, Changed{id, change, u.was[id]})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(u.parts)) {
		say(id, u.parts[id])
		for _, b := range u.around(id) {
			if slices.ContainsFunc(p.Folded, func(f Folding) bool { return f.ID == b }) {
				say("b:"+b, "changed")
			}
		}
	}
	for _, a := range p.Edges {
		pair := [2]string{a.From, a.To}
		before, was := u.arrowsOf[0][pair]
		after, is := u.arrowsOf[1][pair]
		id := a.From + " " + a.To
		switch {
		case !was && is:
			arrows = append(arrows, Changed{ID: id, Change: "added"})
		case was && !is:
			arrows = append(arrows, Changed{ID: id, Change: "removed"})
		case was && is && before.Async != after.Async:
			arrows = append(arrows, Changed{ID: id, Change: "changed"})
		}
	}
	return boxes, arrows
}

// around are the boundaries that a component stands in, on either side.
func (u *united) around(id string) []string {
	name, ok := strings.CutPrefix(id, "c:")
	if !ok {
		return nil
	}
	var out []string
	for _, s := range []*study.Study{u.right, u.left} {
		c := s.Design.Components.Get(name)
		if c == nil {
			continue
		}
		for b := c.PrimaryIn(); b != "" && !slices.Contains(out, b); {
			out = append(out, b)
			in := s.Design.Boundaries.Get(b)
			if in == nil {
				break
			}
			b = in.In.Text
		}
	}
	return out
}
