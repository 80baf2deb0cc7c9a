package sim

// frame is one activation of a step list: a request itself, a call inside a
// component, or a branch of either. It takes two cache lines, and the first
// holds what every call touches. A caller and its call know each other by index
// and by the caller's token: the token moves on whenever the caller stops
// waiting for something, and when the frame is freed, so whatever still carries
// the old token has nobody to tell.
type frame struct {
	pc        int32  // op it is at
	token     uint32 // moves on with every wait; void timers and answers carry an older one
	parent    uint32 // frame that waits for it; 0 when nobody does
	parentTok uint32
	child     uint32 // call in progress, or first branch
	rep       int32  // replica it runs in, -1 outside the system
	site      int32  // call it answers; of a request its source
	next      uint32 // neighbours in a queue; of a free frame the next free one
	prev      uint32 // of a caller that hedges see hedge.go
	flow      uint16
	tries     uint16 // attempts made of the call in progress
	flags     frameFlags
	class     uint8 // priority
	state     frameState
	keyOf     uint8   // entity whose key is in force, 0 for none
	raise     outcome // that a saga will end with
	arrived   int64   // when it reached its replica; of a request when it began
	work      int64   // processor time still to do; while it works when that will be done; of a caller between attempts the last backoff

	waited   int64 // time it waited for slot and cores, minus now while it waits; of a request its user
	deadline int64 // by when it must have answered, maxTime for never
	callBy   int64 // by when the call in progress must have answered
	patience int64 // until when it waits for the attempt in progress
	key      uint64
	older    uint32 // neighbours among the branches of one parent
	younger  uint32
	loop     int32 // what is left of a repeat; of a saga's branch the parts done
	need     int32 // branches that must still answer; of a message's run how often it was given; in a store see quorum.go
	bear     int32 // branches that may still fail; in a store see replication.go
	left     int32 // branches that have not begun; of a message's run how many messages
}

// frameState is what a frame is doing.
type frameState uint8

const (
	idle     frameState = iota // free
	ready                      // will go on in this instant
	waiting                    // for an answer, a branch, or idle time
	onTheWay                   // has not reached its replica
	forTurn                    // waits for a leaky bucket to let it pass
	forSlot                    // in the queue of a station
	forCore                    // in the queue for a core
	forStart                   // waits for the instance of a function to start
	forPool                    // in the queue for a connection
	working                    // has a core
	sharing                    // has a part of the cores
	frozen                     // its replica is paused
)

// frameFlags are facts about a frame.
type frameFlags uint16

const (
	isRoot    frameFlags = 1 << iota // a request
	isWhole                          // a call that is a request too: whole.go
	isBranch                         // shares the slot of its parent
	hasSlot                          // holds a slot
	hasWork                          // its first work is already drawn
	answered                         // its answer has left
	missed                           // a key was not there
	delayed                          // found no free slot or core
	connects                         // a request that makes a connection: hold.go
	connected                        // has got the connection of a pool for its call
	cancelled                        // is being stopped
	probing                          // its call is the probe of a breaker
	oddProbe                         // and that of an odd round of its breaker
	isAwaited                        // a request whose success ends a fault
)

// outcome is how something ended.
type outcome uint8

const (
	okay outcome = iota
	keyMissed
	timedOut
	refused
	circuitOpen
	errored
	dropped
	noTarget
	outcomes
)

// outcomeNames are the names of failures in results.
var outcomeNames = [outcomes]string{
	timedOut: "timeout", refused: "refused", circuitOpen: "open", errored: "error", dropped: "dropped", noTarget: "no-target",
}

// newFrame takes a frame from the slab. Pointers to frames taken before are
// void afterwards, because the slab may have moved.
func (w *world) newFrame() uint32 {
	w.live++
	i := w.freeFrame
	if i == 0 {
		w.frames = append(w.frames, frame{deadline: maxTime})
		return uint32(len(w.frames) - 1)
	}
	f := &w.frames[i]
	w.freeFrame = f.next
	*f = frame{token: f.token, deadline: maxTime}
	return i
}

// release gives a frame back; whatever still refers to it becomes void.
func (w *world) release(i uint32) {
	w.live--
	f := &w.frames[i]
	f.token++
	f.state = idle
	f.parent = 0
	f.next = w.freeFrame
	w.freeFrame = i
}

// list is a queue of frames through their next and prev.
type list struct {
	head, tail uint32
}

func (w *world) append(l *list, i uint32) {
	f := &w.frames[i]
	f.next, f.prev = 0, l.tail
	if l.tail != 0 {
		w.frames[l.tail].next = i
	} else {
		l.head = i
	}
	l.tail = i
}

func (w *world) prepend(l *list, i uint32) {
	f := &w.frames[i]
	f.next, f.prev = l.head, 0
	if l.head != 0 {
		w.frames[l.head].prev = i
	} else {
		l.tail = i
	}
	l.head = i
}

func (w *world) remove(l *list, i uint32) {
	f := &w.frames[i]
	if f.prev != 0 {
		w.frames[f.prev].next = f.next
	} else {
		l.head = f.next
	}
	if f.next != 0 {
		w.frames[f.next].prev = f.prev
	} else {
		l.tail = f.prev
	}
	f.next, f.prev = 0, 0
}
