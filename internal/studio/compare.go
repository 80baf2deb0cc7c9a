package studio

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// atHead names the file as git has it at HEAD.
const atHead = "HEAD"

// compare measures the file against one of its variants, or against itself as
// it was committed.
func (s *Studio) compare(w http.ResponseWriter, r *http.Request) {
	var q Question
	if !asked(w, r, &q) {
		return
	}
	streamed(w, r, func(ctx context.Context, progress func(study.Progress)) (Piece, error) {
		d, err := s.design(&q)
		if err != nil {
			return Piece{}, err
		}
		var other *model.Design
		if q.Against == atHead {
			other, err = s.committed(r)
		} else {
			other, err = applied(d, q.Against)
		}
		if err != nil {
			return Piece{}, err
		}
		opt := q.options()
		opt.For, opt.Progress = 0, progress
		sides := []study.Candidate{{Name: cmp.Or(q.Variant, "file"), Design: d}, {Name: q.Against, Design: other}}
		if q.Against == atHead {
			sides[0], sides[1] = sides[1], sides[0] // what is new is held against what was
		}
		c, err := study.Compare(ctx, sides, opt)
		if err != nil {
			return Piece{}, err
		}
		return Piece{Compared: comparisonView(c, sides)}, nil
	})
}

func comparisonView(c *study.Comparison, sides []study.Candidate) *Comparison {
	out := &Comparison{Left: sides[0].Name, Right: sides[1].Name, Says: c.Sentence(), Rows: []ComparedRow{}, Parts: partChanges(sides[0].Design, sides[1].Design)}
	for i := range c.Rows {
		r := &c.Rows[i]
		row := ComparedRow{Name: r.Describe(), Limit: "", Better: r.Winner}
		if r.Limit != nil {
			row.Limit = unit.Format(*r.Limit, r.Kind)
		}
		row.Left, row.LeftVerdict = cellText(&r.Cells[0], r.Kind)
		row.Right, row.RightVerdict = cellText(&r.Cells[1], r.Kind)
		if len(r.Differences) > 0 {
			row.Change = signed(r.Differences[0].Number, r.Kind)
		}
		out.Rows = append(out.Rows, row)
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

// partChanges says which components came, went or were changed.
func partChanges(left, right *model.Design) []PartChange {
	out := []PartChange{}
	for name, c := range left.Components.All() {
		switch other := right.Components.Get(name); {
		case other == nil:
			out = append(out, PartChange{name, "removed"})
		case c.Body.Text() != other.Body.Text():
			out = append(out, PartChange{name, "changed"})
		}
	}
	for name := range right.Components.All() {
		if !left.Components.Has(name) {
			out = append(out, PartChange{name, "added"})
		}
	}
	return out
}
