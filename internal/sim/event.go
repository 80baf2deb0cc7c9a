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
	oneSeq    = 1 << seqShift
)

// before orders events by time, then by sequence: as one number of 128 bits,
// so that there is no branch to guess. Events are passed by value, in
// registers: one whose address is taken is stored in parts and loaded as a
// whole, which the processor has to wait for.
func (e event) before(o event) bool {
	_, borrow := bits.Sub64(e.what, o.what, 0)
	_, borrow = bits.Sub64(uint64(e.at), uint64(o.at), borrow)
	return borrow != 0
}

func (e event) kind() eventKind { return eventKind(e.what) }
func (e event) code() outcome   { return outcome(e.what >> codeShift & (1<<(laneShift-codeShift) - 1)) }
func (e event) lane() int32     { return int32(e.what >> laneShift & maxLane) }

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
	evWarm                          // the instance of a function that a request waits for has started
	lastFrameEvent = evWarm
)

const (
	evSource    eventKind = lastFrameEvent + 1 + iota // the next arrival of source ref
	evUser                                            // user tok of source ref has thought
	evShare                                           // processor-sharing replica ref finishes a request; tok is its round
	evBreak                                           // replica ref breaks down
	evRepair                                          // replica ref is repaired
	evScale                                           // autoscaler ref looks
	evStarted                                         // the time in which replica ref starts is over; tok is its round
	evCutOff                                          // replica ref, which was taken away, has had its time; tok is its round
	evCool                                            // instances of function pool ref have been idle
	evSent                                            // network ref has sent its first message
	evLinger                                          // a batch of group ref need not fill any more
	evVisible                                         // the messages of run ref become visible again; tok is its token
	evExpire                                          // the oldest message of group ref has been kept for long enough
	evAct                                             // act ref begins, ends or goes on, as tok says
	evBack                                            // replica ref, stopped for a restart, starts
	evLeak                                            // one more of what act ref leaks is used up
	evHeld                                            // connection ref has been held for its time; tok is its token
	evReconnect                                       // the client of connection ref comes back; tok is its token
	evDrain                                           // the replica of connection ref gives it away; tok is its token
	evWindow                                          // a window of group ref is closed
	evApply                                           // copy tok of a set does its part of version ref
	evStandby                                         // replica ref has been down so long that another takes over
	evFailover                                        // a copy of set ref has been down so long that another takes over
	evLook                                            // pickers look at component ref
	evCheck                                           // all replicas of health check ref are asked
	evAsk                                             // replica ref asks for a lease; tok is its round
	evLapse                                           // a lease of replica ref ends, unless it has another
	evCapped                                          // replica ref has reached a limit
	evRest                                            // what runs in the background stops
	evBooted                                          // replica ref has started again
)

// agenda holds what will happen and hands it out in order: a ladder, and lanes
// for delays that are always the same. The earliest head of a lane competes
// with the ladder, and the other heads with each other.
type agenda struct {
	seq    uint64  // of the last event, in its place in what
	first  event   // the earliest head of a lane; never when all are empty
	others []event // the other heads: a 4-ary heap
	ladder ladder
	lanes  []lane // 0 is none
}

// never comes after every event.
var never = event{at: maxTime, what: 1<<64 - 1}

func newAgenda(delays []int64) agenda {
	return agenda{first: never, ladder: newLadder(), lanes: openLanes(delays)}
}

// add schedules an event. One beyond the horizon never happens.
func (a *agenda) add(at int64, kind eventKind, code outcome, ref, tok uint32) {
	a.seq += oneSeq
	a.ladder.push(at, a.seq|uint64(code)<<codeShift|uint64(kind), ref, tok)
}

// addLane schedules an event of a frame on the lane of a constant delay, and
// returns when that is.
func (a *agenda) addLane(at int32, now int64, kind eventKind, code outcome, ref, tok uint32) int64 {
	a.seq += oneSeq
	l := &a.lanes[at]
	e := event{now + l.delay, a.seq | uint64(at)<<laneShift | uint64(code)<<codeShift | uint64(kind), ref, tok}
	if l.busy {
		if int(l.tail-l.head) == len(l.buf) {
			l.grow()
		}
		l.buf[int(l.tail)&(len(l.buf)-1)] = e
		l.tail++
		return e.at
	}
	l.busy = true
	then := e.at
	if e.before(a.first) {
		e, a.first = a.first, e
	}
	if e.at < maxTime {
		a.rise(e)
	}
	return then
}

// nextAt returns the time of the next event, cancelled or not; maxTime when
// none is left.
func (a *agenda) nextAt() int64 { return min(a.first.at, a.ladder.next().at) }

// laneIsNext tells whether the earliest event is on a lane.
func (a *agenda) laneIsNext() bool { return a.first.before(a.ladder.next()) }

// dropFirst removes the earliest head. The first event behind it that is still
// alive takes its place.
func (a *agenda) dropFirst(frames []frame) {
	l := &a.lanes[a.first.lane()]
	next, any := l.pop(frames)
	if any {
		if len(a.others) > 0 && a.others[0].before(next) {
			next = a.sink(next)
		}
		a.first = next
		return
	}
	l.busy = false
	a.first = never
	if last := len(a.others) - 1; last >= 0 {
		a.first = a.others[last]
		a.others = a.others[:last]
		if last > 0 {
			a.first = a.sink(a.first)
		}
	}
}

// rise adds a head to the others.
func (a *agenda) rise(e event) {
	a.others = append(a.others, e)
	i := len(a.others) - 1
	for i > 0 && e.before(a.others[(i-1)/4]) {
		a.others[i] = a.others[(i-1)/4]
		i = (i - 1) / 4
	}
	a.others[i] = e
}

// sink puts a head into the place of the earliest of the others, or of one
// that is earlier, and returns that.
func (a *agenda) sink(e event) event {
	h := a.others
	top := h[0]
	if e.before(top) {
		return e
	}
	i := 0
	for {
		child := 4*i + 1
		if child >= len(h) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(h)); c++ {
			if h[c].before(h[least]) {
				least = c
			}
		}
		if !h[least].before(e) {
			break
		}
		h[i] = h[least]
		i = least
	}
	h[i] = e
	return top
}
