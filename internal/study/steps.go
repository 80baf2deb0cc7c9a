package study

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/loadpath/loadpath/internal/model"
)

// Step returns a step by its number or its key, or nil.
func (s *Study) Step(name string) *model.StepState {
	n, err := strconv.Atoi(name)
	for i := range s.Steps {
		if s.Steps[i].Step.Key == name || err == nil && s.Steps[i].Step.Number == n {
			return &s.Steps[i]
		}
	}
	return nil
}

// jsonStep is a step as `steps --format json` and `review` write it.
type jsonStep struct {
	Number   int        `json:"number"`
	Key      string     `json:"key"`
	Title    string     `json:"title"`
	State    string     `json:"state"`
	Artifact string     `json:"artifact"`
	Answered int        `json:"answered"`
	Open     []jsonOpen `json:"open"`

	Approvals []Approval `json:"approvals"`
}

type jsonOpen struct {
	Question string   `json:"question"`
	Fact     string   `json:"fact"`
	Required bool     `json:"required"`
	Missing  []string `json:"missing"`
	Type     string   `json:"type"`
}

func (s *Study) stepJSON(step *model.StepState) jsonStep {
	j := jsonStep{
		Number: step.Step.Number, Key: step.Step.Key, Title: step.Step.Title, State: string(step.State), Artifact: step.Step.Artifact,
		Answered: step.Answered, Open: []jsonOpen{}, Approvals: list(s.Approvals[step.Step.Key]),
	}
	for _, q := range step.Open {
		j.Open = append(j.Open, jsonOpen{q.Text, q.Fact, q.Required, list(q.Missing), q.Type})
	}
	return j
}

// OneStep is a step that is shown by itself.
type OneStep struct {
	Study *Study
	State *model.StepState
}

// MarshalJSON writes the step as a review does; step 16 has the options of each
// decision, measured.
func (o OneStep) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		jsonStep
		Choices []Choice `json:"choices,omitempty"`
	}{o.Study.stepJSON(o.State), o.Study.Choices})
}

func (s *Study) stepsJSON() []jsonStep {
	out := make([]jsonStep, len(s.Steps))
	for i := range s.Steps {
		out[i] = s.stepJSON(&s.Steps[i])
	}
	return out
}

// Stage is one step of a guide, with those of ours that carry it out.
type Stage struct {
	Title  string // in the guide's words; "" for our own order
	Steps  []*model.StepState
	Beyond bool // not in the guide

	study *Study
}

// MarshalJSON writes the stage with its steps in full.
func (g Stage) MarshalJSON() ([]byte, error) {
	steps := make([]jsonStep, len(g.Steps))
	for i, s := range g.Steps {
		steps[i] = g.study.stepJSON(s)
	}
	return json.Marshal(struct {
		Title  string     `json:"title"`
		Beyond bool       `json:"beyond_this_guide"`
		Steps  []jsonStep `json:"steps"`
	}{g.Title, g.Beyond, steps})
}

// Process returns the steps in the order of a guide: "6", "7", "11" or "13"
// steps, or "16" for our own. Steps that the guide does not have come last.
func (s *Study) Process(name string) ([]Stage, error) {
	var out []Stage
	if name == "" || name == "16" {
		for i := range s.Steps {
			out = append(out, Stage{Steps: []*model.StepState{&s.Steps[i]}, study: s})
		}
		return out, nil
	}
	guide, ok := model.GuideOf(name)
	if !ok {
		return nil, fmt.Errorf("there is no guide of %s steps; write 6, 7, 11, 13 or 16", name)
	}
	parts := guide.Order()
	for i, part := range parts {
		stage := Stage{Title: part.Title, Beyond: i >= len(guide.Steps), study: s}
		for _, number := range part.Ours {
			stage.Steps = append(stage.Steps, &s.Steps[number-1])
		}
		out = append(out, stage)
	}
	return out, nil
}
