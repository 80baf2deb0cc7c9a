package studio

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
)

// Approval is what a stakeholder who is named for a step said of it.
type Approval struct {
	Who   string   `json:"who"`
	State string   `json:"state"` // signed, dropped, missing
	Says  string   `json:"says"`  // in a sentence
	Since []string `json:"since"` // what has changed since it was signed
	Type  string   `json:"type"`  // what signs it; "" when it is signed
}

// readSignoff reads the file of approvals beside a design; nil when there is
// none. What is wrong with it does not stand in the way of the design, so it
// comes back as warnings.
func readSignoff(design string) (*study.Signoff, diag.List) {
	name := study.SignoffName(design)
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, diag.List{{Severity: diag.Warning, Code: "unreadable", Message: err.Error()}}
	}
	signoff, problems := study.ReadSignoff(diag.NewSource(name, text))
	for i := range problems {
		problems[i].Severity = diag.Warning
	}
	return signoff, problems
}

func approvalViews(s *study.Study, step *model.StepState) []Approval {
	out := []Approval{}
	for _, a := range s.Approvals[step.Step.Key] {
		v := Approval{Who: a.Stakeholder, State: string(a.State), Says: a.Sentence(), Since: []string{}}
		for _, c := range a.Changes {
			v.Since = append(v.Since, c.String())
		}
		if a.State != study.Signed {
			v.Type = fmt.Sprintf("loadpath sign %s %s --as %s", step.Step.Key, s.Design.Doc.Sources[0].Name, a.Stakeholder)
		}
		out = append(out, v)
	}
	return out
}

// openedViews are the questions of a step that the design leaves open, each
// with where an answer would stand.
func openedViews(d *model.Design, step *model.StepState) []Opened {
	out := []Opened{}
	for _, q := range step.Open {
		out = append(out, Opened{Question: q.Text, Required: q.Required, Missing: list(q.Missing), Type: q.Type, Parts: partsOf(d, &q), Place: openPlace(d, &q)})
	}
	return out
}

// partsOf are the components among the things that lack an answer.
func partsOf(d *model.Design, q *model.OpenQuestion) []string {
	out := []string{}
	if strings.HasPrefix(q.Fact, "components.") {
		for _, name := range q.Missing {
			if d.Components.Has(name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// openPlace is where the first thing stands that lacks an answer, or the section
// it would stand in; none when there is neither.
func openPlace(d *model.Design, q *model.OpenQuestion) Place {
	node, place := d.Root, Place{}
	for _, key := range strings.Split(q.Fact, ".") {
		if key == "*" {
			if len(q.Missing) == 0 {
				break
			}
			key = q.Missing[0]
		}
		if node = node.Get(key); node == nil {
			break
		}
		place = placeOf(d, node.Span)
	}
	return place
}
