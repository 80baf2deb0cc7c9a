package study

import (
	"math"
	"slices"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// Row is one number of all designs, side by side.
type Row struct {
	Name        string       `json:"name,omitempty"` // of the requirement, if it is one
	Target      string       `json:"target,omitempty"`
	Metric      string       `json:"metric"`
	Limit       *float64     `json:"limit,omitempty"`
	AtLeast     bool         `json:"at_least,omitempty"`
	Cells       []Cell       `json:"cells"`
	Differences []Difference `json:"differences"`
	Winner      string       `json:"winner,omitempty"` // the design that is better than every other beyond the intervals
	OneWitness  bool         `json:"one_witness,omitempty"`
	Kind        unit.Kind    `json:"-"`
}

// Cell is the number of one design.
type Cell struct {
	Design  string        `json:"design"`
	Number  sim.Number    `json:"number"`
	Verdict model.Verdict `json:"verdict,omitempty"`
}

// Difference is how much more a design has than the first.
type Difference struct {
	Design  string     `json:"design"`
	Against string     `json:"against"`
	Number  sim.Number `json:"number"`
}

// Describe names what the row is about: "redirect p99", "cost".
func (r *Row) Describe() string {
	if target := bare(r.Target); target != "" {
		return target + " " + r.Metric
	}
	return r.Metric
}

// requirementRows adds a row for each limit that any design has, in the order
// of the first that has it.
func (c *Comparison) requirementRows() {
	for i, s := range c.Sides {
		for _, q := range s.Requirements {
			if i > 0 && slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Name == q.Name && r.Metric == q.Metric }) {
				continue
			}
			c.Rows = append(c.Rows, c.requirementRow(q))
		}
	}
}

// requirementRow sets one requirement side by side: simulated where a run
// measures it, else in closed form.
func (c *Comparison) requirementRow(q *Requirement) Row {
	limit := q.scale() * q.Limit
	row := Row{Name: q.Name, Target: q.Target, Metric: q.Metric, Limit: &limit, AtLeast: q.AtLeast, Kind: q.Kind}
	if q.Metric == "cost" {
		row.Kind = unit.KindMoney
	}
	row.OneWitness = q.Metric == "throughput" || !measurable(q)
	for _, s := range c.Sides {
		cell := Cell{Design: s.Name, Number: sim.Number{Why: "not required of it"}}
		for _, own := range s.Requirements {
			if own.Name != q.Name || own.Metric != q.Metric {
				continue
			}
			t := own.Simulate
			if row.OneWitness {
				t = own.Estimate
			}
			cell.Verdict, cell.Number = own.Verdict, spoken(t, q.scale())
		}
		row.Cells = append(row.Cells, cell)
	}
	switch {
	case q.Metric == "cost":
		c.compareCost(&row)
	case !row.OneWitness:
		c.compare(&row, requirementOf(q))
	}
	return row
}

// spoken is a testimony as a number in the unit of JSON.
func spoken(t Testimony, scale float64) sim.Number {
	switch {
	case !t.Heard:
		return sim.Number{Why: "not known"}
	case t.Why != "":
		return sim.Number{Why: t.Why}
	}
	return sim.Number{Value: t.Value * scale, Low: t.Low * scale, High: t.High * scale}
}

// flowMetrics are the numbers of a flow that are compared beside requirements.
var flowMetrics = []struct {
	key  string
	kind unit.Kind
	read func(*sim.FlowResult) sim.Number
}{
	{"mean", unit.KindTime, func(f *sim.FlowResult) sim.Number { return f.Latency.Mean }},
	{"p50", unit.KindTime, func(f *sim.FlowResult) sim.Number { return f.Latency.P50 }},
	{"p99", unit.KindTime, func(f *sim.FlowResult) sim.Number { return f.Latency.P99 }},
	{"errors", unit.KindRatio, func(f *sim.FlowResult) sim.Number { return complement(f.Availability) }},
}

// flowRows adds latency and errors of every flow that all designs have, but
// for what a requirement has shown already.
func (c *Comparison) flowRows() {
	for _, name := range c.sharedFlows() {
		for _, m := range flowMetrics {
			if slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Target == "flows."+name && r.Metric == m.key }) {
				continue
			}
			read := ofFlow(name, m.read)
			row := Row{Target: "flows." + name, Metric: m.key, Kind: m.kind}
			for _, s := range c.Sides {
				n := s.number(read)
				if m.key == "errors" {
					n = s.unseen(n, name)
				}
				row.Cells = append(row.Cells, Cell{Design: s.Name, Number: n})
			}
			c.compare(&row, read)
			c.Rows = append(c.Rows, row)
		}
	}
}

