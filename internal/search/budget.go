package search

import (
	"context"
	"math"
)

// A campaign has a budget of events, so that it ends in time whatever the design
// does under a fault. Events are counted, not seconds, and scenarios are run in
// waves, each of which knows what those before it have used: so what is run and
// what is left does not depend on how many cores there are, nor on what an
// earlier campaign has already found.

const (
	singleEvents = 200e6 // that all singles may take: some 80 seconds of one core
	pairEvents   = 1.5e9
	waveSize     = 32 // at most
	mostScripts  = 4  // of usual length, undisturbed, that one scenario of a wave may take at least
)

// task is one scenario to run.
type task struct {
	name string
	list []*Suspect
	at   []float64 // when each begins, in seconds
}

// spend runs tasks until their budget of events is used, the first first. What
// it cuts off is run again with what the others left; what it does not come to is
// undecided. The result has the order of the tasks; nil where an interrupted
// campaign did not come.
func (c *Campaign) spend(ctx context.Context, list []task, budget float64) []*Tried {
	tried := make([]*Tried, len(list))
	all := make([]int, len(list))
	for i := range list {
		all[i] = i
	}
	left := c.waves(ctx, list, all, tried, budget)
	var cut []int
	for i, t := range tried {
		if t != nil && t.Undecided != "" {
			cut = append(cut, i)
		}
	}
	c.waves(ctx, list, cut, tried, left)
	return tried
}

// waves runs some of the tasks, and returns what is left of a budget.
func (c *Campaign) waves(ctx context.Context, list []task, which []int, tried []*Tried, budget float64) float64 {
	for len(which) > 0 && ctx.Err() == nil {
		size, most := c.wave(budget, len(which))
		wave := which[:size]
		which = which[size:]
		ran := make([]*Tried, len(wave))
		c.each(ctx, len(wave), func(i int) {
			if before := tried[wave[i]]; before == nil || most > before.Events {
				ran[i] = c.try(ctx, &list[wave[i]], most)
			}
		})
		for i, t := range ran {
			if t != nil {
				tried[wave[i]] = t
				budget -= float64(t.Events)
			}
		}
	}
	return budget
}

// wave returns how many of the scenarios that are left run next, and how many
// events each of them may take: together no more than there are. With little left
// a few are run to their end rather than many begun.
func (c *Campaign) wave(budget float64, of int) (size int, most uint64) {
	budget = math.Max(budget, 0)
	size = int(math.Min(waveSize, budget/(mostScripts*meanScript*c.Bench.Scale.Events)))
	size = min(of, max(1, size))
	return size, min(c.o.MaxEvents, uint64(budget/float64(size)))
}

// worthwhile tells whether so many events are enough to see anything of a fault.
func (c *Campaign) worthwhile(events uint64) bool {
	return float64(events) > c.Bench.Scale.Events*(injectAt+quietLook)
}

// usedUp is why a scenario was not run.
const usedUp = "the events of the campaign were used up before it"
