package main

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/loadpath/loadpath/internal/study"
)

// TestTheBarStaysInItsLine: in any terminal, with whatever it has to say; and it
// says what is done, how fast and for how long still.
func TestTheBarStaysInItsLine(t *testing.T) {
	for _, columns := range []int{1, 20, 60, 80, 200} {
		b := &bar{columns: columns}
		for _, p := range []study.Progress{
			{},
			{What: "choosing the part"},
			{What: "pairs 1234 of 3395, 1205 undecided", Done: 0.36, Runs: 1472},
			{What: "a failure with a name that is rather long, as some are", Done: 1.2, Events: 9e9},
		} {
			line := b.line(p, 90*time.Second)
			if n := utf8.RuneCountInString(line); n >= columns && n > 0 {
				t.Errorf("in %d columns the bar takes %d: %q", columns, n, line)
			}
			if columns >= 80 && !strings.Contains(line, p.What) {
				t.Errorf("in %d columns the bar does not say %q: %q", columns, p.What, line)
			}
			if p.Done == 0.36 && columns >= 80 && (!strings.Contains(line, "16.4/s") || !strings.Contains(line, "160 s left")) {
				t.Errorf("the bar says %q, want 1472 runs in 90 s as 16.4/s, and 160 s left", line)
			}
		}
	}
}
