package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Chaos writes what failures have come to: a verdict each, then what was
// expected, who was hurt and how one thing led to another.
func Chaos(w io.Writer, d *model.Design, c *study.Campaign, p Palette) {
	title := d.System
	if d.Title != "" {
		title = d.Title
	}
	if c.Find != nil {
		campaign(w, title, c, p)
		return
	}
	fmt.Fprintf(w, "%s%s%s  %s, seed %d\n", p.Bold, safe.Line(title), p.Reset, counted(len(c.Scenarios), "failure"), c.Seed)
	if c.Interrupted {
		fmt.Fprintf(w, "%s≈ interrupted: the other failures were not run%s\n", p.Warn, p.Reset)
	}
	for i := range c.Scenarios {
		scenario(w, &c.Scenarios[i], p)
	}
	weaknesses(w, c, p)
	if len(c.Scenarios) == 0 {
		fmt.Fprintln(w, "The design declares no failure. Write one under `failures:`, as")
		fmt.Fprintln(w, "  failures: {db-lost: {for: 10min, inject: {crash: db, at: 60s, for: 2min}, expect: [{recovers: order, within: 3min}]}}")
	}
}

// Tone of each verdict: the mark before it.
func chaosMark(v search.Verdict, p Palette) (mark, style string) {
	switch v {
	case search.Absorbed, search.Degraded:
		return "✓", p.Good
	case search.SelfHeals:
		return "≈", p.Warn
	}
	return "✗", p.Bad
}

func scenario(w io.Writer, s *study.ScenarioResult, p Palette) {
	name := safe.Line(s.Name)
	if s.Variant != "" {
		name += " with " + safe.Line(s.Variant)
	}
	mark, style := chaosMark(s.Verdict, p)
	fmt.Fprintf(w, "\n%s%s %s%s  %s%s%s", style, mark, name, p.Reset, p.Bold, s.Verdict, p.Reset)
	if s.Recovery.Known() {
		fmt.Fprintf(w, ", everything holds again after %s", unit.Format(s.Recovery.Value, unit.KindTime))
	}
	fmt.Fprintf(w, "\n  %s%s at %s load for %s%s\n", p.Dim, wrap(safe.Line(strings.Join(s.Faults, "; ")), screenWidth-30, "  "), s.Load, unit.Format(s.Seconds, unit.KindTime), p.Reset)
	fmt.Fprintf(w, "  %s\n", wrap(safe.Line(s.Why), screenWidth-2, "  "))
	for _, text := range s.Warnings {
		fmt.Fprintf(w, "  %s%s%s\n", p.Warn, wrap(safe.Line(text), screenWidth-2, "  "), p.Reset)
	}
	already(w, s.Already, p)
	if len(s.Expectations) > 0 {
		t := table{indent: "  "}
		for _, e := range s.Expectations {
			mark, style := "✓", p.Good
			switch e.Verdict {
			case model.Broken:
				mark, style = "✗", p.Bad
			case model.Unsure, model.Unknown:
				mark, style = "?", p.Warn
			}
			t.add(styled(style, mark), plain(clipped(safe.Line(e.Text), 44)), plain(clipped(safe.Line(e.Value), 48)))
		}
		t.write(w, p)
	}
	for _, h := range s.Hurt {
		by := ""
		if h.By != "" {
			by = " of " + safe.Line(h.By)
		}
		broken := ""
		if h.Broken > 0 {
			broken = ", broken for " + unit.Format(h.Broken, unit.KindTime)
		}
		fmt.Fprintf(w, "  %s%s: %s failed requests more than undisturbed%s\n", safe.Line(h.Flow), by, unit.Format(math.Round(h.Failed), unit.KindCount), broken)
	}
	chain := table{indent: "    "}
	for _, l := range folded(s.Chain) {
		chain.add(cell{text: fmt.Sprintf("%.0f s", l.T), style: p.Dim, right: true}, plain(clipped(safe.Line(l.Text), screenWidth-14)))
	}
	chain.write(w, p)
	if s.Slice != nil {
		fmt.Fprintf(w, "  %s%s%s\n", p.Dim, wrap("run "+s.Slice.Why, screenWidth-2, "  "), p.Reset)
	}
	if len(s.NotSimulated) > 0 {
		fmt.Fprintf(w, "  %snot simulated: %s%s\n", p.Warn, strings.Join(s.NotSimulated, ", "), p.Reset)
	}
}

// manyGone is from how many components without a replica in one second they
// share a line.
const manyGone = 4

// folded is a chain in which components that lose all their replicas in the same
// second, as with their region, are told in one line.
func folded(chain []study.ChainLink) []study.ChainLink {
	gone := func(l study.ChainLink) bool { return l.What != "" && strings.HasPrefix(l.Text, l.What+" has 0 of ") }
	var out []study.ChainLink
	for at := 0; at < len(chain); {
		var names []string
		for _, l := range chain[at:] {
			if !gone(l) || l.T != chain[at].T {
				break
			}
			names = append(names, l.What)
		}
		if len(names) < manyGone {
			out = append(out, chain[at])
			at++
			continue
		}
		out = append(out, study.ChainLink{T: chain[at].T, Text: fmt.Sprintf("%d components have no replica: %s", len(names), strings.Join(names, ", "))})
		at += len(names)
	}
	return out
}

// clipped shortens a line to a width.
func clipped(s string, wide int) string {
	r := []rune(s)
	if len(r) <= wide {
		return s
	}
	return string(r[:wide-1]) + "…"
}
