package draw

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Node is a part of the system or someone who calls it.
type Node struct {
	ID      string
	Name    string
	Kind    string // a component's kind, "human" or "program": its icon
	Notes   []string
	Text    string        // what it is, in a sentence
	Outside bool          // not ours: drawn with a broken border
	Main    bool          // what the picture is about
	Faded   bool          // there, but not what the picture is about
	Tone    look.Tone     // a verdict on it, shown with Mark
	Mark    string        // "saturates first"; empty for no verdict
	Gauge   *Gauge        // a number of an overlay
	Stack   int           // further cards behind it: it has copies
	Cells   []Cell        // a row at its foot: how many copies in each zone
	Group   string        // "" for none
	Pin     *layout.Point // where its top left corner must stand, from that of the drawing without its title block; nil for anywhere
}

// Cell is a number under a word.
type Cell struct{ Label, Value string }

const (
	nodeWidth = 226 // at most, before ports need more
	nodeLeast = 112
	nodePad   = 11
	tileSize  = 30
	tileGap   = 10
	nameLine  = 17
	noteLine  = 15
	cellLine  = 22
	cellLeast = 38
	stackStep = 4
	textLines = 4 // of a node's sentence
)

// lines returns the texts of a node as they are broken.
func (n Node) lines() (name, notes, text []string) {
	room := nodeWidth - 2*nodePad - n.iconRoom()
	name = look.Wrap(shown(n.Name), room, 2, bodySize, true)
	for _, note := range n.Notes {
		notes = append(notes, look.Wrap(shown(note), room, 2, noteSize, false)...)
	}
	return name, notes, look.Wrap(shown(n.Text), nodeWidth+40, textLines, noteSize, false)
}

func (n Node) iconRoom() int {
	if _, ok := icons[n.Kind]; ok {
		return tileSize + tileGap
	}
	return 0
}

func (n Node) mark() string {
	if n.Mark == "" {
		return ""
	}
	return look.Fit(n.Tone.Mark()+" "+shown(n.Mark), nodeWidth-2*nodePad-n.iconRoom(), noteSize, true)
}

// size is the room that a node takes, the cards behind it included.
func (n Node) size() (w, h int) {
	name, notes, text := n.lines()
	for _, line := range name {
		w = max(w, look.Width(line, bodySize, true))
	}
	for _, line := range notes {
		w = max(w, look.Width(line, noteSize, false))
	}
	w = max(w, look.Width(n.mark(), noteSize, true)) + n.iconRoom()
	h = n.headHeight()
	for _, line := range text {
		w = max(w, look.Width(line, noteSize, false))
	}
	if len(text) > 0 {
		h += 6 + len(text)*noteLine
	}
	if n.Gauge != nil {
		w, h = max(w, n.Gauge.width()), h+gaugeHeight
	}
	if len(n.Cells) > 0 {
		w, h = max(w, len(n.Cells)*n.cellWidth()), h+6+cellLine
	}
	back := n.Stack * stackStep
	return max(nodeLeast, w+2*nodePad) + back, h + 2*nodePad + back
}

// headHeight is the height of the icon and what stands beside it.
func (n Node) headHeight() int {
	name, notes, _ := n.lines()
	h := len(name)*nameLine + len(notes)*noteLine
	if n.Mark != "" {
		h += noteLine
	}
	if n.iconRoom() > 0 {
		h = max(h, tileSize)
	}
	return h
}

func (n Node) draw(c *canvas, r layout.Rect) {
	class := "node"
	if n.Faded {
		class += " faded"
	}
	c.open(class, strings.Join(append([]string{shown(n.Name)}, n.Notes...), " · "))
	n.card(c, r)
	_, h := n.size()
	_, _, text := n.lines()
	back := n.Stack * stackStep
	r = layout.Rect{X: r.X, Y: r.Y + back, W: r.W - back, H: r.H - back}
	x, y := r.X+nodePad, r.Y+(r.H-h+back)/2+nodePad
	n.head(c, x, y)
	y += n.headHeight()
	if len(text) > 0 {
		y += 6
		for _, line := range text {
			c.text(x, y+11, "note", line)
			y += noteLine
		}
	}
	if n.Gauge != nil {
		n.Gauge.draw(c, x, y, r.W-2*nodePad)
		y += gaugeHeight
	}
	n.cells(c, x, y+6, r.W-2*nodePad)
	c.close()
}

// card draws what a node is written on.
func (n Node) card(c *canvas, r layout.Rect) {
	class, radius := "card", 8
	if n.Outside {
		class += " outside"
	}
	if n.Main {
		class += " main"
	}
	if family(n.Kind) == People {
		radius = 16
	}
	back := n.Stack * stackStep
	w, h := r.W-back, r.H-back
	for i := n.Stack; i >= 0; i-- {
		c.rect(r.X+i*stackStep, r.Y+back-i*stackStep, w, h, radius, class)
	}
	y := r.Y + back
	if g := n.Gauge; g != nil {
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="k-%s" fill-opacity="%s"/>`+"\n", r.X, y, w, h, radius, g.Tone.Class(), g.tint())
	}
	tone := n.Tone
	if n.Mark == "" && n.Gauge != nil && n.Gauge.Tone != look.Unknown {
		tone = n.Gauge.Tone
	}
	if n.Mark != "" || tone != look.Note {
		fmt.Fprintf(c, `<rect x="%d" y="%d" width="%d" height="%d" rx="%d" class="l-%s" fill="none" stroke-width="2"/>`+"\n", r.X, y, w, h, radius, tone.Class())
	}
}

// head draws the icon and the words beside it.
func (n Node) head(c *canvas, x, y int) {
	name, notes, _ := n.lines()
	used := len(name)*nameLine + len(notes)*noteLine
	if n.Mark != "" {
		used += noteLine
	}
	c.tile(n.Kind, x, y)
	x += n.iconRoom()
	y += max(0, n.headHeight()-used) / 2
	for _, line := range name {
		c.text(x, y+13, "title", line)
		y += nameLine
	}
	for _, line := range notes {
		c.text(x, y+11, "note muted", line)
		y += noteLine
	}
	if mark := n.mark(); mark != "" {
		c.text(x, y+11, "note title"+toneText(n.Tone), mark)
	}
}

// cellWidth is the room of one cell and the space behind it.
func (n Node) cellWidth() int {
	w := cellLeast
	for _, cell := range n.Cells {
		w = max(w, look.Width(cell.label(), tickSize, false)+look.Width(cell.value(), tickSize, true)+20)
	}
	return w
}

func (cell Cell) label() string { return look.Fit(shown(cell.Label), 60, tickSize, false) }
func (cell Cell) value() string { return look.Fit(shown(cell.Value), 60, tickSize, true) }

// cells draws a row of words with their numbers over the width.
func (n Node) cells(c *canvas, x, y, width int) {
	for i, cell := range n.Cells {
		a, z := x+i*width/len(n.Cells), x+(i+1)*width/len(n.Cells)
		w := z - a - 4
		if i == len(n.Cells)-1 {
			w = z - a
		}
		c.rect(a, y, w, cellLine-2, 4, "cell")
		c.text(a+6, y+14, "tick", cell.label())
		c.text(a+w-6, y+14, "tick title strong-text end", cell.value())
	}
}
