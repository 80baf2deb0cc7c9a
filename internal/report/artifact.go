package report

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
)

// artifact is what a step hands over, written from the facts of the design. It
// adds nothing when the design says nothing.
type artifact struct {
	step  string // key of the step
	write func(*paper)
}

// artifacts are those of the sixteen steps, in order.
var artifacts = []artifact{
	{"justify", justification},
	{"users", personas},
	{"functional", functional},
	{"quality", quality},
	{"scale", scale},
	{"interfaces", interfaces},
	{"data", dataModel},
	{"components", architecture},
	{"flows", workflows},
	{"asynchrony", asynchrony},
	{"scaling", scaling},
	{"failure", failurePlan},
	{"observability", observability},
	{"delivery", delivery},
	{"security", security},
	{"decide", decisions},
}

// section is a step's part of the document: its artifact and what is open.
func section(s *study.Study, step *model.StepState) []block.Block {
	p := &paper{s: s, d: s.Design}
	for _, a := range artifacts {
		if a.step == step.Step.Key {
			a.write(p)
		}
	}
	if len(p.blocks) == 0 {
		p.say("The design says nothing of this yet.")
	}
	p.open(step)
	return p.blocks
}

// open adds the questions that the design does not answer: the required ones
// in full, the others folded.
func (p *paper) open(step *model.StepState) {
	if len(step.Errors) > 0 {
		p.add(block.Callout{Tone: look.Bad, Title: counted(len(step.Errors), "error") + " in the facts of this step"})
	}
	required, optional := columns("open question", "for", "what to type"), columns("question", "for", "what to type")
	for _, q := range step.Open {
		g := optional
		if q.Required {
			g = required
		}
		g.row(block.Plain(q.Text), codes(atMost(q.Missing, 4)), block.Mono(q.Type))
	}
	if len(required.rows) > 0 {
		p.heading("Open in this step")
		p.add(required.table())
	}
	if n := len(optional.rows); n > 0 {
		p.add(block.Details{
			Summary: block.Plain(fmt.Sprintf("%s that may stay open", counted(n, "question"))),
			Body:    []block.Block{optional.table()},
		})
	}
}

// atMost shortens a list of names.
func atMost(names []string, most int) []string {
	if len(names) <= most {
		return names
	}
	return append(names[:most:most], fmt.Sprintf("%d more", len(names)-most))
}

// stateChip shows how far a step is.
func stateChip(state model.State) block.Text { return block.Chip(stateTone(state), string(state)) }

func stateTone(state model.State) look.Tone {
	switch state {
	case model.Complete, model.Approved:
		return look.Good
	case model.Started:
		return look.Unsure
	}
	return look.Unknown
}
