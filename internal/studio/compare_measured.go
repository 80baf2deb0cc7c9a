package studio

import (
	"fmt"
	"math"

	"github.com/loadpath/loadpath/internal/report"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// comparisonView is what both designs did in paired replications.
func comparisonView(c *study.Comparison) *Comparison {
	out := &Comparison{Left: c.Sides[0].Name, Right: c.Sides[1].Name, Says: c.Sentence(), Under: report.Circumstances(c), Notes: []string{}, Rows: []ComparedRow{}, Curves: []Curve{}}
	for _, s := range c.Sides {
		if !s.Settled {
			out.Notes = append(out.Notes, s.Name+": "+s.Why)
		}
	}
	for i := range c.Rows {
		out.Rows = append(out.Rows, comparedRow(&c.Rows[i]))
	}
	for _, curve := range c.Curves() {
		out.Curves = append(out.Curves, curveView(curve))
	}
	return out
}

func comparedRow(r *study.Row) ComparedRow {
	row := ComparedRow{Name: r.Describe(), Better: r.Winner, AtLeast: r.AtLeast, Shares: []float64{}}
	if r.Limit != nil {
		row.Limit = atMost[r.AtLeast] + unit.Format(*r.Limit, r.Kind)
	}
	row.Left, row.LeftVerdict = cellText(&r.Cells[0], r.Kind)
	row.Right, row.RightVerdict = cellText(&r.Cells[1], r.Kind)
	var d *sim.Number
	if len(r.Differences) > 0 && r.Differences[0].Number.Known() {
		d = &r.Differences[0].Number
		row.Change = signed(*d, r.Kind)
		row.Shares = sharesOf(*d, r.Cells[0].Number.Value)
	}
	switch {
	case r.Winner != "":
		row.Clear = r.Winner + " is better"
	case d != nil && d.Low == 0 && d.High == 0:
		row.Clear, row.Change = "the same", ""
	case d != nil:
		row.Clear = "not distinguishable"
	case row.Left == row.Right && row.Left != "":
		row.Clear = "the same"
	}
	return row
}

var atMost = map[bool]string{false: "≤ ", true: "≥ "}

// sharesOf is a difference as shares of what it is held against; none when
// that is nothing, or the interval has no end.
func sharesOf(d sim.Number, of float64) []float64 {
	out := []float64{}
	for _, v := range []float64{d.Low, d.Value, d.High} {
		share := v / math.Abs(of)
		if !finite(share) {
			return []float64{}
		}
		out = append(out, share)
	}
	return out
}

func cellText(c *study.Cell, kind unit.Kind) (text, verdict string) {
	if !c.Number.Known() {
		return "", string(c.Verdict)
	}
	return unit.Format(c.Number.Value, kind), string(c.Verdict)
}

// signed writes a difference with its 95% interval.
func signed(n sim.Number, kind unit.Kind) string {
	if !n.Known() {
		return ""
	}
	return fmt.Sprintf("%s (%s to %s)", plus(n.Value, kind), plus(n.Low, kind), plus(n.High, kind))
}

func plus(v float64, kind unit.Kind) string {
	if v > 0 {
		return "+" + unit.Format(v, kind)
	}
	return unit.Format(v, kind)
}

func curveView(c study.Curve) Curve {
	out := Curve{Flow: c.Flow, Points: []CurvePoint{}}
	for _, p := range c.Points {
		out.Points = append(out.Points, CurvePoint{Share: p.Share, Left: interval(p.Sides[0]), Right: interval(p.Sides[1]), Change: signed(p.Differences[0], unit.KindTime)})
	}
	return out
}

// interval is a number with its ends, or nil; an end that is not known is the
// number itself.
func interval(n sim.Number) *Interval {
	if !n.Known() || !finite(n.Value) {
		return nil
	}
	i := Interval{n.Value, n.Low, n.High}
	if !finite(i.Low) {
		i.Low = i.Value
	}
	if !finite(i.High) {
		i.High = i.Value
	}
	return &i
}
