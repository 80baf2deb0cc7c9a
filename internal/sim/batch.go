package sim

import "github.com/loadpath/loadpath/internal/stats"

// batch is what happened in one stretch of a run: the unit of which intervals
// are made. All flows and components share its bounds, which are numbers of
// events.
type batch struct {
	span     int64 // nanoseconds in which levels were integrated
	flows    []flowBatch
	stations []stationBatch
}

type flowBatch struct {
	flowCounts
	area      int64 // requests in flight times nanoseconds
	good, bad stats.Histogram
}

type stationBatch struct {
	stationCounts
	area           areas
	piles          []int64 // nanoseconds
	waits, answers stats.Histogram
}

// batches cuts one replication into at most mostBatches stretches of equal
// numbers of events, which double when there are too many.
type batches struct {
	w     *world
	size  uint64 // events in a batch
	next  uint64 // events at which the current one is full
	list  []batch
	begun int64 // when the current one began
	seen  seen
	over  bool    // the measured time is over: levels count no more
	spare []batch // that were joined to others: empty, but with their memory
}

// seen is where all counts stood when they were last read.
type seen struct {
	flows    []flowSeen
	stations []stationSeen
	tries    []triesOf // where rows are kept
}

type flowSeen struct {
	counts flowCounts
	area   int64
}

type stationSeen struct {
	counts stationCounts
	area   areas
	piles  []int64
}

const mostBatches = 64

func newBatches(w *world, size uint64) *batches {
	b := &batches{w: w, size: size, next: w.events + size, seen: seen{flows: make([]flowSeen, len(w.flows)), stations: make([]stationSeen, len(w.stations))}}
	for i := range b.seen.stations {
		b.seen.stations[i].piles = make([]int64, len(w.stations[i].tally.piles))
	}
	return b
}

// cut ends the current batch and begins the next.
func (b *batches) cut() {
	w := b.w
	one := b.fresh()
	if !b.over {
		one.span = w.now - b.begun
	}
	b.begun = w.now
	w.countHeld(w.now)
	for i := range w.flows {
		t, seen, f := &w.flows[i], &b.seen.flows[i], &one.flows[i]
		f.flowCounts = t.counts.minus(&seen.counts)
		area := t.inFlight.area(w.now)
		if !b.over {
			f.area = area - seen.area
		}
		*seen = flowSeen{t.counts, area}
		exchange(&f.good, &t.good)
		exchange(&f.bad, &t.bad)
	}
	for i := range w.stations {
		t, seen, s := &w.stations[i].tally, &b.seen.stations[i], &one.stations[i]
		s.stationCounts = t.counts.minus(&seen.counts)
		area := t.areas(w.now)
		if !b.over {
			s.area = area.minus(&seen.area)
		}
		for k := range t.piles {
			high := t.piles[k].high.area(w.now)
			if !b.over {
				s.piles[k] = high - seen.piles[k]
			}
			seen.piles[k] = high
		}
		seen.counts, seen.area = t.counts, area
		t.waits.RecordMany(0, s.left-t.waits.Count())
		exchange(&s.waits, &t.waits)
		exchange(&s.answers, &t.answers)
	}
	b.list = append(b.list, one)
	b.next = w.events + b.size
}

// exchange puts what was measured into a batch, and the batch's empty memory in
// its place with room for as much.
func exchange(batch, running *stats.Histogram) {
	*batch, *running = *running, *batch
	running.Cover(batch)
}

// fresh returns an empty batch.
func (b *batches) fresh() batch {
	if last := len(b.spare) - 1; last >= 0 {
		one := b.spare[last]
		b.spare = b.spare[:last]
		return one
	}
	one := batch{flows: make([]flowBatch, len(b.w.flows)), stations: make([]stationBatch, len(b.w.stations))}
	for i := range one.stations {
		one.stations[i].piles = make([]int64, len(b.w.stations[i].tally.piles))
	}
	return one
}

// discard keeps the memory of a batch that was joined to another.
func (b *batches) discard(one batch) {
	one.span = 0
	for i := range one.flows {
		f := &one.flows[i]
		f.good.Reset()
		f.bad.Reset()
		*f = flowBatch{good: f.good, bad: f.bad}
	}
	for i := range one.stations {
		s := &one.stations[i]
		s.waits.Reset()
		s.answers.Reset()
		clear(s.piles)
		*s = stationBatch{piles: s.piles, waits: s.waits, answers: s.answers}
	}
	b.spare = append(b.spare, one)
}

// halve joins neighbours, so that there is room for as many again. An odd one
// at the end joins the last pair.
func (b *batches) halve() {
	n := len(b.list)
	if n%2 == 1 {
		b.list[n-2].add(&b.list[n-1])
		b.discard(b.list[n-1])
	}
	for i := range n / 2 {
		b.list[2*i].add(&b.list[2*i+1])
		b.discard(b.list[2*i+1])
		b.list[i] = b.list[2*i]
	}
	b.list = b.list[:n/2]
	b.size *= 2
	b.next = b.w.events + b.size
}

// add joins what happened in the batch behind it.
func (b *batch) add(o *batch) {
	b.span += o.span
	for i := range b.flows {
		f, g := &b.flows[i], &o.flows[i]
		f.offered += g.offered
		f.reads += g.reads
		f.old += g.old
		for k := range f.byCause {
			f.byCause[k] += g.byCause[k]
		}
		f.area += g.area
		f.good.Merge(&g.good)
		f.bad.Merge(&g.bad)
	}
	for i := range b.stations {
		s, t := &b.stations[i], &o.stations[i]
		s.arrivals += t.arrivals
		s.refused += t.refused
		s.left += t.left
		s.delayed += t.delayed
		s.hits += t.hits
		s.lookups += t.lookups
		s.area.add(&t.area)
		s.messages.add(&t.messages)
		s.held += t.held
		for k := range s.piles {
			s.piles[k] += t.piles[k]
		}
		s.waits.Merge(&t.waits)
		s.answers.Merge(&t.answers)
	}
}

func (c flowCounts) minus(o *flowCounts) flowCounts {
	c.offered -= o.offered
	c.reads -= o.reads
	c.old -= o.old
	for k := range c.byCause {
		c.byCause[k] -= o.byCause[k]
	}
	return c
}

func (c stationCounts) minus(o *stationCounts) stationCounts {
	c.arrivals -= o.arrivals
	c.refused -= o.refused
	c.left -= o.left
	c.delayed -= o.delayed
	c.hits -= o.hits
	c.lookups -= o.lookups
	c.messages = c.messages.minus(&o.messages)
	c.held -= o.held
	return c
}
