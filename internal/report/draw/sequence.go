package draw

import (
	"github.com/loadpath/loadpath/internal/layout"
	"github.com/loadpath/loadpath/internal/report/look"
)

// Sequence shows one use case as messages in time.
type Sequence struct {
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
	Frame    Frame // of Open
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
func (s Sequence) SVG() string {
	if len(s.Participants) == 0 {
		return empty(s.Title)
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
	return c.svg(max(res.W, 360), res.H, s.Title)
}

var laidOut = [...]layout.EventKind{
	Call: layout.Call, Later: layout.Send, Answer: layout.Answer, Remark: layout.Stay,
	Open: layout.Open, Else: layout.Else, Close: layout.Close,
}

func (p Participant) node() Node {
	return Node{ID: p.ID, Name: p.Name, Kind: p.Kind, Outside: p.Outside}
}

func (e Event) lines() []string {
	return look.Wrap(shown(e.Label), messageWidth, 2, noteSize, e.Kind == Open)
}

func (e Event) size() (w, h int) {
	lines := e.lines()
	for _, line := range lines {
		w = max(w, look.Width(line, noteSize, e.Kind == Open)+2)
	}
	return w, len(lines) * noteLine
}

func (e Event) draw(c *canvas, row layout.SequenceRow) {
	class := "note halo"
	switch e.Kind {
	case Call, Later:
		line := "edge"
		if e.Kind == Later {
			line += " later"
		}
		arrow(c, row.Points, line, e.Kind == Later, look.Note)
	case Answer:
		arrow(c, row.Points, "edge answer", true, look.Note)
		class = "note muted halo"
	case Remark:
		class = "note muted halo"
	case Open:
		c.rect(row.Label.X-7, row.Label.Y-4, row.Label.W+12, row.Label.H+6, 4, "tab")
		class = "note title"
	case Else:
		c.line(row.Points[0].X, row.Points[0].Y, row.Points[1].X, row.Points[1].Y, "rule life")
		class = "note muted halo"
	}
	anchor, x := "", row.Label.X
	if len(row.Points) == 2 && row.Points[0].X > row.Points[1].X { // towards the left: text ends where the arrow starts
		anchor, x = " end", row.Label.X+row.Label.W
	}
	for i, line := range e.lines() {
		c.text(x, row.Label.Y+11+i*noteLine, class+anchor, line)
	}
}
