package sim

import "github.com/loadpath/loadpath/internal/stats"

// stationTally counts what happens at a component. Levels, counts and sums run
// from the start, and whoever reads them takes differences. Histograms start
// again with each batch.
type stationTally struct {
	held    level // slots
	queued  level // waiting for a slot, or messages to be consumed
	atCore  level // waiting for a core
	busy    level // cores
	present level // replicas that are there
	out     level // of those, do not serve
	piles   []pile
	counts  stationCounts
	waits   stats.Histogram // nanoseconds
	answers stats.Histogram // nanoseconds from arrival to answer

	messages bool // it is a queue with consumers: who waits there is its messages

	// For Little's law, in nanoseconds: the stays of all who have left.
	stays int64
}

// stationCounts are counts since the start.
type stationCounts struct {
	arrivals uint64 // attempts
	refused  uint64
	left     uint64 // admitted and gone, those that gave up included; of a queue messages
	delayed  uint64 // of those, found no free slot or core
	hits     uint64
	lookups  uint64
	messages messageCounts
	held     uint64 // connections times nanoseconds
}

// inside returns how many requests and messages are there.
func (t *stationTally) inside() int64 { return t.held.n + t.queued.n }

// waiting returns how many wait for a slot, a core or a consumer.
func (t *stationTally) waiting() int64 { return t.queued.n + t.atCore.n }

// areas returns the integrals of all levels until now.
func (t *stationTally) areas(now int64) areas {
	held, queued := t.held.area(now), t.queued.area(now)
	return areas{held: held, waiting: queued + t.atCore.area(now), busy: t.busy.area(now), present: t.present.area(now), out: t.out.area(now), inside: held + queued}
}

// watch brings the piles up to date after the number of those waiting has
// changed.
func (t *stationTally) watch(now int64) {
	for i := range t.piles {
		t.piles[i].watch(now, t.waiting())
	}
}

// wasDelayed counts a call that had to wait. Those that did not are added to
// the waits at the end of the batch.
func (t *stationTally) wasDelayed(waited int64) {
	t.counts.delayed++
	t.waits.Record(waited)
}

// flowTally counts the requests of a flow, as stationTally does.
type flowTally struct {
	inFlight level
	counts   flowCounts
	good     stats.Histogram // latency of answers that were okay, nanoseconds
	bad      stats.Histogram // time to failure
	oldest   int64           // nanoseconds by which a read was out of date at most
	second   stats.Histogram // latency of this second, where a timeline is kept
	noted    *noted          // answers, where one is sought to be traced
}

// flowCounts are counts since the start.
type flowCounts struct {
	offered uint64
	reads   uint64 // of what copies may show late
	old     uint64 // of those, that returned something out of date
	byCause [outcomes]uint64
}

// ended returns how many requests were answered, well or badly.
func (c *flowCounts) ended() uint64 { return c.byCause[okay] + c.failed() }

// failed returns how many requests failed.
func (c *flowCounts) failed() uint64 {
	sum := uint64(0)
	for _, n := range c.byCause[timedOut:] {
		sum += n
	}
	return sum
}

// begin counts a request that begins.
func (t *flowTally) begin(now int64) {
	t.counts.offered++
	t.inFlight.up(now)
}

// end counts the answer of a request and the time until it.
func (t *flowTally) end(now, took int64, how outcome, timeline bool) {
	t.inFlight.down(now)
	if how == keyMissed {
		how = okay
	}
	t.counts.byCause[how]++
	if how == okay {
		t.good.Record(took)
	} else {
		t.bad.Record(took)
	}
	if timeline {
		t.keep(now, took, how)
	}
}

// keep takes an answer into what only some runs keep: the latencies of this
// second, and the answers of a flow that is traced.
func (t *flowTally) keep(now, took int64, how outcome) {
	if how == okay {
		t.second.Record(took)
	}
	if t.noted != nil {
		t.noted.note(now, took, how)
	}
}

// answerRequest counts the answer of a request, once, and lets its source
// know.
func (w *world) answerRequest(i uint32, how outcome) {
	f := &w.frames[i]
	if f.flags&answered != 0 {
		return
	}
	f.flags |= answered
	w.finished++
	if f.flags&isAwaited != 0 && how <= keyMissed {
		w.succeeded(int32(f.flow))
		f = &w.frames[i]
	}
	w.flows[f.flow].end(w.now, w.now-f.arrived, how, w.timeline)
	w.sourceAnswered(f, how)
}

// endRequest finishes a request.
func (w *world) endRequest(i uint32, how outcome) {
	w.answerRequest(i, how)
	if w.frames[i].flags&connects != 0 {
		w.notConnected(i)
	}
	w.release(i)
}
