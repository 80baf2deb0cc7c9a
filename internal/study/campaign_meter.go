package study

import (
	"fmt"
	"sync"

	"github.com/loadpath/loadpath/internal/search"
)

// runMeter tells what a campaign does, and how many of its scenarios have been
// run.
type runMeter struct {
	mu        sync.Mutex
	report    func(Progress)
	what      string
	stage     int
	of, done  int             // of what is done now
	runs      int             // scenarios in all
	undecided map[string]bool // by name
}

// begin tells what is done next, and of how many scenarios it consists; 0 where
// it is one thing.
func (m *runMeter) begin(what string, of int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.what, m.of, m.done = what, of, 0
	m.stage++
	m.tell()
}

// one counts a scenario that has ended; one that was cut off may be run again.
func (m *runMeter) one(t *search.Tried) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs++
	if m.undecided[t.Name] {
		delete(m.undecided, t.Name)
		m.done--
	}
	if t.Undecided != "" {
		m.undecided[t.Name] = true
	}
	m.done = min(m.done+1, m.of)
	m.tell()
}

func (m *runMeter) tell() {
	p := Progress{What: m.what, Runs: m.runs, Stage: m.stage}
	if m.of > 0 {
		p.What = fmt.Sprintf("%s %d of %d", m.what, m.done, m.of)
		p.Done = float64(m.done) / float64(m.of)
	}
	if n := len(m.undecided); n > 0 {
		p.What += fmt.Sprintf(", %d undecided", n)
	}
	m.report(p)
}
