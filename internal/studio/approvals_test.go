package studio

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/study"
)

const signedShop = shop + `stakeholders:
  platform: {role: operations, approves: [components]}
`

// sign writes an approval of the components beside the file.
func (s *served) sign(who string) {
	s.t.Helper()
	name := study.SignoffName(s.name)
	design := s.s.file.current().study
	text, err := study.NewSignoff(name, filepath.Base(s.name)).Sign(design.Design, design.Step("components").Step, who, "2027-03-01")
	if err == nil {
		err = os.WriteFile(name, text, 0o644)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *served) step(key string) (State, Step) {
	s.t.Helper()
	var state State
	s.ask("GET", "/api/state", nil, &state)
	i := slices.IndexFunc(state.Design.Steps, func(step Step) bool { return step.Key == key })
	return state, state.Design.Steps[i]
}

// TestAnApprovalIsSeenAndDroppedByWhatChanged signs beside an open page, which
// must hear of it, and then changes what was signed.
func TestAnApprovalIsSeenAndDroppedByWhatChanged(t *testing.T) {
	s := serve(t, signedShop)
	before, step := s.step("components")
	if len(step.Approvals) != 1 || step.Approvals[0].State != "missing" || !strings.HasPrefix(step.Approvals[0].Type, "loadpath sign components ") {
		t.Fatalf("before: %+v", step.Approvals)
	}
	contents, end := s.s.file.listen()
	defer end()
	s.sign("platform")
	after, step := s.step("components")
	if step.Approvals[0].State != "signed" || step.Approvals[0].Type != "" {
		t.Errorf("signed: %+v", step.Approvals)
	}
	if after.Content == before.Content || after.Revision != before.Revision {
		t.Error("an approval is another content of the same text")
	}
	select {
	case content := <-contents:
		if content != after.Content {
			t.Errorf("the page hears of %s, and the state is %s", content, after.Content)
		}
	default:
		t.Error("the page does not hear of the approval")
	}
	if err := os.WriteFile(s.name, []byte(strings.Replace(signedShop, "replicas: 2", "replicas: 4", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	_, step = s.step("components")
	if a := step.Approvals[0]; a.State != "dropped" || !slices.Equal(a.Since, []string{"components.api.replicas: 2 → 4"}) {
		t.Errorf("changed: %+v", a)
	}
}

func TestABrokenFileOfApprovalsDoesNotHideTheDesign(t *testing.T) {
	s := serve(t, signedShop)
	if err := os.WriteFile(study.SignoffName(s.name), []byte("signoff: 7\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	state, _ := s.step("components")
	i := slices.IndexFunc(state.Problems, func(p Problem) bool { return p.Code == "broken-signoff" })
	if i < 0 || state.Problems[i].Severity != diag.Warning.String() || state.Stale {
		t.Errorf("the problems are %+v, want a warning of the approvals", state.Problems)
	}
}

func TestAnOpenQuestionLeadsToItsPartsAndItsLine(t *testing.T) {
	s := serve(t, shop)
	state, _ := s.step("components")
	found := false
	for _, step := range state.Design.Steps {
		for _, q := range step.Open {
			for _, p := range q.Parts {
				found = true
				lines := strings.Split(state.Text, "\n")
				if q.Line < 1 || q.Line > len(lines) || !strings.Contains(lines[q.Line-1], q.Parts[0]+":") {
					t.Errorf("%s: line %d does not hold %s", q.Question, q.Line, p)
				}
			}
		}
	}
	if !found {
		t.Error("no open question names a part")
	}
}
