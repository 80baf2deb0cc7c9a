package draw

import (
	"slices"

	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Sequence shows one use case as messages in time.
type Sequence struct {
	Plate
	Title        string // said to those who cannot see it
	Participants []Participant
	Events       []Event
}

// Participant is who takes part, from left to right.
type Participant struct {
	ID      string
	Name    string
	Kind    string // its icon
	Outside bool   // not ours
}

// Event is one thing that happens.
type Event struct {
	Kind     EventKind
	From, To string // To only for messages
	Label    string
	Note     string // under the label: what holds when it goes wrong
	Frame    Frame  // of Open
}

// Frame is what a frame means.
type Frame uint8

// The kinds of frame.
const (
	Perhaps      Frame = iota // its steps happen under a condition
	Alternatives              // one of its parts happens
	Together                  // its parts happen at the same time
	Again                     // its steps happen several times
	Critical                  // its steps happen all or not at all
)

// EventKind is what happens.
type EventKind uint8

// The kinds of event.
const (
	Call   EventKind = iota // From asks To, or itself, and waits
	Later                   // From hands something to To and goes on
	Answer                  // From answers To
	Remark                  // beside From: "work 3 ms"
	Open                    // a frame begins: "miss, 40%"
	Else                    // its next part begins
	Close                   // the frame ends
)

const messageWidth = 190

// SVG draws the sequence. Without participants it says so.
func (s Sequence) SVG() string { return s.Picture().SVG }

// Picture draws it in its plate.
func (s Sequence) Picture() Picture {
	if len(s.Participants) == 0 {
		return nothing(s.Plate, s.Title)
	}
	var q layout.Sequence
	for _, p := range s.Participants {
		w, h := p.node().size()
		q.Lifelines = append(q.Lifelines, layout.Lifeline{ID: p.ID, W: w, H: h})
	}
	for _, e := range s.Events {
		w, h := e.size()
		q.Events = append(q.Events, layout.Event{Kind: laidOut[e.Kind], From: e.From, To: e.To, W: w, H: h})
	}
	res := layout.LayoutSequence(q)

	var c canvas
	for _, f := range res.Frames {
		c.rect(f.X, f.Y, f.W, f.H, 6, "frame")
	}
	for _, l := range res.Lines {
		c.line(l.X, l.Y, l.X, l.Y+l.H, "rule life")
	}
	for _, b := range res.Bars {
		c.rect(b.X, b.Y, b.W, b.H, 2, "bar")
	}
	for i, p := range s.Participants {
		p.node().draw(&c, res.Heads[i])
	}
	for i, e := range s.Events {
		e.draw(&c, res.Rows[i])
	}
	width := max(res.W, 360)
	return c.finish(s.Plate, width, s.legend(&c, res.H, width), s.Title)
}

// legend explains the arrows of a picture that stands alone, below top, and
// returns the height of the whole.
func (s Sequence) legend(c *canvas, top, width int) int {
	if s.Heading == "" {
		return top
	}
	l := keyList{c: c, width: width, x: keyLeft, y: top + 20}
	for _, sign := range []struct {
		kind       EventKind
		line, head string
		text       string
	}{{Call, "edge", "head", "asks, and waits"}, {Answer, "edge answer", "open", "answers"}, {Later, "edge later", "open", "hands over, and goes on"}} {
		if slices.ContainsFunc(s.Events, func(e Event) bool { return e.Kind == sign.kind }) {
			l.entry(36, sign.text, func(x, y int) {
				arrow(c, []layout.Point{{X: x, Y: y - 4}, {X: x + 30, Y: y - 4}}, sign.line, sign.kind != Call, sign.head)
			})
		}
	}
	if !l.used {
		return top
	}
	return l.y + 12
}

var laidOut = [...]layout.EventKind{
	Call: layout.Call, Later: layout.Send, Answer: layout.Answer, Remark: layout.Stay,
	Open: layout.Open, Else: layout.Else, Close: layout.Close,
}

func (p Participant) node() Node {
	return Node{ID: p.ID, Name: p.Name, Kind: p.Kind, Outside: p.Outside}
}

// words begin a frame of each kind, as in UML.
var words = [...]string{Perhaps: "opt", Alternatives: "alt", Together: "par", Again: "loop", Critical: "critical"}

func (e Event) lines() []string {
	label := shown(e.Label)
	if e.Kind == Open {
		label = words[e.Frame] + " · " + label
	}
	return look.Wrap(label, messageWidth, 2, noteSize, e.Kind == Open)
}

// notes is the small print under the label.
func (e Event) notes() []string {
	return look.Wrap(shown(e.Note), messageWidth, 2, tickSize, false)
}

func (e Event) size() (w, h int) {
	lines := e.lines()
	for _, line := range lines {
		w = max(w, look.Width(line, noteSize, e.Kind == Open)+2)
	}
	notes := e.notes()
	for _, line := range notes {
		w = max(w, look.Width(line, tickSize, false)+2)
	}
	return w, len(lines)*noteLine + len(notes)*labelLine
}

func (e Event) draw(c *canvas, row layout.SequenceRow) {
	class := "note halo"
	switch e.Kind {
	case Call, Later:
		line, head := "edge", "head"
		if e.Kind == Later {
			line, head = "edge later", "open"
		}
		arrow(c, row.Points, line, e.Kind == Later, head)
	case Answer:
		arrow(c, row.Points, "edge answer", true, "open")
		class = "note muted halo"
	case Remark:
		class = "note muted halo"
	case Open:
		c.rect(row.Label.X-7, row.Label.Y-4, row.Label.W+12, row.Label.H+6, 4, "tab")
		class = "note title"
	case Else:
		c.line(row.Points[0].X, row.Points[0].Y, row.Points[1].X, row.Points[1].Y, "rule life")
		c.rect(row.Label.X-3, row.Label.Y-2, row.Label.W+6, row.Label.H+4, 3, "veil")
		class = "note muted halo"
	}
	anchor, x := "", row.Label.X
	if len(row.Points) == 2 && row.Points[0].X > row.Points[1].X { // towards the left: text ends where the arrow starts
		anchor, x = " end", row.Label.X+row.Label.W
	}
	y := row.Label.Y
	for _, line := range e.lines() {
		c.text(x, y+11, class+anchor, line)
		y += noteLine
	}
	for _, line := range e.notes() {
		c.text(x, y+10, "tick halo"+anchor, line)
		y += labelLine
	}
}
