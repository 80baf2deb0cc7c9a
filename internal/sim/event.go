package sim

// event is one thing that will happen: 24 bytes without pointers, so that the
// collector never looks at the agenda and a cache line holds almost three.
type event struct {
	at   int64  // nanoseconds since the run began
	what uint64 // sequence number in the upper 48 bits, result code, kind
	ref  uint32 // frame, source or replica that it concerns
	tok  uint32 // the frame's token when it was scheduled; a later token means it was cancelled
}

// before orders events by time, then by sequence.
func (e *event) before(o *event) bool {
	return e.at < o.at || e.at == o.at && e.what < o.what
}

func (e *event) kind() eventKind { return eventKind(e.what) }
func (e *event) code() outcome   { return outcome(e.what >> 8) }

// eventKind says what an event does.
type eventKind uint8

// The events. Those up to lastFrameEvent concern a frame and are void when its
// token has moved on; the others concern what ref says.
const (
	evArrive       eventKind = iota // a call reaches the callee
	evWorkDone                      // processor time is over
	evWake                          // a `wait` is over
	evReply                         // an answer reaches the caller; code is its outcome
	evTimeout                       // the caller gives up on the attempt, or on all of them
	evMaxWait                       // a request has waited as long as the station allows
	evRetry                         // the next attempt is due
	evHedge                         // a second call is due beside the first
	evTurn                          // a leaky bucket lets a request pass
	lastFrameEvent = evTurn
)

const (
	evSource    eventKind = lastFrameEvent + 1 + iota // the next arrival of source ref
	evUser                                            // user tok of source ref has thought
	evShare                                           // processor-sharing replica ref finishes a request; tok is its round
	evBreak                                           // replica ref breaks down
	evRepair                                          // replica ref is repaired
	evScale                                           // the autoscaler of component ref looks
	evStarted                                         // replica ref, which was starting, serves; tok is its round
	evFault                                           // fault ref begins
	evFaultOver                                       // fault ref ends
	evLinger                                          // a batch of group ref need not fill any more
	evVisible                                         // the messages of run ref become visible again; tok is its token
	evExpire                                          // the oldest message of group ref has been kept for long enough
	evHeld                                            // connection ref has been held for its time; tok is its token
	evReconnect                                       // the client of connection ref comes back; tok is its token
	evDrain                                           // the replica of connection ref gives it away; tok is its token
	evWindow                                          // a window of group ref is closed
	evApply                                           // copy tok of a set does its part of version ref
	evFailover                                        // a copy of set ref has been down so long that another takes over
	evLook                                            // pickers look at component ref
)

// agenda holds what will happen and hands it out in order. It is a ladder for
// times that differ, lanes for delays that are always the same, and one
// sequence for both.
type agenda struct {
	seq    uint64
	ladder ladder
	lanes  lanes
}

// add schedules an event.
func (a *agenda) add(at int64, kind eventKind, code outcome, ref, tok uint32) {
	a.seq++
	a.ladder.push(event{at: at, what: a.seq<<16 | uint64(code)<<8 | uint64(kind), ref: ref, tok: tok})
}

// addLane schedules an event on the lane of a constant delay.
func (a *agenda) addLane(lane int32, now int64, kind eventKind, code outcome, ref, tok uint32) {
	a.seq++
	at := now + a.lanes.delay[lane]
	a.lanes.push(lane, event{at: at, what: a.seq<<16 | uint64(code)<<8 | uint64(kind), ref: ref, tok: tok})
}

// nextAt returns the time of the next event, cancelled or not; false when none
// is left.
func (a *agenda) nextAt() (int64, bool) {
	at := int64(maxTime)
	if e := a.ladder.peek(); e != nil {
		at = e.at
	}
	if l := a.lanes.peek(); l != nil {
		at = min(at, l.at)
	}
	return at, at < maxTime
}

// pop removes and returns the earliest event; false when none is left. Lanes
// skip what is void without handing it out.
func (a *agenda) pop(frames []frame) (event, bool) {
	e, l := a.ladder.peek(), a.lanes.peek()
	if l != nil && (e == nil || l.before(e)) {
		return a.lanes.pop(frames), true
	}
	if e == nil {
		return event{}, false
	}
	return a.ladder.pop(), true
}
