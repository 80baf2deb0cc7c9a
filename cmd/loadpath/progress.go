package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/loadpath/loadpath/internal/study"
)

// bar shows on a terminal how far a run is, how fast it goes and how long it
// will take; of a run in stages, those of the stage. Elsewhere it is silent.
type bar struct {
	mu      sync.Mutex
	w       io.Writer
	on      bool
	columns int
	drawn   time.Time

	start time.Time // of the stage
	stage int
	runs  int // before the stage
}

// drawEvery keeps the bar from costing more than the work.
const drawEvery = 100 * time.Millisecond

// Columns of the bar itself, and of a terminal that does not say.
const (
	barMost      = 30
	barLeast     = 8
	usualColumns = 80
)

func newBar(w io.Writer) *bar {
	b := &bar{w: w, columns: usualColumns, start: time.Now()}
	var fd int
	if fd, b.on = terminal(w); b.on {
		if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
			b.columns = columns
		}
	}
	return b
}

// update draws the progress; it may be called from several runs at once.
func (b *bar) update(p study.Progress) {
	if !b.on {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	staged := p.Stage != b.stage
	if staged {
		b.start, b.stage, b.runs = now, p.Stage, p.Runs
	}
	if now.Sub(b.drawn) < drawEvery && !staged {
		return
	}
	b.drawn = now
	fmt.Fprint(b.w, "\r\x1b[K"+b.line(p, now.Sub(b.start)))
}

// line is the bar with what it says, as long as the stage has taken, in one line
// of the terminal.
func (b *bar) line(p study.Progress, elapsed time.Duration) string {
	share := min(max(p.Done, 0), 1)
	text := fmt.Sprintf(" %3.0f%%  %s", share*100, p.What)
	switch {
	case p.Runs > b.runs:
		text += fmt.Sprintf("  %.1f/s", float64(p.Runs-b.runs)/elapsed.Seconds())
	case p.Events > 0:
		text += fmt.Sprintf("  %.1f M events/s", float64(p.Events)/elapsed.Seconds()/1e6)
	}
	if share > 0.02 {
		text += fmt.Sprintf("  %.0f s left", elapsed.Seconds()/share*(1-share))
	}
	room := b.columns - 1
	width := min(barMost, max(barLeast, room-utf8.RuneCountInString(text)))
	full := int(share * float64(width))
	line := []rune(strings.Repeat("█", full) + strings.Repeat("░", width-full) + text)
	return string(line[:min(len(line), max(room, 0))])
}

// done takes the bar away.
func (b *bar) done() {
	if b.on {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
