package study

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
)

// desks is one queue with exponential work, and variants of it: as fast, twice
// as many servers, too few, and the same with a part that nobody uses.
const desks = `
loadpath: 1
system: desks
requirements: {quality: {quick: {flow: ask, mean: 30ms}}}
components:
  desk: {kind: service, cores: 1, balance: shared-queue, price: $10/month}
flows:
  ask: {rate: 50/s, steps: [{call: desk, work: 10ms}]}
variants:
  two: {components: {desk: {replicas: 2}}}
  crowded: {components: {desk: {cores: 0.4}}}
  beside: {components: {shelf: {kind: service, cores: 1, price: $1/month}}}
`

func comparison(t *testing.T, variants ...string) *Comparison {
	t.Helper()
	var all []Candidate
	for _, name := range variants {
		d, problems := loadedText(t, desks).Apply(name)
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		all = append(all, Candidate{name, d})
	}
	c, err := Compare(context.Background(), all, Options{Seed: 5, MaxEvents: 400_000})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *Comparison) row(t *testing.T, what string) Row {
	t.Helper()
	for _, row := range c.Rows {
		if row.Describe() == what {
			return row
		}
	}
	t.Fatalf("there is no row %q among %+v", what, c.Rows)
	return Row{}
}

// TestPairedDifferenceHoldsTheTruth holds M/M/1 at 50% (20 ms) against M/M/2 at
// 25% (10 ms and Erlang's C of 0.1 over 150/s).
func TestPairedDifferenceHoldsTheTruth(t *testing.T) {
	row := comparison(t, "base", "two").row(t, "ask mean")
	const truth = 0.010 + 0.1/150 - 0.020
	d := row.Differences[0].Number
	if d.Low > truth || d.High < truth {
		t.Errorf("difference %.5f [%.5f, %.5f] s, want %.5f in it", d.Value, d.Low, d.High, truth)
	}
	if row.Winner != "two" {
		t.Errorf("the winner is %q, want two", row.Winner)
	}
	if row.Cells[0].Verdict != "met" || math.Abs(row.Cells[1].Number.Value-row.Cells[0].Number.Value-d.Value) > 1e-12 {
		t.Errorf("the difference %g is not that of the cells %+v", d.Value, row.Cells)
	}
}

// TestCommonRandomNumbersNarrowDifferences compares the interval of the paired
// difference with what two independent designs would have.
func TestCommonRandomNumbersNarrowDifferences(t *testing.T) {
	row := comparison(t, "base", "two").row(t, "ask p50")
	half := func(low, high float64) float64 { return (high - low) / 2 }
	a, b, d := row.Cells[0].Number, row.Cells[1].Number, row.Differences[0].Number
	independent := math.Hypot(half(a.Low, a.High), half(b.Low, b.High))
	if paired := half(d.Low, d.High); paired > 0.9*independent {
		t.Errorf("the paired half-width is %.3g, that of independent runs %.3g; want it narrower", paired, independent)
	}
}

func TestWhatIsTheSameHasNoWinner(t *testing.T) {
	c := comparison(t, "base", "beside")
	for _, what := range []string{"ask mean", "ask p50", "ask p99", "ask errors"} {
		row := c.row(t, what)
		if d := row.Differences[0].Number; row.Winner != "" || d.Known() && (d.Value != 0 || d.Low != 0 || d.High != 0) {
			t.Errorf("%s: winner %q by %+v; an unused part changes nothing", what, row.Winner, d)
		}
	}
	if cost := c.row(t, "cost"); cost.Winner != "base" || math.Abs(cost.Differences[0].Number.Value-1) > 1e-9 {
		t.Errorf("cost: winner %q by %+v, want base by $1", cost.Winner, cost.Differences[0].Number)
	}
	if c.Regression() {
		t.Error("an unused part is called a regression")
	}
}