// sharedFlows are the names of the flows that all designs have.
func (c *Comparison) sharedFlows() []string {
	return slices.DeleteFunc(slices.Clone(c.Sides[0].study.Design.Flows.Names()), func(name string) bool {
		return slices.ContainsFunc(c.Sides, func(s *Side) bool { return !s.study.Design.Flows.Has(name) })
	})
}

// ofFlow reads a number of one flow.
func ofFlow(name string, read func(*sim.FlowResult) sim.Number) reader {
	return func(r *sim.Result) sim.Number {
		if f := r.Flows[name]; f != nil {
			return read(f)
		}
		return sim.Number{Why: "it has no such flow"}
	}
}

// compare adds the differences to the first design and finds the winner. A
// design that grows without end loses to one that does not.
func (c *Comparison) compare(row *Row, read reader) {
	by := func(of, than *Side) sim.Number { return difference(of, than, read) }
	c.settleRow(row, by, func(a, b *Side) bool { return len(a.growth) == 0 && len(b.growth) > 0 || row.better(by(a, b)) })
}

// better tells whether a difference is one to the good beyond its interval.
func (r *Row) better(d sim.Number) bool {
	switch {
	case !d.Known() || math.IsInf(d.Low, 0) || math.IsInf(d.High, 0):
		return false
	case r.AtLeast:
		return d.Low > 0
	}
	return d.High < 0
}

// settleRow adds the differences of a row to the first design, and its winner:
// who beats every other.
func (c *Comparison) settleRow(row *Row, by func(of, than *Side) sim.Number, beats func(a, b *Side) bool) {
	for _, s := range c.Sides[1:] {
		row.Differences = append(row.Differences, Difference{s.Name, c.Sides[0].Name, by(s, c.Sides[0])})
	}
	for _, s := range c.Sides {
		if !slices.ContainsFunc(c.Sides, func(o *Side) bool { return o != s && !beats(s, o) }) {
			row.Winner = s.Name
		}
	}
}

// costRow adds the cost a month, unless a requirement has shown it.
func (c *Comparison) costRow() {
	if slices.ContainsFunc(c.Rows, func(r Row) bool { return r.Metric == "cost" }) {
		return
	}
	row := Row{Metric: "cost", Kind: unit.KindMoney, OneWitness: true}
	for _, s := range c.Sides {
		n := sim.Number{Why: s.Cost.Why}
		if m := s.Cost.Month; m != nil {
			n = sim.Number{Value: m.Value, Low: m.Low, High: m.High}
		}
		row.Cells = append(row.Cells, Cell{Design: s.Name, Number: n})
	}
	c.compareCost(&row)
	c.Rows = append(c.Rows, row)
}

// compareCost settles a row of costs. A price that two designs share moves
// both, so it counts in their difference only as far as it moves them apart.
func (c *Comparison) compareCost(row *Row) {
	by := func(of, than *Side) sim.Number {
		a, b := of.study.Sheet.Get("cost.month"), than.study.Sheet.Get("cost.month")
		switch {
		case of.Cost.Month == nil:
			return sim.Number{Why: of.Name + ": " + of.Cost.Why}
		case than.Cost.Month == nil:
			return sim.Number{Why: than.Name + ": " + than.Cost.Why}
		}
		half := 1.96 * month * apart(a, b)
		d := (a.Value - b.Value) * month
		return sim.Number{Value: d, Low: d - half, High: d + half}
	}
	c.settleRow(row, by, func(a, b *Side) bool { return row.better(by(a, b)) })
}

// apart is the standard deviation of the difference of two estimates, whose
// inputs are independent of each other.
func apart(a, b *estimate.Quantity) float64 {
	by := map[string]float64{}
	var names []string
	add := func(q *estimate.Quantity, sign float64) {
		for _, m := range q.Moves {
			if _, seen := by[m.Input]; !seen {
				names = append(names, m.Input)
			}
			by[m.Input] += sign * (m.Up - m.Down) / 2
		}
	}
	add(a, 1)
	add(b, -1)
	slices.Sort(names)
	squares := 0.0
	for _, name := range names {
		squares += float64(by[name] * by[name])
	}
	return math.Sqrt(squares)
}
