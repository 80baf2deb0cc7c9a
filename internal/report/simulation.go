package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Simulation writes what one run has shown: requirements first, then flows,
// components and what saturates first.
func Simulation(w io.Writer, d *model.Design, r *sim.Result, p Palette) {
	title := d.System
	if d.Title != "" {
		title = d.Title
	}
	fmt.Fprintf(w, "%s%s%s  simulated at %s load, seed %d: %s requests in %s, the first %s left out\n", p.Bold, title, p.Reset, r.Load, r.Seed,
		unit.Format(float64(r.Requests), unit.KindCount), unit.Format(r.Seconds, unit.KindTime), unit.Format(r.WarmUp, unit.KindTime))
	notSettled(w, r, p)
	sliced(w, r, p)
	verdictLines(w, r.Verdict, p)
	simulatedRequirements(w, r, p)
	simulatedFlows(w, d, r, p)
	unmeasured(w, d, r, p)
	simulatedComponents(w, d, r, p)
	simulatedData(w, d, r, p)
	fullest(w, d, r, p)
	notSimulated(w, r, p)
}

// notSettled says why the numbers of a run are less than they should be.
func notSettled(w io.Writer, r *sim.Result, p Palette) {
	switch {
	case r.Interrupted:
		fmt.Fprintf(w, "%s≈ interrupted: the numbers are those of the part that was simulated%s\n", p.Warn, p.Reset)
	case !r.Settled:
		fmt.Fprintf(w, "%s≈ not settled: %s%s\n", p.Warn, wrap(r.Why, screenWidth-15, "  "), p.Reset)
	}
}

// verdictLines writes the mechanism that decides.
func verdictLines(w io.Writer, verdict string, p Palette) {
	if verdict != "" {
		fmt.Fprintf(w, "\n%s%s%s\n", p.Bold, wrap(verdict, screenWidth, ""), p.Reset)
	}
}

// unmeasured says under the flows why a number of theirs is missing, each
// reason once.
func unmeasured(w io.Writer, d *model.Design, r *sim.Result, p Palette) {
	var reasons []string
	names := map[string][]string{}
	for name := range d.Flows.All() {
		f := r.Flows[name]
		if f == nil || f.Counts.Offered == 0 {
			continue
		}
		for _, n := range []sim.Number{f.Availability, f.Latency.Mean, f.Latency.P99} {
			if n.Known() || n.Why == "" || slices.Contains(names[n.Why], name) {
				continue
			}
			if names[n.Why] == nil {
				reasons = append(reasons, n.Why)
			}
			names[n.Why] = append(names[n.Why], name)
		}
	}
	for _, why := range reasons {
		fmt.Fprintf(w, "  %s%s%s\n", p.Dim, wrap(joined(names[why])+": "+why, screenWidth-2, "    "), p.Reset)
	}
}

// sliced says which part of the load the numbers are from.
func sliced(w io.Writer, r *sim.Result, p Palette) {
	if text := study.SliceSentence(r); text != "" {
		fmt.Fprintf(w, "%s%s%s\n", p.Dim, wrap(text, screenWidth, "  "), p.Reset)
	}
}

// notSimulated says what the run left out, so that nobody takes its word for it.
func notSimulated(w io.Writer, r *sim.Result, p Palette) {
	if len(r.NotSimulated) > 0 {
		fmt.Fprintf(w, "\n%sNot simulated yet: %s%s\n", p.Dim, wrap(strings.Join(r.NotSimulated, ", "), screenWidth-20, "  "), p.Reset)
	}
}

func simulatedRequirements(w io.Writer, r *sim.Result, p Palette) {
	t := table{}
	var unmeasured []string
	for _, q := range r.Requirements {
		if q.Verdict == sim.Unknown && !measurable(q.Metric) {
			unmeasured = append(unmeasured, q.Name)
			continue
		}
		tone := Tone(model.Verdict(q.Verdict))
		kind, sign := kindOf(q.Metric), "≤ "
		if q.AtLeast {
			sign = "≥ "
		}
		t.add(styled(toneStyle(p, tone), "  "+tone.Mark()+" "+q.Name), plain(strings.TrimSpace(q.Target+" "+q.Metric)),
			plain(sign+unit.Format(q.Limit, kind)), plain(seen(q.Value, kind)))
	}
	if len(t.rows)+len(unmeasured) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%sRequirements%s\n", p.Bold, p.Reset)
	t.write(w, p)
	if len(unmeasured) > 0 {
		fmt.Fprintf(w, "  %s? not measured by a run like this: %s%s\n", p.Dim, wrap(joined(unmeasured), screenWidth-38, "    "), p.Reset)
	}
}

// measurable tells whether one run can say anything of a metric; the others
// take closed forms, or runs of their own.
func measurable(metric string) bool {
	switch metric {
	case "throughput", "staleness", "cost", "rpo", "rto", "durability", "duplicates":
		return false
	}
	return true
}

// kindOf says how a metric's values are read.
func kindOf(metric string) unit.Kind {
	switch metric {
	case "availability", "errors", "backlog", "durability", "duplicates":
		return unit.KindRatio
	case "throughput":
		return unit.KindRate
	case "cost":
		return unit.KindMoneyRate
	}
	return unit.KindTime
}

