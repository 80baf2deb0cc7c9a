package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// screenAvailability shows how each flow fares over the years, by both
// witnesses, the worst single faults, and what to do first.
func screenAvailability(w io.Writer, s *study.Study, p Palette) {
	if len(s.Availability) == 0 {
		if len(s.Reliability.Flows) > 0 {
			fmt.Fprintf(w, "\n%sAvailability%s  not known: %s\n", p.Bold, p.Reset, wrap(s.Reliability.Flows[0].Why, 80, "              "))
		}
		return
	}
	fmt.Fprintf(w, "\n%sAvailability%s  %s%s%s\n", p.Bold, p.Reset, p.Dim, availabilityWitnesses(s), p.Reset)
	t := table{indent: "  "}
	for _, a := range s.Availability {
		t.add(plain(a.Flow), number(nines(a.Value)), plain(unit.Format(a.Downtime, unit.KindTime)+" down a year"), plain(outages(&a)), styled(p.Dim, inYears(&a)))
	}
	t.write(w, p)
	if doubt := s.Doubt(); len(doubt) > 0 {
		fmt.Fprintf(w, "  %sthe two witnesses disagree on %s: do not trust either before you know why%s\n", p.Bad, few(doubt), p.Reset)
	}
	if len(s.SingleFaults) > 0 {
		var parts []string
		for _, f := range s.SingleFaults[:min(3, len(s.SingleFaults))] {
			parts = append(parts, fmt.Sprintf("%s (%s a year, stops %s)", f.Component, unit.Format(f.Downtime, unit.KindTime), few(f.Flows)))
		}
		fmt.Fprintf(w, "  worst single faults: %s\n", wrap(strings.Join(parts, "; "), 76, "    "))
	}
	if len(s.Fixes) > 0 {
		var parts []string
		for i := range s.Fixes[:min(2, len(s.Fixes))] {
			parts = append(parts, fixText(&s.Fixes[i]))
		}
		fmt.Fprintf(w, "  fix this first: %s\n", wrap(strings.Join(parts, "; "), 76, "    "))
	}
}

// availabilityWitnesses says whom the numbers are heard from.
func availabilityWitnesses(s *study.Study) string {
	if years := s.LeastYears(); years > 0 {
		return fmt.Sprintf("exact, and seen in %s years of breakdowns at least", unit.Format(roundYears(years), unit.KindCount))
	}
	return "exact, from the parts"
}

// roundYears keeps one digit.
func roundYears(years float64) float64 {
	scale := 1.0
	for years >= 10 {
		years, scale = years/10, scale*10
	}
	return float64(int(years)) * scale
}

// outages says how often a flow is down and for how long: "13 times for 8.4 min".
func outages(a *study.Availability) string {
	if a.Outages.Value == 0 {
		return ""
	}
	return fmt.Sprintf("%s outages of %s", rough(a.Outages.Value), unit.Format(a.Outage.Value, unit.KindTime))
}

