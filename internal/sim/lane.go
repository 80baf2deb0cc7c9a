package sim

// lane holds events of frames whose delay is always the same: timeouts, network
// hops. Such events come in order by themselves, so a lane is a ring, and only
// its head competes with other events. A timeout that is cancelled before it
// gets there costs neither a comparison nor an event.
type lane struct {
	delay      int64   // nanoseconds
	buf        []event // as many as a power of two
	head, tail uint32  // of the ring: they count on, and wrap around
	busy       bool    // its head is among those of the agenda
}

// openLanes makes lanes for delays; lane 0 stands for none.
func openLanes(delays []int64) []lane {
	lanes := make([]lane, len(delays)+1)
	for i, d := range delays {
		lanes[i+1] = lane{delay: d, buf: make([]event, 16)}
	}
	return lanes
}

// grow doubles the ring.
func (l *lane) grow() {
	grown := make([]event, 2*len(l.buf))
	first := int(l.head) & (len(l.buf) - 1)
	k := copy(grown, l.buf[first:])
	copy(grown[k:], l.buf[:first])
	l.head, l.tail = 0, uint32(len(l.buf))
	l.buf = grown
}

// pop removes and returns the first event that is still alive; false when none
// is.
func (l *lane) pop(frames []frame) (event, bool) {
	head := l.head
	for head != l.tail {
		e := l.buf[int(head)&(len(l.buf)-1)]
		head++
		if frames[e.ref].token == e.tok {
			l.head = head
			return e, true
		}
	}
	l.head = head
	return never, false
}
