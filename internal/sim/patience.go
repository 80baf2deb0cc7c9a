package sim

import "github.com/loadpath/loadpath/internal/stats"

// Slower is by how much a miniature takes longer than the design, undisturbed.
// Where a k-th of the cores is less than one, work takes longer; timeouts that
// stayed as they are would strike there that never strike in the design. So
// whoever waits does so in proportion: timeouts, deadlines, backoffs and hedges
// of calls by the callee, how long one waits at a component by that, and the delay
// that a fault adds to a message by the flow. What is no part of an answer keeps
// its time: faults, health checks, breakers,
// failovers, contents of caches.
//
// By Little's law what is in progress is then not a k-th but so much more: slots,
// queues, pools and bulkheads are divided by k and multiplied by that.
type Slower struct {
	Components map[string]float64 // times that an answer takes so much longer; 1 where nothing is said
	Flows      map[string]float64
}

// component returns by how much longer the answers of a component take.
func (s *Slower) component(name string) float64 {
	if s == nil {
		return 1
	}
	return max(1, s.Components[name])
}

// flow returns by how much longer those of a flow take.
func (s *Slower) flow(name string) float64 {
	if s == nil {
		return 1
	}
	return max(1, s.Flows[name])
}

// wait compiles how long somebody waits: a lane for a constant, else a law.
func (c *compiler) wait(l stats.Law, by float64, name string) (lane, law int32) {
	if l.Kind == stats.Const {
		if lane = c.lane(stats.Law{Kind: stats.Const, A: l.A * by}); lane >= 0 {
			return lane, -1
		}
	}
	return -1, c.waits(l, by, c.stream(name, "timeout"))
}

// waits compiles the law of how long somebody waits.
func (c *compiler) waits(l stats.Law, by float64, stream int32) int32 {
	k := c.time(l, stream)
	if by > 1 {
		law := &c.p.laws[k]
		law.value, law.scale = law.value*by, law.scale*by
	}
	return k
}

// mostTick is the longest time between two runs of a schedule that a miniature
// makes rarer, in seconds: what is due once in a run stays.
const mostTick = 10

// thinTicks makes schedules that are a steady load a k-th as frequent.
func (c *compiler) thinTicks(k float64) {
	for i := range c.p.sources {
		s := &c.p.sources[i]
		if s.every < 0 {
			continue
		}
		law := &c.p.laws[s.every]
		if rarer := min(k, mostTick/c.p.meanTime(s.every)); rarer > 1 {
			law.value, law.scale = law.value*rarer, law.scale*rarer
		}
	}
}