// TestWhatGrowsLoses holds a desk that can do 40/s against one that can do
// 100/s.
func TestWhatGrowsLoses(t *testing.T) {
	c := comparison(t, "base", "crowded")
	row := c.row(t, "ask mean")
	if row.Winner != "base" || row.Cells[1].Number.Known() || row.Cells[1].Verdict != "broken" {
		t.Errorf("winner %q, crowded %+v; want base, and no number for what does not settle", row.Winner, row.Cells[1])
	}
	if !c.Regression() || c.Sides[1].Verdict != "broken" || !strings.Contains(c.Sides[1].Why, "desk grows") {
		t.Errorf("regression %v, %+v", c.Regression(), c.Sides[1])
	}
	if c := comparison(t, "crowded", "base"); c.Regression() {
		t.Error("a design that mends what was broken is called a regression")
	}
}

func TestFailuresThatWereNotSeenHaveABound(t *testing.T) {
	c := comparison(t, "base", "two")
	n := c.row(t, "ask errors").Cells[0].Number
	offered := uint64(0)
	for _, r := range c.Sides[0].runs {
		offered += r.Flows["ask"].Counts.Offered
	}
	if want := 3 / float64(offered); n.Value != 0 || n.Low != 0 || math.Abs(n.High-want) > 1e-12 {
		t.Errorf("errors %+v, want 0 with the bound 3/n = %.3g", n, want)
	}
}

func TestComparisonsWithTheSameSeedAreTheSame(t *testing.T) {
	if a, b := written(t, comparison(t, "base", "two")), written(t, comparison(t, "base", "two")); a != b {
		t.Error("the same seed gives two comparisons")
	}
}

func TestLoadWithALengthIsComparedWhole(t *testing.T) {
	base := loadedText(t, desks)
	two, _ := base.Apply("two")
	c, err := Compare(context.Background(), []Candidate{{"one", base}, {"two", two}}, Options{For: 30})
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Sides[0].runs[0]; c.Seconds != 0 || math.Abs(r.Seconds-30) > 1 {
		t.Errorf("a replication measures %.3g s, want the 30 s asked for", r.Seconds)
	}
	if row := c.row(t, "ask mean"); row.Winner != "two" {
		t.Errorf("winner %q, want two", row.Winner)
	}
}

// TestAnInterruptedComparisonHasWhatAllDesignsHaveDone stops it after three
// quarters.
func TestAnInterruptedComparisonHasWhatAllDesignsHaveDone(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	d := loadedText(t, shop)
	sides := []Candidate{{Name: "one", Design: d}, {Name: "other", Design: d}}
	c, err := Compare(ctx, sides, Options{MaxEvents: 100_000, Progress: func(p Progress) {
		if p.Done > 0.75 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) || c == nil || !c.Interrupted || c.Replications != 6 {
		t.Fatalf("%v, with the part %+v", err, c)
	}
	if len(c.Rows) == 0 || !c.Sides[0].Requirements[0].Simulate.Heard {
		t.Errorf("nothing was compared: %+v", c)
	}
}

// TestLatencyCurvesRiseAndTellWhoIsFaster holds the percentiles of M/M/1 at 50%
// against their closed form: the time there is exponential with a mean of 20 ms.
func TestLatencyCurvesRiseAndTellWhoIsFaster(t *testing.T) {
	curves := comparison(t, "base", "two").Curves()
	if len(curves) != 1 || curves[0].Flow != "ask" {
		t.Fatalf("the curves are %+v, want one of ask", curves)
	}
	last := 0.0
	for _, p := range curves[0].Points {
		base, two, d := p.Sides[0], p.Sides[1], p.Differences[0]
		if !base.Known() {
			continue
		}
		truth := -0.020 * math.Log(1-p.Share)
		if p.Share <= 0.95 && (truth < base.Low || truth > base.High) {
			t.Errorf("p%g of base is %g to %g, want %g within", 100*p.Share, base.Low, base.High, truth)
		}
		if base.Value < last || math.Abs(two.Value-base.Value-d.Value) > 1e-9 || d.High >= 0 {
			t.Errorf("p%g: base %g after %g, two %g, difference %g to %g; want a rise, and two faster", 100*p.Share, base.Value, last, two.Value, d.Low, d.High)
		}
		last = base.Value
	}
	if last == 0 {
		t.Error("no percentile is known")
	}
}
