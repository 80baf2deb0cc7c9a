package report

import (
	"fmt"
	"io"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// simulatedData says what copies showed late and what was lost, if anything.
func simulatedData(w io.Writer, d *model.Design, r *sim.Result, p Palette) {
	var lines []string
	for name := range d.Flows.All() {
		f := r.Flows[name]
		if f == nil || f.StaleReads == nil || f.Staleness == nil || !f.StaleReads.Known() || f.StaleReads.Value == 0 {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s of its reads from copies are out of date, by up to %s",
			name, brief(*f.StaleReads, unit.KindRatio), unit.Format(f.Staleness.Value, unit.KindTime)))
	}
	for name := range d.Data.All() {
		if lost := r.Data[name]; lost != nil && lost.LostWrites > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s acknowledged writes are lost, the oldest %s old by then",
				name, unit.Format(float64(lost.LostWrites), unit.KindCount), unit.Format(lost.Lost.Value, unit.KindTime)))
		}
	}
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%sData%s\n", p.Bold, p.Reset)
	for _, line := range lines {
		fmt.Fprintf(w, "  %s\n", wrap(line, screenWidth-2, "    "))
	}
}
