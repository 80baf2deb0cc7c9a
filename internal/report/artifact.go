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
func section(s *study.Study, step *model.StepState, cites *citations) []block.Block {
	p := artifactOf(s, step, cites)
	p.open(step)
	return p.blocks
}

// artifactOf is what a step hands over. The numbers it shows are cited, unless
// cites is nil.
func artifactOf(s *study.Study, step *model.StepState, cites *citations) *paper {
	p := &paper{s: s, d: s.Design, section: step.Step.Key, cites: cites}
	for _, a := range artifacts {
		if a.step == step.Step.Key {
			a.write(p)
		}
	}
	if len(p.blocks) == 0 {
		p.say("The design says nothing of this yet.")
	}
	return p
}

// open adds the questions that the design does not answer: the required ones
// in full, the others folded. Of an empty step all are folded, as nobody has
// begun it.
func (p *paper) open(step *model.StepState) {
	if len(step.Errors) > 0 {
		p.add(block.Callout{Tone: look.Bad, Title: counted(len(step.Errors), "error") + " in the facts of this step"})
	}
	required, optional := columns("open question", "for", "what to type"), columns("open question", "for", "what to type")
	for _, q := range step.Open {
		g := optional
		if q.Required {
			g = required
		}
		g.row(block.Plain(q.Text), codes(atMost(q.Missing, 4)), block.Mono(q.Type))
	}
	must, may := counted(len(required.rows), "question"), counted(len(optional.rows), "question")
	if step.State == model.Empty {
		p.folded(fmt.Sprintf("%s to answer, and %s that may stay open", must, may), required, optional)
		return
	}
	p.table("Open in this step", required)
	p.folded(may+" that may stay open", optional)
}

// folded adds rows that only some readers want to see.
func (p *paper) folded(summary string, grids ...*grid) {
	d := block.Details{Summary: block.Plain(summary)}
	for _, g := range grids {
		if len(g.rows) > 0 {
			d.Body = append(d.Body, g.table())
		}
	}
	if len(d.Body) > 0 {
		p.add(d)
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
