package export

import (
	"strings"

	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/study"
)

// tale is a flow as messages between elements, one after the other. What a
// sequence shows by frames stands behind the label: "read link (on a miss)".
type tale struct {
	flow, title string
	messages    []message
}

// message is said by one element to another.
type message struct {
	from, to *element
	label    string
	kind     draw.EventKind // Call, Later or Answer
}

// addTale tells a flow. Who is not an element and what is no message, such as
// work, has no place in it and is listed.
func (w *workspace) addTale(s *study.Study, flow string) {
	q, err := sequenceOf(s, flow)
	if err != nil {
		return // it has no steps
	}
	t := tale{flow: flow, title: titled(s.Design.Flows.Get(flow).Title, flow)}
	var frames []string
	var work, nobody bool
	for _, e := range q.Events {
		switch e.Kind {
		case draw.Open:
			frames = append(frames, e.Label)
		case draw.Else:
			frames[len(frames)-1] = e.Label
		case draw.Close:
			frames = frames[:len(frames)-1]
		case draw.Remark:
			work = true
		default:
			m := message{from: w.byPicture[q.id(e.From)], to: w.byPicture[q.id(e.To)], label: e.Label, kind: e.Kind}
			if m.kind == draw.Answer && !w.related(m.to, m.from) || m.kind != draw.Answer && !w.related(m.from, m.to) {
				nobody = true
				continue
			}
			if len(frames) > 0 && m.kind != draw.Answer {
				m.label += " (" + strings.Join(frames, ", ") + ")"
			}
			t.messages = append(t.messages, m)
		}
	}
	if work {
		w.leftOut = append(w.leftOut, "flow "+flow+": work and waits")
	}
	if nobody {
		w.leftOut = append(w.leftOut, "flow "+flow+": nobody is named who starts it")
	}
	if len(t.messages) > 0 {
		w.tales = append(w.tales, t)
	}
}

// calls are the messages without the answers.
func (t tale) calls() []message {
	var out []message
	for _, m := range t.messages {
		if m.kind != draw.Answer {
			out = append(out, m)
		}
	}
	return out
}
