package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// mostShowing is how many scenarios that show a weakness are named.
const mostShowing = 3

// weaknesses writes what a campaign has shown to be weak, by name, with the
// scenarios in which it came up. Blind spots are among them, and those that only
// the graph or a run without harm shows follow.
func weaknesses(w io.Writer, c *study.Campaign, p Palette) {
	if len(c.Weaknesses)+len(c.BlindSpots) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%sWeaknesses%s\n", p.Bold, p.Reset)
	told := map[string]bool{}
	for _, x := range c.Weaknesses {
		told[x.Name+" "+x.At] = true
		weakness(w, x.Name, x.At, x.Text, x.Scenarios, p)
	}
	for _, x := range c.BlindSpots {
		if !told[string(x.Kind)+" "+x.At] {
			weakness(w, string(x.Kind), x.At, x.Text, x.Scenarios, p)
		}
	}
}

func weakness(w io.Writer, name, at, text string, scenarios []string, p Palette) {
	fmt.Fprintf(w, "%s✗ %s%s at %s%s%s\n", p.Bad, safe.Line(name), p.Reset, p.Bold, safe.Line(at), p.Reset)
	fmt.Fprintf(w, "  %s\n", wrap(safe.Line(text), screenWidth-2, "  "))
	how := "from the graph of the design"
	if n := len(scenarios); n > mostShowing {
		how = fmt.Sprintf("shown by %s and %d more", strings.Join(scenarios[:mostShowing], ", "), n-mostShowing)
	} else if n > 0 {
		how = "shown by " + strings.Join(scenarios, ", ")
	}
	fmt.Fprintf(w, "  %s%s%s\n", p.Dim, wrap(safe.Line(how), screenWidth-2, "  "), p.Reset)
}
