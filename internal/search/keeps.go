package search

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// lastMinute is the part of a run that shows what keeps a failure alive when
// the fault is over.
const lastMinute = 60

// raging are the mechanisms of a run that keep it where it is; the others say
// what may happen.
var raging = []string{"retry-storm", "idle-processors", "exhausted-pool"}

// keeps says what keeps a failure alive: a mechanism that rages through the
// whole run, or else what differs from the undisturbed run in its last minute.
func (s *Scenario) keeps() string {
	var said []string
	for _, m := range s.Disturbed.Mechanisms {
		if slices.Contains(raging, m.Name) {
			said = append(said, m.Text)
		}
	}
	if len(said) > 0 {
		return strings.Join(said, " ")
	}
	said = append(s.stillFull(), s.stillMissing()...)
	name := s.worst()
	if w := s.Disturbed.History.Flow(name, s.seconds-lastMinute, s.seconds); w != nil {
		if e, ok := w.Errors(); ok {
			said = append(said, fmt.Sprintf("%.0f%% of the requests of %s fail", 100*e, name))
		} else {
			said = append(said, "no request of "+name+" is answered")
		}
	}
	return strings.Join(said, "; ")
}

// last returns what a component did in the last minute of both runs; nil when
// one of them is shorter.
func (s *Scenario) last(name string) (with, without *sim.ComponentWindow) {
	return s.Disturbed.History.Component(name, s.seconds-lastMinute, s.seconds), s.Calm.History.Component(name, s.seconds-lastMinute, s.seconds)
}

// stillFull says what is full and was not, with what it is asked: of those that
// are, the one that is asked most beyond the undisturbed run, and how many more.
func (s *Scenario) stillFull() []string {
	best, more, text := 0.0, 0, ""
	for name := range s.Design.Components.All() {
		with, without := s.last(name)
		if with == nil || without == nil || !(with.Utilization > fullAt) || !(without.Utilization < notFull) {
			continue
		}
		more++
		asked, usual := float64(with.Arrivals)/with.Seconds, float64(without.Arrivals)/without.Seconds
		if times := asked / math.Max(usual, 1e-9); times > best {
			best, text = times, fmt.Sprintf("%s is full and asked %s, undisturbed %s", name, rate(asked*s.times), rate(usual*s.times))
		}
	}
	switch {
	case more == 0:
		return nil
	case more > 1:
		text += fmt.Sprintf(" (and %d more)", more-1)
	}
	return []string{text}
}

// stillMissing says which caches hit less, and which components have fewer
// replicas in service.
func (s *Scenario) stillMissing() []string {
	var out []string
	for name := range s.Design.Components.All() {
		with, without := s.last(name)
		if with == nil || without == nil {
			continue
		}
		if with.Lookups > fewest && without.Lookups > fewest {
			hit, usual := float64(with.Hits)/float64(with.Lookups), float64(without.Hits)/float64(without.Lookups)
			if hit < usual-missMore {
				out = append(out, fmt.Sprintf("%s hits %.0f%%, undisturbed %.0f%%", name, 100*hit, 100*usual))
			}
		}
		if with.Replicas < without.Replicas-0.5 {
			out = append(out, fmt.Sprintf("%s has %s of %s replicas", name, unit.Format(math.Round(with.Replicas), unit.KindCount), unit.Format(math.Round(without.Replicas), unit.KindCount)))
		}
	}
	return out
}
