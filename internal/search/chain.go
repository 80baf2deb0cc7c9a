package search

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/loadpath/loadpath/internal/sim"
	"github.com/loadpath/loadpath/internal/unit"
)

// Link is one thing that happened, in the order of the clock.
type Link struct {
	At   float64 // seconds from the start
	What string  // component or flow
	Text string  // a sentence
}

// What counts as a change against the undisturbed run.
const (
	fullAt    = 0.98 // utilisation
	notFull   = 0.9
	longQueue = 10  // more waiting than ten times the undisturbed mean and this
	missMore  = 0.1 // of a hit ratio
	noise     = 4   // standard deviations: what a second of few lookups may show by chance
)

// chain tells what changed against the undisturbed run, second by second: what
// lost replicas, refused, filled up and missed, and which flows broke and came
// back.
func (s *Scenario) chain() []Link {
	out := []Link{}
	for i := range s.Inject {
		f := &s.Inject[i]
		at := 0.0
		if f.At != nil {
			at = f.At.Value
		}
		target := ""
		for _, ref := range f.Targets {
			target += " " + ref.Text
		}
		out = append(out, Link{at, "", f.Verb + target + " begins"})
	}
	if !math.IsInf(s.end, 1) && s.end > s.start && s.end <= float64(s.seconds) {
		out = append(out, Link{s.end, "", "the last fault is over"})
	}
	for name := range s.Design.Components.All() {
		out = append(out, s.componentLinks(name)...)
	}
	for _, f := range s.flows {
		if f.brokenFor() == 0 {
			continue
		}
		first := int(f.first())
		w := s.Disturbed.History.Flow(f.name, s.windowFrom(first), first+1)
		text := f.name + " breaks"
		if last := s.Disturbed.History.Flow(f.name, first, first+1); last.OK == 0 {
			text += ": none of its requests succeeds"
		} else if e, ok := w.Errors(); ok && e > moreErrors {
			text += fmt.Sprintf(": %s of its requests fail", unit.Format(e, unit.KindRatio))
		} else if l := f.why; l != nil {
			text += ": " + l.saw(w)
		}
		out = append(out, Link{float64(first), f.name, text})
		if r := f.recovered(); r < float64(s.seconds) {
			out = append(out, Link{r, f.name, f.name + " holds again"})
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int { return cmp.Compare(a.At, b.At) })
	return out
}

// componentLinks are the first second of each change of a component.
func (s *Scenario) componentLinks(name string) []Link {
	var out []Link
	said := map[string]bool{}
	say := func(t int, kind, format string, args ...any) {
		if !said[kind] {
			said[kind] = true
			out = append(out, Link{float64(t), name, name + " " + fmt.Sprintf(format, args...)})
		}
	}
	usual := s.Calm.History.Component(name, 0, s.seconds)
	for t := int(math.Min(s.start, float64(s.seconds))); t < s.seconds; t++ {
		with, without := s.Disturbed.History.Component(name, t, t+1), s.Calm.History.Component(name, t, t+1)
		if with == nil || without == nil || usual == nil {
			return out
		}
		s.changes(t, with, without, usual, say)
	}
	return out
}

func (s *Scenario) changes(t int, with, without, usual *sim.ComponentWindow, say func(int, string, string, ...any)) {
	if with.Replicas < without.Replicas-0.5 {
		say(t, "replicas", "has %s of %s replicas", tenths(with.Replicas), tenths(without.Replicas))
	}
	if with.Replicas > without.Replicas+0.5 {
		say(t, "more", "is scaled to %s replicas, undisturbed %s", tenths(with.Replicas), tenths(without.Replicas))
	}
	if with.Refused > without.Refused+10 && float64(with.Refused) > 0.01*float64(with.Arrivals) {
		say(t, "refused", "refuses %s", rate(float64(with.Refused)*s.times))
	}
	if with.Utilization > fullAt && usual.Utilization < notFull {
		say(t, "full", "is full, undisturbed at %.0f%%", 100*usual.Utilization)
	}
	if with.Waiting > 10*usual.Waiting+longQueue {
		say(t, "queue", "has %s waiting", unit.Format(math.Round(with.Waiting*s.times), unit.KindCount))
	}
	if with.Lookups > fewest && usual.Lookups > 0 {
		hit, before := float64(with.Hits)/float64(with.Lookups), float64(usual.Hits)/float64(usual.Lookups)
		chance := noise * math.Sqrt(before*(1-before)/float64(with.Lookups))
		if hit < before-max(missMore, chance) {
			say(t, "misses", "hits %.0f%%, undisturbed %.0f%%", 100*hit, 100*before)
		}
	}
	if usual.Arrivals > 0 && float64(with.Arrivals) > 1.5*float64(usual.Arrivals)/usual.Seconds+20 {
		say(t, "arrivals", "is asked %s, undisturbed %s", rate(float64(with.Arrivals)*s.times), rate(float64(usual.Arrivals)/usual.Seconds*s.times))
	}
}

// rate writes so many a second.
func rate(perSecond float64) string {
	if perSecond > 10 {
		perSecond = math.Round(perSecond)
	}
	return unit.Format(perSecond, unit.KindRate)
}

// tenths writes a mean number of things, to a tenth below a hundred of them.
func tenths(v float64) string {
	switch {
	case v > 0 && v < 0.05:
		return "next to none"
	case v < 100:
		return strconv.FormatFloat(math.Round(10*v)/10, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}