func simulatedFlows(w io.Writer, d *model.Design, r *sim.Result, p Palette) {
	columns := []block.Column{{Title: "Flows"}, {Title: "offered", Number: true}, {Title: "failed", Number: true}, {Title: "mean", Number: true},
		{Title: "p50", Number: true}, {Title: "p99", Number: true}, {Title: "max", Number: true}, {Title: "answers", Number: true}, {Title: "fails by"}}
	var rows [][]string
	for name := range d.Flows.All() {
		f := r.Flows[name]
		if f == nil {
			continue
		}
		rows = append(rows, []string{name, brief(f.Offered, unit.KindRate), brief(failedShare(f), unit.KindRatio), brief(f.Latency.Mean, unit.KindTime),
			brief(f.Latency.P50, unit.KindTime), brief(f.Latency.P99, unit.KindTime), brief(f.Latency.Max, unit.KindTime), answers(f), causes(f)})
	}
	simulatedTable(w, p, columns, rows)
}

// answers is how many good answers the latencies of a flow come from.
func answers(f *sim.FlowResult) string {
	if f.Latency.Samples == 0 {
		return ""
	}
	return unit.Format(float64(f.Latency.Samples), unit.KindCount)
}

// causes names why requests of a flow failed, the most frequent first.
func causes(f *sim.FlowResult) string {
	var names []string
	for name, share := range f.Errors {
		if share.Known() && share.Value > 0 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(-cmp.Compare(f.Errors[a].Value, f.Errors[b].Value), cmp.Compare(a, b))
	})
	return strings.Join(names, ", ")
}

func simulatedComponents(w io.Writer, d *model.Design, r *sim.Result, p Palette) {
	columns := []block.Column{{Title: "Components"}, {Title: "arrivals", Number: true}, {Title: "refused", Number: true}, {Title: "busy", Number: true}, {Title: "in flight", Number: true},
		{Title: "waiting", Number: true}, {Title: "mean wait", Number: true}, {Title: "hit ratio", Number: true}}
	var rows [][]string
	for name := range d.Components.All() {
		c := r.Components[name]
		if c == nil || c.Arrivals.Known() && c.Arrivals.Value == 0 {
			continue
		}
		hit := ""
		if c.HitRatio != nil {
			hit = brief(*c.HitRatio, unit.KindRatio)
		}
		rows = append(rows, []string{name, brief(c.Arrivals, unit.KindRate), unlessZero(c.Refused, unit.KindRate), brief(c.Utilization, unit.KindRatio), brief(c.InFlight, unit.KindCount),
			unlessZero(c.QueueLength, unit.KindCount), unlessZero(c.Wait.Mean, unit.KindTime), hit})
	}
	simulatedTable(w, p, columns, rows)
}

// simulatedTable writes a table whose first title is its heading, without the
// columns in which nothing stands.
func simulatedTable(w io.Writer, p Palette, columns []block.Column, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	for i := len(columns) - 1; i > 0; i-- {
		if !slices.ContainsFunc(rows, func(row []string) bool { return row[i] != "" }) {
			columns = slices.Delete(columns, i, i+1)
			for k := range rows {
				rows[k] = slices.Delete(rows[k], i, i+1)
			}
		}
	}
	fmt.Fprintln(w)
	for i := range rows {
		rows[i][0] = "  " + rows[i][0]
	}
	fitted(w, p, "", columns, rows)
}

// brief writes a measured number with half its 95% interval as a share, when
// that is half a percent or more: "12.3 ms ±2%". Nothing seen is less than the
// end of its interval: "0% (<0.3%)".
func brief(n sim.Number, kind unit.Kind) string {
	switch {
	case !n.Known():
		return dash
	case n.Value == 0 && n.High > 0 && n.Open == "" && !math.IsInf(n.High, 1):
		return fmt.Sprintf("%s (<%s)", unit.Format(0, kind), unit.Format(n.High, kind)) // none was seen
	}
	return plusMinus(n.Value, n.Low, n.High, kind)
}

func plusMinus(value, low, high float64, kind unit.Kind) string {
	return share(func(v float64) string { return unit.Format(v, kind) }, value, low, high)
}

// share writes a value with half its interval as a share of it.
func share(format func(float64) string, value, low, high float64) string {
	text := format(value)
	half := math.Max(high-value, value-low) / math.Abs(value)
	if math.IsInf(half, 0) || math.IsNaN(half) || half < 0.005 || text == format(0) {
		return text
	}
	return fmt.Sprintf("%s ±%.0f%%", text, half*100)
}

func unlessZero(n sim.Number, kind unit.Kind) string {
	if n.Known() && n.Value == 0 {
		return ""
	}
	return brief(n, kind)
}

// fullest says which part has least left, and what grows without end.
func fullest(w io.Writer, d *model.Design, r *sim.Result, p Palette) {
	if r.Requests == 0 {
		return // nothing has happened yet
	}
	fmt.Fprintf(w, "\n%sSaturates first%s  ", p.Bold, p.Reset)
	if len(r.Growing) > 0 {
		fmt.Fprintf(w, "%s%s: the queue grows as long as the load lasts%s\n", p.Bad, joined(r.Growing), p.Reset)
		return
	}
	top, at, of := "", 0.0, ""
	for name := range d.Components.All() {
		c := r.Components[name]
		if c == nil {
			continue
		}
		for _, u := range []struct {
			n  sim.Number
			of string
		}{{c.Utilization, "busy"}, {c.SlotsUtilization, "of its slots in use"}} {
			if u.n.Known() && u.n.Value > at {
				top, at, of = name, u.n.Value, u.of
			}
		}
	}
	if top == "" {
		fmt.Fprintln(w, "nothing has a limit: give components cores, slots or a runs-on")
		return
	}
	fmt.Fprintf(w, "%s, %s %s\n", top, unit.Format(at, unit.KindRatio), of)
}