// rough writes a number as one says it: "13", "2.9", "0.035".
func rough(v float64) string {
	switch {
	case v >= 10:
		return unit.Format(math.Round(v), unit.KindCount)
	case v >= 1:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2g", v)
}

// inYears is what the breakdowns say of a flow.
func inYears(a *study.Availability) string {
	switch y := a.Years; {
	case y == nil:
		return ""
	case y.Why != "":
		return y.Why
	default:
		least, most := downAYear(y.High), downAYear(y.Low)
		if least == most {
			return "simulated " + most
		}
		return fmt.Sprintf("simulated %s to %s", least, most)
	}
}

// downAYear is the time in which what is up for a share of it is down.
func downAYear(up float64) string { return unitTime(downSeconds(up)) }

func downSeconds(up float64) float64 { return (1 - up) * 365 * 86400 }

func unitTime(seconds float64) string { return unit.Format(seconds, unit.KindTime) }

// fixText is a fix as a sentence with what it brings and costs.
func fixText(f *study.Fix) string {
	return fmt.Sprintf("%s (saves %s a year, %s)", f.Text, unit.Format(f.Saves, unit.KindTime), fixCost(f))
}

// fixCost says what a fix costs.
func fixCost(f *study.Fix) string {
	switch {
	case f.Cost == nil:
		return "price not known: " + f.Why
	case *f.Cost == 0:
		return "no machine more"
	case *f.Cost < 1:
		return "under $1 a month"
	}
	return dollars(*f.Cost) + " a month"
}

// estimatedFailures lists below the numbers what takes each flow down by itself,
// with the way to it, and what to do about it.
func estimatedFailures(b *strings.Builder, s *study.Study, p Palette) {
	points := table{indent: "  "}
	for _, a := range s.Availability {
		for _, x := range a.Points {
			points.add(plain(a.Flow), plain(x.Fault), styled(p.Dim, x.Kind), number(shortTime(x.Downtime)), styled(p.Dim, x.Basis), plain(strings.Join(x.Path, " > ")))
		}
	}
	if len(points.rows) > 0 {
		fmt.Fprintf(b, "\n%sSingle points of failure%s  %sdown a year, what that number is, and the way to it%s\n", p.Bold, p.Reset, p.Dim, p.Reset)
		points.write(b, p)
	}
	fixes := table{indent: "  "}
	for i := range s.Fixes {
		f := &s.Fixes[i]
		fixes.add(number(unit.Format(f.Saves, unit.KindTime)), plain(fixCost(f)), plain(f.Text), styled(p.Dim, few(f.Flows)))
	}
	if len(fixes.rows) > 0 {
		fmt.Fprintf(b, "\n%sFix this first%s  %ssaves a year over all flows, costs, what to do, for which flows%s\n", p.Bold, p.Reset, p.Dim, p.Reset)
		fixes.write(b, p)
	}
}

// Years writes what breakdowns and repairs over years say of each flow, beside
// the exact number.
func Years(w io.Writer, years []study.FlowYears, p Palette) {
	if len(years) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%sBreakdowns over years%s  %sdown a year with its 95%% interval, closed form, outages%s\n", p.Bold, p.Reset, p.Dim, p.Reset)
	t := table{indent: "  "}
	for i := range years {
		y := &years[i]
		if y.Why != "" {
			t.add(plain(y.Flow), styled(p.Dim, y.Why))
			continue
		}
		mark := styled(p.Good, "agrees")
		if !y.Agrees {
			mark = styled(p.Bad, "disagrees")
		}
		t.add(plain(y.Flow), plain(withInterval(unitTime, downSeconds(y.Value), downSeconds(y.High), downSeconds(y.Low))), number(downAYear(y.Exact)), mark,
			plain(fmt.Sprintf("%s a year, %s seen in %s years", rough(y.Outages.Value), grouped(uint64(y.Seen)), grouped(uint64(y.Years.Years)))))
	}
	t.write(w, p)
}

// nines writes an availability with as many digits as tell it from 100%.
func nines(a float64) string {
	for digits := 2; digits <= 9; digits++ {
		if text := fmt.Sprintf("%.*f%%", digits, a*100); !strings.HasPrefix(text, "100") || a == 1 {
			return text
		}
	}
	return "100%"
}

// availabilities is the document's table of flows.
func (p *paper) availabilities() {
	g := columns("flow", "#served", "#with everything", "#down a year", "#outages a year", "#mean outage", "#cut sets", "#simulated", "formula")
	for i := range p.s.Availability {
		a := &p.s.Availability[i]
		formula, full, cuts, years := "", "", "", dash
		if q := p.s.Sheet.Get("flows." + a.Flow + ".availability"); q != nil && p.cites == nil {
			formula = q.Formula
		}
		if a.Full != nil && a.Full.Value != a.Value {
			full = nines(a.Full.Value)
		}
		if a.CutSets != nil {
			cuts = grouped(a.CutSets.Count)
		}
		if y := a.Years; y != nil {
			years = withInterval(nines, y.Value, y.Low, y.High)
			if y.Why != "" {
				years = y.Why
			}
		}
		id := "flows." + a.Flow + "."
		g.row(block.Mono(a.Flow), p.cite(id+"availability", withInterval(nines, a.Value, a.Low, a.High)), p.cite(id+"availability.full", titled(full, dash)), p.cite(id+"downtime", unit.Format(a.Downtime, unit.KindTime)),
			p.cite(id+"outages", withInterval(count, a.Outages.Value, a.Outages.Low, a.Outages.High)), p.cite(id+"outage", unit.Format(a.Outage.Value, unit.KindTime)), orDash(cuts), p.simulatedBy(years), orDash(formula))
	}
	if p.table("Availability", g) {
		p.unknownAvailability()
		p.say("Share of the time in which the flow can be served, from the availability of the parts it waits for, with the interval that these deserve. The second witness lets the same parts break and be repaired for years, at their point values; its intervals are of chance alone.")
	}
}

func count(v float64) string { return unit.Format(v, unit.KindCount) }

// unknownAvailability says of which flows it cannot be told, and why.
func (p *paper) unknownAvailability() {
	var why []string
	for _, f := range p.s.Reliability.Flows {
		if f.Why != "" {
			why = append(why, f.Name+": "+f.Why)
		}
	}
	p.list("Not known:", why)
}

// points lists what takes a flow down by itself, with the way to it.
func (p *paper) points() {
	g := columns("flow", "single point of failure", "which is a", "because the flow goes", "#down a year", "by a number that is")
	for _, a := range p.s.Availability {
		for _, x := range a.Points {
			g.row(block.Mono(a.Flow), block.Mono(x.Fault), block.Plain(x.Kind), orDash(strings.Join(x.Path, " > ")), block.Plain(shortTime(x.Downtime)), block.Plain(x.Basis))
		}
	}
	p.table("Single points of failure", g)
}

func (p *paper) singleFaults() {
	g := columns("when this is lost", "these stop", "#adds a year")
	for _, f := range p.s.SingleFaults {
		g.row(block.Mono(f.Component), codes(atMost(f.Flows, 6)), p.cite("components."+f.Component+".availability", shortTime(f.Downtime)))
	}
	if p.table("Worst single faults", g) {
		p.say("Time a year = 1 - availability of the part.")
	}
}

// fixes lists what would save downtime, the most for a dollar first.
func (p *paper) fixes() {
	g := columns("change", "helps", "#saves a year", "#costs a month", "#saves for each dollar a month")
	for i := range p.s.Fixes {
		f := &p.s.Fixes[i]
		per := ""
		if f.PerDollar != nil {
			per = unit.Format(*f.PerDollar, unit.KindTime)
		}
		g.row(block.Plain(f.Text), codes(atMost(f.Flows, 6)), block.Plain(unit.Format(f.Saves, unit.KindTime)), block.Plain(fixCost(f)), orDash(per))
	}
	if p.table("Fix this first", g) {
		p.say("Each change is made alone and the availability of every flow computed again; the time is that of all flows together. What costs no machine comes first, then what saves most for a dollar, then what has no price here. A second provider is priced as the first.")
	}
}

// provenance tells what the availability of each component stands on.
func (p *paper) provenance() {
	g := columns("component", "#up by itself", "which is", "says", "and assumes")
	for _, c := range p.s.Parts() {
		g.row(block.Mono(c.Component), p.cite("components."+c.Component+".availability", withInterval(nines, c.Value, c.Low, c.High)), block.Plain(c.Basis), orDash(c.Source), orDash(strings.Join(c.Assumes, ", ")))
	}
	if p.table("What these numbers stand on", g) {
		p.say("Published is what a provider commits to, a threshold for refunds; measured is what somebody has written up; stated is what this design says with its source; assumed is neither.")
	}
}
