package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Breaks writes at which load something breaks, what gives way there, and the
// loads that were tried.
func Breaks(w io.Writer, d *model.Design, b *study.Breaks, p Palette) {
	title := d.System
	if d.Title != "" {
		title = d.Title
	}
	fmt.Fprintf(w, "%s%s%s  %s load, seed %d, %s with the same random numbers\n\n", p.Bold, title, p.Reset, b.Load, b.Seed, counted(len(b.Trials), "load"))
	fmt.Fprintf(w, "%s%s%s\n", p.Bold, wrap(b.Sentence(), screenWidth, "  "), p.Reset)
	for _, line := range breakingLines(b) {
		fmt.Fprintf(w, "  %s\n", wrap(line, screenWidth-2, "  "))
	}
	triedLoads(w, b, p)
}

// breakingLines say how sure the load is, what is full there and why.
func breakingLines(b *study.Breaks) []string {
	var lines []string
	if b.Scale.Known() {
		lines = append(lines, fmt.Sprintf("At %s all of its 95%% interval holds, at %s none of it; between them the runs cannot tell.", times(b.Scale.Low), times(b.Scale.High)))
	}
	if x := b.Saturates; x != nil {
		lines = append(lines, partLine(x))
	}
	if b.Why != "" {
		lines = append(lines, b.Why)
	}
	if len(b.LeftOut) > 0 {
		lines = append(lines, "Left out, because the runs saw too few of their requests: "+joined(b.LeftOut)+". --requirement asks for one, --max-events for longer runs.")
	}
	return lines
}

// partLine says how full a component is: "web saturates: its cores are 97%
// busy".
func partLine(x *study.BreakingPart) string {
	text := x.Component + " has least left"
	if x.Grows {
		text = x.Component + " saturates, and its queue grows without end"
	} else if x.Busy.Known() && x.Busy.Value > 0.9 {
		text = x.Component + " saturates"
	}
	switch {
	case !x.Busy.Known():
		return text + "."
	case x.Resource == "slots":
		return fmt.Sprintf("%s: %s of its slots are in use there.", text, unit.Format(x.Busy.Value, unit.KindRatio))
	}
	return fmt.Sprintf("%s: its %s are %s busy there.", text, x.Resource, unit.Format(x.Busy.Value, unit.KindRatio))
}

// triedLoads is a row for each load that was tried.
func triedLoads(w io.Writer, b *study.Breaks, p Palette) {
	columns := []block.Column{{Title: "Tried"}, {Title: "rate", Number: true}, {Title: strings.TrimSpace(b.Target + " " + b.Metric), Number: true}, {Title: ""}, {Title: "fullest"}}
	var rows [][]string
	for _, t := range b.Trials {
		tone := Tone(t.Verdict)
		full := ""
		if x := t.Busiest; x != nil {
			full = x.Component
			if x.Busy.Known() {
				full += " " + unit.Format(x.Busy.Value, unit.KindRatio)
			}
			if x.Grows {
				full += ", grows"
			}
		}
		rows = append(rows, []string{times(t.Scale), brief(t.Rate, unit.KindRate), brief(t.Value, kindOf(b.Metric)), tone.Mark() + " " + string(t.Verdict), full})
	}
	simulatedTable(w, p, columns, rows)
}

// times writes a factor with as many digits as tell loads apart.
func times(x float64) string { return fmt.Sprintf("%.4gx", x) }
