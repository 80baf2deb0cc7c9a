package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/search"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Of a campaign the screen shows so many scenarios in full, and so many more on
// a line each.
const (
	shownInFull = 3
	shownLines  = 25
)

// campaign writes what a campaign of faults has found: the numbers, the worst
// scenarios in full, the others on a line each.
func campaign(w io.Writer, title string, c *study.Campaign, p Palette) {
	f := c.Find
	fmt.Fprintf(w, "%s%s%s  every fault at every place, %s, %s load, seed %d\n", p.Bold, safe.Line(title), p.Reset, f.What, f.Load, c.Seed)
	if c.Interrupted {
		fmt.Fprintf(w, "%s≈ interrupted: the same command goes on from here%s\n", p.Warn, p.Reset)
	}
	if f.Slice != nil {
		fmt.Fprintf(w, "%s%s%s\n", p.Dim, wrap("run "+f.Slice.Why, screenWidth, ""), p.Reset)
		partCheck(w, f.Slice.Check, p)
	}
	fmt.Fprintln(w)
	counts(w, f, c.Interrupted, p)
	already(w, f.Already, p)
	score(w, f.Score, p)
	tips(w, f, p)
	if len(c.Scenarios) == 1 { // asked for
		scenario(w, &c.Scenarios[0], p)
		return
	}
	bad := 0
	for i := range c.Scenarios {
		if s := &c.Scenarios[i]; s.Verdict.Bad() && bad < shownInFull {
			scenario(w, s, p)
			bad++
		}
	}
	rest(w, c.Scenarios[bad:], p)
	weaknesses(w, c, p)
	fmt.Fprintf(w, "\n%sOne of them in full: --only NAME. What a fault is: loadpath explain FAULT%s\n", p.Dim, p.Reset)
}

// partCheck says what a larger part says of some scenarios.
func partCheck(w io.Writer, c *search.PartCheck, p Palette) {
	if c == nil {
		return
	}
	fmt.Fprintf(w, "%s%d of %d scenarios that were run with 1/%d too end alike%s\n", p.Dim, c.Alike, c.Scenarios, c.Miniature, p.Reset)
	for _, d := range c.Differ {
		fmt.Fprintf(w, "  %s%s ends %s here and %s there%s\n", p.Warn, safe.Line(d.Scenario), d.Verdict, d.Larger, p.Reset)
	}
}

// counts says what became of all scenarios.
func counts(w io.Writer, f *study.Finding, interrupted bool, p Palette) {
	n := f.Counts
	fmt.Fprintf(w, "%s considered: %d alike others, %d screened by closed forms, %d simulated, %d undecided\n",
		counted(n.Considered, "single fault"), n.Alike, n.Screened, n.Simulated, n.Undecided)
	fmt.Fprintf(w, "  %s\n", verdicts(n.Verdicts))
	more := "; --events allows for more"
	if interrupted {
		more = ""
	}
	if n.Undecided > 0 {
		fmt.Fprintf(w, "  %s%d undecided, the first: %s%s%s\n", p.Warn, n.Undecided, safe.Line(clipped(f.Undecided[0].Name+": "+f.Undecided[0].Why, screenWidth-50)), more, p.Reset)
	}
	if n.Impossible > 0 {
		fmt.Fprintf(w, "  %s%d cannot be simulated, the first: %s%s\n", p.Warn, n.Impossible, safe.Line(clipped(f.Impossible[0].Name+": "+f.Impossible[0].Why, screenWidth-40)), p.Reset)
	}
	if len(f.SinglePoints) > 0 {
		var names []string
		for _, s := range f.SinglePoints {
			names = append(names, safe.Line(s.Component))
		}
		fmt.Fprintf(w, "  %s\n", wrap(fmt.Sprintf("the fault tree has %s, tried first: %s", counted(len(names), "single point"), strings.Join(names, ", ")), screenWidth-2, "  "))
	}
	if q := n.Pairs; q != nil {
		fmt.Fprintf(w, "%s considered, both orders: %d pruned, %d simulated, %d undecided\n", counted(q.Considered, "pair"), q.Pruned, q.Simulated, q.Undecided)
		fmt.Fprintf(w, "  %s\n", verdicts(q.Verdicts))
		for _, why := range slices.Sorted(maps.Keys(q.Why)) {
			fmt.Fprintf(w, "  %s%d pruned: %s%s\n", p.Dim, q.Why[why], why, p.Reset)
		}
		fmt.Fprintf(w, "  %d of the pruned simulated as a check: %d worse than their reason says\n", f.Check.Sampled, len(f.Check.Worse))
		for _, text := range f.Check.Worse {
			fmt.Fprintf(w, "    %s\n", wrap(safe.Line(text), screenWidth-4, "    "))
		}
	}
}

