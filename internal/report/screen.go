// Package report writes what a study found: the one screen of `loadpath
// review`, and the design document with its sixteen artifacts. It computes
// nothing; every number on it comes from the study.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/audit"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Screen writes the review on one screen: what holds, what breaks first, what
// it costs and what is missing.
func Screen(w io.Writer, s *study.Study, p Palette) {
	screenTitle(w, s, p)
	screenSteps(w, s, p)
	screenRequirements(w, s.Requirements, p)
	screenLoad(w, s, p)
	screenAvailability(w, s, p)
	screenCost(w, s, p)
	screenAssumptions(w, s, p)
	if s.Simulation != nil {
		notSimulated(w, s.Simulation, p)
	}
	fmt.Fprintf(w, "\n%sFindings%s\n", p.Bold, p.Reset)
	Findings(w, s.Findings, p, 6)
	screenVerdict(w, s, p)
}

func screenTitle(w io.Writer, s *study.Study, p Palette) {
	fmt.Fprintf(w, "%s%s%s  %s\n", p.Bold, s.Title(), p.Reset, s.Circumstances())
	if s.Design.Summary != "" {
		fmt.Fprintf(w, "%s%s%s\n", p.Dim, s.Design.Summary, p.Reset)
	}
	if s.Simulation != nil {
		sliced(w, s.Simulation, p)
	}
	if s.Interrupted {
		fmt.Fprintf(w, "%s≈ interrupted: the simulated numbers are those of the part that was simulated%s\n", p.Warn, p.Reset)
	}
}

// stepMarks show a step's state by form.
var stepMarks = map[model.State]string{model.Empty: "·", model.Started: "◐", model.Complete: "●", model.Approved: "✓"}

func screenSteps(w io.Writer, s *study.Study, p Palette) {
	var marks, open []string
	done := 0
	for _, step := range s.Steps {
		marks = append(marks, stepMarks[step.State])
		if step.State == model.Complete || step.State == model.Approved {
			done++
			continue
		}
		open = append(open, fmt.Sprintf("%d %s", step.Step.Number, step.Step.Key))
	}
	fmt.Fprintf(w, "\n%sSteps%s         %s  %d of %d complete\n", p.Bold, p.Reset, strings.Join(marks, ""), done, len(s.Steps))
	if len(open) > 0 {
		fmt.Fprintf(w, "  open: %s\n", wrap(strings.Join(open, ", "), 84, "        "))
	}
}

func screenRequirements(w io.Writer, all []*study.Requirement, p Palette) {
	fmt.Fprintln(w)
	if len(all) == 0 {
		fmt.Fprintf(w, "%sRequirements%s  none: say what must hold, as in\n  requirements: {quality: {fast: {flow: NAME, p99: 200ms}}}\n", p.Bold, p.Reset)
		return
	}
	t := table{}
	t.add(styled(p.Bold, "Requirements"), plain(""), styled(p.Dim, "limit"), styled(p.Dim, "closed form"), styled(p.Dim, "simulated"), cell{"margin", p.Dim, true})
	var remarks []string
	for _, r := range all {
		tone := Tone(r.Verdict)
		margin := ""
		if r.Margin != nil {
			margin = percent(*r.Margin)
		}
		t.add(styled(toneStyle(p, tone), "  "+tone.Mark()+" "+r.Name), plain(r.Describe()), plain(limitOf(r)), plain(testimony(r, r.Estimate)), plain(testimony(r, r.Simulate)), number(margin))
		remarks = append(remarks, remarksOn(r)...)
	}
	t.write(w, p)
	for _, line := range remarks {
		fmt.Fprintf(w, "    %s\n", wrap(line, 92, "      "))
	}
}

// limitOf writes a limit with its direction as a sign.
func limitOf(r *study.Requirement) string {
	sign := "≤ "
	if r.AtLeast {
		sign = "≥ "
	}
	return sign + r.Format(r.Limit)
}

// testimony writes a witness's number with its interval.
func testimony(r *study.Requirement, t study.Testimony) string {
	switch {
	case !t.Heard:
		return "–"
	case t.Why != "":
		return string(t.Verdict)
	}
	return withInterval(r.Format, t.Value, t.Low, t.High)
}

// withInterval writes a value and, when it is not exact, its 95% interval.
func withInterval(format func(float64) string, value, low, high float64) string {
	v := format(value)
	if format(low) == v && format(high) == v {
		return v
	}
	bounds := []string{format(low), format(high)}
	if unit := unitOf(v); strings.HasSuffix(bounds[0], unit) && strings.HasSuffix(bounds[1], unit) {
		bounds[0], bounds[1] = strings.TrimSuffix(bounds[0], unit), strings.TrimSuffix(bounds[1], unit)
	}
	return fmt.Sprintf("%s [%s, %s]", v, bounds[0], bounds[1])
}

// unitOf is what stands behind the digits of a value: " ms", "%", "k/s".
func unitOf(v string) string {
	return v[strings.LastIndexAny(v, "0123456789")+1:]
}

// remarksOn are the sentences that a row cannot hold.
func remarksOn(r *study.Requirement) []string {
	var out []string
	if r.Estimate.Heard && r.Estimate.Why != "" {
		out = append(out, fmt.Sprintf("%s, closed form: %s", r.Name, r.Estimate.Why))
	}
	if r.Simulate.Heard && r.Simulate.Why != "" && r.Simulate.Why != r.Estimate.Why {
		out = append(out, fmt.Sprintf("%s, simulated: %s", r.Name, r.Simulate.Why))
	}
	if r.Disagree() {
		out = append(out, fmt.Sprintf("%s: the two witnesses disagree beyond their intervals; do not trust either before you know why", r.Name))
	}
	return out
}

