package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Trace writes one request as a waterfall: where it was, what it did there, for
// how long and why.
func Trace(w io.Writer, t *sim.Trace, p Palette) {
	which := "at " + t.Percentile
	if t.Percentile == study.FailedOne {
		which = "that failed"
	}
	fmt.Fprintf(w, "\n%sOne request of %s %s%s  %s\n", p.Bold, t.Flow, which, p.Reset, wrap(traceHead(t), screenWidth-30, "  "))
	spans, left := longest(t.Spans, mostSpans)
	columns := []block.Column{{Title: "where"}, {Title: "what"}, {Title: "took", Number: true}, {Title: axis(t.Latency)}, {Title: "why"}}
	var rows [][]string
	for _, s := range spans {
		rows = append(rows, []string{spanPlace(s, t.Flow), s.Kind, unit.Format(s.End-s.Start, unit.KindTime), spanBar(s, t.Latency), spanWhy(s)})
	}
	fitted(w, p, "  ", columns, rows)
	if left > 0 {
		fmt.Fprintf(w, "  %sand %d shorter stretches, which --format json has%s\n", p.Dim, left, p.Reset)
	}
	fmt.Fprintf(w, "  %s%s%s\n", p.Dim, legend(t), p.Reset)
}

// mostSpans is how many stretches a waterfall shows, the longest.
const mostSpans = 30

// traceHead says how long the request took, when it began and how it ended.
func traceHead(t *sim.Trace) string {
	text := fmt.Sprintf("took %s", unit.Format(t.Latency, unit.KindTime))
	if t.Value.Known() && t.Percentile != study.FailedOne {
		text += fmt.Sprintf(" (%s is %s)", t.Percentile, brief(t.Value, unit.KindTime))
	}
	text += fmt.Sprintf(", began %s into the run", unit.Format(t.At, unit.KindTime))
	if t.Outcome != "ok" {
		text += " and ended in failure: " + t.Outcome
		if t.Percentile != study.FailedOne {
			text += "; no request succeeded"
		}
	}
	return text
}

// longest keeps the longest spans, in their order, and says how many are left
// out.
func longest(spans []sim.Span, most int) (kept []sim.Span, left int) {
	if len(spans) <= most {
		return spans, 0
	}
	byLength := slices.Clone(spans)
	slices.SortStableFunc(byLength, func(a, b sim.Span) int { return -cmp.Compare(a.End-a.Start, b.End-b.Start) })
	shortest := byLength[most-1].End - byLength[most-1].Start
	for _, s := range spans {
		if len(kept) < most && s.End-s.Start >= shortest {
			kept = append(kept, s)
		}
	}
	return kept, len(spans) - len(kept)
}

// spanPlace is the component with what runs there, set in by the depth of the
// call: "  db read link".
func spanPlace(s sim.Span, flow string) string {
	name := s.Component
	if name == "" {
		name = flow
	}
	if s.Replica > 0 {
		name += fmt.Sprintf("#%d", s.Replica)
	}
	if s.Operation != "" {
		name += " " + s.Operation
	}
	return strings.Repeat("·", max(0, s.Depth-1)) + name
}

// barWidth is how many characters the whole request takes.
const barWidth = 24

// axis is the heading of the bars: from 0 to the latency.
func axis(latency float64) string {
	end := unit.Format(latency, unit.KindTime)
	return "0" + strings.Repeat(" ", max(1, barWidth-1-len([]rune(end)))) + end
}

// spanBars are the looks of the kinds; none needs colour.
var spanBars = map[string]string{"work": "█", "wait": "▒", "network": "━", "backoff": "╌"}

// spanBar draws a span on the axis of its request; the places before it are
// dots, so that they are not taken for the end of a line.
func spanBar(s sim.Span, latency float64) string {
	if latency <= 0 {
		return ""
	}
	at := func(x float64) int { return int(math.Round(x / latency * barWidth)) }
	from := min(at(s.Start), barWidth-1)
	to := min(max(at(s.End), from+1), barWidth)
	return strings.Repeat(" ", from) + strings.Repeat(spanBars[s.Kind], to-from) + strings.Repeat(" ", barWidth-to)
}

// spanWhy is the reason, and whether anybody waited for it.
func spanWhy(s sim.Span) string {
	why := s.Reason
	add := func(text string) {
		if why != "" {
			why += "; "
		}
		why += text
	}
	if s.Abandoned {
		add("nobody waits for it any more")
	}
	if s.Open {
		add("goes on beyond the answer")
	}
	return why
}

// legend says what the bars mean and how the time divides among them.
func legend(t *sim.Trace) string {
	var parts []string
	for _, kind := range []string{"work", "wait", "network", "backoff"} {
		if share := t.Shares[kind]; share >= 0.005 {
			parts = append(parts, fmt.Sprintf("%s %s %s", spanBars[kind], kind, percent(share)))
		}
	}
	return strings.Join(parts, "   ")
}
