package model

import (
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

func statesOf(d *Design) map[string]State {
	states := map[string]State{}
	for _, s := range d.Steps() {
		states[s.Step.Key] = s.State
	}
	return states
}

func TestThereAreSixteenStepsInOrder(t *testing.T) {
	if len(ProcessSteps) != 16 {
		t.Fatalf("%d steps, want 16", len(ProcessSteps))
	}
	for i, s := range ProcessSteps {
		if s.Number != i+1 || s.Title == "" || s.Artifact == "" || len(s.Questions) == 0 || len(s.Facts) == 0 || len(s.Computed) == 0 {
			t.Errorf("step %d is not complete: %+v", i+1, s)
		}
		if StepOf(s.Key) != s {
			t.Errorf("step %q is not found by its key", s.Key)
		}
	}
	if StepOf("nothing") != nil {
		t.Error("a step of no name exists")
	}
}

func TestWhatToTypeAnswersTheQuestion(t *testing.T) {
	for _, step := range ProcessSteps {
		for _, q := range step.Questions {
			name := "my-thing"
			if strings.HasPrefix(q.Fact, "links.") {
				name = "my-thing.other"
			}
			text := header + strings.ReplaceAll(q.Type, "NAME", name) + "\n"
			_, problems := load(t, text)
			for _, p := range problems {
				if !strings.HasPrefix(p.Code, "unknown-") || p.Code == "unknown-key" || p.Code == "unknown-word" {
					if p.Severity == diag.Error && p.Code != "missing-kind" && p.Code != "missing-key" && p.Code != "no-actor" { // said elsewhere
						t.Errorf("step %s, %q: typing %s gives %s [%s]", step.Key, q.Text, q.Type, p.Message, p.Code)
					}
				}
			}
		}
	}
}

func TestEmptyDesignHasEmptySteps(t *testing.T) {
	d, _ := load(t, header)
	for _, s := range d.Steps() {
		if s.State != Empty || s.Answered != 0 || len(s.Open) != len(s.Step.Questions) {
			t.Errorf("step %s of an empty design is %s with %d answered", s.Step.Key, s.State, s.Answered)
		}
	}
}

func TestStepIsCompleteWhenItsRequiredQuestionsAreAnswered(t *testing.T) {
	why := "why: {problem: p, for: [x], outcome: o, alternatives: {a: {offers: x, lacks: y}}, decision: build}\n"
	d, _ := load(t, header+why)
	if s := statesOf(d)["justify"]; s != Complete {
		t.Errorf("justify is %s, want complete", s)
	}
	d, _ = load(t, header+strings.Replace(why, "decision: build", "decision: bild", 1))
	if s := statesOf(d)["justify"]; s != Started {
		t.Errorf("justify with an error in it is %s, want started", s)
	}
	d, _ = load(t, header+"why: {problem: p}\n")
	if s := statesOf(d)["justify"]; s != Started {
		t.Errorf("justify with one answer is %s, want started", s)
	}
}

func TestOpenQuestionsNameWhatLacksTheFactAndWhatToType(t *testing.T) {
	d, _ := load(t, header+"actors: {reader: {kind: human}, writer: {kind: human, daily: 1k}}\nflows:\n  read: {by: reader, per-user: 1/day, steps: [{work: 1ms}]}\n  write: {by: writer, per-user: 1/day, steps: [{work: 1ms}]}\n")
	for _, o := range d.Steps()[4].Open {
		if o.Fact != "actors.*.daily" {
			continue
		}
		if !slices.Equal(o.Missing, []string{"reader"}) || o.Type != "actors: {reader: {daily: 1M}}" {
			t.Errorf("missing %v, type %q", o.Missing, o.Type)
		}
		return
	}
	t.Error("the question for daily users is not open")
}

func TestWholeDesignIsWellOnItsWay(t *testing.T) {
	d := wholeDesign(t)
	states := statesOf(d)
	for _, key := range []string{"justify", "users", "functional", "interfaces", "data", "components", "flows", "asynchrony", "observability", "delivery", "security", "decide"} {
		if states[key] != Complete {
			t.Errorf("%s is %s, want complete", key, states[key])
		}
	}
	if got := d.Steps()[2].Approvers; !slices.Equal(got, []string{"product-lead"}) {
		t.Errorf("functional is approved by %v", got)
	}
}

func TestEveryGuideShowsAllSixteenSteps(t *testing.T) {
	for _, key := range []string{"6", "7", "11", "13"} {
		g, ok := GuideOf(key)
		if !ok {
			t.Fatalf("no guide %s", key)
		}
		seen := map[int]bool{}
		for _, s := range g.Order() {
			for _, n := range s.Ours {
				seen[n] = true
			}
		}
		if len(seen) != 16 {
			t.Errorf("guide %s shows %d steps, want 16", key, len(seen))
		}
	}
	if g, _ := GuideOf("13"); g.Order()[len(g.Order())-1].Title != "Beyond this guide" {
		t.Error("the guide of 13 steps has observability, and should not")
	}
	if _, ok := GuideOf("9"); ok {
		t.Error("a guide of 9 steps exists")
	}
}
