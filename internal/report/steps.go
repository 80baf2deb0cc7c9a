package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
)

// Steps writes how far the design is in each step, in the order of a guide.
func Steps(w io.Writer, s *study.Study, ordered []study.Stage, p Palette) {
	done := 0
	for _, step := range s.Steps {
		if step.State == model.Complete || step.State == model.Approved {
			done++
		}
	}
	fmt.Fprintf(w, "%s%s%s  %d of %d steps complete\n\n", p.Bold, s.Title(), p.Reset, done, len(s.Steps))
	t := table{indent: "  "}
	for _, stage := range ordered {
		if stage.Title != "" {
			t.add(styled(p.Bold, stage.Title))
		}
		for _, step := range stage.Steps {
			tone := stateTone(step.State)
			t.add(styled(toneStyle(p, tone), stepMarks[step.State]), number(fmt.Sprint(step.Step.Number)), plain(step.Step.Title),
				number(fmt.Sprintf("%d/%d", step.Answered, len(step.Step.Questions))), plain(cmp.Or(nextQuestion(step), nextApproval(s, step))))
		}
	}
	writeStages(w, t, p)
	fmt.Fprintf(w, "\n%s· empty  ◐ started  ● complete  ✓ approved, and how many of its questions are answered\n`loadpath steps DESIGN.yaml 5` shows one step in full%s\n", p.Dim, p.Reset)
}

// writeStages writes a table in which a row of one cell is a title of its own.
func writeStages(w io.Writer, t table, p Palette) {
	widths := table{indent: t.indent}
	for _, row := range t.rows {
		if len(row) > 1 {
			widths.rows = append(widths.rows, row)
		}
	}
	var b strings.Builder
	widths.write(&b, p)
	lines := strings.SplitAfter(b.String(), "\n")
	for i, row := range t.rows {
		if len(row) == 1 {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintf(w, "%s%s%s%s\n", t.indent, p.Bold, row[0].text, p.Reset)
			continue
		}
		io.WriteString(w, lines[0])
		lines = lines[1:]
	}
}

// nextQuestion is what the step asks next: a required question before others.
func nextQuestion(step *model.StepState) string {
	if len(step.Errors) > 0 {
		return counted(len(step.Errors), "error") + "; see `loadpath check`"
	}
	for _, q := range step.Open {
		if q.Required {
			return q.Text
		}
	}
	return ""
}

func approvalTone(state study.ApprovalState) look.Tone {
	switch state {
	case study.Signed:
		return look.Good
	case study.Dropped:
		return look.Bad
	}
	return look.Unknown
}

// nextApproval says who has signed the step and who has not.
func nextApproval(s *study.Study, step *model.StepState) string {
	var said []string
	for _, a := range s.Approvals[step.Step.Key] {
		said = append(said, a.Sentence())
	}
	return strings.Join(said, "; ")
}

// Step writes one step in full: its artifact with the numbers of the closed
// forms, and what to type to answer each open question.
func Step(w io.Writer, s *study.Study, step *model.StepState, p Palette) {
	tone := stateTone(step.State)
	fmt.Fprintf(w, "%s%d %s%s  %s%s %s%s  %s\n", p.Bold, step.Step.Number, step.Step.Title, p.Reset,
		toneStyle(p, tone), stepMarks[step.State], step.State, p.Reset, strings.ToLower(step.Step.Artifact[:1])+step.Step.Artifact[1:])
	onScreen(w, p, artifactOf(s, step, nil).blocks)
	fmt.Fprintf(w, "\n%sQuestions%s  %d of %d answered\n", p.Bold, p.Reset, step.Answered, len(step.Step.Questions))
	for _, e := range step.Errors {
		fmt.Fprintf(w, "  %s✗ %s%s %s\n", p.Bad, e.Message, p.Reset, e.Span)
	}
	for _, q := range step.Open {
		mark, style := "?", p.Warn
		if !q.Required {
			mark, style = "·", p.Dim
		}
		about := ""
		if len(q.Missing) > 0 {
			about = "  " + p.Dim + strings.Join(atMost(q.Missing, 5), ", ") + p.Reset
		}
		fmt.Fprintf(w, "  %s%s%s %s%s\n      %s\n", style, mark, p.Reset, q.Text, about, q.Type)
	}
	if len(step.Open) > 0 {
		fmt.Fprintf(w, "  %s? must be answered for the step to be complete, · may stay open%s\n", p.Dim, p.Reset)
	}
	for _, a := range s.Approvals[step.Step.Key] {
		fmt.Fprintf(w, "  %s%s%s\n", toneStyle(p, approvalTone(a.State)), a.Sentence(), p.Reset)
	}
}
