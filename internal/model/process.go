package model

import (
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// ProcessStep is one of the sixteen steps of system design: the questions that
// a design must answer, the facts that answer them, and what the step hands
// over.
type ProcessStep struct {
	Number    int
	Key       string   // "scale"; stakeholders approve steps by it
	Title     string   // "Scale"
	Facts     []string // keys of the design file that the artifact is made from, as factPath reads them
	Computed  []string // what the program works out from the facts
	Artifact  string   // "Back-of-the-envelope sheet"
	Questions []Question
}

// Question is one thing that a design must say, and how one sees whether it
// does.
type Question struct {
	Text     string
	Fact     string // key path with * for any name: "actors.*.daily"
	Required bool   // the step is complete only when it is answered
	Type     string // what to type; NAME stands for the thing that lacks it
	Look     func(*Design) Answer
}

// Answer is what a design says to a question.
type Answer struct {
	Facts   int      // how many there are
	Missing []string // names of the things that lack it
}

// Answered tells whether the question is answered, for every thing it is about.
func (a Answer) Answered() bool { return a.Facts > 0 && len(a.Missing) == 0 }

// State is how far a step is. A step becomes approved when it is complete and
// every stakeholder named for it has signed its present content, which package
// study looks after.
type State string

// The states.
const (
	Empty    State = "empty"
	Started  State = "started"
	Complete State = "complete"
	Approved State = "approved"
)

// StepState is how far a design is in one step.
type StepState struct {
	Step      *ProcessStep
	State     State
	Answered  int            // questions that are answered
	Open      []OpenQuestion // the others, in order
	Errors    diag.List      // errors in the facts of the step
	Approvers []string       // stakeholders who must sign it
}

// OpenQuestion is a question that a design does not answer, or not for all.
type OpenQuestion struct {
	Question
	Missing []string // for which things; empty when for none at all
	Type    string   // what to type, for the first that lacks it
}

// Steps returns how far the design is in each of the sixteen steps.
func (d *Design) Steps() []StepState {
	out := make([]StepState, len(ProcessSteps))
	for i, step := range ProcessSteps {
		out[i] = d.stepState(step)
	}
	return out
}

// StepOf returns a step by its key, or nil.
func StepOf(key string) *ProcessStep {
	i := slices.IndexFunc(ProcessSteps, func(s *ProcessStep) bool { return s.Key == key })
	if i < 0 {
		return nil
	}
	return ProcessSteps[i]
}

func (d *Design) stepState(step *ProcessStep) StepState {
	s := StepState{Step: step, State: Empty, Errors: d.errorsIn(step.Facts)}
	required := 0
	for _, q := range step.Questions {
		a := q.Look(d)
		if a.Facts > 0 {
			s.State = Started
		}
		if a.Answered() {
			s.Answered++
			continue
		}
		if q.Required {
			required++
		}
		s.Open = append(s.Open, OpenQuestion{Question: q, Missing: a.Missing, Type: typeFor(q, a)})
	}
	if s.State == Started && required == 0 && len(s.Errors) == 0 {
		s.State = Complete
	}
	for name, who := range d.Stakeholders.All() {
		if slices.Contains(who.Approves, step.Key) {
			s.Approvers = append(s.Approvers, name)
		}
	}
	return s
}

// typeFor fills the name of the first thing that lacks the fact into what to
// type.
func typeFor(q Question, a Answer) string {
	name := "my-name"
	if len(a.Missing) > 0 {
		name = a.Missing[0]
	}
	return strings.ReplaceAll(q.Type, "NAME", name)
}

// errorsIn returns the errors whose place is in one of the sections that facts
// stand in.
func (d *Design) errorsIn(facts []string) diag.List {
	var out diag.List
	for _, p := range d.problems {
		if p.Severity == diag.Error && d.spanIn(p.Span, facts) {
			out = append(out, p)
		}
	}
	return out
}

// spanIn tells whether a place is in one of the sections; a fact under
// requirements names one of its parts.
func (d *Design) spanIn(span diag.Span, facts []string) bool {
	for _, fact := range facts {
		node := d.Root
		for _, key := range strings.Split(fact, ".") {
			if node.Get(key) == nil {
				break
			}
			node = node.Get(key)
		}
		if node == d.Root || node == nil {
			continue
		}
		if s := node.Span; s.Source == span.Source && s.Start <= span.Start && span.End <= s.End {
			return true
		}
	}
	return false
}

// Guide is a published guide to system design with its own order of steps.
type Guide struct {
	Key   string // "7"
	Title string
	Steps []GuideStep
}

// GuideStep is one step of a guide and the steps of ours that it holds.
type GuideStep struct {
	Title string
	Ours  []int
}

// Order returns the guide's steps and, under "beyond this guide", ours that it
// does not have.
func (g Guide) Order() []GuideStep {
	have := map[int]bool{}
	for _, s := range g.Steps {
		for _, n := range s.Ours {
			have[n] = true
		}
	}
	var rest []int
	for _, s := range ProcessSteps {
		if !have[s.Number] {
			rest = append(rest, s.Number)
		}
	}
	if len(rest) == 0 {
		return g.Steps
	}
	return append(slices.Clone(g.Steps), GuideStep{"Beyond this guide", rest})
}

// GuideOf returns a guide by its key: "6", "7", "11" or "13". The empty key is
// the canonical process of sixteen steps.
func GuideOf(key string) (Guide, bool) {
	i := slices.IndexFunc(Guides, func(g Guide) bool { return g.Key == key })
	if i < 0 {
		return Guide{}, false
	}
	return Guides[i], true
}

// Guides are the orders in which the process can be shown.
var Guides = []Guide{
	{"6", "Six steps on an interactive canvas", []GuideStep{
		{"Requirements", []int{1, 2, 3, 4, 5}},
		{"Core components", []int{8}},
		{"Data flow", []int{9}},
		{"Patterns", []int{10, 11}},
		{"Plan for failure", []int{12}},
		{"Validate and iterate", []int{13, 14, 15, 16}},
	}},
	{"7", "Seven steps for distributed services", []GuideStep{
		{"Validate the need", []int{1}},
		{"Business requirements", []int{2, 3, 4, 15}},
		{"Scale", []int{5}},
		{"Interfaces and data models", []int{6, 7}},
		{"Data flow and storage", []int{7, 9}},
		{"High-level components", []int{8, 9}},
		{"Individual components", []int{8, 11, 12, 15, 16}},
	}},
	{"11", "Eleven questions", []GuideStep{
		{"What are we building?", []int{1, 2, 3, 4}},
		{"How big is it?", []int{5}},
		{"What is it made of?", []int{8}},
		{"How do clients talk to it?", []int{6}},
		{"How does traffic move?", []int{9, 11}},
		{"Where does data live?", []int{7}},
		{"What is asynchronous?", []int{10}},
		{"What fails?", []int{12}},
		{"How do we observe it?", []int{13}},
		{"How do we ship it?", []int{14}},
		{"How do we secure it?", []int{15}},
		{"Challenge the design", []int{16}},
	}},
	{"13", "Thirteen steps under a clock", []GuideStep{
		{"Understand the problem", []int{1, 2}},
		{"Goals", []int{1, 4}},
		{"Functional requirements", []int{3}},
		{"Non-functional requirements", []int{4}},
		{"Scale", []int{5}},
		{"APIs", []int{6}},
		{"Architecture", []int{8, 9}},
		{"Data model", []int{7}},
		{"Patterns", []int{10, 11, 12}},
		{"Scalability", []int{11}},
		{"Failure", []int{12}},
		{"Trade-offs", []int{16}},
		{"Finalise", []int{16}},
	}},
}
