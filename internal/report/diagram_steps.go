package report

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
)

// drawSteps is the sixteen steps with their states and what each asks next.
func drawSteps(k *sketch) draw.Picture {
	var b draw.Board
	for i := range k.s.Steps {
		step := &k.s.Steps[i]
		all := len(step.Step.Questions)
		b.Cards = append(b.Cards, draw.Card{
			Number: step.Step.Number, Name: step.Step.Title, Note: step.Step.Artifact,
			Tone: stateTone(step.State), State: stepMarks[step.State] + " " + string(step.State),
			Done: step.Answered, Of: all, Next: nextQuestion(step), Later: firstOpen(step),
		})
	}
	done := 0
	for _, c := range b.Cards {
		done += c.Done
	}
	b.Plate, b.Title = k.plate()
	b.Plate.Subtitle += fmt.Sprintf(" · %s answered", counted(done, "question"))
	return b.Picture()
}

// firstOpen is the first question of a step that is open and may stay so.
func firstOpen(step *model.StepState) string {
	for _, q := range step.Open {
		if !q.Required {
			return q.Text
		}
	}
	return ""
}
