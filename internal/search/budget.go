package search

import (
	"context"
	"math"
	"sync"
)

// A campaign has a budget of events, so that it ends in time whatever the design
// does under a fault. Events are counted, not seconds: scenarios begin in their
// order, and what one may take follows from what those have used that are some
// places before it, and from what those may take that are nearer. So what is run
// and what is left does not depend on how many cores there are, nor on what an
// earlier campaign has already found; and no core waits for another as long as
// no scenario takes longer than all that are under way together.

const (
	singleEvents = 200e6 // that all singles may take, some 40 to 70 seconds of one core
	pairEvents   = 3e9   // that all pairs may take
	underWay     = 32    // scenarios that may be, at most
	mostScripts  = 4     // of usual length, undisturbed, that one scenario may take at least
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
	left := c.pass(ctx, list, all, tried, budget)
	var cut []int
	for i, t := range tried {
		if t != nil && t.Undecided != "" {
			cut = append(cut, i)
		}
	}
	c.pass(ctx, list, cut, tried, left)
	return tried
}

// pass runs some of the tasks, and returns what is left of a budget.
func (c *Campaign) pass(ctx context.Context, list []task, which []int, tried []*Tried, budget float64) float64 {
	p := newPurse(budget, len(which), mostScripts*meanScript*c.Bench.Scale.Events, c.o.MaxEvents)
	defer context.AfterFunc(ctx, p.wake)()
	c.each(ctx, len(which), func(i int) {
		most := p.share(ctx, i)
		var used uint64
		if before := tried[which[i]]; before == nil || most > before.Events {
			if t := c.try(ctx, &list[which[i]], most); t != nil {
				tried[which[i]], used = t, t.Events
			}
		}
		p.ended(i, used)
	})
	return p.left
}

// purse divides a budget of events among scenarios that begin in their order and
// end in any.
type purse struct {
	mu    sync.Mutex
	some  *sync.Cond // one has ended
	least float64    // events that are enough for most scenarios
	bound uint64     // that one may take at most

	asked int     // those before it have their share
	first int     // all before it have ended
	left  float64 // behind them
	used  []float64
	over  []bool
	most  []uint64
}

func newPurse(budget float64, of int, least float64, bound uint64) *purse {
	p := &purse{least: least, bound: bound, left: math.Max(budget, 0), used: make([]float64, of), over: make([]bool, of), most: make([]uint64, of)}
	p.some = sync.NewCond(&p.mu)
	return p
}

// share returns how many events a scenario may take: together no more than there
// are. With little left it waits for those before it, so that a few are run to
// their end rather than many begun. 0 when the context is done.
func (p *purse) share(ctx context.Context, i int) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.some.Broadcast()
	p.wait(ctx, func() bool { return p.asked == i })
	defer func() { p.asked = i + 1 }()
	for known := max(0, i-underWay); ; known++ {
		p.wait(ctx, func() bool { return p.first >= known })
		if ctx.Err() != nil {
			return 0
		}
		room := p.behind(known)
		for j := known; j < i; j++ {
			room -= float64(p.most[j])
		}
		if room < p.least && known < i {
			continue
		}
		if known < i { // others may be under way
			room = math.Min(room, math.Max(p.least, room/underWay))
		}
		p.most[i] = min(p.bound, uint64(math.Max(0, room)))
		return p.most[i]
	}
}

// wait waits for something, or for the end of a context.
func (p *purse) wait(ctx context.Context, until func() bool) {
	for !until() && ctx.Err() == nil {
		p.some.Wait()
	}
}

// wake has all who wait look again.
func (p *purse) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.some.Broadcast()
}

// behind is what was left when all before a scenario had ended, whatever has
// ended since.
func (p *purse) behind(known int) float64 {
	left := p.left
	for j := known; j < p.first; j++ {
		left += p.used[j]
	}
	return left
}

// ended notes what a scenario has used.
func (p *purse) ended(i int, used uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used[i], p.over[i] = float64(used), true
	for p.first < len(p.over) && p.over[p.first] {
		p.left -= p.used[p.first]
		p.first++
	}
	p.some.Broadcast()
}

// worthwhile tells whether so many events are enough to see anything of a fault.
func (c *Campaign) worthwhile(events uint64) bool {
	return float64(events) > c.Bench.Scale.Events*(injectAt+quietLook)
}

// Why a scenario was not run.
const (
	usedUp      = "the events of the campaign were used up before it"
	interrupted = "the campaign was interrupted before it"
)
