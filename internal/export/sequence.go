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

	d    *model.Design
	open []draw.Frame // around the event that is being written
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

// word is the word of a format for the frame that an event opens, or for the
// next part of the innermost one.
func (q *sequence) word(words [5]string, e draw.Event) string {
	if e.Kind == draw.Open {
		q.open = append(q.open, e.Frame)
	}
	return words[q.open[len(q.open)-1]]
}

// part begins the next part of the innermost frame; a label that is the word
// itself ("and") is said once.
func (q *sequence) part(words [5]string, e draw.Event, label string) string {
	word := q.word(words, e)
	if word == label {
		return word
	}
	return word + " " + label
}

// close leaves the innermost frame.
func (q *sequence) close() { q.open = q.open[:len(q.open)-1] }
