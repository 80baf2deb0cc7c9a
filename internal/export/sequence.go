package export

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/study"
)

// sequence is a flow as messages, as the design document draws it.
type sequence struct {
	draw.Sequence
	leftOut []string

	d *model.Design
}

// sequenceOf tells one flow. Retries and breakers happen between the messages
// of a run that goes well; they are listed.
func sequenceOf(s *study.Study, flow string) (*sequence, error) {
	name, err := flowOf(s, flow)
	if err != nil {
		return nil, err
	}
	f := s.Design.Flows.Get(name)
	q := &sequence{Sequence: report.Sequence(s.Design, f), d: s.Design}
	if len(q.Participants) == 0 {
		return nil, fmt.Errorf("flow %q has no steps to draw", name)
	}
	said := wordings{}
	said.of(s.Design, f)
	for _, e := range s.Design.Calls() {
		if w := said[[2]string{e.Caller, e.Callee}]; w != nil {
			q.leftOut = append(q.leftOut, w.unsaid(e.String())...)
		}
	}
	return q, nil
}

// id is the id of who takes part.
func (q *sequence) id(name string) string {
	if q.d.Components.Has(name) {
		return componentID(name)
	}
	return actorID(name)
}

// messages are the words of a format for a sequence. The patterns take who sends,
// who receives and the label.
type messages struct {
	escape                      func(string) string
	call, later, answer, remark string
	frames                      [5]string // that begin a frame, by draw.Frame
	parts                       [5]string // that begin its next part
}

// write writes the messages of a sequence.
func (q *sequence) write(l *lines, depth int, m *messages) {
	var open []draw.Frame // around the event that is being written
	for _, e := range q.Events {
		from, to, label := q.id(e.From), q.id(e.To), m.escape(e.Label)
		switch e.Kind {
		case draw.Call:
			l.line(depth, m.call, from, to, label)
		case draw.Later:
			l.line(depth, m.later, from, to, label)
		case draw.Answer:
			l.line(depth, m.answer, from, to)
		case draw.Remark:
			l.line(depth, m.remark, from, label)
		case draw.Open:
			open = append(open, e.Frame)
			l.line(depth, "%s %s", m.frames[e.Frame], label)
			depth++
		case draw.Else:
			word := m.parts[open[len(open)-1]]
			if word != label { // a label that is the word itself ("and") is said once
				word += " " + label
			}
			l.line(depth-1, "%s", word)
		case draw.Close:
			open = open[:len(open)-1]
			depth--
			l.line(depth, "end")
		}
	}
}
