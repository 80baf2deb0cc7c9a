package sim

// lane holds events whose delay is always the same: timeouts, network hops,
// constant think times. Such events come in order by themselves, so a lane is a
// ring, and only its head competes with other events. A timeout that is
// cancelled before it gets there costs neither a comparison nor an event.
type lane struct {
	delay int64 // nanoseconds
	buf   []event
	head  int
	n     int
	busy  bool // its head is among those of the agenda
}

// openLanes makes lanes for delays; lane 0 stands for none.
func openLanes(delays []int64) []lane {
	lanes := make([]lane, len(delays)+1)
	for i, d := range delays {
		lanes[i+1] = lane{delay: d, buf: make([]event, 16)}
	}
	return lanes
}

// push adds an event behind the head.
func (l *lane) push(e event) {
	if l.n == len(l.buf) {
		l.grow()
	}
	l.buf[(l.head+l.n)&(len(l.buf)-1)] = e
	l.n++
}

func (l *lane) grow() {
	grown := make([]event, 2*len(l.buf))
	k := copy(grown, l.buf[l.head:])
	copy(grown[k:], l.buf[:l.head])
	l.buf, l.head = grown, 0
}

// skip drops what has been cancelled from the front.
func (l *lane) skip(frames []frame) {
	for l.n > 0 {
		e := &l.buf[l.head&(len(l.buf)-1)]
		if e.kind() > lastFrameEvent || frames[e.ref].token == e.tok {
			return
		}
		l.head = (l.head + 1) & (len(l.buf) - 1)
		l.n--
	}
}

// pop removes the first event; there must be one.
func (l *lane) pop() event {
	e := l.buf[l.head&(len(l.buf)-1)]
	l.head = (l.head + 1) & (len(l.buf) - 1)
	l.n--
	return e
}
