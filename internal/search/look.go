package search

import (
	"context"
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// A scenario is watched until its verdict cannot change any more, and no longer:
// most end a quarter of a minute behind their last fault, when everything is as
// it is undisturbed. What is not, but holds, is seen for a minute; what is
// broken then until it holds again, or what was promised has passed.

// Seconds behind the last fault.
const (
	firstLook = 60 // what has come back by then has come back
	lastLook  = 30 // beyond the promise; and so long it must hold to have come back later
	quietLook = 10 // so long nothing may differ for a run to end sooner than the first look
	lookEvery = 5
)

// By how much a window may differ from the undisturbed one and still be like it,
// beside chance.
const (
	likeWaiting  = 1.25
	likeBusy     = 0.05
	likeReplicas = 0.25
)

// Try runs faults beside the undisturbed design and judges how it comes through.
// The run ends at so many events, 0 for as many as one run may take.
func (b *Bench) Try(ctx context.Context, inject []model.Fault, most uint64) (*Scenario, *Outcome, error) {
	start, end := spanOf(b.Design, inject)
	length := math.Min(end+promised+lastLook, b.o.Length)
	if math.IsInf(end, 1) {
		length = math.Min(lastChange(b.Design, inject)+firstLook, b.o.Length)
	}
	l := &look{length: int(length), s: &Scenario{Design: b.Design, Scale: b.Scale, Inject: inject, Calm: b.calm, start: start, end: end}}
	var err error
	disturbed, failed := b.run(ctx, inject, length, sim.RunOptions{MaxEvents: most, Enough: func(h *sim.History) bool {
		if l.s.Calm == b.calm && float64(h.Seconds()) > b.o.Usual {
			l.s.Calm, err = b.calmFor(ctx, length)
		}
		return err != nil || l.enough(h)
	}})
	if failed != nil {
		err = failed
	}
	if err != nil {
		return nil, nil, err
	}
	cut := ""
	if !l.seen {
		cut = disturbed.Why
	}
	s := &Scenario{Design: b.Design, Scale: b.Scale, Inject: inject, Disturbed: disturbed, Calm: l.s.Calm, Length: math.Min(length, float64(disturbed.History.Seconds())), Cut: cut}
	return s, s.Judge(), nil
}

// look is a scenario while it is run.
type look struct {
	s      *Scenario
	length int  // seconds, at most
	seen   bool // enough of it
}

// enough tells whether a run may end at the end of its history.
func (l *look) enough(h *sim.History) bool {
	l.seen = h.Seconds() >= l.length || l.decided(h)
	return l.seen
}

// decided tells whether what comes cannot change the verdict.
func (l *look) decided(h *sim.History) bool {
	since := float64(h.Seconds()) - l.s.end
	if since < quietLook || h.Seconds()%lookEvery != 0 {
		return false
	}
	l.s.Disturbed, l.s.seconds = &sim.Result{History: h}, h.Seconds()
	switch {
	case since < firstLook:
		return !l.brokenFor(quietLook) && l.alike(quietLook)
	case since < firstLook+lookEvery:
		return !l.brokenFor(1)
	}
	return !l.brokenFor(lastLook)
}

// brokenFor tells whether some flow broke a requirement in the last seconds.
func (l *look) brokenFor(seconds int) bool {
	if l.s.flows == nil {
		for name, f := range l.s.Design.Flows.All() {
			l.s.flows = append(l.s.flows, &flowHealth{name: name, by: f.By.Text, limits: l.s.judged(name)})
		}
	}
	for _, f := range l.s.flows {
		for t := l.s.seconds - seconds; t < l.s.seconds; t++ {
			if broken, _ := l.s.brokenAt(f, t); broken {
				return true
			}
		}
	}
	return false
}

// alike tells whether in the last seconds everything was as it is undisturbed:
// what is in progress, waits, is busy, is there and is found.
func (l *look) alike(seconds int) bool {
	to := l.s.seconds
	for name := range l.s.Design.Flows.All() {
		with, without := l.s.Disturbed.History.Flow(name, to-seconds, to), l.s.Calm.History.Flow(name, to-seconds, to)
		if !near(float64(with.InFlight), float64(without.InFlight)) || !near(float64(with.Failed), float64(without.Failed)) {
			return false
		}
	}
	for name := range l.s.Design.Components.All() {
		with, without := l.s.Disturbed.History.Component(name, to-seconds, to), l.s.Calm.History.Component(name, to-seconds, to)
		if !near(with.Waiting, without.Waiting) || with.Utilization > without.Utilization+likeBusy || with.Replicas < without.Replicas-likeReplicas {
			return false
		}
		if hits, usual := float64(with.Hits)/float64(with.Lookups), float64(without.Hits)/float64(without.Lookups); hits < usual-likeBusy {
			return false
		}
	}
	return true
}

// near tells whether a count, or a level, is not larger than another beyond
// chance: four deviations of one by chance, and a few.
func near(with, without float64) bool {
	return with <= likeWaiting*without+4*math.Sqrt(math.Max(without, 1))
}

// lastChange is when the last of some faults begins or is over, in seconds: from
// then on nothing changes by itself.
func lastChange(d *model.Design, inject []model.Fault) float64 {
	last := 0.0
	for i := range inject {
		from, to := Span(d, &inject[i])
		last = max(last, from)
		if !math.IsInf(to, 1) {
			last = max(last, to)
		}
	}
	return last
}

// spanOf returns when the first fault begins and the last one is over, in
// seconds; +Inf when one does not end by itself.
func spanOf(d *model.Design, inject []model.Fault) (start, end float64) {
	start, end = math.Inf(1), 0
	for i := range inject {
		from, to := Span(d, &inject[i])
		start, end = min(start, from), max(end, to)
	}
	return start, end
}
