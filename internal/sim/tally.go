package sim

import "github.com/loadpath/loadpath/internal/stats"

// stationTally counts what happens at a component. Levels are integrated over
// time; counts and integrals run from the start, and whoever reads them takes
// differences. Histograms start again with each batch.
type stationTally struct {
	last     int64 // when the levels were last integrated
	held     int32 // slots
	waiting  int32 // for slots, for cores, or to be consumed
	busy     int32 // cores
	present  int32 // replicas that callers may pick
	inside   int32 // admitted requests and messages
	messages bool  // it is a queue with consumers: who waits there is its messages

	area    levels
	piles   []pile // times with much waiting, where a requirement asks
	counts  stationCounts
	waits   stats.Histogram // nanoseconds
	answers stats.Histogram // nanoseconds from arrival to answer

	// For Little's law, in nanoseconds: the stays of all who have left, and
	// what messages had waited before they were given again.
	stays, before float64
}

// levels are levels times nanoseconds.
type levels struct {
	held, waiting, busy, present, inside float64
}

// pile is how long at least so many were waiting.
type pile struct {
	from int32
	time float64 // nanoseconds
}

// stationCounts are counts since the start.
type stationCounts struct {
	arrivals uint64 // attempts
	refused  uint64
	left     uint64 // admitted and gone, those that gave up included; of a queue messages
	delayed  uint64 // of those, found no free slot or core
	hits     uint64
	lookups  uint64
}

// touch integrates the levels up to now; it must be called before one changes.
func (t *stationTally) touch(now int64) {
	if now == t.last {
		return
	}
	dt := float64(now - t.last)
	t.last = now
	t.area.held += float64(dt * float64(t.held))
	t.area.waiting += float64(dt * float64(t.waiting))
	t.area.busy += float64(dt * float64(t.busy))
	t.area.present += float64(dt * float64(t.present))
	t.area.inside += float64(dt * float64(t.inside))
	for i := range t.piles {
		if t.waiting >= t.piles[i].from {
			t.piles[i].time += dt
		}
	}
}

// enter counts a call that is admitted.
func (t *stationTally) enter(now int64) {
	t.touch(now)
	t.inside++
}

// leave counts a call that was admitted and goes.
func (t *stationTally) leave(now int64, f *frame) {
	t.touch(now)
	t.inside--
	t.stays += float64(now - f.arrived)
	if t.messages {
		return
	}
	t.counts.left++
	if f.flags&delayed != 0 {
		t.counts.delayed++
	}
	t.waits.Record(f.waited)
}

// tallyAnswer counts the answer of a call in the station that gives it.
func (w *world) tallyAnswer(f *frame) {
	if f.rep >= 0 {
		w.stations[w.replicas[f.rep].comp].tally.answers.Record(w.now - f.arrived)
	}
}

// flowTally counts the requests of a flow, as stationTally does.
type flowTally struct {
	last     int64
	inFlight int64
	area     float64 // in flight times nanoseconds

	counts flowCounts
	good   stats.Histogram // latency of answers that were okay, nanoseconds
	bad    stats.Histogram // time to failure
	second stats.Histogram // latency of this second, where a timeline is kept
}

// flowCounts are counts since the start.
type flowCounts struct {
	offered uint64
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

func (t *flowTally) touch(now int64) {
	t.area += float64(float64(now-t.last) * float64(t.inFlight))
	t.last = now
}

// answerRequest counts the answer of a request, once, and lets its source
// know.
func (w *world) answerRequest(i uint32, how outcome) {
	f := &w.frames[i]
	if f.flags&answered != 0 {
		return
	}
	f.flags |= answered
	t := &w.flows[f.flow]
	t.touch(w.now)
	t.inFlight--
	w.finished++
	if how == keyMissed {
		how = okay
	}
	t.counts.byCause[how]++
	if how == okay {
		t.good.Record(w.now - f.arrived)
		if w.timeline {
			t.second.Record(w.now - f.arrived)
		}
	} else {
		t.bad.Record(w.now - f.arrived)
	}
	w.sourceAnswered(f, how)
}

// endRequest finishes a request.
func (w *world) endRequest(i uint32, how outcome) {
	w.answerRequest(i, how)
	w.release(i)
}
