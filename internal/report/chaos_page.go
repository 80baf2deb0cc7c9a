package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/report/page"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// ChaosDocument returns what failures have come to as files: chaos.html, which
// needs no other, then chaos.md and the charts it refers to.
func ChaosDocument(d *model.Design, c *study.Campaign) ([]File, error) {
	return filesOf(chaosPage(d, c), "chaos")
}

// chaosPage tells each failure in a section: what is done, what became of it
// over time, on the design and on each variant, and what was expected.
func chaosPage(d *model.Design, c *study.Campaign) page.Doc {
	doc := page.Doc{Title: cmp.Or(d.Title, d.System), Subtitle: d.Summary, Date: fmt.Sprintf("%s, seed %d", counted(len(c.Scenarios), "run"), c.Seed)}
	if d.Why != nil && d.Why.Problem != "" {
		doc.Intro = append(doc.Intro, block.Paragraph{Text: block.Plain(d.Why.Problem)})
	}
	for i := 0; i < len(c.Scenarios); {
		end := i + 1
		for end < len(c.Scenarios) && c.Scenarios[end].Name == c.Scenarios[i].Name {
			end++
		}
		doc.Sections = append(doc.Sections, scriptSection(d, c.Scenarios[i:end]))
		i = end
	}
	return doc
}

// scriptSection tells one script: runs are the design's and its variants'.
func scriptSection(d *model.Design, runs []study.ScenarioResult) page.Section {
	f := d.Failures.Get(runs[0].Name)
	p := &paper{d: d}
	if f.Text != "" {
		p.say("%s", f.Text)
	}
	var faults block.List
	for _, text := range runs[0].Faults {
		faults.Items = append(faults.Items, block.Mono(text))
	}
	p.add(faults)
	if slice := runs[0].Slice; slice != nil {
		p.say("All figures are of a part of the load: %s", slice.Why)
	}
	p.scriptCharts(f, runs)
	p.phases(f, runs)
	for i := range runs {
		p.ended(&runs[i])
	}
	if f.Response != "" {
		p.para(block.Strong("What helps. ").Plain(f.Response))
	}
	return page.Section{ID: runs[0].Name, Title: runs[0].Name, Status: block.Chip(chaosTone(runs[0].Verdict), string(runs[0].Verdict)), Body: p.blocks}
}

// chaosTone is the tone of a verdict.
func chaosTone(v search.Verdict) look.Tone {
	switch v {
	case search.Absorbed, search.Degraded:
		return look.Good
	case search.SelfHeals:
		return look.Unsure
	}
	return look.Bad
}

// who is the design of a run: "As designed", or the variant's name.
func who(s *study.ScenarioResult) string {
	if s.Variant == "" {
		return "As designed"
	}
	return "With " + s.Variant
}

// ended tells how a run ended, what was expected of it, and how one thing led
// to another.
func (p *paper) ended(s *study.ScenarioResult) {
	p.heading(who(s))
	p.para(block.Chip(chaosTone(s.Verdict), string(s.Verdict)).Plain(": " + strings.TrimSuffix(s.Why, ".") + "."))
	g := columns("expected", "seen", "")
	for _, e := range s.Expectations {
		tone := look.Bad
		switch e.Verdict {
		case model.Met:
			tone = look.Good
		case model.Unsure, model.Unknown:
			tone = look.Unknown
		}
		g.row(block.Mono(e.Text), block.Plain(e.Value), block.Chip(tone, string(e.Verdict)))
	}
	p.table("", g)
	if len(s.Chain) > 0 {
		chain := columns("#at", "what happened")
		for _, l := range s.Chain {
			chain.row(block.Plain(unit.Format(l.T, unit.KindTime)), block.Plain(l.Text))
		}
		p.folded("How one thing led to another", chain)
	}
}

// mostPhases is how many stretches a table compares.
const mostPhases = 8

// phases compares the runs between the moments at which the script does
// something: what succeeded a second, of what was asked.
func (p *paper) phases(f *model.Failure, runs []study.ScenarioResult) {
	cuts := scriptCuts(p.d, f, runs[0].Seconds)
	if len(cuts) > mostPhases+1 {
		cuts = []float64{0, cuts[1], cuts[len(cuts)-2], cuts[len(cuts)-1]}
	}
	titles := []string{"from", "to"}
	flows := judgedFlows(p.d)
	for i := range runs {
		for _, flow := range flows {
			titles = append(titles, "#"+flow+", "+strings.ToLower(who(&runs[i])))
		}
	}
	g := columns(titles...)
	for k := range len(cuts) - 1 {
		row := []block.Text{block.Plain(unit.Format(cuts[k], unit.KindTime)), block.Plain(unit.Format(cuts[k+1], unit.KindTime))}
		for i := range runs {
			for _, flow := range flows {
				row = append(row, block.Plain(served(&runs[i], flow, cuts[k], cuts[k+1])))
			}
		}
		g.row(row...)
	}
	p.table("", g)
	p.say("Answers that were good, a second, and their share of what was asked.")
}

// served writes what a flow answered well between two times.
func served(s *study.ScenarioResult, flow string, from, to float64) string {
	w := s.History.Flow(flow, int(from), int(to))
	if w == nil || w.Offered == 0 {
		return dash
	}
	share := math.Min(1, float64(w.OK)/float64(w.Offered))
	return fmt.Sprintf("%s, %s", unit.Format(round3(float64(w.OK)/w.Seconds), unit.KindRate), unit.Format(round3(share), unit.KindRatio))
}

// round3 keeps three digits.
func round3(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// judgedFlows are the flows that a requirement is about, all where there is
// none.
func judgedFlows(d *model.Design) []string {
	var named []string
	for name := range d.Flows.All() {
		for _, q := range d.Requirements.Quality.All() {
			if q.Flow.Text == name && !slices.Contains(named, name) {
				named = append(named, name)
			}
		}
	}
	if len(named) == 0 {
		return d.Flows.Names()
	}
	return named
}

// shortestPhase is how many seconds lie at least between two cuts.
const shortestPhase = 15

// scriptCuts returns the times at which faults of a script begin and end, with
// its own ends.
func scriptCuts(d *model.Design, f *model.Failure, length float64) []float64 {
	var at []float64
	for i := range f.Inject {
		from, to := search.Span(d, &f.Inject[i])
		at = append(at, from, to)
	}
	slices.Sort(at)
	cuts := []float64{0}
	for _, t := range at {
		if t >= cuts[len(cuts)-1]+shortestPhase && t <= length-shortestPhase {
			cuts = append(cuts, t)
		}
	}
	return append(cuts, length)
}