func screenLoad(w io.Writer, s *study.Study, p Palette) {
	fmt.Fprintf(w, "\n%sBreaks first%s  ", p.Bold, p.Reset)
	if s.Saturates == nil {
		fmt.Fprintln(w, "nothing has a limit: give components cores, slots or a runs-on")
		return
	}
	x := s.Saturates
	if x.Factor <= 1 {
		fmt.Fprintf(w, "%s%s saturates first: its %s carry %s this load%s\n", p.Bad, x.Component, x.Resource, study.Times(x.Factor), p.Reset)
	} else {
		fmt.Fprintf(w, "%s saturates first, at %s this load (its %s are %s busy now)\n", x.Component, study.Times(x.Factor), x.Resource, percent(x.Utilization))
	}
	if len(s.Growth) > 0 {
		fmt.Fprintf(w, "  %s\n", s.Growth[0])
	}
	if r := s.Simulation; r != nil && len(r.Mechanisms) > 0 {
		fmt.Fprintf(w, "  %s\n", wrap(r.Verdict, screenWidth-4, "  "))
	}
}

func screenCost(w io.Writer, s *study.Study, p Palette) {
	fmt.Fprintf(w, "\n%sCost%s          ", p.Bold, p.Reset)
	if s.Cost.Month == nil {
		fmt.Fprintf(w, "not known: %s\n", s.Cost.Why)
		return
	}
	c := s.Cost
	fmt.Fprintf(w, "%s a month %sone witness%s\n", withInterval(dollars, c.Month.Value, c.Month.Low, c.Month.High), p.Dim, p.Reset)
	var parts []string
	for _, part := range c.Components[:min(5, len(c.Components))] {
		parts = append(parts, fmt.Sprintf("%s %s", part.Component, dollars(part.Value)))
	}
	if len(parts) > 0 {
		fmt.Fprintf(w, "  %s\n", wrap(strings.Join(parts, ", "), 92, "  "))
	}
	if c.Why != "" {
		fmt.Fprintf(w, "  %snot in it: %s%s\n", p.Dim, wrap(c.Why, 84, "    "), p.Reset)
	}
}

func dollars(v float64) string { return unit.Format(v, unit.KindMoney) }

func screenAssumptions(w io.Writer, s *study.Study, p Palette) {
	if len(s.Assumptions) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%sRests on%s\n", p.Bold, p.Reset)
	t := table{indent: "  "}
	for _, a := range s.Assumptions[:min(4, len(s.Assumptions))] {
		m := a.Moves[0]
		flips := ""
		if m.Flips {
			flips = "which changes the verdict"
		}
		t.add(plain(a.Input), plain(a.Text), plain("moves "+m.Requirement+" by "+moved(m.Down, m.Up)), styled(p.Warn, flips))
	}
	t.write(w, p)
}

// Findings writes what the audit found, the worst first; most bounds how many
// are written out, 0 for all.
func Findings(w io.Writer, all []audit.Finding, p Palette, most int) {
	var fails, unknowns, waived int
	for _, f := range all {
		switch {
		case f.Waived != nil:
			waived++
		case f.Verdict == audit.Unknown:
			unknowns++
		default:
			fails++
		}
	}
	if fails+unknowns == 0 {
		fmt.Fprintf(w, "  none of %d checks found anything; %d waived\n", len(audit.Checks), waived)
		return
	}
	shown := 0
	for _, f := range all {
		if f.Waived != nil || most > 0 && shown == most {
			continue
		}
		shown++
		style, word := p.Warn, string(f.Severity)
		if f.Severity == audit.High || f.Severity == audit.Critical {
			style = p.Bad
		}
		if f.Verdict == audit.Unknown {
			style, word = p.Dim, "unknown"
		}
		fmt.Fprintf(w, "  %s%-8s%s %s %s[%s] %s%s\n", style, word, p.Reset, f.Evidence, p.Dim, f.Check.Code, f.Span, p.Reset)
		fmt.Fprintf(w, "           %s\n", strings.ReplaceAll(f.Fix, "\n", "\n           "))
	}
	fmt.Fprintf(w, "  %d to act on, %d unknown, %d waived", fails, unknowns, waived)
	if rest := fails + unknowns - shown; rest > 0 {
		fmt.Fprintf(w, "; %d more in `loadpath audit`", rest)
	}
	fmt.Fprintln(w)
}

func screenVerdict(w io.Writer, s *study.Study, p Palette) {
	tone := Tone(s.Verdict)
	fmt.Fprintf(w, "\n%s%s %s%s\n", toneStyle(p, tone), tone.Mark(), s.VerdictSentence(), p.Reset)
}

// Tone is how a verdict looks.
func Tone(v model.Verdict) look.Tone {
	switch v {
	case model.Met:
		return look.Good
	case model.Broken:
		return look.Bad
	case model.Unsure:
		return look.Unsure
	}
	return look.Unknown
}

func toneStyle(p Palette, t look.Tone) string {
	switch t {
	case look.Good:
		return p.Good
	case look.Bad:
		return p.Bad
	case look.Unsure:
		return p.Warn
	}
	return p.Dim
}

// few joins up to three names.
func few(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:2], ", "), len(names)-2)
}
