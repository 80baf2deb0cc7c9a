package study

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// standing is how a witness stands to a published value.
type standing int

const (
	silent standing = iota // it has no value
	meets
	near // further off than allowed, and it says itself how far it may be
	miss
)

// ofEstimate judges the formula's value. One that is known to be approximate is
// near.
func (r row) ofEstimate() standing {
	switch off := math.Abs(r.estimate.Value - r.expected); {
	case r.estimate.Why != "":
		return silent
	case off <= max(r.allowed, 1e-9*math.Abs(r.expected)):
		return meets
	case r.estimate.approximate || r.rough != "":
		return near
	}
	return miss
}

// ofRun judges the simulated value. It must be as near as the case allows, and
// where the run is more exact than that and the published value is too, inside
// an interval twice as wide as its own. A run too short for the tolerance is
// near when its interval, of at most a tenth of the value, covers the
// published one.
func (r row) ofRun() standing {
	n, off := r.simulated, math.Abs(r.simulated.Value-r.expected)
	half := (n.High - n.Low) / 2
	allowed := max(r.allowed, 1e-9*math.Abs(r.expected))
	if r.drawn {
		allowed = max(allowed, sampling*r.expected)
	}
	switch {
	case n.Why != "":
		return silent
	case off <= allowed && (r.inexact || half == 0 || off <= 2*half):
		return meets
	case half > allowed && off <= half && half <= 0.1*math.Abs(r.expected):
		return near
	}
	return miss
}

// coverage counts the simulated intervals around exact values, and those that
// cover them.
func coverage(all []outcome) (covered, exact int) {
	for _, o := range all {
		for _, r := range o.rows {
			n := r.simulated
			if o.inexact || n.Why != "" || n.Low == n.High {
				continue
			}
			exact++
			if n.Low <= r.expected && r.expected <= n.High {
				covered++
			}
		}
	}
	return covered, exact
}

// complaints are what is wrong with a row.
func (r row) complaints() []string {
	var out []string
	for _, w := range []struct {
		who string
		number
		standing
		excuse string
	}{{"the estimate", r.estimate, r.ofEstimate(), r.rough}, {"the simulation", r.simulated, r.ofRun(), ""}} {
		switch {
		case w.standing == silent && !w.granted:
			out = append(out, fmt.Sprintf("%s says nothing: %s", w.who, w.Why))
		case w.standing == meets && w.excuse != "":
			out = append(out, fmt.Sprintf("%s meets it now, although %q", w.who, w.excuse))
		case w.standing == miss:
			out = append(out, fmt.Sprintf("%s says %.6g [%.6g..%.6g], want %.6g within %.2g", w.who, w.Value, w.Low, w.High, r.expected, r.allowed))
		}
	}
	return out
}

// name is the quantity as the page calls it.
func (r row) name() string {
	if r.system == "" {
		return r.key
	}
	return r.key + ", " + r.system
}

const fidelityHead = `# Fidelity: two witnesses against published values

Each system below is a queue, a network or a cache whose numbers are known from
the literature, written as a design (` + "`internal/study/testdata/fidelity`" + `).
*Estimated* is what ` + "`loadpath estimate`" + ` computes in closed form. *Simulated*
is what ` + "`loadpath simulate`" + ` measures with seed 1, with its 95% interval.
Neither knows of the other, or of the expected value.

- A value without a mark is as near to the expected one as the case allows.
- **≈** marks one that is further off and known to be: a formula that calls
  itself approximate or that a note explains, or a run whose interval covers the
  expected value but is wider than the tolerance.
- **miss** marks any other, and fails the test.
- A dash is a value that a witness does not have; the notes say why.

Times are in seconds unless the name says otherwise. The page is made by
` + "`go test ./internal/study -run Published -update`" + `; the same test without the
flag fails when a value misses or the page is stale.

`

// fidelityText writes the page.
func fidelityText(all []outcome) string {
	var b strings.Builder
	b.WriteString(fidelityHead)
	covered, exact := coverage(all)
	fmt.Fprintf(&b, "%d systems, %s The simulator's 95%% intervals cover %d of %d exact values.\n", len(all), tally(all), covered, exact)
	for _, o := range all {
		fmt.Fprintf(&b, "\n## %s: %s\n\nSource: %s. Allowed: %s.\n\n", o.ID, o.Kind, o.Source, o.tolerance())
		b.WriteString("| quantity | expected | estimated | simulated | 95% interval |\n|---|--:|--:|--:|---|\n")
		for _, r := range o.rows {
			interval := ""
			if n := r.simulated; n.Why == "" && n.Low != n.High {
				interval = figure(n.Low) + " .. " + figure(n.High)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.name(), figure(r.expected), cell(r.estimate, r.ofEstimate()), cell(r.simulated, r.ofRun()), interval)
		}
		if notes := o.notes(); len(notes) > 0 {
			b.WriteString("\n- " + strings.Join(notes, "\n- ") + "\n")
		}
	}
	return b.String()
}

// notes say why there is no value, and how far one may be off.
func (o outcome) notes() []string {
	var notes []string
	for _, r := range o.rows {
		if r.estimate.Why != "" {
			notes = append(notes, r.name()+", not estimated: "+r.estimate.Why+".")
		}
		if r.simulated.Why != "" {
			notes = append(notes, r.name()+", not simulated: "+r.simulated.Why+".")
		}
		if r.rough != "" {
			notes = append(notes, r.name()+", estimated roughly: "+r.rough+".")
		}
		if r.drawn {
			notes = append(notes, fmt.Sprintf("%s: a mean of draws; the run may be %.2g%% off.", r.name(), 100*sampling))
		}
	}
	for key, why := range o.unasked {
		notes = append(notes, key+", not asked: "+why+".")
	}
	slices.Sort(notes)
	return notes
}

// tally says how the witnesses stand to all values.
func tally(all []outcome) string {
	var estimate, run [miss + 1]int
	values := 0
	for _, o := range all {
		for _, r := range o.rows {
			values++
			estimate[r.ofEstimate()]++
			run[r.ofRun()]++
		}
	}
	say := func(n [miss + 1]int) string {
		return fmt.Sprintf("%d meet, %d are near, %d miss, %d it does not have", n[meets], n[near], n[miss], n[silent])
	}
	return fmt.Sprintf("%d values. Of the estimate %s. Of the simulation %s.", values, say(estimate), say(run))
}

// tolerance is what the case allows.
func (o outcome) tolerance() string {
	switch {
	case o.absolute:
		return figure(o.Tolerance) + " either way"
	case o.Tolerance == 0:
		return "nothing"
	}
	return fmt.Sprintf("%.4g%%", 100*o.Tolerance)
}

// cell is a number of the page, marked when it is not what it should be.
func cell(n number, s standing) string {
	switch s {
	case silent:
		return "–"
	case near:
		return "≈ " + figure(n.Value)
	case miss:
		return figure(n.Value) + " **miss**"
	}
	return figure(n.Value)
}

// figure writes five significant figures: enough to compare, and the same on
// every processor.
func figure(x float64) string { return fmt.Sprintf("%.5g", x) }

// firstDifference shows the first line in which two pages differ.
func firstDifference(old, fresh string) string {
	a, b := strings.Split(old, "\n"), strings.Split(fresh, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%s\nand would be\n%s", i+1, a[i], b[i])
		}
	}
	return "one is longer than the other"
}
