package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
)

// board is a picture with a place for everything, for drawing boards that lay
// nothing out themselves. All places are pixels from the top left corner.
type board struct {
	*picture
	groups []placedGroup // outer ones first
	parts  []placedPart
	arrows []placedCall // in the order of the picture's calls
}

type placedGroup struct {
	*group
	at     layout.GroupBox
	around []string // ids of the groups it stands in, the innermost first
}

type placedPart struct {
	part
	at     layout.Rect
	around []string
}

type placedCall struct {
	call
	id string
	at layout.Route
}

const (
	boardSize  = 12 // of letters
	boardNote  = 11 // of letters of notes and labels
	boardWidth = 190
	boardLine  = 15
	boardPad   = 14
	labelWidth = 150
)

// placed lays a picture out.
func (p *picture) placed() *board {
	b := &board{picture: p}
	var g layout.Graph
	var around []string
	inside := func() string { return append(around, "")[0] }
	p.top.walk(0, func(group *group, _ int) {
		caption := look.Width(captioned(group), boardSize, true)
		g.Groups = append(g.Groups, layout.Group{ID: group.id, Parent: inside(), W: caption + boardPad, H: boardLine})
		b.groups = append(b.groups, placedGroup{group: group, around: slices.Clone(around)})
		around = slices.Insert(around, 0, group.id)
	}, func(part part, _ int) {
		w, h := part.size()
		g.Nodes = append(g.Nodes, layout.Node{ID: part.id, Group: inside(), W: w, H: h, First: part.element == "Person"})
		b.parts = append(b.parts, placedPart{part: part, around: slices.Clone(around)})
	}, func(*group, int) {
		around = around[1:]
	})
	for i, c := range p.calls {
		w, h := c.labelSize()
		g.Edges = append(g.Edges, layout.Edge{From: c.from, To: c.to, W: w, H: h})
		b.arrows = append(b.arrows, placedCall{call: c, id: fmt.Sprintf("call_%d", i+1)})
	}
	res := layout.Layout(g)
	for i := range b.groups {
		b.groups[i].at = res.Groups[i]
	}
	for i := range b.parts {
		b.parts[i].at = res.Nodes[i]
	}
	for i := range b.arrows {
		b.arrows[i].at = res.Edges[i]
	}
	return b
}

// captioned is what a group is headed with, on one line.
func captioned(g *group) string {
	if g.note == "" {
		return g.title
	}
	return g.title + " (" + g.note + ")"
}

// captions are the lines of a part: its name, and what it is in brackets.
func (p part) captions() (title, note []string) {
	return wrapped(p.title, boardWidth, boardSize, true), wrapped("["+p.note+"]", boardWidth, boardNote, false)
}

// labels are the lines of a call.
func (c call) labels() []string { return wrapped(c.label, labelWidth, boardNote, false) }

// wrapped breaks text into as many lines as it takes; nothing is cut off.
func wrapped(text string, width int, size float64, bold bool) []string {
	return look.Wrap(text, max(width, widestWord(text, size, bold)), len(text)+1, size, bold)
}

func widestWord(text string, size float64, bold bool) int {
	widest := 0
	for _, word := range strings.Fields(text) {
		widest = max(widest, look.Width(word, size, bold))
	}
	return widest
}

func (p part) size() (w, h int) {
	title, note := p.captions()
	for _, line := range title {
		w = max(w, look.Width(line, boardSize, true))
	}
	for _, line := range note {
		w = max(w, look.Width(line, boardNote, false))
	}
	h = (len(title)+len(note))*boardLine + 2*boardPad
	if p.element == "ContainerDb" {
		h += boardPad // the lid of a cylinder
	}
	return max(120, w+2*boardPad), h
}

func (c call) labelSize() (w, h int) {
	lines := c.labels()
	for _, line := range lines {
		w = max(w, look.Width(line, boardNote, false))
	}
	return w + 6, len(lines) * boardLine
}

// flowPicture draws those who take part in one flow, and its messages by
// number. What happens between messages is left to the views of sequences.
func flowPicture(s *study.Study, flow string) (*picture, error) {
	q, err := sequenceOf(s, flow)
	if err != nil {
		return nil, err
	}
	whole := pictureOf(s.Design)
	p := &picture{title: q.Title, leftOut: q.leftOut}
	takesPart := map[string]bool{}
	for _, who := range q.Participants {
		takesPart[q.id(who.ID)] = true
	}
	p.top = whole.top.only(takesPart)
	drawn := map[string]bool{}
	p.top.walk(0, func(*group, int) {}, func(p part, _ int) { drawn[p.id] = true }, func(*group, int) {})
	number := 0
	for _, e := range q.Events {
		if e.Kind != draw.Call && e.Kind != draw.Later {
			continue
		}
		number++
		if from, to := q.id(e.From), q.id(e.To); drawn[from] && drawn[to] {
			p.number(call{from: from, to: to, label: e.Label, async: e.Kind == draw.Later}, number)
		}
	}
	return p, nil
}

// only is the group with those parts alone, and the groups that hold any.
func (g *group) only(ids map[string]bool) *group {
	kept := &group{id: g.id, title: g.title, note: g.note}
	for _, p := range g.parts {
		if ids[p.id] {
			kept.parts = append(kept.parts, p)
		}
	}
	for _, inner := range g.groups {
		if inner = inner.only(ids); len(inner.parts)+len(inner.groups) > 0 {
			kept.groups = append(kept.groups, inner)
		}
	}
	return kept
}

// number adds a message to the arrow between its two, which says all of them:
// "2 get, 4 set".
func (p *picture) number(c call, number int) {
	c.label = fmt.Sprintf("%d %s", number, c.label)
	for i, there := range p.calls {
		if there.from == c.from && there.to == c.to && there.async == c.async {
			p.calls[i].label += ", " + c.label
			return
		}
	}
	p.calls = append(p.calls, c)
}
