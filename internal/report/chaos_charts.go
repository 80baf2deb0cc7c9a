package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Charts of a script: the design and its variants, dashed, in one picture, with
// the faults behind them.

const (
	chaosPoints = 180 // a line of a script is made of
	longLine    = 20  // requests waiting, from which on a line of them tells something
	fewServe    = 0.9 // of the most replicas, below which a line of them does
)

// scriptCharts draws what succeeded, who waited and who served.
func (p *paper) scriptCharts(f *model.Failure, runs []study.ScenarioResult) {
	chart := func(what string) draw.LineChart {
		return draw.LineChart{Title: upperFirst(what) + " during " + f.Name, Y: unit.KindCount, YLabel: what, X: unit.KindTime, XLabel: "simulated time", Spans: faultSpans(p.d, f, runs[0].Seconds)}
	}
	good := chart("good answers a second")
	good.Y = unit.KindRate
	for _, flow := range judgedFlows(p.d) {
		good.Series = append(good.Series, chaosLines(flow, runs, func(h *sim.History, from, to int) float64 {
			w := h.Flow(flow, from, to)
			return float64(w.OK) / w.Seconds
		})...)
	}
	waiting, serving := chart("requests that wait"), chart("replicas in service")
	for _, name := range p.d.Components.Names() {
		lines := chaosLines(name, runs, func(h *sim.History, from, to int) float64 { return h.Component(name, from, to).Waiting })
		if peak(lines[0]) > longLine {
			waiting.Series = append(waiting.Series, lines...)
		}
		lines = chaosLines(name, runs, func(h *sim.History, from, to int) float64 { return h.Component(name, from, to).Replicas })
		if least(lines[0]) < fewServe*peak(lines[0]) {
			serving.Series = append(serving.Series, lines...)
		}
	}
	caption := ", as designed."
	for i := range runs[1:] {
		caption = strings.TrimSuffix(caption, ".") + []string{"; dashed: with ", ", "}[min(i, 1)] + runs[i+1].Variant + "."
	}
	for _, c := range []struct {
		id    string
		chart draw.LineChart
	}{{f.Name, good}, {f.Name + "-waiting", waiting}, {f.Name + "-serving", serving}} {
		if c.chart.Series = c.chart.Series[:min(len(c.chart.Series), look.Series)]; len(c.chart.Series) > 0 {
			p.figure(c.id, c.chart.SVG(), c.chart.Title, upperFirst(c.chart.YLabel)+caption)
		}
	}
}

// chaosLines draws one number of every run, over stretches of equal length.
func chaosLines(name string, runs []study.ScenarioResult, of func(h *sim.History, from, to int) float64) []draw.Series {
	var lines []draw.Series
	for i := range runs {
		s := draw.Series{Name: name}
		if v := runs[i].Variant; v != "" {
			s.Name, s.Dashed = fmt.Sprintf("%s, %s", name, v), true
		}
		end := min(runs[i].History.Seconds(), int(runs[i].Seconds))
		length := max(1, (end+chaosPoints-1)/chaosPoints)
		for from := 0; from < end; from += length {
			s.Points = append(s.Points, draw.Point{X: float64(from), Y: of(runs[i].History, from, min(from+length, end))})
		}
		lines = append(lines, s)
	}
	return lines
}

// least is the lowest point of a line.
func least(s draw.Series) float64 {
	low := math.Inf(1)
	for _, point := range s.Points {
		low = math.Min(low, point.Y)
	}
	return low
}

// faultSpans are the faults of a script as stretches of time, those that happen
// in a moment two seconds wide and those that follow each other as one. More
// than a few would hide what happens.
func faultSpans(d *model.Design, f *model.Failure, length float64) []draw.Span {
	const most = 3
	var spans []draw.Span
	for i := range f.Inject {
		from, to := search.Span(d, &f.Inject[i])
		to = math.Min(to, length)
		last := len(spans) - 1
		if len(spans) == most || last >= 0 && spans[last].Label == f.Inject[i].Verb && from <= spans[last].To {
			spans[last].To = math.Max(spans[last].To, to)
			continue
		}
		spans = append(spans, draw.Span{From: from, To: math.Max(to, from+2), Label: f.Inject[i].Verb})
	}
	return spans
}
