package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/loadpath/loadpath/internal/study"
)

// bar shows on a terminal how far a run is, how fast it goes and how long it
// will take. Elsewhere it is silent.
type bar struct {
	mu    sync.Mutex
	w     io.Writer
	on    bool
	start time.Time
	drawn time.Time
}

// drawEvery keeps the bar from costing more than the work.
const drawEvery = 100 * time.Millisecond

func newBar(w io.Writer) *bar {
	return &bar{w: w, on: isTerminal(w), start: time.Now()}
}

// update draws the progress; it may be called from several runs at once.
func (b *bar) update(p study.Progress) {
	if !b.on {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Sub(b.drawn) < drawEvery {
		return
	}
	b.drawn = now
	elapsed := now.Sub(b.start)
	share := min(max(p.Done, 0), 1)
	const width = 30
	full := int(share * width)
	left := ""
	if share > 0.02 {
		left = fmt.Sprintf("%.0f s left", (elapsed.Seconds()/share)*(1-share))
	}
	rate := fmt.Sprintf("%.1f M events/s", float64(p.Events)/elapsed.Seconds()/1e6)
	if p.Runs > 0 {
		rate = fmt.Sprintf("%.1f/s", float64(p.Runs)/elapsed.Seconds())
	}
	fmt.Fprintf(b.w, "\r\x1b[K%s%s %3.0f%%  %s  %s  %s", strings.Repeat("█", full), strings.Repeat("░", width-full), share*100, p.What, rate, left)
}

// done takes the bar away.
func (b *bar) done() {
	if b.on {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
