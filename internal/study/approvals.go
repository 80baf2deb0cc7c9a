package study

import (
	"fmt"
	"slices"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// ApprovalState says whether a stakeholder stands behind a step.
type ApprovalState string

// The states of an approval.
const (
	Signed  ApprovalState = "signed"
	Dropped ApprovalState = "dropped" // signed, but the facts have changed since
	Missing ApprovalState = "missing"
)

// Approval is what one stakeholder said of a step.
type Approval struct {
	Stakeholder string        `json:"stakeholder"`
	State       ApprovalState `json:"state"`
	Date        string        `json:"date,omitempty"` // ISO, of the signature
	Changes     []FactChange  `json:"changes,omitempty"`
}

// FactChange is a fact that is not what it was when it was signed.
type FactChange struct {
	Fact   string  `json:"fact"`   // path in the design
	Before *string `json:"before"` // as YAML; nil when it is new
	After  *string `json:"after"`  // nil when it is gone
	text   string
}

// String returns the change as a sentence does: "components.api.replicas: 6 → 8".
func (c FactChange) String() string { return c.text }

func factChange(c syntax.Change) FactChange {
	inline := func(n *syntax.Node) *string {
		if n == nil {
			return nil
		}
		text := syntax.Inline(n)
		return &text
	}
	return FactChange{Fact: c.Path.String(), Before: inline(c.Before), After: inline(c.After), text: c.String()}
}

// approve looks up who has signed each step, and calls approved what is
// complete and signed by all who are named for it.
func (s *Study) approve() {
	s.Approvals = map[string][]Approval{}
	for i := range s.Steps {
		step := &s.Steps[i]
		all := s.Options.Signoff.approvals(s.Design, step)
		s.Approvals[step.Step.Key] = all
		missing := slices.ContainsFunc(all, func(a Approval) bool { return a.State != Signed })
		if step.State == model.Complete && len(all) > 0 && !missing {
			step.State = model.Approved
		}
	}
}

// approvals returns what each stakeholder who is named for a step said of it.
func (s *Signoff) approvals(d *model.Design, step *model.StepState) []Approval {
	var out []Approval
	for _, who := range step.Approvers {
		a := Approval{Stakeholder: who, State: Missing}
		if s != nil {
			if signed, ok := s.signatures[step.Step.Key][who]; ok {
				a = s.approval(who, signed, d.FactsOf(step.Step))
			}
		}
		out = append(out, a)
	}
	return out
}

// approval holds a signature against the facts as they are now.
func (s *Signoff) approval(who string, signed signature, facts *syntax.Node) Approval {
	a := Approval{Stakeholder: who, State: Signed, Date: signed.date}
	if signed.hash == syntax.Hash(facts) {
		return a
	}
	a.State = Dropped
	for _, c := range syntax.Compare(s.contents[signed.hash], facts) {
		a.Changes = append(a.Changes, factChange(c))
	}
	return a
}

// Unsigned says in sentences what keeps the steps that someone must sign from
// being approved; none when all of them are.
func (s *Study) Unsigned() []string {
	var out []string
	named := false
	for i := range s.Steps {
		step := &s.Steps[i]
		named = named || len(step.Approvers) > 0
		if len(step.Approvers) == 0 || step.State == model.Approved {
			continue
		}
		if step.State != model.Complete {
			out = append(out, fmt.Sprintf("%s is %s: `loadpath steps %s %s` shows what is open", step.Step.Key, step.State, s.file(), step.Step.Key))
		}
		for _, a := range s.Approvals[step.Step.Key] {
			if a.State != Signed {
				out = append(out, fmt.Sprintf("%s: %s; `loadpath sign %s %s --as %s`", step.Step.Key, a.Sentence(), step.Step.Key, s.file(), a.Stakeholder))
			}
		}
	}
	if !named {
		out = append(out, "no stakeholder is named for any step; name one: stakeholders: {lead: {role: engineering, approves: [components]}}")
	}
	return out
}

// file is the name of the design file.
func (s *Study) file() string { return s.Design.Doc.Sources[0].Name }

// mostChanges is how many changes a sentence names.
const mostChanges = 3

// Sentence says what became of the approval.
func (a Approval) Sentence() string {
	switch a.State {
	case Signed:
		return fmt.Sprintf("signed by %s on %s", a.Stakeholder, a.Date)
	case Dropped:
		text := fmt.Sprintf("the approval of %s (%s) is dropped", a.Stakeholder, a.Date)
		for i, c := range a.Changes {
			if i == mostChanges {
				return text + fmt.Sprintf(", and %d more", len(a.Changes)-i)
			}
			if i == 0 {
				text += ": " + c.String()
			} else {
				text += ", " + c.String()
			}
		}
		return text
	}
	return fmt.Sprintf("not signed by %s", a.Stakeholder)
}