// already says what the undisturbed run breaks, which no fault is judged by.
func already(w io.Writer, list []search.Already, p Palette) {
	for _, a := range list {
		text := fmt.Sprintf("undisturbed, %s breaks %s already, and no fault is judged by it: %s", safe.Line(a.Flow), safe.Line(a.Requirement), safe.Line(a.Text))
		fmt.Fprintf(w, "  %s%s%s\n", p.Warn, wrap(text, screenWidth-2, "  "), p.Reset)
	}
}

// verdicts writes how many scenarios ended how, the worst first.
func verdicts(n map[search.Verdict]int) string {
	var parts []string
	for _, v := range []search.Verdict{search.DataLoss, search.Metastable, search.Down, search.RepairBlocked, search.SelfHeals, search.Degraded, search.Absorbed} {
		if n[v] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[v], v))
		}
	}
	return strings.Join(parts, ", ")
}

// score writes the four numbers.
func score(w io.Writer, s *search.Score, p Palette) {
	survived := func(what string, n *search.Survival) {
		fmt.Fprintf(w, "  %s  %d of %d survived with every requirement held, %d came back by themselves, %d did not\n", what, n.Survived, n.Of, n.Healed, n.Failed)
	}
	fmt.Fprintf(w, "\n%sScore%s\n", p.Bold, p.Reset)
	survived("singles         ", &s.Singles)
	if s.Pairs != nil {
		survived("pairs           ", s.Pairs)
	}
	budget := "no requirement on availability gives a budget"
	if s.Bad.Budget != nil {
		budget = "of a budget of " + unit.Format(round3(*s.Bad.Budget), unit.KindCount)
	}
	fmt.Fprintf(w, "  bad user-minutes  %s a year from single faults, %s\n", unit.Format(round3(s.Bad.Year), unit.KindCount), budget)
	for _, b := range s.Bad.Sources[:min(3, len(s.Bad.Sources))] {
		often := unit.Format(round3(b.PerYear), unit.KindCount) + " times"
		if b.PerYear == 1 {
			often = "once"
		}
		fmt.Fprintf(w, "    %s%s: %s each time, %s a year (%s)%s\n", p.Dim, safe.Line(b.Scenario), unit.Format(round3(b.Each), unit.KindCount), often, safe.Line(b.Assumed), p.Reset)
	}
	fmt.Fprintf(w, "  metastable or lossy  %d\n", len(s.Lost))
}

// tips writes where scenarios stop to be survived, and what was written into
// the file.
func tips(w io.Writer, f *study.Finding, p Palette) {
	if len(f.Tipping) > 0 {
		fmt.Fprintf(w, "\n%sTipping points%s\n", p.Bold, p.Reset)
	}
	for _, t := range f.Tipping {
		fmt.Fprintf(w, "  %s: %s\n", safe.Line(t.Scenario), safe.Line(t.Text))
	}
	if r := f.Regression; r != nil {
		fmt.Fprintf(w, "\n%swritten to the design file, under failures: %s%s\n  %s\n", p.Bold, safe.Line(r.Name), p.Reset, wrap(safe.Line(r.Text), screenWidth-2, "  "))
	}
}

// rest writes scenarios on a line each, the worst first; those without any
// effect are only counted.
func rest(w io.Writer, list []study.ScenarioResult, p Palette) {
	quiet := 0
	t := table{indent: "  "}
	shown := 0
	for i := range list {
		s := &list[i]
		switch {
		case s.Verdict == search.Absorbed:
			quiet++
			continue
		case shown >= shownLines:
			shown++
			continue
		}
		shown++
		mark, style := chaosMark(s.Verdict, p)
		first, second, pair := strings.Cut(safe.Line(s.Name), "-then-")
		t.add(styled(style, mark), plain(clipped(first, 46)), plain(string(s.Verdict)), plain(clipped(safe.Line(s.Why), 44)))
		if pair {
			t.add(plain(""), plain(clipped("then "+second, 46)))
		}
	}
	if shown > 0 {
		fmt.Fprintln(w)
	}
	t.write(w, p)
	if shown > shownLines {
		fmt.Fprintf(w, "  %sand %d more; --format json has all%s\n", p.Dim, shown-shownLines, p.Reset)
	}
	if quiet > 0 {
		fmt.Fprintf(w, "  %s%d more had no effect on any requirement%s\n", p.Dim, quiet, p.Reset)
	}
}
