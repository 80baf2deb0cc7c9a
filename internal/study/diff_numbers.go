package study

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/unit"
)

// NumberChange is a number of the closed forms that both designs have and that
// differs beyond what the guesses leave open. A guess that both rest on moves
// both, so it counts only as far as it moves them apart.
type NumberChange struct {
	ID     string // in the later design
	Unit   string // of JSON
	Before Measure
	After  Measure
	Share  *float64 // of change; nil when it was 0
	Kind   unit.Kind
}

// MarshalJSON writes the change as an estimate is written: money is per month.
func (n NumberChange) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID     string   `json:"id"`
		Unit   string   `json:"unit"`
		Before Measure  `json:"before"`
		After  Measure  `json:"after"`
		Share  *float64 `json:"share"`
	}{n.ID, n.Unit, n.monthly(n.Before), n.monthly(n.After), n.Share})
}

func (n NumberChange) monthly(m Measure) Measure {
	if n.Kind != unit.KindMoneyRate {
		return m
	}
	return Measure{m.Value * month, m.Low * month, m.High * month}
}

// Key tells whether the number is one that people ask for first, and changed by
// enough to be told; the others follow from these, or explain them.
func (n NumberChange) Key() bool {
	if n.size() < toldShare {
		return false
	}
	section, rest, _ := strings.Cut(n.ID, ".")
	_, metric, _ := strings.Cut(rest, ".")
	return slices.Contains(keyNumbers[section], metric)
}

var keyNumbers = map[string][]string{
	"flows":      {"rate.peak", "latency.mean", "latency.p99", "availability", "errors"},
	"components": {"utilization", "replicas.needed", "hit_ratio", "backlog"},
	"data":       {"storage.year1", "storage.total"},
	"cost":       {"month"},
}

// compareNumbers pairs the numbers of both designs by their ids.
func (d *Diff) compareNumbers() {
	names := renames(d.Renames)
	earlier := map[string]*estimate.Quantity{}
	for i := range d.Studies[0].Sheet.Quantities() {
		q := &d.Studies[0].Sheet.Quantities()[i]
		earlier[names.id(q.ID)] = q
	}
	for i := range d.Studies[1].Sheet.Quantities() {
		b := &d.Studies[1].Sheet.Quantities()[i]
		a := earlier[b.ID]
		if a == nil || a.Why != "" || b.Why != "" || a.Kind != b.Kind || !differ(names.inputs(a), b) {
			continue
		}
		n := NumberChange{ID: b.ID, Unit: b.Unit(), Before: measureOf(a), After: measureOf(b), Kind: b.Kind}
		if a.Value != 0 {
			n.Share = finite(b.Value/a.Value - 1)
		}
		d.Numbers = append(d.Numbers, n)
	}
	slices.SortStableFunc(d.Numbers, func(a, b NumberChange) int { return cmp.Compare(b.size(), a.size()) })
}

// differ tells whether two numbers differ beyond the 95% interval of their
// difference.
func differ(a, b *estimate.Quantity) bool {
	gap := math.Abs(a.Value - b.Value)
	return gap > negligibleShare*math.Max(math.Abs(a.Value), math.Abs(b.Value)) && gap > 1.96*apart(a, b)
}

// negligibleShare is a change that no reader would call one; sums in another
// order give smaller ones.
const negligibleShare = 1e-6

// inputs is a number whose inputs carry the new names.
func (r renames) inputs(q *estimate.Quantity) *estimate.Quantity {
	if len(r) == 0 {
		return q
	}
	out := *q
	out.Moves = slices.Clone(q.Moves)
	for i := range out.Moves {
		out.Moves[i].Input = r.id(out.Moves[i].Input)
	}
	return &out
}

func measureOf(q *estimate.Quantity) Measure {
	low, high := q.Interval95()
	return Measure{q.Value, low, high}
}

// size orders changes: a doubling counts as much as a halving, and a share
// counts by what is there or by what is missing, whichever changed more.
func (n NumberChange) size() float64 {
	size := fold(n.Before.Value, n.After.Value)
	if n.Kind == unit.KindRatio && n.Before.Value > 0.5 && n.After.Value > 0.5 {
		size = max(size, fold(1-n.Before.Value, 1-n.After.Value))
	}
	return size
}

// toldShare is the smallest change that is told in a table.
const toldShare = 0.01

// fold is by how many e-folds a number changed.
func fold(before, after float64) float64 {
	if before <= 0 || after <= 0 {
		return math.Inf(1)
	}
	return math.Abs(math.Log(after / before))
}
