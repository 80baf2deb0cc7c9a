package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/estimate"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/unit"
)

// Estimates writes the numbers of the closed forms whose id begins with only,
// thing by thing: id, value, 95% interval and formula. Without only, numbers
// that could not be computed are counted and not shown. Its error is that of w.
func Estimates(w io.Writer, s *study.Study, only string, p Palette) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s%s  closed forms, %s load", p.Bold, s.Title(), p.Reset, s.Options.Load)
	if s.Options.Scale != 1 {
		fmt.Fprintf(&b, " x %g", s.Options.Scale)
	}
	b.WriteString("\n")
	shown, silent := 0, 0
	group, rows := "", [][]string(nil)
	flush := func() {
		if len(rows) > 0 {
			fmt.Fprintf(&b, "\n%s%s%s\n", p.Bold, group, p.Reset)
			fitted(&b, p, "  ", []block.Column{{}, {Number: true}, {}, {}}, rows)
		}
		rows = nil
	}
	for i := range s.Sheet.Quantities() {
		q := &s.Sheet.Quantities()[i]
		if !strings.HasPrefix(q.ID, only) {
			continue
		}
		if q.Why != "" && only == "" {
			silent++
			continue
		}
		about, name := subject(q.ID)
		if about != group {
			flush()
			group = about
		}
		rows = append(rows, estimateRow(name, q))
		shown++
	}
	flush()
	if only == "" {
		estimatedFailures(&b, s, p)
	}
	switch {
	case shown == 0:
		fmt.Fprintf(&b, "\nno number begins with %q; the first words are flows, components, links, data and cost\n", only)
	case silent > 0:
		fmt.Fprintf(&b, "\n%s%s have no value here; `--only flows.` and the like show them with the reason%s\n", p.Dim, counted(silent, "number"), p.Reset)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// estimateRow is a number's own name, value, interval and formula.
func estimateRow(name string, q *estimate.Quantity) []string {
	if q.Why != "" {
		return []string{name, dash, "", q.Why}
	}
	low, high := q.Interval95()
	between := ""
	if a, z := unit.Format(low, q.Kind), unit.Format(high, q.Kind); a != q.Text() || z != q.Text() {
		between = fmt.Sprintf("[%s, %s]", a, z)
	}
	return []string{name, q.Text(), between, q.Formula}
}

// subject splits an id into the thing it is about and the number's own name:
// "flows.redirect" and "rate.mean".
func subject(id string) (about, name string) {
	parts := strings.Split(id, ".")
	n := 2
	switch parts[0] {
	case "links":
		n = 3
	case "cost":
		n = 1
	}
	n = min(n, len(parts)-1)
	return strings.Join(parts[:n], "."), strings.Join(parts[n:], ".")
}
