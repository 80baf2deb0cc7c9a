package sim

import "math/bits"

// event is one thing that will happen: 24 bytes without pointers, so that the
// collector never looks at the agenda and a cache line holds almost three.
type event struct {
	at   int64  // nanoseconds since the run began
	what uint64 // from the top: sequence number, lane, outcome, kind
	ref  uint32 // frame, source or replica that it concerns
	tok  uint32 // the frame's token when it was scheduled; a later token means it was cancelled
}

// How what is divided. A trillion events fit, and an event off the lanes has
// lane 0.
const (
	codeShift = 8
	laneShift = 12
	seqShift  = 24
	maxLane   = 1<<(seqShift-laneShift) - 1
)

// before orders events by time, then by sequence: as one number of 128 bits,
// so that there is no branch to guess.
func (e *event) before(o *event) bool {
	_, borrow := bits.Sub64(e.what, o.what, 0)
	_, borrow = bits.Sub64(uint64(e.at), uint64(o.at), borrow)
	return borrow != 0
}

func (e *event) kind() eventKind { return eventKind(e.what) }
func (e *event) code() outcome   { return outcome(e.what >> codeShift & (1<<(laneShift-codeShift) - 1)) }
func (e *event) lane() int32     { return int32(e.what >> laneShift & maxLane) }

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

// agenda holds what will happen and hands it out in order: a ladder, and lanes
// for delays that are always the same, of which only the heads are in the
// ladder.
type agenda struct {
	seq    uint64
	ladder ladder
	lanes  []lane // 0 is none
}

// add schedules an event.
func (a *agenda) add(at int64, kind eventKind, code outcome, ref, tok uint32) {
	a.seq++
	a.ladder.push(event{at: at, what: a.seq<<seqShift | uint64(code)<<codeShift | uint64(kind), ref: ref, tok: tok})
}

// addLane schedules an event on the lane of a constant delay.
func (a *agenda) addLane(at int32, now int64, kind eventKind, code outcome, ref, tok uint32) {
	a.seq++
	l := &a.lanes[at]
	e := event{at: now + l.delay, what: a.seq<<seqShift | uint64(at)<<laneShift | uint64(code)<<codeShift | uint64(kind), ref: ref, tok: tok}
	if l.busy {
		l.push(e)
		return
	}
	l.busy = true
	a.ladder.push(e)
}

// nextAt returns the time of the next event, cancelled or not; false when none
// is left.
func (a *agenda) nextAt() (int64, bool) {
	if e := a.ladder.peek(); e != nil {
		return e.at, true
	}
	return maxTime, false
}

// pop removes and returns the earliest event; false when none is left. When it
// was the head of a lane, the first event behind it that is still alive takes
// its place.
func (a *agenda) pop(frames []frame) (event, bool) {
	if len(a.ladder.bottom) == 0 {
		return event{}, false
	}
	e := a.ladder.pop()
	if at := e.lane(); at != 0 {
		l := &a.lanes[at]
		if l.skip(frames); l.n > 0 {
			a.ladder.push(l.pop())
		} else {
			l.busy = false
		}
	}
	return e, true
}
