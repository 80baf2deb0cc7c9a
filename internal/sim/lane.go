package sim

// lanes hold events whose delay is always the same: timeouts, network hops,
// constant think times. Such events come in order by themselves, so a lane is
// a ring; only the head of each lane competes with the other lanes. A timeout
// that was cancelled before it reached the head costs neither a comparison nor
// an event.
type lanes struct {
	delay []int64 // of each lane, in nanoseconds
	rings []ring
	order []laneHead // 4-ary heap of the lanes that are not empty
}

type laneHead struct {
	head event
	lane int32
}

// open returns the lane of a delay.
func (l *lanes) open(delay int64) int32 {
	for i, d := range l.delay {
		if d == delay {
			return int32(i)
		}
	}
	l.delay = append(l.delay, delay)
	l.rings = append(l.rings, ring{buf: make([]event, 16)})
	return int32(len(l.delay) - 1)
}

// push appends an event to its lane; its time must not lie before the lane's
// last.
func (l *lanes) push(lane int32, e event) {
	r := &l.rings[lane]
	if r.busy {
		r.push(e)
		return
	}
	r.busy = true
	l.order = append(l.order, laneHead{})
	i := len(l.order) - 1
	for i > 0 {
		up := (i - 1) / 4
		if !e.before(&l.order[up].head) {
			break
		}
		l.order[i] = l.order[up]
		i = up
	}
	l.order[i] = laneHead{e, lane}
}

// peek returns the earliest head, nil when all lanes are empty.
func (l *lanes) peek() *event {
	if len(l.order) == 0 {
		return nil
	}
	return &l.order[0].head
}

// pop removes and returns the earliest head. The lane's next head is the first
// event behind it that is still alive.
func (l *lanes) pop(frames []frame) event {
	first := l.order[0]
	r := &l.rings[first.lane]
	for r.n > 0 {
		e := r.pop()
		if e.kind() <= lastFrameEvent && frames[e.ref].token != e.tok {
			continue
		}
		l.sink(laneHead{e, first.lane})
		return first.head
	}
	r.busy = false
	last := len(l.order) - 1
	moved := l.order[last]
	l.order = l.order[:last]
	if last > 0 {
		l.sink(moved)
	}
	return first.head
}

// sink puts h at the root of the order and lets it down to its place.
func (l *lanes) sink(h laneHead) {
	i := 0
	for {
		child := 4*i + 1
		if child >= len(l.order) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(l.order)); c++ {
			if l.order[c].head.before(&l.order[least].head) {
				least = c
			}
		}
		if !l.order[least].head.before(&h.head) {
			break
		}
		l.order[i] = l.order[least]
		i = least
	}
	l.order[i] = h
}

// ring is a queue of events in a power-of-two buffer.
type ring struct {
	buf  []event
	head int
	n    int
	busy bool // its head is in the order
}

func (r *ring) push(e event) {
	if r.n == len(r.buf) {
		grown := make([]event, 2*len(r.buf))
		k := copy(grown, r.buf[r.head:])
		copy(grown[k:], r.buf[:r.head])
		r.buf, r.head = grown, 0
	}
	r.buf[(r.head+r.n)&(len(r.buf)-1)] = e
	r.n++
}

func (r *ring) pop() event {
	e := r.buf[r.head]
	r.head = (r.head + 1) & (len(r.buf) - 1)
	r.n--
	return e
}
